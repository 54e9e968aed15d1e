"""Addresses of the ground floor."""

from django.urls import path

from casework.views import children, people, reads, teams

app_name = "casework"
urlpatterns = [
    path("people/", people.person_list, name="people"),
    path("people/add/", people.person_add, name="person_add"),
    path("people/<int:pk>/", people.person_detail, name="person"),
    path("people/<int:pk>/role/", people.grant_add, name="grant_add"),
    path("people/<int:pk>/suspend/", people.person_suspend, name="person_suspend"),
    path("people/<int:pk>/restore/", people.person_restore, name="person_restore"),
    path("roles/<int:pk>/end/", people.grant_end, name="grant_end"),
    path("teams/", teams.team_list, name="teams"),
    path("teams/open/", teams.team_open, name="team_open"),
    path("teams/<slug:code>/rename/", teams.team_rename, name="team_rename"),
    path("teams/<slug:code>/move/", teams.team_move, name="team_move"),
    path("teams/<slug:code>/close/", teams.team_close, name="team_close"),
    path("children/", children.child_find, name="children"),
    path("children/<int:pk>/", children.child, name="child"),
    path("read-log/", reads.read_list, name="reads"),
]
