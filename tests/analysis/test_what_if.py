"""What would have been said: the fact, and the verb that tells it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.verbs.what_if import command
from analysis.what_if import (
    COMMANDS,
    POLICIES,
    Account,
    Fact,
    PolicyVoice,
    Timer,
    Voice,
    first_difference,
    voice_of,
    what_happened,
)
from runwalk.config import Plan, plan_from_dict
from runwalk.engine.athlete import Athlete, Band
from runwalk.engine.gait import Gait
from runwalk.engine.phases import Reason
from runwalk.engine.sample import Mark, MarkKind, Sample
from runwalk.engine.workout import Workout
from runwalk.errors import RecordingError
from runwalk.outputs.lines import clock
from runwalk.recording import read_recording
from runwalk.recording.recording import Recording, Said
from runwalk.session import replay

from ..builders import told

SAMPLE_DATA = Path(__file__).parents[2] / "sample_data"


@cache
def recorded(file: str) -> Recording:
    return read_recording(SAMPLE_DATA / file)


def plan(ceiling_bpm: int) -> Plan:
    return Plan(Athlete(), Workout.easy(Band.below(ceiling_bpm)))


def coach(ceiling_bpm: int) -> Voice:
    return voice_of("coach", plan(ceiling_bpm))


def commands(recording: Recording, plan: Plan) -> list[tuple[int, str, str]]:
    """The cues of a replay that move the legs."""
    return [
        (reading.sample.t_s, cue.action.value, cue.reason.value)
        for reading in replay(recording.samples, plan.coach())
        for cue in reading.cues
        if cue.action in COMMANDS
    ]


def found(fact: Fact) -> list[tuple[int, str, str]]:
    """The cues of a fact: those both said, and the first that differs."""
    would = fact.difference.would if fact.difference else ()
    return [(word.t_s, word.action, word.reason) for word in (*fact.shared, *would)]


def spoken(cues: Sequence[tuple[int, str, str]]) -> tuple[Said, ...]:
    return tuple(Said(*cue) for cue in cues)


# The fact


@pytest.mark.parametrize("file", ["easy_run.fit", "hill_repeats.fit", "strides.fit"])
@pytest.mark.parametrize("ceiling_bpm", [112, 120, 128])
def test_where_nobody_spoke_the_first_cue_is_that_of_a_replay(file: str, ceiling_bpm: int) -> None:
    recording = recorded(file)
    expected = commands(recording, plan(ceiling_bpm))

    fact = first_difference(recording, coach(ceiling_bpm))

    assert found(fact) == [cue for cue in expected if cue[0] == expected[0][0]]
    assert fact.difference is not None
    assert fact.difference.was == ()
    assert recording.samples[fact.difference.place].t_s == fact.difference.t_s
    assert recording.samples[fact.difference.place].hr_bpm == fact.difference.hr_bpm


def test_with_the_same_ceiling_no_cue_would_differ() -> None:
    bare = recorded("live_run.jsonl")
    own = plan_from_dict(bare.plan)
    recording = replace(bare, cues=spoken(commands(bare, own)))

    fact = first_difference(recording, voice_of("coach", own))

    assert fact.difference is None
    assert what_happened(recording, fact) is None
    assert found(fact) == commands(bare, own)


@settings(max_examples=20)
@given(
    st.lists(st.tuples(st.integers(90, 180), st.integers(10, 90)), min_size=5, max_size=14),
    st.integers(115, 165),
    st.integers(115, 165),
)
def test_all_up_to_the_first_difference_is_what_both_coaches_say(
    levels: list[tuple[int, int]], then_bpm: int, now_bpm: int
) -> None:
    samples = tuple(told([bpm for bpm, seconds in levels for _ in range(seconds)]))
    bare = Recording(samples=samples)
    then, now = commands(bare, plan(then_bpm)), commands(bare, plan(now_bpm))

    fact = first_difference(replace(bare, cues=spoken(then)), coach(now_bpm))

    assert found(fact) == now[: len(found(fact))]
    shared = [(word.t_s, word.action) for word in fact.shared]
    assert shared == [cue[:2] for cue in then[: len(shared)]]
    if fact.difference is None:
        assert [cue[:2] for cue in now] == [cue[:2] for cue in then]
    else:
        t_s = fact.difference.t_s
        assert [c[1] for c in now if c[0] == t_s] != [c[1] for c in then if c[0] == t_s]


def test_what_is_told_but_moves_no_legs_is_no_difference() -> None:
    recording = Recording(samples=tuple(told([110] * 60)), cues=(Said(9, "info", "signal_lost"),))

    assert first_difference(recording, coach(150)).difference is None


def test_a_cue_that_would_not_have_been_given_is_a_difference_too() -> None:
    recording = Recording(samples=tuple(told([110] * 60)), cues=(Said(9, "walk", "ceiling"),))

    difference = first_difference(recording, coach(150)).difference

    assert difference is not None
    assert (difference.t_s, difference.would) == (9, ())
    assert [word.reason for word in difference.was] == ["ceiling"]


# Other voices


@pytest.mark.parametrize("policy", POLICIES)
def test_every_policy_speaks_by_its_name(policy: str) -> None:
    fact = first_difference(recorded("easy_run.fit"), voice_of(policy, plan(125)))

    assert (fact.difference is None) == (policy == "none")


def test_a_policy_of_another_name_is_refused() -> None:
    with pytest.raises(ValueError, match="beep-to-middle"):
        voice_of("oracle", plan(150))


def test_galloways_clock_takes_the_times_it_is_given() -> None:
    voice = voice_of("galloway", plan(150), run_s=90, walk_s=30)

    said = [
        (word.t_s, word.action, word.reason)
        for sample in told([100] * 215)
        for word in voice.step(sample)
    ]

    assert said == [(90, "walk", "time"), (120, "run", "time"), (210, "walk", "time")]


def test_a_clock_goes_on_through_seconds_that_were_not_recorded() -> None:
    voice = voice_of("galloway", plan(150))

    said = [
        (word.t_s, word.action)
        for t_s in range(0, 400, 7)
        for word in voice.step(Sample(t_s=t_s, hr_bpm=100))
    ]

    assert said == [(245, "walk"), (301, "run")]


def test_a_clock_stands_while_the_timer_is_stopped() -> None:
    marks = {100: (Mark(MarkKind.PAUSE),), 400: (Mark(MarkKind.RESUME),)}
    voice = voice_of("galloway", plan(150))

    said = [
        (word.t_s, word.action)
        for t_s in range(600)
        for word in voice.step(Sample(t_s=t_s, marks=marks.get(t_s, ())))
    ]

    assert said == [(540, "walk")]


def test_a_watch_beeps_at_the_ceiling_it_is_given() -> None:
    voice = voice_of("beep", plan(140))
    assert isinstance(voice, PolicyVoice)

    words = [word for sample in told([140] * 30 + [141] * 3) for word in voice.step(sample)]

    assert [(word.t_s, word.action, word.reason) for word in words] == [
        (30, "walk", Reason.CEILING)
    ]


# What happened


def test_what_happened_is_counted_from_the_difference_on() -> None:
    samples = tuple(told([110] * 60 + [150] * 30 + [None] * 10))
    recording = Recording(samples=samples, cues=(Said(9, "walk", "x"), Said(59, "run", "y")))

    happened = what_happened(recording, first_difference(recording, coach(140)))

    assert happened is not None
    assert happened.seconds == 90
    assert happened.running_ratio is None
    assert happened.speed_mps is None
    assert (happened.walk_cues, happened.cues) == (1, 2)
    assert happened.above_ratio is not None
    assert 0.0 < happened.above_ratio < 0.2  # a leap is doubted for 20 s
    assert happened.in_zone_ratio == 0.0


def test_pauses_are_not_counted() -> None:
    marks = {50: (Mark(MarkKind.PAUSE),), 80: (Mark(MarkKind.RESUME),)}
    samples = [replace(sample, marks=marks.get(sample.t_s, ())) for sample in told([125] * 100)]
    samples = [sample for sample in samples if not 50 < sample.t_s < 80]
    recording = Recording(samples=tuple(samples), cues=(Said(9, "walk", "x"),))

    happened = what_happened(recording, first_difference(recording, coach(140)))

    assert happened is not None
    assert happened.seconds == (49 - 9) + (99 - 80 + 1)


def test_a_timer_that_was_never_stopped_runs() -> None:
    timer = Timer()

    assert not timer.step(Sample(t_s=0))
    assert timer.step(Sample(t_s=1, marks=(Mark(MarkKind.FINISH),)))


def test_an_account_without_a_second_knows_nothing() -> None:
    outcome = Account().outcome

    assert outcome.seconds == outcome.cues == 0
    assert outcome.in_zone_ratio is outcome.running_ratio is outcome.speed_mps is None


def test_shares_are_those_of_the_seconds() -> None:
    account = Account()
    for bpm, gait in ((120, Gait.RUN), (151, Gait.RUN), (100, Gait.WALK), (None, Gait.STAND)):
        account.second(hr_bpm=bpm, gait=gait, speed_mps=2.0, band=Band(110, 150))

    outcome = account.outcome

    assert outcome.in_zone_ratio == outcome.above_ratio == pytest.approx(1 / 3)
    assert outcome.running_ratio == 0.5
    assert outcome.speed_mps == 2.0


# The verb


def what_if(*arguments: object) -> Result:
    return CliRunner().invoke(command, [*map(str, arguments)], catch_exceptions=False)


def in_json(*arguments: object) -> dict[str, Any]:
    return json.loads(what_if(*arguments, "--draws", 20, "--json").stdout)


@pytest.fixture(scope="module")
def short(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The journal of a coached run, cut off after a few walks: quickly simulated."""
    path = tmp_path_factory.mktemp("short") / "short.jsonl"
    lines = (SAMPLE_DATA / "live_run.jsonl").read_text(encoding="utf-8").splitlines()
    kept = [line for line in lines if _second(json.loads(line)) < 1500]
    path.write_text("\n".join(kept) + "\n", encoding="utf-8")
    return path


