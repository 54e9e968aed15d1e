"""The door that lets programs in."""

import pghistory
from django.contrib.auth.models import AnonymousUser
from django.http import JsonResponse
from django.utils import timezone

from casework.models import ProgramKey, User
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
        if request.path in OPEN:
            return get_response(request)
        if request.method not in ("GET", "HEAD"):
            return problem(405, "This only reads. Use GET.")
        caller = _caller(request, timezone.now())
        if caller is None:
            answer = problem(401, "Send a key that works as Authorization: Bearer KEY. Make one under Your account.")
            answer["WWW-Authenticate"] = "Bearer"
            return answer
        if caller.key_calls > CALLS_A_MINUTE:
            return problem(429, f"More than {CALLS_A_MINUTE} calls in a minute. Wait a minute and go on.")
        request.user = caller
        answer = get_response(request)
        lost = answer.status_code == 404 and not isinstance(answer, JsonResponse)
        return problem(404, "There is nothing here that you may read.") if lost else answer

    return let_in


def problem(status: int, message: str) -> JsonResponse:
    """Return an error as programs read it."""
    return JsonResponse({"error": message}, status=status)


def _caller(request, at) -> User | None:
    """Return the person whose key this is, with what is known of the key as `key_...`, or None; the call is counted."""
    kind, _, text = request.headers.get("Authorization", "").partition(" ")
    if kind != "Bearer" or not 20 <= len(text) <= 100:
        return None
    today = timezone.localdate(at)
    asked = {"digest": digest(text), "today": today, "minute": at.replace(second=0, microsecond=0)}
    user = next(iter(User.objects.raw(CALLED, asked)), None)
    if user and user.key_used_on != today:
        with pghistory.context(user=user.pk, why="program key used"):
            ProgramKey.objects.filter(pk=user.key_id).update(used_on=today)
    return user


# Found and counted in one statement, so that a program which asks many things at once is counted right.
CALLED = """
WITH found AS (
    SELECT key.id AS key_id, key.used_on AS key_used_on, person.*
    FROM casework_programkey key JOIN casework_user person ON person.id = key.user_id
    WHERE key.digest = %(digest)s AND key.revoked_at IS NULL AND key.expires_on > %(today)s AND person.is_active
), counted AS (
    INSERT INTO casework_programcalls AS before (key_id, minute_at, calls)
    SELECT key_id, %(minute)s, 1 FROM found
    ON CONFLICT (key_id) DO UPDATE SET minute_at = excluded.minute_at,
        calls = CASE WHEN before.minute_at = excluded.minute_at THEN before.calls + 1 ELSE 1 END
    RETURNING calls
)
SELECT found.*, counted.calls AS key_calls FROM found, counted
"""
