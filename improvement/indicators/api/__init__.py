"""Figures for other programs: read only, as their person may see them."""
