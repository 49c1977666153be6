"""Chance that falls the same way on every Python and every platform.

``random.Random.gauss`` asks the C library for a logarithm and a cosine, whose last bit is not the
same everywhere; over an hour one bit becomes a different heart beat. These dice use the Mersenne
Twister's integers, additions and exact roots only.
"""

from __future__ import annotations

from math import sqrt
from random import Random

from runwalk.engine.mathx import exp

_BITS = 96
_BITS_MEAN = _BITS / 2
_BITS_SD = sqrt(_BITS / 4 + 1 / 12)  # of the number of ones, and of the uniform part between them


class Dice:
    """Seeded chance.

    Args:
        name: What it is for; the same name and seed give the same numbers, and other names give
            others, so that a change in one place does not move every number after it.
        seed: Which of the many runs.
    """

    def __init__(self, name: str, seed: int) -> None:
        random = Random(f"runwalk {name} {seed}")  # noqa: S311  # a run is no secret
        self._uniform = random.random
        self._bits = random.getrandbits

    def uniform(self, low: float, high: float) -> float:
        """Draw evenly from ``low`` to ``high``."""
        return low + (high - low) * self._uniform()

    def normal(self) -> float:
        """Draw from a bell of mean 0 and standard deviation 1.

        The number of ones in 96 random bits, smoothed: as good as normal up to 4 deviations, and
        never beyond 10.
        """
        return (self._bits(_BITS).bit_count() - _BITS_MEAN + self._uniform() - 0.5) / _BITS_SD

    def normal_between(self, mean: float, sd: float, low: float, high: float) -> float:
        """Draw from a bell, then hold the number to ``low..high``."""
        return min(max(mean + sd * self.normal(), low), high)

    def lognormal(self, median: float, sigma: float) -> float:
        """Draw a positive number; its logarithm has the standard deviation ``sigma``."""
        return median * exp(sigma * self.normal())

    def happens(self, chance: float) -> bool:
        """Tell whether something of this probability happens."""
        return self._uniform() < chance


class Wander:
    """A number that strays around zero and always comes back (Ornstein-Uhlenbeck), once a second.

    Args:
        dice: Where its steps come from.
        sd: Standard deviation in the long run, in the unit of what strays.
        tau_s: Time it takes to forget where it was [s].
    """

    def __init__(self, dice: Dice, sd: float, tau_s: float) -> None:
        self._dice = dice
        self._keep = exp(-1.0 / tau_s)
        self._step = sd * sqrt(1.0 - self._keep * self._keep)
        self.value = sd * dice.normal()

    def second(self) -> float:
        """Let a second pass and tell where it is now."""
        self.value = self.value * self._keep + self._step * self._dice.normal()
        return self.value
