"""The family's pages, and the door before them."""
