"""Every address, room by room. A name without a row in `casework/permissions.csv` fails the build."""

from django.urls import include, path

from improvement import about
from improvement.health import healthz
from improvement.home.views import home

urlpatterns = [
    path("", home, name="home"),
    path("figures/", include("improvement.indicators.urls")),
    path("api/v1/", include("improvement.indicators.api.urls")),
    path("", include("casework.urls")),
    path("audits/rounds/", include("audits.rounds.urls")),
    path("audits/visits/", include("audits.visits.urls")),
    path("audits/outside/", include("audits.outside.urls")),
    path("audits/reports/", include("audits.reports.urls")),
    path("audits/moderation/", include("audits.moderation.urls")),
    path("audits/", include("audits.urls")),
    path("feedback/surveys/", include("feedback.surveys.urls")),
    path("feedback/", include("feedback.urls")),
    path("survey/", include("feedback.surveys.answering.urls")),
    path("say/", include("feedback.saying.urls")),
    path("you-said/", include("feedback.wedid.urls")),
    path("boards/", include("improvement.boards.urls")),
    path("learning/", include("audits.learning.urls")),
    path("healthz", healthz, name="healthz"),
    path("help/", about.help_page, name="help"),
    path("accessibility/", about.accessibility, name="accessibility"),
    path("privacy/", about.privacy, name="privacy"),
    path("account/", include("allauth.urls")),
]

handler500 = "improvement.errors.server_error"
