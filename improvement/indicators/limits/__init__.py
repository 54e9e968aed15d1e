"""New limits: a person says from which month a chart's limits are worked out anew, and why."""
