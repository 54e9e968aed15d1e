"""Addresses of the audits."""

from django.urls import path

from audits.disputes import views as disputes
from audits.findings import views as findings
from audits.live import views as live
from audits.loop import views as loop
from audits.risk import views as risk
from audits.views import audits, observing, tools, writing

app_name = "audits"
urlpatterns = [
    path("", audits.index, name="index"),
    path("begin/", audits.start, name="start"),
    path("live/begin/", live.begin, name="live_begin"),
    path("<int:pk>/room/", live.room, name="room"),
    path("<int:pk>/live/", writing.live, name="live"),
    path("observe/", observing.begin, name="observe"),
    path("<int:pk>/consent/", observing.consent, name="consent"),
    path("tools/", tools.tool_list, name="tools"),
    path("tools/new/", tools.tool_new, name="tool_new"),
    path("tools/<slug:code>/", tools.tool, name="tool"),
    path("tools/<slug:code>/new-version/", tools.tool_version, name="tool_version"),
    path("tools/<slug:code>/draft/", tools.draft, name="tool_draft"),
    path("tools/<slug:code>/draft/publish/", tools.publish, name="tool_publish"),
    path("tools/<slug:code>/draft/section/", tools.section_new, name="tool_section_new"),
    path("tools/<slug:code>/draft/section/<int:number>/", tools.section, name="tool_section"),
    path("tools/<slug:code>/draft/section/<int:number>/question/", tools.question_new, name="tool_question_new"),
    path("tools/<slug:code>/draft/question/<int:pk>/", tools.question, name="tool_question"),
    path("standards/", tools.standards, name="standards"),
    path("standards/word/", tools.standard_word, name="standard_word"),
    path("at-risk/<int:pk>/", risk.alert, name="alert"),
    path("<int:pk>/at-risk/", risk.raise_alert, name="at_risk"),
    path("<int:pk>/", audits.audit, name="audit"),
    path("<int:pk>/section/<int:number>/", writing.section, name="section"),
    path("<int:pk>/overall/", writing.overall, name="overall"),
    path("<int:pk>/invite/", audits.invite, name="invite"),
    path("<int:pk>/talked/", audits.conversation, name="conversation"),
    path("<int:pk>/not-talked/", audits.not_held, name="not_held"),
    path("<int:pk>/submit/", audits.submit, name="submit"),
    path("<int:pk>/reply/", audits.reply, name="reply"),
    path("<int:pk>/finish/", audits.finish, name="finish"),
    path("<int:pk>/second-look/ask/", audits.second_ask, name="second_ask"),
    path("<int:pk>/second-look/", audits.second, name="second"),
    path("<int:pk>/swap/", audits.swap, name="swap"),
    path("<int:pk>/withdraw/", audits.withdraw, name="withdraw"),
    path("<int:pk>/action/", loop.action, name="action"),
    path("<int:pk>/close/", loop.close, name="close"),
    path("<int:pk>/findings/", findings.findings, name="findings"),
    path("findings/<int:pk>/take-out/", findings.take_out, name="finding_take_out"),
    path("<int:pk>/dispute/", disputes.raise_dispute, name="dispute"),
    path("disputes/<int:pk>/", disputes.decide, name="decide"),
    path("<int:pk>/praise/", audits.praise, name="praise"),
]
