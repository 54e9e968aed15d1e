"""Reviews from outside: a partner's deep dive or a peer challenge of a named sample, with its findings."""
