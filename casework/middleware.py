"""The door that lets programs in."""

import pghistory
from django.contrib.auth.models import AnonymousUser
from django.core.cache import cache
from django.http import JsonResponse
from django.utils import timezone

from casework.models import ProgramKey
from casework.programs import digest

PREFIX = "/api/"
OPEN = {"/api/v1/schema"}
# Enough to refresh a report; a program that asks more often is stuck.
CALLS_A_MINUTE = 120


def ProgramMiddleware(get_response):
    """Return middleware that lets programs in by `Authorization: Bearer KEY`, and only so.

    A session opens nothing here. Everything else about them is their person's: roles, teams, and whether they may sign
    in at all.
    """

    def let_in(request):
        if not request.path.startswith(PREFIX):
            return get_response(request)
        request.user = AnonymousUser()
        request.program_key = None
        if request.path in OPEN:
            return get_response(request)
        if request.method not in ("GET", "HEAD"):
            return problem(405, "This only reads. Use GET.")
        key = _key(request)
        if key is None:
            answer = problem(401, "Send a key that works as Authorization: Bearer KEY. Make one under Your account.")
            answer["WWW-Authenticate"] = "Bearer"
            return answer
        if _too_many(key):
            return problem(429, f"More than {CALLS_A_MINUTE} calls in a minute. Wait a minute and go on.")
        request.user, request.program_key = key.user, key
        answer = get_response(request)
        lost = answer.status_code == 404 and not isinstance(answer, JsonResponse)
        return problem(404, "There is nothing here that you may read.") if lost else answer

    return let_in


def problem(status: int, message: str) -> JsonResponse:
    """Return an error as programs read it."""
    return JsonResponse({"error": message}, status=status)


def _key(request) -> ProgramKey | None:
    kind, _, text = request.headers.get("Authorization", "").partition(" ")
    if kind != "Bearer" or not 20 <= len(text) <= 100:
        return None
    today = timezone.localdate()
    key = (
        ProgramKey.objects.select_related("user")
        .filter(digest=digest(text), revoked_at=None, expires_on__gt=today, user__is_active=True)
        .first()
    )
    if key and key.used_on != today:
        with pghistory.context(user=key.user_id, why="program key used"):
            ProgramKey.objects.filter(pk=key.pk).update(used_on=today)
    return key


def _too_many(key: ProgramKey) -> bool:
    minute = f"program-key:{key.pk}:{int(timezone.now().timestamp()) // 60}"
    # Counted on first: to add to a database cache what is there already costs an insert that fails.
    try:
        return cache.incr(minute) > CALLS_A_MINUTE
    except ValueError:
        cache.add(minute, 1, timeout=120)
        return False
