"""What whoever keeps a site must look after: secrets, mail, room, backups, search and people, each
looked at by one function, for weft doctor."""

import datetime as dt
import os
import shutil
import smtplib
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from weft.cli.common import count
from weft.core.terms.phrases import write_list

if TYPE_CHECKING:
    from django.db.models import Model

PATIENCE = 5  # seconds that a mail server has
LITTLE_ROOM, TOO_LITTLE_ROOM = 1_000, 100  # megabytes
OLD_BACKUP = dt.timedelta(days=8)  # one of each week was missed
MANY_SESSIONS = 10_000


class Finding(NamedTuple):
    """One line: ok, note or wrong; what; and what is found, with what to do about it."""

    state: str
    what: str
    found: str


def examine_secret_key() -> Iterator[Finding]:
    """Whether others on this machine can read the key with which sessions are signed."""
    from django.conf import settings  # noqa: PLC0415

    file = Path(settings.FOLDER) / "secret-key"
    if os.environ.get("WEFT_SECRET_KEY", "").strip():
        yield Finding("ok", "Secret key", "from WEFT_SECRET_KEY")
    elif not file.exists():
        yield Finding("note", "Secret key", f"{file} could not be written; sign-ins will not last")
    elif mode := stat.S_IMODE(file.stat().st_mode) & 0o077:
        yield Finding(
            "wrong", "Secret key", f"others may read {file} (mode 6{mode:02o}); chmod 600 {file}"
        )
    else:
        yield Finding("ok", "Secret key", f"{file}, for its owner only")


def examine_debugging() -> Iterator[Finding]:
    """Whether error pages show everything."""
    from django.conf import settings  # noqa: PLC0415

    if settings.DEBUG:
        yield Finding(
            "note", "Error pages", "show everything, for who develops; unset WEFT_DEBUG to stop it"
        )
    else:
        yield Finding("ok", "Error pages", "show nothing of the program")


def examine_mail() -> Iterator[Finding]:
    """Where mails go, and whether the server that takes them answers."""
    from django.conf import settings  # noqa: PLC0415
    from django.core.mail import get_connection  # noqa: PLC0415

    kind = settings.EMAIL_BACKEND.split(".")[-2]
    if kind != "smtp":
        folder = getattr(settings, "EMAIL_FILE_PATH", "")
        where = {
            "filebased": f"are put into {folder}",
            "console": "are printed where the site runs",
        }
        yield Finding(
            "note",
            "Mail",
            f"mails {where.get(kind, f'go to {kind}')}, and reach nobody; set WEFT_MAIL",
        )
        return
    server = f"{settings.EMAIL_HOST}:{settings.EMAIL_PORT}"
    mail: Any = get_connection(timeout=PATIENCE)
    try:
        mail.open()
        mail.connection.noop()
        mail.close()
    except (OSError, smtplib.SMTPException) as error:
        why = str(error.args[-1] if error.args else error)
        yield Finding(
            "wrong", "Mail", f"{server} takes no mail ({why}); nobody can be invited or sign up"
        )
    else:
        yield Finding("ok", "Mail", f"{server} answers")


def examine_room() -> Iterator[Finding]:
    """Whether the disk has room for what people attach."""
    from django.conf import settings  # noqa: PLC0415

    free = shutil.disk_usage(settings.FOLDER).free // 1_000_000
    if free < TOO_LITTLE_ROOM:
        yield Finding("wrong", "Room", f"{free:,} MB left in {settings.FOLDER}; make room")
    elif free < LITTLE_ROOM:
        yield Finding("note", "Room", f"{free:,} MB left in {settings.FOLDER}; make room soon")
    else:
        yield Finding("ok", "Room", f"{free:,} MB left in {settings.FOLDER}")


