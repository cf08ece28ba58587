"""The doors of the page on sets: the proposal, the set's own pages, and what is one's own."""

from django.urls import path

from actionsets.views import agreements, airtime, answers, calendars, leaving, members, private

urlpatterns = [
    path("", members.start, name="start"),
    path("about/", members.about, name="about"),
    path("for-managers/", members.for_managers, name="for_managers"),
    path("safety/", members.safety, name="safety"),
    path("keep-apart/", members.keep_apart, name="keep_apart"),
    path("keep-apart/<int:pk>/remove/", members.keep_apart_remove, name="keep_apart_remove"),
    path("proposal/", members.proposal, name="proposal"),
    path("proposal/decline/", members.decline, name="decline"),
    path("agreement/", members.agreement, name="agreement"),
    path("agreement/change/", agreements.change, name="agreement_change"),
    path("leave/", leaving.leave_own, name="leave"),
    path("meetings/<int:number>/", members.meeting, name="meeting"),
    path("meetings/<int:number>/coming/", answers.say, name="coming"),
    path("meetings/<int:number>/calendar/", calendars.meeting_file, name="meeting_file"),
    path("meetings/<int:number>/bid/", airtime.bid, name="bid"),
    path("meetings/<int:number>/bid/take-back/", airtime.bid_take_back, name="bid_take_back"),
    path("bid/card/", airtime.bid_from_card, name="bid_from_card"),
    path("actions/", private.actions, name="actions"),
    path("actions/new/", private.action_new, name="action_new"),
    path("actions/<uuid:key>/", private.action, name="action"),
    path("actions/<uuid:key>/report/", private.action_report, name="action_report"),
    path("actions/<uuid:key>/remove/", private.action_remove, name="action_remove"),
    path("reflections/", private.reflections, name="reflections"),
    path("reflections/new/", private.reflection_new, name="reflection_new"),
    path("reflections/<uuid:key>/", private.reflection, name="reflection"),
    path("reflections/<uuid:key>/remove/", private.reflection_remove, name="reflection_remove"),
]
