"""What must be said of a dataset wherever its figures go: title, publisher, licence, source,
version; for all writers."""

import datetime as dt
from typing import Annotated

from pydantic import Field, StringConstraints

from weft.core.atlas.records import Id, Model
from weft.core.terms import Line

Url = Annotated[Line, StringConstraints(pattern=r"^https?://[^\s<>\"{}|\\^`]+$", max_length=2000)]


class About(Model):
    """A published version of a dataset."""

    id: Id = Field(description="Of the dataset: foreign-residents-turin")
    title: Line
    description: Line = Field(description="What the figures are, in a sentence or two")
    publisher: Line = Field(description="The body that publishes them here")
    publisher_url: Url | None = None
    licence: Line = Field(description="CC BY 4.0")
    licence_url: Url | None = None
    source: Line = Field(description="Where the figures come from")
    source_url: Url | None = None
    version: Annotated[int, Field(ge=1)] = Field(description="1, 2 ...: of the dataset")
    date: dt.date = Field(description="The day on which this version was published")
    citation: Line = Field(description="How to cite it")
    url: Url | None = Field(None, description="The page of the dataset")
    language: Line = Field("en", description="Of title and description")
    altered: str = Field("", description="What was done to counts that are not exact; else empty")
    keywords: tuple[Line, ...] = ()

    def list_lines(self) -> tuple[tuple[str, str], ...]:
        """Heads and texts, for a sheet or a page of text."""
        return (
            ("title", self.title),
            ("description", self.description),
            ("publisher", self.publisher),
            ("source", " ".join(filter(None, (self.source, self.source_url)))),
            ("licence", " ".join(filter(None, (self.licence, self.licence_url)))),
            ("version", str(self.version)),
            ("date", self.date.isoformat()),
            ("citation", self.citation),
            ("url", self.url or ""),
        )