def examine_backups() -> Iterator[Finding]:
    """How old the newest backup is, where the environment says in which folder they are."""
    from django.utils import timezone  # noqa: PLC0415

    from weft.web.backup.archive import Archive, BackupError  # noqa: PLC0415

    folder = os.environ.get("WEFT_BACKUPS", "").strip()
    if not folder:
        yield Finding(
            "note", "Backups", "not told where they are; set WEFT_BACKUPS to their folder"
        )
        return
    # A file may go while it is looked at: whoever takes old ones away does not ask.
    files = sorted(Path(folder).glob("*.zip"), key=lambda each: each.name)
    found, broken = [], []
    for each in files:
        try:
            with Archive(each) as archive:
                found.append((archive.manifest.made_at, each))
        except (BackupError, OSError):
            broken.append(each.name)
    if broken:
        yield Finding("note", "Backups", f"no backups, or broken: {write_list(broken[:5])}")
    if not found:
        yield Finding("wrong", "Backups", f"none in {folder}; weft backup makes one")
        return
    made_at, newest = max(found)
    age = timezone.now() - made_at
    said = f"the newest is {newest}, of {made_at:%Y-%m-%d %H:%M} UTC"
    if age > OLD_BACKUP:
        yield Finding("wrong", "Backups", f"{said}, {age.days} days old; see why no newer was made")
    else:
        yield Finding("ok", "Backups", said)


def examine_search() -> Iterator[Finding]:
    """Whether search finds what is published, and nothing else."""
    from weft.web.atlas.facts import read_view  # noqa: PLC0415

    entry = _find_model("atlas.Entry")
    if entry is None:
        return
    kept = set(entry._default_manager.values_list("section", "key"))
    public = {(section, each.id) for section, each in read_view().atlas.list_records()}
    missing, strange = len(public - kept), len(kept - public)
    if missing or strange:
        yield Finding(
            "wrong",
            "Search",
            f"{missing} published records are not found, {strange} are found that are not "
            "published; weft backup, and weft restore into a new database, makes the index anew",
        )
    else:
        yield Finding("ok", "Search", f"finds all {count(len(public), 'published record')}")


def examine_sessions() -> Iterator[Finding]:
    """How many sign-ins ended by themselves and still lie in the database."""
    from django.utils import timezone  # noqa: PLC0415

    session = _find_model("sessions.Session")
    if session is None:
        return
    old = session._default_manager.filter(expire_date__lt=timezone.now()).count()
    if old > MANY_SESSIONS:
        clear = "python -m django clearsessions --settings weft.web.settings"
        yield Finding("note", "Sessions", f"{old:,} that expired; {clear} takes them away")
    else:
        yield Finding("ok", "Sessions", f"{old:,} that expired")


def examine_people() -> Iterator[Finding]:
    """How many people have which role."""
    from django.db.models import Count  # noqa: PLC0415

    mandate, user = _find_model("accounts.Mandate"), _find_model("accounts.User")
    if mandate is None or user is None:
        return
    people = user._default_manager.filter(is_active=True).count()
    running = mandate._default_manager.filter(ended_at=None, person__is_active=True)
    roles = dict(
        running.order_by("role").values_list("role").annotate(Count("person", distinct=True))
    )
    said = ", ".join(f"{number} {role}" for role, number in roles.items()) or "none with a role"
    if people and not roles.get("secretariat"):
        lacking = "nobody is the secretariat; weft invite EMAIL --role secretariat"
        yield Finding("note", "People", f"{people}: {said}; {lacking}")
    else:
        yield Finding("ok", "People", f"{people}: {said}" if people else "nobody signed up yet")


def examine_lockouts() -> Iterator[Finding]:
    """How many are locked out after too many wrong passwords."""
    from django.utils import timezone  # noqa: PLC0415

    attempt = _find_model("axes.AccessAttempt")
    if attempt is None:
        return
    from axes.conf import settings  # noqa: PLC0415
    from axes.helpers import get_cool_off  # noqa: PLC0415

    limit, lasts = settings.AXES_FAILURE_LIMIT, get_cool_off()
    failed = attempt._default_manager.all()
    if isinstance(limit, int):
        failed = failed.filter(failures_since_start__gte=limit)
    if lasts is not None:
        failed = failed.filter(attempt_time__gt=timezone.now() - lasts)
    number = failed.count()
    state = "note" if number else "ok"
    yield Finding(state, "Sign-ins", f"{number} locked out after wrong passwords")


def _find_model(name: str) -> "type[Model] | None":
    """A model by its name, None where its app is not installed."""
    from django.apps import apps  # noqa: PLC0415

    try:
        return apps.get_model(name)
    except LookupError:
        return None
