"""One machine, one command: PostgreSQL, a broker, web, worker and beat as supervised children.

For the demo and the tests only; a deployment runs real servers (docs/operating.md). Nothing here needs Django.
"""
