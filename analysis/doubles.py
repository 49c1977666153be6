"""The same run in several files, so that it counts once.

Nobody runs twice at once: two files of one runner that share more than half of the shorter one are
of the same run, be it a watch and a phone, a journal and its FIT file, or two platforms that each
changed the bytes. The richer file counts: the one that tells more measures, then the longer one,
then the one with fewer faults, then the first by name. Where the mean heart rates contradict each
other, two people wore the straps, and both count.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Final, NamedTuple

from analysis.block import BlockRun

LEAST_SHARED_RATIO: Final = 0.5
"""Files of one run share more than this of the shorter one (our choice)."""
MOST_APART_BPM: Final = 15.0
"""Two sensors on one runner do not differ by more in the mean [bpm] (our choice)."""


class _Span(NamedTuple):
    """When a run was, in seconds of the world's clock."""

    start_s: float
    end_s: float
    at: int


def without_doubles(runs: Sequence[BlockRun]) -> tuple[BlockRun, ...]:
    """Mark every file that holds a run which another file holds, too, or tells better."""
    copies = dict(_copies(runs))
    spans = sorted(
        (span for span in _spans(runs) if span.at not in copies),
        key=lambda span: (runs[span.at].summary.athlete, *span),
    )
    same = dict(pair for group in _groups(spans, runs) for pair in _doubles(group, runs))
    same |= {at: same.get(other, other) for at, other in copies.items()}
    return tuple(
        replace(run, same_as=runs[same[at]].name) if at in same else run
        for at, run in enumerate(runs)
    )


def _copies(runs: Sequence[BlockRun]) -> Iterator[tuple[int, int]]:
    """Files with the same bytes, and the first of each."""
    first: dict[tuple[str, str], int] = {}
    for at, run in enumerate(runs):
        if run.summary.sha256:
            other = first.setdefault((run.summary.athlete, run.summary.sha256), at)
            if other != at:
                yield at, other


def _spans(runs: Sequence[BlockRun]) -> Iterator[_Span]:
    for at, run in enumerate(runs):
        told = run.summary
        if run.counts and told.start_utc is not None and told.conditions is not None:
            start_s = datetime.fromisoformat(told.start_utc).timestamp()
            yield _Span(start_s, start_s + told.conditions.duration_s, at)


def _groups(spans: Sequence[_Span], runs: Sequence[BlockRun]) -> Iterator[list[_Span]]:
    """Runs of one runner, each of which began before one that is before it in the group ended."""
    group: list[_Span] = []
    for span in spans:
        if group and (
            runs[span.at].summary.athlete != runs[group[0].at].summary.athlete
            or span.start_s >= max(one.end_s for one in group)
        ):
            yield group
            group = []
        group.append(span)
    if group:
        yield group


def _doubles(group: Sequence[_Span], runs: Sequence[BlockRun]) -> Iterator[tuple[int, int]]:
    """Of runs at about the same time, those that do not count, and the one that does instead."""
    kept: list[_Span] = []
    for span in sorted(group, key=lambda span: _poverty(runs[span.at])):
        other = next((one for one in kept if _is_same(span, one, runs)), None)
        if other is None:
            kept.append(span)
        else:
            yield span.at, other.at


def _poverty(run: BlockRun) -> tuple[int, int, int, str]:
    told = run.summary
    duration_s = told.conditions.duration_s if told.conditions else 0
    return -len(told.measured), -duration_s, told.problem_count, run.name


def _is_same(one: _Span, other: _Span, runs: Sequence[BlockRun]) -> bool:
    shared_s = min(one.end_s, other.end_s) - max(one.start_s, other.start_s)
    shorter_s = min(one.end_s - one.start_s, other.end_s - other.start_s)
    if shared_s <= LEAST_SHARED_RATIO * shorter_s:
        return False
    first_bpm, second_bpm = (_mean_bpm(runs[span.at]) for span in (one, other))
    if first_bpm is None or second_bpm is None:
        return True
    return abs(first_bpm - second_bpm) <= MOST_APART_BPM


def _mean_bpm(run: BlockRun) -> float | None:
    conditions = run.summary.conditions
    return None if conditions is None else conditions.hr_mean_bpm
