"""English."""

from __future__ import annotations

from typing import Final

from runwalk.engine.heartrate import Fault
from runwalk.engine.phases import Action, Cause, Phase, Reason
from runwalk.engine.sample import MarkKind
from runwalk.outputs.screen_wording import AnswerWords, FaceWords, PageWords, TerminalWords
from runwalk.outputs.state import State
from runwalk.outputs.wording import (
    CeilingWords,
    Language,
    LineWords,
    SummaryWords,
    WhyWords,
    Wording,
)

_WHY = WhyWords(
    rose="Heart rate rose {rise_bpm:.0f} beats in {window_s:.0f} seconds: {because}.",
    coming="Heart rate is about to rise: {because}.",
    slow=(
        "Heart rate is {doing} by {drift_bpm_per_h:.0f} beats an hour, "
        "give or take {drift_sd_bpm_per_h:.0f}."
    ),
    drifting="drifting up",
    rising="rising",
    level="Heart rate is not rising.",
    no_speed="Without speed I cannot tell pace from drift.",
    no_reason="nothing that I measure explains it",
    no_heart="I have no heart rate that I trust.",
    because={
        Cause.START: "that is the start of the run",
        Cause.BOUT: "you are running again",
        Cause.SURGE: "you sped up",
        Cause.HILL: "the hill explains most of it",
        Cause.EFFORT: "you sped up, or went uphill",
    },
    hill_in_part="the hill explains part of it",
    asked_for="this part of the workout asks for it",
    faults={
        "spike_s": "It jumped as no heart does.",
        "out_of_range_s": "No heart beats like that.",
        "frozen_s": "It has not moved for too long.",
        "no_contact_s": "The strap has lost the skin.",
        "beats_s": "Its own beats tell another number.",
        "halved_s": "It has dropped to half: every second beat is missing.",
        "cadence_lock_s": "It tells your steps.",
    },
    about={
        (Action.WALK, Reason.CEILING): (
            "Heart rate was {hr_bpm:.0f}, your ceiling is {ceiling_bpm:.0f}, and running on would "
            "lead to about {run_demand_bpm:.0f}."
        ),
        (Action.WALK, Reason.LIMIT): (
            "Heart rate stayed at {hr_bpm:.0f}, and your hard limit is {limit_bpm:.0f}."
        ),
        (Action.WALK, Reason.TIME): ("I had not seen your heart rate for {without_s:.0f} seconds."),
        (Action.WALK, Reason.NOT_RECOVERING): (
            "Heart rate was still {hr_bpm:.0f}, and you run again below {resume_bpm:.0f}."
        ),
        (Action.RUN, Reason.RECOVERED): (
            "Heart rate came down to {hr_bpm:.0f}, and below {resume_bpm:.0f} you can run again."
        ),
        (Action.RUN, Reason.TIME): (
            "I had not seen your heart rate for {without_s:.0f} seconds, and you chose the timer."
        ),
        (Action.EASE, Reason.CEILING): (
            "You walk {walks_per_h:.0f} times an hour, and a slower run needs fewer walks."
        ),
        (Action.INFO, Reason.HEADS_UP): "Running on, heart rate will soon be near your ceiling.",
        (Action.INFO, Reason.DRIFT): (
            "Heart rate rises by {bpm_per_h:.0f} beats an hour, and your effort does not."
        ),
        (Action.INFO, Reason.RISING): (
            "Heart rate rises by {bpm_per_h:.0f} beats an hour. "
            "Without speed I cannot tell pace from drift."
        ),
        (Action.INFO, Reason.SIGNAL_LOST): "The strap told no heart rate.",
        (Action.INFO, Reason.SENSOR): "The strap told a heart rate that I did not trust.",
        (Action.INFO, Reason.SIGNAL_BACK): "The strap tells a heart rate that I trust again.",
        (Action.INFO, Reason.WORKOUT): "The workout asks for it.",
        (Action.WALK, Reason.WORKOUT): "The workout asks for a walk here.",
        (Action.RUN, Reason.WORKOUT): "The workout asks for a run here, and your heart allows it.",
        (Action.WALK, Reason.STEEP): "Walking is cheaper on a hill as steep as this.",
        (Action.EASE, Reason.TOO_FAST): "A recovery works only if it is slow.",
        (Action.EASE, Reason.HIKE): "Heart rate is above what this part asks for.",
        (Action.EASE, Reason.FELT): "You told me that it feels harder than it should.",
        (Action.INFO, Reason.COUNTDOWN): "So that the next part does not surprise you.",
        (Action.INFO, Reason.WAITING): "A run begins only once your heart has come down.",
        (Action.INFO, Reason.TALK): "Who can talk in whole sentences runs easily.",
        (Action.INFO, Reason.UNMEASURED): "This part ends by distance, and nothing tells it.",
    },
)

