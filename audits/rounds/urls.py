"""Addresses of rounds."""

from django.urls import path

from audits.rounds.views import board, plans

app_name = "rounds"
urlpatterns = [
    path("", plans.index, name="index"),
    path("plan/", plans.plan, name="plan"),
    path("coverage/", plans.coverage, name="coverage"),
    path("coverage/people/", plans.people_covered, name="people_covered"),
    path("inspections/", plans.inspections, name="inspections"),
    path("relations/", plans.relations, name="relations"),
    path("relations/<int:pk>/end/", plans.relation_end, name="relation_end"),
    path("<int:pk>/", plans.round, name="round"),
    path("<int:pk>/change/", plans.edit, name="edit"),
    path("<int:pk>/people/", plans.person_add, name="person_add"),
    path("<int:pk>/draw/", plans.draw, name="draw"),
    path("<int:pk>/sample/", plans.sample, name="sample"),
    path("samples/<int:pk>.txt", plans.sample_list, name="sample_list"),
    path("drawn/<int:pk>/swap/", plans.swap, name="swap"),
    path("<int:pk>/tell/", plans.tell, name="tell"),
    path("<int:pk>/close/", plans.close, name="close"),
    path("<int:pk>/board/", board.board, name="board"),
    path("<int:pk>/allocate/", board.allocate, name="allocate"),
    path("<int:pk>/away/", board.away, name="away"),
    path("people/<int:pk>/back/", board.back, name="back"),
    path("activities/<int:pk>/", board.activity, name="activity"),
    path("activities/<int:pk>/give/", board.give, name="give"),
    path("activities/<int:pk>/extend/", board.extend, name="extend"),
    path("activities/<int:pk>/drop/", board.exempt, name="exempt"),
    path("activities/<int:pk>/done/", board.done, name="done"),
    path("activities/<int:pk>/feedback/", board.feedback, name="feedback"),
]
