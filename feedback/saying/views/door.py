"""The door of the family pages: what a link leads to, and in which language; nothing is logged and nothing leaks."""

from dataclasses import dataclass
from datetime import datetime
from functools import cache, wraps

import pghistory
from django.conf import settings
from django.core.cache import cache as counts
from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.db import DatabaseError, InterfaceError
from django.http import HttpResponse, UnreadablePostError
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString
from django.views.decorators.csrf import csrf_exempt

from feedback import hours
from feedback.discreet import note, unlogged
from feedback.models import Language, Respondent, Variant
from feedback.saying import queries
from feedback.saying.services import TooLate, TooMany
from feedback.tokens import digest
from feedback.words import CHILDLINE, EMERGENCY, SAMARITANS, Words, words

COOKIE = "five"
COOKIE_AGE = 60 * 60 * 24
# A weather page: what anybody might be looking at.
AWAY = "https://www.bbc.co.uk/weather"
# Tries from one address within ten minutes that led nowhere, before it must wait.
MOST_MISSES, MISS_SECONDS = 30, 600

POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    )
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
    "X-Robots-Tag": "noindex, nofollow, noarchive",
}
WAIT, UNSAVED = "wait", "unsaved"
STATUS = {queries.UNKNOWN: 404, queries.USED: 410, queries.EXPIRED: 410, queries.CLOSED: 410, WAIT: 429, UNSAVED: 503}


@dataclass(frozen=True)
class Visit:
    """A request by a link that is open: the link, the words and way to answer, and the moment."""

    token: str
    link: queries.Link
    words: Words
    variant: str
    at: datetime

    @property
    def kept(self) -> str:
        """The part of every address that keeps language and way to answer."""
        return f"?l={self.words.language}&v={self.variant}"

    @property
    def response(self):
        """What was begun on this device, if anything."""
        return self.link.response


def family_page(view):
    """Return a view behind the door: it is given a Visit, and only when the link is open.

    No CSRF cookie: the token in the address is the secret, no session stands behind it, and nobody who does not hold it
    can send anything. Whatever goes wrong ends in a plain page with the numbers to ring; logs hold neither address nor
    words.
    """

    @csrf_exempt
    @wraps(view)
    def answer(request, *args, **kwargs):
        try:
            # Read first and once: a second look at what was too large would find nothing, and nothing would be said.
            given = request.POST
        except (RequestDataTooBig, SuspiciousOperation, UnreadablePostError):
            found = words(_first_known(request.GET.get("l", ""), *_accepted(request)))
            return _alone(plain_page(found, UNSAVED, status=413))
        try:
            # The history of each write would otherwise keep the address, and so the token.
            with pghistory.context(url="/say/", user=None):
                response = _enter(request, view, *args, **kwargs)
        except TooLate:
            response = plain_page(words(_language(request, None)), queries.USED)
        except TooMany:
            response = plain_page(words(_language(request, None)), WAIT)
        except Exception as error:
            note(error)
            away = isinstance(error, DatabaseError | InterfaceError)
            found = words(_language(request, None))
            response = plain_page(found, UNSAVED, status=503 if away else 500, typed=given.get("text", ""))
        return _alone(response)

    return answer


def _alone(response: HttpResponse) -> HttpResponse:
    return unlogged(response, HEADERS)


def show(visit: Visit, template: str, **context) -> HttpResponse:
    """Return a family page. It is drawn without the request, so that no frame of ours asks who is there."""
    return HttpResponse(render_to_string(template, {**frame(visit.words, visit.at), "visit": visit, **context}))


def plain_page(found: Words, state: str, *, status: int = 0, typed: str = "") -> HttpResponse:
    """Return the page for a link that is not open, or words that did not reach us: why, what to do, whom to ring."""
    context = {
        **frame(found, None),
        "heading": found.page[f"{state}_heading"],
        "text": found.page[f"{state}_text"],
        "typed": typed,
    }
    return HttpResponse(render_to_string("feedback/saying/plain.html", context), status=status or STATUS[state])


