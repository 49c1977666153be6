"""Write a workout as the one line that ``language`` reads back into the same."""

from __future__ import annotations

from runwalk.outputs.lines import clock
from runwalk.training.spec import (
    BeatsTarget,
    Cap,
    Distance,
    Effort,
    Heart,
    LengthUnit,
    Level,
    LevelOf,
    Part,
    RaceTarget,
    Repeat,
    RpeTarget,
    Speed,
    SpeedTarget,
    Step,
    Target,
    Time,
    ZoneTarget,
)


def line_of(parts: tuple[Part, ...]) -> str:
    """Write parts with commas between them.

    >>> from runwalk.training.language import read_line
    >>> line_of(read_line("15min EASY,4x( 400 m@mile , walk until hr<120 or 180s)").parts)
    '15:00 easy, 4x(400m @mile, walk until hr<120 or 3:00)'
    """
    return ", ".join(map(_part, parts))


def length_text(length: Time | Distance) -> str:
    """Write a length."""
    if isinstance(length, Time):
        return clock(length.s)
    return f"{length.amount:.10g}{length.unit.value}"


def heart_text(heart: Heart) -> str:
    """Write what the heart is to do, without what follows where it does not."""
    said = f"hr{'<' if heart.falls else '>'}{level_text(heart.level)}"
    if heart.hold_s is not None:
        said += f" for {heart.hold_s}s"
    if heart.least_s is not None:
        said += f" after {clock(heart.least_s)}"
    return said


def level_text(level: Level) -> str:
    """Write a heart rate."""
    match level.of:
        case LevelOf.BPM:
            return str(level.number)
        case LevelOf.PERCENT_OF_MAX:
            return f"{level.number}%"
        case LevelOf.ZONE:
            return f"zone {level.number}"
        case _:
            return level.of.value


def target_text(target: Target) -> str:
    """Write a target, without the sign before it."""
    match target:
        case Effort():
            return target.value
        case RaceTarget():
            return _race(target)
        case SpeedTarget(first=first, second=second):
            if first == second:
                return speed_text(first)
            return f"{_amount(first)}-{speed_text(second)}"
        case ZoneTarget(first=low, last=high):
            return f"zone {_span(low, high)}"
        case BeatsTarget(floor_bpm=None, ceiling_bpm=ceiling_bpm):
            return f"<{ceiling_bpm}bpm"
        case BeatsTarget(floor_bpm=floor_bpm, ceiling_bpm=ceiling_bpm):
            return f"{floor_bpm}-{ceiling_bpm}bpm"
        case RpeTarget(first=low, last=high):
            return f"rpe {_span(low, high)}"


def cap_text(cap: Cap) -> str:
    """Write a cap, without the signs before it."""
    return speed_text(cap) if isinstance(cap, Speed) else target_text(cap)


def speed_text(speed: Speed) -> str:
    """Write a speed or a pace."""
    return f"{_amount(speed)}{speed.unit.value}"


def _part(part: Part) -> str:
    if isinstance(part, Repeat):
        return f"{part.times}x({line_of(part.parts)})"
    return " ".join(_words(part))


def _words(step: Step) -> list[str]:
    words = []
    if step.length is not None and step.until is None:
        words.append(length_text(step.length))
    if step.gait is not None:
        words.append(step.gait.value)
    if isinstance(step.target, Effort):
        words.append(step.target.value)
    elif step.target is not None:
        words.append(f"@{target_text(step.target)}")
    if step.no_faster is not None:
        words.append(f"@<{cap_text(step.no_faster)}")
    if step.grade_pct is not None:
        words.append(f"grade {step.grade_pct:.10g}%")
    if step.is_surge:
        words.append("surge")
    for said, seconds in (
        ("runs up to", step.most_run_s),
        ("walks at least", step.least_walk_s),
        ("talk every", step.talk_every_s),
    ):
        if seconds is not None:
            words.append(f"{said} {clock(seconds)}")
    if step.is_hill_walked:
        words.append("walk hills")
    words += _end(step)
    if step.name is not None:
        words.append(f'"{step.name}"')
    return words


def _end(step: Step) -> list[str]:
    if step.until is None:
        return ["until lap"] if step.length is None else []
    words = ["until", heart_text(step.until)]
    if step.length is not None:
        words += ["or", length_text(step.length)]
        if step.until.otherwise is not None:
            words += ["then", step.until.otherwise.value.replace("_", " ")]
    return words


def _race(target: RaceTarget) -> str:
    if not target.slower_s:
        return target.race.value
    per = "mi" if target.per is LengthUnit.MILE else "km"
    return f"{target.race.value}{target.slower_s:+}s/{per}"


def _amount(speed: Speed) -> str:
    return clock(round(speed.amount)) if speed.unit.is_pace else f"{speed.amount:.10g}"


def _span(low: int, high: int) -> str:
    return str(low) if low == high else f"{low}-{high}"
