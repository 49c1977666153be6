"""What is said of a block in a terminal."""

from __future__ import annotations

from datetime import date, timedelta

from analysis.block import Block, BlockRun, block_of
from analysis.block_words import tell
from analysis.run_summary import Conditions, Measured, RunSummary

FIRST = date(2026, 1, 5)


def run(number: int, *, name: str = "", why_not: str = "", same_as: str = "") -> BlockRun:
    """One run every fourth day, with a drift that falls."""
    day = FIRST + timedelta(days=4 * number)
    measured = {"drift_bpm_per_h": Measured(20.0 - 0.6 * number + number % 3, 1.0)}
    refused = {}
    if number % 5 == 4:
        measured, refused = {}, {"drift_bpm_per_h": "Heart rate was not recorded."}
    return BlockRun(
        name=name or f"{number}.fit",
        day=day,
        summary=RunSummary(
            sha256=f"{number:x}",
            start_utc=f"{day}T07:00:00+00:00",
            conditions=None if why_not else Conditions(discipline="run", duration_s=3600),
            measured={} if why_not else measured,
            refused={} if why_not else refused,
            why_not=why_not,
        ),
        same_as=same_as,
    )


def block(
    *runs: BlockRun, label: str = "", first: date | None = None, last: date | None = None
) -> Block:
    return block_of(runs, first_day=first, last_day=last, label=label)


RUNS = tuple(run(number) for number in range(20))


def test_the_finding_comes_first_and_what_is_not_told_last() -> None:
    lines = list(tell([block(*RUNS)]))

    assert lines[0].startswith("Drift fell by")
    assert lines[1] == "20 runs, 2026-01-05 to 2026-03-22."
    assert "4 runs tell no drift. Heart rate was not recorded." in lines
    assert lines[-1].startswith("Too few of these runs tell: ")


def test_files_that_do_not_count_are_told_by_their_reason_and_harmless() -> None:
    bad = [
        run(30, name="\x1b[31mred\n.fit", why_not="is empty"),
        *(run(31 + i, name=f"{i}.gpx", why_not="is torn") for i in range(6)),
        run(40, name="copy.fit", same_as="0.fit"),
    ]

    lines = list(tell([block(*RUNS, *bad, last=date(2026, 12, 31))]))

    told = [line for line in lines if line.startswith("Not used: ")]
    assert all(line.isprintable() for line in lines)
    assert told == [
        "Not used: \N{REPLACEMENT CHARACTER}[31mred\N{REPLACEMENT CHARACTER}.fit: is empty.",
        "Not used: 0.gpx, 1.gpx, 2.gpx, 3.gpx and 2 more: is torn.",
        "Not used: copy.fit: holds a run that another file holds, too.",
    ]


def test_parts_are_told_by_themselves_and_side_by_side() -> None:
    middle = FIRST + timedelta(days=40)
    base = block(*RUNS, label="base\x07", first=FIRST, last=middle - timedelta(days=1))
    speed = block(*RUNS, first=middle, last=FIRST + timedelta(days=80))

    lines = list(tell([block(*RUNS), base, speed]))

    assert any(
        line.startswith("base\N{REPLACEMENT CHARACTER} (2026-01-05 to 2026-02-13): 10 runs. Drift")
        for line in lines
    )
    at = next(i for i, line in enumerate(lines) if line.startswith("From base"))
    assert lines[at].endswith("to 2026-02-14 to 2026-03-26:")
    assert lines[at + 1].startswith("  Drift: ")
    assert all(line.isprintable() for line in lines)
