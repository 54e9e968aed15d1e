"""Families are asked after their case has closed, by somebody outside the line (S28, S29)."""
