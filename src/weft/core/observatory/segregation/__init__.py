"""Segregation: how unevenly groups live over the units of a place, and how sure that is."""

from weft.core.observatory.segregation.correction import (
    Corrected,
    correct_dissimilarity,
    expect_dissimilarity,
    measure_systematic_dissimilarity,
)
from weft.core.observatory.segregation.correlation_ratio import (
    measure_correlation_ratio,
    measure_normalised_exposure,
)
from weft.core.observatory.segregation.counts import (
    Counts,
    CountsShapeError,
    MissingCountsError,
    NamesError,
    NegativeCountError,
    prepare,
)
from weft.core.observatory.segregation.decomposition import (
    Decomposition,
    DistrictsError,
    decompose_theil,
)
from weft.core.observatory.segregation.dissimilarity import (
    measure_dissimilarity,
    measure_multigroup_dissimilarity,
)
from weft.core.observatory.segregation.draws import NotWholeError
from weft.core.observatory.segregation.exposure import measure_exposure
from weft.core.observatory.segregation.gini import measure_gini, measure_multigroup_gini
from weft.core.observatory.segregation.index import GroupIndices, Index, Reason
from weft.core.observatory.segregation.isolation import measure_isolation
from weft.core.observatory.segregation.moran import Clustering, measure_moran
from weft.core.observatory.segregation.neighbours import (
    Neighbours,
    NeighboursError,
    make_neighbours,
)
from weft.core.observatory.segregation.permutation import (
    DrawsError,
    Permutations,
    permute_groups,
    permute_people,
)
from weft.core.observatory.segregation.shapes import ShapeError, Shapes, measure_shapes
from weft.core.observatory.segregation.spatial_dissimilarity import (
    SpatialDissimilarity,
    measure_spatial_dissimilarity,
)
from weft.core.observatory.segregation.spatial_exposure import measure_spatial_exposure
from weft.core.observatory.segregation.spatial_proximity import measure_spatial_proximity
from weft.core.observatory.segregation.surroundings import (
    Surroundings,
    SurroundingsError,
    project,
)
from weft.core.observatory.segregation.theil import measure_multigroup_theil, measure_theil

__all__ = [
    "Clustering",
    "Corrected",
    "Counts",
    "CountsShapeError",
    "Decomposition",
    "DistrictsError",
    "DrawsError",
    "GroupIndices",
    "Index",
    "MissingCountsError",
    "NamesError",
    "NegativeCountError",
    "Neighbours",
    "NeighboursError",
    "NotWholeError",
    "Permutations",
    "Reason",
    "ShapeError",
    "Shapes",
    "SpatialDissimilarity",
    "Surroundings",
    "SurroundingsError",
    "correct_dissimilarity",
    "decompose_theil",
    "expect_dissimilarity",
    "make_neighbours",
    "measure_correlation_ratio",
    "measure_dissimilarity",
    "measure_exposure",
    "measure_gini",
    "measure_isolation",
    "measure_moran",
    "measure_multigroup_dissimilarity",
    "measure_multigroup_gini",
    "measure_multigroup_theil",
    "measure_normalised_exposure",
    "measure_shapes",
    "measure_spatial_dissimilarity",
    "measure_spatial_exposure",
    "measure_spatial_proximity",
    "measure_systematic_dissimilarity",
    "measure_theil",
    "permute_groups",
    "permute_people",
    "prepare",
    "project",
]
