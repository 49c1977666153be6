"""A run to the messages of a FIT activity, second by second.

Every Sample becomes a ``record``, even one that says nothing, and its RR intervals follow it in
``hrv`` messages; what FIT has no field for travels in developer fields. So reading the file back
gives the same Samples, bit for bit.

At any second the messages fall into two parts. What is *settled* never changes again. What is
*open* ends the file as if the run ended now: the newest second, of which more may still be told,
and behind it the lap, the session and the activity. The next second takes the place of it.
"""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from copy import copy
from dataclasses import dataclass, fields
from datetime import datetime
from itertools import zip_longest
from typing import Final

from runwalk.engine.sample import MarkKind, Sample
from runwalk.recording import fit_layouts as layouts
from runwalk.recording.fit_encoder import clipped
from runwalk.recording.fit_format import EPOCH_UNIX_S, FIRST_UTC_S, crc16, header
from runwalk.recording.fit_marks import split_marks
from runwalk.recording.fit_opening import device_info, opening
from runwalk.recording.fit_summary import Bout, RunningSums
from runwalk.recording.recording import Device

SPORTS: Final = {
    "generic": 0,
    "running": 1,
    "cycling": 2,
    "fitness_equipment": 4,
    "training": 10,
    "walking": 11,
    "mountaineering": 16,
    "hiking": 17,
}
"""Sports a file can be written for, by FIT's name; :mod:`runwalk` knows what to do on foot."""

SUB_SPORTS: Final = {
    "generic": 0,
    "treadmill": 1,
    "street": 2,
    "trail": 3,
    "track": 4,
    "indoor_walking": 27,
    "indoor_running": 45,
}
"""Kinds of sport a file can be written for, by FIT's name."""

_MANUAL = 0
_TIMER, _SESSION, _LAP, _ACTIVITY = 0, 8, 9, 26  # event
_START, _STOP, _STOP_ALL = 0, 1, 4  # event_type
_ACTIVE, _REST = 0, 1  # intensity
_LAYOUTS = (layouts.EVENT, layouts.RECORD, layouts.RECORD_CONTACT, layouts.HRV, layouts.LAP)
_TEXT_BYTES = 255  # a field's size is one byte
_LONGEST_S = 0xFFFF_FFFE // 1000  # total times are in ms; 49 days
_LARGEST_OFFSET_S = 14 * 3600


