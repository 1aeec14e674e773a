"""What the read API says of itself and of the data: the method, the vocabularies, the version."""

from django.conf import settings
from django.urls import reverse
from ninja import Router
from pydantic import Field

from weft import __version__
from weft.core.atlas import SECTIONS
from weft.core.atlas.records import Model
from weft.core.diagnosis.gaps import GapPack, read_pack
from weft.core.diagnosis.method import Method, read_method
from weft.core.terms import Text, label, list_codes, list_vocabularies
from weft.web.api.answering import Request, offer
from weft.web.api.asking import NAMESPACE

router = Router(tags=["about"])


class Index(Model):
    """Where to begin."""

    about: str = Field(description="Which data this is")
    openapi: str = Field(description="The OpenAPI document")
    docs: str = Field(description="The page on which people try it")
    places: str = Field(description="The registry of places")


class About(Model):
    """Which state of which data this is, under which licence, by which software and method."""

    title: Text | None = Field(description="What the data is about")
    licence: str | None = Field(description="The licence of the data; null: not stated")
    version: str = Field(
        description="What tells this state of the data from any other, as far as you may see it"
    )
    changed: str | None = Field(description="The day of the last change")
    software: str
    method: str
    languages: dict[str, str] = Field(description="Codes and names of the languages of sentences")
    records: dict[str, int] = Field(description="How many records there are, by section")


class MethodAnswer(Model):
    """Every number that decides, and the lists by which gaps are found."""

    method: Method
    gaps: GapPack


class Term(Model):
    """A code, and its label in each language; in English where a language has none yet."""

    code: str
    labels: dict[str, str]


class VocabulariesAnswer(Model):
    """Each vocabulary's codes in its own order: levels from the widest."""

    vocabularies: dict[str, tuple[Term, ...]]


@offer(router, "/", Index)
def show_index(request: Request) -> Index:
    """Where to begin."""
    names = {"about": "show_about", "openapi": "openapi-json", "docs": "openapi-view"}
    return Index(
        **{each: reverse(f"{NAMESPACE}:{name}") for each, name in names.items()},
        places=reverse(f"{NAMESPACE}:list_places"),
    )


@offer(router, "/about", About)
def show_about(request: Request) -> About:
    """Which data this is: version, licence, software, how much of it."""
    view = request.view
    return About(
        title=view.atlas.title,
        licence=view.atlas.licence,
        version=view.version.token,
        changed=view.version.day or None,
        software=f"Weft {__version__}",
        method=read_method().version,
        languages=dict(settings.LANGUAGES),
        records={section: len(getattr(view.atlas, section)) for section in SECTIONS},
    )


@offer(router, "/method", MethodAnswer)
def show_method(request: Request) -> MethodAnswer:
    """The numbers of the diagnosis and their version."""
    return MethodAnswer(method=read_method(), gaps=read_pack())


@offer(router, "/vocabularies", VocabulariesAnswer)
def show_vocabularies(request: Request) -> VocabulariesAnswer:
    """Every code with its labels in all languages."""
    languages = [code for code, _name in settings.LANGUAGES]
    return VocabulariesAnswer(
        vocabularies={
            name: tuple(
                Term(code=code, labels={each: label(name, code, each) for each in languages})
                for code in list_codes(name)
            )
            for name in list_vocabularies()
        }
    )
