"""Addresses of the ground floor."""

from django.urls import path

from casework.views import actions, children, imports, notices, people, programs, reads, teams, themes

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
    path("imports/", imports.import_list, name="imports"),
    path("imports/upload/", imports.upload, name="import_upload"),
    path("imports/values/", imports.remembered, name="import_values"),
    path("imports/<int:pk>/", imports.detail, name="import"),
    path("imports/<int:pk>/day/", imports.change_day, name="import_day"),
    path("imports/<int:pk>/codes/", imports.map_codes, name="import_codes"),
    path("imports/<int:pk>/apply/", imports.apply, name="import_apply"),
    path("imports/<int:pk>/discard/", imports.discard, name="import_discard"),
    path("imports/<int:pk>/undo/", imports.undo, name="import_undo"),
    path("imports/<int:pk>/problems.csv", imports.problems_csv, name="import_problems_csv"),
    path("imports/<int:pk>/problems.xlsx", imports.problems_xlsx, name="import_problems_xlsx"),
    path("actions/", actions.action_list, name="actions"),
    path("actions/agree/", actions.action_raise, name="action_raise"),
    path("actions/<int:pk>/", actions.action, name="action"),
    path("actions/<int:pk>/done/", actions.action_done, name="action_done"),
    path("actions/<int:pk>/day/", actions.action_move, name="action_move"),
    path("actions/<int:pk>/close/", actions.action_close, name="action_close"),
    path("actions/<int:pk>/send-back/", actions.action_send_back, name="action_send_back"),
    path("actions/<int:pk>/withdraw/", actions.action_withdraw, name="action_withdraw"),
    path("actions/<int:pk>/look-again/", actions.action_look_again, name="action_look_again"),
    path("notices/<int:pk>/put-aside/", notices.put_aside, name="notice_put_aside"),
    path("themes/", themes.theme_list, name="themes"),
    path("programs/", programs.key_list, name="programs"),
    path("programs/<int:pk>/take-back/", programs.key_revoke, name="program_revoke"),
    path("read-log/", reads.read_list, name="reads"),
]
