"""Addresses of the room for staff; a family's are in `saying/urls.py`."""

from django.urls import path

from feedback import views
from feedback.asking import views as asking
from feedback.collation import views as collation
from feedback.due import views as due
from feedback.following import views as following
from feedback.reading import views as reading

app_name = "feedback"
urlpatterns = [
    path("", views.index, name="index"),
    path("due/", due.due, name="due"),
    path("due/reviews/", due.unheard, name="unheard"),
    path("month/", collation.month, name="month"),
    path("month/heard.<str:kind>", collation.month_file, name="month_file"),
    path("compare/", collation.compare, name="compare"),
    path("answers/", following.answers, name="answers"),
    path("answers/<int:pk>/", following.answer, name="answer"),
    path("answers/<int:pk>/themes/", following.put_theme, name="put_theme"),
    path("answers/<int:pk>/themes/<int:theming_id>/", following.check_theme, name="check_theme"),
    path("answers/<int:pk>/follow-up/", following.follow_up, name="follow_up"),
    path("answers/<int:pk>/leave/", following.leave, name="leave"),
    path("queue/", reading.queue, name="queue"),
    path("queue/<int:pk>/", reading.passage, name="passage"),
    path("concerns/<int:pk>/", reading.concern, name="concern"),
    path("concerns/<int:pk>/take-on/", reading.acknowledge, name="acknowledge"),
    path("concerns/<int:pk>/in-hand/", reading.end_concern, name="end_concern"),
    path("duties/", reading.duties, name="duties"),
    path("codes/", asking.codes, name="codes"),
    path("children/<int:pk>/", asking.child, name="child"),
    path("children/<int:pk>/ask/", asking.ask, name="ask"),
    path("children/<int:pk>/record/", asking.record, name="record"),
    path("children/<int:pk>/responses/<int:response_id>/withdraw/", asking.withdraw, name="withdraw"),
]
