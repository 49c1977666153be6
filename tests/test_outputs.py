"""Lines for programs keep their shape, lines for people are short, and every cue has its words."""

from __future__ import annotations

import io
import json
from dataclasses import replace

import pytest

from runwalk.engine.athlete import Athlete, Band
from runwalk.engine.coach import Reading
from runwalk.engine.phases import Action, Cause, Cue, Phase, Reason
from runwalk.engine.workout import Segment, Workout
from runwalk.outputs.english import ENGLISH
from runwalk.outputs.lines import JsonLines, PlainLines, clock, reading_to_dict
from runwalk.outputs.phrases import phrase, spoken

from .builders import coach, drift, steady, stepped

WALK = Cue(Action.WALK, Reason.CEILING)
RUN = Cue(Action.RUN, Reason.RECOVERED)
EASE = Cue(Action.EASE, Reason.CEILING)
LOST = Cue(Action.INFO, Reason.SIGNAL_LOST)


def a_reading(t_s: int = 60, bpm: int | None = 140) -> Reading:
    """A quiet second of a run."""
    one = coach(Athlete(max_bpm=190))
    return stepped(one, [*steady(140, t_s), *steady(bpm, 1, start_s=t_s)])[-1]


QUIET = a_reading()
BARE = replace(
    QUIET,
    drift=drift(),
    zone=None,
    resume_bpm=None,
    seconds_to_ceiling=None,
    ceiling_soonest_s=None,
    ceiling_latest_s=None,
)


def plain(*readings: Reading, is_colored: bool = False, every_s: int = 60) -> list[str]:
    stream = io.StringIO()
    lines = PlainLines(stream, is_colored=is_colored, every_s=every_s)
    for reading in readings:
        lines.show(reading)
    return stream.getvalue().splitlines()


def at(t_s: int, *cues: Cue) -> Reading:
    return replace(BARE, sample=replace(BARE.sample, t_s=t_s), cues=cues)


# JSON


def test_a_line_for_programs_keeps_its_shape() -> None:
    walk = replace(WALK, evidence=(("hr_bpm", 150.0), ("rise_bpm", 6.12345)), cause=Cause.BOUT)
    line = reading_to_dict(replace(BARE, cues=(walk, LOST), seconds_to_ceiling=95))

    assert line == {
        "t_s": 60,
        "phase": "warm_up",
        "gait": None,
        "hr_bpm": 140,
        "trusted": True,
        "zone": None,
        "drift": {"bpm_per_h": 0.0, "sd": 3.0, "claimed": False, "known": True},
        "cause": None,
        "seconds_to_ceiling": 95,
        "segment": "easy",
        "cues": [
            {
                "action": "walk",
                "reason": "ceiling",
                "text": ENGLISH.cues[WALK.action, WALK.reason],
                "cause": "bout",
                "about": None,
                "part": None,
                "evidence": {"hr_bpm": 150.0, "rise_bpm": 6.123},
            },
            {
                "action": "info",
                "reason": "signal_lost",
                "text": ENGLISH.cues[LOST.action, LOST.reason],
                "cause": None,
                "about": None,
                "part": None,
                "evidence": {},
            },
        ],
        "ceiling_bpm": 150,
        "floor_bpm": 130,
        "resume_bpm": None,
        "fault": None,
        "left_alone": False,
        "ceiling_soonest_s": None,
        "ceiling_latest_s": None,
        "progress": {
            "number": 1,
            "round": None,
            "rounds": None,
            "spent_s": 61,
            "left_s": None,
            "left_m": None,
            "waiting": False,
            "unmeasured": False,
        },
        "quiet": False,
        "tag": None,
        "rpe": None,
    }


def test_numbers_for_programs_are_rounded_to_a_tenth() -> None:
    noisy = replace(BARE, drift=replace(drift(12.345), sd_bpm_per_h=2.987), resume_bpm=141.26)

    line = reading_to_dict(noisy)

    assert line["drift"] == {"bpm_per_h": 12.3, "sd": 3.0, "claimed": False, "known": True}
    assert line["resume_bpm"] == 141.3


def test_what_is_not_known_is_null_and_what_the_strap_said_stays() -> None:
    silent = reading_to_dict(a_reading(bpm=None))
    wrong = reading_to_dict(a_reading(bpm=200))

    assert (silent["hr_bpm"], silent["trusted"], silent["fault"]) == (None, False, "missing")
    assert (wrong["hr_bpm"], wrong["trusted"], wrong["fault"]) == (200, False, "spike")


def test_after_the_workout_there_is_neither_segment_nor_band() -> None:
    short = Workout("short", (Segment(name="all", duration_s=5, band=Band(130, 150)),))

    line = reading_to_dict(stepped(coach(workout=short), steady(140, 10))[-1])

    assert (line["segment"], line["ceiling_bpm"], line["floor_bpm"]) == (None, None, None)
    assert line["phase"] == "finished"


def test_each_second_is_one_line_of_json() -> None:
    stream = io.StringIO()
    lines = JsonLines(stream)
    readings = stepped(coach(), steady(160, 90))

    for reading in readings:
        lines.show(reading)

    parsed = [json.loads(line) for line in stream.getvalue().splitlines()]
    assert parsed == [reading_to_dict(reading) for reading in readings]
    assert any(line["cues"] for line in parsed)


def test_an_error_is_a_line_too() -> None:
    stream = io.StringIO()

    JsonLines(stream).error("line 3 is no JSON")

    assert json.loads(stream.getvalue()) == {"error": "line 3 is no JSON"}


class Flushed(io.StringIO):
    """A stream that remembers what a listener could have read."""

    seen = ""

    def flush(self) -> None:
        self.seen = self.getvalue()


