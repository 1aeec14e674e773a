"""The area-level model: the published figures of the milk data, and the hard cases."""

import warnings

import numpy as np
import pytest

from weft.core.observatory.estimation import fit_area_model
from weft.core.observatory.estimation.area_model import (
    AreasError,
    TooFewAreasError,
    VarianceNotConvergedError,
    _measure,
)
from weft.core.observatory.estimation.tables import Array

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # it says at import that it is archived
    samplics_data = pytest.importorskip("samplics.datasets")
    samplics_models = pytest.importorskip("samplics.sae")
    samplics_types = pytest.importorskip("samplics.utils.types")

# U.S. Bureau of Labor Statistics; Arora and Lahiri (1997), Statistica Sinica 7, 1053-1063: weekly
# expenditure on fresh milk in 43 areas, with four major areas as covariates.
MILK = samplics_data.load_expenditure_milk()["data"]
AREAS = tuple(str(each) for each in MILK["small_area"])
DIRECT: Array = MILK["direct_est"].to_numpy(np.float64)
SAMPLING: Array = MILK["std_error"].to_numpy(np.float64) ** 2
MAJOR: Array = np.column_stack([MILK["major_area"] == each for each in (2, 3, 4)]).astype(float)
COVARIATES: Array = np.column_stack([np.ones(43), MAJOR])


def make_areas(
    count: int, chance: int, between: float
) -> tuple[tuple[str, ...], Array, Array, Array]:
    draw = np.random.default_rng(chance)
    x = np.column_stack([np.ones(count), draw.normal(size=count)])
    sampling = draw.uniform(0.5, 1.5, count)
    effects = draw.normal(0, 1, count) * np.sqrt(between)
    direct = x @ [3.0, 1.0] + effects + draw.normal(0, 1, count) * np.sqrt(sampling)
    return tuple(f"area {at}" for at in range(count)), direct, sampling, x


def test_the_milk_data_give_the_published_coefficients_and_variance() -> None:
    fit = fit_area_model(AREAS, DIRECT, SAMPLING, COVARIATES)
    assert fit.coefficients.round(6).tolist() == [0.968189, 0.132780, 0.226946, -0.241301]
    assert round(fit.variance, 6) == 0.018550
    assert fit.cautions == ()
    assert fit.synthetic == ()


def test_estimates_and_errors_of_the_milk_data_agree_with_samplics() -> None:
    fit = fit_area_model(AREAS, DIRECT, SAMPLING, COVARIATES)
    theirs = samplics_models.EblupAreaModel(samplics_types.FitMethod.reml)
    theirs.fit(yhat=DIRECT, X=MAJOR, area=np.array(AREAS), error_std=np.sqrt(SAMPLING), tol=1e-10)
    theirs.predict(X=MAJOR, area=np.array(AREAS))
    np.testing.assert_allclose(fit.estimates, [theirs.area_est[area] for area in AREAS], rtol=1e-9)
    np.testing.assert_allclose(fit.errors, [theirs.area_mse[area] for area in AREAS], rtol=1e-7)


def test_the_variance_is_where_the_restricted_likelihood_is_highest() -> None:
    fit = fit_area_model(AREAS, DIRECT, SAMPLING, COVARIATES)
    here = _measure(fit.variance, DIRECT, SAMPLING, COVARIATES)
    assert abs(here[1]) < 1e-6
    for other in np.linspace(0, 0.2, 101):
        assert _measure(float(other), DIRECT, SAMPLING, COVARIATES)[0] <= here[0] + 1e-12


def test_each_estimate_lies_between_the_direct_one_and_the_regression() -> None:
    fit = fit_area_model(AREAS, DIRECT, SAMPLING, COVARIATES)
    regression = COVARIATES @ fit.coefficients
    assert (fit.estimates >= np.minimum(DIRECT, regression)).all()
    assert (fit.estimates <= np.maximum(DIRECT, regression)).all()
    assert (fit.errors < SAMPLING).mean() > 0.9  # what the model is for


