"""Indices of segregation against those of PySAL, over the census of a few British districts."""

import csv
import gzip
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from weft.core.observatory.segregation import (
    Counts,
    Surroundings,
    correct_dissimilarity,
    make_neighbours,
    measure_correlation_ratio,
    measure_dissimilarity,
    measure_exposure,
    measure_gini,
    measure_isolation,
    measure_moran,
    measure_multigroup_dissimilarity,
    measure_multigroup_gini,
    measure_multigroup_theil,
    measure_normalised_exposure,
    measure_shapes,
    measure_spatial_dissimilarity,
    measure_spatial_exposure,
    measure_spatial_proximity,
    measure_systematic_dissimilarity,
    measure_theil,
    prepare,
)
from weft.core.observatory.segregation.surroundings import gather

pytestmark = pytest.mark.filterwarnings("ignore")  # of the peers
CENSUS = Path(__file__).parents[3] / "../shared/data/segregation-uk2011/lsoa_ethnicity_2011.csv.gz"
DISTRICTS = ("Bradford", "Leicester")


@pytest.fixture(scope="module")
def census() -> tuple[pd.DataFrame, list[str]]:
    """The districts as a frame with the total of the groups, and the names of the groups."""
    path = CENSUS.resolve()
    if not path.exists():
        pytest.skip("the census of 2011 is not there (../shared/data/segregation-uk2011)")
    with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["LAD"] in DISTRICTS]
    names = list(rows[0])
    groups = names[names.index("Persons") + 1 : names.index("Other") + 1]
    frame = pd.DataFrame([{name: int(row[name]) for name in groups} for row in rows])
    frame["total"] = frame.sum(axis=1)
    assert (len(frame), len(groups)) == (502, 14)
    return frame, groups


@pytest.fixture(scope="module")
def counts(census: tuple[pd.DataFrame, list[str]]) -> Counts:
    frame, groups = census
    return prepare(frame[groups].to_numpy(), groups=groups)


def test_the_indices_of_each_group_are_those_of_pysal(
    census: tuple[pd.DataFrame, list[str]], counts: Counts, monkeypatch: pytest.MonkeyPatch
) -> None:
    from segregation import singlegroup  # noqa: PLC0415  # slow to load

    peer_gini = import_module("segregation.singlegroup.gini")
    # Compiling it takes half a minute; what it computes uncompiled is the same.
    uncompiled = getattr(peer_gini._gini_vecp, "py_func", peer_gini._gini_vecp)
    monkeypatch.setattr(peer_gini, "_gini_vecp", uncompiled)
    frame, groups = census
    pairs: list[tuple[Any, Any]] = [
        (measure_dissimilarity, singlegroup.Dissim),
        (measure_isolation, singlegroup.Isolation),
        (measure_correlation_ratio, singlegroup.CorrelationR),
        (measure_theil, singlegroup.Entropy),
        (measure_gini, singlegroup.Gini),
    ]
    for measure, peer in pairs:
        wanted = [peer(frame, group, "total").statistic for group in groups]
        assert measure(counts).values == pytest.approx(wanted, rel=1e-9), measure
    wanted = [singlegroup.Interaction(frame, group, "total").statistic for group in groups]
    exposed = measure_exposure(counts).values
    assert exposed.sum(axis=1) - np.diag(exposed) == pytest.approx(wanted, rel=1e-9)


def test_the_indices_of_all_groups_together_are_those_of_pysal(
    census: tuple[pd.DataFrame, list[str]], counts: Counts
) -> None:
    from segregation import multigroup  # noqa: PLC0415

    pairs: list[tuple[Any, Any]] = [
        (measure_multigroup_dissimilarity, multigroup.MultiDissim),
        (measure_multigroup_theil, multigroup.MultiInfoTheory),
        (measure_multigroup_gini, multigroup.MultiGini),
        (measure_normalised_exposure, multigroup.MultiNormExposure),
    ]
    for measure, peer in pairs:
        assert measure(counts).value == pytest.approx(peer(*census).statistic, rel=1e-9), measure


