"""The last minutes of heart rate as rows of text, with the ceiling drawn.

Braille letters have eight dots each, so that a terminal of 80 columns shows ten minutes in steps of
four seconds. What is not known is a hole in the line.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from runwalk.engine.phases import Phase

CEILING: Final = "╌"
"""What the ceiling is drawn with, where heart rate is not."""

WALK, RUN = "░", "─"
"""What the advice is drawn with."""

_DOTS: Final = ((0x01, 0x02, 0x04, 0x40), (0x08, 0x10, 0x20, 0x80))  # Unicode, from U+2800 on
_MARGIN_BPM = 5
_NOBODY_BPM = 100  # the middle of an empty chart


@dataclass(frozen=True, slots=True)
class Point:
    """One second.

    Attributes:
        t_s: Seconds since the start [s].
        bpm: Heart rate that is trusted [bpm]; None where there was none.
        phase: What was advised.
    """

    t_s: int
    bpm: int | None
    phase: Phase


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """Heart rate, drawn.

    Attributes:
        rows: The line and the ceiling, from the top.
        advice: One row: where walking was advised, and where running.
        top_bpm: Heart rate at the upper edge [bpm].
        bottom_bpm: ... and at the lower one [bpm].
        ceiling_row: In which row the ceiling is; None where there is none.
    """

    rows: tuple[str, ...]
    advice: str
    top_bpm: int
    bottom_bpm: int
    ceiling_row: int | None


def chart(
    points: Sequence[Point],
    *,
    columns: int,
    rows: int,
    window_s: int,
    ceiling_bpm: int | None = None,
) -> Chart:
    """Draw the last ``window_s`` seconds; the newest is at the right edge.

    Args:
        points: Oldest first.
        columns: Width [cells], 1 or more.
        rows: Height of the line [cells], 1 or more.
        window_s: Over how long [s].
        ceiling_bpm: Where to draw the ceiling [bpm].
    """
    end_s = max(points[-1].t_s + 1, window_s) if points else window_s
    seen = [point for point in points if point.t_s >= end_s - window_s]
    bpms = [point.bpm for point in seen if point.bpm is not None]
    known = [*bpms, *([] if ceiling_bpm is None else [ceiling_bpm])] or [_NOBODY_BPM]
    bottom, top = min(known) - _MARGIN_BPM, max(known) + _MARGIN_BPM
    height = rows * 4

    def dot(bpm: float) -> int:
        """From the top."""
        return min(height - 1, int((top - bpm) / (top - bottom) * height))

    def column(t_s: int, count: int) -> int:
        return (t_s - end_s + window_s) * count // window_s

    cells = [[0] * columns for _ in range(rows)]
    for x, (low, high) in _joined(_spans(seen, lambda t_s: column(t_s, columns * 2))):
        for y in range(dot(high), dot(low) + 1):
            cells[y // 4][x // 2] |= _DOTS[x % 2][y % 4]
    ceiling_row = None if ceiling_bpm is None else dot(ceiling_bpm) // 4
    advice = [" "] * columns
    for point in seen:
        if point.phase is Phase.WALK:
            advice[column(point.t_s, columns)] = WALK
        elif point.phase.is_running:
            advice[column(point.t_s, columns)] = RUN
    return Chart(
        rows=tuple(
            "".join(
                chr(0x2800 + cell) if cell else CEILING if at == ceiling_row else " "
                for cell in row
            )
            for at, row in enumerate(cells)
        ),
        advice="".join(advice),
        top_bpm=top,
        bottom_bpm=bottom,
        ceiling_row=ceiling_row,
    )


def _spans(points: Iterable[Point], column: Callable[[int], int]) -> dict[int, tuple[int, int]]:
    """Lowest and highest heart rate of each column that has one."""
    spans: dict[int, tuple[int, int]] = {}
    for point in points:
        if point.bpm is not None:
            low, high = spans.get(x := column(point.t_s), (point.bpm, point.bpm))
            spans[x] = (min(low, point.bpm), max(high, point.bpm))
    return spans


def _joined(spans: dict[int, tuple[int, int]]) -> Iterator[tuple[int, tuple[int, int]]]:
    """Spans that reach down or up to their left neighbours, where there is one: one line."""
    for x, (low, high) in spans.items():
        left_low, left_high = spans.get(x - 1, (low, high))
        yield x, (min(low, left_high), max(high, left_low))
