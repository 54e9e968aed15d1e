"""Surveys of staff that nobody can undo: a code taken signed in, sealed answers without a name, counted at the end."""
