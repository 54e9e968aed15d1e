"""Complaints as something to learn from: their clocks, outcomes, lessons and repeats."""
