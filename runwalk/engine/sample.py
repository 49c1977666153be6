"""One second of a run, as the sensors told it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class MarkKind(StrEnum):
    """What a runner can do or say during a run."""

    LAP = "lap"
    PAUSE = "pause"
    RESUME = "resume"
    SKIP = "skip"
    FINISH = "finish"
    CEILING = "ceiling"  # value: change of the ceiling [bpm]
    RPE = "rpe"  # value: rating of perceived exertion, 0 to 10
    TALK = "talk"  # value: "ok" or "hard"
    TAG = "tag"  # value: "cramp", "stomach", ...: a walk for another cause
    TIMER_MODE = "timer_mode"  # value: "on" or "off"; None means on
    WHY = "why"  # asks why heart rate rises


@dataclass(frozen=True, slots=True)
class Mark:
    """Something the runner did: a button, an answer.

    Attributes:
        kind: What was done.
        value: What it was done with, where the kind takes a value.
    """

    kind: MarkKind
    value: float | str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """One second of a run. ``None`` always means *not known*, never zero.

    Build one from a sensor's own numbers with :meth:`rounded`, so that what the coach hears is
    exactly what a FIT file can keep.

    Attributes:
        t_s: Seconds since the start [s]; strictly increasing from sample to sample, gaps allowed.
        hr_bpm: Heart rate [bpm], 1 to 254; None where the strap said nothing.
        rr_ms: Beat-to-beat intervals that ended in this second [ms], oldest first.
        speed_mps: Speed over ground or belt [m/s].
        altitude_m: Height above sea level [m].
        grade: Rise over run, where a treadmill or a simulator tells it.
        distance_m: Distance since the start [m].
        cadence_spm: Steps a minute, both feet [1/min].
        power_w: Running power [W].
        temperature_c: Air temperature [degC].
        contact: The strap's own word on skin contact; None where it cannot tell.
        marks: What the runner did in this second, in order.

    Raises:
        ValueError: ``t_s`` is negative, ``hr_bpm`` outside 1..254, or an interval is not positive.
    """

    t_s: int
    hr_bpm: int | None = None
    rr_ms: tuple[int, ...] = ()
    speed_mps: float | None = None
    altitude_m: float | None = None
    grade: float | None = None
    distance_m: float | None = None
    cadence_spm: int | None = None
    power_w: int | None = None
    temperature_c: int | None = None
    contact: bool | None = None
    marks: tuple[Mark, ...] = ()

    def __post_init__(self) -> None:
        if self.t_s < 0:
            raise ValueError(f"t_s must not be negative, got {self.t_s}")
        if self.hr_bpm is not None and not 1 <= self.hr_bpm <= 254:
            raise ValueError(
                f"hr_bpm must be 1 to 254, or None where there is none, got {self.hr_bpm}"
            )
        if self.rr_ms and min(self.rr_ms) <= 0:
            raise ValueError(f"rr_ms must be positive, got {self.rr_ms}")

    @classmethod
    def rounded(
        cls,
        t_s: int,
        *,
        hr_bpm: float | None = None,
        rr_ms: tuple[float, ...] = (),
        speed_mps: float | None = None,
        altitude_m: float | None = None,
        grade: float | None = None,
        distance_m: float | None = None,
        cadence_spm: float | None = None,
        power_w: float | None = None,
        temperature_c: float | None = None,
        contact: bool | None = None,
        marks: tuple[Mark, ...] = (),
    ) -> Sample:
        """Open the door to a sensor: round to FIT's resolution, drop what cannot be.

        A heart rate of 0 or of 255 and more is a strap's way of saying nothing and becomes None;
        so do a negative speed, cadence, power or distance and an interval outside 1..65534 ms.

        Args:
            t_s: As in :class:`Sample`; so are the others, before rounding.
            hr_bpm: To 1 bpm.
            rr_ms: To 1 ms.
            speed_mps: To 1 mm/s.
            altitude_m: To 0.2 m.
            grade: To 0.0001.
            distance_m: To 1 cm.
            cadence_spm: To 1 step a minute.
            power_w: To 1 W.
            temperature_c: To 1 degC.
            contact: As it is.
            marks: As they are.

        >>> second = Sample.rounded(3, hr_bpm=0, speed_mps=2.77777)
        >>> second.hr_bpm, second.speed_mps
        (None, 2.778)
        """
        return cls(
            t_s=t_s,
            hr_bpm=_whole(hr_bpm, 1, 254),
            rr_ms=tuple(round(rr) for rr in rr_ms if 0.5 < rr < 65_534.5),
            speed_mps=None if (mm := _whole(speed_mps, 0, 65_534, per=1000)) is None else mm / 1000,
            altitude_m=(
                None
                if altitude_m is None
                or (steps := _whole(altitude_m + 500, 0, 65_534, per=5)) is None
                else steps / 5 - 500
            ),
            grade=None if (g := _whole(grade, -32_767, 32_766, per=10_000)) is None else g / 10_000,
            distance_m=None
            if (cm := _whole(distance_m, 0, 4_294_967_294, per=100)) is None
            else cm / 100,
            cadence_spm=_whole(cadence_spm, 0, 508),
            power_w=_whole(power_w, 0, 65_534),
            temperature_c=_whole(temperature_c, -127, 126),
            contact=contact,
            marks=marks,
        )


def _whole(value: float | None, low: int, high: int, *, per: int = 1) -> int | None:
    """``value * per`` as a whole number, or None where it is missing or outside ``low..high``."""
    if value is None or not low - 0.5 < value * per < high + 0.5:  # NaN fails every comparison
        return None
    return min(max(round(value * per), low), high)
