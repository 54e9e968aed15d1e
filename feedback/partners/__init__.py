"""Partners: what was escalated from and to them, how long it took and how it ended (S38)."""
