"""The door for gunicorn and other WSGI servers."""

import os
from pathlib import Path

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "weft.web.settings")
application = get_wsgi_application()
MOST_OPENED = 24  # places


def warm_up() -> None:
    """Load the pages with their words, and read the atlas, before the server forks its workers, so
    that they share both; without a database, each tries again when somebody asks."""
    from django.conf import settings  # noqa: PLC0415  # not before the set-up
    from django.db import DatabaseError, connections  # noqa: PLC0415
    from django.template.loader import get_template  # noqa: PLC0415
    from django.urls import reverse  # noqa: PLC0415
    from django.utils.translation import gettext, override  # noqa: PLC0415

    from weft.web.accounts.readers import PUBLIC  # noqa: PLC0415
    from weft.web.atlas.facts import read_view  # noqa: PLC0415

    for language, _name in settings.LANGUAGES:
        with override(language):
            reverse("home")  # this and the next read a table that is kept
            gettext("Places")
    for folder in Path(__file__).parent.glob("*/templates"):
        for file in folder.rglob("*.html"):
            get_template(str(file.relative_to(folder)))
    try:
        read_view(PUBLIC).prepare()
    except DatabaseError:
        return
    finally:
        connections.close_all()  # a connection is not for two processes


def warm_up_pages() -> None:
    """Do for a thread of its own in each worker what the first who asks need not wait for: load
    what reads and draws figures, some seconds that do not survive a fork, and open the places of
    which most is known."""
    from django.conf import settings  # noqa: PLC0415
    from django.db import DatabaseError, connections  # noqa: PLC0415

    from weft.pictures.charts import Bar, draw_bars, write_svg  # noqa: PLC0415
    from weft.web.observatory.facts import find_engine  # noqa: PLC0415

    write_svg(draw_bars([Bar("", 1.0)], ""), "en")
    if settings.STORE is None:  # Spark starts when somebody asks
        engine = find_engine()
        engine.run(engine.read([]))
    try:
        _open_places()
    except DatabaseError:
        return
    finally:
        connections.close_all()


def _open_places() -> None:
    from django.conf import settings  # noqa: PLC0415

    from weft.web.atlas.facts import read_view  # noqa: PLC0415
    from weft.web.diagnosis.facts import read_brief  # noqa: PLC0415
    from weft.web.observatory.facts import read_catalogue  # noqa: PLC0415
    from weft.web.observatory.profiles import read_profile  # noqa: PLC0415

    view, catalogue = read_view(), None if settings.STORE else read_catalogue()
    known = view.facts_by_place
    for place in sorted(known, key=lambda each: -len(known[each]))[:MOST_OPENED]:
        _ = read_brief(view, place).summary
        if catalogue:
            read_profile(view, catalogue, place)