def test_a_variance_of_zero_is_reached_and_said() -> None:
    areas, direct, sampling, x = make_areas(30, chance=4, between=0.0)
    direct = x @ [3.0, 1.0] + 0.3 * (direct - x @ [3.0, 1.0])  # steadier than its sampling variance
    fit = fit_area_model(areas, direct, sampling, x)
    assert fit.variance == 0
    assert fit.cautions == ("variance_zero",)
    assert (fit.weights == 0).all()
    np.testing.assert_allclose(fit.estimates, x @ fit.coefficients)
    assert (fit.errors > 0).all()


def test_an_area_without_direct_estimate_gets_a_synthetic_one_and_a_wider_error() -> None:
    direct, sampling = DIRECT.copy(), SAMPLING.copy()
    direct[5] = sampling[5] = np.nan
    fit = fit_area_model(AREAS, direct, sampling, COVARIATES)
    assert fit.synthetic == (AREAS[5],)
    assert "synthetic" in fit.cautions
    assert fit.estimates[5] == pytest.approx(COVARIATES[5] @ fit.coefficients)
    leverage = COVARIATES[5] @ fit.covariance @ COVARIATES[5]
    assert fit.errors[5] == pytest.approx(fit.variance + leverage)
    others = np.delete(np.arange(43), 5)
    without = fit_area_model(
        [AREAS[at] for at in others], DIRECT[others], SAMPLING[others], COVARIATES[others]
    )
    np.testing.assert_allclose(fit.estimates[others], without.estimates)
    np.testing.assert_allclose(fit.errors[others], without.errors)


def test_the_error_is_about_what_repeated_draws_show() -> None:
    claimed, found = [], []
    for chance in range(150):
        draw = np.random.default_rng(chance)
        x = np.column_stack([np.ones(30), np.linspace(-1, 1, 30)])
        sampling = np.full(30, 1.0)
        truth = x @ [3.0, 1.0] + draw.normal(0, 1, 30)
        fit = fit_area_model(
            [str(at) for at in range(30)], truth + draw.normal(0, 1, 30), sampling, x
        )
        claimed.append(fit.errors.mean())
        found.append(((fit.estimates - truth) ** 2).mean())
    assert np.mean(claimed) == pytest.approx(np.mean(found), rel=0.1)


def test_few_areas_are_said_and_too_few_refused() -> None:
    areas, direct, sampling, x = make_areas(6, chance=1, between=4.0)
    assert "few_areas" in fit_area_model(areas, direct, sampling, x).cautions
    with pytest.raises(TooFewAreasError, match="2 areas have a direct estimate for 2 coefficients"):
        fit_area_model(areas[:2], direct[:2], sampling[:2], x[:2])


def test_iterations_that_do_not_settle_are_an_error() -> None:
    with pytest.raises(VarianceNotConvergedError, match="in step 1 "):
        fit_area_model(AREAS, DIRECT, SAMPLING, COVARIATES, most=1)


@pytest.mark.parametrize("between", [0.01, 1.0, 1000.0])
def test_it_settles_whatever_the_variance(between: float) -> None:
    for chance in range(20):
        areas, direct, sampling, x = make_areas(20, chance, between)
        fit = fit_area_model(areas, direct, sampling, x)
        slope = _measure(fit.variance, direct, sampling, x)[1]
        assert slope <= 0 if fit.variance == 0 else abs(slope) * fit.variance < 1e-5


def test_what_cannot_be_used_is_named() -> None:
    sampling = SAMPLING.copy()
    sampling[2] = 0
    with pytest.raises(AreasError, match=r"^3: the direct estimate 1\.105 .* variance 0\.0"):
        fit_area_model(AREAS, DIRECT, sampling, COVARIATES)
    holed = COVARIATES.copy()
    holed[7, 1] = np.nan
    with pytest.raises(AreasError, match=r"^8: a covariate is missing"):
        fit_area_model(AREAS, DIRECT, SAMPLING, holed)
    double = np.column_stack([COVARIATES, COVARIATES[:, 1] * 2])
    with pytest.raises(AreasError, match="sum of others"):
        fit_area_model(AREAS, DIRECT, SAMPLING, double)
    with pytest.raises(AreasError, match="43 areas, 42 direct"):
        fit_area_model(AREAS, DIRECT[1:], SAMPLING, COVARIATES)
    with pytest.raises(AreasError, match="stands twice"):
        fit_area_model((*AREAS[:-1], AREAS[0]), DIRECT, SAMPLING, COVARIATES)
