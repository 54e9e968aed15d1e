"""Tests of change: a team tries something small, sees what a figure does, and keeps it, tries again or stops (S60)."""
