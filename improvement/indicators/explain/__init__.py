"""One number explained: the formula with its numbers, where they come from, and what became of them."""
