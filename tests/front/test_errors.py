"""Pages for when something is wrong: the same for everyone, and never a lost answer."""

import pytest
from django.db import OperationalError
from django.test import Client, RequestFactory

from improvement import errors
from tests.factories import make_tree, make_user


@pytest.mark.django_db
def test_what_does_not_exist_and_what_is_not_shared_look_exactly_alike(client):
    tree = make_tree()
    client.force_login(make_user("practitioner", tree["mere-assessment"]))
    missing, hidden = client.get("/nowhere/"), client.get("/people/")
    signed_out = Client().get("/nowhere/")
    assert missing.status_code == hidden.status_code == signed_out.status_code == 404
    assert missing.content == hidden.content == signed_out.content


def test_a_fault_gives_a_plain_page():
    try:
        raise ZeroDivisionError
    except ZeroDivisionError:
        answer = errors.server_error(RequestFactory().get("/"))
    assert answer.status_code == 500
    assert "Something went wrong on our side" in answer.content.decode()
    assert "ZeroDivisionError" not in answer.content.decode()


def test_with_the_database_away_what_was_typed_comes_back():
    typed = {"reason": "She <told> me", "csrfmiddlewaretoken": "tok3n", "password": "hunter2", "due_on_day": "3"}
    request = RequestFactory().post("/audits/1/", typed)
    try:
        raise OperationalError("no connection")
    except OperationalError:
        answer = errors.server_error(request)
    html = answer.content.decode()
    assert answer.status_code == 503
    assert answer.headers["Retry-After"] == "60"
    assert "She &lt;told&gt; me" in html
    assert "Due on day" in html
    assert "tok3n" not in html
    assert "hunter2" not in html


@pytest.mark.django_db
def test_a_form_of_a_page_that_was_open_too_long_is_explained():
    answer = Client(enforce_csrf_checks=True).post("/account/login/", {"login": "a@b.example"})
    assert answer.status_code == 403
    assert "This page was open too long" in answer.content.decode()
