"""The people of the demonstration, who are invented: anybody at the machine of the demo may be any
of them, and nobody ever anywhere else."""

import ipaddress
from importlib.resources import files
from typing import Any

import yaml
from allauth.account.models import EmailAddress
from django.conf import settings
from django.db import transaction
from django.http import HttpRequest

from weft.web.accounts.actions import give_mandate
from weft.web.accounts.models import User

RESIDENT = "resident"  # is not signed in
# What a proxy adds: then the request may come from anywhere.
FORWARDED = ("HTTP_X_FORWARDED_FOR", "HTTP_FORWARDED", "HTTP_X_REAL_IP", "HTTP_VIA")


def read_people() -> list[dict[str, Any]]:
    """Who they are: packs/demo.yaml."""
    text = files("weft.packs").joinpath("demo.yaml").read_text("utf-8")
    people: list[dict[str, Any]] = yaml.safe_load(text)["people"]
    return people


def is_demo(request: HttpRequest) -> bool:
    """Whether this is the demonstration, asked by its own machine and by nobody through it."""
    if not (settings.DEMO and settings.LOCAL):
        return False
    if any(each in request.META for each in FORWARDED):
        return False
    try:
        return ipaddress.ip_address(request.META.get("REMOTE_ADDR", "")).is_loopback
    except ValueError:
        return False


def make_demo_people() -> list[User]:
    """Make them, each with what they may do; there must be the actors and places for it."""
    with transaction.atomic():
        return [_make(each) for each in read_people()]


def _make(each: dict[str, Any]) -> User:
    email = _find_address(each["who"])
    person = User.objects.create_user(f"demo-{each['who']}", email, None, name=each["name"])
    EmailAddress.objects.create(user=person, email=email, verified=True, primary=True)
    if "role" in each:
        give_mandate(None, person, each["role"], actor=each.get("actor"), place=each.get("place"))
    return person


def find_demo_person(who: str) -> User | None:
    """One of them, as the demonstration made them."""
    if who not in {each["who"] for each in read_people()}:
        return None
    return User.objects.filter(username=f"demo-{who}", email=_find_address(who)).first()


def _find_address(who: str) -> str:
    return f"{who}@demo.example"
