"""Advice and legs are two things: one reminder, then the runner is left alone."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runwalk.engine.adherence import Adherence
from runwalk.engine.gait import Gait

from ..builders import outlook

HIGH = outlook(150.0)


def told_to_walk(adherence: Adherence | None = None, *, is_silent: bool = False) -> Adherence:
    adherence = adherence or Adherence()
    adherence.advise(Gait.RUN)
    adherence.advise(Gait.WALK)
    adherence.began_walk(is_silent=is_silent)
    return adherence


def reminded(
    adherence: Adherence, gaits: Sequence[Gait | None], *, bpm: float = 150.0, start_s: int = 0
) -> list[int]:
    """The seconds of an advised walk in which the runner is reminded."""
    now, said = outlook(bpm), list[int]()
    for t_s, gait in enumerate(gaits, start_s):
        if adherence.follow(t_s, gait, now, 1):
            adherence.said_again()
            said.append(t_s)
    return said


def ignored(adherence: Adherence, t_s: int) -> None:
    """A runner who runs through a reminder until left alone, at ``t_s``."""
    told_to_walk(adherence)
    reminded(adherence, [Gait.RUN] * 60, start_s=t_s - 59)


# What the legs are taken to do


def test_before_any_advice_a_runner_runs() -> None:
    assert Adherence().gait(None) is Gait.RUN


@pytest.mark.parametrize("known", list(Gait))
def test_what_is_seen_is_what_is_done(known: Gait) -> None:
    assert told_to_walk().gait(known) is known


def test_unseen_legs_do_what_was_said_four_seconds_ago() -> None:
    adherence = Adherence()
    for _ in range(10):
        adherence.advise(Gait.RUN)
    gaits = []
    for _ in range(6):
        adherence.advise(Gait.WALK)
        gaits.append(adherence.gait(None))

    assert gaits == [Gait.RUN] * 3 + [Gait.WALK] * 3


def test_a_heart_that_falls_shows_a_walk() -> None:
    adherence = told_to_walk()

    for bpm in (150.0, 149.0, 146.0, 144.1):
        adherence.follow(0, None, outlook(bpm), 1)
    before = adherence.inferred
    adherence.follow(4, None, outlook(144.0), 1)

    assert before is None
    assert adherence.inferred is Gait.WALK
    assert adherence.gait(None) is Gait.WALK


def shown(adherence: Adherence, bpms: Iterable[float]) -> list[Gait | None]:
    """What the heart shows of unseen legs, second by second of an advised walk."""
    gaits = []
    for t_s, bpm in enumerate(bpms):
        adherence.follow(t_s, None, outlook(bpm), 1)
        gaits.append(adherence.inferred)
    return gaits


def test_a_heart_that_wanders_as_far_in_minutes_shows_no_walk() -> None:
    slow = [150.0 - second / 8 for second in range(60)]
    fast = [150.0 - second / 7 for second in range(60)]

    assert Gait.WALK not in shown(told_to_walk(), slow)
    assert Gait.WALK in shown(told_to_walk(), fast)


def test_a_heart_that_rises_again_shows_a_run() -> None:
    gaits = shown(told_to_walk(), [150.0, 144.0, 138.0, 141.0, 143.9, 144.0, 150.0, 144.0])

    walk, run = Gait.WALK, Gait.RUN
    assert gaits == [None, walk, walk, walk, walk, run, run, walk]


def test_who_ran_through_a_walk_is_taken_to_run_until_the_heart_shows_another() -> None:
    adherence = told_to_walk()
    shown(adherence, [150.0] * 90)
    told_to_walk(adherence)
    for _ in range(10):
        adherence.advise(Gait.RUN)
    for _ in range(10):
        adherence.advise(Gait.WALK)

    before = adherence.gait(None)
    shown(adherence, [150.0, 143.0])

    assert before is Gait.RUN
    assert adherence.gait(None) is Gait.WALK


@pytest.mark.parametrize(
    ("drop_bpm", "inferred"),
    [
        pytest.param(0.9, Gait.RUN, id="a heart that stays up shows a run"),
        pytest.param(1.0, None, id="a heart that falls a little shows nothing yet"),
    ],
)
def test_what_a_heart_shows_after_a_minute_and_a_half(
    drop_bpm: float, inferred: Gait | None
) -> None:
    adherence = told_to_walk()
    adherence.follow(0, None, HIGH, 1)

    for t_s in range(1, 89):
        adherence.follow(t_s, None, outlook(150.0 - drop_bpm), 1)
    before = adherence.inferred
    for t_s in range(89, 120):
        adherence.follow(t_s, None, outlook(150.0 - drop_bpm), 1)

    assert before is None
    assert adherence.inferred is inferred


def test_a_new_advice_forgets_what_the_heart_showed() -> None:
    adherence = told_to_walk()
    adherence.follow(0, None, HIGH, 1)
    adherence.follow(1, None, outlook(140.0), 1)

    adherence.advise(Gait.WALK)
    same = adherence.inferred
    adherence.advise(Gait.RUN)

    assert same is Gait.WALK
    assert adherence.inferred is None


def walked(adherence: Adherence, bpms: Iterable[float]) -> None:
    """An advised walk in which only the heart tells of the legs."""
    told_to_walk(adherence)
    for _ in range(4):
        adherence.advise(Gait.WALK)
    shown(adherence, bpms)
    adherence.advise(Gait.RUN)


FOLLOWED, QUIETLY, IGNORED = [150.0, 144.0], [150.0, 147.0], [150.0] * 90
EARLY = [150.0, 144.0, 150.0]  # walked, and ran again before the end
LATE = [*IGNORED, 144.0]


@pytest.mark.parametrize(
    ("walks", "is_predictable"),
    [
        pytest.param([], True, id="before any walk"),
        pytest.param([FOLLOWED, QUIETLY] * 6, True, id="who follows"),
        pytest.param([IGNORED] * 6, True, id="who never follows"),
        pytest.param([IGNORED, QUIETLY, QUIETLY], True, id="nothing shows another walk"),
        pytest.param([FOLLOWED, IGNORED] * 3, False, id="who does either"),
        pytest.param([EARLY] * 3, False, id="who runs again early"),
        pytest.param([LATE] * 3, False, id="who walks late"),
        pytest.param([IGNORED, FOLLOWED], False, id="nobody knows yet"),
        pytest.param([IGNORED, *[FOLLOWED] * 9], True, id="one of ten"),
        pytest.param([IGNORED, *[FOLLOWED] * 8], False, id="one of nine"),
    ],
)
def test_whether_unseen_legs_do_what_they_are_taken_to_do(
    walks: list[list[float]], is_predictable: bool
) -> None:
    adherence = Adherence()

    for bpms in walks:
        walked(adherence, bpms)

    assert adherence.is_predictable is is_predictable


def test_legs_that_are_seen_need_not_be_predicted() -> None:
    adherence = Adherence()
    for gait in (Gait.RUN, Gait.WALK) * 5:
        told_to_walk(adherence)
        reminded(adherence, [gait] * 60)
        adherence.advise(Gait.RUN)

    assert adherence.is_predictable


def test_what_is_seen_wins_over_what_the_heart_showed() -> None:
    adherence = told_to_walk()
    adherence.follow(0, None, HIGH, 1)
    adherence.follow(1, None, outlook(140.0), 1)

    adherence.follow(2, Gait.RUN, outlook(140.0), 1)

    assert adherence.inferred is None


# The reminder


@pytest.mark.parametrize(
    ("gait", "reminders"),
    [
        pytest.param(Gait.WALK, [], id="who walks"),
        pytest.param(Gait.STAND, [], id="who stands"),
        pytest.param(Gait.RUN, [29], id="who runs, after half a minute"),
        pytest.param(None, [89], id="who cannot be seen, when the heart stays up"),
    ],
)
def test_who_is_reminded(gait: Gait | None, reminders: list[int]) -> None:
    assert reminded(told_to_walk(), [gait] * 300) == reminders


def test_a_reminder_that_could_not_be_said_is_wished_for_until_it_was() -> None:
    adherence = told_to_walk()

    wishes = [adherence.follow(t_s, Gait.RUN, HIGH, 1) for t_s in range(100)]
    adherence.said_again()
    after = reminded(adherence, [Gait.RUN] * 30, start_s=100)

    assert wishes == [False] * 29 + [True] * 71
    assert after == []
    assert adherence.is_left_alone


def test_a_heart_that_comes_down_needs_no_reminder() -> None:
    adherence = told_to_walk()

    said = [adherence.follow(t_s, None, outlook(150.0 - t_s / 5), 1) for t_s in range(120)]

    assert not any(said)


@pytest.mark.parametrize("fall_bpm_per_s", [0.012, 0.02, 0.03])
def test_a_heart_that_falls_slowly_is_never_taken_for_disobedience(fall_bpm_per_s: float) -> None:
    adherence, said = Adherence(), list[bool]()

    for walk in range(6):
        told_to_walk(adherence)
        said += [
            adherence.follow(600 * walk + t_s, None, outlook(150.0 - fall_bpm_per_s * t_s), 1)
            for t_s in range(400)
        ]

        assert adherence.may_cue(600 * walk + 400)
        assert not adherence.is_left_alone
    assert not any(said)


def test_a_heart_that_shows_nothing_brings_no_reminder() -> None:
    adherence = told_to_walk()
    adherence.follow(0, None, HIGH, 1)

    assert reminded(adherence, [None] * 300, bpm=146.0) == []
    assert not adherence.is_left_alone


def test_half_a_minute_of_running_may_be_interrupted_by_a_few_steps() -> None:
    gaits = [Gait.RUN] * 20 + [Gait.WALK] * 5 + [Gait.RUN] * 20

    assert reminded(told_to_walk(), gaits) == [34]


def test_ten_seconds_of_walking_are_following() -> None:
    gaits = [Gait.RUN] * 20 + [Gait.WALK] * 10 + [Gait.RUN] * 29

    assert reminded(told_to_walk(), gaits) == []


def test_who_runs_on_while_the_heart_comes_down_is_reminded_once_it_goes_up_again() -> None:
    adherence = told_to_walk()
    adherence.follow(0, Gait.RUN, HIGH, 1)

    down = reminded(adherence, [Gait.RUN] * 300, bpm=149.0)
    up = reminded(adherence, [Gait.RUN] * 10, bpm=149.1, start_s=300)

    assert (down, up) == ([], [300])


@pytest.mark.parametrize(
    ("gaits", "known", "runs_on"),
    [
        pytest.param([Gait.RUN] * 29, Gait.RUN, False, id="not yet"),
        pytest.param([Gait.RUN] * 30, Gait.RUN, True, id="for half a minute"),
        pytest.param([Gait.RUN] * 60, Gait.RUN, True, id="left alone"),
        pytest.param([Gait.RUN] * 60, None, False, id="no longer seen"),
        pytest.param([Gait.RUN] * 40 + [Gait.WALK] * 10, Gait.RUN, False, id="has walked since"),
        pytest.param([None] * 200, None, False, id="never seen"),
    ],
)
def test_who_is_seen_to_run_on(gaits: list[Gait | None], known: Gait | None, runs_on: bool) -> None:
    adherence = told_to_walk()
    adherence.follow(0, Gait.RUN, outlook(152.0), 0)  # the heart comes down: no reminder

    reminded(adherence, gaits)

    assert adherence.runs_on(known) is runs_on


@given(
    st.lists(
        st.tuples(
            st.sampled_from([None, *Gait]), st.floats(120, 160), st.integers(1, 40), st.booleans()
        ),
        max_size=60,
    ),
    st.booleans(),
)
def test_a_walk_has_one_reminder_at_most(
    walk: list[tuple[Gait | None, float, int, bool]], is_silent: bool
) -> None:
    adherence = told_to_walk(is_silent=is_silent)
    t_s, count = 0, 0

    for gait, bpm, seconds, is_slow in walk:
        for _ in range(seconds):
            t_s += 7 if is_slow else 1
            if adherence.follow(t_s, gait, outlook(bpm), 7 if is_slow else 1):
                adherence.said_again()
                count += 1

    assert count <= 1


# Left alone


def test_a_runner_who_runs_through_the_reminder_is_left_alone() -> None:
    adherence = told_to_walk()

    reminded(adherence, [Gait.RUN] * 59)
    before = adherence.is_left_alone
    reminded(adherence, [Gait.RUN] * 1, start_s=59)

    assert (before, adherence.is_left_alone) == (False, True)
    assert [adherence.may_cue(t_s) for t_s in (60, 658, 659)] == [False, False, True]


def ignored_unseen(adherence: Adherence, t_s: int) -> None:
    """A heart that stays up through a reminder until the runner is left alone, at ``t_s``."""
    told_to_walk(adherence)
    reminded(adherence, [None] * 180, start_s=t_s - 179)


def test_unseen_runners_are_left_alone_as_well() -> None:
    adherence = told_to_walk()

    said = reminded(adherence, [None] * 179)
    before = adherence.is_left_alone
    said += reminded(adherence, [None] * 121, start_s=179)

    assert said == [89]
    assert (before, adherence.is_left_alone) == (False, True)
    assert adherence.inferred is Gait.RUN


def test_one_walk_without_an_answer_of_the_heart_silences_no_later_one() -> None:
    adherence = Adherence()

    ignored_unseen(adherence, 1000)

    assert adherence.is_left_alone
    assert adherence.may_cue(1001)


def test_a_second_one_in_a_row_does_and_each_further_one_as_long() -> None:
    adherence = Adherence()
    quiet_s = []
    for t_s in (1000, 2000, 5000, 10_000, 15_000, 20_000):
        ignored_unseen(adherence, t_s)
        quiet_s.append(next(s for s in range(4000) if adherence.may_cue(t_s + s)))

    assert quiet_s == [0, 600, 600, 600, 600, 600]


def test_a_walk_that_the_heart_answers_makes_the_next_one_a_first_one() -> None:
    adherence = Adherence()
    ignored_unseen(adherence, 1000)

    told_to_walk(adherence)
    reminded(adherence, [None], start_s=2000)
    reminded(adherence, [None] * 10, bpm=144.0, start_s=2001)
    ignored_unseen(adherence, 3000)

    assert adherence.may_cue(3001)


def test_nine_seconds_of_such_an_answer_are_not_enough() -> None:
    adherence = Adherence()
    ignored_unseen(adherence, 1000)

    told_to_walk(adherence)
    reminded(adherence, [None], start_s=2000)
    reminded(adherence, [None] * 9, bpm=144.0, start_s=2001)
    ignored_unseen(adherence, 3000)

    assert not adherence.may_cue(3001)


def test_a_heart_that_falls_at_last_shows_a_walk_and_ends_no_silence() -> None:
    adherence = Adherence()
    ignored_unseen(adherence, 1000)
    ignored_unseen(adherence, 2000)

    reminded(adherence, [None] * 60, bpm=144.0, start_s=2001)

    assert adherence.inferred is Gait.WALK
    assert adherence.walked_s == 60
    assert adherence.is_left_alone
    assert not adherence.may_cue(2061)


def test_a_heart_that_stays_up_in_a_silent_walk_shows_a_run() -> None:
    adherence = told_to_walk(is_silent=True)

    reminded(adherence, [None] * 300)

    assert adherence.inferred is Gait.RUN


def test_who_walks_but_runs_again_too_early_is_asked_again_after_two_minutes() -> None:
    adherence = told_to_walk()
    reminded(adherence, [Gait.WALK] * 20 + [Gait.RUN] * 60)
    is_left_alone = adherence.is_left_alone

    asks = [adherence.may_ask_again(t_s, Gait.RUN) for t_s in (198, 199)]

    assert is_left_alone
    assert asks == [False, True]
    ignored(adherence, 1000)
    assert not adherence.may_cue(1599)  # and that walk was none of those that were ignored
    assert adherence.may_cue(1600)


@pytest.mark.parametrize("known", [None, Gait.WALK])
def test_nobody_is_asked_again_who_is_not_seen_to_run(known: Gait | None) -> None:
    adherence = Adherence()
    ignored(adherence, 1000)

    assert adherence.may_ask_again(1600, Gait.RUN)
    assert not adherence.may_ask_again(1600, known)


def test_nobody_is_left_alone_from_the_start() -> None:
    assert Adherence().may_cue(0)


def test_the_coach_keeps_still_for_longer_each_time() -> None:
    adherence = Adherence()
    quiet_s = []
    for t_s in (1000, 5000, 10_000, 15_000, 20_000, 25_000):
        ignored(adherence, t_s)
        quiet_s.append(next(s for s in range(4000) if adherence.may_cue(t_s + s)))

    assert quiet_s == [600, 1200, 2400, 3600, 3600, 3600]


def test_a_runner_who_walks_after_all_is_coached_again_at_once() -> None:
    adherence = Adherence()
    ignored(adherence, 1000)

    reminded(adherence, [Gait.WALK] * 9, start_s=1001)
    before = (adherence.is_left_alone, adherence.may_cue(1010))
    reminded(adherence, [Gait.WALK] * 1, start_s=1010)

    assert before == (True, False)
    assert not adherence.is_left_alone
    assert adherence.may_cue(1011)
    ignored(adherence, 2000)
    assert adherence.may_cue(2600)  # and the patience is that of a first time


def test_the_end_of_the_walk_ends_the_silence_of_that_walk_only() -> None:
    adherence = Adherence()
    ignored(adherence, 1000)

    adherence.ended_walk()

    assert not adherence.is_left_alone
    assert not adherence.may_cue(1100)


def test_in_a_walk_that_was_not_spoken_of_nobody_is_reminded() -> None:
    adherence = told_to_walk(is_silent=True)

    assert adherence.is_left_alone
    assert reminded(adherence, [Gait.RUN] * 100 + [None] * 200) == []


def test_a_walk_that_was_not_asked_for_stays_so_whatever_the_runner_does() -> None:
    adherence = told_to_walk(is_silent=True)

    reminded(adherence, [Gait.WALK] * 60)

    assert adherence.is_silent
    assert not adherence.is_left_alone  # but the next one is spoken of


@pytest.mark.parametrize("gait", [Gait.RUN, None], ids=["seen", "unseen"])
def test_a_walk_that_was_asked_for_is_none_of_those_though_it_is_ignored(gait: Gait | None) -> None:
    adherence = told_to_walk()

    reminded(adherence, [gait] * 300)

    assert adherence.is_left_alone
    assert not adherence.is_silent


def test_the_end_of_a_silent_walk_ends_its_silence() -> None:
    adherence = told_to_walk(is_silent=True)

    adherence.ended_walk()

    assert not adherence.is_silent
    assert not adherence.is_left_alone


def test_a_new_walk_has_a_reminder_of_its_own() -> None:
    adherence = told_to_walk()
    first = reminded(adherence, [Gait.RUN] * 40)
    adherence.ended_walk()

    told_to_walk(adherence)
    second = reminded(adherence, [Gait.RUN] * 40)

    assert (first, second) == ([29], [29])


def test_walking_without_a_break_is_counted() -> None:
    adherence = told_to_walk()
    counts = []
    for t_s, gait in enumerate([Gait.WALK] * 3 + [Gait.RUN] + [Gait.STAND] * 2):
        adherence.follow(t_s, gait, HIGH, 1)
        counts.append(adherence.walked_s)
    adherence.follow(6, Gait.WALK, HIGH, 7)

    assert counts == [1, 2, 3, 0, 1, 2]
    assert adherence.walked_s == 9


@given(st.lists(st.integers(100, 2000), min_size=1, max_size=12))
def test_a_runner_who_never_obeys_hears_less_and_less(gaps_s: list[int]) -> None:
    adherence = Adherence()
    t_s, quiet_s = 0, []
    for gap_s in gaps_s:
        t_s += gap_s + 60
        ignored(adherence, t_s)
        quiet_s.append(next(s for s in range(3601) if adherence.may_cue(t_s + s)))

    assert all(a <= b for a, b in pairwise(quiet_s))
