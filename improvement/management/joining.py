"""How people beyond the one of each role come to sign in to the synthetic department."""

from datetime import date, datetime

from casework.models import Team, User
from casework.services import add_person, grant_role

SINCE = date(2024, 4, 1)


def join(address: str, name: str, role: str, team: Team, *, by: User, at: datetime) -> User:
    """Return the person with an address of Larchshire, who is added with a role unless they are there already."""
    email = f"{address}@larchshire.example"
    person = User.objects.filter(email=email).first()
    if person is None:
        person = add_person(name=name, email=email, by=by)
        # Hashing is slow on purpose; the hash of the same password will do for all.
        User.objects.filter(pk=person.pk).update(password=by.password)
        grant_role(user=person, role=role, team=team, start_on=SINCE, end_on=None, by=by, at=at)
    return person
