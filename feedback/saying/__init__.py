"""The pages a family answers on: no account, nothing that says who they are, kind to a small phone."""
