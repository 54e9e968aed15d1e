"""Addresses of the figures."""

from django.urls import path

from improvement.indicators import views

app_name = "figures"
urlpatterns = [
    path("", views.index, name="index"),
    path("team/", views.team, name="team"),
    path("<slug:code>/", views.indicator, name="indicator"),
    path("<slug:code>/figures.<slug:kind>", views.download, name="download"),
    path("<slug:code>/rows/", views.rows, name="rows"),
    path("<slug:code>/rows.<slug:kind>", views.rows_download, name="rows_download"),
]
