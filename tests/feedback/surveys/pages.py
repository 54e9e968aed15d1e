"""What a browser would send to the page where staff answer, and what it shows."""

from django.urls import reverse


def address(survey):
    return reverse("survey:answer", args=[survey.pk])


def sent(code, *, choices=(4, 2, 0), **fields):
    return {"code": code, "sent": "yes", **{f"choice_{n}": str(c) for n, c in enumerate(choices, start=1)}, **fields}


def text_of(answered):
    return " ".join(answered.content.decode().split())
