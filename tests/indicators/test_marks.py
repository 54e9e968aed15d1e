"""Every write marks the months it can influence, and no other, in its own transaction."""

from datetime import date

import pytest
from django.db import connection, transaction
from django.utils import timezone

from audits.models import Audit, Moderation
from casework import models as casework
from casework.models import Import, TeamEdge
from feedback.models import Answer, Asking, Response, YouSaid
from improvement.indicators.models import GivenFigure, StaleKey
from improvement.indicators.sources import SOURCES, form_of
from improvement.indicators.watched import WATCHED
from improvement.lib.months import add_months, first_of, months_between, next_month
from tests.factories.casework import make_child, make_fact, make_import, make_team, make_tree, make_user

pytestmark = pytest.mark.django_db
THIS = first_of(timezone.localdate())


def ago(months, day=10):
    """A day `months` months ago."""
    return add_months(THIS, -months).replace(day=day)


def months(first, last):
    return {first_of(day) for day in months_between(first_of(first), next_month(first_of(last)))}


@pytest.fixture
def child(db):
    """A child with nothing marked yet."""
    child = make_child(source=make_import(as_on=ago(1)))
    StaleKey.objects.all().delete()
    return child


def marked(source=None):
    """The marked months (of one source), which are then forgotten."""
    keys = StaleKey.objects.all()
    found = set(keys.values_list("source", "month"))
    keys.delete()
    return {month for name, month in found if name == source} if source else found


def test_a_flow_marks_the_month_of_its_date(child):
    contact = make_fact(casework.Contact, child=child, contact_on=ago(3))
    assert marked() == {("contact", first_of(ago(3)))}
    contact.contact_on = ago(5)
    contact.save()
    assert marked() == {("contact", first_of(ago(3))), ("contact", first_of(ago(5)))}
    contact.delete()
    assert marked() == {("contact", first_of(ago(5)))}


def test_a_write_that_changes_nothing_counted_marks_nothing(child):
    contact = make_fact(casework.Contact, child=child, contact_on=ago(3))
    marked()
    contact.source = make_import(state="checked")
    contact.save()
    casework.Contact.objects.update(source_code="1A")
    assert marked() == set()


def test_an_open_spell_marks_from_its_start_to_now(child):
    make_fact(casework.CinEpisode, child=child, start_on=ago(4))
    assert marked() == {("cin_episode", month) for month in months(ago(4), THIS)}


def test_a_closed_spell_marks_from_its_start_to_its_end(child):
    make_fact(casework.CinEpisode, child=child, start_on=ago(8), end_on=ago(5))
    assert marked("cin_episode") == months(ago(8), ago(5))


def test_an_ending_marks_only_the_time_since_the_end(child):
    plan = make_fact(casework.CpPlan, child=child, start_on=ago(20))
    marked()
    casework.CpPlan.objects.filter(pk=plan.pk).update(end_on=ago(2))
    assert marked() == {("cp_plan", month) for month in months(ago(2), THIS)}
    casework.CpPlan.objects.filter(pk=plan.pk).update(end_on=ago(4))
    assert marked() == {("cp_plan", month) for month in months(ago(4), ago(2))}


def test_a_change_of_team_marks_the_whole_spell(child):
    plan = make_fact(casework.CpPlan, child=child, start_on=ago(6), end_on=ago(3))
    marked()
    casework.CpPlan.objects.filter(pk=plan.pk).update(team=make_team())
    assert marked("cp_plan") >= months(ago(6), ago(3))


def test_a_new_plan_marks_the_months_of_later_plans(child):
    make_fact(casework.CpPlan, child=child, start_on=ago(3), end_on=ago(2))
    marked()
    make_fact(casework.CpPlan, child=child, start_on=ago(30), end_on=ago(28))
    assert marked("cp_plan") == months(ago(30), ago(28)) | {first_of(ago(3))}


def test_a_referral_marks_the_twelve_months_after_it_but_never_the_future(child):
    make_fact(casework.Referral, child=child, referral_on=ago(20))
    assert marked("referral") == months(ago(20), ago(8))
    make_fact(casework.Referral, child=child, referral_on=ago(1))
    assert marked("referral") == months(ago(1), THIS)


def test_a_referral_marks_the_contact_that_led_to_it(child):
    make_fact(casework.Contact, child=child, contact_on=ago(3, day=25))
    make_fact(casework.Contact, child=child, contact_on=ago(9))
    marked()
    make_fact(casework.Referral, child=child, referral_on=ago(2, day=3))
    assert marked("contact") == {first_of(ago(3))}


