"""Links in mails by which whoever got the mail stops such mails, without signing in."""

from typing import NamedTuple

from django.core import signing

SALT = "weft.following"
EVERYTHING = 0  # in place of the number of something that is followed


class Asked(NamedTuple):
    """Who is to get no more mails, and about what."""

    person: int
    follow: int


def make_token(person: int, follow: int = EVERYTHING) -> str:
    """What stands in the link; nobody can make it without the secret key of the site."""
    return signing.dumps([person, follow], salt=SALT)


def read_token(token: str) -> Asked | None:
    """What a link asks for; None if it is not one of ours."""
    try:
        return Asked(*signing.loads(token, salt=SALT))
    except (signing.BadSignature, TypeError, ValueError):
        return None