def test_the_corrections_are_those_of_pysal_but_for_its_draws(
    census: tuple[pd.DataFrame, list[str]], counts: Counts
) -> None:
    from segregation import singlegroup  # noqa: PLC0415

    frame, groups = census
    at = groups.index("Arab")
    np.random.seed(1)  # the peer draws from it
    peer = singlegroup.BiasCorrectedDissim(frame, "Arab", "total", B=200).statistic
    found = correct_dissimilarity(counts.select(at, *(set(range(14)) - {at})), seed=1, draws=200)
    assert found.values[0] == pytest.approx(peer, abs=2e-3)
    assert found.low[0] < found.values[0] < found.high[0] < found.observed[0]
    peer = singlegroup.ModifiedDissim(frame, "Arab", "total", iterations=50, n_jobs=1).statistic
    # The peer draws every iteration with one seed: it is one draw, however many it is asked for.
    assert measure_systematic_dissimilarity(counts).values[at] == pytest.approx(peer, abs=2e-2)


# --- on a map: the units of the census laid out on a grid, as its shapes are not at hand


@pytest.fixture(scope="module")
def map_of_units(census: tuple[pd.DataFrame, list[str]]) -> Any:
    """A frame with shapes: columns of differing width, so that borders differ in length."""
    import geopandas  # noqa: PLC0415
    from shapely.geometry import box  # noqa: PLC0415

    frame, _ = census
    sides = np.cumsum([0, *(200 + 37 * (at % 5) for at in range(12))])
    shapes = [
        box(sides[at % 12], 300 * (at // 12), sides[at % 12 + 1], 300 * (at // 12 + 1))
        for at in range(120)
    ]
    return geopandas.GeoDataFrame(frame[:120].copy(), geometry=shapes, crs="EPSG:27700")


def test_neighbours_borders_middles_and_areas_are_those_of_the_shapes(map_of_units: Any) -> None:
    from segregation._base import _return_length_weighted_w  # noqa: PLC0415

    found = measure_shapes([each.__geo_interface__ for each in map_of_units.geometry])
    assert found.areas == pytest.approx(map_of_units.area.to_numpy())
    middles = map_of_units.centroid
    assert found.middles == pytest.approx(np.column_stack([middles.x, middles.y]))
    borders = np.zeros((120, 120))
    borders[found.neighbours.one, found.neighbours.other] = found.neighbours.weights
    assert borders == pytest.approx(_return_length_weighted_w(map_of_units).sparse.toarray())


def test_the_spatial_dissimilarities_are_those_of_pysal(
    census: tuple[pd.DataFrame, list[str]], map_of_units: Any
) -> None:
    from libpysal.weights import Rook  # noqa: PLC0415
    from segregation import singlegroup  # noqa: PLC0415

    groups = census[1][:4]
    counts = prepare(map_of_units[census[1]].to_numpy())
    borders = measure_shapes([each.__geo_interface__ for each in map_of_units.geometry]).neighbours
    pairs = np.column_stack([borders.one, borders.other])
    weights = Rook.from_dataframe(map_of_units, use_index=False)
    alike = measure_spatial_dissimilarity(counts, make_neighbours(120, pairs)).values
    wanted = [
        singlegroup.SpatialDissim(map_of_units, each, "total", w=weights).statistic
        for each in groups
    ]
    assert alike[:4] == pytest.approx(wanted, rel=1e-9)
    wanted = [
        singlegroup.BoundarySpatialDissim(map_of_units, each, "total", standardize=False).statistic
        for each in groups
    ]
    by_border = measure_spatial_dissimilarity(counts, borders).values
    assert by_border[:4] == pytest.approx(wanted, rel=1e-9)
    assert alike[:4] != pytest.approx(by_border[:4], rel=1e-4)


def test_spatial_proximity_is_that_of_pysal_at_its_closeness(
    census: tuple[pd.DataFrame, list[str]], map_of_units: Any
) -> None:
    """The closeness of PySAL 2.5 is 1 − exp(−d / Σd): it grows with distance. So it is handed in,
    and ours, which falls, is tested by hand."""
    from segregation import singlegroup  # noqa: PLC0415
    from segregation.util.util import generate_distance_matrix  # noqa: PLC0415

    counts = prepare(map_of_units[census[1]].to_numpy())
    falling = generate_distance_matrix(map_of_units)
    np.fill_diagonal(falling, np.exp(-((0.6 * map_of_units.area.to_numpy()) ** 0.5)))
    closeness = 1 - falling
    proximity = measure_spatial_proximity(counts, closeness).values
    for at, group in enumerate(census[1][:3]):
        names = map_of_units, group, "total"
        peer = singlegroup.SpatialProximity(*names).statistic
        assert proximity[at] == pytest.approx(peer, rel=1e-9)


def test_spatial_exposure_is_that_of_pysal_where_all_units_have_the_same_people_around() -> None:
    """Elsewhere PySAL 2.5 divides what is around a unit by what is around another (its Pij is
    scaled along the wrong axis); our formula is reckoned out below."""
    import geopandas  # noqa: PLC0415
    from segregation import singlegroup  # noqa: PLC0415
    from segregation.util.util import generate_distance_matrix  # noqa: PLC0415
    from shapely.geometry import box  # noqa: PLC0415

    shapes = [box(x, y, x + 100, y + 100) for x in (0, 300) for y in (0, 300)]
    frame = geopandas.GeoDataFrame({"a": [5, 10, 60, 20]}, geometry=shapes, crs="EPSG:27700")
    frame["total"] = 100
    falling = generate_distance_matrix(frame)
    np.fill_diagonal(falling, np.exp(-((0.6 * 100 * 100) ** 0.5)))
    counts = prepare(np.column_stack([frame["a"], frame["total"] - frame["a"]]))
    found = measure_spatial_exposure(counts, 1 - falling).values
    names = frame, "a", "total"
    assert found[0, 0] == pytest.approx(singlegroup.DistanceDecayIsolation(*names).statistic)
    assert found[0, 1] == pytest.approx(singlegroup.DistanceDecayInteraction(*names).statistic)


def test_who_is_within_reach_is_the_same_in_blocks_and_by_the_whole_matrix(
    map_of_units: Any, census: tuple[pd.DataFrame, list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    from scipy.spatial.distance import cdist  # noqa: PLC0415

    from weft.core.observatory.segregation import surroundings as module  # noqa: PLC0415

    counts = prepare(map_of_units[census[1]].to_numpy())
    middles = np.column_stack([map_of_units.centroid.x, map_of_units.centroid.y])
    distances = cdist(middles, middles)
    np.fill_diagonal(distances, np.sqrt(0.6 * map_of_units.area))
    monkeypatch.setattr(module, "BLOCK", 120 * 7)
    found = gather(
        counts, Surroundings(middles, 500.0, map_of_units.area.to_numpy()), counts.people
    )
    assert found == pytest.approx(gather(counts, np.exp(-distances / 500), counts.people))


def test_morans_i_is_that_of_esda(
    census: tuple[pd.DataFrame, list[str]], map_of_units: Any
) -> None:
    from esda.moran import Moran  # noqa: PLC0415
    from libpysal.weights import Rook  # noqa: PLC0415

    weights = Rook.from_dataframe(map_of_units, use_index=False)
    counts = prepare(map_of_units[census[1]].to_numpy())
    pairs = [(one, other) for one, others in weights.neighbors.items() for other in others]
    neighbours = make_neighbours(120, pairs)
    for standardised, way in [(True, "r"), (False, "b")]:
        found = measure_moran(counts, neighbours, standardised=standardised, seed=5, draws=400)
        np.random.seed(5)  # the peer draws from it
        peers = [
            Moran(share, weights, transformation=way, permutations=400) for share in counts.shares
        ]
        assert found.values == pytest.approx([each.I for each in peers], rel=1e-9)
        assert found.expected == pytest.approx(peers[0].EI)
        assert found.deviations == pytest.approx([each.seI_sim for each in peers], rel=0.15)


@pytest.mark.parametrize(
    ("folder", "column", "wanted"),
    [("sids2.gal", "SIDR74", 0.248), ("stl.gal", "HR8893", 0.244)],
)
def test_morans_i_is_that_of_the_literature(folder: str, column: str, wanted: float) -> None:
    """Sudden infant deaths in North Carolina and homicides around St. Louis, as the handbooks of
    GeoDa print them."""
    import libpysal  # noqa: PLC0415

    path = libpysal.examples.get_path(folder)
    data = "sids2.dbf" if folder == "sids2.gal" else "stl_hom.csv"
    weights = libpysal.io.open(path).read()
    values = np.array(
        libpysal.io.open(libpysal.examples.get_path(data)).by_col(column), dtype=float
    )
    row = {key: at for at, key in enumerate(weights.id_order)}
    pairs = [(row[one], row[other]) for one in row for other in weights.neighbors[one]]
    # Rates as shares of one and the same total have the same pattern.
    counts = prepare(np.column_stack([values, values.max() + 1 - values]))
    found = measure_moran(counts, make_neighbours(len(values), pairs))
    assert found.values[0] == pytest.approx(wanted, abs=5e-4)
