"""The area-level model of Fay and Herriot: direct estimates of small areas, made steadier by what
is known of all of them, for districts with a small sample or none."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np

from weft.core.observatory.estimation.modelled import AREA, LEVEL, Modelled
from weft.core.observatory.estimation.tables import Array

TOLERANCE = 1e-10  # of the variance, relative to the mean sampling variance
MOST = 200
FEW = 15  # areas; Datta, Rao and Smith (2005) found the error estimate good from here on


class AreasError(ValueError):
    """Input of an area model that cannot be used, with the area that is wrong."""


class TooFewAreasError(ValueError):
    """Fewer areas with a direct estimate than the model has to learn from."""


class VarianceNotConvergedError(ArithmeticError):
    """A variance that the iterations did not settle on."""


@dataclass(frozen=True, eq=False)
class AreaFit:
    """A fitted model and its estimates, in the order of the areas."""

    areas: tuple[str, ...]
    coefficients: Array
    covariance: Array  # of the coefficients
    variance: float  # between areas, beyond what the covariates explain
    iterations: int
    estimates: Array  # EBLUP; synthetic where there is no direct estimate
    errors: Array  # mean squared errors of the estimates
    weights: Array  # of the direct estimate in each; 0 where synthetic
    synthetic: tuple[str, ...]  # areas without direct estimate
    cautions: tuple[str, ...]

    def describe(self, level: float = LEVEL) -> Modelled:
        """The estimates with normal intervals: estimate +- z * root of the mean squared error."""
        reach = NormalDist().inv_cdf((1 + level) / 2) * np.sqrt(self.errors)
        return Modelled(
            values=self.estimates,
            low=self.estimates - reach,
            high=self.estimates + reach,
            axes={AREA: self.areas},
            method="fay_herriot",
            level=level,
            cautions=self.cautions,
        )


def fit_area_model(
    areas: Sequence[str],
    direct: Array,
    sampling: Array,
    covariates: Array,
    *,
    tolerance: float = TOLERANCE,
    most: int = MOST,
) -> AreaFit:
    """Fit direct = covariates . coefficients + area effect + sampling error, and predict each area.

    `direct` is NaN where an area has no estimate of its own; `sampling` is the variance of each
    direct estimate; `covariates` has a row for each area, the column of ones included.
    Formula: variance A by restricted maximum likelihood (Fisher scoring, not below zero),
    coefficients by generalised least squares, estimate = g * direct + (1 - g) * x'b with
    g = A / (A + D); mean squared error g1 + g2 + 2 g3 with g1 = g D, g2 = (1 - g)^2 x'Qx and
    g3 = D^2 / (A + D)^3 * 2 / sum (A + D)^-2; without direct estimate x'b and A + x'Qx. Q is the
    covariance of the coefficients.
    Citation: Fay and Herriot (1979), Journal of the American Statistical Association 74, 269-277;
    Prasad and Rao (1990), the same 85, 163-171; Datta and Lahiri (2000), Statistica Sinica 10,
    613-627; Rao and Molina (2015), Small Area Estimation, 2nd edition, chapter 6.
    Unit: that of the direct estimates. Denominator: none. Suppression: none of its own; the policy
    of the dataset applies to the direct estimates before.

    Cautions: "variance_zero" (A is estimated at zero, all weight lies on the covariates and the
    error is probably too small), "few_areas" (under 15), "synthetic" (some have no direct
    estimate).
    Raises AreasError, TooFewAreasError, VarianceNotConvergedError.
    """
    y, d, x = (np.asarray(each, dtype=np.float64) for each in (direct, sampling, covariates))
    here = _check(areas, y, d, x)
    variance, iterations = _estimate_variance(y[here], d[here], x[here], tolerance, most)

    spread = variance + d[here]
    covariance = np.asarray(np.linalg.inv(x[here].T @ (x[here] / spread[:, None])), np.float64)
    coefficients = covariance @ (x[here].T @ (y[here] / spread))
    regression = x @ coefficients
    leverage = np.einsum("ij,jk,ik->i", x, covariance, x)

    weights = np.zeros(len(y))
    weights[here] = variance / spread
    estimates = regression + weights * np.where(here, y - regression, 0.0)
    errors = variance + leverage
    uncertain = d[here] ** 2 / spread**3 * 2 / np.sum(spread**-2.0)
    errors[here] = (
        weights[here] * d[here] + (1 - weights[here]) ** 2 * leverage[here] + 2 * uncertain
    )
    synthetic = tuple(str(area) for area, given in zip(areas, here, strict=True) if not given)
    told = {"variance_zero": variance == 0, "few_areas": here.sum() < FEW, "synthetic": synthetic}
    return AreaFit(
        areas=tuple(areas),
        coefficients=coefficients,
        covariance=covariance,
        variance=variance,
        iterations=iterations,
        estimates=estimates,
        errors=errors,
        weights=weights,
        synthetic=synthetic,
        cautions=tuple(code for code, true in told.items() if true),
    )


def _check(
    areas: Sequence[str], y: Array, d: Array, x: Array
) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    """Which areas have a direct estimate, after all checks."""
    if x.ndim != 2 or not len(areas) == len(y) == len(d) == len(x):
        raise AreasError(
            f"{len(areas)} areas, {len(y)} direct estimates, {len(d)} variances and covariates of "
            f"shape {x.shape}; give one row for each area"
        )
    if len(set(areas)) < len(areas):
        raise AreasError("an area stands twice; join its rows first")
    here = ~np.isnan(y)
    for at, area in enumerate(areas):
        if not np.isfinite(x[at]).all():
            raise AreasError(
                f"{area}: a covariate is missing; it is needed for areas without survey too"
            )
        if here[at] and not (np.isfinite(y[at]) and np.isfinite(d[at]) and d[at] > 0):
            raise AreasError(
                f"{area}: the direct estimate {y[at]} has the sampling variance {d[at]}; above "
                "zero is wanted. A sample without spread says nothing of its error: leave the "
                "estimate empty, or smooth the variances first"
            )
    if here.sum() <= x.shape[1]:
        raise TooFewAreasError(
            f"{here.sum()} areas have a direct estimate for {x.shape[1]} coefficients; at least "
            f"{x.shape[1] + 1} are needed (and {FEW} for a good error): use fewer covariates"
        )
    if np.linalg.matrix_rank(x[here]) < x.shape[1]:
        raise AreasError(
            "one covariate is a sum of others in the areas with an estimate; leave it out"
        )
    return here


def _estimate_variance(
    y: Array, d: Array, x: Array, tolerance: float, most: int
) -> tuple[float, int]:
    """The variance between areas by restricted maximum likelihood, and the steps it took.

    A step that would make the likelihood smaller is halved, so that the scoring cannot swing; one
    that would go below zero ends at zero, which is the estimate if the slope there points down.
    """
    scale = float(np.mean(d))
    variance = max(0.0, float(np.var(y - x @ np.linalg.lstsq(x, y, rcond=None)[0])) - scale)
    likelihood, slope, information = _measure(variance, y, d, x)
    for iteration in range(1, most + 1):
        if variance == 0 and slope <= 0:
            return 0.0, iteration
        step = slope / information
        for _ in range(60):
            candidate = max(0.0, variance + step)
            found = _measure(candidate, y, d, x)
            if found[0] >= likelihood - 1e-12 * abs(likelihood):
                break
            step /= 2
        moved = abs(candidate - variance)
        variance, (likelihood, slope, information) = candidate, found
        if moved <= tolerance * scale:
            return variance, iteration
    raise VarianceNotConvergedError(
        f"the variance between areas moved by {moved:.2g} in step {most} and is {variance:.4g} "
        f"(mean sampling variance {scale:.4g}, tolerance {tolerance:.2g} of it); allow more steps, "
        "or look for areas whose sampling variance is far from the others'"
    )


def _measure(variance: float, y: Array, d: Array, x: Array) -> tuple[float, float, float]:
    """The restricted log-likelihood at a variance, its slope, and the information there."""
    precision = 1 / (variance + d)
    gram = x.T @ (x * precision[:, None])
    inverse = np.linalg.inv(gram)
    residual = y - x @ (inverse @ (x.T @ (y * precision)))
    second = inverse @ (x.T @ (x * precision[:, None] ** 2))
    third = inverse @ (x.T @ (x * precision[:, None] ** 3))
    likelihood = 0.5 * (
        np.sum(np.log(precision)) - np.linalg.slogdet(gram)[1] - np.sum(residual**2 * precision)
    )
    slope = 0.5 * (np.sum(residual**2 * precision**2) - np.sum(precision) + np.trace(second))
    information = 0.5 * (np.sum(precision**2) - 2 * np.trace(third) + np.trace(second @ second))
    return float(likelihood), float(slope), float(information)
