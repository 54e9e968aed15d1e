"""Every address as every role: the permission table is the whole truth about who reaches what.

A new URL needs a row in `casework/permissions.csv`; one with arguments also a sample in `tests/url_samples.py`.
"""

import pytest
from django.urls import get_resolver, reverse
from django.urls.resolvers import URLPattern, URLResolver

from casework import permissions
from casework.docs import permissions_page
from casework.models import Role
from tests.factories import make_tree, make_user
from tests.url_samples import NOT_WALKED, SAMPLES, SCOPED, make_world

ROLES = [None, *Role.values]


def url_names(resolver=None, namespace=""):
    """Return every URL name with its namespace and whether it takes arguments."""
    names = {}
    for entry in (resolver or get_resolver()).url_patterns:
        if isinstance(entry, URLResolver):
            inner = f"{namespace}{entry.namespace}:" if entry.namespace else namespace
            names |= url_names(entry, inner)
        elif isinstance(entry, URLPattern):
            assert entry.name, f"{entry.pattern} has no name, so nothing can say who may open it"
            names[f"{namespace}{entry.name}"] = bool(entry.pattern.converters) or "(?P" in str(entry.pattern)
    return names


NAMES = url_names()


def test_every_url_has_a_row_in_the_permission_table():
    assert set(NAMES) - set(permissions.table()) == set()


def test_every_row_of_the_permission_table_has_a_url():
    assert set(permissions.table()) - set(NAMES) == set()


def test_every_url_with_arguments_has_a_sample():
    assert {name for name, takes_arguments in NAMES.items() if takes_arguments} - set(SAMPLES) - set(
        NOT_WALKED
    ) == set()


def allowed(name, role):
    row = permissions.table()[name]
    if row["public"] == "Y" or row["signed_in"] == "Y":
        return role is None or row[role] != "n"
    return role is not None and row[role] != "-"


@pytest.mark.django_db
@pytest.mark.parametrize("role", ROLES, ids=lambda role: role or "no role")
def test_each_role_reaches_exactly_what_the_table_gives(role, client):
    tree = make_tree()
    world = make_world(tree)
    user = make_user(role, tree["mere-safeguarding"]) if role else make_user()
    world.bind(user)
    client.force_login(user)
    wrong = []
    for name in sorted(set(NAMES) - set(NOT_WALKED)):
        answer = client.get(reverse(name, kwargs=SAMPLES.get(name, lambda world: {})(world)))
        reached = answer.status_code != 404
        if reached != allowed(name, role) or answer.status_code >= 500:
            wrong.append(f"{name}: {answer.status_code}, the table says {permissions.table()[name].get(role, '-')}")
    assert wrong == []


@pytest.mark.django_db
@pytest.mark.parametrize("role", Role.values)
def test_a_role_elsewhere_does_not_reach_what_belongs_to_another_team(role, client):
    tree = make_tree()
    world = make_world(tree)
    user = make_user(role, tree["weald-safeguarding"])
    client.force_login(user)
    reached = [
        name for name in sorted(SCOPED) if client.get(reverse(name, kwargs=SAMPLES[name](world))).status_code != 404
    ]
    assert reached == []


@pytest.mark.django_db
def test_nobody_reaches_anything_without_signing_in(client):
    world = make_world(make_tree())
    open_pages = {name for name, row in permissions.table().items() if row["public"] == "Y"}
    for name in sorted(set(NAMES) - open_pages - set(NOT_WALKED)):
        answer = client.get(reverse(name, kwargs=SAMPLES.get(name, lambda world: {})(world)))
        assert answer.status_code == 302, name
        assert answer["Location"].startswith("/account/login/"), name


def test_the_documented_matrix_is_the_table():
    from pathlib import Path

    assert Path("docs/permissions.md").read_text() == permissions_page()
