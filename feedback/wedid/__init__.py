"""You said, we did: from a theme to an action to a dated reply."""