def _second(line: dict[str, Any]) -> int:
    second = line["s"]["t_s"] if "s" in line else line["c"][0] if "c" in line else -1
    assert isinstance(second, int)
    return second


def commanded(path: Path) -> list[Said]:
    """The cues of a run of our own that move the legs; there are some."""
    return [cue for cue in read_recording(path).cues if cue.action in COMMANDS]


def test_people_are_told_the_fact_and_apart_from_it_the_simulation(short: Path) -> None:
    text = what_if(short, "--ceiling", 140, "--draws", 20).stdout

    fact, _, simulated = text.partition("SIMULATED from here: 20 runs that nobody ran")
    assert "FACT: the coach, 120 to 140 bpm" in fact
    first = commanded(short)[0]
    assert f"At {clock(first.t_s)} the coach would have said nothing (" in fact
    assert f'In the recording it was said: "{first.text}"' in fact
    assert "fitted on this recording: time constant" in simulated
    assert "simulated [90 % of them]" in simulated
    assert "simulated" not in fact


@pytest.mark.slow
def test_programs_are_told_both_in_objects_of_their_own(short: Path) -> None:
    told = in_json(short, "--ceiling", 140)

    cues = commanded(short)
    assert told["fact"]["first_difference"]["t_s"] == cues[0].t_s
    assert told["fact"]["first_difference"]["was"][0]["text"] == cues[0].text
    assert told["fact"]["first_difference"]["would"] == []
    assert told["fact"]["from_there"]["walk_cues"] == sum(cue.action == "walk" for cue in cues)
    assert told["why_not_simulated"] is None
    simulated = told["simulated"]
    assert (simulated["from_s"], simulated["runs"]) == (cues[0].t_s + 1, 20)
    assert set(simulated["outcome"]["in_zone_ratio"]) == {"low", "middle", "high"}
    assert simulated["hr_bpm"][0]["t_s"] == simulated["from_s"]
    assert simulated["heart"]["tau_s"]["value"] == pytest.approx(47.0, abs=10.0)
    assert told == in_json(short, "--ceiling", 140)
    assert told != in_json(short, "--ceiling", 140, "--seed", 2)


