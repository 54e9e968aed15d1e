"""Tools and the standards they point at: written by the quality lead, published, then frozen."""
