"""Feedback: what we hear when we listen.

Asking (`due`, `asking`), the family's pages (`saying`), what needs a person today (`reading`), what becomes of an
answer (`following`, `collation`, `wedid`), and who is listened to besides (`closed`, `complaints`, `compliments`,
`surveys`). It may import casework and improvement.lib.
"""
