"""What was sent after a session had ended is not lost: it waits in the new session until its writer has signed in.

Only its writer gets it back: the page they wrote on carries their signed id, and what it names must be who signs in.
"""

from django.core import signing
from django.core.signing import BadSignature
from django.shortcuts import redirect

SALT = "audits.writing"
NAMES = ("audits:section", "audits:overall", "audits:live")
KEY = "kept_writing"


def sign(user) -> str:
    """Return the mark of a writer, put into the page they write on."""
    return signing.dumps(user.pk, salt=SALT)


def take(request) -> dict | None:
    """Return what this person sent to this very page after their session had ended, once; None where nothing waits."""
    waiting = request.session.get(KEY)
    if not waiting or waiting["path"] != request.path:
        return None
    del request.session[KEY]
    try:
        writer = signing.loads(waiting["data"].get("writer", ""), salt=SALT)
    except BadSignature:
        return None
    return waiting["data"] if writer == request.user.pk else None


def forget(request) -> None:
    """Drop what waits for this page: its writer has saved it since."""
    waiting = request.session.get(KEY)
    if waiting and waiting["path"] == request.path:
        del request.session[KEY]


class KeptWriting:
    """Keep what is sent to a writing page without a session, then send its writer to sign in."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        # The name first: on all other pages nobody asks who is there.
        writing = request.method == "POST" and request.resolver_match.view_name in NAMES
        if not writing or request.user.is_authenticated:
            return None
        sent = {name: value for name, value in request.POST.items() if name != "csrfmiddlewaretoken"}
        request.session[KEY] = {"path": request.path, "data": sent}
        return redirect(f"/account/login/?next={request.path}")
