"""Figures as files: each dataset in five formats, and the catalogue of all of them."""

import datetime as dt
import io
import tempfile
from collections.abc import Callable, Iterator
from typing import BinaryIO

import pyarrow.parquet as pq
from django.http import FileResponse, HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from weft.core.observatory.periods import Period
from weft.core.terms.phrases import say
from weft.store.writers.about import About
from weft.store.writers.batches import Figures
from weft.store.writers.csv import write_csv
from weft.store.writers.dcat import FORMATS as MEDIA
from weft.store.writers.dcat import Catalogue as Listed
from weft.store.writers.dcat import CoveredPlace, Distribution, Entry, write_dcat
from weft.store.writers.excel import TooManyRowsError, write_excel
from weft.store.writers.frictionless import write_frictionless
from weft.store.writers.geojson import list_coordinates, write_geojson
from weft.store.writers.sdmx_csv import write_sdmx_csv
from weft.web.accounts.audit import note
from weft.web.accounts.readers import find_reader
from weft.web.atlas.facts import View, read_view
from weft.web.observatory.facts import Catalogue, Edition, find_catalogue, find_token
from weft.web.observatory.provenance import mark as mark_figures
from weft.web.observatory.provenance import say_policy
from weft.web.site.pages import File, NotHere, page
from weft.web.site.tags import find_known, make_key, make_tag, mark

ROWS = 50_000  # read at once
IN_MEMORY = 20_000_000  # bytes of a file; a larger one goes through the disk
Write = Callable[[Figures, About, BinaryIO], None]

# Name at the end of an address -> what catalogues call it, what people do, and who writes it.
FORMS: dict[str, tuple[str, str, Write | None]] = {
    "data.csv": ("csv", "CSV", write_csv),
    "data.sdmx.csv": ("sdmx-csv", "SDMX-CSV 2.0", write_sdmx_csv),
    "data.xlsx": ("excel", "Excel", write_excel),
    "datapackage.zip": ("frictionless", "Frictionless", write_frictionless),
    "places.geojson": ("geojson", "GeoJSON", None),
}


def name_form(form: str) -> str:
    """What people call a format."""
    return FORMS[form][1]


def find_form(name: str) -> str | None:
    """The format of a file by its name: turin.sdmx.csv, turin.zip."""
    endings = {".sdmx.csv": "data.sdmx.csv", ".csv": "data.csv", ".xlsx": "data.xlsx",
               ".zip": "datapackage.zip", ".geojson": "places.geojson"}  # fmt: skip
    return next((form for end, form in endings.items() if name.lower().endswith(end)), None)


def describe(edition: Edition, language: str, url: str | None = None) -> About:
    """What every file says of the dataset it comes from."""
    title = edition.title.read(language)
    note = edition.note.read(language) if edition.note else title
    protection = "" if edition.full else say_policy(edition.policy, language)
    return About(
        id=edition.key,
        title=title,
        description=" · ".join(filter(None, (mark_figures(note, [edition]), protection))),
        altered=protection if edition.altered else "",
        publisher=edition.publisher,
        licence=edition.licence,
        source=edition.source,
        source_url=edition.address or None,
        version=edition.number,
        date=dt.date.fromisoformat(edition.published),
        citation=cite(edition, language),
        url=url,
        language=language,
    )


def cite(edition: Edition, language: str) -> str:
    """How to name a dataset where its figures are used."""
    return say(
        "dataset_citation",
        language,
        source=edition.source.removesuffix(".").removesuffix(edition.licence).rstrip(" ."),
        title=edition.title.read(language),
        number=edition.number,
        day=edition.published,
        licence=edition.licence,
    )


def write_dataset(
    edition: Edition, form: str, out: BinaryIO, view: View | None = None, url: str | None = None
) -> None:
    """The figures of an edition as a file, batch by batch. Raises TooManyRowsError for Excel."""
    about = describe(edition, get_language() or "en", url)
    with pq.ParquetFile(edition.path) as file:
        batches: Iterator[object] = file.iter_batches(ROWS)
        write = FORMS[form][2]
        if write is not None:
            write(batches, about, out)
        else:
            places = list_coordinates((view or read_view()).atlas.places)
            write_geojson(batches, about, out, places)


@require_safe
def give_file(request: HttpRequest, key: str, form: str) -> HttpResponseBase:
    """A dataset to take along, as the reader may see it; never all of it in memory."""
    reader = find_reader(request)
    catalogue, view = find_catalogue(request), read_view(reader)
    tag = make_tag(make_key(request, view.version, catalogue.token, get_language()))
    if known := find_known(request, tag):
        return known
    edition = require_edition(catalogue, key)
    if form not in FORMS:
        raise NotHere(_("There is no such table here, or not in this format."))
    out = tempfile.SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115  # closed with the response
    url = request.build_absolute_uri(reverse("dataset", args=[key]))
    try:
        write_dataset(edition, form, out, view, url)  # type: ignore[arg-type]
    except TooManyRowsError as error:
        raise NotHere(str(error)) from None
    out.seek(0)
    if request.user.is_authenticated:
        note("exported", request.user, request.path)
    answer = FileResponse(
        out,
        as_attachment=True,
        filename=f"{key}-{edition.number}{'-unprotected' if edition.full else ''}"
        f"{form[form.index('.') :]}",
        content_type=MEDIA[FORMS[form][0]][1],
    )
    return mark(answer, tag)


def require_edition(catalogue: Catalogue, key: str) -> Edition:
    """The edition of a dataset; raises NotHere with those there are."""
    if (found := catalogue.find(key)) is None:
        language = get_language()
        named = tuple(
            (reverse("dataset", args=[x.key]), x.title.read(language))
            for x in catalogue.editions[:5]
        )
        raise NotHere(_("There is no “%(word)s” here.") % {"word": key[:80]}, named)
    return found


@page(also=find_token)
def give_catalogue(request: HttpRequest, view: View) -> File:
    """All datasets, for other catalogues to harvest: DCAT-AP in JSON-LD."""
    language = get_language()
    catalogue = find_catalogue(request)

    def locate(name: str, *args: str) -> str:
        return request.build_absolute_uri(reverse(name, args=args))

    listed = Listed(
        url=locate("figures"),
        title=_("Figures on migration at local level"),
        description=_("Figures of places with their definitions, sources and gaps."),
        publisher=request.get_host(),
        language=language,
    )
    out = io.BytesIO()
    entries = [_enter(each, view, language, locate) for each in catalogue.editions]
    write_dcat(listed, entries, out)
    return File(out.getvalue(), "application/ld+json")


def _enter(edition: Edition, view: View, language: str, locate: Callable[..., str]) -> Entry:
    """A dataset as catalogues list it."""
    report = edition.report
    known = (view.atlas.place_by_id.get(each.place or "") for each in report.areas)
    places = {
        each.id: CoveredPlace(
            each.name.read(language),
            locate("place", each.id),
            (each.longitude, each.latitude)
            if each.longitude is not None and each.latitude is not None
            else None,
        )
        for each in known
        if each
    }
    return Entry(
        about=describe(edition, language, locate("dataset", edition.key)),
        distributions=tuple(
            Distribution(kind, locate("dataset-file", edition.key, form))
            for form, (kind, *_rest) in FORMS.items()
        ),
        places=tuple(places.values()),
        first=Period(report.first).start if report.first else None,
        until=Period(report.last).until if report.last else None,
    )
