"""The family's pages: begin, five questions, what is permitted, thank you; and "I feel unsafe" from each of them."""

from uuid import uuid4

from django.http import HttpResponseRedirect
from django.urls import reverse

from feedback.models import QUESTIONS, Choice, Mode, Question, Variant
from feedback.saying import queries, services
from feedback.saying.forms import EndForm, QuestionForm, StartForm, UnsafeForm
from feedback.saying.views.door import COOKIE, family_page, keep_device, plain_page, show, unknown_page
from feedback.tokens import SHAPE
from feedback.words import EMERGENCY

PICTURED = (Variant.CHILD, Variant.EASY)
NAMEABLE = (Mode.NAMED, Mode.CONFIDENTIAL)


@family_page
def start(request, visit):
    if request.method != "POST" and visit.response and "again" not in request.GET:
        return _go(visit, *_where_next(visit))
    form = StartForm(
        request.POST if request.method == "POST" else None,
        words=visit.words,
        is_plain=visit.link.is_plain,
        is_helper=visit.variant == Variant.HELPER,
    )
    if not form.is_valid():
        modes = [(mode, visit.words.modes[mode], visit.words.modes[f"{mode}_hint"]) for mode in NAMEABLE]
        chosen = form.data.get("mode") or (visit.response.mode if visit.response else "")
        return show(visit, "feedback/saying/start.html", form=form, key=_key(request), modes=modes, chosen_mode=chosen)
    device = form.cleaned_data.pop("key")
    _begin(visit, device, **form.cleaned_data)
    return keep_device(_go(visit, "say:question", 1), visit, device)


@family_page
def question(request, visit, number):
    if not visit.response:
        return _go(visit, "say:start")
    try:
        asked = queries.asked(
            response=visit.response, number=number, language=visit.words.language, variant=visit.variant
        )
    except Question.DoesNotExist:
        return plain_page(visit.words, queries.UNKNOWN)
    form = QuestionForm(request.POST if request.method == "POST" else None, words=visit.words)
    if form.is_valid():
        services.answer(
            response=visit.response, number=number, **form.cleaned_data, language=visit.words.language, at=visit.at
        )
        return _go(visit, "say:question", number + 1) if number < QUESTIONS else _go(visit, "say:end")
    chosen = form.data.get("choice", "") if form.is_bound else asked.choice
    context = {
        "asked": asked,
        "chosen": chosen,
        "choices": [(value, visit.words.choices[value]) for value in Choice.values],
        "pictured": visit.variant in PICTURED,
        "step": visit.words.page["question_of"].format(number=number),
        "back": _to(visit, "say:question", number - 1) if number > 1 else _to(visit, "say:start", more="&again=1"),
    }
    return show(visit, "feedback/saying/question.html", form=form, number=number, **context)


@family_page
def end(request, visit):
    if not visit.response:
        return _go(visit, "say:start")
    if request.method == "POST":
        form = EndForm(request.POST, words=visit.words)
        form.is_valid()
        services.send(response=visit.response, **form.cleaned_data, at=visit.at)
        return _go(visit, "say:sent")
    context = {
        "anonymous": visit.response.mode == Mode.ANONYMOUS,
        "permitted": queries.permitted(visit.response),
        "back": _to(visit, "say:question", QUESTIONS),
    }
    return show(visit, "feedback/saying/end.html", **context)


@family_page
def sent(request, visit):
    if not visit.link.is_sent:
        return _go(visit, "say:start")
    return show(visit, "feedback/saying/sent.html")


@family_page
def unsafe(request, visit):
    form = UnsafeForm(request.POST if request.method == "POST" else None, words=visit.words)
    if not form.is_valid():
        context = {
            "told": "told" in request.GET and request.method != "POST",
            "emergency": visit.words.page["unsafe_text"].format(number=EMERGENCY),
            "hide_unsafe": True,
        }
        return show(visit, "feedback/saying/unsafe.html", form=form, key=_key(request), **context)
    device = form.cleaned_data["key"]
    # Whoever says this before choosing anything is read in confidence, by people who are not their worker.
    response = visit.response or _begin(visit, device, mode=Mode.CONFIDENTIAL)
    services.tell(response=response, text=form.cleaned_data["text"], at=visit.at)
    told = _go(visit, "say:unsafe", more="&told=1")
    return told if visit.response else keep_device(told, visit, device)


def anything(request, rest):
    """Answer for whatever else is asked for here: a link without its last stroke is mended, the rest is unknown."""
    if SHAPE.fullmatch(rest):
        return HttpResponseRedirect(reverse("say:start", args=[rest]))
    return unknown_page(request)


def _begin(visit, device, **chosen):
    return services.begin(
        invitation=visit.link.invitation,
        token=visit.token,
        device=device,
        variant=visit.variant,
        language=visit.words.language,
        at=visit.at,
        **chosen,
    )


def _where_next(visit) -> tuple:
    if visit.link.is_sent:
        return ("say:sent",)
    number = queries.next_number(visit.response)
    return ("say:question", number) if number <= QUESTIONS else ("say:end",)


def _key(request) -> str:
    return request.COOKIES.get(COOKIE) or uuid4().hex


def _to(visit, name, *arguments, more="") -> str:
    return reverse(name, args=[visit.token, *arguments]) + visit.kept + more


def _go(visit, name, *arguments, more=""):
    return HttpResponseRedirect(_to(visit, name, *arguments, more=more))
