"""The audits' own pages: what needs me, begin one, one audit, and each step of it."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from audits import forms, independence, queries, services
from audits.disputes.queries import disputes_of, waiting_for
from audits.disputes.services import MAY_BE_DISPUTED, may_raise
from audits.findings.queries import found_in
from audits.known import known_of
from audits.live.queries import in_the_room
from audits.loop.queries import changes
from audits.loop.services import actions_of, follow_inadequate
from audits.models import WRITING, Tool
from audits.risk.queries import open_alerts
from audits.starting import Starter
from audits.submission import lacking
from casework import access
from casework.notices import notices_of
from casework.services import NotAllowed, record_read

A_PAGE = 25
# What the first page leads on to, for whoever may open it.
LINKED = {
    "may_see_rounds": "rounds:index",
    "may_start": "audits:start",
    "may_learn": "learning:index",
    "may_observe": "audits:observe",
    "may_sit": "audits:live_begin",
    "may_see_visits": "visits:index",
    "may_see_reports": "reports:quality",
    "may_see_outside": "outside:index",
}


@transaction.atomic
def index(request):
    on = timezone.localdate()
    # Shown above everything, by the frame.
    request.alerts = open_alerts(request.user)
    show = request.GET.get("show", "open")
    if show not in queries.SHOWN:
        raise Http404
    team = request.place.team if request.place else None
    team_ids = access.at_or_below([team.pk], on=on) if team else set()
    page = Paginator(queries.audits_at(request.user, team_ids=team_ids, show=show), A_PAGE).get_page(
        request.GET.get("page")
    )
    context = {
        "todo": queries.to_audit(request.user, on=on),
        "asked": queries.asked_of_worker(request.user, on=on),
        "looks": queries.looks_asked(request.user, on=on),
        "disputes": waiting_for(request.user),
        "praise": queries.praise_for(request.user),
        "notices": notices_of(request.user),
        "page": page,
        "lines": queries.lines(page.object_list, on=on),
        "show": show,
        "reads_team": bool(access.team_ids_for(request.user, queries.AUDIT, codes="RWX")),
        **{name: access.may(request.user, url_name) for name, url_name in LINKED.items()},
    }
    _log_lists(request, team, context)
    return render(request, "audits/index.html", context)


def _log_lists(request, team, context) -> None:
    """Keep which children's audits were listed."""
    shown = [context[name] for name in ("todo", "asked", "looks", "lines")]
    disputed = [each.audit.child_id for each in context["disputes"] if each.audit.child_id]
    children = queries.children_in(shown) + disputed
    if children:
        rows = sum(map(len, shown)) + len(context["disputes"])
        log = {"kind": "page", "what": "audits:index", "team": team, "children": children, "rows": rows}
        record_read(user=request.user, at=timezone.now(), **log)


def start(request):
    on = timezone.localdate()
    starter = Starter(request.user, on=on)
    form = forms.StartForm(request.POST or None, people=starter.people, initial={"auditor": request.user.pk})
    could = []
    if form.is_valid():
        given = form.cleaned_data
        try:
            audit = starter.start(
                reference=given["reference"].strip(),
                tool=given["tool"],
                auditor=given["auditor"],
                due_on=given["due_on"],
                key=given["key"],
                at=timezone.now(),
            )
        except independence.NotIndependent as refusal:
            form.add_error("auditor", str(refusal))
            could = starter.could(given["reference"].strip())
        except NotAllowed as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"Begun. It is {audit.auditor.name}'s to do.")
            return redirect(
                "audits:audit" if starter.reads(audit) else "audits:index",
                *([audit.pk] if starter.reads(audit) else []),
            )
    return render(request, "audits/start.html", {"form": form, "could": could})


@transaction.atomic
def audit(request, pk):
    desk = _desk(request, pk)
    found = desk.audit
    record_read(
        user=request.user,
        at=timezone.now(),
        kind="page",
        what="audits:audit",
        team=found.team,
        children=[found.child_id] if found.child_id else [],
        rows=1,
    )
    context = {
        "desk": desk,
        "audit": found,
        "sections": queries.sections_of(found),
        "known": known_of(found, on=timezone.localdate()),
        "lacking": lacking(found) if desk.is_auditor and found.state in WRITING else [],
        "overall": getattr(found, "overall", None),
        "conversation": getattr(found, "conversation", None),
        "reply": getattr(found, "reply", None),
        "looks": list(found.second_looks.select_related("asked_of")),
        "room": in_the_room(found),
        "swaps": list(found.swaps.select_related("from_auditor", "to_auditor")),
        "praise": list(found.praise.select_related("sent_by", "question__section")),
        "actions": list(actions_of(found)) if found.final_at else [],
        "changes": changes(found) if found.final_at else [],
        "again": found.re_audits.select_related("auditor").first() if found.final_at else None,
        "found": found_in(found),
        "disputes": disputes_of(found) if found.final_at else [],
        "may_dispute": found.state in MAY_BE_DISPUTED and may_raise(found, request.user),
        "alerts": list(found.alerts.select_related("told", "acknowledged_by")),
        "unfinished": found.state in WRITING,
        "consent": getattr(found, "consent", None),
        "asks_consent": found.state in WRITING and found.tool_version.tool.kind == Tool.Kind.OBSERVATION,
    }
    return render(request, "audits/audit.html", context)


