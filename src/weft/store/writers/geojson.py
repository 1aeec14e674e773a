"""Figures as GeoJSON (RFC 7946): a point for each, for programs that draw maps."""

import json
from collections.abc import Iterable, Mapping
from typing import Any, BinaryIO

from weft.core.atlas.facts import Place
from weft.store.writers.about import About
from weft.store.writers.batches import Figures, read_batches


def list_coordinates(places: Iterable[Place]) -> dict[str, tuple[float, float]]:
    """Longitude and latitude, in this order, of the places that have both."""
    return {
        each.id: (each.longitude, each.latitude)
        for each in places
        if each.longitude is not None and each.latitude is not None
    }


def write_geojson(
    figures: Figures,
    about: About,
    out: BinaryIO,
    coordinates: Mapping[str, tuple[float, float]],
) -> None:
    """A feature a figure, with all that is known of it as properties; an area that is no place of
    the registry, or one without coordinates, has no geometry. Written in a stream."""
    head = {
        "type": "FeatureCollection",
        "name": about.id,
        "about": {key: text for key, text in about.list_lines() if text},
    }
    _, batches = read_batches(figures)
    out.write(_write(head)[:-1] + b',"features":[')
    first = True
    for batch in batches:
        for row in batch.to_pylist():
            out.write((b"\n" if first else b",\n") + _write(_make_feature(row, coordinates)))
            first = False
    out.write(b"\n]}\n")


def _make_feature(
    row: dict[str, Any], coordinates: Mapping[str, tuple[float, float]]
) -> dict[str, Any]:
    point = coordinates.get(row.get("place") or "")
    geometry = {"type": "Point", "coordinates": list(point)} if point else None
    return {"type": "Feature", "geometry": geometry, "properties": row}


def _write(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode()
