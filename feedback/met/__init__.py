"""Leaders meeting children: what was heard, what changed, and whether the children think that it did (S33, S34)."""
