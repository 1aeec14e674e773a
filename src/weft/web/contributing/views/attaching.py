"""Documents that a form names or brings, and the way back to their files."""

from typing import Any, NamedTuple

from django.http import FileResponse, Http404, HttpRequest, HttpResponseBase
from django.views.decorators.http import require_safe

from weft.web.accounts.audit import note
from weft.web.accounts.readers import find_reader
from weft.web.atlas.facts import read_view
from weft.web.atlas.models import Document
from weft.web.contributing.documents import find_path
from weft.web.contributing.drafts import save_draft
from weft.web.contributing.models import Draft
from weft.web.site.desks import SignedIn


@require_safe
def give_document(request: HttpRequest, source: str, digest: str) -> HttpResponseBase:
    """A file, always to be saved and never shown by the browser as a page of this site."""
    found = Document.objects.filter(source_id=source, sha256=digest).first()
    if found is None or source not in read_view(find_reader(request)).atlas.source_by_id:
        raise Http404(source)
    path = find_path(digest)
    if not path.is_file():
        raise Http404(source)
    if request.user.is_authenticated:
        note("exported", request.user, request.path)
    response = FileResponse(
        path.open("rb"), as_attachment=True, filename=found.name, content_type=found.media_type
    )
    response["Cache-Control"] = "private, no-cache"
    return response


class Named(NamedTuple):
    """The draft of a document that is not on record yet, under the title by which it is cited."""

    draft: Draft
    title: str


def name_document(
    request: SignedIn, language: str, actor: str | None, files: list[dict[str, Any]]
) -> Named | None:
    """The draft of the document that a form names beside those on record, or whose file it brings;
    None where it does neither."""
    posted, file = request.POST, request.FILES.get("file")
    title = posted.get("new.title", "").replace("\x00", "").strip() or (file.name if file else "")
    if not title:
        return None
    names = ("publisher", "date", "url", "language", "grade")
    data: dict[str, Any] = {
        x: posted.get(f"new.{x}", "").replace("\x00", "").strip() for x in names
    }
    data["title"] = {language: title}
    draft = save_draft(request.user, "sources", data, actor)
    draft.files = files
    draft.save()
    return Named(draft, title)
