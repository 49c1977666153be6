"""Every language says all that there is to say, with the same numbers in it."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass, replace
from string import Formatter
from typing import Any

import pytest

from runwalk.engine.athlete import Athlete, Band
from runwalk.engine.heartrate import Fault
from runwalk.engine.phases import Action, Cause, Cue, Phase, Reason
from runwalk.engine.workout import Workout
from runwalk.engine.zones import Zones
from runwalk.outputs.english import ENGLISH
from runwalk.outputs.german import GERMAN
from runwalk.outputs.lines import JsonLines, PlainLines, reading_to_dict
from runwalk.outputs.phrases import WORDINGS, phrase, spoken
from runwalk.outputs.state import State
from runwalk.outputs.units import Units
from runwalk.outputs.wording import Language, Wording
from runwalk.summary import Tally, tell
from runwalk.training.compiler import Runner, workout_of
from runwalk.training.library import SESSIONS
from runwalk.training.spec import RacePace

from .builders import coach, drift, steady, stepped

NUMBERS = (("bpm_per_h", 12.0), ("walk_in_s", 20.0), ("left_s", 10.0))
OTHERS = [one for one in Language if one is not Language.ENGLISH]
FORBIDDEN = ("doctor", "heart attack", "danger", "arzt", "herzinfarkt", "gefahr", "{")


def texts(value: Any, place: str = "") -> Iterator[tuple[str, str]]:
    """Every text of a table, with its place."""
    if is_dataclass(value):
        for field in fields(value):
            yield from texts(getattr(value, field.name), f"{place}.{field.name}")
    elif isinstance(value, Mapping):
        for key, one in value.items():
            yield from texts(one, f"{place}[{key}]")
    else:
        assert isinstance(value, str)
        yield place, value


def holes(text: str) -> list[tuple[str, str]]:
    """What is put into a text, and how it is written there."""
    return sorted((name, form or "") for _, name, form, _ in Formatter().parse(text) if name)


def test_every_language_has_its_table() -> None:
    assert set(WORDINGS) == set(Language)
    assert all(wording.language is language for language, wording in WORDINGS.items())


@pytest.mark.parametrize("language", OTHERS)
def test_a_language_has_every_phrase_with_the_same_fields(language: Language) -> None:
    other = {
        at: text for at, text in texts(WORDINGS[language]) if not at.startswith((".news", ".names"))
    }

    assert {at: holes(text) for at, text in other.items()} == {
        at: holes(text) for at, text in texts(ENGLISH)
    }
    assert all(other.values())


@pytest.mark.parametrize("language", OTHERS)
def test_no_phrase_was_left_in_english(language: Language) -> None:
    english = dict(texts(ENGLISH))

    left = [at for at, text in texts(WORDINGS[language]) if text == english.get(at)]

    assert [at for at in left if re.search("[a-z]{3}", english[at].split("{")[0])] == []


@pytest.mark.parametrize("wording", WORDINGS.values(), ids=WORDINGS)
def test_a_table_has_words_for_all_values_of_the_engine(wording: Wording) -> None:
    assert set(wording.actions) == set(Action)
    assert set(wording.lines.phases) == set(Phase)
    assert set(wording.why.because) <= set(Cause)
    assert max(len(wording.lines.walk), len(wording.lines.run)) <= 5
    assert set(wording.face.states) == set(State)
    assert len(set(wording.face.states.values())) == len(State)
    assert set(wording.face.bouts) == set(State) - {State.FINISHED}
    assert set(wording.face.faults) == set(Fault) - {Fault.MISSING}


@pytest.mark.parametrize("language", OTHERS)
def test_zones_and_parts_of_workouts_have_names_in_every_language(language: Language) -> None:
    wording = WORDINGS[language]
    zones = [
        Zones.percent_of_max(190),
        Zones.karvonen_1957(50, 190),
        Zones.friel_lthr(165),
        Zones.maf_180(40),
        Zones.custom([100, 120]),
        Zones.around(130, 150),
    ]
    names = {zone.name for one in zones for zone in one.zones}
    names |= {segment.name for segment in Workout.easy(Band(130, 150)).segments}
    runner = Runner(Athlete(resting_bpm=50, max_bpm=190), vdot=45.0)
    for session in SESSIONS.values():
        workout = workout_of(session.spec(), runner, session.name)
        names |= {segment.name for segment in workout.segments}
    names |= {f"400 m at {race} pace" for race in RacePace}

    assert {name for name in names if wording.called(name) == name} == {"VO2max"}
    assert wording.called("hill of my own") == "hill of my own"
    assert {ENGLISH.called(name) for name in names} == names


@pytest.mark.parametrize("wording", WORDINGS.values(), ids=WORDINGS)
@pytest.mark.parametrize("pair", list(ENGLISH.cues), ids=lambda pair: f"{pair[0]}/{pair[1]}")
def test_words_are_short_sentences_and_no_medical_advice(
    pair: tuple[Action, Reason], wording: Wording
) -> None:
    text = phrase(Cue(*pair, NUMBERS), wording)

    assert text[0].isupper()
    assert text.endswith("?" if pair[1] is Reason.TALK else ".")
    assert len(text.split()) <= 16
    assert not any(word in text.lower() for word in FORBIDDEN)
    if pair[0] is Action.WALK:
        assert {"en": "walk", "de": "geh"}[wording.language] in text.lower()


@pytest.mark.parametrize("wording", WORDINGS.values(), ids=WORDINGS)
def test_walk_and_run_begin_with_their_own_word_in_every_language(wording: Wording) -> None:
    run = wording.cues[Action.RUN, Reason.RECOVERED]
    walks = [text for (action, _), text in wording.cues.items() if action is Action.WALK]

    assert not any(text.startswith(run.rstrip(".")) for text in walks)


def test_a_cue_in_german() -> None:
    assert phrase(Cue(Action.WALK, Reason.CEILING, is_repeat=True), GERMAN) == "Jetzt bitte gehen."
    assert phrase(Cue(Action.WALK, Reason.HEADS_UP), GERMAN) == "Gehen."
    assert phrase(Cue(Action.INFO, Reason.HEADS_UP, NUMBERS), GERMAN) == (
        "In etwa 20 Sekunden gehen."
    )


@pytest.mark.parametrize(
    ("action", "told", "english", "german"),
    [
        (Action.INFO, (), "Easy.", "Locker."),
        (Action.WALK, (), "Walk. Easy.", "Gehen. Locker."),
        (
            Action.RUN,
            (("round", 2.0), ("rounds", 8.0)),
            "Run. Easy, 2 of 8.",
            "Laufen. Locker, 2 von 8.",
        ),
    ],
)
def test_a_part_of_a_workout_is_called_by_its_name(
    action: Action, told: tuple[tuple[str, float], ...], english: str, german: str
) -> None:
    cue = Cue(action, Reason.WORKOUT, told, part="easy")

    assert (phrase(cue), phrase(cue, GERMAN)) == (english, german)


def test_an_answer_in_german() -> None:
    told = {"rise_bpm": 6.2, "window_s": 44.0, "by_pace_bpm": 0.5, "by_grade_bpm": 5.0}
    slow = {"drift_bpm_per_h": 12.3, "drift_sd_bpm_per_h": 3.6}

    assert phrase(Cue(Action.INFO, Reason.WHY, tuple(told.items()), cause=Cause.HILL), GERMAN) == (
        "Der Puls stieg in 44 Sekunden um 6 Schläge: die Steigung erklärt das meiste."
    )
    assert phrase(
        Cue(Action.INFO, Reason.WHY, tuple(slow.items()), cause=Cause.RISING), GERMAN
    ) == (
        "Der Puls steigt um 12 Schläge pro Stunde, plus oder minus 4. "
        "Ohne Tempo weiß ich nicht, ob du schneller bist oder der Puls driftet."
    )


READING = stepped(coach(), steady(140, 61))[-1]


def test_a_line_for_programs_keeps_its_values_and_translates_its_text() -> None:
    reading = replace(READING, cues=(Cue(Action.WALK, Reason.CEILING),))
    stream = io.StringIO()

    JsonLines(stream, wording=GERMAN).show(reading)

    (english,) = reading_to_dict(reading)["cues"]
    (german,) = reading_to_dict(reading, GERMAN)["cues"]
    assert (german["action"], german["reason"]) == ("walk", "ceiling")
    assert german == {**english, "text": "Gehen. Dein Puls ist nah an deiner Obergrenze."}
    assert "Gehen. Dein Puls" in stream.getvalue()


def test_the_lines_for_a_person_are_german_to_the_unit() -> None:
    stream = io.StringIO()
    lines = PlainLines(stream, wording=GERMAN)
    walking = replace(
        READING,
        zone=None,
        phase=Phase.WALK,
        resume_bpm=135.4,
        drift=drift(12.4, is_claimed=True),
        seconds_to_ceiling=None,
    )

    lines.show(replace(walking, cues=(Cue(Action.RUN, Reason.RECOVERED),)))
    lines.show(replace(walking, sample=replace(walking.sample, t_s=200)))

    assert stream.getvalue().splitlines() == [
        "    1:00  140  S/min  LAUF  Laufen.",
        "    3:20  140  S/min  gehen, unter 135 wieder laufen, Drift +12±3 S/min je Stunde",
    ]


def test_the_end_of_a_run_is_german_to_the_comma() -> None:
    summary = {
        **Tally().summary(),
        "duration_s": 600,
        "run_s": 540,
        "walk_s": 60,
        "run_m": 1500,
        "walk_m": 90,
        "above_ceiling_s": 5,
        "cues": {"walk/ceiling": 1, "run/recovered": 1},
        "cues_per_h": 12.0,
        "walk_cues_judged": 1,
        "walk_cues_needed": 1,
        "lead_error_bpm": -1.5,
        "zones_s": {"2": 300},
        "untrusted_ratio": 0.012,
    }

    assert tell(summary, Units.KM, GERMAN).splitlines() == [
        "10:00 im Ganzen: 9:00 gelaufen, 1:00 gegangen (90 % gelaufen)",
        "1,50 km mit 6:00 /km gelaufen, 0,09 km gegangen",
        "0:05 über der Obergrenze; 1-mal zum Gehen gerufen, 1-mal zum Laufen",
        "12 Ansagen pro Stunde; 1 von 1 Rufen zum Gehen waren nötig, "
        "der Gipfel des Pulses lag dann 1,5 S/min unter der Obergrenze",
        "Zeit in Zonen: Zone 2 5:00",
        "Puls fehlte oder war unsicher: 1,2 %",
    ]


def test_the_words_of_a_second_are_in_one_language() -> None:
    reading = replace(READING, cues=(Cue(Action.RUN, Reason.RECOVERED),))

    assert [one.text for one in spoken(reading, GERMAN)] == ["Laufen."]
