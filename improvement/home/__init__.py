"""The first screen, by role: what needs this person, from whatever has been built and brought in so far."""
