"""Addresses of what is learned: audits read together, guidance, lessons."""

from django.urls import path

from audits.guidance import views as guidance
from audits.learning import views
from audits.lessons import views as lessons

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
    path("lessons/", lessons.lessons, name="lessons"),
    path("lessons/new/", lessons.write, name="lesson_new"),
    path("lessons/<int:pk>/", lessons.lesson, name="lesson"),
]
