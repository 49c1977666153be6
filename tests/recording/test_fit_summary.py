"""What a FIT file says about a run as a whole, summed up as the run goes on."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from copy import copy
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runwalk.engine.sample import MarkKind, Sample
from runwalk.recording.fit_summary import Bout, RunningSums

from .builders import marked, steady_run
from .strategies import runs

PAUSE, RESUME, FINISH, LAP = MarkKind.PAUSE, MarkKind.RESUME, MarkKind.FINISH, MarkKind.LAP
Cues = Iterable[tuple[int, str, str]]


def summed(samples: Sequence[Sample], cues: Cues = ()) -> tuple[tuple[Bout, ...], Bout]:
    """The bouts and the whole, told second by second."""
    sums = RunningSums()
    over = []
    waiting = sorted(cues, key=lambda cue: cue[0])
    for sample in samples:
        while waiting and waiting[0][0] < sample.t_s:
            over.append(sums.advise(*waiting.pop(0)))
        if any(mark.kind is LAP for mark in sample.marks):
            over.append(sums.cut(sample.t_s, trigger="lap"))
        while waiting and waiting[0][0] == sample.t_s:
            over.append(sums.advise(*waiting.pop(0)))
        sums.take(sample)
    end_s = samples[-1].t_s + 1
    return (*(bout for bout in over if bout), sums.bout(end_s)), sums.whole(end_s)


# The same by definition, with the whole run at hand


def stopped_seconds(samples: Sequence[Sample]) -> set[int]:
    stopped: set[int] = set()
    is_stopped = False
    for sample, after in pairwise((*samples, Sample(t_s=samples[-1].t_s + 1))):
        for mark in sample.marks:
            is_stopped = (is_stopped or mark.kind in (PAUSE, FINISH)) and mark.kind is not RESUME
        if is_stopped:
            stopped.update(range(sample.t_s, after.t_s))
    return stopped


def edges(samples: Sequence[Sample], cues: Cues) -> dict[int, tuple[bool, str]]:
    end_s = samples[-1].t_s + 1
    begun: dict[int, tuple[bool | None, str]] = {0: (None, "")}
    begun |= {s.t_s: (None, "lap") for s in samples if any(m.kind is LAP for m in s.marks)}
    said: bool | None = None
    for t_s, action, reason in sorted(cues, key=lambda cue: cue[0]):
        if action in ("run", "walk") and said is not (action == "walk"):
            said = action == "walk"
            if 0 <= t_s < end_s:
                begun[t_s] = (said, f"{action}:{reason}")
    is_walk = False
    found = {}
    for t_s in sorted(begun):
        told, trigger = begun[t_s]
        is_walk = is_walk if told is None else told
        found[t_s] = (is_walk, trigger)
    return found


def defined(samples: Sequence[Sample], cues: Cues) -> tuple[Bout, ...]:
    stopped = stopped_seconds(samples)
    begun = edges(samples, cues)
    bouts = []
    for index, (start_s, end_s) in enumerate(pairwise((*begun, samples[-1].t_s + 1))):
        rates_bpm = [
            sample.hr_bpm
            for sample in samples
            if start_s <= sample.t_s < end_s
            and sample.t_s not in stopped
            and sample.hr_bpm is not None
        ]
        reached_m = [s.distance_m for s in samples if s.t_s < end_s and s.distance_m is not None]
        began_m = [s.distance_m for s in samples if s.t_s < start_s and s.distance_m is not None]
        bouts.append(
            Bout(
                index=index,
                start_s=start_s,
                end_s=end_s,
                timer_s=end_s - start_s - sum(start_s <= t_s < end_s for t_s in stopped),
                is_walk=begun[start_s][0],
                trigger=begun[start_s][1],
                distance_m=max(0.0, reached_m[-1] - (began_m or [0.0])[-1]) if reached_m else None,
                mean_hr_bpm=round(sum(rates_bpm) / len(rates_bpm)) if rates_bpm else None,
                max_hr_bpm=max(rates_bpm, default=None),
            )
        )
    return tuple(bouts)


cues_of_a_run = st.lists(
    st.tuples(
        st.integers(-3, 40) | st.integers(0, 8000),
        st.sampled_from(("run", "walk", "ease", "info")),
        st.sampled_from(("ceiling", "recovered")),
    ),
    max_size=8,
)


@given(samples=runs(), cues=cues_of_a_run)
def test_what_is_summed_up_is_what_is_defined(
    samples: tuple[Sample, ...], cues: list[tuple[int, str, str]]
) -> None:
    bouts, whole = summed(samples, cues)

    assert bouts == defined(samples, cues)
    assert sum(bout.timer_s for bout in bouts) == whole.timer_s
    assert whole.max_hr_bpm == max((b.max_hr_bpm for b in bouts if b.max_hr_bpm), default=None)


@given(samples=runs(), cues=cues_of_a_run, at=st.integers(0, 11))
def test_asking_in_between_changes_nothing(
    samples: tuple[Sample, ...], cues: list[tuple[int, str, str]], at: int
) -> None:
    sums = RunningSums()
    for sample in samples[:at]:
        sums.take(sample)
    other = copy(sums)

    for sample in samples[at:]:
        other.cut(sample.t_s, trigger="lap")
        other.advise(sample.t_s, "walk", "ceiling")
        other.take(sample)
    for sample in samples[at:]:
        sums.take(sample)

    assert sums.whole(samples[-1].t_s + 1) == summed(samples, cues)[1]


@pytest.mark.parametrize(
    ("samples", "timer_s"),
    [
        pytest.param((marked(10, PAUSE), marked(20, RESUME), marked(29)), 20, id="one pause"),
        pytest.param((marked(10, PAUSE, RESUME), marked(29)), 30, id="none within a second"),
        pytest.param(
            (marked(10, PAUSE), marked(15, RESUME, PAUSE), marked(20, RESUME), marked(29)),
            20,
            id="two that touch",
        ),
        pytest.param((marked(10, PAUSE, PAUSE), marked(20, RESUME, RESUME)), 11, id="told twice"),
        pytest.param((marked(9), marked(20, FINISH), marked(29)), 20, id="never started again"),
    ],
)
def test_the_timer_stands_in_pauses(samples: tuple[Sample, ...], timer_s: int) -> None:
    assert summed(samples)[1].timer_s == timer_s


def test_what_was_measured_in_a_pause_is_in_no_mean() -> None:
    samples = (
        marked(0, hr_bpm=140),
        marked(1, PAUSE, hr_bpm=100),
        marked(2, hr_bpm=90),
        marked(3, RESUME, hr_bpm=None),
        marked(4, hr_bpm=150),
    )

    _, whole = summed(samples)

    assert whole == Bout(index=0, start_s=0, end_s=5, timer_s=3, mean_hr_bpm=145, max_hr_bpm=150)


def test_a_run_without_heart_rate_has_no_mean() -> None:
    ((bout,), _) = summed((Sample(t_s=0),))

    assert (bout.mean_hr_bpm, bout.max_hr_bpm, bout.distance_m) == (None, None, None)


def test_a_bout_is_known_by_what_began_it() -> None:
    cues = ((30, "run", "recovered"), (20, "walk", "ceiling"), (25, "walk", "limit"))

    bouts, _ = summed((*steady_run(40), marked(40, LAP), marked(59)), cues)

    assert [(b.start_s, b.end_s, b.is_walk, b.trigger) for b in bouts] == [
        (0, 20, False, ""),
        (20, 30, True, "walk:ceiling"),
        (30, 40, False, "run:recovered"),
        (40, 60, False, "lap"),
    ]
    assert [bout.distance_m for bout in bouts] == [47.5, 25.0, 25.0, 0.0]
