"""Signing in, the second step, and one's own account, in our own words and look."""

import re

import pytest
from allauth.mfa.adapter import get_adapter
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.core import mail
from django.urls import reverse

from tests.factories import make_user
from tests.factories.casework import PASSWORD

pytestmark = pytest.mark.django_db


def enter(client, user, password=PASSWORD):
    return client.post(reverse("account_login"), {"login": user.email, "password": password})


def prove_again(client):
    """Give the password again, as pages that change how one signs in ask for."""
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})


def code_now(secret):
    counter = next(iter(yield_hotp_counters_from_time()))
    return format_hotp_value(hotp_value(secret, counter))


def heading(answer):
    found = re.search(r"<h1>(.*?)</h1>", answer.content.decode(), re.S)
    assert found, answer.content.decode()[:500]
    return found[1].strip()


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("account_login", "Sign in"),
        ("account_reset_password", "Forgotten password"),
        ("account_reset_password_done", "Look at your email"),
        ("account_reset_password_from_key_done", "Your password is changed"),
        ("account_inactive", "Your account is closed"),
        ("account_signup", "Balcony is by invitation"),
    ],
)
def test_pages_before_signing_in(client, name, words):
    assert heading(client.get(reverse(name))) == words


def test_a_wrong_password_is_said_once_and_links_to_nothing_wrong(client):
    answer = enter(client, make_user(), "not the password")
    html = answer.content.decode()
    assert html.count("There is a problem") == 1
    assert "<title>Error: Sign in" in html
    assert "not the password" not in html


def test_signing_in_leads_home_and_out_again(client):
    assert enter(client, make_user()).headers["Location"] == "/"
    assert heading(client.get(reverse("account_logout"))) == "Sign out"
    assert client.post(reverse("account_logout")).status_code == 302
    assert client.get(reverse("mfa_index")).status_code == 302


def test_a_forgotten_password_is_replaced_by_a_link_that_works_once(client):
    user = make_user()
    client.post(reverse("account_reset_password"), {"email": user.email})
    [message] = mail.outbox
    assert message.subject.endswith("Choose a new password for Balcony")
    link = re.search(r"https?://[^/]+(\S+)", message.body)[1]
    page = client.get(link, follow=True)
    assert heading(page) == "Choose a new password"
    new = {"password1": "a wholly new pass phrase", "password2": "a wholly new pass phrase"}
    done = client.post(page.request["PATH_INFO"], new, follow=True)
    assert heading(done) == "Your password is changed"
    client.logout()
    assert heading(client.get(link, follow=True)) == "This link no longer works"


def test_a_stranger_is_not_told_whether_an_address_has_an_account(client):
    known = client.post(reverse("account_reset_password"), {"email": make_user().email}, follow=True)
    unknown = client.post(reverse("account_reset_password"), {"email": "nobody@larchshire.example"}, follow=True)
    assert known.redirect_chain == unknown.redirect_chain
    assert heading(known) == heading(unknown)


def test_setting_up_and_using_the_second_step(client):
    user = make_user()
    enter(client, user)
    assert heading(client.get(reverse("mfa_index"))) == "Your account"
    prove_again(client)
    page = client.get(reverse("mfa_activate_totp"))
    assert heading(page) == "Set up an authenticator app"
    secret = page.context["form"].secret
    assert secret in page.content.decode()
    done = client.post(reverse("mfa_activate_totp"), {"code": code_now(secret)}, follow=True)
    assert heading(done) == "Recovery codes"
    assert len(re.findall(r"<li><code>", done.content.decode())) == 10
    assert "Stop asking for a code" in client.get(reverse("mfa_index")).content.decode()
    client.logout()
    asked = client.post(reverse("account_login"), {"login": user.email, "password": PASSWORD}, follow=True)
    assert heading(asked) == "Enter your code"


def test_a_recovery_code_lets_one_in_and_the_app_can_be_turned_off(client):
    user = make_user()
    TOTP.activate(user, "JBSWY3DPEHPK3PXP")
    codes = RecoveryCodes.activate(user).get_unused_codes()
    enter(client, user)
    wrong = client.post(reverse("mfa_authenticate"), {"code": "000000"})
    assert "There is a problem" in wrong.content.decode()
    assert client.post(reverse("mfa_authenticate"), {"code": codes[0]}).headers["Location"] == "/"
    prove_again(client)
    assert heading(client.get(reverse("mfa_generate_recovery_codes"))) == "Recovery codes"
    assert heading(client.get(reverse("mfa_deactivate_totp"))) == "Stop asking for a code"
    client.post(reverse("mfa_deactivate_totp"))
    assert not get_adapter().is_mfa_enabled(user)


def test_changing_the_password_asks_for_the_old_one(client):
    user = make_user()
    enter(client, user)
    page = client.get(reverse("account_change_password"), follow=True)
    assert heading(page) in ("Change your password", "Is it still you?")
    new = "a wholly new pass phrase"
    sent = {"oldpassword": "wrong", "password1": new, "password2": new}
    assert "There is a problem" in client.post(reverse("account_change_password"), sent).content.decode()
    client.post(reverse("account_change_password"), sent | {"oldpassword": PASSWORD})
    user.refresh_from_db()
    assert user.check_password(new)


def test_asking_again_who_it_is(client):
    client.force_login(make_user())
    answer = client.get(reverse("mfa_activate_totp"), follow=True)
    assert heading(answer) == "Is it still you?"
