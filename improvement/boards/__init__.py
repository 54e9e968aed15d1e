"""Who decides, on what: boards and the packs they read. It may read everything below.

Read `models.py`, then `services.py`.
"""
