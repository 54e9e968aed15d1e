"""The learning register as it is read. What was learned is for everybody: it names nobody."""

from django.core.paginator import Paginator

from audits.models import Learning
from audits.register import states
from casework import access
from casework.models import Team

WITH = ("theme", "standard", "team", "action__owner", "written_by", "looked_again_by")
A_PAGE = 25


def page_of(number):
    """Return a page of the register: what is to be looked at first stands first, what was looked at last."""
    return Paginator(Learning.objects.select_related(*WITH).order_by("-state", "look_again_on", "pk"), A_PAGE).get_page(
        number
    )


def learning_or_none(pk: int) -> Learning | None:
    """Return a learning with all that is shown of it, or None; one query."""
    return Learning.objects.select_related(*WITH).filter(pk=pk).first()


def may_look_again(learning: Learning, user, *, on) -> bool:
    """Return whether this person may say what they saw: by role, on the day or after it, and not what they did."""
    own = learning.action is not None and learning.action.owner_id == user.pk
    reach = learning.team_id in access.team_ids_for(user, "learning:entry", codes="W")
    return learning.state == states.OPEN and reach and not own and learning.look_again_on <= on


def teams_for(user):
    """Return the teams this person may keep what was learned for, by name."""
    return Team.objects.filter(pk__in=access.team_ids_for(user, "learning:entry_new", codes="W")).order_by("name")
