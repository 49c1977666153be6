"""All that a screen shows in one second, in words and numbers; a terminal and a page only draw it.

A Reading tells one second. What a runner must still read ten seconds later -- the last cue, how
long this walk has lasted -- is a Story, and grows by one small step a second.

Rule 1: the word for running stands only where the coach advises running on a heart rate that it
can see, or where its timer, which the runner must have chosen, has said so.
Rule 2: a heart rate that is not there is not shown, nor the one before it.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

from runwalk.engine.coach import Reading
from runwalk.engine.heartrate import Fault, HeartRate
from runwalk.engine.phases import Action, Phase, Reason
from runwalk.engine.sample import MarkKind
from runwalk.outputs.lines import clock
from runwalk.outputs.phrases import spoken

CUE_S: Final = 30
"""A cue is shown for so long [s]: long enough for one who looks up late (our choice)."""

_LOW_BATTERY_PCT = 20  # from here on it is worth a word before a long run (our choice)
_FAR_S = 600  # further away than this the ceiling is told in whole minutes


class State(StrEnum):
    """What the screen asks for."""

    WARM_UP = "warm_up"
    RUN = "run"
    EASE = "ease"
    WALK = "walk"
    BLIND = "blind"  # running was advised, and heart rate cannot be seen any more
    PAUSED = "paused"
    FINISHED = "finished"


WORDS: Final = {
    State.WARM_UP: "WARM UP",
    State.RUN: "RUN",
    State.EASE: "RUN EASY",
    State.WALK: "WALK",
    State.BLIND: "GO EASY",
    State.PAUSED: "PAUSED",
    State.FINISHED: "DONE",
}
"""The one word that must be read from two metres."""

ICONS: Final = {
    State.WARM_UP: "~",
    State.RUN: "»",
    State.EASE: "v",
    State.WALK: ">",
    State.BLIND: "?",
    State.PAUSED: "=",
    State.FINISHED: "#",
}
"""A shape beside the word, for whom colours tell nothing; each is drawn by the screen."""

_FAULTS: Final = {
    Fault.STARTING: "signal just began",
    Fault.OUT_OF_RANGE: "no heart beats like that",
    Fault.SPIKE: "it jumped as no heart does",
    Fault.FROZEN: "it has not moved for too long",
    Fault.NO_CONTACT: "the strap has lost the skin",
    Fault.BEATS: "its own beats tell another number",
    Fault.HALVED: "it has dropped to half",
    Fault.CADENCE_LOCK: "it tells your steps",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Press:
    """A button, and what pressing it now would do.

    Attributes:
        kind: The mark it makes.
        words: What stands on it.
        value: What it is made with.
    """

    kind: MarkKind
    words: str
    value: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """What is still true of the seconds before; the first one is that of a run not begun.

    Attributes:
        phase: What was advised.
        since_s: Since when [s].
        is_timed: The timer has said to run, and heart rate has not been seen since.
        cue: The last cue, in words; empty where there was none.
        cue_action: What it asked for first.
        is_eased: Whether it asked for a slower run.
        is_alarm: Whether it was that of the hard limit.
        cue_at_s: When it was said [s].
    """

    phase: Phase | None = None
    since_s: int = 0
    is_timed: bool = False
    cue: str = ""
    cue_action: Action = Action.INFO
    is_eased: bool = False
    is_alarm: bool = False
    cue_at_s: int = 0

    def after(self, reading: Reading) -> Story:
        """The story with one second more."""
        t_s = reading.sample.t_s
        story = self
        if reading.phase is not self.phase:
            is_same_run = self.phase is Phase.WARM_UP and reading.phase is Phase.RUN
            since_s = self.since_s if is_same_run else t_s
            is_news = story.cue_action is Action.INFO  # what asked for something else is over
            cue = story.cue if is_news or is_same_run else ""
            story = replace(story, phase=reading.phase, since_s=since_s, cue=cue)
        if reading.cues:
            first = reading.cues[0]
            story = replace(
                story,
                cue=" ".join(said.text for said in spoken(reading)),
                cue_action=first.action,
                is_eased=any(cue.action is Action.EASE for cue in reading.cues),
                is_alarm=first.reason is Reason.LIMIT,
                cue_at_s=t_s,
            )
        has_timer_run = any(
            cue.action is Action.RUN and cue.reason is Reason.TIME for cue in reading.cues
        )
        is_blind_run = reading.phase is Phase.RUN and reading.hr.is_stale
        return replace(story, is_timed=is_blind_run and (self.is_timed or has_timer_run))


@dataclass(frozen=True, slots=True, kw_only=True)
class Face:
    """One second for the eyes. A text is empty where there is nothing to tell.

    Attributes:
        t_s: Seconds since the start [s].
        elapsed: The same as people read it.
        state: What is asked for.
        word: The same in one word.
        icon: The same as a shape.
        bout: How long that has been so.
        heart_bpm: What the strap said [bpm], trusted or not; None where it said nothing.
        heart: The same for people: with a question mark where it is in doubt.
        is_trusted: Whether decisions rest on it.
        signal: What is wrong with the signal.
        battery: A strap that needs a new battery.
        zone_number: Number of the zone; None outside of all.
        zone: The same with its name.
        goal: How many beats there are to go, and where to.
        ceiling: When the ceiling will be reached.
        drift: How fast heart rate drifts, or why that cannot be told.
        band: Where heart rate is to stay.
        ceiling_bpm: Its upper end [bpm]; None where only the limit holds.
        floor_bpm: Its lower end [bpm].
        segment: Where the workout stands.
        quiet: Why the coach keeps still.
        cue: The last cue, while it is fresh.
        cue_action: What it asks for.
        is_new_cue: Whether it was said in this second.
        is_alarm: Whether it is that of the hard limit.
        presses: What can be pressed now.
    """

    t_s: int
    elapsed: str
    state: State
    word: str
    icon: str
    bout: str
    heart_bpm: int | None
    heart: str
    is_trusted: bool
    signal: str
    battery: str
    zone_number: int | None
    zone: str
    goal: str
    ceiling: str
    drift: str
    band: str
    ceiling_bpm: int | None
    floor_bpm: int | None
    segment: str
    quiet: str
    cue: str
    cue_action: Action
    is_new_cue: bool
    is_alarm: bool
    presses: tuple[Press, ...]


def face_of(reading: Reading, story: Story, *, battery_pct: int | None = None) -> Face:
    """Put one second into words and numbers.

    Args:
        reading: The second.
        story: What it was that led to it, with this second in it.
        battery_pct: What is left in the strap's battery [%], where it is known.
    """
    t_s, hr, band = reading.sample.t_s, reading.hr, reading.band
    state = _state(reading, story)
    is_fresh = _is_fresh(reading, story) and (
        story.cue_action not in (Action.RUN, Action.EASE) or state in (State.RUN, State.EASE)
    )
    is_over = state is State.FINISHED
    return Face(
        t_s=t_s,
        elapsed=clock(t_s),
        state=state,
        word=WORDS[state],
        icon=ICONS[state],
        bout="" if is_over else f"{_BOUTS[state]} {clock(t_s - story.since_s)}",
        heart_bpm=hr.bpm,
        heart="--" if hr.bpm is None else f"{hr.bpm}" if hr.is_trusted else f"{hr.bpm}?",
        is_trusted=hr.is_trusted,
        signal=_signal(hr),
        battery=_battery(battery_pct),
        zone_number=reading.zone.number if reading.zone else None,
        zone=f"zone {reading.zone.number}, {reading.zone.name}" if reading.zone else "",
        goal=_goal(reading, state),
        ceiling=_ceiling(reading, state),
        drift="" if is_over else _drift(reading),
        band=f"{band.floor_bpm} to {band.ceiling_bpm} bpm" if band else "no ceiling in this part",
        ceiling_bpm=band.ceiling_bpm if band else None,
        floor_bpm=band.floor_bpm if band else None,
        segment=_segment(reading),
        quiet=_quiet(reading),
        cue=story.cue if is_fresh else "",
        cue_action=story.cue_action if is_fresh else Action.INFO,
        is_new_cue=bool(reading.cues),
        is_alarm=is_fresh and story.is_alarm,
        presses=presses(reading),
    )


def _segment(reading: Reading) -> str:
    """Where the workout stands: which part, which round of it, and what is left."""
    segment, progress = reading.segment, reading.progress
    if segment is None or progress is None:
        return "workout done"
    told = [segment.name]
    if segment.round is not None:
        told.append(f"{segment.round.number} of {segment.round.of}")
    if progress.is_waiting:
        told.append("until heart rate is down")
    elif progress.left_m is not None:
        told.append(f"{progress.left_m:.0f} m left")
    elif progress.left_s is not None:
        told.append(f"{clock(progress.left_s)} left")
    return ", ".join(told)


def _quiet(reading: Reading) -> str:
    """Why the coach keeps still."""
    if reading.is_left_alone:
        return "I keep still for a while"
    if reading.tag is not None:
        return f"a walk for {reading.tag}"
    return "this effort is meant: only your limit speaks" if reading.is_quiet else ""


def presses(reading: Reading) -> tuple[Press, ...]:
    """What the runner can press now, and what it would do; nothing after the end."""
    if reading.phase is Phase.FINISHED:
        return ()
    is_paused = reading.phase is Phase.PAUSED
    moved = ("ceiling -1", "ceiling +1")
    if reading.band is not None:
        ceiling_bpm = reading.band.ceiling_bpm
        moved = (f"ceiling {ceiling_bpm - 1}", f"ceiling {ceiling_bpm + 1}")
    return (
        Press(kind=MarkKind.RESUME, words="go on")
        if is_paused
        else Press(kind=MarkKind.PAUSE, words="pause"),
        Press(kind=MarkKind.LAP, words="lap"),
        Press(kind=MarkKind.CEILING, words=moved[0], value=-1),
        Press(kind=MarkKind.CEILING, words=moved[1], value=1),
        Press(kind=MarkKind.WHY, words="why"),
        Press(kind=MarkKind.FINISH, words="finish"),
    )


_BOUTS: Final = {
    State.WARM_UP: "warming up",
    State.RUN: "this run",
    State.EASE: "this run",
    State.WALK: "this walk",
    State.BLIND: "this stretch",
    State.PAUSED: "paused",
}


def _state(reading: Reading, story: Story) -> State:
    match reading.phase:
        case Phase.WALK:
            return State.WALK
        case Phase.PAUSED:
            return State.PAUSED
        case Phase.FINISHED:
            return State.FINISHED
    if reading.hr.is_stale:
        return State.RUN if story.is_timed else State.BLIND
    if reading.phase is Phase.WARM_UP:
        return State.WARM_UP
    return State.EASE if story.is_eased and _is_fresh(reading, story) else State.RUN


def _is_fresh(reading: Reading, story: Story) -> bool:
    return bool(story.cue) and reading.sample.t_s - story.cue_at_s < CUE_S


def _signal(hr: HeartRate) -> str:
    if hr.bpm is None:
        if hr.age_s is None:
            return "no signal yet"
        return f"no signal for {clock(hr.age_s)}" if hr.is_stale else "no signal"
    if hr.is_trusted:
        return ""
    why = _FAULTS.get(hr.fault) if hr.fault else None
    return f"not sure of this heart rate: {why}" if why else "not sure of this heart rate"


def _battery(battery_pct: int | None) -> str:
    is_low = battery_pct is not None and battery_pct <= _LOW_BATTERY_PCT
    return f"strap battery {battery_pct} %" if is_low else ""


def _goal(reading: Reading, state: State) -> str:
    """How far it is to where this run or walk ends; nothing of a heart rate that is in doubt."""
    bpm = reading.hr.bpm if reading.hr.is_trusted else None
    if state is State.WALK and reading.resume_bpm is not None:
        line_bpm = math.floor(reading.resume_bpm)
        if bpm is None:
            return f"walk until {line_bpm}"
        more = bpm - line_bpm
        return f"{_beats(more)} to go, down to {line_bpm}" if more > 0 else "nearly there"
    if state not in (State.WARM_UP, State.RUN, State.EASE) or reading.band is None:
        return ""
    ceiling_bpm = reading.band.ceiling_bpm
    if bpm is None:
        return f"ceiling {ceiling_bpm}"
    more = ceiling_bpm - bpm
    if more > 0:
        return f"{_beats(more)} to go, up to {ceiling_bpm}"
    return f"at the ceiling, {ceiling_bpm}" if not more else f"{_beats(-more)} over {ceiling_bpm}"


def _beats(count: int) -> str:
    return "1 beat" if count == 1 else f"{count} beats"


def _ceiling(reading: Reading, state: State) -> str:
    """When the ceiling will be reached, and within which time, nine times in ten."""
    seconds = reading.seconds_to_ceiling
    if seconds is None or state not in (State.WARM_UP, State.RUN, State.EASE):
        return ""
    if seconds >= _FAR_S:
        return f"ceiling in {round(seconds / 60)} min or so"
    soonest_s, latest_s = reading.ceiling_soonest_s, reading.ceiling_latest_s
    if soonest_s is None:
        return f"ceiling in {clock(seconds)}"
    span = f"{clock(soonest_s)} {'or later' if latest_s is None else f'to {clock(latest_s)}'}"
    return f"ceiling in {clock(seconds)} ({span})"


def _drift(reading: Reading) -> str:
    drift = reading.drift
    if reading.phase is Phase.WARM_UP:
        return "drift: too early to tell"
    if not drift.is_known:
        return "drift: I cannot see when you walk"
    word = "drift" if drift.has_speed else "rise"
    told = f"{drift.bpm_per_h:+.0f} ± {drift.sd_bpm_per_h:.0f} bpm/h"
    return f"{word} {told}" if drift.is_claimed else f"no {word} seen yet ({told})"
