"""Addresses of reports."""

from django.urls import path

from audits.reports import views

app_name = "reports"
urlpatterns = [
    path("", views.quality, name="quality"),
    path("quality.<str:kind>", views.quality_file, name="quality_file"),
    path("asked/", views.asked, name="asked"),
    path("asked.<str:kind>", views.asked_file, name="asked_file"),
    path("rounds/<int:pk>/", views.round, name="round"),
    path("rounds/<int:pk>.<str:kind>", views.round_file, name="round_file"),
    path("rounds/<int:pk>/words/", views.words, name="words"),
    path("rounds/<int:pk>/plan/", views.action, name="action"),
    path("rounds/<int:pk>/issue/", views.issue, name="issue"),
]
