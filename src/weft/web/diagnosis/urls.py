"""Addresses of places and of what their facts amount to."""

from django.urls import path

from weft.web.diagnosis import documents, exploring, fields, marks, networks, places, powers

urlpatterns = [
    # Before the page of a place, whose address would match too.
    path("places/<str:place>.pdf", documents.give_pdf, name="place-pdf"),
    path("places/<str:place>.docx", documents.give_word, name="place-docx"),
    path("places/<str:place>", places.show_place, name="place"),
    path("places/<str:place>/what-it-can-do", powers.show_powers, name="powers"),
    path("places/<str:place>/network", networks.show_network, name="network"),
    path("places/<str:place>/brokers", networks.show_brokers, name="brokers"),
    path("places/<str:place>/diagnosis/<str:area>", fields.show_setting, name="setting"),
    path("places/<str:place>/gaps/<str:area>", fields.show_gaps, name="gaps"),
    path("places/<str:place>/scenario/<str:area>", exploring.show_scenario, name="scenario"),
    path("places/<str:place>/gaps/<str:area>/<str:finding>/mark", marks.mark_finding, name="mark"),
    path("compare", exploring.show_comparison, name="compare"),
]
