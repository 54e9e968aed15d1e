"""What people see when the machine fails. Never a stack trace; always whether the work was saved."""

import sys

from django.db import InterfaceError, OperationalError
from django.http import HttpResponse
from django.template.loader import render_to_string

SECRET_WORDS = ("csrf", "password", "code", "token", "secret")


def server_error(request):
    """Return the 503 page with what was typed when the database is away, else the plain 500 page."""
    if isinstance(sys.exc_info()[1], OperationalError | InterfaceError):
        return saving_not_available(request)
    return HttpResponse(render_to_string("500.html"), status=500)


def saving_not_available(request):
    """Return a page that asks the database nothing and gives back every answer that was sent, so none is lost."""
    sent = request.POST.lists() if request.method == "POST" else ()
    typed = [
        (name.replace("_", " ").capitalize(), value)
        for name, values in sent
        for value in values
        if value.strip() and not any(word in name.lower() for word in SECRET_WORDS)
    ]
    # Rendered without the request: the frame's context would ask the database who is here.
    page = render_to_string("503.html", {"typed": typed})
    return HttpResponse(page, status=503, headers={"Retry-After": "60"})
