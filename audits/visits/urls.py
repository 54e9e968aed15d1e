"""Addresses of visits."""

from django.urls import path

from audits.visits import views

app_name = "visits"
urlpatterns = [
    path("", views.index, name="index"),
    path("plan/", views.plan, name="plan"),
    path("coverage/", views.coverage, name="coverage"),
    path("<int:pk>/", views.visit, name="visit"),
    path("<int:pk>/held/", views.hold, name="hold"),
    path("<int:pk>/heard/", views.hear, name="hear"),
    path("<int:pk>/call-off/", views.call_off, name="call_off"),
    path("heard/<int:pk>/", views.did, name="did"),
]
