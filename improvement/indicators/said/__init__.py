"""What people say of figures: comments on them, and queries with their answers."""
