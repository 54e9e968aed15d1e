"""The family's addresses. Short, and saying nothing."""

from django.urls import path

from feedback.saying.views import pages

app_name = "say"
urlpatterns = [
    path("<str:token>/", pages.start, name="start"),
    path("<str:token>/<int:number>/", pages.question, name="question"),
    path("<str:token>/end/", pages.end, name="end"),
    path("<str:token>/sent/", pages.sent, name="sent"),
    path("<str:token>/unsafe/", pages.unsafe, name="unsafe"),
    path("<path:rest>", pages.anything, name="anything"),
]
