"""What somebody fills in who brings figures: the file, and what is said of its dataset."""

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from weft.core.observatory.disclosure.policy import Policy
from weft.core.terms import Text
from weft.web.observatory.delivering.protecting import PolicyForm
from weft.web.observatory.delivering.receiving import ENDINGS, LARGEST
from weft.web.observatory.delivering.wording import LICENCES
from weft.web.observatory.models import Dataset

OTHER = "other"
_DATE = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?")


class BringForm(forms.Form):
    """For whom a file is brought, to which dataset it belongs, and the file."""

    actor = forms.ChoiceField(
        label=lazy("You bring it for"),
        help_text=lazy("The figures of a new dataset belong to this body: it publishes them."),
        required=False,
    )
    dataset = forms.ChoiceField(
        label=lazy("The dataset"),
        help_text=lazy("Next year's file of figures that are here already goes to their dataset."),
        required=False,
    )
    file = forms.FileField(
        label=lazy("The file"),
        help_text=lazy(
            "Excel (.xlsx, .xls), OpenDocument (.ods), CSV, SDMX-CSV, GeoJSON or a data package "
            "(.zip), 500 MB at most. It may have titles above the heads, empty cells, notes below."
        ),
        widget=forms.FileInput(attrs={"accept": ",".join(ENDINGS)}),
        error_messages={
            "required": lazy("Choose a file."),
            "empty": lazy("This file is empty; choose another one."),
        },
    )

    def __init__(
        self,
        actors: Sequence[tuple[str, str]],
        datasets: Sequence[tuple[str, str]],
        *args: Any,
        **names: Any,
    ) -> None:
        super().__init__(*args, **names)
        self.fields["actor"].choices = actors  # type: ignore[attr-defined]
        self.fields["dataset"].choices = [  # type: ignore[attr-defined]
            ("", _("a new dataset")), *datasets,
        ]  # fmt: skip

    def clean_actor(self) -> str | None:
        """None for nobody in particular, where that may be chosen."""
        chosen: str = self.cleaned_data["actor"]
        if chosen not in dict(self.fields["actor"].choices):  # type: ignore[attr-defined]
            raise ValidationError(_("Choose for whom you bring the file."))
        return chosen or None

    def clean_file(self) -> "UploadedFile[Any]":
        """A file whose ending and size are taken; what it is inside is seen when it is read."""
        file: UploadedFile[Any] = self.cleaned_data["file"]
        if Path(file.name or "").suffix.lower() not in ENDINGS:
            raise ValidationError(
                _("A file ending in %(endings)s is expected.") % {"endings": ", ".join(ENDINGS)}
            )
        if (file.size or 0) > LARGEST:
            raise ValidationError(_("The file is larger than 500 MB; split it."))
        return file


class AboutForm(PolicyForm):
    """What is said of a dataset wherever its figures are shown, and what protects them."""

    use_required_attribute = False  # an unfinished one can be saved for later
    title = forms.CharField(
        label=lazy("What the dataset is called"),
        max_length=200,
        help_text=lazy("As a reader would: Foreign residents of Turin by citizenship"),
    )
    publisher = forms.CharField(label=lazy("Who publishes the figures"), max_length=300)
    source = forms.CharField(
        label=lazy("The source, as it is to be cited"),
        max_length=500,
        help_text=lazy("Office, title and edition. It stands beside every figure."),
    )
    source_date = forms.CharField(
        label=lazy("When the source was published"),
        max_length=10,
        required=False,
        help_text=lazy("A year, a month or a day: 2025, 2025-03, 2025-03-31"),
    )
    address = forms.URLField(
        label=lazy("Where it is found on the Web"),
        max_length=1000,
        required=False,
        assume_scheme="https",
    )
    licence = forms.ChoiceField(
        label=lazy("The licence of the figures"),
        help_text=lazy("What others may do with them. The source says it."),
    )
    other_licence = forms.CharField(
        label=lazy("Another licence, in its own words"), max_length=200, required=False
    )
    note = forms.CharField(
        label=lazy("How the figures came about"),
        max_length=5000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=lazy("What a reader should know: who is left out, what changed, what is rough."),
    )

    def __init__(self, *args: Any, dataset: Dataset | None = None, **names: Any) -> None:
        if dataset is not None:
            names["initial"] = _describe(dataset) | (names.get("initial") or {})
            names["before"] = Policy.model_validate(dataset.policy)
        super().__init__(*args, **names)
        self.dataset = dataset
        self.fields["licence"].choices = [  # type: ignore[attr-defined]
            ("", _("– choose –")), *((each, each) for each in LICENCES), (OTHER, _("another one")),
        ]  # fmt: skip
        for name, field in self.fields.items():
            if field.help_text:
                field.widget.attrs["aria-describedby"] = f"{self[name].auto_id}_helptext"

    def clean_source_date(self) -> str:
        """A year, a month or a day."""
        said: str = self.cleaned_data["source_date"].strip()
        if said and not _DATE.fullmatch(said):
            raise ValidationError(_("Write a year, a month or a day: 2025, 2025-03, 2025-03-31."))
        return said

    def clean(self) -> dict[str, Any]:
        """The licence in its own words where it is none of the list."""
        data = super().clean()
        if data.get("licence") == OTHER and not data.get("other_licence"):
            self.add_error("other_licence", _("Write down the licence."))
        return data

    def list_words(self) -> dict[str, Any]:
        """What `save_dataset` is given. Title and note are in the language of the page."""
        data, language = self.cleaned_data, get_language() or "en"
        found = {name: data[name] for name in ("publisher", "source", "source_date", "address")}
        found["licence"] = data["other_licence"] if data["licence"] == OTHER else data["licence"]
        for name in ("title", "note"):
            words = dict(getattr(self.dataset, name)) if self.dataset else {}
            if data[name]:
                words[language] = data[name]
            else:
                words.pop(language, None)
            found[name] = words
        return found


def _describe(dataset: Dataset) -> dict[str, Any]:
    """The fields of the form as a dataset has them."""
    language = get_language() or "en"
    known = dataset.licence in LICENCES
    return {
        "title": Text(dataset.title).read(language) if dataset.title else "",
        "note": Text(dataset.note).read(language) if dataset.note else "",
        "publisher": dataset.publisher,
        "source": dataset.source,
        "source_date": dataset.source_date,
        "address": dataset.address,
        "licence": dataset.licence if known else OTHER,
        "other_licence": "" if known else dataset.licence,
    }
