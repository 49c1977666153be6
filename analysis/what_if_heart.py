"""The hearts that a recording allows, and how one of them goes on from where it was recorded."""

from __future__ import annotations

from bisect import bisect_left
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from analysis.heart_fit import DRIFT_FROM_S, REFERENCE_W_PER_KG, HeartFit, Told
from runwalk.engine.mathx import exp
from runwalk.engine.profile import RANGES
from runwalk.simulator.dice import Dice

UNKNOWN_DRIFT: Final = Told(0.0, 10.0)
"""Drift of a run too short to tell it [bpm/h]: what the live filter, too, takes a slope to be
before anything is known."""

_JOINS: Final = exp(-1.0 / 60.0)  # a second of the way to the drawn straying (our choice)
_NEEDED: Final = {
    "tau_s": "how fast the heart follows the legs",
    "gain_bpm_per_w_per_kg": "how far the heart follows the legs",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Heart:
    """A heart that follows the legs.

    ``h' = (demand + gain * (power - 9 W/kg) + drift * (t - 540 s)+ - h) / tau``

    Attributes:
        tau_s: Time constant [s].
        dead_time_s: From the legs to the first answer [s].
        demand_bpm: Where it settles at 9 W/kg, before drift [bpm].
        gain_bpm_per_w_per_kg: What a W/kg adds [bpm per W/kg].
        drift_bpm_per_h: How fast the level rises from minute 9 on [bpm/h].
        max_bpm: It is never led higher than this [bpm]; None where nobody knows.
    """

    tau_s: float
    dead_time_s: int
    demand_bpm: float
    gain_bpm_per_w_per_kg: float
    drift_bpm_per_h: float
    max_bpm: int | None = None


def unknown(fit: HeartFit) -> str | None:
    """What a simulation needs and the fit cannot tell well enough, in words; mostly nothing."""
    told = fit.told()
    return next((words for name, words in _NEEDED.items() if name not in told), None)


def hearts_of(fit: HeartFit, count: int, *, seed: int, max_bpm: int | None) -> Iterator[Heart]:
    """Draw hearts that a recording allows: each number by itself, normal, with its standard error.

    Args:
        fit: What the recording tells.
        count: How many.
        seed: The same seed gives the same hearts.
        max_bpm: The runner's maximal heart rate, if it is known [bpm].
    """
    dice = Dice("what if hearts", seed)

    def drawn(told: Told, low: float, high: float) -> float:
        return dice.normal_between(told.value, told.se, low, high)

    for _ in range(count):
        yield Heart(
            tau_s=drawn(fit.tau_s, *RANGES["tau_s"]),
            dead_time_s=round(drawn(fit.dead_time_s, *RANGES["dead_time_s"])),
            demand_bpm=drawn(fit.demand_bpm, *RANGES["demand_bpm"]),
            gain_bpm_per_w_per_kg=drawn(
                fit.gain_bpm_per_w_per_kg, *RANGES["gain_bpm_per_w_per_kg"]
            ),
            drift_bpm_per_h=drawn(fit.drift_bpm_per_h or UNKNOWN_DRIFT, -200.0, 200.0),
            max_bpm=max_bpm,
        )


class Pulse:
    """A heart that goes on from where it was recorded.

    It strays from the model as the recorded heart did, but in another order: from another second of
    the recording on, round and round. In the first second it has strayed by as much as was
    recorded.

    Args:
        heart: Whose it is.
        powers_w_per_kg: Net metabolic power, each second of the recording [W/kg].
        trusted_bpm: Trusted heart rate of each of them [bpm]; None where there is none.
        now_s: After which of them it goes on.
        shift: Where in the recording its straying begins, as a share.
    """

    def __init__(
        self,
        heart: Heart,
        *,
        powers_w_per_kg: Sequence[float],
        trusted_bpm: Sequence[float | None],
        now_s: int,
        shift: float,
    ) -> None:
        self._heart = heart
        self._share = 1.0 - exp(-1.0 / heart.tau_s)
        self._felt: deque[float] = deque(maxlen=heart.dead_time_s + 1)
        self._bpm = next((bpm for bpm in trusted_bpm if bpm is not None), heart.demand_bpm)
        self._t_s = 0
        modelled = [self._follow(power) for power in powers_w_per_kg]
        self._strayed = _filled(
            [
                None if told is None else told - bpm
                for told, bpm in zip(trusted_bpm, modelled, strict=True)
            ]
        )
        self._shift_s = round(shift * len(self._strayed))
        self._bpm = modelled[now_s]
        self._t_s = now_s
        self._apart_bpm = self._strayed[now_s] - self._straying()
        self._t_s = now_s + 1
        self._felt.clear()
        self._felt.extend(powers_w_per_kg[max(0, now_s - heart.dead_time_s) : now_s + 1])

    def second(self, power_w_per_kg: float) -> float:
        """Let a second of this power pass; tell the heart rate after it [bpm]."""
        self._apart_bpm *= _JOINS
        strayed_bpm = self._straying() + self._apart_bpm
        return self._follow(power_w_per_kg) + strayed_bpm

    def _straying(self) -> float:
        return self._strayed[(self._t_s + self._shift_s) % len(self._strayed)]

    def _follow(self, power_w_per_kg: float) -> float:
        heart = self._heart
        self._felt.append(power_w_per_kg)
        later_h = max(self._t_s - DRIFT_FROM_S, 0) / 3600.0
        self._t_s += 1
        target_bpm = (
            heart.demand_bpm
            + heart.gain_bpm_per_w_per_kg * (self._felt[0] - REFERENCE_W_PER_KG)
            + heart.drift_bpm_per_h * later_h
        )
        if heart.max_bpm is not None:
            target_bpm = min(target_bpm, heart.max_bpm)
        self._bpm += (target_bpm - self._bpm) * self._share
        return self._bpm


def _filled(values: Sequence[float | None]) -> list[float]:
    """Fill holes evenly between what is known on both sides; at the ends, with what is nearest."""
    known = [place for place, value in enumerate(values) if value is not None]
    filled = [0.0] * len(values)
    for place, value in enumerate(values):
        if not known:
            break
        if value is not None:
            filled[place] = value
            continue
        after = bisect_left(known, place)
        left, right = known[max(after - 1, 0)], known[min(after, len(known) - 1)]
        share = (place - left) / (right - left) if right > left else 0.0
        low, high = values[left], values[right]
        assert low is not None and high is not None  # noqa: PT018  # both are known
        filled[place] = low + share * (high - low)
    return filled
