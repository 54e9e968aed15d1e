"""A family answers by link: opening changes nothing, each post counts once, and nothing is leaked, lost or doubled."""

import logging
import threading
from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.cache import cache
from django.db import connection, connections
from django.test import Client
from django.utils import timezone

from feedback.asking.services import close_rounds
from feedback.models import Answer, Asking, Invitation, Passage, Permission, Response, Round
from feedback.saying import queries, services
from feedback.saying.views import door
from tests.factories import make_tree
from tests.factories.feedback import AT, answer_all, begin, make_code, make_known_child, make_link

KEY = "0123456789abcdef0123456789abcdef"


def now_link(child, **fields):
    return make_link(child, at=timezone.now(), **fields)


def start(client, token, **fields):
    return client.post(f"/say/{token}/", {"key": KEY, "mode": "confidential", "l": "en", "v": "adult", **fields})


def whole(client, token, *, text="", **fields):
    start(client, token, **fields)
    for number, choice in enumerate(("yes", "a_little", "no", "not_sure", ""), start=1):
        client.post(f"/say/{token}/{number}/", {"choice": choice, "text": text if number == 5 else ""})
    return client.post(f"/say/{token}/end/", {"quote": "yes", "contact": "no"}, follow=True)


def everything_held():
    """Return every text and JSON value of every table, as somebody with the whole database would read it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'")
        tables = [name for (name,) in cursor.fetchall()]
        held = []
        for name in tables:
            cursor.execute(f'SELECT row_to_json(t)::text FROM "{name}" t')
            held += [row for (row,) in cursor.fetchall()]
    return "\n".join(held)


def counts():
    return {model.__name__: model.objects.count() for model in (Response, Answer, Passage, Permission)}


def test_five_questions_by_link_end_as_one_response(client, child):
    token = now_link(child)
    page = whole(client, token, text="More visits at weekends, please")
    assert "Thank you" in page.content.decode()
    response = Response.objects.get()
    assert (response.state, response.mode, response.gathered_by, response.method) == (
        "sent",
        "confidential",
        "self",
        "link",
    )
    chosen = {answer.question.code: answer.choice for answer in response.answers.all()}
    assert chosen == {"understand_why": "yes", "have_say": "a_little", "safer": "no", "understand_plan": "not_sure"}
    assert [passage.text for passage in response.passages.all()] == ["More visits at weekends, please"]
    assert [permission.kind for permission in response.permissions.all()] == ["quote"]
    assert Invitation.objects.get().used_at is not None


def test_a_mail_scanner_that_opens_everything_spoils_nothing(child):
    token = now_link(child)
    before = counts()
    for address in ("", "1/", "5/", "end/", "sent/", "unsafe/"):
        for _ in range(5):
            Client(headers={"user-agent": "Scanner"}).get(f"/say/{token}/{address}")
    assert counts() == before
    assert Invitation.objects.get().used_at is None
    assert "Thank you" in whole(Client(), token).content.decode()


def test_used_links_say_so_on_another_device_and_may_be_changed_on_this_one(client, child):
    token = now_link(child)
    whole(client, token)
    other = Client().get(f"/say/{token}/")
    assert other.status_code == 410
    assert "This link has been used" in other.content.decode()
    assert Client().post(f"/say/{token}/1/", {"choice": "no"}).status_code == 410
    client.post(f"/say/{token}/1/", {"choice": "no"})
    client.post(f"/say/{token}/end/", {"quote": "no"})
    assert Answer.objects.get(question__number=1).choice == "no"
    assert Response.objects.count() == 1
    assert Permission.objects.get().withdrawn_at is not None


def test_the_window_closes_after_24_hours(child):
    token = make_link(child)
    response = answer_all(token)
    device = "device"
    assert queries.link(token=token, device=device, at=AT + timedelta(hours=23, minutes=59)).state == "open"
    assert queries.link(token=token, device=device, at=AT + timedelta(hours=24)).state == "used"
    with pytest.raises(services.TooLate):
        services.answer(response=response, number=1, choice="no", text="", language="en", at=AT + timedelta(hours=24))


def test_what_was_begun_is_gone_on_with_on_the_same_device_only(client, child):
    token = now_link(child)
    start(client, token)
    client.post(f"/say/{token}/1/", {"choice": "yes"})
    client.post(f"/say/{token}/2/", {"choice": "no"})
    again = client.get(f"/say/{token}/")
    assert again.status_code == 302
    assert again["Location"].startswith(f"/say/{token}/3/")
    assert Client().get(f"/say/{token}/").status_code == 200
    # Another device begins anew, and who sends first has used the link.
    other = Client()
    whole(other, token, key="f" * 32)
    assert client.get(f"/say/{token}/3/").status_code == 410
    assert client.post(f"/say/{token}/3/", {"choice": "no", "text": "lost?"}).status_code == 410
    assert Response.objects.filter(state="sent").count() == 1


def test_words_are_never_sent_back_to_a_device(client, child):
    token = now_link(child)
    start(client, token)
    client.post(f"/say/{token}/1/", {"choice": "yes", "text": "canary words"})
    page = client.get(f"/say/{token}/1/").content.decode()
    assert "canary" not in page
    assert "You have written something here" in page
    assert "canary" not in client.get(f"/say/{token}/5/").content.decode()


def test_words_changed_later_are_added_and_the_first_are_kept(client, child):
    token = now_link(child)
    start(client, token)
    for text in ("he hurts me", "it is all fine", "it is all fine"):
        client.post(f"/say/{token}/5/", {"text": text})
    assert [passage.text for passage in Passage.objects.order_by("pk")] == ["he hurts me", "it is all fine"]


@pytest.mark.parametrize(
    ("token", "status", "said"),
    [
        ("a" * 32, 404, "This link does not work"),
        ("a" * 31, 404, "This link does not work"),
        ("<script>alert(1)</script>", 404, "This link does not work"),
        ("A" * 32, 404, "This link does not work"),
        ("é" * 200, 404, "This link does not work"),
    ],
)
def test_guessed_and_cut_short_links_are_a_plain_page(client, tree, token, status, said):
    for answer in (client.get(f"/say/{token}/"), client.post(f"/say/{token}/", {"mode": "named"})):
        assert answer.status_code == status
        page = answer.content.decode()
        assert said in page
        assert "999" in page
        assert "Balcony" not in page


def test_guessing_is_limited(client, child):
    token = now_link(child)
    for number in range(door.MOST_MISSES):
        assert client.get(f"/say/{number:032d}/".replace("0", "a").replace("1", "b")).status_code == 404
    waiting = client.get(f"/say/{'c' * 32}/")
    assert waiting.status_code == 429
    assert "Please wait a little" in waiting.content.decode()
    # From elsewhere a link that works goes on working.
    assert Client(REMOTE_ADDR="10.1.2.3").get(f"/say/{token}/").status_code == 200


def test_old_links_and_closed_rounds_say_so(child):
    token = make_link(child, at=datetime(2026, 11, 20, 10, tzinfo=UTC))
    assert queries.link(token=token, device="", at=datetime(2026, 12, 17, 10, tzinfo=UTC)).state == "open"
    assert queries.link(token=token, device="", at=datetime(2026, 12, 18, 10, tzinfo=UTC)).state == "expired"
    assert close_rounds(at=datetime(2027, 1, 28, 10, tzinfo=UTC)) == 0
    late = datetime(2027, 1, 29, 10, tzinfo=UTC)
    assert close_rounds(at=late) == 1
    assert close_rounds(at=late) == 0
    assert queries.link(token=token, device="", at=late).state == "closed"


def test_answers_on_a_closed_round_change_nothing(client, child):
    token = now_link(child)
    start(client, token)
    Round.objects.update(state="closed", closed_at=timezone.now())
    for part, form in (("2/", {"choice": "no", "text": "too late"}), ("end/", {"quote": "no", "contact": "no"})):
        answer = client.post(f"/say/{token}/{part}", form)
        assert answer.status_code == 410
        assert "too late" not in answer.content.decode()
    assert (Answer.objects.count(), Passage.objects.count(), Response.objects.get().state) == (0, 0, "draft")


@pytest.mark.parametrize("state", ["used", "expired", "closed"])
def test_each_reason_has_its_page_in_each_language(state):
    for found in (door.words(language) for language in ("en", "cy", "pl", "ur", "ro")):
        answer = door.plain_page(found, state)
        assert answer.status_code == 410
        page = answer.content.decode()
        assert found.page[f"{state}_heading"].replace("'", "&#x27;") in page
        assert f'dir="{found.dir}"' in page


def test_a_megabyte_of_text_is_refused_and_given_back(client, child):
    token = now_link(child)
    start(client, token)
    page = client.post(f"/say/{token}/5/", {"text": "x" * 1_000_000})
    assert page.status_code == 200
    assert "This is too long: 1,000,000 characters" in page.content.decode()
    assert "x" * 1000 in page.content.decode()
    assert Passage.objects.count() == 0
    whole = client.post(f"/say/{token}/5/", f"text={'x' * 3_000_000}", "application/x-www-form-urlencoded")
    assert whole.status_code == 413
    assert "That did not reach us" in whole.content.decode()


def test_a_link_without_its_last_stroke_is_mended(client, child):
    token = now_link(child)
    assert client.get(f"/say/{token}")["Location"] == f"/say/{token}/"


@pytest.mark.parametrize(
    "text",
    [
        "😀🧒🏽👍",
        "ہمیں مدد چاہیے \u202e abc",
        "<script>alert(1)</script>",
        "=HYPERLINK('http://x')",
        "'; DROP TABLE feedback_answer; --",
        "nul\x00in the middle",
    ],
)
def test_odd_text_is_kept_as_written(client, child, text):
    token = now_link(child)
    start(client, token)
    client.post(f"/say/{token}/5/", {"text": text})
    assert Passage.objects.get().text == text.replace("\x00", "")


@pytest.mark.django_db(transaction=True)
def test_ten_posts_at_once_count_once(settings):
    cache.clear()
    child = make_known_child(make_tree()["mere-safeguarding"])
    token = now_link(child)

    def ten(send):
        found = []

        def one():
            found.append(send(Client()))
            connections.close_all()

        threads = [threading.Thread(target=one) for _ in range(10)]
        for each in threads:
            each.start()
        for each in threads:
            each.join()
        return found

    def with_cookie(client):
        client.cookies["five"] = KEY
        return client

    assert {answer.status_code for answer in ten(lambda client: start(client, token))} == {302}
    sent = {"choice": "no", "text": "only once"}
    assert {
        answer.status_code for answer in ten(lambda client: with_cookie(client).post(f"/say/{token}/3/", sent))
    } == {302}
    permits = {"quote": "yes", "contact": "yes"}
    assert {
        answer.status_code for answer in ten(lambda client: with_cookie(client).post(f"/say/{token}/end/", permits))
    } == {302}
    assert counts() == {"Response": 1, "Answer": 1, "Passage": 1, "Permission": 2}


def test_a_machine_cannot_bury_the_queue_by_one_link(child):
    token = make_link(child)
    response = begin(token)
    for number in range(services.MOST_PASSAGES):
        services.tell(response=response, text=f"{number}", at=AT)
    with pytest.raises(services.TooMany):
        services.tell(response=response, text="one more", at=AT)
    for number in range(services.MOST_DEVICES - 1):
        begin(token, device=f"another {number}")
    with pytest.raises(services.TooMany):
        begin(token, device="one more")


def test_a_plain_code_is_anonymous_whatever_is_asked_for(client, tree):
    token = make_code(tree["mere"], at=timezone.now())
    page = client.get(f"/say/{token}/").content.decode()
    assert "Nobody can tell who you are" in page
    assert 'name="mode"' not in page
    whole(client, token, mode="named")
    response = Response.objects.get()
    assert (response.mode, response.asking_id, response.respondent) == ("anonymous", None, "")
    assert Asking.objects.count() == 0


def test_a_link_made_for_somebody_offers_two_modes_and_explains_the_third(client, child):
    token = now_link(child)
    page = client.get(f"/say/{token}/").content.decode()
    assert page.count('name="mode"') == 2
    assert "it cannot be without your name" in page
    refused = client.post(f"/say/{token}/", {"key": KEY, "v": "adult"})
    assert "Choose who will know your answers are yours." in refused.content.decode()
    assert Response.objects.count() == 0
    assert page.index("private, but not secret") < page.index('name="mode"')


def test_i_feel_unsafe_works_before_anything_was_chosen(client, child):
    token = now_link(child)
    client.post(f"/say/{token}/unsafe/", {"key": KEY, "text": ""})
    passage = Passage.objects.get()
    assert (passage.is_urgent, passage.text, passage.response.mode) == (True, "", "confidential")
    client.post(f"/say/{token}/unsafe/", {"key": KEY, "text": "he hurts me"})
    assert Passage.objects.filter(is_urgent=True).count() == 2
    assert "We have it" in client.get(f"/say/{token}/unsafe/?told=1").content.decode()
    # It does not use the link up.
    assert Invitation.objects.get().used_at is None


def test_the_page_says_when_nobody_reads(client, child, monkeypatch):
    token = make_link(child, at=datetime(2026, 11, 6, 10, tzinfo=UTC))
    monkeypatch.setattr(door.timezone, "now", lambda: datetime(2026, 11, 6, 22, 0, tzinfo=UTC))
    page = client.get(f"/say/{token}/").content.decode()
    assert "Nobody reads what you write now. A person reads it on Monday." in page
    start(client, token)
    assert "A person reads it on Monday." in client.get(f"/say/{token}/5/").content.decode()
    monkeypatch.setattr(door.timezone, "now", lambda: datetime(2026, 11, 9, 10, 0, tzinfo=UTC))
    assert "Nobody reads" not in client.get(f"/say/{token}/").content.decode()


def test_headers_keep_the_page_to_itself(client, child):
    token = now_link(child)
    for address in (f"/say/{token}/", f"/say/{token}/unsafe/", f"/say/{'a' * 32}/"):
        headers = client.get(address).headers
        assert headers["Referrer-Policy"] == "no-referrer"
        assert headers["Cache-Control"] == "no-store"
        assert "noindex" in headers["X-Robots-Tag"]
        assert "default-src 'none'" in headers["Content-Security-Policy"]
        assert "unsafe" not in headers["Content-Security-Policy"]


def test_no_page_says_which_service_worker_team_or_child(client, child, tree, settings):
    settings.DEPARTMENT_NAME = "Larchshire Children's Services"
    token = now_link(child)
    pages = [client.get(f"/say/{token}/").content.decode()]
    start(client, token)
    pages += [
        client.get(f"/say/{token}/{part}").content.decode()
        for part in ("1/", "2/", "3/", "4/", "5/", "end/", "unsafe/")
    ]
    for page in pages:
        for canary in (child.reference, "Larchshire", "Mere", "Safeguarding", "Balcony", "social", "Person "):
            assert canary not in page, canary


def test_neither_database_nor_log_holds_a_token_or_a_device_and_logs_hold_no_words(client, child, caplog, monkeypatch):
    token = now_link(child)
    with caplog.at_level(logging.DEBUG):
        whole(client, token, text="canary words", mode="named")
        client.get(f"/say/{token}x/")
        Client().get(f"/say/{token}/")

        def fails(**_):
            raise RuntimeError("canary words")

        monkeypatch.setattr(services, "answer", fails)
        broken = client.post(f"/say/{token}/5/", {"text": "canary words"})
    assert broken.status_code == 500
    assert "That did not reach us" in broken.content.decode()
    # Nothing is lost: what was typed is given back.
    assert "canary words" in broken.content.decode()
    held = everything_held()
    assert "canary words" in held
    for secret in (token, KEY):
        assert secret not in held
        assert secret not in caplog.text
    assert "canary" not in caplog.text
    assert "A page without an account failed: RuntimeError" in caplog.text


def test_the_browser_gets_one_cookie_bound_to_its_link(client, child):
    token = now_link(child)
    start(client, token)
    assert set(client.cookies) == {"five"}
    cookie = client.cookies["five"]
    assert cookie["path"] == f"/say/{token}/"
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"


def test_who_writes_for_somebody_says_how_they_hear_it(client, child):
    token = now_link(child)
    assert "How do they tell you" in client.get(f"/say/{token}/?v=helper").content.decode()
    refused = start(client, token, v="helper")
    assert "Say how they tell you their answers." in refused.content.decode()
    start(client, token, v="helper", method="telephone")
    response = Response.objects.get()
    assert (response.variant, response.method) == ("helper", "telephone")
    assert "Read aloud:" in client.get(f"/say/{token}/1/").content.decode()


def test_language_comes_from_the_page_then_the_browser(client, child):
    token = now_link(child)
    assert 'lang="pl"' in client.get(f"/say/{token}/", headers={"accept-language": "pl-PL,en;q=0.5"}).content.decode()
    page = client.get(f"/say/{token}/?l=ur").content.decode()
    assert '<html lang="ur" dir="rtl">' in page
    assert "ابھی کسی مقامی بولنے والے نے نہیں جانچا" in page
    start(client, token, l="ur")
    assert '<html lang="ur" dir="rtl">' in client.get(f"/say/{token}/1/").content.decode()
    client.post(f"/say/{token}/1/", {"choice": "yes", "l": "ro"})
    assert Response.objects.get().language == "ro"


def test_a_child_is_asked_with_pictures_unless_they_choose_otherwise(client, child):
    token = now_link(child, respondent="child")
    start(client, token, v="child")
    page = client.get(f"/say/{token}/1/").content.decode()
    assert "Do you understand why we are in your life?" in page
    assert page.count('class="face"') == 4
    assert 'class="picture"' in page


def test_each_page_asks_few_queries(client, child, django_assert_max_num_queries):
    token = now_link(child)
    with django_assert_max_num_queries(2):
        client.get(f"/say/{token}/")
    start(client, token)
    with django_assert_max_num_queries(4):
        client.get(f"/say/{token}/3/")


def test_a_round_belongs_to_the_quarter_asked_in(child):
    make_link(child, at=datetime(2026, 12, 31, 23, 30, tzinfo=UTC))
    assert Asking.objects.get().round.start_on == date(2026, 10, 1)
