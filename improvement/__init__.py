"""The project package and the top floor: wiring, and four rooms (indicators, selfassessment, plan, boards).

Nothing below may import from here except `improvement.lib`. Read `docs/adr/` first, then `settings.py`.
"""

from improvement.celery import app as celery_app

__all__ = ["celery_app"]
