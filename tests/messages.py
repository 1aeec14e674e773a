"""Makes the catalogues of the site from what its templates and modules say, and compiles them.

    .venv/bin/python -m tests.messages

What is new comes without a translation, what is no longer said goes. Extraction needs GNU gettext
(Debian: apt install gettext); compiling needs nothing, and a machine that only runs the site
neither.
"""

import contextlib
import datetime as dt
import os
import re
import shutil
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from babel.messages import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

ROOT = Path(__file__).parents[1]
WEB = ROOT / "src" / "weft" / "web"
COMPLETE, BEGUN = ("ar", "fr"), ("es", "it", "pt")
LANGUAGES = (*COMPLETE, *BEGUN)
# The heads of entries that say who, when and with what: git knows, and each run would change them.
_RESTLESS = re.compile(
    r'^"(?:Project-Id-Version|Report-Msgid-Bugs-To|POT-Creation-Date|PO-Revision-Date'
    r"|Last-Translator|Language-Team|Language): .*\n",
    re.MULTILINE,
)
_PREAMBLE = re.compile(r"\A(?:#.*\n)*")
NOTE = "# Made by ./run messages: write what stands in msgstr, and nothing else.\n"


def find_catalogue(language: str, web: Path = WEB) -> Path:
    """Where the catalogue of a language stands; the compiled one beside it."""
    return web / "locale" / language / "LC_MESSAGES" / "django.po"


def extract(web: Path = WEB) -> None:
    """Bring the catalogues under `web` up to what its templates and modules say."""
    from django.core.management import call_command  # noqa: PLC0415  # not before it is set up
    from django.core.management.commands.makemessages import Command  # noqa: PLC0415

    class Extraction(Command):
        # A guess from a sentence that looks alike would have to be found and thrown away.
        msgmerge_options = [*Command.msgmerge_options, "--no-fuzzy-matching"]  # noqa: RUF012
        xgettext_options = [*Command.xgettext_options, "--keyword=lazy"]  # noqa: RUF012

    (web / "locale").mkdir(exist_ok=True)
    with contextlib.chdir(web):
        call_command(
            Extraction(),
            locale=list(LANGUAGES),
            no_location=True,
            no_wrap=True,
            no_obsolete=True,
            verbosity=0,
        )
    for language in LANGUAGES:
        path = find_catalogue(language, web)
        path.write_text(_tidy(path.read_text("utf-8"), language), "utf-8")


def _tidy(text: str, language: str) -> str:
    text = _PREAMBLE.sub(NOTE, text, count=1)
    head, gap, rest = text.partition("\n\n")
    head = _RESTLESS.sub("", head + "\n").rstrip("\n")
    return f'{head}\n"Language: {language}\\n"{gap}{rest}'


def read_catalogue(path: Path) -> Catalog:
    """A catalogue as its file says it."""
    language = path.parents[1].name
    with path.open("rb") as file:
        catalogue = read_po(file, locale=language, ignore_obsolete=True)
    # Without a day of its own it would have today's.
    catalogue.creation_date = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
    return catalogue


def list_messages(catalogue: Catalog) -> Iterator[Message]:
    """All messages but the first, which is the head of the file."""
    return (each for each in catalogue if each.id)


def list_ids(message: Message) -> tuple[str, ...]:
    """What stands in the source: one form, or two."""
    return (message.id,) if isinstance(message.id, str) else tuple(message.id)


def list_words(message: Message) -> tuple[str, ...]:
    """What stands in the catalogue: each plural form; empty where there is no translation."""
    words = (message.string,) if isinstance(message.string, str) else tuple(message.string)
    return words if all(words) else ()


def compile_catalogue(path: Path) -> bytes:
    """The compiled catalogue: what the site reads."""
    out = BytesIO()
    write_mo(out, read_catalogue(path))
    return out.getvalue()


def main() -> None:
    """Extract, compile, and say what waits for a translation."""
    import django  # noqa: PLC0415

    os.environ.setdefault("WEFT_LOCAL", "yes")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "weft.web.settings")
    django.setup()
    if shutil.which("xgettext"):
        extract()
    else:
        print("Nothing new was looked for: xgettext is missing. On Debian: apt install gettext")
    for language in LANGUAGES:
        path = find_catalogue(language)
        path.with_suffix(".mo").write_bytes(compile_catalogue(path))
        messages = list(list_messages(read_catalogue(path)))
        said = sum(bool(list_words(each)) for each in messages)
        print(f"{language}: {said} of {len(messages)} said")


if __name__ == "__main__":
    main()
