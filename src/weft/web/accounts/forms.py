"""What people fill in about themselves and each other; a form reads only its own fields, so that
nothing else can be posted with them."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import HttpRequest, QueryDict
from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from weft.core.atlas import Atlas
from weft.core.terms import fold
from weft.web.accounts.commissions import may_give
from weft.web.accounts.models import Role, User

MOST_OFFERED = 500  # names in a list of suggestions; with more, one types without


def read_posted(request: HttpRequest) -> QueryDict | None:
    """What was sent with a form; None where a page is only looked at."""
    return request.POST if request.method == "POST" else None


class Plain(forms.Form):
    """A form whose labels end without a sign."""

    def __init__(self, *args: Any, **names: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **names})


class Line(forms.CharField):
    """Words on one line, whatever line ends were sent."""

    def to_python(self, value: Any) -> str:
        return " ".join((super().to_python(value) or "").split())


class RecordField(Line):
    """A record of a section by its id or its name in any language. Cleaned to the id; to None where
    there is none, which is the same for one that is hidden."""

    def __init__(self, section: str, sometimes: bool = False, **names: Any) -> None:
        super().__init__(required=False, max_length=200, **names)
        self.section, self.sometimes = section, sometimes  # needed for some answers only
        self.records: dict[str, Any] = {}
        self.offers: Callable[[str], bool] = lambda key: True
        self.widget.attrs |= {"list": section, "autocomplete": "off"}

    def read_from(self, atlas: Atlas) -> None:
        """Whose records are meant."""
        known = atlas.actor_by_id if self.section == "actors" else atlas.place_by_id
        self.records = dict(known)

    def find(self, words: str) -> str | None:
        """The id of the one record that is meant, if it is one."""
        if words in self.records:
            return words
        wanted = fold(words)
        named = [
            key for key, each in self.records.items()
            if wanted in {fold(name) for name in each.name.root.values()}
        ]  # fmt: skip
        return named[0] if len(named) == 1 else None

    def list_names(self) -> list[str]:
        """What is offered while somebody types; nothing where it would be too long a list."""
        offered = [each for key, each in self.records.items() if self.offers(key)]
        if len(offered) > MOST_OFFERED:
            return []
        language = get_language() or settings.LANGUAGE_CODE
        return sorted({each.name.read(language) for each in offered}, key=str.casefold)


class ClaimForm(Plain):
    """What somebody who is signed in says with a claim."""

    message = forms.CharField(
        label=capfirst(lazy("what you would like to do")), max_length=2000, required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )  # fmt: skip


class AskForm(ClaimForm):
    """For which organisation somebody who is signed in would like to speak."""

    organisation = RecordField("actors", label=capfirst(lazy("organisation")))
    field_order = ("name", "email", "organisation", "message")

    def __init__(self, atlas: Atlas, *args: Any, **names: Any) -> None:
        super().__init__(*args, **names)
        self.known: RecordField = self.fields["organisation"]  # type: ignore[assignment]
        self.known.read_from(atlas)

    def clean(self) -> dict[str, Any]:
        """The actor that is named, if it is on record; else the words. Who says neither for whom
        nor what asks nothing."""
        words = self.cleaned_data.get("organisation", "")
        if not words and not self.cleaned_data.get("message"):
            self.add_error("organisation", _("Say for whom you would speak, or what you would do."))
        actor = self.known.find(words) if words else None
        return {**self.cleaned_data, "actor": actor, "organisation": "" if actor else words}


class JoinForm(AskForm):
    """Who asks to join. `website` is no question: people do not see it, machines fill it in."""

    name = Line(label=lazy("Your name"), max_length=150)
    email = forms.EmailField(label=capfirst(lazy("your e-mail address")))
    website = forms.CharField(required=False)

    def is_from_a_machine(self) -> bool:
        return bool(self.data.get("website"))


class ProfileForm(Plain):
    """What a person is called, and the language of mails."""

    name = Line(label=lazy("Your name"), max_length=150)
    language = forms.ChoiceField(
        label=capfirst(lazy("language of mails")), choices=settings.LANGUAGES
    )


class CommissionForm(Plain):
    """A role and for whom it is, as far as `by` sees and may give."""

    role = forms.ChoiceField(label=lazy("Role"))
    actor = RecordField("actors", True, label=lazy("For which actor (contributor)"))
    place = RecordField("places", True, label=lazy("Of which place (steward)"))
    field_order = ("email", "role", "actor", "place", "language")

    def __init__(self, by: User, atlas: Atlas, *args: Any, **names: Any) -> None:
        super().__init__(*args, **names)
        every = by.has_perm("accounts.appoint")
        roles = [x for x in Role.choices if every or x[0] == Role.CONTRIBUTOR]
        self.fields["role"].choices = roles  # type: ignore[attr-defined]
        self.fields["role"].initial = Role.CONTRIBUTOR
        for each in ("actor", "place"):
            self._known(each).read_from(atlas)
        if not every:
            del self.fields["place"]
            self._known("actor").offers = lambda key: may_give(
                by, Role.CONTRIBUTOR, key, None, atlas
            )

    def clean(self) -> dict[str, Any]:
        """Ids of what the role is for; nothing where it needs none."""
        role = self.cleaned_data.get("role")
        for name, wanted in (("actor", Role.CONTRIBUTOR), ("place", Role.STEWARD)):
            words = self.cleaned_data.get(name, "") if role == wanted else ""
            self.cleaned_data[name] = self._known(name).find(words) if words else None
            if role == wanted and self.cleaned_data[name] is None:
                self.add_error(
                    name, ValidationError(_("There is no such record here. Choose one."))
                )
        return self.cleaned_data

    def _known(self, name: str) -> RecordField:
        found: RecordField = self.fields.get(name) or self.base_fields[name]  # type: ignore[assignment]
        return found


class InviteForm(CommissionForm):
    """Whom to invite, and in which language to write."""

    email = forms.EmailField(label=lazy("E-mail address"))
    language = forms.ChoiceField(label=lazy("Language of the mail"), choices=settings.LANGUAGES)


class DecideForm(Plain):
    """What is decided about a request; for whom, where the request names no actor on record."""

    granted = forms.ChoiceField(choices=(("yes", "yes"), ("no", "no")))
    actor = RecordField("actors", label=lazy("Speaks for"))

    def __init__(self, atlas: Atlas, *args: Any, **names: Any) -> None:
        super().__init__(*args, **names)
        self.known: RecordField = self.fields["actor"]  # type: ignore[assignment]
        self.known.read_from(atlas)

    def clean_actor(self) -> str | None:
        words = self.cleaned_data["actor"]
        if not words:
            return None
        if (found := self.known.find(words)) is None:
            raise ValidationError(_("There is no such record here. Choose one."))
        return found


class EraseForm(Plain):
    """A word to type, so that nobody is gone by a slip."""

    word = Line(label=lazy("The word"), max_length=40, widget=forms.TextInput(
        attrs={"autocomplete": "off"}
    ))  # fmt: skip

    def clean_word(self) -> str:
        word: str = self.cleaned_data["word"]
        if fold(word) not in (fold(_("erase")), "erase"):
            raise ValidationError(_("This is another word."))
        return word
