"""Estimation where nobody counted: tables fitted to margins and area-level models, for cities whose
own figures are missing, always marked as modelled."""

from weft.core.observatory.estimation.area_model import AreaFit, fit_area_model
from weft.core.observatory.estimation.bootstrap import bootstrap_table
from weft.core.observatory.estimation.fitting import TableFit, fit_table
from weft.core.observatory.estimation.modelled import Modelled, describe_observations
from weft.core.observatory.estimation.tables import Table

__all__ = [
    "AreaFit",
    "Modelled",
    "Table",
    "TableFit",
    "bootstrap_table",
    "describe_observations",
    "fit_area_model",
    "fit_table",
]
