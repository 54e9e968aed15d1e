"""Findings of one audit as they are read, each with the guidance that answers it."""

from dataclasses import dataclass

from audits.models import Audit, Finding, Guidance


@dataclass(frozen=True)
class Found:
    """A finding, and the guides to its theme or its standard."""

    finding: Finding
    guides: list[Guidance]


def found_in(audit: Audit) -> list[Found]:
    """Return the findings of an audit, strengths first, each with its guidance; two queries."""
    findings = list(audit.findings.select_related("standard__standard", "theme"))
    guides = list(Guidance.objects.filter(retired_at__isnull=True)) if findings else []
    return [
        Found(each, [guide for guide in guides if each.theme_id == guide.topic_id or _same(each, guide)])
        for each in findings
    ]


def _same(finding: Finding, guide: Guidance) -> bool:
    return finding.standard.standard_id == guide.standard_id


def finding_or_none(*, pk: int, user) -> Finding | None:
    """Return a finding of an audit that this person does, or None."""
    return Finding.objects.select_related("audit__auditor").filter(pk=pk, audit__auditor=user).first()
