"""Addresses of reviews from outside."""

from django.urls import path

from audits.outside import views

app_name = "outside"
urlpatterns = [
    path("", views.index, name="index"),
    path("plan/", views.plan, name="plan"),
    path("<int:pk>/", views.review, name="review"),
    path("<int:pk>/share/", views.share, name="share"),
    path("shared/<int:pk>/take-back/", views.take_back, name="take_back"),
    path("<int:pk>/audits/<int:audit>/", views.audit, name="audit"),
    path("<int:pk>/found/", views.find, name="find"),
    path("<int:pk>/submit/", views.submit, name="submit"),
    path("<int:pk>/take-over/", views.take_over, name="take_over"),
    path("<int:pk>/call-off/", views.call_off, name="call_off"),
    path("<int:pk>.<str:kind>", views.file, name="file"),
    path("findings/<int:pk>/", views.finding, name="finding"),
    path("findings/<int:pk>/take-out/", views.take_out, name="take_out"),
    path("findings/<int:pk>/action/", views.action, name="action"),
]
