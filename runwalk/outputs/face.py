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
from typing import Final

from runwalk.engine.coach import Reading
from runwalk.engine.heartrate import HeartRate
from runwalk.engine.phases import Action, Cue, Phase, Reason
from runwalk.engine.sample import MarkKind
from runwalk.outputs.english import ENGLISH
from runwalk.outputs.lines import clock
from runwalk.outputs.phrases import phrase
from runwalk.outputs.presses import Press, answers, presses
from runwalk.outputs.screen_wording import FaceWords
from runwalk.outputs.state import ICONS, State
from runwalk.outputs.wording import Wording

CUE_S: Final = 30
"""A cue is shown for so long [s]: long enough for one who looks up late (our choice)."""

ASKED_S: Final = 60
"""So long after *can you talk?* the answers are offered first [s] (our choice)."""

EFFORT_S: Final = 600
"""So long is it shown how hard it felt [s]: later it is no news of this run (our choice)."""

_LOW_BATTERY_PCT = 20  # from here on it is worth a word before a long run (our choice)
_FAR_S = 600  # further away than this the ceiling is told in whole minutes


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """What is still true of the seconds before; the first one is that of a run not begun.

    Attributes:
        phase: What was advised.
        since_s: Since when [s].
        is_timed: The timer has said to run, and heart rate has not been seen since.
        cues: The last that was said; empty where there was nothing, or where it is over.
        cues_at_s: When it was said [s].
        asked_at_s: When the coach asked how talking goes [s]; None where that is answered.
        effort_at_s: When the runner told how hard it feels [s]; None before.
    """

    phase: Phase | None = None
    since_s: int = 0
    is_timed: bool = False
    cues: tuple[Cue, ...] = ()
    cues_at_s: int = 0
    asked_at_s: int | None = None
    effort_at_s: int | None = None

    @property
    def action(self) -> Action:
        """What was asked for first."""
        return self.cues[0].action if self.cues else Action.INFO

    @property
    def says_run(self) -> bool:
        """Whether it was a run, or a slower run, that was asked for first."""
        is_slower_run = self.action is Action.EASE and self.cues[0].reason is Reason.CEILING
        return self.action is Action.RUN or is_slower_run

    @property
    def is_eased(self) -> bool:
        """Whether a slower run was asked for."""
        return any(cue.action is Action.EASE for cue in self.cues)

    @property
    def is_alarm(self) -> bool:
        """Whether it was the hard limit that spoke."""
        return bool(self.cues) and self.cues[0].reason is Reason.LIMIT

    def after(self, reading: Reading) -> Story:
        """The story with one second more."""
        t_s = reading.sample.t_s
        story = self
        if reading.phase is not self.phase:
            is_same_run = self.phase is Phase.WARM_UP and reading.phase is Phase.RUN
            since_s = self.since_s if is_same_run else t_s
            is_news = story.action is Action.INFO  # what asked for something else is over
            cues = story.cues if is_news or is_same_run else ()
            story = replace(story, phase=reading.phase, since_s=since_s, cues=cues)
        if reading.cues:
            story = replace(story, cues=reading.cues, cues_at_s=t_s)
        told = {mark.kind for mark in reading.sample.marks}
        if MarkKind.RPE in told:
            story = replace(story, effort_at_s=t_s)
        if MarkKind.TALK in told:
            story = replace(story, asked_at_s=None)
        if any(cue.reason is Reason.TALK for cue in reading.cues):
            story = replace(story, asked_at_s=t_s)
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
        battery: What is left in the emptiest battery.
        is_battery_low: Whether it should be changed before a long run.
        effort: How hard the runner said it feels, for some minutes.
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
        answers: What the runner can tell now.
        is_asked: Whether the coach waits to be told how talking goes.
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
    is_battery_low: bool
    effort: str
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
    answers: tuple[Press, ...]
    is_asked: bool


def face_of(
    reading: Reading, story: Story, wording: Wording = ENGLISH, *, battery_pct: int | None = None
) -> Face:
    """Put one second into words and numbers.

    Args:
        reading: The second.
        story: What it was that led to it, with this second in it.
        wording: The runner's language.
        battery_pct: What is left in the emptiest battery [%], where it is known.
    """
    t_s, hr, band, words = reading.sample.t_s, reading.hr, reading.band, wording.face
    state = _state(reading, story)
    is_fresh = _is_fresh(reading, story) and (
        not story.says_run or state in (State.RUN, State.EASE)
    )
    is_over = state is State.FINISHED
    is_asked = reading.phase.is_running and _is_within(ASKED_S, story.asked_at_s, t_s)
    return Face(
        t_s=t_s,
        elapsed=clock(t_s),
        state=state,
        word=words.states[state],
        icon=ICONS[state],
        bout="" if is_over else words.bouts[state].format(time=clock(t_s - story.since_s)),
        heart_bpm=hr.bpm,
        heart="--" if hr.bpm is None else f"{hr.bpm}" if hr.is_trusted else f"{hr.bpm}?",
        is_trusted=hr.is_trusted,
        signal=_signal(hr, words),
        battery="" if battery_pct is None else words.battery.format(left_pct=battery_pct),
        is_battery_low=battery_pct is not None and battery_pct <= _LOW_BATTERY_PCT,
        effort=words.answers.effort.format(rpe=reading.rpe)
        if reading.rpe is not None and _is_within(EFFORT_S, story.effort_at_s, t_s)
        else "",
        zone_number=reading.zone.number if reading.zone else None,
        zone=_zone(reading, wording),
        goal=_goal(reading, state, words),
        ceiling=_ceiling(reading, state, words),
        drift="" if is_over else _drift(reading, words),
        band=words.no_band
        if band is None
        else words.band.format(floor_bpm=band.floor_bpm, ceiling_bpm=band.ceiling_bpm),
        ceiling_bpm=band.ceiling_bpm if band else None,
        floor_bpm=band.floor_bpm if band else None,
        segment=_segment(reading, wording),
        quiet=_quiet(reading, words),
        cue=" ".join(phrase(cue, wording) for cue in story.cues) if is_fresh else "",
        cue_action=story.action if is_fresh else Action.INFO,
        is_new_cue=bool(reading.cues),
        is_alarm=is_fresh and story.is_alarm,
        presses=presses(reading, words),
        answers=answers(reading, words.answers),
        is_asked=is_asked,
    )


