"""Addresses for programs."""

from django.urls import path

from improvement.indicators.api import views

app_name = "api"
urlpatterns = [
    path("figures", views.figures, name="figures"),
    path("indicators", views.indicators, name="indicators"),
    path("teams", views.teams, name="teams"),
    path("schema", views.schema, name="schema"),
]
