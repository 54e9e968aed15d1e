"""Figures as they were first reported, beside what is known now."""
