"""A grade that is disputed: by the worker or their manager, decided by somebody independent, kept for ever."""
