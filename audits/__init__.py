"""Audits: what we see when we look. It may import casework and improvement.lib."""
