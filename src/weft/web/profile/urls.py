"""Addresses of the profile of a place, of its documents and of its charts."""

from django.urls import path

from weft.web.profile import documents, views

urlpatterns = [
    path("places/<str:place>/profile.pdf", documents.give_profile_pdf, name="profile-pdf"),
    path("places/<str:place>/profile.docx", documents.give_profile_docx, name="profile-docx"),
    path("places/<str:place>/profile", views.show_profile, name="profile"),
    path("places/<str:place>/figures/<slug:key>.<str:form>", views.show_chart, name="figure-chart"),
]
