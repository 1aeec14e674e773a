"""Addresses of the desks at which people add to the atlas."""

from django.urls import path

from weft.web.contributing.importing import views as importing
from weft.web.contributing.interviewing import asking
from weft.web.contributing.interviewing import views as interviews
from weft.web.contributing.views import attaching, drafting, standing, stating, uniting

urlpatterns = [
    path("state/<str:section>", stating.state, name="state"),
    path("facts/<str:key>/edit", stating.edit, name="edit"),
    path("records/<str:section>/<str:key>/edit", stating.edit_record, name="edit-record"),
    path("drafts", drafting.show_drafts, name="drafts"),
    path("drafts/<uuid:token>", stating.continue_draft, name="draft"),
    path("facts/<str:key>/position", standing.take_position, name="position"),
    path("facts/<str:key>/withdraw", standing.take_back, name="withdraw"),
    path("actors/<str:actor>/unite", uniting.unite, name="unite"),
    path("sources/<str:source>/files/<str:digest>", attaching.give_document, name="document"),
    path("places/<str:place>/interview", interviews.interviews, name="interviews"),
    path(
        "places/<str:place>/interview/differences",
        interviews.differences,
        name="interview-differences",
    ),
    path("places/<str:place>/interview/<uuid:token>", asking.resume, name="interview"),
    path(
        "places/<str:place>/interview/<uuid:token>/<int:number>",
        asking.ask,
        name="interview-question",
    ),
    path("places/<str:place>/interview/<uuid:token>/end", interviews.end, name="interview-end"),
    path("import", importing.bring, name="import"),
    path("import/template.xlsx", importing.give_template, name="template"),
    path("import/<uuid:token>", importing.show_preview, name="import-preview"),
    path("import/<uuid:token>/marked", importing.give_marked, name="import-marked"),
]
