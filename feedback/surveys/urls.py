"""Addresses of surveys for who is signed in."""

from django.urls import path

from feedback.surveys import views

app_name = "surveys"
urlpatterns = [
    path("", views.index, name="index"),
    path("make/<slug:kind>/", views.make, name="make"),
    path("<int:pk>/", views.survey, name="survey"),
    path("<int:pk>/code/", views.take, name="take"),
    path("<int:pk>/codes/", views.hand_out, name="hand_out"),
    path("<int:pk>/open/", views.open_survey, name="open"),
    path("<int:pk>/discard/", views.discard, name="discard"),
    path("<int:pk>/close/", views.close, name="close"),
    path("<int:pk>/act/", views.act, name="act"),
    path("<int:pk>/share/", views.share, name="share"),
    path("<int:pk>/download.<slug:kind>", views.download, name="download"),
]
