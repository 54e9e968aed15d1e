"""Quotes beside a reply: by leave, looked at by two people, and gone at once when the leave is taken back."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from casework.models import ReadLog
from casework.services import NotAllowed
from feedback.asking.services import withdraw
from feedback.following.services import put_theme
from feedback.models import Permission, Quote, Response
from feedback.reading import services as reading
from feedback.saying.services import send
from feedback.wedid import queries, services
from tests.factories import make_user
from tests.factories.feedback import AT, answer_all, make_code, make_known_child, make_link, make_said, make_theme
from tests.feedback.test_wedid import publish, write

WORDS = "Nobody rang before the worker changed. It was hard, and the new one is kind."
QUOTED = "Nobody rang before the worker changed."
PUBLIC = ("/you-said/", "/you-said/print/")


@pytest.fixture
def theme(db):
    return make_theme()


@pytest.fixture
def said(tree, theme, people):
    """A reply that everybody reads."""
    one = make_said(tree["mere"], theme=theme)
    return publish(write(one, people["participation"]), people["quality"])


def told(tree, people, theme, *, leave=True, text=WORDS, mode="named", outcome="read", code=False, device="device"):
    """Return a passage somebody sent, that a person has read, of an answer with the theme."""
    token = make_code(tree["mere"]) if code else make_link(make_known_child(tree["mere-safeguarding"]))
    response = answer_all(token, text=text, mode=mode, send=False, device=device)
    send(response=response, quote=leave, contact=False, at=AT)
    passage = response.passages.get()
    if outcome:
        reading.open_passage(passage=passage, by=people["participation"], at=AT)
        reading.judge(passage=passage, outcome=outcome, by=people["participation"], at=AT)
    put_theme(response=response, theme=theme, by=people["participation"], at=AT)
    return passage


def choose(said, passage, people, words=QUOTED, by="participation"):
    return services.choose_quote(you_said=said, passage=passage, words=words, by=people[by], at=AT)


def shown(said, passage, people):
    quote = choose(said, passage, people)
    services.check_quote(quote=quote, by=people["quality"], at=AT)
    return quote


def pages(client):
    return [client.get(address).content.decode() for address in PUBLIC]


def offered(said, people, by="participation"):
    return list(queries.to_quote(said, user=people[by], on=AT.date()))


def test_it_is_shown_once_a_second_person_has_looked(client, tree, people, said, theme):
    passage = told(tree, people, theme)
    assert offered(said, people) == [passage]
    quote = choose(said, passage, people)
    assert choose(said, passage, people) == quote
    assert not any(QUOTED in page for page in pages(client))
    with pytest.raises(NotAllowed, match="somebody else has to look"):
        services.check_quote(quote=quote, by=people["participation"], at=AT)
    with pytest.raises(IntegrityError), transaction.atomic():
        Quote.objects.update(checked_by=people["participation"], checked_at=AT)
    services.check_quote(quote=quote, by=people["quality"], at=AT)
    for page in pages(client):
        assert page.count(QUOTED) == 1
        assert "the new one is kind" not in page
        assert people["participation"].name not in page
    with pytest.raises(NotAllowed, match="waits for no check"):
        services.check_quote(quote=quote, by=people["head"], at=AT)


def test_taken_back_by_word_of_mouth_it_is_gone_at_once_everywhere(client, tree, people, said, theme):
    passage = told(tree, people, theme)
    quote = shown(said, passage, people)
    ambassador = make_user("ambassador", tree["larchshire"], name="Care ambassador 1")
    assert all(QUOTED in page for page in pages(client))
    client.force_login(ambassador)
    assert QUOTED in client.get("/").content.decode()
    withdraw(response=passage.response, by=people["manager"], at=AT)
    assert not any(QUOTED in page for page in [*pages(client), client.get("/").content.decode()])
    client.force_login(people["participation"])
    assert QUOTED not in client.get(f"/feedback/you-said/{said.pk}/").content.decode()
    assert offered(said, people) == []
    with pytest.raises(NotAllowed, match="gave no leave"):
        choose(said, passage, people)
    assert Quote.objects.get() == quote


def test_taken_back_by_its_giver_and_given_again_it_stays_away(client, tree, people, said, theme):
    passage = told(tree, people, theme)
    shown(said, passage, people)
    response = Response.objects.get(pk=passage.response_id)
    send(response=response, quote=False, contact=False, at=AT)
    assert not any(QUOTED in page for page in pages(client))
    send(response=response, quote=True, contact=False, at=AT)
    assert Permission.objects.filter(kind="quote", withdrawn_at=None).exists()
    # New leave is not the leave they were quoted by: somebody chooses and looks again.
    assert not any(QUOTED in page for page in pages(client))
    with pytest.raises(NotAllowed, match="Take theirs off first"):
        choose(said, passage, people)
    services.take_off_quote(quote=Quote.objects.get(), by=people["quality"], at=AT)
    shown(said, passage, people)
    assert all(QUOTED in page for page in pages(client))


def test_leave_taken_back_before_the_second_look_ends_it(client, tree, people, said, theme):
    passage = told(tree, people, theme)
    quote = choose(said, passage, people)
    withdraw(response=passage.response, by=people["manager"], at=AT)
    with pytest.raises(NotAllowed, match="leave was taken back"):
        services.check_quote(quote=quote, by=people["quality"], at=AT)
    assert not any(QUOTED in page for page in pages(client))


@pytest.mark.parametrize(
    "how",
    [{"mode": "confidential"}, {"mode": "anonymous", "code": True}, {"mode": "named"}],
    ids=lambda how: how["mode"],
)
def test_nobody_is_quoted_without_leave(tree, people, said, theme, how):
    without = told(tree, people, theme, leave=False, **how)
    assert offered(said, people) == []
    with pytest.raises(NotAllowed, match="gave no leave"):
        choose(said, without, people)
    given = told(tree, people, theme, text=f"{WORDS} Again.", device="another", **how)
    other = Permission.objects.get(response=given.response)
    fields = {"you_said": said, "words": "x", "chosen_by": people["head"], "chosen_at": AT}
    with pytest.raises(IntegrityError), transaction.atomic():
        # Somebody else's leave will not do: the database looks whose it is.
        Quote.objects.create(passage=without, permission=other, **fields)
    assert offered(said, people) == [given]
    assert choose(said, given, people).permission == other


@pytest.mark.parametrize("outcome", [None, "safeguarding", "staff"])
def test_what_nobody_has_read_or_was_told_on_is_not_quoted(tree, people, said, theme, outcome):
    passage = told(tree, people, theme, outcome=outcome)
    assert offered(said, people) == []
    with pytest.raises(NotAllowed, match="cannot be quoted"):
        choose(said, passage, people)


@pytest.mark.parametrize(
    ("words", "said_why"),
    [("The worker was bad", "their own words"), (" ", "Write the words"), ("x" * 201, "at most 200")],
)
def test_only_their_own_words_and_few(tree, people, said, theme, words, said_why):
    passage = told(tree, people, theme)
    with pytest.raises(NotAllowed, match=said_why):
        choose(said, passage, people, words=words)
    assert not Quote.objects.exists()


def test_words_they_changed_later_are_what_is_quoted(tree, people, said, theme):
    from feedback.saying.services import answer

    passage = told(tree, people, theme)
    response = Response.objects.get(pk=passage.response_id)
    answer(response=response, number=5, choice="", text="It is better now.", language="en", at=AT)
    later = response.passages.latest("pk")
    assert offered(said, people) == []
    reading.open_passage(passage=later, by=people["participation"], at=AT)
    reading.judge(passage=later, outcome="read", by=people["participation"], at=AT)
    assert offered(said, people) == [later]


def test_taken_off_it_is_gone(client, tree, people, said, theme):
    quote = shown(said, told(tree, people, theme), people)
    services.take_off_quote(quote=quote, by=people["head"], at=AT)
    assert not any(QUOTED in page for page in pages(client))
    with pytest.raises(NotAllowed, match="taken it off already"):
        services.take_off_quote(quote=quote, by=people["head"], at=AT)


def test_from_the_pages(client, tree, people, said, theme):
    hostile = "<b>Ring</b> first 🙂"
    passage = told(tree, people, theme, text=f"{hostile} please")
    one, choosing = f"/feedback/you-said/{said.pk}/", f"/feedback/you-said/{said.pk}/quotes/"
    client.force_login(people["participation"])
    assert choosing in client.get(one).content.decode()
    page = client.get(choosing).content.decode()
    assert "&lt;b&gt;Ring&lt;/b&gt; first 🙂 please" in page
    assert ReadLog.objects.filter(what="feedback:quote_choose", children=[passage.response.asking.child_id]).exists()
    form = {"passage": passage.pk, "words": hostile}
    refused = client.post(choosing, form).content.decode()
    assert "Say that they name nobody, or choose other words." in refused
    assert "&lt;b&gt;Ring&lt;/b&gt; first 🙂</textarea>" in refused
    client.post(choosing, form | {"names_nobody": "on"})
    quote = Quote.objects.get()
    check = reverse("feedback:quote_check", args=[said.pk, quote.pk])
    assert check not in client.get(one).content.decode()
    client.post(check)
    assert Quote.objects.filter(checked_at=None).exists()
    client.force_login(people["quality"])
    assert check in client.get(one).content.decode()
    assert client.get(check).status_code == 405
    client.post(check)
    assert "&lt;b&gt;Ring&lt;/b&gt; first 🙂</p>" in client.get("/you-said/").content.decode()
    client.post(reverse("feedback:quote_take_off", args=[said.pk, quote.pk]))
    assert "Ring" not in client.get("/you-said/").content.decode()


def test_who_may_choose_and_who_may_look(client, tree, people, said, theme):
    quote = choose(said, told(tree, people, theme), people)
    choosing = f"/feedback/you-said/{said.pk}/quotes/"
    elsewhere = make_user("participation_lead", tree["north"])
    for person in (people["manager"], people["chair"], people["head"], elsewhere):
        client.force_login(person)
        assert client.get(choosing).status_code == 404
    for person in (people["manager"], people["chair"], elsewhere):
        client.force_login(person)
        for act in ("check", "take_off"):
            assert client.post(reverse(f"feedback:quote_{act}", args=[said.pk, quote.pk])).status_code == 404
        # What waits for its check is not for them either.
        assert QUOTED not in client.get(f"/feedback/you-said/{said.pk}/").content.decode()


def test_only_answers_of_its_place_and_theme_are_offered(tree, people, said, theme):
    told(tree, people, make_theme("Time"))
    north = make_said(tree["north"], theme=theme)
    passage = told(tree, people, theme, device="another")
    assert offered(said, people) == [passage]
    assert list(queries.to_quote(north, user=make_user("quality_lead", tree["larchshire"]), on=AT.date())) == []


def test_the_page_takes_the_same_queries_however_many_are_quoted(client, tree, people, said, theme):
    def counted():
        with CaptureQueriesContext(connection) as ran:
            client.get("/you-said/")
        return len(ran)

    shown(said, told(tree, people, theme), people)
    few = counted()
    for number in range(4):
        shown(said, told(tree, people, theme, device=f"d{number}", text=f"{WORDS} {number}"), people)
    later = make_said(tree["mere"], theme=theme, at=AT + timedelta(days=1))
    publish(write(later, people["participation"]), people["quality"])
    assert counted() == few