class ActivityEncoder:
    """Turns a run that goes on into FIT messages, without a header and a checksum.

    It keeps sums and one second; whoever takes :meth:`settled` often keeps it small for hours.

    Args:
        start_utc: When ``t_s`` was 0, aware; what is below a second is dropped.
        utc_offset_s: Local time minus UTC [s].
        devices: What takes part, as far as it is known.
        sport: One of :data:`SPORTS`.
        sub_sport: One of :data:`SUB_SPORTS`.
        plan_json: Who runs and what is planned, as in the head of a journal; empty for none.

    Raises:
        ValueError: ``start_utc`` is naive or outside 1998 to 2125, local time is more than 14
            hours off, FIT's name of a sport is not known, or the plan holds a NUL.
    """

    def __init__(
        self,
        *,
        start_utc: datetime,
        utc_offset_s: int = 0,
        devices: Sequence[Device] = (),
        sport: str = "running",
        sub_sport: str = "generic",
        plan_json: str = "",
    ) -> None:
        if sport not in SPORTS or sub_sport not in SUB_SPORTS:
            known = ", ".join([*SPORTS, *SUB_SPORTS])
            raise ValueError(f"no known sport: {sport!r} of kind {sub_sport!r}; known are {known}")
        if abs(utc_offset_s) > _LARGEST_OFFSET_S:
            raise ValueError(f"local time is at most 14 hours off UTC, got {utc_offset_s} s")
        if "\0" in plan_json:
            raise ValueError("a plan holds no NUL: FIT ends a text there")
        self.devices = tuple(devices)  # may be told better as the run goes on
        self._start_s = _fit_time(start_utc)
        self._utc_offset_s = utc_offset_s
        self._sport, self._sub_sport = SPORTS[sport], SUB_SPORTS[sub_sport]
        self._told_devices = self.devices
        self._sums = RunningSums()
        self._open: _Open | None = None
        self._cues: list[tuple[int, str, str]] = []  # of the open second and of what is to come
        self._settled = [
            *opening(self._start_s, self.devices, plan_json),
            *(layout.definition() for layout in _LAYOUTS),
            self._timer(0, _START),
        ]

    @property
    def newest_s(self) -> int | None:
        """The newest second [s]; None before the first."""
        return None if self._open is None else self._open.sample.t_s

    def append(self, sample: Sample) -> None:
        """Add a second; the one before it is settled.

        Raises:
            ValueError: ``t_s`` does not increase, or reaches 49 days, or a mark's value is not
                finite. Nothing was added.
        """
        if self.newest_s is not None and sample.t_s <= self.newest_s:
            raise ValueError("t_s must strictly increase from sample to sample")
        if sample.t_s >= _LONGEST_S:
            raise ValueError(f"FIT keeps durations up to {_LONGEST_S} s, got {sample.t_s + 1} s")
        opened = _Open(
            _at_fit_resolution(sample), tuple(split_marks(sample.marks, _TEXT_BYTES - 1))
        )
        self._settled += self._story(self._sums, before_s=sample.t_s)
        self._cues = [cue for cue in self._cues if cue[0] >= sample.t_s]
        self._open = opened

    def note(self, t_s: int, cues: Iterable[tuple[str, str]]) -> None:
        """Add cues to the newest second, or to one that is still to come.

        Args:
            t_s: When they were given [s].
            cues: Action and reason of each.

        Raises:
            ValueError: The second is settled.
        """
        if self.newest_s is not None and t_s < self.newest_s:
            raise ValueError(f"second {t_s} is settled; the newest is {self.newest_s}")
        self._cues += [(t_s, action, reason) for action, reason in cues]

    def take_settled(self) -> bytes:
        """Hand over the messages that were settled since this was last asked, and forget them."""
        settled = b"".join(self._settled)
        self._settled.clear()
        return settled

    def open_part(self) -> bytes:
        """The messages that end the file as if the run ended after the newest second.

        Raises:
            ValueError: There is no second yet.
        """
        if self._open is None:
            raise ValueError("a FIT file needs at least one sample")
        return b"".join(self._ending(self._open.sample.t_s + 1))

    def _story(self, sums: RunningSums, *, before_s: int) -> Iterator[bytes]:
        """The open second, and the laps that begin behind it in a hole."""
        due = sorted((cue for cue in self._cues if cue[0] < before_s), key=lambda cue: cue[0])
        if self._open is not None:
            now_s = self._open.sample.t_s
            now = [(action, reason) for t_s, action, reason in due if t_s == now_s]
            due = [cue for cue in due if cue[0] > now_s]
            yield from self._second(self._open, now, sums)
        for cue in due:
            if bout := sums.advise(*cue):
                yield self._lap(bout)

    def _second(
        self, opened: _Open, cues: Sequence[tuple[str, str]], sums: RunningSums
    ) -> Iterator[bytes]:
        """A second: the lap that ends before it, what happens to the timer, record, intervals."""
        sample = opened.sample
        has_lap_mark = any(mark.kind is MarkKind.LAP for mark in sample.marks)
        over = [sums.cut(sample.t_s, trigger=MarkKind.LAP.value)] if has_lap_mark else []
        over += [sums.advise(sample.t_s, *cue) for cue in cues]
        yield from (self._lap(bout) for bout in over if bout)
        had_stopped = sums.is_stopped
        sums.take(sample)
        if sums.is_stopped is not had_stopped:
            yield self._timer(sample.t_s, _STOP_ALL if sums.is_stopped else _START)
        yield from self._records(opened, ";".join(f"{action}:{reason}" for action, reason in cues))
        for five in zip_longest(*[iter(sample.rr_ms)] * 5):
            yield layouts.HRV.message_of(five)

    def _ending(self, end_s: int) -> Iterator[bytes]:
        """All that is open: the newest second, and what sums the run up."""
        sums = copy(self._sums)
        yield from self._story(sums, before_s=end_s)
        if not sums.is_stopped:
            yield self._timer(end_s, _STOP_ALL)
        last = sums.bout(end_s)
        yield self._lap(last)
        for index, device in enumerate(self.devices):
            if device not in self._told_devices[index : index + 1]:
                yield from device_info(self._start_s + end_s, index + 1, device)
        whole = sums.whole(end_s)
        yield layouts.SESSION.definition()
        yield layouts.SESSION.message_of(
            0,
            self._start_s + end_s,
            self._start_s,
            *_totals(whole),
            _SESSION,
            _STOP,
            self._sport,
            self._sub_sport,
            whole.mean_hr_bpm,
            whole.max_hr_bpm,
            0,
            last.index + 1,
            _MANUAL,
        )
        yield layouts.ACTIVITY.definition()
        yield layouts.ACTIVITY.message_of(
            self._start_s + end_s,
            whole.timer_s * 1000,
            1,
            _MANUAL,
            _ACTIVITY,
            _STOP,
            self._start_s + end_s + self._utc_offset_s,
        )

    def _timer(self, t_s: int, switch: int) -> bytes:
        return layouts.EVENT.message_of(self._start_s + t_s, _TIMER, switch, _MANUAL)

    def _lap(self, bout: Bout) -> bytes:
        return layouts.LAP.message_of(
            bout.index,
            self._start_s + bout.end_s,
            self._start_s + bout.start_s,
            *_totals(bout),
            _LAP,
            _STOP,
            _REST if bout.is_walk else _ACTIVE,
            _MANUAL,
            self._sport,
            bout.mean_hr_bpm,
            bout.max_hr_bpm,
            bout.trigger,
        )

    def _records(self, opened: _Open, cue: str) -> Iterator[bytes]:
        """The record of a second; more of the same second where its marks need more room."""
        sample = opened.sample
        strides, half = (None, None) if (spm := sample.cadence_spm) is None else divmod(spm, 2)
        values = (
            self._start_s + sample.t_s,
            sample.hr_bpm,
            strides,
            None if half is None else half * 64,
            _scaled(sample.distance_m, 100),
            _scaled(sample.speed_mps, 1000),
            None if sample.altitude_m is None else _scaled(sample.altitude_m + 500, 5),
            sample.power_w,
            sample.temperature_c,
            _scaled(sample.grade, 10_000),
        )
        contact = None if sample.contact is None else int(sample.contact)
        if not opened.mark_texts and not cue:
            if contact is None:
                yield layouts.RECORD.message_of(*values)
            else:
                yield layouts.RECORD_CONTACT.message_of(*values, contact)
            return
        said = clipped(cue, _TEXT_BYTES).decode()
        for text in opened.mark_texts or ("",):
            layout = layouts.record_with_text(len(text) + 1, len(said.encode()) + 1)
            yield layout.definition()
            yield layout.message_of(*values, contact, text, said)
            said = ""