def test_without_a_question_a_run_of_our_own_is_as_it_was(short: Path) -> None:
    text = what_if(short).stdout

    count = len(commanded(short))
    assert text.endswith(
        f"The first {count} cues are those that were given.\nNo cue would differ.\n"
    )
    assert in_json(short)["simulated"] is None


def test_where_nothing_can_be_simulated_the_fact_stays() -> None:
    file = SAMPLE_DATA / "easy_run.fit"

    text = what_if(file, "--ceiling", 130).stdout
    told = in_json(file, "--ceiling", 130)

    first_s = commands(recorded("easy_run.fit"), plan(130))[0][0]
    assert f'At {clock(first_s)} the coach would have said: "Walk.' in text
    assert "In the recording nobody spoke." in text
    assert "SIMULATED: nothing; the effort hardly changed" in text
    assert told["simulated"] is None
    assert told["why_not_simulated"].startswith("the effort hardly changed")
    assert told["fact"]["first_difference"]["was"] == []
    assert told["fact"]["from_there"]["running_ratio"] == 1.0


@pytest.mark.parametrize(
    ("policy", "words"),
    [
        ("none", "nobody would have spoken"),
        ("galloway", 'Galloway\'s clock (3:1) would have said: "Walk."'),
        ("beep", "a watch that beeps at the ceiling would have said"),
    ],
)
def test_somebody_else_can_speak(short: Path, policy: str, words: str) -> None:
    ratio = ("--run-walk", "3:1") if policy == "galloway" else ()

    text = what_if(short, "--ceiling", 132, "--policy", policy, *ratio, "--draws", 20).stdout

    assert words in text


