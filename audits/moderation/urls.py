"""Addresses of moderation."""

from django.urls import path

from audits.moderation import views

app_name = "moderation"
urlpatterns = [
    path("", views.index, name="index"),
    path("drift/", views.share_drift, name="share_drift"),
    path("<int:pk>/", views.moderation, name="moderation"),
    path("<int:pk>/grade/", views.grade, name="grade"),
    path("<int:pk>/settle/", views.settle, name="settle"),
    path("rounds/<int:pk>/", views.agreement, name="agreement"),
    path("rounds/<int:pk>/draw/", views.draw, name="draw"),
    path("calibration/", views.calibrations, name="calibrations"),
    path("calibration/begin/", views.begin, name="begin"),
    path("calibration/<int:pk>/", views.calibration, name="calibration"),
    path("calibration/<int:pk>/lay-open/", views.lay_open, name="lay_open"),
]
