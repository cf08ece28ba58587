"""Where those who run a cohort convene its sets and tend them."""

from django.urls import URLPattern, URLResolver, path

from actionsets.views import (
    agreements,
    answers,
    calendars,
    forming,
    joining,
    leaving,
    offers,
    repairs,
    sets,
    shelf,
    tending,
)

app_name = "actionsets"
urlpatterns: list[URLPattern | URLResolver] = [
    path("answer/<str:key>/", answers.answer, name="answer"),
    path("calendar/", calendars.calendar, name="calendar"),
    path("calendar/<str:key>.ics", calendars.feed, name="feed"),
    path("cohorts/<uuid:cohort>/sets/", sets.board, name="board"),
    path("cohorts/<uuid:cohort>/sets/propose/", sets.propose, name="propose"),
    path("cohorts/<uuid:cohort>/sets/again/", sets.again, name="again"),
    path("cohorts/<uuid:cohort>/sets/people/<uuid:person>/fix/", sets.fix, name="fix"),
    path("cohorts/<uuid:cohort>/sets/people/<uuid:person>/move/", sets.move, name="move"),
    path("cohorts/<uuid:cohort>/sets/people/<uuid:person>/join/", joining.join, name="join"),
    path("cohorts/<uuid:cohort>/sets/people/<uuid:person>/leave/", leaving.leave, name="leave"),
    path("cohorts/<uuid:cohort>/sets/undo/", sets.undo, name="undo"),
    path("cohorts/<uuid:cohort>/sets/redo/", sets.redo, name="redo"),
    path("cohorts/<uuid:cohort>/sets/discard/", sets.discard, name="discard"),
    path("cohorts/<uuid:cohort>/sets/send/", sets.send, name="send"),
    path("cohorts/<uuid:cohort>/sets/repair/", repairs.repair, name="repair"),
    path("cohorts/<uuid:cohort>/sets/confirm/", sets.confirm, name="confirm"),
    path("cohorts/<uuid:cohort>/sets/compare/", shelf.compare, name="compare"),
    path("cohorts/<uuid:cohort>/sets/aside/", shelf.aside, name="aside"),
    path("cohorts/<uuid:cohort>/sets/aside/<slug:letter>/take-up/", shelf.take_up, name="take_up"),
    path("cohorts/<uuid:cohort>/sets/aside/<slug:letter>/let-go/", shelf.let_go, name="let_go"),
    path("cohorts/<uuid:cohort>/sets/forming/", forming.watch, name="watch"),
    path("cohorts/<uuid:cohort>/sets/forming/stop/", forming.stop, name="stop"),
    path("cohorts/<uuid:cohort>/sets/forming/cancel/", forming.cancel, name="cancel"),
    path("cohorts/<uuid:cohort>/sets/forming/retry/", forming.retry, name="retry"),
    path("cohorts/<uuid:cohort>/sets/facilitators/", offers.leaders, name="leaders"),
    path("cohorts/<uuid:cohort>/sets/facilitators/<int:role>/", offers.leader, name="leader"),
    path("cohorts/<uuid:cohort>/sets/kept-apart/", tending.kept_apart, name="kept_apart"),
    path("cohorts/<uuid:cohort>/sets/<int:number>/", tending.learning_set, name="set"),
    path("cohorts/<uuid:cohort>/sets/<int:number>/agreement/", agreements.lead_change, name="agreement"),
    path("cohorts/<uuid:cohort>/sets/<int:number>/dates/", tending.dates, name="dates"),
    path("cohorts/<uuid:cohort>/sets/<int:number>/meetings/<int:meeting>/", tending.attendance, name="attendance"),
]
