"""Two voices writing one audit at the same time, each its own part, without locks."""
