"""Seconds, heart rates and outlooks, made in place."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from runwalk.engine.athlete import Athlete, Band
from runwalk.engine.coach import Coach, CoachSettings, Reading
from runwalk.engine.drift import Drift, Outlook
from runwalk.engine.effort import running_cost_minetti_2002
from runwalk.engine.gait import Gait
from runwalk.engine.heartrate import Fault, HeartRate
from runwalk.engine.motion import Motion
from runwalk.engine.phases import Cue
from runwalk.engine.sample import Mark, MarkKind, Sample
from runwalk.engine.workout import Workout

BAND = Band(130, 150)


def second(
    t_s: int,
    bpm: int | None = None,
    *,
    rr_ms: tuple[int, ...] = (),
    speed_mps: float | None = None,
    cadence_spm: int | None = None,
    contact: bool | None = None,
    marks: tuple[Mark, ...] = (),
) -> Sample:
    """One second of a strap, and of a foot pod where there is one."""
    return Sample(
        t_s=t_s,
        hr_bpm=bpm,
        rr_ms=rr_ms,
        speed_mps=speed_mps,
        cadence_spm=cadence_spm,
        contact=contact,
        marks=marks,
    )


def steady(bpm: int | None, seconds: int, *, start_s: int = 0) -> list[Sample]:
    """A heart rate that stays; None is a silent strap."""
    return [second(start_s + i, bpm) for i in range(seconds)]


def told(bpms: Iterable[int | None], *, start_s: int = 0) -> list[Sample]:
    """A strap that tells these, one a second."""
    return [second(start_s + i, bpm) for i, bpm in enumerate(bpms)]


def heard(bpm: int, trusted_s: int = 60) -> HeartRate:
    """A heart rate that has been trusted for so long."""
    return HeartRate(
        bpm=bpm,
        is_trusted=True,
        trusted_s=trusted_s,
        level_s=trusted_s + 10,
        is_new_level=False,
        age_s=0,
        is_stale=False,
        fault=None,
    )


def doubted(bpm: int, fault: Fault = Fault.SPIKE, *, age_s: int = 1) -> HeartRate:
    """A reading that is not to be trusted, so long after one that was."""
    return HeartRate(
        bpm=bpm,
        is_trusted=False,
        trusted_s=0,
        level_s=0,
        is_new_level=False,
        age_s=age_s,
        is_stale=age_s > 5,
        fault=fault,
    )


def silence(age_s: int | None = None) -> HeartRate:
    """A second without a reading, so long after the last trusted one."""
    is_stale = age_s is None or age_s > 5
    return HeartRate(
        bpm=None,
        is_trusted=False,
        trusted_s=0,
        level_s=0,
        is_new_level=False,
        age_s=age_s,
        is_stale=is_stale,
        fault=Fault.MISSING,
    )


def outlook(
    heart_bpm: float = 140.0,
    *,
    run_demand_bpm: float = 145.0,
    run_demand_sd_bpm: float = 2.0,
    walk_demand_bpm: float = 110.0,
    tau_s: float = 50.0,
    slope_bpm_per_s: float = 0.0,
    slope_sd_bpm_per_s: float = 0.0,
    gain_bpm: float = 8.0,
    effort_change: int = 0,
) -> Outlook:
    """Where a heart is going."""
    return Outlook(
        heart_bpm=heart_bpm,
        run_demand_bpm=run_demand_bpm,
        run_demand_sd_bpm=run_demand_sd_bpm,
        walk_demand_bpm=walk_demand_bpm,
        tau_s=tau_s,
        dead_time_s=8.0,
        slope_bpm_per_s=slope_bpm_per_s,
        slope_sd_bpm_per_s=slope_sd_bpm_per_s,
        gain_bpm=gain_bpm,
        effort_change=effort_change,
    )


def drift(bpm_per_h: float = 0.0, *, is_claimed: bool = False, has_speed: bool = True) -> Drift:
    """What is known of drift."""
    return Drift(bpm_per_h=bpm_per_h, sd_bpm_per_h=3.0, is_claimed=is_claimed, has_speed=has_speed)


def motion(
    speed_mps: float | None = None, *, gait: Gait | None = Gait.RUN, grade: float = 0.0
) -> Motion:
    """Legs, with the cost of running where the speed is known."""
    power = None if speed_mps is None else running_cost_minetti_2002(grade) * speed_mps
    return Motion(None if speed_mps is None else gait, speed_mps, grade, power)


UNSEEN = motion()


def coach(
    athlete: Athlete | None = None,
    workout: Workout | None = None,
    settings: CoachSettings | None = None,
) -> Coach:
    """A coach for an easy run between 130 and 150 bpm, if nothing else is asked for."""
    return Coach(athlete or Athlete(), workout or Workout.easy(BAND), settings)


def stepped(one: Coach, samples: Iterable[Sample]) -> list[Reading]:
    """Hand samples to a coach."""
    return [one.step(sample) for sample in samples]


def cues_of(readings: Iterable[Reading]) -> Iterator[tuple[int, Cue]]:
    """Everything that was said, and when."""
    for reading in readings:
        for cue in reading.cues:
            yield reading.sample.t_s, cue


def pressed(t_s: int, bpm: int | None, *marks: MarkKind | Mark) -> Sample:
    """A second in which the runner did something."""
    done = tuple(mark if isinstance(mark, Mark) else Mark(mark) for mark in marks)
    return second(t_s, bpm, marks=done)