def unknown_page(request) -> HttpResponse:
    """Return the page for an address that is no link at all; it counts as a guess."""
    if _waits(request):
        return _alone(plain_page(words(_language(request, None)), WAIT))
    _missed(request)
    return _alone(plain_page(words(_language(request, None)), queries.UNKNOWN))


def frame(found: Words, at: datetime | None) -> dict:
    """Return what every family page shows: its words, the numbers to ring, and whether anybody reads now."""
    page = found.page
    context = {
        "words": found,
        "page": page,
        "languages": [words(language) for language in Language.values],
        "away": AWAY,
        "helps": _helps(found.language, settings.FAMILY_HELP_NUMBER),
    }
    if at is not None:
        begins = timezone.localtime(hours.reading_begins(at)).date()
        is_open = hours.somebody_reads(at)
        context["reads"] = page["read_today"] if is_open else page["nobody_now"].format(day=found.day(begins))
        context["is_open"] = is_open
    return context


# On every page, beside every box, and always the same.
@cache
def _helps(language: str, local_number: str) -> SafeString:
    page = words(language).page
    numbers = [
        (page["help_emergency"], EMERGENCY),
        (page["help_child"], CHILDLINE),
        (page["help_adult"], SAMARITANS),
        *([(page["help_local"], local_number)] if local_number else []),
    ]
    parted = [(text.partition("{number}"), number) for text, number in numbers]
    helps = [(before, number, after) for (before, _, after), number in parted]
    return render_to_string("feedback/saying/_helps.html", {"helps": helps})


def keep_device(response: HttpResponse, visit: Visit, device: str) -> HttpResponse:
    """Let this device, and no other, go on with what was begun by this link."""
    response.set_cookie(
        COOKIE,
        device,
        max_age=COOKIE_AGE,
        path=f"/say/{visit.token}/",
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
    return response


def _enter(request, view, token, *args, **kwargs):
    if _waits(request):
        return plain_page(words(_language(request, None)), WAIT)
    at = timezone.now()
    link = queries.link(token=token, device=request.COOKIES.get(COOKIE, ""), at=at)
    found = words(_language(request, link.response))
    if link.state != queries.OPEN:
        if link.state == queries.UNKNOWN:
            _missed(request)
        return plain_page(found, link.state)
    variant = _given(request, "v")
    if variant not in Variant.values:
        variant = link.response.variant if link.response else _usual(link)
    return view(request, Visit(token=token, link=link, words=found, variant=variant, at=at), *args, **kwargs)


def _usual(link: queries.Link) -> str:
    return Variant.CHILD if link.invitation.respondent == Respondent.CHILD else Variant.ADULT


def _language(request, response) -> str:
    """Return the language chosen on the page, else begun in, else the first of the browser's that we have."""
    return _first_known(_given(request, "l"), response.language if response else "", *_accepted(request))


def _first_known(*asked: str) -> str:
    return next((language for language in asked if language in Language.values), Language.ENGLISH)


def _given(request, name) -> str:
    return request.POST.get(name) or request.GET.get(name, "")


def _accepted(request) -> list[str]:
    asked = request.headers.get("Accept-Language", "")[:200].split(",")
    return [each.split(";")[0].strip().lower().split("-")[0] for each in asked]


def _address(request) -> str:
    address = request.META.get("REMOTE_ADDR", "")
    if getattr(settings, "SECURE_PROXY_SSL_HEADER", None):
        # Behind a proxy every family would be one address; the last part is what our own proxy saw.
        address = request.headers.get("X-Forwarded-For", address).rpartition(",")[2].strip()
    return f"say:{digest(address)[:32]}"


def _waits(request) -> bool:
    return counts.get(_address(request), 0) >= MOST_MISSES


def _missed(request) -> None:
    key = _address(request)
    if not counts.add(key, 1, timeout=MISS_SECONDS):
        try:
            counts.incr(key)
        except ValueError:
            counts.set(key, 1, timeout=MISS_SECONDS)
