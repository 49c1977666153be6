"""English."""

from __future__ import annotations

from typing import Final

from runwalk.engine.phases import Action, Cause, Phase, Reason
from runwalk.outputs.wording import Language, LineWords, SummaryWords, WhyWords, Wording

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
)
