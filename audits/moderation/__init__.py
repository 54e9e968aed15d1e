"""Moderation: a second, independent grade, and what the two together say."""
