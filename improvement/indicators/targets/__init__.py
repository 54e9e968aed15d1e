"""Targets: proposed by one, signed by another, with their history."""