_LINES = LineWords(
    walk="WALK",
    run="RUN",
    phases={
        Phase.WARM_UP: "warm-up",
        Phase.RUN: "run",
        Phase.WALK: "walk",
        Phase.PAUSED: "paused",
        Phase.FINISHED: "finished",
    },
    zone="zone {zone}",
    ceiling_in="ceiling in {time}",
    between="({soonest} to {latest})",
    or_later="({soonest} or later)",
    resume_below="run again below {resume_bpm:.0f}",
    drift="drift {bpm_per_h:+.0f}±{sd:.0f} bpm/h",
    rising="rising {bpm_per_h:+.0f}±{sd:.0f} bpm/h",
    drift_unknown="drift unknown",
)

_SUMMARY = SummaryWords(
    times="{whole} in all: ran {ran}, walked {walked}",
    share=" ({share} running)",
    ways="ran {ran} at {pace}, walked {walked}",
    tagged="walked for other causes, which does not count: {tags}",
    tag="{tag} {time}",
    above="above the ceiling for {above}; {walks} walk cues, {runs} run cues",
    cues_per_h="{cues_per_h:.0f} cues an hour",
    needed=(
        "; {needed} of {judged} walk cues were needed, heart rate then peaked {where} the ceiling"
    ),
    at="at",
    below="{bpm} bpm below",
    over="{bpm} bpm above",
    zones="time in zones: {zones}",
    zone="zone {zone} {time}",
    rose="heart rate rose by {bpm_per_h:.0f} ± {sd:.0f} bpm/h",
    untrusted="heart rate missing or not trusted: {share}",
)

_ANSWERS = AnswerWords(
    tell="tell",
    close="close",
    talk="Can you talk?",
    talk_ok="can talk",
    talk_hard="hard to talk",
    efforts="How hard is it? (1 very light, 10 all you have)",
    keys="effort",
    effort="effort {rpe:g}",
    causes="Walk for another cause",
    tags={"cramp": "cramp", "stomach": "stomach", "heat": "heat"},
    over="{tag} is over",
    part="This part",
    skip="skip",
)

