"""Addresses of the room for staff; a family's are in `saying/urls.py`."""

from django.urls import path

from feedback import views
from feedback.asking import views as asking
from feedback.closed import views as closed
from feedback.collation import views as collation
from feedback.complaints import views as complaints
from feedback.compliments import views as compliments
from feedback.due import views as due
from feedback.following import views as following
from feedback.leaders import views as leaders
from feedback.met import views as met
from feedback.partners import views as partners
from feedback.reading import views as reading
from feedback.wedid import views as wedid

app_name = "feedback"
urlpatterns = [
    path("", views.index, name="index"),
    path("due/", due.due, name="due"),
    path("due/reviews/", due.unheard, name="unheard"),
    path("meetings/", due.meetings, name="meetings"),
    path("month/", collation.month, name="month"),
    path("month/heard.<str:kind>", collation.month_file, name="month_file"),
    path("compare/", collation.compare, name="compare"),
    path("answers/", following.answers, name="answers"),
    path("answers/<int:pk>/", following.answer, name="answer"),
    path("answers/<int:pk>/themes/", following.put_theme, name="put_theme"),
    path("answers/<int:pk>/themes/<int:theming_id>/", following.check_theme, name="check_theme"),
    path("answers/<int:pk>/follow-up/", following.follow_up, name="follow_up"),
    path("answers/<int:pk>/leave/", following.leave, name="leave"),
    path("you-said/", wedid.you_said, name="you_said"),
    path("you-said/raise/", wedid.say_said, name="say_said"),
    path("you-said/<int:pk>/", wedid.one_said, name="one_said"),
    path("you-said/<int:pk>/agree/", wedid.agree, name="agree_said"),
    path("you-said/<int:pk>/reply/", wedid.write_reply, name="write_reply"),
    path("you-said/<int:pk>/quotes/", wedid.quote_choose, name="quote_choose"),
    path("you-said/<int:pk>/quotes/<int:quote_id>/check/", wedid.quote_check, name="quote_check"),
    path("you-said/<int:pk>/quotes/<int:quote_id>/take-off/", wedid.quote_take_off, name="quote_take_off"),
    path("you-said/<int:pk>/publish/", wedid.publish_reply, name="publish_reply"),
    path("complaints/", complaints.complaints, name="complaints"),
    path("complaints/log/", complaints.complaint_log, name="complaint_log"),
    path("complaints/<int:pk>/", complaints.complaint, name="complaint"),
    path("complaints/<int:pk>/<slug:act>/", complaints.complaint_act, name="complaint_act"),
    path("complaints/<int:pk>/lessons/<int:lesson_id>/", complaints.complaint_agree, name="complaint_agree"),
    path("closed/", closed.closed, name="closed"),
    path("closed/<int:pk>/", closed.interview, name="interview"),
    path("closed/<int:pk>/give/", closed.interview_give, name="interview_give"),
    path("closed/<int:pk>/hold/", closed.interview_hold, name="interview_hold"),
    path("closed/<int:pk>/decline/", closed.interview_decline, name="interview_decline"),
    path("compliments/", compliments.compliments, name="compliments"),
    path("compliments/log/", compliments.compliment_log, name="compliment_log"),
    path("compliments/<int:pk>/pass-on/", compliments.compliment_pass, name="compliment_pass"),
    path("leaders/", leaders.leaders, name="leaders"),
    path("leaders/ask/", leaders.leader_ask, name="leader_ask"),
    path("leaders/<int:pk>/answer/", leaders.leader_answer, name="leader_answer"),
    path("children-met/", met.children_met, name="children_met"),
    path("ambassadors/", met.ambassadors, name="ambassadors"),
    path("ambassadors/add/", met.ambassador_add, name="ambassador_add"),
    path("ambassadors/<int:pk>/end/", met.ambassador_end, name="ambassador_end"),
    path("children-met/log/", met.met_log, name="met_log"),
    path("children-met/<int:pk>/", met.met, name="met"),
    path("children-met/<int:pk>/<slug:act>/", met.met_act, name="met_act"),
    path("partners/", partners.escalations, name="escalations"),
    path("partners/log/", partners.escalation_log, name="escalation_log"),
    path("partners/<int:pk>/settle/", partners.escalation_resolve, name="escalation_resolve"),
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
