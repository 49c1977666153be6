"""How sure drift in hindsight is: the whole fit done again, for hearts that stray anew.

Each draw lays blocks of the news that the run's own noise brought in a row (moving-block
bootstrap), lets them be remembered as the noise was, and fits everything to them as the run was
fitted: the memory, the values, and how unsure they are. What the priors say is drawn, too. The
interval is as many of the run's own standard errors wide as 95 of 100 draws needed to reach the
truth (symmetric bootstrap-t): a short run knows its own noise badly, and this is how that counts.
As the blocks are few, each draw is made wider by a chi-squared draw with as many degrees of
freedom as there are blocks.

The fit is linear for a given memory, and all that it needs is of second degree in the memory, so
that all draws are fitted at once.
"""

from __future__ import annotations

import numpy as np

from analysis.bins import Bins
from analysis.drift_model import DRIFT, DriftRules, Fit, lost_memory, priors
from analysis.trace import Floats

_ROUNDS = 2
_LEVEL = 0.95


def half_interval(found: Fit, bins: Bins, rules: DriftRules) -> float:
    """Half the 95 % interval of the drift [bpm/h]."""
    dice = np.random.default_rng(0)  # the same run has the same interval
    refit = _Refit(found.columns, bins, rules)
    beliefs = dice.standard_normal((rules.draws, found.columns.shape[1]))
    errors = refit.errors_of(_remembered(_blocks(found, rules, dice), found.memory, bins), beliefs)
    blocks = len(found.left) * rules.bin_s / rules.block_s
    errors *= np.sqrt(blocks / dice.chisquare(blocks, rules.draws))
    own = refit.standard_error(np.array([found.memory]), np.array([found.left @ found.left]))
    return float(np.quantile(np.abs(errors), _LEVEL) * own[0])


def _blocks(found: Fit, rules: DriftRules, dice: np.random.Generator) -> Floats:
    """What is left over in a new order, block by block, shape (n_draws, n_bins)."""
    count = len(found.left)
    length = min(rules.block_s // rules.bin_s, count)
    left = found.left - found.left.mean()
    starts = dice.integers(0, count - length + 1, (rules.draws, -(-count // length), 1))
    picked = (starts + np.arange(length)).reshape(rules.draws, -1)[:, :count]
    return np.asarray(left[picked])


def _remembered(news: Floats, memory: float, bins: Bins) -> Floats:
    """The noise that this news makes, shape (n_draws, n_bins)."""
    noise = np.asarray(news / np.sqrt(1.0 - memory * memory))
    for i in bins.follows:
        noise[:, i] = memory * noise[:, i - 1] + news[:, i]
    return noise


class _Refit:
    """Fits many noises at once to the columns of one run.

    Args:
        columns: The model, shape (n_bins, n_values).
        bins: Where the run was averaged.
        rules: How.
    """

    def __init__(self, columns: Floats, bins: Bins, rules: DriftRules) -> None:
        self._columns, self._rules = columns, rules
        self._follows = bins.follows
        self._starts = np.setdiff1d(np.arange(len(columns)), bins.follows)
        _, sd = priors(columns.shape[1], rules)
        self._precision = 1.0 / sd
        now, before, first = self._parts(columns.T)
        self._squares = (
            now @ now.T + first @ first.T,
            now @ before.T + before @ now.T,
            before @ before.T - first @ first.T,
        )

    def errors_of(self, noise: Floats, beliefs: Floats) -> Floats:
        """How far off the drift of each draw is, in its own standard errors, shape (n_draws,).

        Args:
            noise: shape (n_draws, n_bins) [bpm].
            beliefs: How far off the priors are, in their standard deviations, (n_draws, n_values).
        """
        fixed = self._parts(self._columns.T)
        now, before, first = self._parts(noise)
        rights = (
            now @ fixed[0].T + first @ fixed[2].T,
            now @ fixed[1].T + before @ fixed[0].T,
            before @ fixed[1].T - first @ fixed[2].T,
        )
        values = noise @ np.linalg.pinv(self._columns).T
        memory, squares = self._news_of(noise, values)
        for _ in range(_ROUNDS):
            m = memory[:, None]
            right = rights[0] - m * rights[1] + m * m * rights[2]
            right += (squares / noise.shape[1])[:, None] * self._precision * beliefs
            values = np.einsum("dij,dj->di", self._inverse(memory, squares), right)
            memory, squares = self._news_of(noise, values)
        return np.asarray(values[:, DRIFT] / self.standard_error(memory, squares))

    def standard_error(self, memory: Floats, squares: Floats) -> Floats:
        """Standard error of the drift, from the sum of squares of the news left over [bpm/h]."""
        free = max(len(self._columns) - self._columns.shape[1], 1)
        spread = self._inverse(memory, squares)[:, DRIFT, DRIFT]
        return np.asarray(np.sqrt(spread * squares / free))

    def _inverse(self, memory: Floats, squares: Floats) -> Floats:
        m = memory[:, None, None]
        square = self._squares[0] - m * self._squares[1] + m * m * self._squares[2]
        prior = (squares / len(self._columns))[:, None] * self._precision**2
        return np.asarray(np.linalg.inv(square + prior[:, :, None] * np.eye(prior.shape[1])))

    def _news_of(self, noise: Floats, values: Floats) -> tuple[Floats, Floats]:
        """Memory of what these values leave over, and the sum of squares of its news."""
        left = noise - values @ self._columns.T
        memory = lost_memory(left, self._follows, self._rules)
        now, before, first = self._parts(left)
        news = now - memory[:, None] * before
        squares = (news * news).sum(axis=1) + (first * first).sum(axis=1) * (1.0 - memory**2)
        return memory, np.asarray(squares)

    def _parts(self, values: Floats) -> tuple[Floats, Floats, Floats]:
        """Bins that follow another, those that they follow, and those that follow none."""
        return values[:, self._follows], values[:, self._follows - 1], values[:, self._starts]
