"""Reports of what we see when we look: of a round, of a month or quarter, and the list inspectors ask for."""
