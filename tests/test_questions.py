"""Each answer of a runner is checked where it is given."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runwalk.engine.athlete import Athlete, ZoneModel
from runwalk.outputs.units import Units
from runwalk.outputs.wording import Language
from runwalk.questions import KEYS, MODELS, QUESTIONS, Answers, Question

DAY = date(2026, 11, 22)
KNOWN = Answers(day=DAY, born=1984, athlete=Athlete(resting_bpm=52, max_bpm=186))


def question(key: str) -> Question:
    return next(one for one in QUESTIONS if one.key == key)


def told(key: str, text: str, answers: Answers = KNOWN) -> Answers:
    return question(key).take(answers, text)


@pytest.mark.parametrize(
    ("key", "text", "athlete"),
    [
        ("resting", "48", {"resting_bpm": 48}),
        ("resting", " 48 BPM ", {"resting_bpm": 48}),
        ("resting", "unknown", {"resting_bpm": None}),
        ("max", "190", {"max_bpm": 190}),
        ("max", "-", {"max_bpm": None}),
        ("threshold", "165", {"threshold_bpm": 165}),
        ("zone-model", "MAF180", {"zone_model": ZoneModel.MAF_180}),
        ("maf-adjustment", "-10", {"maf_adjustment_bpm": -10}),
        ("ceiling", "150", {"ceiling_bpm": 150}),
        ("ceiling", "145", {"ceiling_bpm": None}),  # the top of zone 2, which may move
        ("ceiling", "unknown", {"ceiling_bpm": None}),
    ],
)
def test_an_answer_is_taken_in(key: str, text: str, athlete: dict[str, object]) -> None:
    taken = told(key, text).athlete

    assert {name: getattr(taken, name) for name in athlete} == athlete


@pytest.mark.parametrize(
    ("key", "text", "says"),
    [
        ("language", "fr", "none of en, de"),
        ("units", "furlong", "neither km nor mile"),
        ("born", "long ago", "no year"),
        ("born", "2020", "would make you 6"),
        ("born", "5", "would make you 5"),
        ("born", "1800", "would make you 226"),
        ("resting", "low", "no whole number"),
        ("resting", "52.5", "no whole number"),
        ("resting", "300", "25 to 120 bpm"),
        ("max", "90", "100 to 230 bpm"),
        ("threshold", "190", "must be below the maximal"),
        ("zone-model", "moon", "none of karvonen"),
        ("zone-model", "custom", "zone_limits_bpm"),
        ("maf-adjustment", "3", "none of -10"),
        ("maf-adjustment", "much", "none of -10"),
        ("ceiling", "59", "60 to 230"),
        ("ceiling", "190", "hard limit"),
    ],
)
def test_a_wrong_answer_gets_one_sentence(key: str, text: str, says: str) -> None:
    with pytest.raises(ValueError, match=says) as failure:
        told(key, text)

    assert "\n" not in str(failure.value)


def test_an_age_is_taken_as_a_year_which_stays_true() -> None:
    taken = told("born", "42", Answers(day=DAY, athlete=Athlete(age_years=30)))

    assert taken.born == 1984
    assert taken.athlete.age_years is None
    assert question("born").default(Answers(day=DAY, athlete=Athlete(age_years=30))) == "1996"


def test_a_resting_heart_rate_must_be_below_the_rest() -> None:
    with pytest.raises(ValueError, match="must be below the maximal"):
        told("max", "101", KNOWN.told(resting_bpm=110))
    with pytest.raises(ValueError, match="not above your resting"):
        told("ceiling", "70", KNOWN.told(resting_bpm=70))


def test_a_model_is_offered_once_its_numbers_are_known() -> None:
    with pytest.raises(ValueError, match="friel needs a threshold heart rate"):
        told("zone-model", "friel")

    assert ZoneModel.FRIEL in told("threshold", "165").models()


def test_who_knows_nothing_must_name_a_ceiling() -> None:
    nothing = Answers(day=DAY)

    assert question("ceiling").default(nothing) is None
    assert not question("zone-model").is_due(nothing)
    with pytest.raises(ValueError, match="only you can say"):
        told("ceiling", "unknown", nothing)
    assert told("ceiling", "150", nothing).athlete.ceiling_bpm == 150


@given(
    st.builds(
        Answers,
        day=st.just(DAY),
        language=st.sampled_from(Language),
        units=st.sampled_from(Units),
        born=st.none() | st.integers(1930, 2009),
        athlete=st.builds(
            Athlete,
            resting_bpm=st.none() | st.integers(30, 70),
            threshold_bpm=st.none() | st.integers(130, 160),
            max_bpm=st.none() | st.integers(170, 210),
        ),
    )
)
def test_enter_for_everything_keeps_what_is_known(answers: Answers) -> None:
    taken = answers
    for one in QUESTIONS:
        default = one.default(taken) if one.is_due(taken) else None
        if default is not None:
            taken = one.take(taken, default)

    assert (taken.language, taken.units) == (answers.language, answers.units)
    assert taken.born == answers.born
    assert taken.athlete == answers.told(zone_model=taken.athlete.zone_model).athlete
    assert taken.runner.band == answers.runner.band  # the model that stood is the one offered


def test_each_thing_is_asked_once() -> None:
    assert len(set(KEYS)) == len(KEYS) == len(QUESTIONS)
    assert set(MODELS) == set(ZoneModel)
