"""Begin an audit by typing a reference: by whom, for whom, and the way to swap where one is too near (M3)."""

from datetime import date, datetime

from audits import independence, services
from audits.known import work_of
from audits.models import Audit, ToolVersion
from casework import access
from casework.models import Child, User
from casework.services import NotAllowed

START = "audits:start"
UNKNOWN = "No child whose work you may have audited has this reference. Check it against the case system."


class Starter:
    """What one person may begin: children of the teams their roles reach, and who could audit them."""

    def __init__(self, user: User, *, on: date):
        self.user, self.on = user, on
        self.people = independence.auditors(on=on)

    def start(self, *, reference: str, tool: ToolVersion, auditor: User, due_on: date, key: str, at: datetime) -> Audit:
        """Return the audit begun. Raises NotIndependent with the reason, NotAllowed for a child out of reach."""
        child, _ = self._found(reference)
        return services.allocate(tool=tool, child=child, auditor=auditor, due_on=due_on, key=key, by=self.user, at=at)

    def could(self, reference: str) -> list[User]:
        """Return some who are independent of this child's work: the way to swap."""
        child, work = self._found(reference)
        return independence.could_audit(child=child, worker=work.worker, team=work.team, on=self.on)

    def reads(self, audit: Audit) -> bool:
        """Return whether this person may open the audit."""
        return Audit.objects.visible_to(self.user).filter(pk=audit.pk).exists()

    def _found(self, reference: str):
        child = Child.objects.filter(reference=reference).first()
        work = work_of(child) if child else None
        if work is None or work.team.pk not in access.team_ids_for(self.user, START):
            raise NotAllowed(UNKNOWN)
        return child, work
