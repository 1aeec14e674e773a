"""weft invite and weft people: the first person of a new site, and who may do what there."""

import re
from typing import Annotated, Any

import typer

from weft.cli.common import AsJson, count, fail, print_json
from weft.cli.site import prepare_tables, wake

ROLES = ("reader", "contributor", "steward", "secretariat")
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")


def invite(
    email: Annotated[str, typer.Argument(help="The e-mail address of whom to invite.")],
    role: Annotated[str, typer.Option("--role", help=f"One of: {', '.join(ROLES)}.")] = "reader",
    actor: Annotated[
        str | None, typer.Option("--actor", help="For whom a contributor speaks (id).")
    ] = None,
    place: Annotated[str | None, typer.Option("--place", help="What a steward keeps (id).")] = None,
    language: Annotated[
        str, typer.Option("--language", help="Language of the mail and its link.")
    ] = "en",
    address: Annotated[
        str | None,
        typer.Option("--address", help="Of the site, as https://weft.example; else from settings."),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Invite somebody, and print the secret link: it works once, for two weeks, for whoever holds
    it. The first person of a new site is invited so, as its secretariat."""
    _check(email, role, actor, place)
    wake()
    prepare_tables()
    from django.conf import settings  # noqa: PLC0415

    from weft.web.accounts import actions  # noqa: PLC0415
    from weft.web.accounts.commissions import NotNamed  # noqa: PLC0415

    if language not in dict(settings.LANGUAGES):
        raise fail(
            f"--language is '{language}'; use one of: {', '.join(dict(settings.LANGUAGES))}", 2
        )
    site = (address or _find_address(settings)).rstrip("/") + "/"
    try:
        invited = actions.invite(
            None, email, role, actor=actor, place=place, language=language, site=site
        )
    except NotNamed as error:
        raise fail(f"{error} Ids: weft show, or the addresses of pages", 2) from None
    until = invited.invitation.expires_at.date().isoformat()
    if as_json:
        print_json({"link": invited.link, "until": until, "mailed": invited.mailed})
        return
    typer.echo(f"Invited as {_join(role, actor, place)}:\n  {invited.link}")
    typer.echo(f"The link works once, until {until}.")
    if settings.EMAIL_BACKEND.endswith("filebased.EmailBackend"):
        typer.echo(f"No mail server is set: the mail lies in {settings.EMAIL_FILE_PATH}.")
    elif not invited.mailed:
        typer.echo("The mail could not be sent: pass the link on yourself.", err=True)


def _check(email: str, role: str, actor: str | None, place: str | None) -> None:
    """Ends with what is wrong before anything is written."""
    if not _EMAIL.fullmatch(email) or len(email) > 254:
        raise fail(f"'{email[:80]}' is no e-mail address", 2)
    if role not in ROLES:
        raise fail(f"--role is '{role[:80]}'; use one of: {', '.join(ROLES)}", 2)
    for option, given, wanted in (("--actor", actor, "contributor"), ("--place", place, "steward")):
        if (given is not None) != (role == wanted):
            needs = "needs" if role == wanted else "takes no"
            raise fail(f"--role {role} {needs} {option}", 2)


def _find_address(settings: Any) -> str:
    """Where the site answers, as far as its settings tell."""
    return "http://127.0.0.1:8000" if settings.LOCAL else f"https://{settings.ALLOWED_HOSTS[0]}"


def _join(*words: str | None) -> str:
    return " ".join(each for each in words if each)


def people(
    ended: Annotated[bool, typer.Option("--ended", help="Also mandates that have ended.")] = False,
    as_json: AsJson = False,
) -> None:
    """List who may do what, since when."""
    wake()
    prepare_tables()
    from weft.web.accounts.facts import list_all_mandates  # noqa: PLC0415

    rows = list_all_mandates(ended)
    if as_json:
        print_json(rows)
        return
    for each in rows:
        until = f" until {each['until']}" if each["until"] else ""
        what = _join(each["role"], each["actor"], each["place"])
        typer.echo(f"{each['name']} <{each['email']}>: {what}, since {each['since']}{until}")
    typer.echo(f"{count(len(rows), 'mandate')}.")
