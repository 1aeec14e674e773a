"""The datasets behind the figures of a document, with their numbers, for its list of sources."""

from django.urls import reverse

from weft.core.terms.phrases import say, write_date
from weft.documents.parts import Source, read_day
from weft.documents.runs import keep_spaces, read_plain, read_text
from weft.web.observatory.facts import Catalogue, Edition


class Citations:
    """Numbers datasets in the order in which they are cited."""

    def __init__(self, catalogue: Catalogue, language: str) -> None:
        self.language = language
        self._editions = {reverse("dataset", args=[x.key]): x for x in catalogue.editions}
        self._cited: dict[str, tuple[int, str]] = {}  # by the address of the dataset's page

    def cite(self, href: str, source: str) -> int:
        """The number of a dataset, by its address and what it names as its source."""
        number, _source = self._cited.setdefault(href, (len(self._cited) + 1, source))
        return number

    @property
    def editions(self) -> tuple[Edition, ...]:
        """The datasets cited so far."""
        return tuple(self._editions[href] for href in self._cited if href in self._editions)

    @property
    def full(self) -> tuple[str, ...]:
        """The titles of those whose figures the reader sees before they were protected."""
        return tuple(each.title.read(self.language) for each in self.editions if each.full)

    @property
    def licences(self) -> str:
        """Those of the datasets, each once."""
        return "; ".join(dict.fromkeys(each.licence for each in self.editions if each.licence))

    def date(self, day: str) -> str:
        """The day of the youngest of them, or the `day` of the facts beside them."""
        days = [day, *(each.published for each in self.editions)]
        return max((each for each in days if read_day(each)), default=day)

    def list_sources(self) -> tuple[Source, ...]:
        """Each with what it is, its licence and its version."""
        return tuple(self._describe(href, *cited) for href, cited in self._cited.items())

    def _describe(self, href: str, number: int, source: str) -> Source:
        edition = self._editions.get(href)
        if edition is None:
            return Source(number, read_plain(source, self.language), "", "", "")
        day = read_day(edition.published)
        version = say(
            "profile_edition",
            self.language,
            number=edition.number,
            day=write_date(day, self.language) if day else edition.published,
        )
        warning = say("profile_warning", self.language) if edition.full else ""
        return Source(
            number=number,
            title=read_text(edition.title, self.language),
            details=keep_spaces(" · ".join(x for x in (source, version) if x), self.language),
            url=edition.address,
            grade=warning,
        )
