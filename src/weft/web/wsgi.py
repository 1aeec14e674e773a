"""The door for gunicorn and other WSGI servers."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "weft.web.settings")
application = get_wsgi_application()
MOST_OPENED = 24  # places


def warm_up() -> None:
    """Read the atlas before the server forks its workers, so that they share what is read; without
    a database, each tries again when somebody asks."""
    from django.db import DatabaseError, connections  # noqa: PLC0415  # not before the set-up

    from weft.web.accounts.readers import PUBLIC  # noqa: PLC0415
    from weft.web.atlas.facts import read_view  # noqa: PLC0415

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
