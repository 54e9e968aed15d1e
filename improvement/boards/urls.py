"""Addresses of the boards room."""

from django.urls import path

from improvement.boards import views

app_name = "boards"
urlpatterns = [
    path("", views.index, name="index"),
    path("new/", views.new, name="new"),
    path("<int:pk>/", views.board, name="board"),
    path("<int:pk>/setup/", views.setup, name="setup"),
    path("<int:pk>/export/", views.export, name="export"),
    path("packs/<int:pk>/", views.pack, name="pack"),
    path("packs/<int:pk>/retry/", views.retry, name="retry"),
    path("packs/<int:pk>/pack.pdf", views.pdf, name="pdf"),
    path("packs/<int:pk>/figures.csv", views.csv, name="csv"),
    path("packs/<int:pk>/figures.xlsx", views.xlsx, name="xlsx"),
]
