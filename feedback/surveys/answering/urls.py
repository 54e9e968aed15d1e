"""The address where staff answer without being anybody; the code is never in it."""

from django.urls import path

from feedback.surveys.answering import views

app_name = "survey"
urlpatterns = [
    path("<int:pk>/", views.answer, name="answer"),
    path("<int:pk>/thanks/", views.thanks, name="thanks"),
]
