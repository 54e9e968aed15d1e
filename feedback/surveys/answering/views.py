"""Where staff answer: a page that asks for a code and for nothing else, and does not look who is there.

It is drawn without the request, opens no session, and sets no cookie. Every answer is filled up to a whole number of
blocks, because a web server's log says how long each was, and so how much somebody wrote.
"""

from functools import wraps

from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.db import DatabaseError, InterfaceError
from django.http import HttpResponse, HttpResponseRedirect, UnreadablePostError
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt

from casework.services import NotAllowed
from feedback.discreet import note, unlogged
from feedback.surveys import queries, services
from feedback.surveys.forms import AnswerForm, CodeForm
from feedback.surveys.sealing import place_of

HEADERS = {"Referrer-Policy": "no-referrer", "Cache-Control": "no-store", "X-Robots-Tag": "noindex, nofollow"}
BLOCK = 64 * 1024
NO_CODE = "This is not a code of this survey. Look at it again: it has 32 letters and numbers."


def discreet(view):
    """Return a view of which no log says more than that somebody opened a survey."""

    @csrf_exempt
    @wraps(view)
    def answered(request, *args, **kwargs):
        try:
            given = request.POST
        except (RequestDataTooBig, SuspiciousOperation, UnreadablePostError):
            return _even(_plain("That was too much to take in", TOO_LARGE, status=413))
        try:
            return _even(view(request, *args, **kwargs))
        except Exception as error:
            note(error)
            status = 503 if isinstance(error, DatabaseError | InterfaceError) else 500
            return _even(_plain("Your answers did not reach us", UNSAVED, status=status, **_typed(given)))

    return answered


TOO_LARGE = "Nothing was kept. Go back, write at most 2,000 characters, and send it again: your code still works."
UNSAVED = "Nothing was kept, and your code still works. Go back in a few minutes and send them again."
USED = "An answer by this code is in, and counts once. If that was you, there is nothing more to do."


@discreet
def answer(request, pk):
    now = timezone.now()
    survey = queries.answerable(pk)
    code = CodeForm(request.POST if request.method == "POST" else None)
    if not code.is_valid():
        return _page("code.html", form=code)
    if survey is None or place_of(code.cleaned_data["code"], survey_id=pk) is None:
        code.add_error("code", NO_CODE)
        return _page("code.html", form=code)
    if not queries.takes_answers(survey, at=now):
        return _plain("This survey is closed", services.CLOSED, status=410)
    return _answers(request, survey, code.cleaned_data["code"], now)


def _answers(request, survey, code, now):
    words = [question.words for question in survey.questions.all()]
    given = request.POST if "sent" in request.POST else None
    form = AnswerForm(given, words=words, takes_comments=survey.about_id is None, initial={"code": code})
    if form.is_valid():
        comment = form.cleaned_data.get("comment", "")
        try:
            services.answer(survey=survey, code=code, choices=form.choices, comment=comment, at=now)
        except services.Used:
            return _plain("This code has been used", USED, status=410)
        except NotAllowed as refusal:
            return _plain("This survey is closed", str(refusal), status=410, **_typed(request.POST))
        return HttpResponseRedirect(reverse("survey:thanks", args=[survey.pk]))
    return _page("answer.html", form=form, survey=survey, last_day=queries.last_day(survey))


@discreet
def thanks(request, pk):
    return _plain("Thank you. Your answers are in.", THANKS)


THANKS = (
    "They are sealed, and are opened together with everybody else's when the survey closes. Your code is used up. "
    "What staff said is then shown to everybody, wherever ten or more answered."
)


def _typed(given) -> dict[str, str]:
    return {"typed": given.get("comment", "")}


def _plain(heading, text, *, status=200, typed="") -> HttpResponse:
    return _page("plain.html", status=status, heading=heading, text=text, typed=typed)


def _page(name, *, status=200, **context) -> HttpResponse:
    return HttpResponse(render_to_string(f"feedback/surveys/{name}", context), status=status)


def _even(response: HttpResponse) -> HttpResponse:
    response.content += b" " * (-len(response.content) % BLOCK)
    return unlogged(response, HEADERS)
