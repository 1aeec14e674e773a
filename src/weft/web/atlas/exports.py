"""The whole atlas as a file: YAML and Excel, which read back without loss, and linked data."""

from django.http import HttpRequest
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from weft.core.atlas.files.excel import write_excel
from weft.core.atlas.files.yaml_file import write_yaml
from weft.core.atlas.jsonld import write_jsonld
from weft.core.terms import Text
from weft.web.atlas.facts import View
from weft.web.site.pages import File, NotHere, page
from weft.web.site.provenance import describe
from weft.web.site.tables import FORMATS


@page
def give_atlas(request: HttpRequest, view: View, form: str) -> File:
    """All that the reader may see."""
    about = describe(view, None, "", str(view.atlas.title or "Weft"))
    name = f"atlas.{form}"
    said = "\n".join(f"{key}: {words}" for key, words in about.lines)
    if form == "yaml":
        head = "".join(f"# {key}: {' '.join(words.split())}\n" for key, words in about.lines)
        return File((head + write_yaml(view.atlas)).encode(), "application/yaml", name)
    if form == "xlsx":
        return File(write_excel(view.atlas, said), FORMATS["xlsx"], name)
    if form == "jsonld":
        linked = write_jsonld(view.atlas, about=Text({get_language(): said}))
        return File(linked.encode(), "application/ld+json", name)
    raise NotHere(_("There is no such format; use yaml, xlsx or jsonld."))
