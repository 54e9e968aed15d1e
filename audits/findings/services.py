"""Verbs of findings: keep one, take one out, while the audit is being written."""

from datetime import datetime

import pghistory
from django.db import transaction

from audits.models import WRITING, Audit, Finding, StandardVersion
from casework.actions.services import said
from casework.models import Theme, User
from casework.services import NotAllowed


@transaction.atomic
def keep(
    *, audit: Audit, kind: str, standard: StandardVersion, theme: Theme, words: str, key: str, by: User, at: datetime
) -> Finding:
    """Return a finding kept with an audit; the same `key` returns the same.

    Raises NotAllowed for anybody but the auditor, once the audit is drafted, and without words.
    """
    again = Finding.objects.filter(key=key).first()
    if again is not None:
        return again
    _may_write(audit, by)
    words = said(words, "Say what you saw.", longest=600)
    with pghistory.context(user=by.pk, why="finding kept"):
        fields = {"kind": kind, "standard": standard, "theme": theme, "words": words, "key": key}
        return Finding.objects.create(audit=audit, **fields, written_by=by, written_at=at)


@transaction.atomic
def take_out(*, finding: Finding, by: User) -> None:
    """Take a finding out of an audit that is being written; its history stays. Raises NotAllowed as `keep` does."""
    _may_write(finding.audit, by)
    with pghistory.context(user=by.pk, why="finding taken out"):
        finding.delete()


def _may_write(audit: Audit, by: User) -> None:
    locked = Audit.objects.select_for_update(of=["self"]).select_related("auditor").get(pk=audit.pk)
    if locked.auditor_id != by.pk:
        raise NotAllowed(f"Only {locked.auditor.name}, the auditor, writes what was found.")
    if locked.state not in WRITING:
        raise NotAllowed("This audit is drafted, so what was found is sealed.")
