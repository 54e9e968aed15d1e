"""Compliments, logged and passed on to whom they are about."""
