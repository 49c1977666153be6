"""Recordings out of a gzip or a zip, and what is refused of them."""

from __future__ import annotations

import gzip
import io
import random
import struct
import time
import tracemalloc
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from runwalk.errors import RecordingError
from runwalk.recording import read_recording
from runwalk.recording.fit_activity import encode_fit
from runwalk.recording.journal import Journal

from .builders import START_UTC, damage, read_content, steady_run
from .xml_text import gpx, steady_gpx, steady_tcx, trk, trkpt

ON_DISK = settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
TCX = steady_tcx(60)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "run"


def zipped(members: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def stored(content: bytes) -> bytes:
    """A zip that compresses nothing."""
    return zipped({"run": content}, zipfile.ZIP_STORED)


def streamed_zip(name: str, content: bytes) -> bytes:
    """A zip whose sizes follow the data, as it is written to a pipe."""

    class Pipe(io.RawIOBase):
        def __init__(self) -> None:
            self.written = bytearray()

        def writable(self) -> bool:
            return True

        def write(self, some: bytes) -> int:  # type: ignore[override]
            self.written += some
            return len(some)

    pipe = Pipe()
    with zipfile.ZipFile(pipe, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content)
    return bytes(pipe.written)


def journal_bytes(tmp_path: Path) -> bytes:
    kept = tmp_path / "kept.jsonl"
    with Journal.create(kept, {}) as journal:
        for sample in steady_run():
            journal.append(sample)
    return kept.read_bytes()


@pytest.mark.parametrize("pack", [gzip.compress, lambda c: zipped({"a/run": c})], ids=["gz", "zip"])
@pytest.mark.parametrize("kind", ["fit", "journal", "tcx", "gpx"])
def test_every_kind_is_read_out_of_every_wrapping(
    kind: str, pack: Callable[[bytes], bytes], path: Path, tmp_path: Path
) -> None:
    content = {
        "fit": encode_fit(steady_run(), start_utc=START_UTC),
        "journal": journal_bytes(tmp_path),
        "tcx": TCX,
        "gpx": steady_gpx(),
    }[kind]
    plain = read_content(path, content)

    assert read_content(path, pack(content)) == plain


def test_a_gzip_within_a_zip_is_read_as_strava_packs_it(path: Path) -> None:
    content = zipped({"activities/1.tcx.gz": gzip.compress(TCX)}, zipfile.ZIP_STORED)

    assert read_content(path, content) == read_content(path, TCX)


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(gzip.compress(gzip.compress(TCX)), id="gz in gz"),
        pytest.param(gzip.compress(zipped({"run": TCX})), id="zip in gz"),
        pytest.param(zipped({"run.zip": zipped({"run": TCX})}), id="zip in zip"),
        pytest.param(zipped({"r": gzip.compress(gzip.compress(TCX))}), id="gz in gz in zip"),
    ],
)
def test_nothing_deeper_is_unpacked(content: bytes, path: Path) -> None:
    with pytest.raises(RecordingError, match="within another; unpack it first"):
        read_content(path, content)


def test_a_gzip_of_several_parts_is_one(path: Path) -> None:
    parts = b"".join(gzip.compress(TCX[i : i + 1000]) for i in range(0, len(TCX), 1000))

    assert read_content(path, parts) == read_content(path, TCX)


def test_zeros_behind_a_gzip_are_passed_over(path: Path) -> None:
    assert read_content(path, gzip.compress(TCX) + bytes(5000)).problems == ()


def test_rubbish_behind_a_gzip_is_told(path: Path) -> None:
    recording = read_content(path, gzip.compress(TCX) + b"rubbish")

    assert len(recording.samples) == 60
    assert damage(recording) == ["something behind the gzip's end that is no gzip"]


def test_a_gzip_of_ever_new_parts_ends(path: Path) -> None:
    recording = read_content(path, gzip.compress(TCX) + gzip.compress(b"") * 20_000)

    assert damage(recording) == ["a gzip of more than 10000 parts"]


