"""Addresses of the room for staff; a family's are in `saying/urls.py`."""

from django.urls import path

from feedback import views
from feedback.asking import views as asking
from feedback.due import views as due
from feedback.reading import views as reading

app_name = "feedback"
urlpatterns = [
    path("", views.index, name="index"),
    path("due/", due.due, name="due"),
    path("due/reviews/", due.unheard, name="unheard"),
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
