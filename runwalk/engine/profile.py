"""What is known of a runner's heart from runs before this one."""

from __future__ import annotations

import math
from dataclasses import dataclass, fields

MOST_RUNS = 10
"""A new run counts for at least a tenth of what is known: hearts change with training (our
choice)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Learned:
    """One number of a runner, with how well it is known. Its unit is that of its field's name.

    Attributes:
        value: What it is.
        sd: How far the next run may lie from it (standard deviation): what is not known yet, and
            what changes from day to day.
        runs: How many runs it was learned from; 0 where the runner wrote it by hand.

    Raises:
        ValueError: A number is not finite, ``sd`` is not above 0, or ``runs`` is negative.
    """

    value: float
    sd: float
    runs: int = 1

    def __post_init__(self) -> None:
        if not (math.isfinite(self.value) and math.isfinite(self.sd)):
            raise ValueError(f"must be finite, got {self.value} +- {self.sd}")
        if self.sd <= 0.0 or self.runs < 0:
            raise ValueError(f"sd must be above 0 and runs not below, got {self.sd}, {self.runs}")

    def after(self, run: Learned) -> Learned:
        """What is known after one more run: mean and spread follow it by its share.

        What was written by hand stays.
        """
        if self.runs == 0:
            return self
        share = 1.0 / (min(self.runs, MOST_RUNS - 1) + 1)
        off = run.value - self.value
        spread_var = (1.0 - share) * (self.sd * self.sd + share * off * off)
        var = spread_var + share * run.sd * run.sd
        return Learned(value=self.value + share * off, sd=math.sqrt(var), runs=self.runs + run.runs)


@dataclass(frozen=True, slots=True, kw_only=True)
class HeartProfile:
    """How a runner's heart follows the legs. None is unknown; each number stands by itself.

    It is where a coach starts from, never what it holds on to: every number is learned anew in
    every run.

    Attributes:
        tau_s: Time constant of heart rate after a change of effort [s].
        dead_time_s: From a change of the legs to the heart's first answer [s].
        gain_bpm_per_w_per_kg: What one W/kg more adds to heart rate in the end [bpm per W/kg].
        demand_bpm: Where heart rate settles at 9 W/kg, some 2.5 m/s on the level, before any
            drift [bpm].
        walk_gain_bpm: What a walk adds in the end, compared with the usual run; below 0 [bpm].
        disturbance_sd_bpm: How far heart rate strays for minutes, for no reason that legs
            could tell (standard deviation) [bpm].
        peak_margin_bpm: How much higher than predicted the peak after a walk cue is [bpm].
        trough_margin_bpm: How much lower than predicted the trough after a run cue is [bpm].

    Raises:
        ValueError: A number is no heart's.
    """

    tau_s: Learned | None = None
    dead_time_s: Learned | None = None
    gain_bpm_per_w_per_kg: Learned | None = None
    demand_bpm: Learned | None = None
    walk_gain_bpm: Learned | None = None
    disturbance_sd_bpm: Learned | None = None
    peak_margin_bpm: Learned | None = None
    trough_margin_bpm: Learned | None = None

    def __post_init__(self) -> None:
        for name, (low, high) in RANGES.items():
            known: Learned | None = getattr(self, name)
            if known is not None and not low <= known.value <= high:
                raise ValueError(f"{name} must be {low:g} to {high:g}, got {known.value:g}")

    def known(self) -> dict[str, Learned]:
        """What is known, by the name of its field."""
        told = {one.name: getattr(self, one.name) for one in fields(self)}
        return {name: value for name, value in told.items() if value is not None}

    def after(self, run: HeartProfile) -> HeartProfile:
        """What is known after one more run; what the run did not tell stays as it was."""
        now = self.known()
        for name, value in run.known().items():
            now[name] = now[name].after(value) if name in now else value
        return HeartProfile(**now)


RANGES = {
    "tau_s": (5.0, 200.0),
    "dead_time_s": (0.0, 31.0),
    "gain_bpm_per_w_per_kg": (1.0, 30.0),
    "demand_bpm": (60.0, 260.0),
    "walk_gain_bpm": (-90.0, -5.0),
    "disturbance_sd_bpm": (0.1, 20.0),
    "peak_margin_bpm": (-1.0, 4.0),
    "trough_margin_bpm": (-3.0, 8.0),
}
"""What a number of a heart may be (our choice, wide; the margins' are the walk rule's)."""