def _segment(reading: Reading, wording: Wording) -> str:
    """Where the workout stands: which part, which round of it, and what is left."""
    segment, progress, words = reading.segment, reading.progress, wording.face
    if segment is None or progress is None:
        return words.done
    told = [wording.called(segment.name)]
    if segment.round is not None:
        told.append(words.round_of.format(number=segment.round.number, of=segment.round.of))
    if progress.is_waiting:
        told.append(words.waiting)
    elif progress.left_m is not None:
        told.append(words.left_m.format(left_m=progress.left_m))
    elif progress.left_s is not None:
        told.append(words.left.format(time=clock(progress.left_s)))
    return ", ".join(told)


def _quiet(reading: Reading, words: FaceWords) -> str:
    """Why the coach keeps still."""
    if reading.is_left_alone:
        return words.quiet
    if reading.tag is not None:
        return words.walk_for.format(tag=words.answers.tag(reading.tag))
    return words.meant if reading.is_quiet else ""


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
    return bool(story.cues) and reading.sample.t_s - story.cues_at_s < CUE_S


def _is_within(seconds: int, at_s: int | None, t_s: int) -> bool:
    return at_s is not None and t_s - at_s < seconds


def _signal(hr: HeartRate, words: FaceWords) -> str:
    if hr.bpm is None:
        if hr.age_s is None:
            return words.no_signal_yet
        return words.no_signal_for.format(time=clock(hr.age_s)) if hr.is_stale else words.no_signal
    if hr.is_trusted:
        return ""
    why = words.faults.get(hr.fault) if hr.fault else None
    return words.doubt_why.format(why=why) if why else words.doubt


def _zone(reading: Reading, wording: Wording) -> str:
    zone = reading.zone
    if zone is None:
        return ""
    return wording.face.zone.format(number=zone.number, name=wording.called(zone.name))


def _goal(reading: Reading, state: State, words: FaceWords) -> str:
    """How far it is to where this run or walk ends; nothing of a heart rate that is in doubt."""
    bpm = reading.hr.bpm if reading.hr.is_trusted else None
    if state is State.WALK and reading.resume_bpm is not None:
        line_bpm = math.floor(reading.resume_bpm)
        if bpm is None:
            return words.walk_until.format(bpm=line_bpm)
        more = bpm - line_bpm
        if more <= 0:
            return words.nearly
        return words.down.format(beats=words.count(more), bpm=line_bpm)
    if state not in (State.WARM_UP, State.RUN, State.EASE) or reading.band is None:
        return ""
    ceiling_bpm = reading.band.ceiling_bpm
    if bpm is None:
        return words.ceiling.format(bpm=ceiling_bpm)
    more = ceiling_bpm - bpm
    form = words.up if more > 0 else words.over if more else words.at
    return form.format(beats=words.count(abs(more)), bpm=ceiling_bpm)


def _ceiling(reading: Reading, state: State, words: FaceWords) -> str:
    """When the ceiling will be reached, and within which time, nine times in ten."""
    seconds = reading.seconds_to_ceiling
    if seconds is None or state not in (State.WARM_UP, State.RUN, State.EASE):
        return ""
    if seconds >= _FAR_S:
        return words.ceiling_far.format(minutes=round(seconds / 60))
    time, soonest_s, latest_s = clock(seconds), reading.ceiling_soonest_s, reading.ceiling_latest_s
    if soonest_s is None:
        return words.ceiling_in.format(time=time)
    if latest_s is None:
        return words.ceiling_from.format(time=time, soonest=clock(soonest_s))
    return words.ceiling_between.format(time=time, soonest=clock(soonest_s), latest=clock(latest_s))


def _drift(reading: Reading, words: FaceWords) -> str:
    drift = reading.drift
    if reading.phase is Phase.WARM_UP:
        return words.drift_early
    if not drift.is_known:
        return words.drift_blind
    if drift.is_claimed:
        form = words.drift if drift.has_speed else words.rise
    else:
        form = words.no_drift if drift.has_speed else words.no_rise
    return form.format(bpm_per_h=drift.bpm_per_h, sd=drift.sd_bpm_per_h)
