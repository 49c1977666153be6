"""What a chest strap makes of a heart: beats with their variability, and what goes wrong.

Level 0 is a perfect strap: the true heart rate, rounded, and intervals that are 60 over it. Level 1
is a good strap on an ordinary day.

Sources: sizes of the beat-to-beat variability are tuned to what recorded runs show (RMSSD about 5
ms in running, 21 to 33 ms in recovery; the short-term exponent of the intervals near 1 at an easy
pace and 0.6 far above the threshold); so are the rates of wrong beats (0.1 to 2.8 % of intervals).
Rates and lengths of dropouts and spikes are our choice.
"""

from __future__ import annotations

from dataclasses import dataclass

from runwalk.simulator.averaging import LateMean, Smoothing
from runwalk.simulator.dice import Dice, Wander
from runwalk.simulator.twins import AnyBody

_TICKS_PER_S = 1024  # the unit of an interval in the Heart Rate Measurement characteristic


@dataclass(frozen=True, slots=True, kw_only=True)
class StrapNoise:
    """How far a strap is from perfect. The defaults are a good strap on an ordinary day.

    Attributes:
        variability_ratio: Size of the natural beat-to-beat variability; 1 is a healthy heart.
        smoothing_s: Time constant of the strap's averaging [s].
        dropouts_per_h: How often it falls silent, for 4 to 25 s.
        spikes_per_h: How often the heart rate is wrong, for 2 to 14 s.
        dry_start_chance: Probability that the electrodes are dry for the first 8 min ...
        dry_spikes_per_h: ... and how often the heart rate is wrong then.
        ectopic_ratio: Share of beats that come a quarter too early.
        missed_ratio: Share of beats not seen: two intervals become one.
        extra_ratio: Share of intervals split by a beat that was none.
        speed_mps: Standard deviation of the error of the speed sensor [m/s].
    """

    variability_ratio: float = 1.0
    smoothing_s: float = 4.0
    dropouts_per_h: float = 2.4
    spikes_per_h: float = 4.0
    dry_start_chance: float = 0.15
    dry_spikes_per_h: float = 30.0
    ectopic_ratio: float = 0.0005
    missed_ratio: float = 0.0005
    extra_ratio: float = 0.0003
    speed_mps: float = 0.02

    @classmethod
    def at(cls, level: float) -> StrapNoise:
        """Make a strap of this level: 0 is perfect, 1 ordinary, 3 bad.

        What is natural or built in (variability, smoothing) grows no further than at level 1.
        """
        ordinary = cls()
        built_in = min(level, 1.0)
        return cls(
            variability_ratio=ordinary.variability_ratio * built_in,
            smoothing_s=ordinary.smoothing_s * built_in,
            dropouts_per_h=ordinary.dropouts_per_h * level,
            spikes_per_h=ordinary.spikes_per_h * level,
            dry_start_chance=min(1.0, ordinary.dry_start_chance * level),
            dry_spikes_per_h=ordinary.dry_spikes_per_h * level,
            ectopic_ratio=ordinary.ectopic_ratio * level,
            missed_ratio=ordinary.missed_ratio * level,
            extra_ratio=ordinary.extra_ratio * level,
            speed_mps=ordinary.speed_mps * level,
        )


class Beats:
    """The beats of a heart, with breathing, slow and white variability.

    The higher the heart rate, the smaller all of them and the slow part most, so that the
    short-term scaling exponent of the intervals falls with effort as it does in people.

    Args:
        body: Whose heart it is.
        ratio: Size of the variability; 0 gives exact intervals.
        seed: Which of the many runs.
    """

    def __init__(self, body: AnyBody, ratio: float, seed: int) -> None:
        self._body = body
        self._ratio = ratio
        self._dice = Dice("beats", seed)
        # 1/f over the scales of a minute: three strays of equal size, a factor of 5 apart in beats
        self._strays = tuple(Wander(self._dice, 1.0, tau) for tau in (3.0, 15.0, 75.0))
        self._breath = 0.0  # phase, -1 to 1
        self._left_s = 0.0  # to the end of the interval that runs
        self._interval_s = 0.0

    def second(self, bpm: float) -> list[float]:
        """Let a second at this heart rate pass; tell the intervals that ended in it [s]."""
        ended: list[float] = []
        if self._interval_s == 0.0:
            self._interval_s = self._left_s = self._next_s(bpm)
        remaining_s = 1.0
        while self._left_s <= remaining_s:
            remaining_s -= self._left_s
            ended.append(self._interval_s)
            self._interval_s = self._left_s = self._next_s(bpm)
        self._left_s -= remaining_s
        return ended

    def _next_s(self, bpm: float) -> float:
        mean_s = 60.0 / bpm
        if self._ratio == 0.0:
            return mean_s
        ease = min(max(1.0 - (bpm - self._body.resting_bpm) / self._body.reserve_bpm, 0.0), 1.0)
        breaths_per_s = 0.65 - 0.35 * ease
        self._breath += 2.0 * breaths_per_s * mean_s
        if self._breath > 1.0:
            self._breath -= 2.0
        breath = 4.0 * self._breath * (1.0 - abs(self._breath))  # a parabola for a sine
        slow = 0.0
        for stray in self._strays:
            slow += stray.second()
        ms = (
            (0.8 + 34.0 * ease * ease * ease) * breath
            + 40.0 * ease * ease * slow
            + 2.3 * self._dice.normal()
        )
        return max(mean_s + self._ratio * ms / 1000.0, 0.25)


