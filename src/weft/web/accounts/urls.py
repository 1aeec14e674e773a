"""Addresses of people: joining, one's own page, who may do what."""

from django.urls import path

from weft.web.accounts.views import about, joining, log, own, people

urlpatterns = [
    path("join", joining.join, name="join"),
    path("actors/<str:actor>/claim", joining.claim, name="claim"),
    path("invitations/<str:secret>", joining.invitation, name="invitation"),
    path("me", own.me, name="me"),
    path("me/data.json", own.give_own_data, name="own-data"),
    path("me/erase", own.erase_own, name="erase"),
    path("people", people.people, name="people"),
    path("people/<int:pk>", people.person, name="person"),
    path("people/mandates/<int:pk>/end", people.end_mandate, name="end-mandate"),
    path("people/requests/<int:pk>", people.decide_request, name="decide-request"),
    path(
        "people/invitations/<int:pk>/withdraw",
        people.withdraw_invitation,
        name="withdraw-invitation",
    ),
    path("log", log.log, name="log"),
    path("about/privacy", about.show_privacy, name="privacy"),
    path("demo/<str:who>", about.sign_in_for_demo, name="demo-sign-in"),
]