_FACE = FaceWords(
    states={
        State.WARM_UP: "WARM UP",
        State.RUN: "RUN",
        State.EASE: "RUN EASY",
        State.WALK: "WALK",
        State.BLIND: "GO EASY",
        State.PAUSED: "PAUSED",
        State.FINISHED: "DONE",
    },
    bouts={
        State.WARM_UP: "warming up {time}",
        State.RUN: "this run {time}",
        State.EASE: "this run {time}",
        State.WALK: "this walk {time}",
        State.BLIND: "this stretch {time}",
        State.PAUSED: "paused {time}",
    },
    faults={
        Fault.STARTING: "signal just began",
        Fault.OUT_OF_RANGE: "no heart beats like that",
        Fault.SPIKE: "it jumped as no heart does",
        Fault.FROZEN: "it has not moved for too long",
        Fault.NO_CONTACT: "the strap has lost the skin",
        Fault.BEATS: "its own beats tell another number",
        Fault.HALVED: "it has dropped to half",
        Fault.CADENCE_LOCK: "it tells your steps",
    },
    doubt="not sure of this heart rate",
    doubt_why="not sure of this heart rate: {why}",
    no_signal="no signal",
    no_signal_for="no signal for {time}",
    no_signal_yet="no signal yet",
    battery="battery {left_pct} %",
    zone="zone {number}, {name}",
    band="{floor_bpm} to {ceiling_bpm} bpm",
    no_band="no ceiling in this part",
    beat="1 beat",
    beats="{count} beats",
    up="{beats} to go, up to {bpm}",
    at="at the ceiling, {bpm}",
    over="{beats} over {bpm}",
    ceiling="ceiling {bpm}",
    down="{beats} to go, down to {bpm}",
    nearly="nearly there",
    walk_until="walk until {bpm}",
    ceiling_in="ceiling in {time}",
    ceiling_between="ceiling in {time} ({soonest} to {latest})",
    ceiling_from="ceiling in {time} ({soonest} or later)",
    ceiling_far="ceiling in {minutes} min or so",
    drift="drift {bpm_per_h:+.0f} ± {sd:.0f} bpm/h",
    rise="rise {bpm_per_h:+.0f} ± {sd:.0f} bpm/h",
    no_drift="no drift seen yet ({bpm_per_h:+.0f} ± {sd:.0f} bpm/h)",
    no_rise="no rise seen yet ({bpm_per_h:+.0f} ± {sd:.0f} bpm/h)",
    drift_early="drift: too early to tell",
    drift_blind="drift: I cannot see when you walk",
    done="workout done",
    round_of="{number} of {of}",
    left="{time} left",
    left_m="{left_m:.0f} m left",
    waiting="until heart rate is down",
    quiet="I keep still for a while",
    walk_for="a walk for {tag}",
    meant="this effort is meant: only your limit speaks",
    pause="pause",
    go_on="go on",
    lap="lap",
    to_ceiling="ceiling {bpm}",
    lower="ceiling -1",
    higher="ceiling +1",
    why="why",
    finish="finish",
    marks={
        MarkKind.PAUSE: "pause",
        MarkKind.RESUME: "resume",
        MarkKind.LAP: "lap",
        MarkKind.CEILING: "ceiling",
        MarkKind.WHY: "why",
        MarkKind.FINISH: "finish",
    },
    answers=_ANSWERS,
)

_TERMINAL = TerminalWords(
    waiting="waiting for the first second",
    stay="stay {band}",
    ceiling_label="max {bpm}",
    walk_label="walk ░",
    ago="{minutes} min ago",
    now="now",
    space="Space",
    mute="mute",
    unmute="sound",
    is_muted="muted",
    muted="muted; your hard limit still sounds",
    unmuted="sound is on",
    no_sound="there is no sound to mute",
    pressed="{mark}: in the next second",
    moved="ceiling {step_bpm:+d}",
    finishing="finishing",
    press_again="press F again to finish and save",
    too_many="too many presses; wait a second",
    failed="the screen has failed ({why})",
    nobody_knows="nobody knows why",
    goes_on="the run goes on in lines; Ctrl-C ends it, saved",
    on_phone="on your phone: {address}",
)

_PAGE = PageWords(
    run="Your run",
    task="What to do",
    heart="Heart rate",
    moment="This moment",
    past="Heart rate so far",
    chart="Heart rate over time with the ceiling",
    buttons="Buttons",
    wait="WAIT",
    no_link="NO LINK",
    start="Tap to start",
    start_does="This turns on voice and beeps, and keeps the screen on.",
    may_sleep=(
        "On this address the screen may go dark. Set your phone not to lock itself, or start"
        " runwalk with --https."
    ),
    safety="Stop and sit down if you feel unwell. This is no medical device.",
    ready="Ready.",
    mute="mute",
    sure="sure?",
    in_doubt="bpm, in doubt",
    over="The run is over.",
    away="No connection to the run. Trying again.",
    noted="{mark}: noted",
    refused="{mark}: refused",
    not_sent="{mark}: not sent",
    press_again="The button {mark} did not reach the run. Press again.",
    floor="floor {bpm}",
    ceiling="ceiling {bpm}",
)

