"""A what-if in words for people: the fact, and apart from it what was simulated."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from analysis.heart_fit import HeartFit, Told
from analysis.what_if import Difference, Fact, Outcome, Word
from analysis.what_if_run import Interval, Simulation
from runwalk.engine.athlete import Band
from runwalk.outputs.lines import clock
from runwalk.outputs.notes import printable
from runwalk.outputs.units import Units, pace
from runwalk.recording.recording import Recording


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What was asked.

    Attributes:
        policy: Who would have spoken, by name.
        run_s: How long Galloway's clock runs [s] ...
        walk_s: ... and walks [s].
        band: Between which heart rates.
    """

    policy: str
    run_s: int
    walk_s: int
    band: Band

    @property
    def who(self) -> str:
        """Who would have spoken."""
        return {
            "coach": "the coach",
            "none": "nobody",
            "galloway": f"Galloway's clock ({self.run_s / 60:g}:{self.walk_s / 60:g})",
            "beep": "a watch that beeps at the ceiling",
            "beep-to-middle": "a watch that walks down to mid-zone",
        }[self.policy]


def tell_fact(asked: Asked, recording: Recording, fact: Fact) -> Iterator[str]:
    """Tell the first cue that differs."""
    band = asked.band
    yield f"FACT: {asked.who}, {band.floor_bpm} to {band.ceiling_bpm} bpm, in this recording"
    if fact.shared:
        yield f"The first {len(fact.shared)} cues are those that were given."
    difference = fact.difference
    if difference is None:
        yield "No cue would differ."
        return
    yield f"At {clock(difference.t_s)} {_would(asked, difference)}"
    yield _was(recording, difference)


def _would(asked: Asked, difference: Difference) -> str:
    bpm = "no heart rate then" if difference.hr_bpm is None else f"{difference.hr_bpm} bpm"
    at = f"({bpm}, ceiling {asked.band.ceiling_bpm})"
    if asked.policy == "none":
        return f"nobody would have spoken {at}."
    if not difference.would:
        return f"{asked.who} would have said nothing {at}."
    return f"{asked.who} would have said: {_quoted(difference.would)} {at}"


def _was(recording: Recording, difference: Difference) -> str:
    if difference.was:
        return f"In the recording it was said: {_quoted(difference.was)}"
    return "Nobody spoke then." if recording.cues else "In the recording nobody spoke."


def _quoted(words: Sequence[Word]) -> str:
    told = " ".join(word.text or f"{word.action} ({word.reason})" for word in words)
    return printable(f'"{told}"')


def tell_outcomes(
    asked: Asked,
    fact: Fact,
    happened: Outcome | None,
    simulation: Simulation | str | None,
    units: Units,
) -> Iterator[str]:
    """Tell what really followed, and beside it what was simulated, or why nothing was.

    Args:
        asked: What was asked.
        fact: The first cue that differs.
        happened: What really followed; None where no cue differs.
        simulation: What was simulated, or why nothing was; None where no cue differs.
        units: How people read a pace.
    """
    if happened is None or fact.difference is None or simulation is None:
        return
    yield ""
    if isinstance(simulation, str):
        yield f"SIMULATED: nothing; {simulation}."
    else:
        yield (
            f"SIMULATED from here: {len(simulation.runs)} runs that nobody ran, by a model of this "
            "runner's heart"
        )
        yield from _model(simulation)
    yield ""
    yield from _table(asked, fact.difference, happened, simulation, units)


def _model(simulation: Simulation) -> Iterator[str]:
    fit, legs = simulation.fit, simulation.legs
    numbers = [
        f"time constant {_give(fit.tau_s, 's')}",
        f"dead time {_give(fit.dead_time_s, 's')}",
        f"{_give(fit.gain_bpm_per_w_per_kg, 'bpm a W/kg', 1)}",
    ]
    if fit.drift_bpm_per_h is not None:
        numbers.append(f"drift {_give(fit.drift_bpm_per_h, 'bpm/h')}")
    yield f"  fitted on this recording: {', '.join(numbers)}"
    walk = "as recorded" if legs.has_walked else "taken to be so, for nobody walks in the recording"
    yield f"  the legs obey within 2 to 7 s; they walk at {3.6 * legs.walking_mps:.1f} km/h, {walk}"


def _give(told: Told, unit: str, digits: int = 0) -> str:
    return f"{told.value:.{digits}f} ± {told.se:.{digits}f} {unit}"


def _table(
    asked: Asked,
    difference: Difference,
    happened: Outcome,
    simulation: Simulation | str,
    units: Units,
) -> Iterator[str]:
    def percent(value: float) -> str:
        return f"{100.0 * value:.0f} %"

    def pace_of(speed_mps: float) -> str:
        return pace(speed_mps, units) if speed_mps > 0.0 else "-"

    band = asked.band
    rows: tuple[tuple[str, str, Callable[[float], str]], ...] = (
        (f"in zone ({band.floor_bpm} to {band.ceiling_bpm} bpm)", "in_zone_ratio", percent),
        ("above the ceiling", "above_ratio", percent),
        ("running", "running_ratio", percent),
        ("pace, walks counted", "speed_mps", pace_of),
        ("walk cues", "walk_cues", "{:.0f}".format),
    )
    length = clock(happened.seconds)
    heading = f"from {clock(difference.t_s)} to the end, {length}"
    if isinstance(simulation, str):
        yield f"{heading:<36}{'really':>10}"
    else:
        yield f"{heading:<36}{'really':>10}   simulated [90 % of them]"
    for title, name, write in rows:
        value: float | None = getattr(happened, name)
        line = f"{title:<36}{'-' if value is None else write(value):>10}"
        if isinstance(simulation, Simulation):
            line += f"   {_span(simulation.interval(name), write)}"
        yield line


def _span(value: Interval | None, write: Callable[[float], str]) -> str:
    if value is None:
        return "-"
    low, high = (write(one).split(" ")[0] for one in (value.low, value.high))
    return f"{write(value.middle)} [{low}, {high}]"


def fit_to_dict(fit: HeartFit) -> dict[str, dict[str, float] | None]:
    """The model's numbers, each with its standard error, as plain JSON values."""
    numbers = {
        name: getattr(fit, name)
        for name in ("tau_s", "dead_time_s", "gain_bpm_per_w_per_kg", "drift_bpm_per_h")
    }
    return {
        name: None if told is None else {"value": round(told.value, 3), "se": round(told.se, 3)}
        for name, told in numbers.items()
    }
