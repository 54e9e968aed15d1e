"""Audits: what we see when we look.

The room stands; its models, pages and services come with its own work. It may import casework and improvement.lib.
"""
