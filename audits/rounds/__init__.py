"""Rounds: dated programmes of looking, from the draw of the sample to the report."""
