"""What somebody fills in who brings a file."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from weft.web.contributing.importing.receiving import ENDINGS, LARGEST


class FileForm(forms.Form):
    """The file alone."""

    file = forms.FileField(
        label=lazy("The file"),
        help_text=lazy("Excel (.xlsx), YAML, JSON or CSV, 50 MB at most."),
        widget=forms.FileInput(attrs={"accept": ",".join(ENDINGS)}),
        error_messages={
            "required": lazy("Choose a file."),
            "empty": lazy("This file is empty; choose the one that you filled in."),
        },
    )

    def clean_file(self) -> "UploadedFile[Any]":
        """A file whose ending and size are taken; what it is inside is seen when it is read."""
        file: UploadedFile[Any] = self.cleaned_data["file"]
        if Path(file.name or "").suffix.lower() not in ENDINGS:
            raise ValidationError(
                _("A file ending in %(endings)s is expected.") % {"endings": ", ".join(ENDINGS)}
            )
        if (file.size or 0) > LARGEST:
            raise ValidationError(_("The file is larger than 50 MB; split it."))
        return file


class ImportForm(FileForm):
    """For whom a file is brought, and the file."""

    actor = forms.ChoiceField(
        label=lazy("You bring it for"),
        help_text=lazy("Who states what is new in the file, unless it says so itself."),
        required=False,
    )
    field_order = ("actor", "file")

    def __init__(self, choices: Sequence[tuple[str, str]], *args: Any, **names: Any) -> None:
        super().__init__(*args, **names)
        self.fields["actor"].choices = choices  # type: ignore[attr-defined]

    def clean_actor(self) -> str | None:
        """None for nobody in particular, where that may be chosen."""
        chosen: str = self.cleaned_data["actor"]
        if chosen not in dict(self.fields["actor"].choices):  # type: ignore[attr-defined]
            raise ValidationError(_("Choose for whom you bring the file."))
        return chosen or None