@pytest.mark.parametrize(
    "pack", [gzip.compress, lambda c: zipped({"a": c}), stored], ids=["gz", "zip", "stored"]
)
def test_what_was_packed_and_cut_anywhere_gives_what_is_before_the_cut(
    pack: Callable[[bytes], bytes], path: Path
) -> None:
    content, whole = pack(TCX), read_content(path, TCX).samples
    read_count = 0

    for cut in (*range(0, len(content) - 1, 1 + len(content) // 100), len(content) - 2):
        try:
            recording = read_content(path, content[:cut])
        except RecordingError:
            assert read_count == 0
            continue
        assert len(recording.samples) >= read_count
        read_count = len(recording.samples)
        assert recording.samples == whole[:read_count]
        assert recording.problems
    assert read_count == 60


def test_a_streamed_zip_is_read_also_when_it_is_cut(path: Path) -> None:
    content = streamed_zip("run.tcx", TCX)

    assert read_content(path, content) == read_content(path, TCX)
    assert len(read_content(path, content[: len(content) * 2 // 3]).samples) > 20


@pytest.mark.parametrize("pack", [gzip.compress, lambda c: zipped({"a": c})], ids=["gz", "zip"])
def test_a_wrong_checksum_costs_nothing_and_is_told(
    pack: Callable[[bytes], bytes], path: Path
) -> None:
    packed, crc = pack(TCX), struct.pack("<I", zlib.crc32(TCX))
    assert crc in packed

    recording = read_content(path, packed.replace(crc, b"evil"))

    assert recording.samples == read_content(path, TCX).samples
    assert "checksum" in damage(recording)[0]


def test_a_damaged_stream_gives_what_came_before(path: Path) -> None:
    noisy = random.Random(1)
    points = [trkpt(t_s, f"<x>{noisy.random()}</x>") for t_s in range(3000)]
    packed = bytearray(gzip.compress(gpx(trk(points))))
    packed[len(packed) // 2] ^= 0xFF

    recording = read_content(path, bytes(packed))

    assert len(recording.samples) > 1000
    assert recording.problems


@pytest.mark.parametrize(
    "name",
    [
        "../run.tcx",
        "a/../../run",
        "/etc/passwd",
        "C:/run",
        "c:run",
        "a\\b",
        "a\nb",
        "x\x1b[2J",
        "..",
    ],
)
def test_names_that_are_paths_to_somewhere_else_are_refused(name: str, path: Path) -> None:
    with pytest.raises(RecordingError, match="a path to somewhere else; refused") as caught:
        read_content(path, zipped({"run.tcx": TCX, name: b"x"}))

    assert str(caught.value).isprintable()


def test_a_hostile_name_is_shown_short(path: Path) -> None:
    with pytest.raises(RecordingError) as caught:
        read_content(path, zipped({"/" + "x" * 60_000: TCX}))

    assert len(str(caught.value)) < 150


def test_what_systems_put_in_beside_is_passed_over(path: Path) -> None:
    members = {
        "__MACOSX/._run.tcx": TCX,
        ".DS_Store": b"rubbish",
        "folder/": b"",
        "folder/.hidden/run.tcx": TCX,
        "empty.tcx": b"",
        "README.txt": b"Thank you for training with us",
        "page.html": b"<html></html>",
        "style.xml": b"<?xml version='1.0'?><style/>",
        "folder/run.tcx": TCX,
    }

    assert read_content(path, zipped(members)) == read_content(path, TCX)


def test_several_recordings_are_counted_and_none_is_picked(path: Path) -> None:
    members = {"1.tcx": TCX, "2.gpx.gz": gzip.compress(steady_gpx()), "3.gpx": steady_gpx()}

    with pytest.raises(RecordingError, match="holds 3 recordings; unpack it and give one of them"):
        read_content(path, zipped(members))


def test_a_zip_without_a_recording_says_so(path: Path) -> None:
    for content in (zipped({}), zipped({"a/": b""}), zipped({"a": b"hello", "b": b"you"})):
        with pytest.raises(RecordingError, match="holds no recording"):
            read_content(path, content)


def test_thousands_of_files_are_refused_at_once(path: Path) -> None:
    content = zipped({f"{i}.txt": b"x" for i in range(20_000)}, zipfile.ZIP_STORED)

    started_s = time.perf_counter()
    with pytest.raises(RecordingError, match="holds 20000 files; unpack it and give one of them"):
        read_content(path, content)
    assert time.perf_counter() - started_s < 10


def test_a_directory_too_large_is_refused_unread(path: Path) -> None:
    entry = zipped({"a" * 60_000: b"x"}, zipfile.ZIP_STORED)
    at = entry.index(b"PK\x01\x02")
    end = entry.index(b"PK\x05\x06")
    entries = entry[at:end] * 80
    directory = struct.pack("<4s4H2IH", b"PK\x05\x06", 0, 0, 80, 80, len(entries), at, 0)

    with pytest.raises(RecordingError, match="a zip of too many files"):
        read_content(path, entry[:at] + entries + directory)


def test_an_encrypted_member_is_refused(path: Path) -> None:
    content = bytearray(zipped({"run.tcx": TCX}))
    content[6] |= 1

    with pytest.raises(RecordingError, match=r"holds 'run\.tcx' encrypted; unpack it first"):
        read_content(path, bytes(content))


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_a_method_that_is_not_read_is_refused(method: int, path: Path) -> None:
    with pytest.raises(RecordingError, match=f"packed by method {method}; unpack it first"):
        read_content(path, zipped({"run.tcx": TCX}, method))


def test_sizes_that_lie_are_not_believed(path: Path) -> None:
    content = zipped({"run.tcx": TCX})
    size = struct.pack("<I", len(TCX))

    for lie in (b"\xff\xff\xff\x7f", b"\1\0\0\0"):
        assert (
            read_content(path, content.replace(size, lie)).samples
            == read_content(path, TCX).samples
        )


def test_a_directory_that_points_to_nothing_says_so(path: Path) -> None:
    content = bytearray(zipped({"run.tcx": TCX}))
    content[0:4] = b"PK\3\5"

    with pytest.raises(RecordingError, match="is not a FIT file"):
        read_content(path, bytes(content))
    with pytest.raises(RecordingError, match="whose directory points to nothing"):
        read_content(path, zipped({}) + bytes(content))


@pytest.mark.parametrize(("declared_bytes", "is_read"), [(None, True), (2**40, False)])
def test_a_zip64_tells_its_sizes_elsewhere(
    declared_bytes: int | None, is_read: bool, path: Path
) -> None:
    content = zipped({"run.tcx": TCX, "large": random.Random(1).randbytes(5_000_000)})
    at, end = content.index(b"PK\x01\x02"), content.index(b"PK\x05\x06")
    size = end - at if declared_bytes is None else declared_bytes
    end_64 = struct.pack("<4sQ2H2I4Q", b"PK\x06\x06", 44, 45, 45, 0, 0, 2, 2, size, at)
    locator = struct.pack("<4sIQI", b"PK\x06\x07", 0, end, 1)
    last = struct.pack("<4s4H2IH", b"PK\x05\x06", 0, 0, 0xFFFF, 0xFFFF, 2**32 - 1, 2**32 - 1, 0)
    packed = content[:end] + end_64 + locator + last

    if is_read:
        assert read_content(path, packed) == read_content(path, TCX)
    else:
        with pytest.raises(RecordingError, match="a zip of too many files"):
            read_content(path, packed)


def test_a_zip_cut_within_a_later_name_gives_what_came_before(path: Path) -> None:
    content = stored(TCX)
    content = content[: content.index(b"PK\x01\x02")]

    assert read_content(path, content + stored(TCX)[:32]).samples == read_content(path, TCX).samples


def bombs() -> dict[str, Callable[[], bytes]]:
    """Wrappings of too much, by what they are."""

    def gz(head: bytes, filling: bytes, count: int) -> bytes:
        buffer = io.BytesIO()
        with gzip.GzipFile(fileobj=buffer, mode="wb") as file:
            file.write(head)
            for _ in range(count):
                file.write(filling)
        return buffer.getvalue()

    spaces = b" " * 2**20

    def overlapping() -> bytes:
        """Members that share one stream, as D. Fifield's do."""
        one = zipped({"a": b"<gpx>" + bytes(2**22)})
        at = one.index(b"PK\x01\x02")
        entry = one[at : one.index(b"PK\x05\x06")]
        entries = entry * 150
        return (
            one[:at]
            + entries
            + struct.pack("<4s4H2IH", b"PK\x05\x06", 0, 0, 150, 150, len(entries), at, 0)
        )

    return {
        "gz of XML": lambda: gz(b"<gpx>", spaces, 40),
        "gz of FIT": lambda: gz(b"\x0e\x10\0\0\xff\xff\xff\x7f.FIT\0\0", bytes(2**20), 20),
        "gz of a journal": lambda: gz(b'{"runwalk_journal":1}\n', b"x" * 2**20, 20),
        "zip of XML": lambda: zipped({"a": b"<gpx>" + spaces * 40}),
        "gz in zip": lambda: zipped({"a": gz(b"<gpx>", spaces, 40)}),
        "overlapping zip": overlapping,
    }


@pytest.mark.slow
@pytest.mark.parametrize("bomb", bombs())
def test_a_bomb_is_refused_and_costs_little(bomb: str, path: Path) -> None:
    content = bombs()[bomb]()
    path.write_bytes(content)
    read_content(path.with_name("other"), gzip.compress(TCX))  # what is imported is not counted

    tracemalloc.start()
    with pytest.raises(RecordingError) as caught:
        read_recording(path)
    peak_bytes = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()

    assert ("unpacks to more than" in str(caught.value)) == (bomb != "overlapping zip")
    assert peak_bytes <= 20 * len(content) + 50e6


@given(
    pack=st.sampled_from(
        [gzip.compress, lambda c: zipped({"a": c}), lambda c: zipped({"a": c}, 0)]
    ),
    flips=st.lists(st.tuples(st.integers(0, 10**6), st.integers(0, 255)), max_size=8),
    cut=st.integers(0, 30_000),
    rubbish=st.binary(max_size=20),
)
@settings(ON_DISK, max_examples=200)
def test_any_damage_ends_in_a_recording_or_in_one_error(
    pack: Callable[[bytes], bytes],
    flips: list[tuple[int, int]],
    cut: int,
    rubbish: bytes,
    path: Path,
) -> None:
    content = bytearray(pack(TCX))
    for at, value in flips:
        content[at % len(content)] = value
    content[cut:] = rubbish

    try:
        recording = read_content(path, bytes(content))
    except RecordingError:
        return

    times_s = [sample.t_s for sample in recording.samples]
    assert times_s == sorted(set(times_s))
