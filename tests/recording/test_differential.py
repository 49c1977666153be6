"""Our decoder against two others, value by value, over every real file there is.

Each value of the messages that a run is read from is held against fitparse's and fitdecode's: as
a row, as a column, the time and the developers' fields. Whatever is not the same needs a reason
of the list below, which says as narrowly as possible where it may apply; a difference without a
reason fails, and so does a reason that nothing needs. Where an oracle gives up, what it told until
then is compared, and every message that only we read behind needs a reason too.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from runwalk.recording.fit_format import Message

from .differences import Difference, Way, differences
from .oracles import ORACLES
from .test_corpus import CORPUS

SAMPLE_DATA = Path(__file__).parents[2] / "sample_data"
FAST_BYTES = 10_000  # larger ones are slow: fitparse takes 8 s for a megabyte
MESSAGES = (
    Message.FILE_ID,
    Message.SPORT,
    Message.SESSION,
    Message.LAP,
    Message.RECORD,
    Message.EVENT,
    Message.DEVICE_INFO,
    Message.ACTIVITY,
    Message.HRV,
    Message.HR,
    Message.TIMESTAMP_CORRELATION,
)
MOST_TOLD = 20  # differences in the report of a failure


@dataclass(frozen=True, slots=True)
class Reason:
    """Why we and an oracle need not agree.

    Attributes:
        why: In a sentence.
        oracle: Whose values; of both where empty.
        files: Where, and from which offset on [bytes]; everywhere where empty.
        applies: Whether it explains a difference.
    """

    why: str
    applies: Callable[[Difference], bool]
    oracle: str = ""
    files: Mapping[str, int] = field(default_factory=dict)

    def explains(self, oracle: str, file: str, difference: Difference) -> bool:
        return (
            self.oracle in (oracle, "")
            and (not self.files or difference.at >= self.files.get(file, 1 << 32))
            and self.applies(difference)
        )


def _only_ours(one: Difference) -> bool:
    return one.way is Way.MESSAGE and bool(one.ours)


def _only_theirs(one: Difference) -> bool:
    return one.way is Way.MESSAGE and bool(one.theirs)


def _is_raw(one: Difference) -> bool:
    """What we say is what stands in the file."""
    if one.told is None or one.told.is_part:
        return False
    raw = one.told.raw
    return one.ours == (raw[0] if one.way is Way.NUMBERS and isinstance(raw, tuple) else raw)


def _is_newer_field(one: Difference) -> bool:
    return one.our_name.startswith("unknown_") and _is_raw(one)


def _is_newer_word(one: Difference) -> bool:
    is_word = isinstance(one.theirs, str) and isinstance(one.ours, int)
    return one.name == one.our_name and is_word and _is_raw(one)


def _is_newer_meaning(one: Difference) -> bool:
    """The field has another name beside another field, of which our profile knows nothing."""
    is_renamed = one.way is Way.ROWS and one.name != one.our_name
    return is_renamed and not one.our_name.startswith("unknown_") and _is_raw(one)


def _is_event_timestamp(one: Difference) -> bool:
    is_part = one.told is not None and one.told.is_part
    return (one.message, one.name, is_part) == (Message.HR, "event_timestamp", True)


DAMAGED = {  # from the first message that was hit [bytes]
    "derived__activity-small-fenix2-run-zeros512.fit": 40_600,
    "derived__run-zeros512.fit": 19_204,
    "derived__running-with-developer-data-zeros512.fit": 43_302,
    "dtcooper__strava-android-app-201.10-b1218918.fit": 7_451,
}
REASONS = (
    Reason(
        "fitdecode's newer profile has a name and a scale for a field; ours keeps its number",
        _is_newer_field,
        oracle="fitdecode",
    ),
    Reason(
        "fitdecode's newer profile has a word for a number; ours keeps the number",
        _is_newer_word,
        oracle="fitdecode",
    ),
    Reason(
        "fitdecode's newer profile has one more meaning for a field; ours has the field's own",
        _is_newer_meaning,
        oracle="fitdecode",
    ),
    Reason(
        "fitdecode adds the time of the message to what the parts of a strap's clock imply",
        _is_event_timestamp,
        oracle="fitdecode",
    ),
    Reason(
        "a second copy of a segment is left out",
        _only_theirs,
        files={
            "derived__activity-small-fenix2-run-chained-twice.fit": 121_839,
            "derived__run-chained-twice.fit": 57_621,
            "derived__running-with-developer-data-chained-twice.fit": 129_907,
            "dtcooper__activity-activity-filecrc.fit": 771,
        },
    ),
    Reason(
        "fitparse refuses a file from where a field's size does not fit its type",
        _only_ours,
        oracle="fitparse",
        files={"dtcooper__coros-pace-2-cycling-misaligned-fields.fit": 41_114},
    ),
    Reason(
        "records go on behind damage; an oracle stops, or loses the bounds of the messages",
        _only_ours,
        files=DAMAGED,
    ),
    Reason(
        "an oracle takes damage for messages, up to where it stops or finds the bounds again",
        _only_theirs,
        files=DAMAGED,
    ),
    Reason(
        "a message may go on past an announced end, if it ends with a file whose checksum is wrong",
        _only_ours,
        oracle="fitdecode",
        files={"dtcooper__ELEMNT_ROAM_Unterminated.fit": 253_809},
    ),
    Reason(
        "a header that was never finished is no reason to read nothing",
        _only_ours,
        files={"derived__size-zero.fit": 14},
    ),
)


def _files() -> list[Path]:
    corpus = sorted(CORPUS.glob("*/*.[fF][iI][tT]")) if CORPUS.exists() else []
    return [*sorted(SAMPLE_DATA.glob("*.fit")), *corpus]


def _params() -> list[object]:
    return [
        pytest.param(
            path,
            id=path.name,
            marks=()
            if path.parent == SAMPLE_DATA or path.stat().st_size <= FAST_BYTES
            else pytest.mark.slow,
        )
        for path in _files()
    ]


SEEN: set[str] = set()
NEEDED: Counter[tuple[str, str]] = Counter()


@pytest.mark.parametrize("path", _params())
def test_every_value_is_what_two_other_readers_say_or_the_reason_is_listed(path: Path) -> None:
    content = path.read_bytes()
    unexplained = []

    for oracle, testify in ORACLES.items():
        testimony = testify(content)
        for message in MESSAGES:
            for one in differences(content, testimony, message):
                reason = next((r for r in REASONS if r.explains(oracle, path.name, one)), None)
                if reason is None:
                    unexplained.append(f"{oracle}, {one}")
                else:
                    NEEDED[reason.why, path.name] += 1

    SEEN.add(path.name)
    assert not unexplained[:MOST_TOLD], f"{len(unexplained)} differences without a reason"


def test_every_reason_is_needed_wherever_it_is_said_to_apply() -> None:
    for reason in REASONS:
        for file in reason.files:
            assert file not in SEEN or NEEDED[reason.why, file], f"{file}: {reason.why}"
    if not CORPUS.exists():
        pytest.skip("no corpus beside the project: reasons for all files may not be needed here")
    if {path.name for path in _files()} - SEEN:
        pytest.skip("reasons for all files are known to be needed only after all of them")
    for reason in REASONS:
        assert any(why == reason.why for why, _ in NEEDED), f"nothing needs: {reason.why}"
