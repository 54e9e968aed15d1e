"""Every address, room by room. A name without a row in `casework/permissions.csv` fails the build."""

from django.urls import include, path

from improvement.health import healthz

urlpatterns = [
    path("", include("casework.urls")),
    path("boards/", include("improvement.boards.urls")),
    path("healthz", healthz, name="healthz"),
    path("account/", include("allauth.urls")),
]

handler500 = "improvement.errors.server_error"
