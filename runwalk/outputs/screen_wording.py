"""The words of a screen: what every screen shows, and what a terminal and a page add to it.

A terminal of 80 columns has 36 for a line beside the heart rate, 80 for its row of keys, and 12
large letters for a state with its shape.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from runwalk.engine.heartrate import Fault
from runwalk.engine.sample import MarkKind
from runwalk.outputs.state import State


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerWords:
    """What a runner can tell; on a terminal it all stands in one row of 80 columns.

    Attributes:
        tell: The button that offers all of it ...
        close: ... and the one that does not.
        talk: The coach's question ...
        talk_ok: ... and its answers: talking is no effort ...
        talk_hard: ... or it is.
        efforts: How hard it feels, asked ...
        keys: ... the keys for it, 1 to 10 ...
        effort: ... and told.
        causes: Walks that say nothing of the heart ...
        tags: ... for each of these causes ...
        over: ... until that is over.
        part: This part of the workout ...
        skip: ... can be left out.
    """

    tell: str
    close: str
    talk: str
    talk_ok: str
    talk_hard: str
    efforts: str
    keys: str
    effort: str
    causes: str
    tags: Mapping[str, str]
    over: str
    part: str
    skip: str

    def tag(self, tag: str) -> str:
        """What a cause is called; another program's own word stays as it is."""
        return self.tags.get(tag, tag)


@dataclass(frozen=True, slots=True, kw_only=True)
class FaceWords:
    """What one second is told with on every screen.

    Attributes:
        states: The one word that must be read from two metres; it has large letters.
        bouts: How long that has been so.
        faults: What is wrong with a heart rate.
        doubt: Where heart rate is in doubt.
        doubt_why: The same with the fault.
        no_signal: Where the strap says nothing ...
        no_signal_for: ... for longer ...
        no_signal_yet: ... or has not said anything yet.
        battery: What is left in the emptiest battery.
        zone: The zone with its name.
        band: Where heart rate is to stay.
        no_band: Where there is no ceiling.
        beat: One beat.
        beats: Any other number of them.
        up: How far it is to the ceiling.
        at: Heart rate is at the ceiling.
        over: It is above it.
        ceiling: The ceiling alone.
        down: How far it is to the end of a walk.
        nearly: Hardly any further.
        walk_until: The end of a walk alone.
        ceiling_in: When the ceiling will be reached ...
        ceiling_between: ... and between which times ...
        ceiling_from: ... or where there is no latest time ...
        ceiling_far: ... or that it is far away.
        drift: How fast heart rate drifts at the same speed.
        rise: How fast it rises where speed is not known.
        no_drift: Where that may be nothing.
        no_rise: The same where speed is not known.
        drift_early: Where nobody can tell yet ...
        drift_blind: ... or at all.
        done: Stands for the segment after the last one.
        round_of: Which round of a segment it is ...
        left: ... what is left of it ...
        left_m: ... as a way [m] ...
        waiting: ... or what it waits for.
        quiet: Why the coach keeps still: nobody listens ...
        walk_for: ... there is another cause to walk ...
        meant: ... or the effort is meant.
        pause: Buttons: pause ...
        go_on: ... and its end ...
        lap: ... a lap ...
        to_ceiling: ... another ceiling ...
        lower: ... or one beat less ...
        higher: ... or more, where the ceiling is not known ...
        why: ... a question ...
        finish: ... and the end of the run.
        marks: What each mark is called when it is told that it was pressed.
        answers: What the runner can tell.
    """

    states: Mapping[State, str]
    bouts: Mapping[State, str]
    faults: Mapping[Fault, str]
    doubt: str
    doubt_why: str
    no_signal: str
    no_signal_for: str
    no_signal_yet: str
    battery: str
    zone: str
    band: str
    no_band: str
    beat: str
    beats: str
    up: str
    at: str
    over: str
    ceiling: str
    down: str
    nearly: str
    walk_until: str
    ceiling_in: str
    ceiling_between: str
    ceiling_from: str
    ceiling_far: str
    drift: str
    rise: str
    no_drift: str
    no_rise: str
    drift_early: str
    drift_blind: str
    done: str
    round_of: str
    left: str
    left_m: str
    waiting: str
    quiet: str
    walk_for: str
    meant: str
    pause: str
    go_on: str
    lap: str
    to_ceiling: str
    lower: str
    higher: str
    why: str
    finish: str
    marks: Mapping[MarkKind, str]
    answers: AnswerWords

    def count(self, beats: int) -> str:
        """So many beats."""
        return self.beat if beats == 1 else self.beats.format(count=beats)


@dataclass(frozen=True, slots=True, kw_only=True)
class TerminalWords:
    """What a terminal says beside it.

    Attributes:
        waiting: Before the first second.
        stay: Where heart rate is to stay.
        ceiling_label: The ceiling, beside the chart; eight letters at most.
        walk_label: Where walking was advised, beside the chart; eight letters at most.
        ago: The left end of the chart.
        now: The right end of it.
        space: The name of the longest key.
        mute: What the key M does ...
        unmute: ... and does then.
        is_muted: Said all the while.
        muted: Said when it is pressed ...
        unmuted: ... and pressed again ...
        no_sound: ... or where nothing sounds.
        pressed: A key was pressed.
        moved: The ceiling was moved.
        finishing: Finish was pressed twice ...
        press_again: ... or once.
        too_many: Too many keys were pressed.
        failed: Why the screen is gone ...
        nobody_knows: ... where it did not say ...
        goes_on: ... and what is left.
        on_phone: Where the page is, for a phone.
    """

    waiting: str
    stay: str
    ceiling_label: str
    walk_label: str
    ago: str
    now: str
    space: str
    mute: str
    unmute: str
    is_muted: str
    muted: str
    unmuted: str
    no_sound: str
    pressed: str
    moved: str
    finishing: str
    press_again: str
    too_many: str
    failed: str
    nobody_knows: str
    goes_on: str
    on_phone: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PageWords:
    """What a page in a browser says beside it.

    Attributes:
        run: The page, for who hears it read out ...
        task: ... and its parts: the word ...
        heart: ... the number ...
        moment: ... the facts ...
        past: ... the chart ...
        chart: ... and what it draws ...
        buttons: ... and the buttons.
        wait: The word before the first second ...
        no_link: ... and where the run says nothing any more.
        start: The button that a browser must see pressed before it may sound.
        start_does: What that does.
        may_sleep: Where it cannot keep the screen on.
        safety: Under it.
        ready: The first word that is spoken.
        mute: The button that keeps a browser still.
        sure: The button for finish when it was pressed once.
        in_doubt: The unit of a heart rate in doubt.
        over: The run is over.
        away: The run cannot be heard.
        noted: A button was pressed ...
        refused: ... and not taken ...
        not_sent: ... or did not arrive ...
        press_again: ... as a notice.
        floor: The lower line of the chart ...
        ceiling: ... and the upper one.
    """

    run: str
    task: str
    heart: str
    moment: str
    past: str
    chart: str
    buttons: str
    wait: str
    no_link: str
    start: str
    start_does: str
    may_sleep: str
    safety: str
    ready: str
    mute: str
    sure: str
    in_doubt: str
    over: str
    away: str
    noted: str
    refused: str
    not_sent: str
    press_again: str
    floor: str
    ceiling: str
