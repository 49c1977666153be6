"""A straight line through numbers that are each known to their own error (meta-regression).

The model is ``value_i = x_i b + u_i + e_i``. The error ``e_i`` is known to its standard error
``se_i``; ``u_i`` is how runs differ beyond that, with one variance ``tau^2`` for all of them. What
is believed of a coefficient beforehand is one more row of data (mixed estimation).

``tau^2`` is that of Paule and Mandel, at which the weighted squares are what they should be. Here
the residuals are cut at :data:`CUT` standard deviations first (Huber's Proposal 2), so that a run
that went wrong moves neither the line nor its interval by much::

    sum psi(r_i / s_i)^2 = (n - p) E psi(z)^2,    s_i^2 = se_i^2 + tau^2,    z standard normal

Where something is believed of ``tau`` beforehand, ``DAYS (believed^2 / tau^2 - 1)`` is added on the
left: runs that are few never come out as equal.

Without the cut and the belief that is the equation of Paule and Mandel, and Knapp and Hartung's
factor for the standard errors is 1 wherever ``tau^2`` is above 0, so that it needs no step of its
own; it is never taken below 1. With the cut, covariances are Huber's. Intervals are by Student's t,
with one degree of freedom less for each coefficient that the runs had to tell.

Sources: for the choice of Paule and Mandel: Veroniki and others, "Methods to estimate the
between-study variance and its uncertainty in meta-analysis," Res. Synth. Methods 7(1):55-79, 2016,
doi:10.1002/jrsm.1164 (abstract). For the factor and that it is never below 1: Roever, Knapp, and
Friede, BMC Med. Res. Methodol. 15:99, 2015 (abstract). Covariances: statsmodels' documentation of
``RLMResults``, there "H1". What metafor makes of the same numbers is held by the tests. The cut,
its length, and the belief: our choice, by simulated blocks (docs/trends.md).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from analysis.trace import Floats

CUT: Final = 1.5
"""Residuals beyond so many standard deviations count for less."""

DAYS: Final = 2.0
"""So many more runs is a belief in how much days differ worth."""

_ROUNDS = 100
_ENOUGH = 1e-7


@dataclass(frozen=True, slots=True, kw_only=True)
class Belief:
    """What is believed of a coefficient before any run is seen.

    Attributes:
        column: Which coefficient.
        mean: What it is believed to be.
        sd: How unsure that is (standard deviation).
    """

    column: int
    mean: float
    sd: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """What a meta-regression found.

    Attributes:
        values: Coefficients, shape (n_columns,).
        covariance: Of the coefficients, shape (n_columns, n_columns).
        between_variance: How much runs differ beyond their own errors (``tau^2``).
        free: Degrees of freedom for Student's t.
        weights: Of each run in the line, shape (n_runs,).
        trust: Which part of its weight a run kept, 1 for most, shape (n_runs,).
    """

    values: Floats
    covariance: Floats
    between_variance: float
    free: float
    weights: Floats
    trust: Floats

    def at(self, row: Floats) -> tuple[float, float]:
        """What the line says at a row of the design, and its standard error."""
        return float(row @ self.values), math.sqrt(float(row @ self.covariance @ row))

    def t_of(self, level: float = 0.95) -> float:
        """Standard errors in half an interval."""
        from scipy.special import stdtrit

        return float(stdtrit(self.free, 0.5 + 0.5 * level))


def meta_regression(
    values: Floats,
    ses: Floats,
    columns: Floats,
    *,
    beliefs: Sequence[Belief] = (),
    between_sd: float = 0.0,
    cut: float = CUT,
) -> Line:
    """Fit a line to numbers that are each known to their own error.

    Args:
        values: One number a run, shape (n_runs,).
        ses: Its standard error; 0 where nothing is known of it, shape (n_runs,).
        columns: The design, shape (n_runs, n_columns).
        beliefs: What is believed of coefficients beforehand.
        between_sd: How much runs are believed to differ beyond their own errors (standard
            deviation); it counts as :data:`DAYS` more runs. 0 for no belief.
        cut: Residuals beyond so many standard deviations count for less; infinity for none.

    Raises:
        ValueError: There are no more runs than coefficients, or columns cannot be told apart.
    """
    count, wide = columns.shape
    rows = np.zeros((len(beliefs), wide))
    for row, belief in zip(rows, beliefs, strict=True):
        row[belief.column] = 1.0 / belief.sd
    scales = np.abs(columns).max(axis=0)
    if not scales.all():
        raise ValueError("a column of the design holds nothing but zeros")
    if np.linalg.matrix_rank(np.vstack([columns, rows]) / scales) < wide:
        raise ValueError("columns of the design cannot be told apart")
    if count - (wide - len(beliefs)) < 1:
        raise ValueError(f"{count} runs are too few for {wide} coefficients")
    told = np.array([belief.mean / belief.sd for belief in beliefs])
    fit = _Fit(values, ses, columns, rows, told, between_sd, cut)
    return fit.line(_between_variance(fit, values))


def _between_variance(fit: _Fit, values: Floats) -> float:
    """Where the cut squares are what they should be; 0 where they are less even there.

    False position; an end that stays put counts half (Illinois).
    """
    low, over = 0.0, fit.surplus(0.0)
    if over <= 0.0 or not np.ptp(values):  # runs that tell the same differ by rounding at most
        return 0.0
    high = max(float(np.ptp(values)) ** 2, fit.least) + fit.believed
    under = fit.surplus(high)
    while under > 0.0:
        low, over, high = high, under, 4.0 * high
        under = fit.surplus(high)
    side = 0
    for _ in range(_ROUNDS):
        between = high - under * (high - low) / (under - over)
        surplus = fit.surplus(between)
        if abs(surplus) < _ENOUGH:
            return between
        if surplus > 0.0:
            low, over = between, surplus
            under *= 0.5 if side > 0 else 1.0
            side = 1
        else:
            high, under = between, surplus
            over *= 0.5 if side < 0 else 1.0
            side = -1
    return high


class _Fit:
    """The line for any variance between runs."""

    def __init__(
        self,
        values: Floats,
        ses: Floats,
        columns: Floats,
        rows: Floats,
        told: Floats,
        days: float,
        cut: float,
    ) -> None:
        self._values, self._variances, self._columns = values, ses * ses, columns
        self._precision, self._known, self._cut = rows.T @ rows, rows.T @ told, cut
        self._kept, self.believed = _kept_square(cut), days * days
        rounding = 1e-12 * float((values * values).max())  # of runs that all tell the same
        self.least = 1e-12 * max(float(np.ptp(values)) ** 2, rounding, 1e-12)

    def surplus(self, between: float) -> float:
        """Cut squares beyond what they should be; scaled, where something is believed of them."""
        total = self._total(between)
        _, residuals = self._settled(total)
        over = self._squares(residuals) - self._free(total) * self._kept
        if self.believed == 0.0:
            return over
        share = between / (between + self.believed)
        return share * over + DAYS * (1.0 - 2.0 * share)

    def _squares(self, residuals: Floats) -> float:
        return float((np.clip(residuals, -self._cut, self._cut) ** 2).sum())

    def line(self, between: float) -> Line:
        total = self._total(between)
        solution, residuals = self._settled(total)
        free = self._free(total)
        scale = max(self._squares(residuals) / free, self._kept)
        whole = float((np.abs(residuals) <= self._cut).mean())
        few = 1.0 + (1.0 - free / len(total)) * (1.0 - whole) / whole
        variances = np.maximum(total * scale * (few / whole) ** 2, self._variances)
        covariance = self._covariance(1.0 / variances)
        trust = self._trust(residuals)
        return Line(
            values=solution,
            covariance=covariance,
            between_variance=between,
            free=free,
            weights=trust / total,
            trust=trust,
        )

    def _total(self, between: float) -> Floats:
        return np.maximum(self._variances + between, self.least)

    def _covariance(self, weights: Floats) -> Floats:
        inner = self._columns.T @ (self._columns * weights[:, None]) + self._precision
        return np.asarray(np.linalg.inv(inner))

    def _free(self, total: Floats) -> float:
        """Runs less the coefficients that they had to tell."""
        weights = 1.0 / total
        taken = self._columns @ self._covariance(weights) * self._columns
        return len(total) - float((taken.sum(axis=1) * weights).sum())

    def _settled(self, total: Floats) -> tuple[Floats, Floats]:
        """Coefficients and residuals in standard deviations, at peace with the trust they earn."""
        errors = np.sqrt(total)
        solution, residuals = self._solved(1.0 / total, errors)
        for _ in range(_ROUNDS):
            before = residuals
            solution, residuals = self._solved(self._trust(before) / total, errors)
            if float(np.abs(residuals - before).max()) < _ENOUGH:
                break
        return solution, residuals

    def _solved(self, weights: Floats, errors: Floats) -> tuple[Floats, Floats]:
        inner = self._columns.T @ (self._columns * weights[:, None]) + self._precision
        right = self._columns.T @ (weights * self._values) + self._known
        found = np.asarray(np.linalg.solve(inner, right))
        return found, np.asarray((self._values - self._columns @ found) / errors)

    def _trust(self, residuals: Floats) -> Floats:
        return np.minimum(1.0, self._cut / np.maximum(np.abs(residuals), 1e-12))


def _kept_square(cut: float) -> float:
    """Mean square of a standard normal that is cut at both ends."""
    if math.isinf(cut):
        return 1.0
    inside = math.erf(cut / math.sqrt(2.0))
    density = math.exp(-0.5 * cut * cut) / math.sqrt(2.0 * math.pi)
    return inside - 2.0 * cut * density + cut * cut * (1.0 - inside)
