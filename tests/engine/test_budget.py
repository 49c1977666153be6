"""What must be said is said; what could be said has a budget."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runwalk.engine.budget import BudgetSettings, NagBudget, SlowerRule, is_extra
from runwalk.engine.phases import Action, Cue, Reason

from ..builders import UNSEEN, motion

WALK = Cue(Action.WALK, Reason.CEILING)
RUN = Cue(Action.RUN, Reason.RECOVERED)
LIMIT = Cue(Action.WALK, Reason.LIMIT)
LOST = Cue(Action.INFO, Reason.SIGNAL_LOST)
SENSOR = Cue(Action.INFO, Reason.SENSOR)
WORKOUT = Cue(Action.INFO, Reason.WORKOUT)
WHY = Cue(Action.INFO, Reason.WHY)
SLOWER = Cue(Action.EASE, Reason.CEILING)
REMINDER = Cue(Action.WALK, Reason.CEILING, is_repeat=True)
DRIFT = Cue(Action.INFO, Reason.DRIFT)
BACK = Cue(Action.INFO, Reason.SIGNAL_BACK)
WAITING = Cue(Action.INFO, Reason.WAITING)
UNMEASURED = Cue(Action.INFO, Reason.UNMEASURED)
FELT = Cue(Action.EASE, Reason.FELT)
FREE = (WALK, RUN, LIMIT, LOST, SENSOR, WORKOUT, WHY, WAITING, UNMEASURED, FELT)
HEADS_UP = Cue(Action.INFO, Reason.HEADS_UP)
COUNTDOWN = Cue(Action.INFO, Reason.COUNTDOWN)
TALK = Cue(Action.INFO, Reason.TALK)
TOO_FAST = Cue(Action.EASE, Reason.TOO_FAST)
EXTRAS = (SLOWER, REMINDER, DRIFT, BACK, HEADS_UP, COUNTDOWN, TALK, TOO_FAST)


@pytest.mark.parametrize("cue", FREE)
def test_what_must_be_said_is_no_extra(cue: Cue) -> None:
    assert not is_extra(cue)


@pytest.mark.parametrize("cue", EXTRAS)
def test_what_could_be_said_is_one(cue: Cue) -> None:
    assert is_extra(cue)


def spent(budget: NagBudget, *wished: tuple[int, Cue]) -> list[tuple[int, Cue]]:
    return [(t_s, cue) for t_s, one in wished for cue in budget.spend(t_s, [one])]


def test_a_first_extra_is_said() -> None:
    assert spent(NagBudget(), (0, DRIFT)) == [(0, DRIFT)]


@pytest.mark.parametrize("extra", [REMINDER, DRIFT, BACK, HEADS_UP, COUNTDOWN, TOO_FAST])
def test_two_extras_are_a_minute_apart(extra: Cue) -> None:
    budget = NagBudget()

    said = spent(budget, (100, BACK), (159, extra), (160, extra))

    assert said == [(100, BACK), (160, extra)]


@pytest.mark.parametrize("extra", [REMINDER, DRIFT, BACK, HEADS_UP])
def test_an_extra_keeps_ten_seconds_from_any_word_before_it(extra: Cue) -> None:
    budget = NagBudget()

    said = spent(budget, (100, WALK), (100, extra), (109, extra), (110, extra))

    assert said == [(100, WALK), (110, extra)]


def test_run_a_little_slower_belongs_to_its_run() -> None:
    budget = NagBudget()
    spent(budget, (60, HEADS_UP), (70, WALK))

    assert budget.spend(100, [RUN, SLOWER]) == (RUN, SLOWER)


def test_of_one_second_the_free_words_come_first_and_leave_no_room_for_news() -> None:
    assert NagBudget().spend(100, [DRIFT, REMINDER, WALK, LIMIT]) == (WALK, LIMIT)


def test_an_hour_that_is_full_has_no_extras_until_its_first_word_is_an_hour_old() -> None:
    budget = NagBudget(BudgetSettings(cues_per_h=3))
    spent(budget, (0, WALK), (60, RUN), (120, WALK))

    said = spent(budget, (180, RUN), (300, DRIFT), (3659, DRIFT), (3660, DRIFT))

    assert said == [(180, RUN), (3660, DRIFT)]


WISHES = st.lists(
    st.tuples(st.integers(1, 120), st.lists(st.sampled_from(FREE + EXTRAS), max_size=4)),
    max_size=200,
)


@given(WISHES)
def test_what_must_be_said_is_never_held_back(wishes: list[tuple[int, list[Cue]]]) -> None:
    budget, t_s = NagBudget(BudgetSettings(cues_per_h=10)), 0

    for gap_s, cues in wishes:
        t_s += gap_s
        said = budget.spend(t_s, cues)

        assert [cue for cue in said if not is_extra(cue)] == [c for c in cues if not is_extra(c)]


@given(WISHES)
def test_extras_keep_their_distance_and_end_no_hour_that_is_full(
    wishes: list[tuple[int, list[Cue]]],
) -> None:
    budget, t_s, said = NagBudget(BudgetSettings(cues_per_h=10)), 0, list[tuple[int, Cue]]()

    for gap_s, cues in wishes:
        t_s += gap_s
        said += [(t_s, cue) for cue in budget.spend(t_s, cues)]

    extras_s = [s for s, cue in said if is_extra(cue) and cue is not SLOWER]
    assert all(b - a >= 60 for a, b in pairwise(extras_s))
    for number, (s, cue) in enumerate(said):
        if is_extra(cue):
            assert sum(s - earlier_s < 3600 for earlier_s, _ in said[: number + 1]) <= 10
        if is_extra(cue) and cue is not SLOWER:
            assert all(s - earlier_s >= 10 for earlier_s, _ in said[:number])


# Run a little slower


def advised(rule: SlowerRule, runs_s: list[int], *, powers: list[float] | None = None) -> list[int]:
    """The runs, by when they begin, that are to be slower; powers are those of the runs before."""
    told = []
    for number, t_s in enumerate(runs_s):
        for _ in range(30):
            rule.watch(motion(powers[number] / 3.6) if powers else UNSEEN)
        if rule.begins(t_s):
            rule.advised(t_s)
            told.append(t_s)
    return told


@pytest.mark.parametrize(
    ("every_s", "first_s"),
    [
        pytest.param(151, None, id="less than 24 walks an hour"),
        pytest.param(150, None, id="24 walks an hour"),
        pytest.param(149, 298, id="more than that"),
    ],
)
def test_more_than_24_walks_an_hour_call_for_a_slower_run(
    every_s: int, first_s: int | None
) -> None:
    rule = SlowerRule()

    told = advised(rule, [0, every_s, 2 * every_s])

    assert told == ([] if first_s is None else [first_s])
    assert rule.walks_per_h() == pytest.approx(3600 / every_s)


def test_two_walks_are_no_rate_yet() -> None:
    rule = SlowerRule()

    assert advised(rule, [0, 60]) == []
    assert rule.walks_per_h() is None


def test_who_does_not_heed_it_is_asked_ever_more_rarely() -> None:
    told = advised(SlowerRule(), list(range(0, 7200, 60)))

    assert [b - a for a, b in pairwise(told)] == [300, 600, *[1200] * 5]


@pytest.mark.parametrize(
    ("ratio", "gaps_s"), [(0.96, [300] * 3), (0.999, [300, 600])], ids=["heeded", "not heeded"]
)
def test_who_heeds_it_is_asked_again_where_that_was_not_enough(
    ratio: float, gaps_s: list[int]
) -> None:
    runs_s = list(range(0, 1100, 60))
    slower = [10.0 * ratio ** (1 + n // 5) for n in range(len(runs_s) - 3)]  # a step with each
    powers = [10.0] * 3 + slower

    told = advised(SlowerRule(), runs_s, powers=powers)

    assert [b - a for a, b in pairwise(told)] == gaps_s


def test_advice_that_was_not_said_is_none() -> None:
    rule = SlowerRule()

    assert [rule.begins(t_s) for t_s in (0, 60, 120, 180)] == [False, False, True, True]
