"""Celery: the doorbell. The row in PostgreSQL is the truth; a task only says "look at row n"."""

import os

from celery import Celery
from celery.schedules import crontab

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "improvement.settings")

app = Celery("balcony")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()

# Each line says why it runs when it runs.
app.conf.beat_schedule = {
    # A worker can die between the commit and the doorbell: every minute, restart what stands still.
    "sweep": {"task": "improvement.sweep", "schedule": 60.0, "options": {"expires": 50}},
    # Stale (source, month) keys are taken soon after the write that marked them.
    "roll-up-stale": {"task": "indicators.roll_up_stale", "schedule": 20.0, "options": {"expires": 15}},
    # Snapshots move with the calendar even when nothing is written.
    "mark-current-month": {"task": "indicators.mark_current_month", "schedule": crontab(hour=2, minute=10)},
    "carry-queries-forward": {"task": "indicators.carry_queries_forward", "schedule": crontab(hour=4, minute=10)},
    # A child who may be at risk waits an hour for each manager, then whoever stands above is told.
    "move-alerts-up": {"task": "audits.move_alerts_up", "schedule": 60.0, "options": {"expires": 50}},
    # The time a worker has to reply to an audit ends with its last day.
    "end-waiting": {"task": "audits.end_waiting", "schedule": crontab(hour=4, minute=20)},
    # A concern that nobody took on within half an hour moves up, and an e-mail that could not leave is tried again.
    "move-up": {"task": "feedback.move_up", "schedule": 60.0, "options": {"expires": 50}},
    # A quarter's round closes four weeks after its end, when its last link has run out.
    "close-rounds": {"task": "feedback.close_rounds", "schedule": crontab(hour=4, minute=20)},
    # A survey of staff closes with its last day; all of it is counted then, and only then.
    "close-surveys": {"task": "feedback.close_surveys", "schedule": crontab(minute=40)},
    # The data is looked at after each delivery and once a day; the task itself finds out whether it is due.
    "look": {"task": "indicators.look", "schedule": 300.0, "options": {"expires": 240}},
    # Once a month everything is counted again, so that no missed mark lives longer than that.
    "mark-everything": {
        "task": "indicators.mark_everything",
        "schedule": crontab(hour=3, minute=10, day_of_month="2"),
    },
}
