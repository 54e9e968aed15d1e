"""Addresses of the figures."""

from django.urls import path

from improvement.indicators import views
from improvement.indicators.compare import views as compare
from improvement.indicators.explain import views as explain
from improvement.indicators.given import views as given
from improvement.indicators.limits import views as limits
from improvement.indicators.said import views as said
from improvement.indicators.targets import views as targets
from improvement.indicators.trying import views as trying
from improvement.indicators.xrays import views as xrays

app_name = "figures"
urlpatterns = [
    path("", views.index, name="index"),
    path("team/", views.team, name="team"),
    path("give/", given.give, name="give"),
    path("files/", given.files, name="files"),
    path("files/upload/", given.upload, name="file_upload"),
    path("files/<int:pk>/", given.file, name="file"),
    path("files/<int:pk>/apply/", given.apply, name="file_apply"),
    path("files/<int:pk>/discard/", given.discard, name="file_discard"),
    path("files/<int:pk>/undo/", given.undo, name="file_undo"),
    path("files/<int:pk>/problems.<slug:kind>", given.problems, name="file_problems"),
    path("x-rays/", xrays.xrays, name="xrays"),
    path("x-rays/x-rays.<slug:kind>", xrays.xrays_download, name="xrays_download"),
    path("x-rays/<slug:rule>/", xrays.xray, name="xray"),
    path("targets/", targets.targets, name="targets"),
    path("targets/propose/", targets.target_propose, name="target_propose"),
    path("targets/<int:pk>/sign/", targets.target_sign, name="target_sign"),
    path("targets/<int:pk>/withdraw/", targets.target_withdraw, name="target_withdraw"),
    path("queries/", said.queries_page, name="queries"),
    path("queries/<int:pk>/", said.query, name="query"),
    path("queries/<int:pk>/answer/", said.answer, name="answer"),
    path("queries/<int:pk>/follow-up/", said.follow_up, name="follow_up"),
    path("queries/<int:pk>/withdraw/", said.withdraw, name="withdraw"),
    path("tests/", trying.tests, name="tests"),
    path("tests/<int:pk>/", trying.test, name="test"),
    path("tests/<int:pk>/<int:number>/look/", trying.test_look, name="test_look"),
    path("<slug:code>/try/", trying.test_begin, name="test_begin"),
    path("<slug:code>/explained/", explain.explain, name="explain"),
    path("<slug:code>/teams/", compare.compare_page, name="compare"),
    path("<slug:code>/teams.<slug:kind>", compare.compare_download, name="compare_download"),
    path("<slug:code>/ask/", said.ask, name="ask"),
    path("<slug:code>/comment/", said.comment, name="comment"),
    path("<slug:code>/limits/", limits.limits, name="limits"),
    path("<slug:code>/limits/<int:pk>/undo/", limits.undo, name="limits_undo"),
    path("<slug:code>/", views.indicator, name="indicator"),
    path("<slug:code>/figures.<slug:kind>", views.download, name="download"),
    path("<slug:code>/rows/", views.rows, name="rows"),
    path("<slug:code>/rows.<slug:kind>", views.rows_download, name="rows_download"),
]