_CEILING = CeilingWords(
    is_at="Your ceiling is {bpm} beats a minute: easy running stays below it.",
    heard=(
        "You hear WALK shortly before you reach it, and RUN once your heart has really come down."
    ),
    planned=(
        "Walking is part of the plan. You should be able to talk in whole sentences all the time."
    ),
    limit="Your hard limit is {bpm}: held for 15 s, it always speaks.",
    own="`runwalk setup` works out your own numbers. This is said once.",
    safety=(
        "Heart-rate rules may not fit you if you have a pacemaker, take beta-blockers or other"
        " heart medication, or are pregnant: ask your doctor first. runwalk is no medical device."
    ),
    estimated=(
        "Your maximum is estimated from your age, which is off by more than 11 beats for one"
        " person in three. A measured one, from a race say, is better."
    ),
    any_key="Press any key to begin.",
)

ENGLISH: Final = Wording(
    language=Language.ENGLISH,
    name="English",
    cues={
        (Action.WALK, Reason.CEILING): "Walk. Heart rate is close to your ceiling.",
        (Action.WALK, Reason.DRIFT): "Walk. Your heart rate has drifted up.",
        (Action.WALK, Reason.RISING): "Walk. Heart rate is rising at steady effort.",
        (Action.WALK, Reason.SURGE): "Walk. You sped up.",
        (Action.WALK, Reason.HILL): "Walk. The hill is lifting your heart rate.",
        (Action.WALK, Reason.EFFORT): "Walk. Your effort has gone up.",
        (Action.WALK, Reason.START): "Walk. You started a little fast.",
        (Action.WALK, Reason.LIMIT): (
            "Heart rate is at your limit. Walk, and stop if you feel unwell."
        ),
        (Action.WALK, Reason.TIME): "Walk. I cannot see your heart rate.",
        (Action.WALK, Reason.NOT_RECOVERING): (
            "Heart rate is not coming down. Keep walking, ease off, and stop if you feel unwell."
        ),
        (Action.RUN, Reason.RECOVERED): "Run.",
        (Action.RUN, Reason.TIME): "Run, by the timer.",
        (Action.EASE, Reason.CEILING): "Run a little slower.",
        (Action.INFO, Reason.DRIFT): "Heart rate is drifting up by {bpm_per_h:.0f} beats an hour.",
        (Action.INFO, Reason.RISING): (
            "Heart rate is rising by {bpm_per_h:.0f} beats an hour at steady effort."
        ),
        (Action.INFO, Reason.HEADS_UP): "Walk in about {walk_in_s:.0f} seconds.",
        (Action.INFO, Reason.SIGNAL_LOST): "No heart rate. Check the strap.",
        (Action.INFO, Reason.SENSOR): "Heart rate looks wrong. Check the strap.",
        (Action.INFO, Reason.SIGNAL_BACK): "Heart rate is back.",
        (Action.WALK, Reason.WORKOUT): "Walk.",
        (Action.WALK, Reason.STEEP): "Walk this hill.",
        (Action.RUN, Reason.WORKOUT): "Run.",
        (Action.EASE, Reason.TOO_FAST): "Slower. This part is for recovery.",
        (Action.EASE, Reason.HIKE): "Ease off a little: slower, or less steep.",
        (Action.EASE, Reason.FELT): "Ease off. Your ceiling comes down with it.",
        (Action.INFO, Reason.WORKOUT): "The workout is done.",
        (Action.INFO, Reason.COUNTDOWN): "Next part in {left_s:.0f} seconds.",
        (Action.INFO, Reason.WAITING): "Not yet: heart rate has to come down first.",
        (Action.INFO, Reason.TALK): "Can you talk in whole sentences?",
        (Action.INFO, Reason.UNMEASURED): "I cannot measure distance. Press lap at the end.",
        (Action.INFO, Reason.WHY): _WHY.rose,
    },
    actions={
        Action.WALK: "Walk.",
        Action.RUN: "Run.",
        Action.EASE: "Ease.",
        Action.INFO: "Info.",
    },
    again="Walk now, please.",
    part="{part}.",
    part_of="{part}, {round:.0f} of {rounds:.0f}.",
    heart_rate="Heart rate {bpm}.",
    bpm="bpm",
    decimal_mark=".",
    percent="{number}%",
    why=_WHY,
    lines=_LINES,
    summary=_SUMMARY,
    face=_FACE,
    terminal=_TERMINAL,
    page=_PAGE,
    ceiling=_CEILING,
    news={},
    names={},
)
