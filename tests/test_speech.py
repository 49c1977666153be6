"""What is said aloud in a second, and what goes first."""

from __future__ import annotations

from dataclasses import replace

import pytest

from runwalk.engine.coach import Reading
from runwalk.engine.phases import Action, Cue, Phase, Reason
from runwalk.outputs.english import ENGLISH
from runwalk.outputs.german import GERMAN
from runwalk.outputs.speech import HeartTeller, Urgency, Utterance, urgency_of, utterances

from .builders import coach, steady, stepped

LIMIT = Cue(Action.WALK, Reason.LIMIT)
WALK = Cue(Action.WALK, Reason.CEILING)
RUN = Cue(Action.RUN, Reason.RECOVERED)
EASE = Cue(Action.EASE, Reason.CEILING)
SOON = Cue(Action.INFO, Reason.HEADS_UP, (("walk_in_s", 20.0),))
LOST = Cue(Action.INFO, Reason.SIGNAL_LOST)
WORKOUT = Cue(Action.INFO, Reason.WORKOUT)


def test_the_limit_goes_before_commands_these_before_a_countdown_and_that_before_news() -> None:
    order = [urgency_of(cue) for cue in (LIMIT, WALK, SOON, LOST)]

    assert order == sorted(order, reverse=True)
    assert urgency_of(WALK) is urgency_of(RUN) is urgency_of(EASE)
    assert min(order) > Urgency.NUMBER


@pytest.mark.parametrize("pair", list(ENGLISH.cues), ids=lambda pair: f"{pair[0]}/{pair[1]}")
def test_no_command_is_taken_for_news(pair: tuple[Action, Reason]) -> None:
    is_command = urgency_of(Cue(*pair)) >= Urgency.COMMAND

    assert is_command == (pair[0] is not Action.INFO)


def test_the_most_urgent_is_said_first_and_equals_in_one_breath() -> None:
    assert utterances((LOST, WALK, WORKOUT), ENGLISH) == (
        Utterance(Urgency.COMMAND, "Walk. Heart rate is close to your ceiling."),
        Utterance(Urgency.NEWS, "No heart rate. Check the strap. The workout is done."),
    )


def test_where_something_asks_for_a_walk_nothing_asks_for_a_run() -> None:
    told = utterances((RUN, EASE, WALK, LIMIT), ENGLISH)

    assert [one.urgency for one in told] == [Urgency.LIMIT, Urgency.COMMAND]
    assert not any("run" in one.text.lower() for one in told)


def test_a_quiet_second_says_nothing() -> None:
    assert utterances((), ENGLISH) == ()


# Heart rate, read out

EASY = stepped(coach(), steady(140, 61))[-1]


def at(t_s: int, *cues: Cue, phase: Phase = Phase.RUN) -> Reading:
    return replace(EASY, sample=replace(EASY.sample, t_s=t_s), cues=cues, phase=phase)


def said(readings: list[Reading], every_s: float = 60.0) -> list[tuple[int, str]]:
    teller = HeartTeller(every_s)
    told = ((one.sample.t_s, teller.tell(one, GERMAN)) for one in readings)
    return [(t_s, number.text) for t_s, number in told if number is not None]


def test_heart_rate_is_read_out_every_so_often_but_not_at_once() -> None:
    assert said([at(t_s) for t_s in range(130)]) == [(60, "Puls 140."), (120, "Puls 140.")]


@pytest.mark.parametrize("is_missing", [True, False], ids=["missing", "not trusted"])
def test_a_heart_rate_that_is_not_known_is_never_read_out(is_missing: bool) -> None:
    bad = replace(EASY.hr, is_trusted=False, bpm=None if is_missing else 199)
    readings = [at(t_s) for t_s in range(200)]
    readings[30:100] = [replace(one, hr=bad) for one in readings[30:100]]

    assert said(readings) == [(100, "Puls 140."), (160, "Puls 140.")]


def test_a_cue_goes_before_a_number() -> None:
    readings = [at(t_s, *((WALK,) if t_s in (60, 61) else ())) for t_s in range(100)]

    assert said(readings) == [(62, "Puls 140.")]


@pytest.mark.parametrize("phase", [Phase.PAUSED, Phase.FINISHED])
def test_in_a_pause_and_after_the_run_no_number_is_read_out(phase: Phase) -> None:
    assert said([at(t_s, phase=phase) for t_s in range(200)]) == []


def test_each_number_is_the_least_urgent_of_all() -> None:
    teller = HeartTeller(1.0)
    teller.tell(at(0), ENGLISH)

    assert teller.tell(at(1), ENGLISH) == Utterance(Urgency.NUMBER, "Heart rate 140.")