def test_a_picture_draws_them_apart(short: Path, tmp_path: Path) -> None:
    both, fact = tmp_path / "both.svg", tmp_path / "fact.png"

    one = what_if(short, "--ceiling", 140, "--draws", 20, "--png", both)
    other = what_if(SAMPLE_DATA / "easy_run.fit", "--ceiling", 130, "--png", fact)

    assert "wrote" in one.stderr
    assert "wrote" in other.stderr
    assert both.read_text(encoding="utf-8").startswith("<?xml")
    assert fact.read_bytes().startswith(b"\x89PNG")


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("--ceiling", 140, "--run-walk", "4"), "is not minutes of running and of walking"),
        (("--ceiling", 140, "--run-walk", "0:1"), "is not minutes of running and of walking"),
        (("--ceiling", 140, "--run-walk", "nan:1"), "is not minutes of running and of walking"),
        (("--ceiling", 140, "--run-walk", "3:1"), "--run-walk is for --policy galloway"),
        (("--ceiling", 140, "--floor", 150), "must be below the ceiling"),
        (("--ceiling", 140, "--policy", "oracle"), "'oracle' is not one of"),
        (("--ceiling", 140, "--png", "picture.pdf"), ".png or .svg"),
        ((), "no ceiling is known"),
    ],
)
def test_bad_usage_is_told(arguments: tuple[object, ...], sentence: str) -> None:
    result = what_if(SAMPLE_DATA / "easy_run.fit", *arguments)

    assert result.exit_code == 2
    assert sentence in result.stderr


def test_a_file_that_is_no_recording_is_the_worlds_fault(tmp_path: Path) -> None:
    with pytest.raises(RecordingError, match="does not exist"):
        what_if(tmp_path / "nothing.fit", "--ceiling", 140)


def test_help_shows_examples() -> None:
    text = what_if("--help").stdout

    assert "runwalk what-if sample_data/live_run.jsonl --ceiling 140" in text
    assert all(policy in text for policy in POLICIES)


@pytest.mark.slow
def test_two_processes_find_what_one_does(short: Path) -> None:
    one, two = (
        in_json(short, "--ceiling", 140, "--jobs", jobs, "--policy", "beep") for jobs in (1, 2)
    )

    assert one == two