def invite(request, pk):
    desk = _auditors(request, pk)
    form = forms.InviteForm(request.POST or None)
    return _act(request, desk, form, services.invite, "Invite the worker", "The worker is invited.")


def conversation(request, pk):
    desk = _auditors(request, pk)
    initial = {"held_on": desk.audit.meet_on, "parts": ["auditor", "worker"]}
    form = forms.ConversationForm(request.POST or None, initial=initial)
    more = {"other": ("audits:not_held", "We could not talk")}
    return _act(request, desk, form, services.record_conversation, "We talked", "The conversation is kept.", **more)


def not_held(request, pk):
    desk = _auditors(request, pk)
    form = forms.NotHeldForm(request.POST or None)
    return _act(request, desk, form, services.say_not_held, "We could not talk", "Kept, with the reason.")


def reply(request, pk):
    desk = _desk(request, pk)
    if not desk.is_worker:
        raise Http404
    form = forms.ReplyForm(request.POST or None)
    return _act(request, desk, form, services.reply, "Your reply", "Your reply stands beside the grade.")


def second_ask(request, pk):
    desk = _auditors(request, pk)
    people = [each for each in _could(desk.audit) if each.pk != request.user.pk]
    form = forms.PersonForm(request.POST or None, people=people, submit="Ask for a second look")

    def ask(*, audit, person, by, at):
        return services.ask_second(audit=audit, of=person, by=by, at=at)

    return _act(request, desk, form, ask, "Ask for a second look", "Asked. You will be told.")


def second(request, pk):
    desk = _desk(request, pk)
    if desk.look is None:
        raise Http404
    form = forms.SecondForm(request.POST or None)

    def answer(*, audit, **given):
        return services.answer_second(look=desk.look, **given)

    return _act(request, desk, form, answer, "A second look", "Thank you. The auditor is told.")


def swap(request, pk):
    desk = _managed(request, pk)
    people = [each for each in _could(desk.audit) if each.pk != desk.audit.auditor_id]
    form = forms.SwapForm(request.POST or None, people=people, submit="Give it to them")

    def give(*, audit, person, because, by, at):
        return services.swap(audit=audit, to=person, because=because, by=by, at=at)

    return _act(request, desk, form, give, "Give it to somebody else", "It is theirs now, and they are told.")


def withdraw(request, pk):
    desk = _managed(request, pk)
    form = forms.WithdrawForm(request.POST or None)
    return _act(request, desk, form, services.withdraw, "Withdraw the audit", "The audit is withdrawn.")


@require_POST
def submit(request, pk):
    return _do(request, _auditors(request, pk), services.submit, "Sent to the worker, who now has time to reply.")


@require_POST
def finish(request, pk):
    desk = _desk(request, pk)
    if not (desk.is_auditor or desk.may_manage):
        raise Http404
    return _do(request, desk, _finish, "The audit is final.")


def _finish(*, audit, by, at):
    with transaction.atomic():
        services.finish(audit=audit, by=by, at=at)
        follow_inadequate(audit=audit, by=by, at=at)


@require_POST
def praise(request, pk):
    desk = _desk(request, pk)
    if desk.is_worker:
        raise Http404
    asked = [each.question for section in queries.sections_of(desk.audit) for each in section.asked]
    question = next((each for each in asked if str(each.pk) == request.POST.get("question")), None)

    def send(*, audit, by, at):
        return services.praise(audit=audit, question=question, by=by, at=at)

    return _do(request, desk, send, "Your thanks are sent.")


def _desk(request, pk):
    desk = queries.desk(pk=pk, user=request.user)
    if desk is None:
        raise Http404
    return desk


def _auditors(request, pk):
    desk = _desk(request, pk)
    if not desk.is_auditor:
        raise Http404
    return desk


def _managed(request, pk):
    desk = _desk(request, pk)
    if not desk.may_manage:
        raise Http404
    return desk


def _could(found):
    on = timezone.localdate()
    return independence.could_audit(child=found.child, worker=found.worker, team=found.team, on=on, at_most=50)


def _act(request, desk, form, service, heading, done, **more):
    """Show the form; when it is valid do the one act, and say so or say why not."""
    if form.is_valid():
        try:
            service(audit=desk.audit, **form.cleaned_data, by=request.user, at=timezone.now())
        except NotAllowed as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, done)
            return redirect("audits:audit", desk.audit.pk)
    context = {"form": form, "audit": desk.audit, "heading": heading, "desk": desk, **more}
    return render(request, "audits/act.html", context)


def _do(request, desk, service, done):
    try:
        service(audit=desk.audit, by=request.user, at=timezone.now())
    except NotAllowed as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, done)
    return redirect("audits:audit", desk.audit.pk)
