"""Following places and actors, and no longer following them."""

from weft.web.accounts.models import User
from weft.web.accounts.readers import read_for
from weft.web.atlas.actions import NothingThereError
from weft.web.atlas.facts import read_view
from weft.web.following.links import EVERYTHING, Asked
from weft.web.following.models import Digest, Follow


def follow(person: User, *, place: str | None = None, actor: str | None = None) -> None:
    """Tell a person from now on what changes about a place or an actor. Raises NothingThereError
    for what the person does not see. Who wanted no mails at all gets them again."""
    atlas = read_view(read_for(person)).atlas
    if (place not in atlas.place_by_id) if actor is None else (actor not in atlas.actor_by_id):
        raise NothingThereError(place or actor)
    Follow.objects.get_or_create(person=person, place_id=place, actor_id=actor)
    Digest.objects.filter(person=person).update(stopped=False)


def unfollow(person: User, *, place: str | None = None, actor: str | None = None) -> None:
    """Tell a person no more of a place or an actor, nor of those that were merged into it."""
    moved = read_view(read_for(person)).moved
    actors = [actor, *(old for old, new in moved.items() if new == actor)] if actor else []
    mine = Follow.objects.filter(person=person)
    (mine.filter(actor__in=actors) if actor else mine.filter(place=place)).delete()


def stop(asked: Asked) -> int:
    """What a link in a mail asks for; how many things are no longer followed. Who wants no mails at
    all is not asked either whether what their actors state is still right."""
    mine = Follow.objects.filter(person=asked.person)
    if asked.follow != EVERYTHING:
        mine = mine.filter(pk=asked.follow)
    elif User.objects.filter(pk=asked.person).exists():
        Digest.objects.update_or_create(person_id=asked.person, defaults={"stopped": True})
    return mine.delete()[0]
