"""Who is asked for their views, and the links by which they answer."""
