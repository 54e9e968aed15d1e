"""What everybody may read: what people said, and what we did."""

from django.urls import path

from feedback.wedid import views

app_name = "said"
urlpatterns = [
    path("", views.everybody, name="everybody"),
    path("print/", views.poster, name="poster"),
]
