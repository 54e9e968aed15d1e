"""Every address, room by room. A name without a row in `casework/permissions.csv` fails the build."""

from django.urls import include, path

urlpatterns = [
    path("", include("casework.urls")),
    path("account/", include("allauth.urls")),
]
