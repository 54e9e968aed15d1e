"""Addresses of what is learned: audits read together, guidance, the learning register."""

from django.urls import path

from audits.guidance import views as guidance
from audits.learning import views
from audits.register import views as register

app_name = "learning"
urlpatterns = [
    path("", views.themes, name="index"),
    path("theme/<slug:code>/", views.theme, name="theme"),
    path("standards/", views.standards, name="standards"),
    path("teams/", views.teams, name="teams"),
    path("guidance/", guidance.guides, name="guides"),
    path("guidance/new/", guidance.write, name="guide_new"),
    path("guidance/<int:pk>/", guidance.guide, name="guide"),
    path("guidance/<int:pk>/change/", guidance.change, name="guide_change"),
    path("guidance/<int:pk>/read/", guidance.say_read, name="guide_read"),
    path("guidance/<int:pk>/retire/", guidance.retire, name="guide_retire"),
    path("register/", register.register, name="register"),
    path("register/new/", register.write, name="entry_new"),
    path("register/<int:pk>/", register.entry, name="entry"),
]
