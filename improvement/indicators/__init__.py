"""What the figures say: definitions, monthly figures per team, and the pages that read them.

It may read casework, audits and feedback. Read `definitions.py`, then `rollups.py`.
"""
