"""The ground floor: who we are, whom we work with, what we agreed to do.

Teams, people, roles, children, dated involvement, imports. Nothing about figures, audits or boards lives here.
Read `models/` first, then `access.py`.
"""
