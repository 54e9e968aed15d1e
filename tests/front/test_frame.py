"""The frame of every page: who is here, where they stand, what they may open, and the headers."""

import gzip
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.contrib.staticfiles import finders
from django.db import connection
from django.template.loader import render_to_string
from django.test import RequestFactory, override_settings
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from casework import access
from improvement import context, middleware
from tests.factories import grant, make_team, make_tree, make_user

ASSETS = ("css/govuk.css", "css/balcony.css", "js/balcony.js", "vendor/govuk-frontend/govuk-frontend.min.js")
FONTS = [f"fonts/atkinson-hyperlegible-next-latin-{weight}-normal.woff2" for weight in (400, 700)]


def request_of(user, address="/"):
    """Return a request as the middleware leaves it for a view."""
    request = RequestFactory().get(address)
    request.user = user
    context.PlaceMiddleware(lambda given: None)(request)
    return request


def codes(teams):
    return [team.code for team in teams]


@pytest.mark.django_db
def test_one_stands_at_ones_widest_team_unless_the_address_says_otherwise():
    tree = make_tree()
    director = make_user("director", tree["larchshire"])
    assert request_of(director).place.team.code == "larchshire"
    place = request_of(director, "/?team=mere").place
    assert place.team.code == "mere"
    assert codes(place.up) == ["larchshire", "west"]
    assert codes(place.down) == ["mere-assessment", "mere-safeguarding"]


@pytest.mark.django_db
def test_a_team_one_may_not_see_is_not_a_place():
    tree = make_tree()
    manager = make_user("team_manager", tree["mere-assessment"])
    place = request_of(manager, "/?team=north-weald").place
    assert place.team.code == "mere-assessment"
    assert place.up == place.down == ()


@pytest.mark.django_db
def test_the_place_shows_the_teams_that_access_gives():
    tree = make_tree()
    for role, code in (("director", "larchshire"), ("head_of_service", "west"), ("team_manager", "mere-assessment")):
        user = make_user(role, tree[code])
        seen = context._visible_teams(user, on=timezone.localdate())
        assert set(seen) == set(access.visible_teams(user).values_list("pk", flat=True))


@pytest.mark.django_db
def test_nobody_and_someone_without_a_role_stand_nowhere():
    make_tree()
    assert not request_of(AnonymousUser()).place
    assert not request_of(make_user()).place


@pytest.mark.django_db
@pytest.mark.parametrize("asked", ["", "2026-13", "x", "2026", "99999-01", "2026-01-01"])
def test_a_month_that_is_none_becomes_the_latest(asked):
    request = request_of(AnonymousUser(), f"/?month={asked}")
    assert request.month == context.latest_month()
    assert request.month < timezone.localdate().replace(day=1)


@pytest.mark.django_db
def test_the_frame_asks_the_database_little_however_many_teams():
    tree = make_tree()
    director = make_user("director", tree["larchshire"])
    for number in range(30):
        make_team(f"More {number}", parent=tree["mere"])
    request = request_of(director, "/?team=mere")
    grants_that_the_permission_check_reads_anyway = 1
    with CaptureQueriesContext(
        connection,
    ) as queries:
        html = render_to_string("base.html", request=request)
    assert "More 29" in html
    assert len(queries) <= 3 + grants_that_the_permission_check_reads_anyway, [q["sql"] for q in queries]


@pytest.mark.django_db
def test_navigation_holds_only_what_one_may_open(client):
    tree = make_tree()
    administrator, practitioner = (make_user(role, tree["larchshire"]) for role in ("administrator", "practitioner"))
    words = {}
    for user in (administrator, practitioner):
        made = context.page(request_of(user))
        words[user] = [item.label for item in [*made["nav"], *made["footer_links"]]]
    assert "People and roles" in words[administrator]
    assert "People and roles" not in words[practitioner]
    assert "Home" in words[practitioner] or not any(name == "home" for name in words)


@pytest.mark.django_db
def test_team_and_month_are_kept_as_one_moves_and_nothing_else_is():
    request = request_of(AnonymousUser(), "/?team=west&month=2026-05&page=3&team_name=x")
    assert context.kept_query(request) == "?team=west&month=2026-05"
    assert context.kept_query(request, month="2026-06") == "?team=west&month=2026-06"
    assert context.kept_query(request_of(AnonymousUser(), "/?page=3")) == ""


@pytest.mark.django_db
def test_the_name_and_the_first_role_stand_in_the_header(client):
    tree = make_tree()
    user = make_user("quality_lead", tree["larchshire"], name="Q. <Lead>")
    grant(user, "auditor", tree["west"])
    client.force_login(user)
    html = client.get("/account/2fa/").content.decode()
    assert "Q. &lt;Lead&gt;" in html
    assert "Auditor" in html or "Quality lead" in html
    assert "Sign out" in html


@pytest.mark.django_db
@pytest.mark.parametrize("synthetic", [True, False])
def test_a_synthetic_department_says_so_on_every_page(client, synthetic):
    with override_settings(SYNTHETIC=synthetic):
        html = client.get("/account/login/").content.decode()
    assert ("Synthetic department" in html) is synthetic


@pytest.mark.django_db
def test_every_response_carries_the_security_headers(client):
    for address in ("/account/login/", "/nowhere/", "/healthz"):
        headers = client.get(address).headers
        for name in middleware.HEADERS:
            assert name in headers, f"{address} has no {name}"
        policy = headers["Content-Security-Policy"]
        assert "unsafe" not in policy
        assert "default-src 'none'" in policy
        assert "frame-ancestors 'none'" in policy


@pytest.mark.django_db
def test_pages_are_never_stored(client):
    client.force_login(make_user())
    assert "no-store" in client.get("/account/2fa/").headers["Cache-Control"]
    assert "no-store" in client.get("/nowhere/").headers["Cache-Control"]


TEMPLATES = [path for path in (settings.BASE_DIR / "templates").rglob("*.html") if "pdf" not in path.parts]


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(settings.BASE_DIR / "templates")))
def test_no_template_needs_what_the_policy_forbids(path: Path):
    source = path.read_text(encoding="utf-8")
    assert not re.search(r"\sstyle=|\son[a-z]+=\"|<style|javascript:", source), "inline style or script"
    assert not re.search(r"(src|href)=\"(https?:)?//", source) or "rel=" in source, "off-origin address"
    for script in re.findall(r"<script[^>]*>", source):
        assert "src=" in script or "application/json" in script


def test_what_every_page_loads_is_under_150_kb_with_the_page_itself():
    def weight(name):
        data = Path(finders.find(name)).read_bytes()
        return len(data) if name.endswith("woff2") else len(gzip.compress(data))

    page = 30_000  # a generous dashboard with its charts, gzipped
    total = sum(weight(name) for name in [*ASSETS, *FONTS]) + page
    assert total < 150_000, f"{total} bytes"


def test_our_files_name_no_other_place_and_no_map():
    for name in ASSETS:
        source = Path(finders.find(name)).read_text(encoding="utf-8")
        assert "sourceMappingURL" not in source
        assert not re.search(r"url\([\"']?(https?:)?//", source)
        assert "GDS Transport" not in source
