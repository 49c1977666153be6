"""When the legs ran and when they walked."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.claims import KINDS
from analysis.claims import run_of as simulated
from analysis.run import run_of
from analysis.spans import SHORTEST_S, Source, Span, bridged, spans_of, without_holes
from runwalk.engine.gait import Gait
from runwalk.engine.sample import Mark, MarkKind, Sample
from runwalk.recording.recording import Recording, Said
from runwalk.simulator import draw_body

from ..builders import second, steady

R, W, S, N = Gait.RUN, Gait.WALK, Gait.STAND, None
GAITS = st.lists(
    st.tuples(st.sampled_from([R, W, S, N]), st.integers(1, 30)), min_size=1, max_size=40
).map(lambda parts: [gait for gait, seconds in parts for _ in range(seconds)])


def lengths(spans: list[Span]) -> list[tuple[Gait | None, int]]:
    return [(span.gait, span.end - span.start) for span in spans]


def recorded(samples: list[Sample], cues: tuple[Said, ...] = ()) -> Recording:
    return Recording(samples=tuple(samples), cues=cues)


def found(samples: list[Sample], cues: tuple[Said, ...] = ()) -> tuple[Source, list]:
    told = spans_of(run_of(recorded(samples, cues), None))
    assert told is not None
    return told[0], lengths(list(told[1]))


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ([(R, 60), (W, 3), (R, 60)], [(R, 123)]),
        ([(R, 60), (W, 30), (R, 60)], [(R, 60), (W, 30), (R, 60)]),
        ([(R, 60), (W, 3), (S, 20)], [(R, 63), (S, 20)]),
        ([(R, 60), (W, 5), (S, 3), (W, 60)], [(R, 60), (W, 68)]),
        ([(W, 3), (R, 60), (W, 3)], [(R, 66)]),
        ([(R, 3), (W, 5), (R, 3)], [(W, 11)]),
        ([(N, 3), (R, 3), (N, 60)], [(N, 3), (R, 3), (N, 60)]),
        ([(R, 60), (N, 20), (R, 60)], [(R, 60), (N, 20), (R, 60)]),
        ([(N, 1)], [(N, 1)]),
    ],
    ids=[
        "a flicker in a run",
        "a walk",
        "braking is no walk",
        "the walk had begun already",
        "flicker at both ends",
        "nothing but flicker",
        "flicker alone in the dark",
        "what is not known is not bridged",
        "nothing",
    ],
)
def test_a_short_span_belongs_to_a_neighbour(
    raw: list[tuple[Gait | None, int]], expected: list[tuple[Gait | None, int]]
) -> None:
    seconds = [gait for gait, count in raw for _ in range(count)]

    assert lengths(list(bridged(seconds))) == expected


@given(GAITS, st.integers(0, 12))
def test_spans_follow_on_each_other_and_hold_every_second(
    gaits: list[Gait | None], late_s: int
) -> None:
    spans = list(bridged(gaits, late_s=late_s))

    assert spans[0].start == 0
    assert spans[-1].end == len(gaits)
    assert all(a.end == b.start and a.gait is not b.gait for a, b in pairwise(spans))
    assert all(span.end > span.start for span in spans)
    assert all(
        (gaits[i] is None) == (span.gait is None) for span in spans for i in range(*span[1:])
    )


@given(GAITS, st.integers(0, 12))
def test_no_short_span_is_left_beside_another_that_is_known(
    gaits: list[Gait | None], late_s: int
) -> None:
    spans = list(bridged(gaits, late_s=late_s))

    known = [span.gait is not None for span in spans]
    assert all(
        span.end - span.start >= SHORTEST_S
        for i, span in enumerate(spans)
        if known[i] and any(known[j] for j in (i - 1, i + 1) if 0 <= j < len(spans))
    )


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ([(R, 60), (W, 30)], [(R, 57), (W, 33)]),
        ([(W, 9), (R, 60)], [(R, 69)]),
        ([(R, 60), (N, 20), (W, 30)], [(R, 60), (N, 20), (W, 30)]),
        ([(R, 1), (W, 1)], [(W, 2)]),
    ],
    ids=["a change", "a start that was over already", "a gap is no change", "a moment"],
)
def test_what_is_seen_late_is_put_where_it_was(
    raw: list[tuple[Gait | None, int]], expected: list[tuple[Gait | None, int]]
) -> None:
    seconds = [gait for gait, count in raw for _ in range(count)]

    assert lengths(list(bridged(seconds, late_s=3))) == expected


@given(GAITS)
def test_only_moments_between_the_same_gait_are_filled_in(gaits: list[Gait | None]) -> None:
    filled = list(without_holes(gaits))

    assert len(filled) == len(gaits)
    assert all(
        after is before for before, after in zip(gaits, filled, strict=True) if before is not None
    )


# From sensors


def bare(samples: tuple[Sample, ...], *, has_speed: bool, has_cadence: bool) -> list[Sample]:
    return [
        replace(
            one,
            speed_mps=one.speed_mps if has_speed else None,
            distance_m=None,
            cadence_spm=one.cadence_spm if has_cadence else None,
        )
        for one in samples
    ]


@pytest.mark.parametrize(
    ("has_speed", "has_cadence", "source"),
    [
        (True, True, Source.SPEED_AND_CADENCE),
        (False, True, Source.CADENCE),
        (True, False, Source.SPEED),
    ],
    ids=["both", "cadence", "speed"],
)
def test_walk_breaks_are_found_to_a_few_seconds(
    has_speed: bool, has_cadence: bool, source: Source
) -> None:
    hour = simulated(KINDS["walks, drift 12"], 8003, draw_body(8003, "first"))

    told = spans_of(
        run_of(recorded(bare(hour.samples, has_speed=has_speed, has_cadence=has_cadence)), None)
    )

    assert told is not None
    assert told[0] is source
    true_starts = [0] + [i for i, (a, b) in enumerate(pairwise(hour.gaits), 1) if a is not b]
    starts = [span.start for span in told[1]]
    assert len(starts) == len(true_starts)
    assert max(abs(a - b) for a, b in zip(starts, true_starts, strict=True)) <= 3


def test_who_stops_has_stopped_however_slowly_the_mean_of_speed_falls() -> None:
    samples = [second(t_s, 140, speed_mps=3.0 if t_s < 60 else 0.0) for t_s in range(90)]

    _, spans = found(samples)

    assert [gait for gait, _ in spans] == [Gait.RUN, Gait.STAND]
    assert spans[0][1] == pytest.approx(60, abs=6)


def test_a_treadmill_that_tells_no_speed_does_not_stand_still() -> None:
    samples = [second(t_s, 140, speed_mps=0.0, cadence_spm=160) for t_s in range(90)]

    assert found(samples) == (Source.CADENCE, [(Gait.RUN, 90)])


def test_a_pause_is_neither_run_nor_walk() -> None:
    samples = [second(t_s, 140, speed_mps=3.0) for t_s in range(120)]
    samples[40] = replace(samples[40], marks=(Mark(MarkKind.PAUSE),))
    samples[44] = replace(samples[44], marks=(Mark(MarkKind.RESUME),))

    assert found(samples)[1] == [(Gait.RUN, 40), (None, 4), (Gait.RUN, 76)]


def test_of_a_gap_nothing_is_known() -> None:
    samples = [second(t_s, 140, speed_mps=3.0) for t_s in (*range(60), *range(90, 120))]

    assert found(samples)[1] == [(Gait.RUN, 60), (None, 30), (Gait.RUN, 30)]


# From what was said


def test_with_a_strap_alone_the_cues_that_were_given_tell_it() -> None:
    said = (Said(60, "walk", "ceiling"), Said(70, "info", "drift"), Said(100, "run", "recovered"))

    source, spans = found(steady(140, 200), said)

    assert source is Source.CUES
    assert spans == [(Gait.RUN, 64), (Gait.WALK, 40), (Gait.RUN, 96)]


def test_what_was_said_into_a_gap_is_not_taken_for_legs() -> None:
    samples = [*steady(140, 60), *steady(140, 60, start_s=90)]

    _, spans = found(samples, (Said(30, "walk", "ceiling"),))

    assert spans == [(Gait.RUN, 34), (Gait.WALK, 26), (None, 30), (Gait.WALK, 60)]


def test_with_a_strap_alone_and_nobody_speaking_nothing_is_told() -> None:
    assert spans_of(run_of(recorded(steady(140, 200)), None)) is None