@dataclass(frozen=True, slots=True)
class _Open:
    """The newest second, as it will be written."""

    sample: Sample
    mark_texts: tuple[str, ...]


def known_name(name: str, names: Container[str]) -> str:
    """FIT's name for a sport or its kind, ``generic`` where we do not write it.

    >>> known_name("hiking", SPORTS), known_name("kitesurfing", SPORTS)
    ('hiking', 'generic')
    """
    return name if name in names else "generic"


def plan_text(plan: Mapping[str, object] | None) -> str:
    """A plan as it travels in a file; empty for none."""
    return "" if plan is None else json.dumps(plan, separators=(",", ":"))


def encode_fit(
    samples: Iterable[Sample],
    *,
    start_utc: datetime,
    utc_offset_s: int = 0,
    cues: Iterable[tuple[int, str, str]] = (),
    devices: Sequence[Device] = (),
    sport: str = "running",
    sub_sport: str = "generic",
    plan_json: str = "",
) -> bytes:
    """Make the bytes of a run that is over, as of a file that was written while it went on.

    Args:
        samples: At least one; ``t_s`` strictly increasing [s].
        start_utc: When ``t_s`` was 0, aware; what is below a second is dropped.
        utc_offset_s: Local time minus UTC [s].
        cues: ``(t_s, action, reason)`` of every cue that was given, in any order; those behind the
            last sample are left out.
        devices: What took part.
        sport: One of :data:`SPORTS`.
        sub_sport: One of :data:`SUB_SPORTS`.
        plan_json: Who ran and what was planned, as in the head of a journal.

    Raises:
        ValueError: There is no sample, or as in :class:`ActivityEncoder`, its
            :meth:`~ActivityEncoder.append` and :meth:`~ActivityEncoder.note`.
    """
    encoder = ActivityEncoder(
        start_utc=start_utc,
        utc_offset_s=utc_offset_s,
        devices=devices,
        sport=sport,
        sub_sport=sub_sport,
        plan_json=plan_json,
    )
    waiting = deque(sorted(cues, key=lambda cue: cue[0]))
    for sample in samples:
        while waiting and waiting[0][0] <= sample.t_s:
            t_s, action, reason = waiting.popleft()
            encoder.note(t_s, [(action, reason)])
        encoder.append(sample)
    body = encoder.take_settled() + encoder.open_part()
    return header(len(body)) + body + crc16(body).to_bytes(2, "little")


def _at_fit_resolution(sample: Sample) -> Sample:
    """The same second as :meth:`Sample.rounded` would have made it."""
    values = {field.name: getattr(sample, field.name) for field in fields(sample)}
    return Sample.rounded(**values)


def _fit_time(start_utc: datetime) -> int:
    if start_utc.utcoffset() is None:
        raise ValueError(f"start_utc must know its time zone, got {start_utc.isoformat()}")
    start_s = int(start_utc.timestamp() // 1) - EPOCH_UNIX_S
    if not FIRST_UTC_S <= start_s < 0xFFFF_FFFF - _LONGEST_S:
        raise ValueError(f"FIT keeps times from 1998 to 2125, got {start_utc.isoformat()}")
    return start_s


def _totals(bout: Bout) -> tuple[int, int, int | None]:
    elapsed_s = bout.end_s - bout.start_s
    return elapsed_s * 1000, bout.timer_s * 1000, _scaled(bout.distance_m, 100)


def _scaled(value: float | None, per: int) -> int | None:
    return None if value is None else round(value * per)
