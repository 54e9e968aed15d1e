"""One thing of each kind for the addresses that need one, all belonging to Mere Safeguarding."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils import timezone

from audits.models import Audit, Moderation, OutsideReview, PracticeVisit, RiskStep, SecondLook
from audits.moderation import services as moderating
from audits.rounds import drawing
from casework.models import Action, Child, CinEpisode, Visit, Worker
from feedback.models import SurveyInvitation
from improvement.indicators.given.services import receive_file
from improvement.indicators.limits.services import set_limits
from improvement.indicators.models import Cycle
from improvement.indicators.said import services as said
from improvement.indicators.targets.services import propose_target
from tests.factories import grant, make_action, make_child, make_fact, make_import, make_user
from tests.factories.audits import make_alert, make_audit, make_dispute, make_looked_at, make_tool
from tests.factories.boards import make_board, make_figures, make_ready_pack
from tests.factories.casework import NOW
from tests.factories.feedback import (
    answer_all,
    make_complaint,
    make_drawn,
    make_escalation,
    make_lesson,
    make_link,
    make_met,
    make_passage,
    make_said,
)
from tests.factories.indicators import LATEST
from tests.factories.learning import make_finding, make_guide, make_learning, make_theme
from tests.factories.moderation import make_judged, make_moderation
from tests.factories.outside import make_outside, make_outside_finding, make_shared
from tests.factories.reports import make_issued
from tests.factories.rounds import make_open_work, make_participant, make_round
from tests.factories.surveys import make_closed_survey, make_open_survey, make_partner_survey
from tests.factories.trying import make_change_test
from tests.factories.visits import make_heard


@dataclass
class World:
    """What the sample addresses point at."""

    tree: dict
    child: Child
    visit: Visit
    person: object
    role: object
    delivery: object
    board: object
    pack: object
    query: object
    change_test: object
    target: object
    limits: object
    action: object
    own_action: object
    figures: object
    round: object
    participant: object
    audit: object
    own_audit: object
    drafted: object
    final: object
    dispute: object
    finding: object
    guide: object
    learning: object
    draft: object
    alert: object
    link: str
    passage: object
    answer: object
    you_said: object
    lesson: object
    met: object
    escalation: object
    ambassador: object
    interview: object
    practice_visit: object
    shared: object
    outside_finding: object
    observation: object
    moderation: object
    graded: object
    calibration: object
    survey: object
    open_survey: object
    partner_survey: object

    def bind(self, user):
        """Make the sampled child the user's own work, as a practitioner's would be."""
        self.visit.worker = Worker.objects.create(name=f"{user.name} as worker", user=user)
        self.visit.save(update_fields=["worker"])
        # Their own to do, and another's to look at: an action is never both.
        Action.objects.filter(pk=self.own_action.pk).update(owner=user)
        Action.objects.filter(pk=self.action.pk).update(checker=user)
        # They take part in the round, as whoever looks at something in it does.
        make_participant(self.round, user)
        # The audits of their own work, and the one they do themselves and are asked to look at: never the same.
        Audit.objects.filter(pk__in=[self.audit.pk, self.drafted.pk, self.final.pk]).update(worker=self.visit.worker)
        Audit.objects.filter(pk=self.own_audit.pk).update(auditor=user)
        PracticeVisit.objects.filter(pk=self.practice_visit.pk).update(visitor=user)
        reviews = [self.shared.review_id, self.outside_finding.review_id]
        OutsideReview.objects.filter(pk__in=reviews).update(reviewer=user)
        Audit.objects.filter(pk=self.observation.pk).update(auditor=user)
        RiskStep.objects.filter(alert=self.alert).update(told=user)
        SecondLook.objects.filter(audit=self.own_audit).update(asked_of=user)
        Cycle.objects.filter(test=self.change_test).update(lead=user)
        Moderation.objects.filter(pk=self.moderation.pk).update(moderator=user)
        SurveyInvitation.objects.get_or_create(survey=self.open_survey, user=user, team=self.tree["mere-safeguarding"])


def make_world(tree) -> World:
    """Return one of everything in Mere Safeguarding."""
    team = tree["mere-safeguarding"]
    child = make_child()
    person = make_user()
    make_figures(team, codes=["FD06"], months=14)
    board = make_board(team, indicators=["FD06"])
    at = {"by": person, "at": NOW}
    query = said.ask(indicator="FD06", team=team, month=LATEST, question="Why?", key="query", **at)
    target = propose_target(
        indicator="FD06", level="team", month=LATEST, value=Decimal(15), source="Board", key="target", **at
    )
    line = f"indicator,month,team,numerator,denominator\nFD02,{LATEST:%Y-%m},{team.code},1,2\n"
    figures = receive_file(name="figures.csv", content=line.encode(), key="figures", **at)
    limits = set_limits(indicator="FD06", team=team, month=LATEST, reason="A new system", **at)
    make_open_work(team, count=2)
    week = make_round(team, by=person, target_audits=1, target_observations=0, target_families=0)
    drawing.draw_sample(round=week, strata=[], key="sample", **at)
    make_issued(week)
    visit = make_fact(Visit, child=child, team=team, kind="cp", visit_on=date(2026, 10, 5))
    make_fact(CinEpisode, child=child, team=team, start_on=date(2026, 9, 1))
    calibration = moderating.begin_calibration(
        title="One case", team=team, child=child, tool_version=make_tool(), key="calibration", **at
    )
    final = make_audit(auditor=person, team=team, state="final")
    own_audit = make_looked_at(make_audit(auditor=person, team=team, state="in_conversation"), of=person)
    theme = make_theme("voice", name="Voice")
    return World(
        survey=make_closed_survey(team, answers=10),
        open_survey=make_open_survey(team),
        partner_survey=make_partner_survey(team),
        practice_visit=make_heard(team).visit,
        shared=make_shared(make_outside(team, by=person)),
        outside_finding=make_outside_finding(make_outside(team, by=person, state="submitted")),
        observation=make_audit(auditor=person, team=team, tool=make_tool(kind="observation")),
        final=final,
        dispute=make_dispute(final, raised_by=person),
        moderation=make_moderation(make_judged(team=team, auditor=person)),
        graded=make_moderation(make_judged(team=team, auditor=person), grade="good"),
        calibration=calibration,
        round=week,
        participant=make_participant(week),
        query=query,
        change_test=make_change_test(team, by=person),
        target=target,
        action=make_action(team=team, owner=person, state="done"),
        audit=make_audit(auditor=person, team=team, state="invited"),
        own_audit=own_audit,
        finding=make_finding(own_audit, theme=theme),
        guide=make_guide(topic=theme, by=person),
        learning=make_learning(team=team, theme=theme, by=person),
        drafted=make_audit(auditor=person, team=team, state="drafted"),
        draft=make_tool(state="draft"),
        alert=make_alert(make_audit(auditor=person, team=team, state="invited"), told=person),
        own_action=make_action(team=team, owner=person),
        limits=limits,
        figures=figures,
        tree=tree,
        child=child,
        visit=visit,
        link=make_link(child, at=timezone.now()),
        passage=make_passage(child, "Ring before you come"),
        answer=answer_all(make_link(child)),
        you_said=make_said(tree["mere-safeguarding"]),
        interview=make_drawn(tree["mere-safeguarding"]),
        lesson=make_lesson(make_complaint(tree["mere-safeguarding"])),
        escalation=make_escalation(tree["mere-safeguarding"]),
        ambassador=grant(make_user(name="Care ambassador 1"), "ambassador", tree["mere-safeguarding"]),
        met=make_met(tree["mere-safeguarding"], leaders=[make_user()]),
        person=person,
        role=grant(person, "auditor", team),
        delivery=make_import(),
        board=board,
        pack=make_ready_pack(board, audience="public"),
    )


SAMPLES = {
    "feedback:ambassador_end": lambda world: {"pk": world.ambassador.pk},
    "surveys:hand_out": lambda world: {"pk": world.partner_survey.pk},
    "surveys:make": lambda world: {"kind": "annual"},
    **dict.fromkeys(
        (
            "surveys:survey",
            "surveys:open",
            "surveys:discard",
            "surveys:close",
            "surveys:act",
            "surveys:share",
        ),
        lambda world: {"pk": world.survey.pk},
    ),
    "surveys:download": lambda world: {"pk": world.survey.pk, "kind": "csv"},
    **dict.fromkeys(("surveys:take", "survey:answer", "survey:thanks"), lambda world: {"pk": world.open_survey.pk}),
    "casework:person": lambda world: {"pk": world.person.pk},
    "casework:grant_add": lambda world: {"pk": world.person.pk},
    "casework:person_suspend": lambda world: {"pk": world.person.pk},
    "casework:person_restore": lambda world: {"pk": world.person.pk},
    "casework:grant_end": lambda world: {"pk": world.role.pk},
    "casework:team_rename": lambda world: {"code": "mere-safeguarding"},
    "casework:team_move": lambda world: {"code": "mere-safeguarding"},
    "casework:team_close": lambda world: {"code": "mere-safeguarding"},
    "casework:notice_put_aside": lambda world: {"pk": 1},
    "audits:findings": lambda world: {"pk": world.own_audit.pk},
    "audits:finding_take_out": lambda world: {"pk": world.finding.pk},
    "learning:theme": lambda world: {"code": "voice"},
    **dict.fromkeys(
        ("learning:guide", "learning:guide_change", "learning:guide_read", "learning:guide_retire"),
        lambda world: {"pk": world.guide.pk},
    ),
    "learning:entry": lambda world: {"pk": world.learning.pk},
    "audits:dispute": lambda world: {"pk": world.final.pk},
    "audits:decide": lambda world: {"pk": world.dispute.pk},
    "audits:alert": lambda world: {"pk": world.alert.pk},
    "audits:at_risk": lambda world: {"pk": world.audit.pk},
    **dict.fromkeys(("audits:audit", "audits:praise"), lambda world: {"pk": world.own_audit.pk}),
    "audits:consent": lambda world: {"pk": world.observation.pk},
    **dict.fromkeys(
        ("visits:visit", "visits:hear", "visits:hold", "visits:call_off"),
        lambda world: {"pk": world.practice_visit.pk},
    ),
    **dict.fromkeys(
        (
            "outside:review",
            "outside:share",
            "outside:find",
            "outside:submit",
            "outside:take_over",
            "outside:call_off",
        ),
        lambda world: {"pk": world.shared.review_id},
    ),
    "outside:audit": lambda world: {"pk": world.shared.review_id, "audit": world.shared.audit_id},
    "outside:take_back": lambda world: {"pk": world.shared.pk},
    "outside:file": lambda world: {"pk": world.outside_finding.review_id, "kind": "xlsx"},
    **dict.fromkeys(
        ("outside:finding", "outside:take_out", "outside:action"), lambda world: {"pk": world.outside_finding.pk}
    ),
    "visits:did": lambda world: {"pk": world.practice_visit.heard.get().pk},
    "audits:section": lambda world: {"pk": world.audit.pk, "number": 1},
    "audits:reply": lambda world: {"pk": world.drafted.pk},
    **dict.fromkeys(
        (
            "audits:overall",
            "audits:live",
            "audits:room",
            "audits:invite",
            "audits:conversation",
            "audits:not_held",
            "audits:submit",
            "audits:second_ask",
            "audits:second",
            "audits:finish",
            "audits:action",
            "audits:close",
            "audits:swap",
            "audits:withdraw",
        ),
        lambda world: {"pk": world.own_audit.pk},
    ),
    **dict.fromkeys(
        (
            "audits:tool",
            "audits:tool_version",
            "audits:tool_draft",
            "audits:tool_publish",
            "audits:tool_section_new",
        ),
        lambda world: {"code": world.draft.tool.code},
    ),
    **dict.fromkeys(
        ("audits:tool_section", "audits:tool_question_new"),
        lambda world: {"code": world.draft.tool.code, "number": 1},
    ),
    "audits:tool_question": lambda world: {
        "code": world.draft.tool.code,
        "pk": world.draft.sections.get(number=1).questions.get().pk,
    },
    **dict.fromkeys(
        (
            "casework:action",
            "casework:action_close",
            "casework:action_send_back",
            "casework:action_withdraw",
            "casework:action_look_again",
        ),
        lambda world: {"pk": world.action.pk},
    ),
    **dict.fromkeys(
        ("casework:action_done", "casework:action_move"),
        lambda world: {"pk": world.own_action.pk},
    ),
    "casework:child": lambda world: {"pk": world.child.pk},
    **dict.fromkeys(
        (
            "rounds:round",
            "rounds:edit",
            "rounds:person_add",
            "rounds:draw",
            "rounds:sample",
            "rounds:tell",
            "rounds:close",
            "rounds:board",
            "rounds:allocate",
            "rounds:away",
        ),
        lambda world: {"pk": world.round.pk},
    ),
    **dict.fromkeys(("moderation:agreement", "moderation:draw"), lambda world: {"pk": world.round.pk}),
    **dict.fromkeys(("moderation:moderation", "moderation:grade"), lambda world: {"pk": world.moderation.pk}),
    "moderation:settle": lambda world: {"pk": world.graded.pk},
    **dict.fromkeys(
        ("moderation:calibration", "moderation:lay_open"),
        lambda world: {"pk": world.calibration.pk},
    ),
    **dict.fromkeys(
        ("reports:round", "reports:words", "reports:action", "reports:issue"),
        lambda world: {"pk": world.round.pk},
    ),
    "reports:round_file": lambda world: {"pk": world.round.pk, "kind": "xlsx"},
    **dict.fromkeys(("reports:quality_file", "reports:asked_file"), lambda world: {"kind": "xlsx"}),
    "rounds:sample_list": lambda world: {"pk": world.round.samples.get().pk},
    "rounds:swap": lambda world: {"pk": world.round.samples.get().drawn.get().pk},
    "rounds:back": lambda world: {"pk": world.participant.pk},
    "rounds:relation_end": lambda world: {"pk": 1},
    **dict.fromkeys(
        (
            "rounds:activity",
            "rounds:give",
            "rounds:extend",
            "rounds:exempt",
            "rounds:done",
            "rounds:feedback",
        ),
        lambda world: {"pk": world.round.activities.latest("pk").pk},
    ),
    "figures:indicator": lambda world: {"code": "FD06"},
    "figures:file": lambda world: {"pk": world.figures.pk},
    "figures:file_apply": lambda world: {"pk": world.figures.pk},
    "figures:file_discard": lambda world: {"pk": world.figures.pk},
    "figures:file_undo": lambda world: {"pk": world.figures.pk},
    "figures:file_problems": lambda world: {"pk": world.figures.pk, "kind": "csv"},
    "figures:explain": lambda world: {"code": "FD06"},
    "figures:compare": lambda world: {"code": "FD06"},
    "figures:compare_download": lambda world: {"code": "FD06", "kind": "csv"},
    "figures:ask": lambda world: {"code": "FD06"},
    "figures:comment": lambda world: {"code": "FD06"},
    "figures:limits": lambda world: {"code": "FD06"},
    "figures:limits_undo": lambda world: {"code": "FD06", "pk": world.limits.pk},
    **dict.fromkeys(("figures:target_sign", "figures:target_withdraw"), lambda world: {"pk": world.target.pk}),
    **dict.fromkeys(
        ("figures:query", "figures:answer", "figures:follow_up", "figures:withdraw"),
        lambda world: {"pk": world.query.pk},
    ),
    "figures:test_begin": lambda world: {"code": "FD06"},
    "figures:test": lambda world: {"pk": world.change_test.pk},
    "figures:test_look": lambda world: {"pk": world.change_test.pk, "number": 1},
    "figures:xray": lambda world: {"rule": "X14"},
    "figures:xrays_download": lambda world: {"kind": "csv"},
    "figures:rows": lambda world: {"code": "FD06"},
    "figures:rows_download": lambda world: {"code": "FD06", "kind": "csv"},
    "figures:download": lambda world: {"code": "FD06", "kind": "csv"},
    **dict.fromkeys(
        ("boards:board", "boards:setup", "boards:export"),
        lambda world: {"pk": world.board.pk},
    ),
    **dict.fromkeys(
        ("boards:pack", "boards:retry", "boards:pdf", "boards:csv", "boards:xlsx"),
        lambda world: {"pk": world.pack.pk},
    ),
    **dict.fromkeys(
        (
            "casework:import",
            "casework:import_day",
            "casework:import_codes",
            "casework:import_apply",
            "casework:import_discard",
            "casework:import_undo",
            "casework:import_problems_csv",
            "casework:import_problems_xlsx",
        ),
        lambda world: {"pk": world.delivery.pk},
    ),
    **dict.fromkeys(("say:start", "say:end", "say:sent", "say:unsafe"), lambda world: {"token": world.link}),
    "say:question": lambda world: {"token": world.link, "number": 1},
    **dict.fromkeys(
        ("feedback:child", "feedback:ask", "feedback:record"),
        lambda world: {"pk": world.child.pk},
    ),
    "feedback:passage": lambda world: {"pk": world.passage.pk},
    "feedback:interview_give": lambda world: {"pk": world.interview.pk},
    **dict.fromkeys(
        ("feedback:one_said", "feedback:agree_said", "feedback:write_reply", "feedback:quote_choose"),
        lambda world: {"pk": world.you_said.pk},
    ),
    "feedback:complaint": lambda world: {"pk": world.lesson.complaint_id},
    "feedback:complaint_act": lambda world: {"pk": world.lesson.complaint_id, "act": "end"},
    "feedback:complaint_agree": lambda world: {"pk": world.lesson.complaint_id, "lesson_id": world.lesson.pk},
    "feedback:met": lambda world: {"pk": world.met.pk},
    "feedback:met_act": lambda world: {"pk": world.met.pk, "act": "changed"},
    "feedback:escalation_resolve": lambda world: {"pk": world.escalation.pk},
    "feedback:month_file": lambda world: {"kind": "csv"},
    **dict.fromkeys(("feedback:answer", "feedback:follow_up", "feedback:leave"), lambda world: {"pk": world.answer.pk}),
    "account_confirm_email": lambda world: {"key": "closed"},
}

# Pages about one team's things: a role elsewhere gets the same 404 as for what does not exist.
SCOPED = {
    "reports:round",
    "reports:round_file",
    "reports:words",
    "reports:action",
    "audits:consent",
    "outside:review",
    "outside:share",
    "outside:audit",
    "outside:find",
    "outside:call_off",
    "outside:file",
    "outside:finding",
    "outside:action",
    "visits:visit",
    "visits:hear",
    "visits:call_off",
    "visits:did",
    "moderation:moderation",
    "moderation:grade",
    "moderation:settle",
    "moderation:agreement",
    "moderation:calibration",
    "rounds:round",
    "rounds:board",
    "rounds:activity",
    "rounds:sample",
    "rounds:sample_list",
    "rounds:draw",
    "rounds:swap",
    "rounds:give",
    "casework:child",
    "casework:action",
    "casework:action_close",
    "casework:action_done",
    "audits:audit",
    "audits:alert",
    "audits:at_risk",
    "audits:section",
    "audits:overall",
    "audits:live",
    "audits:room",
    "audits:reply",
    "audits:swap",
    "audits:dispute",
    "audits:decide",
    "audits:findings",
    "feedback:child",
    "feedback:passage",
    "feedback:answer",
    "feedback:interview_give",
    "feedback:complaint",
    "feedback:complaint_act",
    "feedback:complaint_agree",
    "feedback:met",
    "feedback:met_act",
    "feedback:ambassador_end",
    "feedback:escalation_resolve",
    "feedback:one_said",
    "feedback:quote_choose",
    "feedback:agree_said",
    "feedback:write_reply",
    "feedback:follow_up",
    "feedback:leave",
    "feedback:ask",
    "feedback:record",
    "boards:board",
    "boards:setup",
    "boards:export",
    "boards:pack",
    "boards:pdf",
    "boards:csv",
    "boards:xlsx",
    "figures:query",
    "figures:test",
    "figures:test_look",
    "surveys:hand_out",
}

# Addresses that a plain GET cannot walk, each with why.
NOT_WALKED = {
    "account_reset_password_from_key": "needs a key sent by e-mail",
    "api:figures": "needs a program's key, never a session; tests/indicators/api",
    "api:indicators": "needs a program's key, never a session; tests/indicators/api",
    "api:teams": "needs a program's key, never a session; tests/indicators/api",
    "casework:program_revoke": "one's own keys only; tests/casework/test_programs.py",
    **dict.fromkeys(
        ("feedback:concern", "feedback:acknowledge", "feedback:end_concern"),
        "exists only for who was told of the concern; tests/feedback/test_reading.py",
    ),
    **dict.fromkeys(
        ("feedback:quote_check", "feedback:quote_take_off"), "takes a post only; tests/feedback/test_quotes.py"
    ),
    "feedback:publish_reply": "takes a post only; tests/feedback/test_wedid.py",
    **dict.fromkeys(
        ("feedback:interview", "feedback:interview_hold"),
        "opens for its interviewer as well as by role; tests/feedback/test_closed.py",
    ),
    "feedback:interview_decline": "takes a post only; tests/feedback/test_closed.py",
    "feedback:compliment_pass": "takes a post only; tests/feedback/test_compliments.py",
    "feedback:leader_answer": "opens for whom the question waits alone; tests/feedback/test_leaders.py",
    "feedback:put_theme": "takes a post only; tests/feedback/test_following.py",
    "feedback:check_theme": "takes a post only; tests/feedback/test_following.py",
    "feedback:withdraw": "takes a post only; tests/feedback/test_asking.py",
    "say:anything": "answers 404 to what is no link; tests/feedback/test_saying.py",
    "account_logout": "signs out; tested by itself",
    "account_reauthenticate": "needs a fresh sign-in session; tested by itself",
    "mfa_authenticate": "a step of signing in",
    "mfa_reauthenticate": "needs a second factor set up",
    "mfa_activate_totp": "asks to confirm the password first",
    "mfa_deactivate_totp": "needs a second factor set up",
    "mfa_generate_recovery_codes": "needs a second factor set up",
    "mfa_view_recovery_codes": "needs a second factor set up",
    "mfa_download_recovery_codes": "needs a second factor set up",
}