class Strap:
    """A strap around a chest: hears beats, tells a number a second.

    Args:
        noise: How far it is from perfect.
        seed: Which of the many runs.
        averaging: How it averages; of first order if None.
    """

    def __init__(
        self, noise: StrapNoise, seed: int, averaging: Smoothing | LateMean | None = None
    ) -> None:
        self._noise = noise
        self._averaging = averaging or Smoothing(noise.smoothing_s)
        self._dice = Dice("strap", seed)
        self._is_dry = self._dice.happens(noise.dry_start_chance)
        self._t_s = 0
        self._silent_s = 0
        self._wrong_s = 0
        self._wrong_ratio = 1.0
        self._held_s = 0.0  # an interval whose last beat was missed
        self._owed_s = 0.0  # the pause after an early beat

    def second(self, bpm: float, intervals_s: list[float]) -> tuple[float | None, list[float]]:
        """Hear a second of a heart.

        Args:
            bpm: True heart rate [bpm].
            intervals_s: True intervals that ended in this second [s].

        Returns:
            What the strap tells: heart rate [bpm] or None, and intervals [ms].
        """
        smooth_bpm = self._averaging.second(bpm)
        self._t_s += 1
        self._draw_faults()
        if self._silent_s > 0:
            self._silent_s -= 1
            self._held_s = self._owed_s = 0.0
            return None, []
        ratio = 1.0
        if self._wrong_s > 0:
            self._wrong_s -= 1
            ratio = self._wrong_ratio
        heard_s = [heard for true in intervals_s for heard in self._heard(true)]
        return smooth_bpm * ratio, [_quantised_ms(rr_s / ratio) for rr_s in heard_s]

    def _draw_faults(self) -> None:
        noise, dice = self._noise, self._dice
        if noise.dropouts_per_h > 0.0 and dice.happens(noise.dropouts_per_h / 3600.0):
            self._silent_s = round(dice.uniform(4.0, 25.0))
        spikes_per_h = noise.spikes_per_h
        if self._is_dry and self._t_s < 480:
            spikes_per_h += noise.dry_spikes_per_h
        if spikes_per_h > 0.0 and dice.happens(spikes_per_h / 3600.0):
            self._wrong_s = round(dice.uniform(2.0, 14.0))
            self._wrong_ratio = 1.0 + (
                (-0.35, 0.30, 0.45)[int(dice.uniform(0.0, 3.0))]
                if dice.happens(0.5)
                else dice.normal_between(0.0, 0.12, -0.4, 0.4)
            )

    def _heard(self, interval_s: float) -> list[float]:
        """The intervals a strap makes of a true one: none, one or two."""
        noise, dice = self._noise, self._dice
        wrong = noise.ectopic_ratio + noise.missed_ratio + noise.extra_ratio
        if wrong == 0.0:
            return [interval_s]
        if self._held_s or self._owed_s:
            interval_s += self._held_s + self._owed_s
            self._held_s = self._owed_s = 0.0
            return [interval_s]
        fate = dice.uniform(0.0, 1.0)
        if fate >= wrong:
            return [interval_s]
        if fate < noise.ectopic_ratio:
            self._owed_s = 0.25 * interval_s
            return [0.75 * interval_s]
        if fate < noise.ectopic_ratio + noise.missed_ratio:
            self._held_s = interval_s
            return []
        share = dice.uniform(0.3, 0.7)
        return [interval_s * share, interval_s * (1.0 - share)]


def _quantised_ms(interval_s: float) -> float:
    return round(interval_s * _TICKS_PER_S) * 1000.0 / _TICKS_PER_S
