"""Closing the loop: what was found becomes actions; inadequate sets a plan and another audit by itself."""
