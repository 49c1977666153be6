"""Like is compared with like: which runs of a block belong together, and why others do not."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from analysis.metrics import Metric
from analysis.run_summary import Conditions
from analysis.trend import Told


def alike(told: Sequence[Told], metric: Metric) -> tuple[list[Told], dict[int, str]]:
    """The largest group of like runs, and why each of the others does not count.

    Of groups of one size, the one that comes first. A run that does not say whether it was on a
    treadmill was outdoors.

    Args:
        told: The runs that tell a measure, in order of time.
        metric: Which.
    """
    groups = Counter(_kind(one.conditions, metric) for one in told)
    if not groups:
        return [], {}
    ((most, _),) = groups.most_common(1)
    kinds = [(one, _kind(one.conditions, metric)) for one in told]
    return (
        [one for one, kind in kinds if kind == most],
        {one.run: _why_not(kind, most, metric) for one, kind in kinds if kind != most},
    )


def caveats(told: Sequence[Told]) -> tuple[str, ...]:
    """What may be no change of the runner: a sentence each."""
    devices = list(dict.fromkeys(one.conditions.device for one in told if one.conditions.device))
    if len(devices) < 2:
        return ()
    return (f"Recorded by different devices, which may differ: {', '.join(devices)}.",)


def _kind(conditions: Conditions, metric: Metric) -> tuple[object, ...]:
    return tuple(
        bool(conditions.is_indoors) if name == "is_indoors" else getattr(conditions, name)
        for name in metric.alike
    )


def _why_not(kind: tuple[object, ...], most: tuple[object, ...], metric: Metric) -> str:
    name, own, others = next(
        (name, own, others)
        for name, own, others in zip(metric.alike, kind, most, strict=True)
        if own != others
    )
    if name == "is_indoors":
        return f"it was {_place(own)}, and most were {_place(others)}"
    what = name.removesuffix("_bpm")
    return f"its {what} is {_words(own)}, and that of most is {_words(others)}"


def _place(is_indoors: object) -> str:
    return "on a treadmill" if is_indoors else "outdoors"


def _words(value: object) -> str:
    return "unknown" if value is None else str(value)
