"""A child at risk, half-way through an audit: told at once, taken up, moved up the line, closed by another."""
