"""Runs and marks of every kind, for properties."""

from __future__ import annotations

from itertools import accumulate

from hypothesis import strategies as st

from runwalk.engine.sample import Mark, MarkKind, Sample


def _maybe_float(low: float, high: float) -> st.SearchStrategy[float | None]:
    return st.none() | st.floats(low, high)


marks = st.builds(
    Mark,
    st.sampled_from(MarkKind),
    st.none() | st.integers(-9, 300) | st.floats(-1e9, 1e9) | st.text(max_size=30),
)


@st.composite
def samples_at(draw: st.DrawFn, t_s: int) -> Sample:
    """A second with any sensors, also none."""
    return Sample.rounded(
        t_s,
        hr_bpm=draw(st.none() | st.integers(0, 255)),
        rr_ms=tuple(draw(st.lists(st.integers(1, 65_534), max_size=12))),
        speed_mps=draw(_maybe_float(0, 65)),
        altitude_m=draw(_maybe_float(-500, 9000)),
        grade=draw(_maybe_float(-1, 1)),
        distance_m=draw(_maybe_float(0, 1e6)),
        cadence_spm=draw(st.none() | st.integers(0, 508)),
        power_w=draw(st.none() | st.integers(0, 65_534)),
        temperature_c=draw(st.none() | st.integers(-127, 126)),
        contact=draw(st.none() | st.booleans()),
        marks=tuple(draw(st.lists(marks, max_size=4))),
    )


@st.composite
def runs(draw: st.DrawFn, *, max_size: int = 12) -> tuple[Sample, ...]:
    """Seconds in order, with holes of up to an hour."""
    steps_s = draw(st.lists(st.sampled_from((1, 1, 1, 2, 7, 3600)), min_size=1, max_size=max_size))
    return tuple(draw(samples_at(t_s)) for t_s in accumulate(steps_s, initial=-1) if t_s >= 0)
