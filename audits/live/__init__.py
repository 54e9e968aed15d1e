"""A case audited together in a meeting, on a big screen, with one who writes."""
