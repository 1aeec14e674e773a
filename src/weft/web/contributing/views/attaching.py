"""Gives back the files that people attached to documents, to whoever may see the document."""

from django.http import FileResponse, Http404, HttpRequest, HttpResponseBase
from django.views.decorators.http import require_safe

from weft.web.accounts.audit import note
from weft.web.accounts.readers import find_reader
from weft.web.atlas.facts import read_view
from weft.web.atlas.models import Document
from weft.web.contributing.documents import find_path


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
