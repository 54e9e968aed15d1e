"""The house rules that a machine can check; grows into the import walker."""
