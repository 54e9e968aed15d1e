"""Who is to be asked for their views, and by when."""
