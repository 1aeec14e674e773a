"""Files that people attach to a source: what is taken, where it is kept, who gets it back."""

import hashlib
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from weft.core.atlas.files.writing import put_file
from weft.web.atlas.models import ChangeSet, Document

LARGEST = 20_000_000  # bytes
# Ending -> media type and how such a file begins. A file that says it is one and is another is
# refused; nothing that a browser would run is taken (no HTML, no SVG).
_ZIP = b"PK\x03\x04"
TAKEN: dict[str, tuple[str, tuple[bytes, ...]]] = {
    ".pdf": ("application/pdf", (b"%PDF-",)),
    ".png": ("image/png", (b"\x89PNG\r\n\x1a\n",)),
    ".jpg": ("image/jpeg", (b"\xff\xd8\xff",)),
    ".jpeg": ("image/jpeg", (b"\xff\xd8\xff",)),
    ".docx": ("application/vnd.openxmlformats-officedocument.wordprocessingml.document", (_ZIP,)),
    ".xlsx": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", (_ZIP,)),
    ".odt": ("application/vnd.oasis.opendocument.text", (_ZIP,)),
    ".ods": ("application/vnd.oasis.opendocument.spreadsheet", (_ZIP,)),
}


class DocumentError(ValueError):
    """A file that is not taken; the message says why, for whoever brought it."""


def keep_document(file: Any) -> dict[str, Any]:
    """Put an uploaded file (Django's UploadedFile) into the folder of documents and describe it;
    raises DocumentError."""
    name = re.sub(r"[^\w .()+-]", "_", Path(file.name or "document").name)[-150:]
    ending = Path(name).suffix.lower()
    if ending not in TAKEN:
        raise DocumentError(
            _("A file ending in %(endings)s is expected.") % {"endings": ", ".join(TAKEN)}
        )
    if (file.size or 0) > LARGEST:
        raise DocumentError(_("The file is larger than 20 MB; attach the part that matters."))
    content = file.read()
    media_type, beginnings = TAKEN[ending]
    if not content.startswith(beginnings):
        raise DocumentError(
            _("The content of this file is not what its name says (%(ending)s).")
            % {"ending": ending}
        )
    digest = hashlib.sha256(content).hexdigest()
    path = find_path(digest)
    if not path.exists():
        try:
            put_file(path, content)
        except OSError as error:  # a full disk
            raise DocumentError(
                _("The file could not be kept. Tell whoever runs the site.")
            ) from error
    return {"sha256": digest, "name": name, "media_type": media_type, "size": len(content)}


def find_path(digest: str) -> Path:
    """Where a document lies; two letters of its hash make a folder."""
    return Path(settings.FOLDER) / "documents" / digest[:2] / digest


def attach(source: str, files: Iterable[Mapping[str, Any]], change_set: ChangeSet) -> None:
    """Let files belong to a source that is on record."""
    for each in files:
        Document.objects.get_or_create(
            source_id=source,
            sha256=each["sha256"],
            defaults={
                "name": each["name"], "media_type": each["media_type"], "size": each["size"],
                "change_set": change_set,
            },
        )  # fmt: skip