def test_a_visit_marks_until_the_next_one_within_the_plan(child):
    make_fact(casework.CpPlan, child=child, start_on=ago(12), end_on=ago(2))
    make_fact(casework.Visit, child=child, kind="cp", visit_on=ago(5))
    marked()
    make_fact(casework.Visit, child=child, kind="cp", visit_on=ago(8))
    assert marked() == {("cp_plan", month) for month in months(ago(8), ago(5))}
    make_fact(casework.Visit, child=child, kind="cp", visit_on=ago(4))
    assert marked("cp_plan") == months(ago(4), ago(2))


def test_a_visit_to_a_child_without_a_plan_marks_nothing(child):
    make_fact(casework.Visit, child=child, kind="cp", visit_on=ago(5))
    make_fact(casework.Visit, child=child, kind="iro", visit_on=ago(5))
    assert marked() == set()


def test_a_health_check_marks_the_year_it_holds(child):
    make_fact(casework.CarePeriod, child=child, start_on=ago(40))
    marked()
    make_fact(casework.HealthCheck, child=child, kind="hlth", check_on=ago(30))
    assert marked("care_period") == months(ago(30), ago(18))


def test_a_legal_status_marks_only_where_short_breaks_are_about(child):
    make_fact(casework.CarePeriod, child=child, start_on=ago(10))
    marked()
    make_fact(casework.LegalStatus, child=child, start_on=ago(6), code="C2")
    assert marked() == set()
    make_fact(casework.LegalStatus, child=child, start_on=ago(4), code="V4")
    assert marked("care_period") == months(ago(4), THIS) | {first_of(ago(10))}


def test_the_end_of_care_marks_the_extracts_after_it(child):
    period = make_fact(casework.CarePeriod, child=child, start_on=ago(10))
    for months_ago in (5, 3, 1):
        make_fact(casework.CareStatus, child=child, as_on=ago(months_ago), care_start_on=ago(10))
    marked()
    casework.CarePeriod.objects.filter(pk=period.pk).update(end_on=ago(4))
    assert marked("care_status") == {first_of(ago(3)), first_of(ago(1))}


def test_a_childs_month_of_birth_marks_what_asks_for_it(child):
    make_fact(casework.CareLeaverStatus, child=child, as_on=ago(2))
    marked()
    child.birth_month = date(2006, 1, 1)
    child.save()
    assert marked() == {("care_leaver_status", first_of(ago(2)))}
    child.ethnicity = "WBRI"
    child.save()
    assert marked() == set()


def test_a_move_in_the_tree_marks_every_source_since(db):
    tree = make_tree()
    StaleKey.objects.all().delete()
    TeamEdge.objects.filter(team=tree["mere-safeguarding"]).update(end_on=ago(2))
    assert marked() == {(source, month) for source in SOURCES for month in months(ago(2), THIS)}
    team = tree["mere-safeguarding"]
    team.name = "Mere Family Safeguarding"
    team.save()
    assert marked() == set()


def test_a_given_figure_marks_its_month_and_no_other_source(db):
    team, person = make_team(), make_user()
    StaleKey.objects.all().delete()
    who = {"given_at": timezone.now(), "given_by": person, "is_share": True}
    row = GivenFigure.objects.create(
        indicator="FD02", team=team, month=first_of(ago(3)), numerator=1, denominator=2, **who
    )
    assert marked() == {("given", first_of(ago(3)))}
    GivenFigure.objects.filter(pk=row.pk).update(version=2)
    assert marked() == set()
    GivenFigure.objects.filter(pk=row.pk).update(month=first_of(ago(5)))
    assert marked() == {("given", first_of(ago(3))), ("given", first_of(ago(5)))}
    row.refresh_from_db()
    row.delete()
    assert marked() == {("given", first_of(ago(5)))}


def test_the_lists_of_an_import_mark_the_month_they_were_taken(child):
    listed = casework.ImportList.objects.create(delivery=child.source, number=3, rows_in=10, rows_bad=1)
    assert marked() == {("import", first_of(ago(1)))}
    casework.ImportList.objects.filter(pk=listed.pk).update(note="Read again")
    assert marked() == set()


