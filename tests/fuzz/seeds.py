"""Small recordings of every kind to begin with."""

from __future__ import annotations

import gzip
import io
import struct
import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path

from runwalk.engine.sample import MarkKind
from runwalk.recording.fit_activity import encode_fit
from runwalk.recording.fit_format import crc16
from runwalk.recording.journal import Journal
from tests.recording.builders import START_UTC, marked, steady_run
from tests.recording.fit_bytes import (
    ACTIVITY,
    DEVELOPER_ID,
    DEVICE,
    FIELD_DESCRIPTION,
    HEART_RATE,
    HR,
    HRV,
    LAP,
    NOON,
    RECORD,
    SPORT,
    TIME,
    define,
    fit,
    heart_rates,
    put,
    session,
    timer,
)
from tests.recording.xml_text import steady_tcx

SAMPLE_DATA = Path(__file__).parents[2] / "sample_data"
_PIECE_BYTES = 5_000
_GPX = (
    '<?xml version="1.0"?><gpx version="1.1" creator="somebody"><trk><trkseg>'
    + "".join(
        f'<trkpt lat="0.{i}" lon="0"><ele>{100 + i}</ele><time>2026-11-01T12:00:0{i}Z</time>'
        f"<extensions><hr>{140 + i}</hr></extensions></trkpt>"
        for i in range(6)
    )
    + "</trkseg></trk></gpx>"
)


def seeds() -> tuple[bytes, ...]:
    """All of them."""
    plain = (*_built(), *_pieces(), _journal(), steady_tcx(), _GPX.encode())
    packed = (*(gzip.compress(one, mtime=0) for one in plain[-3:]), *map(_zipped, plain[-3:]))
    return (*plain, *packed, gzip.compress(plain[0], mtime=0), _zipped(plain[0]))


def _built() -> Iterator[bytes]:
    yield encode_fit(
        (*steady_run(6), marked(8, MarkKind.PAUSE), marked(12, MarkKind.RESUME)),
        start_utc=START_UTC,
        cues=((3, "run", "start"),),
    )
    yield fit(timer(NOON, 0), heart_rates(140, 255, 0, 141), timer(NOON + 2, 4), timer(NOON + 3, 0))
    yield fit(
        session(NOON, 3, 2),
        session(NOON + 3, 1, 3),
        session(NOON + 4, 9, 1),
        heart_rates(*range(120, 140)),
        define(1, HRV, (0, "u16", 5)),
        put(1, "<5H", 430, 431, 65535, 65535, 65535),
        define(2, LAP, TIME, (2, "u32", 1), (7, "u32", 1), (9, "u32", 1), (24, "enum", 1)),
        put(2, "<IIIIB", NOON + 9, NOON, 9000, 2500, 0),
        define(3, ACTIVITY, TIME, (5, "u32", 1)),
        put(3, "<II", NOON + 9, NOON + 7209),
        define(4, DEVICE, (2, "u16", 1), (27, "str", 4), (3, "u32", 1), (32, "u8", 1)),
        put(4, "<H4sIB", 123, b"H10\0", 77, 90),
        define(5, SPORT, (0, "enum", 1), (1, "enum", 1)),
        put(5, "<BB", 1, 1),
    )
    short = define(0, RECORD, HEART_RATE, (8, "byte", 3))
    yield fit(
        define(1, 160, TIME),
        put(1, "<I", NOON),
        short,
        *(put(0, "<B3s", 140 + i, bytes((i, i, i)), compressed_s=3 * i % 32) for i in range(20)),
    )
    yield fit(
        heart_rates(255, 255, 255, 150),
        define(1, HR, TIME, (0, "u16", 1), (6, "u8", 1), (9, "u32", 1)),
        put(1, "<IHBI", NOON, 0, 141, 7 * 1024),
        define(2, HR, (6, "u8", 4), (10, "byte", 6)),
        put(2, "<4B6s", 142, 0, 144, 145, b"\x00\x00\x80\x00\x04\xc0"),
    )
    yield fit(
        define(1, DEVELOPER_ID, (1, "byte", 16), (3, "u8", 1)),
        put(1, "<16sB", bytes(range(16)), 0),
        define(
            2,
            FIELD_DESCRIPTION,
            (0, "u8", 1),
            (1, "u8", 1),
            (2, "u8", 1),
            (3, "str", 4),
            (8, "str", 4),
            (15, "u8", 1),
        ),
        put(2, "<BBB4s4sB", 0, 0, 2, b"hr", b"bpm", 3),
        define(0, RECORD, TIME, (6, "u16", 1), (5, "u32", 1), developer=((0, 1, 0), (1, 2, 0))),
        *(put(0, "<IHIB2s", NOON + i, 2500, 250 * i, 140 + i, b"ab") for i in range(5)),
    )
    big = define(0, RECORD, TIME, (3, "u8", 1), (7, "u16", 1), (78, "u32", 1), big_endian=True)
    yield fit(big, *(put(0, ">IBHI", NOON + i, 140, 300, 3000) for i in range(9)), header_bytes=12)
    yield fit(heart_rates(140, 141)) + fit(heart_rates(142, start_s=NOON + 60))
    yield fit(heart_rates(140, 141), size=0, crc=False)


def _pieces() -> Iterator[bytes]:
    """The beginnings of the files that come with the project."""
    for path in sorted(SAMPLE_DATA.glob("*.fit")):
        body = path.read_bytes()[14:_PIECE_BYTES]
        content = struct.pack("<BBHI4sxx", 14, 0x20, 2078, len(body), b".FIT") + body
        yield content + struct.pack("<H", crc16(content))


def _journal() -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "run.jsonl"
        with Journal.create(path, {}) as journal:
            for sample in (*steady_run(5), marked(7, MarkKind.PAUSE)):
                journal.append(sample)
        return path.read_bytes()


def _zipped(content: bytes) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(zipfile.ZipInfo("run.fit"), content)
    return file.getvalue()