@pytest.mark.parametrize("kind", [JsonLines, PlainLines])
def test_a_line_can_be_read_as_soon_as_it_is_written(
    kind: type[JsonLines] | type[PlainLines],
) -> None:
    stream = Flushed()

    kind(stream).show(QUIET)

    assert stream.seen.endswith("\n")
    assert stream.seen == stream.getvalue()


# Plain lines


def test_a_quiet_run_is_a_line_a_minute() -> None:
    lines = plain(*(at(t_s) for t_s in range(185)))

    assert [line.split()[0] for line in lines] == ["0:00", "1:00", "2:00", "3:00"]


def test_news_comes_at_once_and_the_minute_begins_anew() -> None:
    lines = plain(*(at(t_s, *((WALK,) if t_s == 50 else ())) for t_s in range(130)))

    assert [line.split()[0] for line in lines] == ["0:00", "0:50", "1:50"]


def test_all_that_is_said_in_a_second_is_a_line_each() -> None:
    assert plain(at(3725, WALK, LOST, RUN, EASE)) == [
        " 1:02:05  140  bpm  WALK  Walk. Heart rate is close to your ceiling.",
        " 1:02:05  140  bpm        No heart rate. Check the strap.",
        " 1:02:05  140  bpm  RUN   Run.",
        " 1:02:05  140  bpm        Run a little slower.",
    ]


@pytest.mark.parametrize(
    ("bpm", "shown"),
    [(140, " 140  bpm"), (200, "200? bpm"), (None, " --- bpm")],
    ids=["trusted", "doubted", "silent"],
)
def test_the_heart_rate_is_shown_with_its_trust(bpm: int | None, shown: str) -> None:
    (line,) = plain(a_reading(bpm=bpm))

    assert shown in line


@pytest.mark.parametrize(
    ("reading", "words"),
    [
        pytest.param(BARE, "warm-up", id="nothing but the phase"),
        pytest.param(
            replace(BARE, phase=Phase.WALK, resume_bpm=135.4),
            "walk, run again below 135",
            id="a walk",
        ),
        pytest.param(replace(BARE, zone=QUIET.zone), "warm-up, zone 3", id="with a zone"),
        pytest.param(replace(BARE, seconds_to_ceiling=599), "warm-up, ceiling in 9:59", id="soon"),
        pytest.param(replace(BARE, seconds_to_ceiling=600), "warm-up", id="not soon"),
        pytest.param(
            replace(BARE, seconds_to_ceiling=90, ceiling_soonest_s=40, ceiling_latest_s=130),
            "warm-up, ceiling in 1:30 (0:40 to 2:10)",
            id="within a span",
        ),
        pytest.param(
            replace(BARE, seconds_to_ceiling=90, ceiling_soonest_s=40),
            "warm-up, ceiling in 1:30 (0:40 or later)",
            id="not for sure",
        ),
        pytest.param(replace(BARE, drift=drift(12.4)), "warm-up", id="drift not claimed"),
        pytest.param(
            replace(BARE, drift=drift(12.4, is_claimed=True)),
            "warm-up, drift +12±3 bpm/h",
            id="drift",
        ),
        pytest.param(
            replace(BARE, drift=drift(8.0, is_claimed=True, has_speed=False)),
            "warm-up, rising +8±3 bpm/h",
            id="rising",
        ),
        pytest.param(
            replace(BARE, drift=replace(drift(has_speed=False), is_known=False)),
            "warm-up, drift unknown",
            id="unknown",
        ),
    ],
)
def test_the_minutes_line_tells_what_is_worth_it(reading: Reading, words: str) -> None:
    (line,) = plain(reading)

    assert line == f"    1:00  140  bpm  {words}"


@pytest.mark.parametrize(
    ("cues", "color"),
    [((WALK,), "\x1b[1;33m"), ((RUN,), "\x1b[1;34m"), ((), "\x1b[2m")],
    ids=["walk", "run", "quiet"],
)
def test_colours_are_used_where_asked_for_only(cues: tuple[Cue, ...], color: str) -> None:
    (colored,) = plain(at(0, *cues), is_colored=True)
    (bare,) = plain(at(0, *cues))

    assert colored.endswith("\x1b[0m")
    assert "\x1b" not in bare
    assert colored.replace(color, "").replace("\x1b[0m", "") == bare


@pytest.mark.parametrize(
    ("t_s", "text"),
    [(0, "0:00"), (59.6, "1:00"), (3599, "59:59"), (3600, "1:00:00"), (36_061, "10:01:01")],
)
def test_times_are_written_as_people_do(t_s: float, text: str) -> None:
    assert clock(t_s) == text


# Words


def test_the_cues_own_numbers_are_put_into_the_words() -> None:
    cue = Cue(Action.INFO, Reason.DRIFT, (("bpm_per_h", 12.6),))

    assert phrase(cue) == "Heart rate is drifting up by 13 beats an hour."


def test_a_repeated_cue_is_shorter() -> None:
    assert phrase(replace(WALK, is_repeat=True)) == "Walk now, please."


def test_a_cue_without_words_is_told_by_its_action() -> None:
    assert (Action.WALK, Reason.HEADS_UP) not in ENGLISH.cues

    assert phrase(Cue(Action.WALK, Reason.HEADS_UP)) == "Walk."


def test_the_words_of_a_second_keep_the_order_of_its_cues() -> None:
    assert [(s.action, s.reason) for s in spoken(at(0, LOST, WALK))] == [
        ("info", "signal_lost"),
        ("walk", "ceiling"),
    ]