def test_an_applied_import_marks_the_months_it_tells(child):
    later = make_import(state="checked", as_on=ago(0, day=1))
    assert marked() == set()
    Import.objects.filter(pk=later.pk).update(progress="Reading list 3")
    assert marked() == set()
    Import.objects.filter(pk=later.pk).update(state="applied", applied_at=timezone.now())
    assert marked() == {
        (source, month) for source in SOURCES if form_of(source) == "annex_a" for month in months(ago(1), THIS)
    }
    Import.objects.filter(pk=later.pk).update(state="undone")
    assert marked("contact") == months(ago(1), THIS)


def test_an_applied_return_marks_its_year_in_what_is_counted_from_it(child):
    later = make_import(state="checked", as_on=ago(1), form="ssda903")
    marked()
    Import.objects.filter(pk=later.pk).update(state="applied", applied_at=timezone.now())
    told = {(source, month) for source in SOURCES if form_of(source) == "ssda903" for month in months(ago(12), ago(1))}
    assert marked() == told | {("import", first_of(ago(1)))}


def test_a_review_marks_its_month_once_it_says_how_the_child_took_part(child):
    review = make_fact(casework.Review, child=child, kind="cla", review_on=ago(3))
    assert marked("care_review") == set()
    casework.Review.objects.filter(pk=review.pk).update(participation="PN1")
    assert marked("care_review") == {first_of(ago(3))}


def test_the_team_of_a_period_of_care_marks_what_counts_for_it(child):
    period = make_fact(casework.CarePeriod, child=child, start_on=ago(10), end_on=ago(2))
    team = make_team()
    for back in (12, 4):
        make_fact(casework.Review, child=child, kind="cla", review_on=ago(back), participation="PN1")
        make_fact(casework.CareHealth, child=child, as_on=ago(back), sdq_score=9)
    marked()
    casework.CarePeriod.objects.filter(pk=period.pk).update(team=team)
    found = set(StaleKey.objects.values_list("source", "month"))
    assert {each for each in found if each[0] in ("care_review", "care_health")} == {
        ("care_review", first_of(ago(4))),
        ("care_health", first_of(ago(4))),
    }
    assert marked("social_worker") == months(ago(10), ago(2))


def test_a_social_worker_marks_until_a_year_after_leaving(child):
    make_fact(casework.SocialWorkerEpisode, child=child, start_on=ago(20), end_on=ago(16), social_worker="A")
    assert marked() == {("social_worker", month) for month in months(ago(20), ago(4))}


def test_a_bulk_write_marks_each_month_once(child):
    casework.Contact.objects.bulk_create(
        casework.Contact(child=child, source=child.source, contact_on=ago(back, day=day))
        for back in range(1, 7)
        for day in range(1, 29)
    )
    assert StaleKey.objects.count() == 6
    assert marked("contact") == months(ago(6), ago(1))


def test_copy_marks(child):
    columns = "child_id, source_id, contact_on, source_code"
    with connection.cursor() as cursor, cursor.copy(f"COPY casework_contact ({columns}) FROM STDIN") as copy:
        copy.write_row([child.pk, child.source_id, ago(3), "6"])
    assert marked() == {("contact", first_of(ago(3)))}


def test_raw_sql_marks(child):
    make_fact(casework.EarlyHelpEpisode, child=child, start_on=ago(5), end_on=ago(4))
    marked()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE casework_earlyhelpepisode SET end_on = %s", [ago(3)])
        assert marked() == {("early_help", month) for month in months(ago(4), ago(3))}
        cursor.execute("DELETE FROM casework_earlyhelpepisode")
    assert marked() == {("early_help", month) for month in months(ago(5), ago(3))}


def test_marks_go_with_the_write_when_it_is_rolled_back(child):
    class Fault(Exception):
        pass

    with pytest.raises(Fault), transaction.atomic():
        make_fact(casework.Contact, child=child, contact_on=ago(3))
        assert StaleKey.objects.exists()
        raise Fault
    assert not StaleKey.objects.exists()


def test_every_table_that_indicators_read_is_watched():
    """A table named in a frame or a definition without triggers would leave figures stale for a month."""
    from improvement.indicators import rollups

    ours = (casework.Child, casework.Team, casework.TeamEdge, casework.CalendarDay, Import, casework.ImportList)
    rooms = (casework.Action, Audit, Moderation, Response, Answer, Asking, YouSaid)
    read = {
        model._meta.db_table
        for model in (*casework.FACTS, *ours, *rooms, GivenFigure)
        if any(model._meta.db_table in rollups.statement(source) for source in SOURCES)
    }
    assert read == {watched.model._meta.db_table for watched in WATCHED}
