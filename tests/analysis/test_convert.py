"""The verb ``convert``: any recording in another format, and nothing ever lost for it."""

from __future__ import annotations

import csv
import gzip
import io
import json
import os
import pty
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from lxml import etree

from analysis.verbs.convert import command
from runwalk.engine.sample import Sample
from runwalk.errors import RunwalkError
from runwalk.recording import read_recording
from runwalk.recording.journal import Journal, read_journal
from runwalk.recording.live_run import derive_fit
from runwalk.recording.recording import Recording

from ..recording.tcx_schema import mistakes

ROOT = Path(__file__).parents[2]
SAMPLE_DATA = ROOT / "sample_data"
CORPUS = Path(__file__).parents[3] / "shared" / "corpus"
EASY, TORN = SAMPLE_DATA / "easy_run.fit", SAMPLE_DATA / "torn.fit"
LIVE = SAMPLE_DATA / "live_run.jsonl"
FORMATS = ("fit", "csv", "parquet", "tcx", "jsonl")
TEXTS = ("runwalk: ", "note: ")


def convert(*words: object) -> Result:
    return CliRunner().invoke(command, [str(word) for word in words], catch_exceptions=False)


def undated(path: Path) -> Path:
    """A journal that does not know when it was."""
    with Journal.create(path, {"engine": "0.1.0"}) as journal:
        for t_s in range(5):
            journal.append(Sample(t_s=t_s, hr_bpm=120))
    return path


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("kind", FORMATS)
def test_any_format_is_made_of_a_fit_file(tmp_path: Path, kind: str) -> None:
    result = convert(EASY, "--to", kind, "--out", tmp_path)

    made = tmp_path / f"easy_run.{kind}"
    assert result.exit_code == 0
    assert result.stdout == f"{EASY} -> {made}, 40:00\n"
    assert result.stderr == ""
    assert list(tmp_path.iterdir()) == [made]
    assert made.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("kind", ["fit", "jsonl"])
def test_what_keeps_everything_gives_the_same_run(tmp_path: Path, kind: str) -> None:
    convert(EASY, "--to", kind, "--out", tmp_path)

    was, now = read_recording(EASY), read_recording(tmp_path / f"easy_run.{kind}")
    assert now.samples == was.samples
    assert (now.start_utc, now.sport, now.sub_sport) == (was.start_utc, was.sport, was.sub_sport)


def test_a_csv_file_has_a_row_a_second(tmp_path: Path) -> None:
    convert(EASY, "--to", "csv", "--out", tmp_path)

    table = rows(tmp_path / "easy_run.csv")
    assert len(table) == 2400
    assert table[0]["time_utc"] == "2026-05-03T06:30:00Z"


def test_a_journal_keeps_what_was_said_in_every_format(tmp_path: Path) -> None:
    for kind in FORMATS:
        assert convert(LIVE, "--to", kind, "--out", tmp_path).exit_code == 0

    cues = read_recording(LIVE).cues
    table = rows(tmp_path / "live_run.csv")
    said = [(int(row["t_s"]), *cue) for row in table for cue in json.loads(row["cues"] or "[]")]
    assert said == [cue[:3] for cue in cues]
    copy = read_journal(tmp_path / "live_run.jsonl")
    assert copy.recording.cues == cues
    assert copy.header | read_journal(LIVE).header == copy.header
    assert copy.raw == read_journal(LIVE).raw
    assert copy.recording.samples == read_recording(LIVE).samples
    of_fit = read_recording(tmp_path / "live_run.fit")
    assert [cue[:3] for cue in of_fit.cues] == [cue[:3] for cue in cues]
    assert of_fit.plan == copy.recording.plan
    assert len(read_recording(tmp_path / "live_run.fit").laps) > 10
    tcx = (tmp_path / "live_run.tcx").read_text()
    assert tcx.count("<Intensity>Resting<") > 5
    assert all(text in tcx for *_, text in cues)


def test_a_journal_becomes_the_fit_file_that_a_live_run_leaves(tmp_path: Path) -> None:
    copy = tmp_path / "run.jsonl"
    copy.write_bytes(LIVE.read_bytes())
    derive_fit(copy)

    convert(LIVE, "--to", "fit", "--out", tmp_path)

    assert (tmp_path / "live_run.fit").read_bytes() == (tmp_path / "run.fit").read_bytes()


def test_the_ending_of_the_name_says_what_to_make(tmp_path: Path) -> None:
    result = convert(EASY, "--out", tmp_path / "mine.CSV")

    assert result.exit_code == 0
    assert len(rows(tmp_path / "mine.CSV")) == 2400


def test_without_a_place_it_goes_beside_the_file(tmp_path: Path) -> None:
    file = tmp_path / "run.of.today.jsonl"
    file.write_bytes(LIVE.read_bytes())

    convert(file, "--to", "csv")

    assert (tmp_path / "run.of.today.csv").exists()


def test_a_compressed_file_is_named_after_what_is_in_it(tmp_path: Path) -> None:
    file = tmp_path / "run.fit.gz"
    file.write_bytes(gzip.compress(EASY.read_bytes()))

    convert(file, "--to", "csv")

    assert len(rows(tmp_path / "run.csv")) == 2400


def test_several_files_go_into_a_folder_that_is_made(tmp_path: Path) -> None:
    folder = tmp_path / "a" / "b"

    result = convert(EASY, TORN, LIVE, "--to", "csv", "--out", folder)

    assert result.exit_code == 0
    assert sorted(path.name for path in folder.iterdir()) == [
        "easy_run.csv",
        "live_run.csv",
        "torn.csv",
    ]


@pytest.mark.parametrize("kind", FORMATS)
def test_nothing_is_ever_overwritten(tmp_path: Path, kind: str) -> None:
    path = tmp_path / f"easy_run.{kind}"
    path.write_text("mine")

    result = convert(EASY, "--to", kind, "--out", tmp_path)

    assert result.exit_code == 1
    assert result.stdout == ""
    assert result.stderr == f"runwalk: easy_run.{kind}: is there already; choose another name\n"
    assert path.read_text() == "mine"
    assert list(tmp_path.iterdir()) == [path]


def test_two_files_of_one_name_do_not_take_each_others_place(tmp_path: Path) -> None:
    again = tmp_path / "easy_run.jsonl"
    again.write_bytes(LIVE.read_bytes())

    result = convert(EASY, again, "--to", "csv", "--out", tmp_path / "out")

    assert result.exit_code == 1
    assert "is there already" in result.stderr
    assert rows(tmp_path / "out" / "easy_run.csv")[0]["time_utc"].startswith("2026-05-03")


def test_one_bad_file_does_not_stop_the_rest(tmp_path: Path) -> None:
    page = tmp_path / "page.fit"
    page.write_bytes(b"<!DOCTYPE html><html>")
    out = tmp_path / "out"

    result = convert(page, tmp_path / "none.fit", EASY, "--to", "csv", "--out", out)

    assert result.exit_code == 1
    assert [line.split(": ")[1] for line in result.stderr.splitlines()] == ["page.fit", "none.fit"]
    assert result.stdout.count("\n") == 1
    assert len(rows(out / "easy_run.csv")) == 2400


def test_no_folder_is_made_for_a_file_that_is_not_there(tmp_path: Path) -> None:
    result = convert(tmp_path / "nowhere" / "run.fit", "--to", "csv")

    assert result.exit_code == 1
    assert "does not exist" in result.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_name_that_steers_a_terminal_is_shown_without_that(tmp_path: Path) -> None:
    file = tmp_path / "a\x1b[31m.jsonl"
    file.write_bytes(LIVE.read_bytes())

    result = convert(file, "--to", "csv")

    assert "a\N{REPLACEMENT CHARACTER}[31m.csv" in result.stdout
    assert "\x1b" not in result.output
    assert (tmp_path / "a\x1b[31m.csv").exists()


def test_problems_are_told_as_replay_tells_them(tmp_path: Path) -> None:
    alone = convert(TORN, "--to", "csv", "--out", tmp_path / "a")
    among = convert(TORN, EASY, "--to", "csv", "--out", tmp_path / "b")

    assert "note: the file is cut short (the last 43549 bytes)\n" in alone.stderr
    assert "note: torn.fit: the file is cut short (the last 43549 bytes)\n" in among.stderr


def test_a_damaged_file_is_made_whole(tmp_path: Path) -> None:
    convert(TORN, "--out", tmp_path / "whole.fit")

    whole = read_recording(tmp_path / "whole.fit")
    assert whole.problems == ()
    assert whole.samples == read_recording(TORN).samples


def test_programs_are_told_everything_in_json(tmp_path: Path) -> None:
    missing = tmp_path / "none.fit"

    result = convert(TORN, missing, "--to", "csv", "--out", tmp_path / "out", "--json")

    torn, none = [json.loads(line) for line in result.stdout.splitlines()]
    problems = torn.pop("problems")
    assert torn == {
        "source": str(TORN),
        "target": str(tmp_path / "out" / "torn.csv"),
        "seconds": len(read_recording(TORN).samples),
    }
    assert problems[0]["what"] == "the file is cut short"
    assert set(problems[0]) == {"what", "at", "lost"}
    assert none == {
        "source": str(missing),
        "target": str(tmp_path / "out" / "none.csv"),
        "error": "none.fit: does not exist",
    }
    assert result.stderr == "runwalk: none.fit: does not exist\n"
    assert result.exit_code == 1


# A run without a date


@pytest.mark.parametrize("kind", ["fit", "tcx"])
def test_a_run_without_a_date_needs_one_where_the_format_does(tmp_path: Path, kind: str) -> None:
    result = convert(undated(tmp_path / "run.jsonl"), "--to", kind)

    assert result.exit_code == 1
    assert result.stderr == (
        f"runwalk: run.jsonl: does not know when it was, and {kind.upper()} must; "
        "say when it began with --start 2026-05-01T07:00+02:00\n"
    )


def test_without_a_date_a_row_has_no_time(tmp_path: Path) -> None:
    convert(undated(tmp_path / "run.jsonl"), "--to", "csv")

    assert {row["time_utc"] for row in rows(tmp_path / "run.csv")} == {""}


@pytest.mark.parametrize("kind", FORMATS[:-1])
def test_the_runner_can_say_when_it_was(tmp_path: Path, kind: str) -> None:
    result = convert(
        undated(tmp_path / "run.jsonl"), "--to", kind, "--start", "2026-05-01T07:00+02:00"
    )

    assert result.exit_code == 0
    assert result.stderr == (
        "note: the file does not know when it was; the start is that of --start\n"
    )


def test_the_time_the_runner_said_is_the_time_of_the_file(tmp_path: Path) -> None:
    convert(undated(tmp_path / "run.jsonl"), "--to", "fit", "--start", "2026-05-01T07:00+02:00")

    made = read_recording(tmp_path / "run.fit")
    assert made.start_utc == datetime(2026, 5, 1, 5, 0, tzinfo=UTC)
    assert made.utc_offset_s == 7200


def test_a_run_that_knows_its_date_keeps_it(tmp_path: Path) -> None:
    result = convert(EASY, "--to", "csv", "--out", tmp_path, "--start", "2026-05-01T07:00Z")

    assert result.exit_code == 1
    assert "easy_run.fit: began at 2026-05-03T06:30Z; --start is for" in result.stderr


# What is not understood


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ((), "Missing argument 'FILE...'"),
        ((EASY,), "say what to make"),
        ((EASY, "--out", "run.gpx"), "say what to make"),
        ((EASY, "--to", "gpx"), "is not one of"),
        ((EASY, "--to", "csv", "--out", "run.fit"), "--to csv and a name that ends in .fit?"),
        ((EASY, TORN, "--out", "run.csv"), "--out is a folder"),
        ((EASY, "--to", "fit", "--start", "yesterday"), "a time is written like"),
        ((EASY, "--to", "fit", "--start", "2026-05-01T07:00"), "needs its offset"),
        ((EASY, TORN, "--to", "fit", "--start", "2026-05-01T07:00Z"), "give one FILE"),
    ],
)
def test_what_does_not_go_together_says_why_and_exits_with_2(
    words: tuple[object, ...], says: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)

    result = convert(*words)

    assert result.exit_code == 2
    assert says in result.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_time_before_all_times_is_none(tmp_path: Path) -> None:
    file = undated(tmp_path / "run.jsonl")

    result = convert(file, "--to", "csv", "--start", "0001-01-01T00:00+02:00")

    assert result.exit_code == 2
    assert "there is no such time" in result.stderr


# What the world does


def journal(path: Path, header: str, *lines: str) -> Path:
    path.write_text("\n".join((header, *lines, "")))
    return path


HEADER = '{"runwalk_journal":1,"start_utc":"2026-05-01T07:00:00+00:00"%s}'


@pytest.mark.parametrize(
    ("header", "lines", "kind", "says"),
    [
        (HEADER % "", (), "csv", "holds not one second"),
        (
            HEADER.replace("2026", "9999") % "",
            ('{"s":{"t_s":999999999}}',),
            "csv",
            "ends after the year 9999",
        ),
        (HEADER.replace("2026", "1066") % "", ('{"s":{"t_s":0}}',), "fit", "does not fit into"),
        (HEADER % "", ('{"s":{"t_s":99999999}}',), "fit", "does not fit into a FIT file"),
        (HEADER % ',"plan":{"a":NaN}', ('{"s":{"t_s":0}}',), "jsonl", "a plan of no use"),
    ],
    ids=["empty", "year 10000", "middle ages", "three years", "no JSON"],
)
def test_a_recording_that_cannot_be_kept_gets_one_sentence(
    tmp_path: Path, header: str, lines: tuple[str, ...], kind: str, says: str
) -> None:
    file = journal(tmp_path / "run.jsonl", header, *lines)

    result = convert(file, "--to", kind, "--out", tmp_path / "out")

    assert result.exit_code == 1
    assert says in result.stderr
    assert len(result.stderr.splitlines()) == 1
    assert list((tmp_path / "out").iterdir()) == []


@pytest.mark.parametrize("kind", FORMATS)
def test_a_hostile_journal_is_converted_or_refused_in_one_sentence(
    tmp_path: Path, kind: str
) -> None:
    deep = "[" * 900 + "]" * 900
    file = journal(
        tmp_path / "run.jsonl",
        HEADER % f',"plan":{deep},"sport":"\\u0000<x>","sub_sport":"=1+1"',
        '{"s":{"t_s":0,"hr_bpm":120,"marks":[{"kind":"tag","value":"=cmd|\\u0000"}]}}',
        '{"c":[0,"=walk","\\u001b[31m","<script>"]}',
        '{"c":[999999999999999999999,"walk","ceiling","\\ud800"]}',
    )

    result = convert(file, "--to", kind, "--out", tmp_path / "out")

    assert result.exit_code in (0, 1)
    assert all(line.startswith(TEXTS) for line in result.stderr.splitlines())
    assert "\x1b" not in result.output


def test_a_sport_that_fit_has_no_name_for_here_is_told(tmp_path: Path) -> None:
    file = journal(
        tmp_path / "run.jsonl", HEADER % ',"sport":"swimming"', '{"s":{"t_s":0,"hr_bpm":120}}'
    )

    result = convert(file, "--to", "fit")

    assert result.exit_code == 0
    assert result.stderr == "note: the sport swimming is kept as generic/generic\n"


def test_seconds_that_tcx_cannot_hold_are_told(tmp_path: Path) -> None:
    file = journal(
        tmp_path / "run.jsonl",
        HEADER % "",
        '{"s":{"t_s":0,"hr_bpm":120,"marks":[{"kind":"pause"}]}}',
        '{"s":{"t_s":1,"hr_bpm":110}}',
        '{"s":{"t_s":2,"hr_bpm":100,"marks":[{"kind":"resume"}]}}',
    )

    result = convert(file, "--to", "tcx")

    assert "note: TCX holds no seconds in which the timer stood (seconds: 1)" in result.stderr


def test_without_pyarrow_nothing_is_begun(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)

    with pytest.raises(RunwalkError, match=r'pip install "runwalk\[parquet\]"'):
        convert(EASY, "--to", "parquet", "--out", tmp_path / "out")

    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_cannot_be_made_is_the_worlds_fault(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")

    with pytest.raises(RunwalkError, match="cannot be made"):
        convert(EASY, "--to", "csv", "--out", tmp_path / "file" / "below")


@pytest.mark.parametrize("kind", FORMATS)
def test_a_disk_that_is_full_leaves_nothing_behind(tmp_path: Path, kind: str) -> None:
    script = (
        "import resource, sys; from runwalk.cli import main; "
        "resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000)); main(sys.argv[1:])"
    )

    done = subprocess.run(
        [sys.executable, "-c", script, "convert", EASY, "--to", kind, "--out", tmp_path],
        cwd=ROOT,
        env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )

    assert done.returncode == 1
    assert done.stderr == f"runwalk: easy_run.{kind}: cannot be written: File too large\n"
    assert list(tmp_path.iterdir()) == []


def test_a_person_who_waits_for_several_files_sees_how_far_they_are(tmp_path: Path) -> None:
    ours, theirs = pty.openpty()
    done = subprocess.run(
        [sys.executable, "-m", "runwalk", "convert", EASY, TORN, "--to", "csv", "--out", tmp_path],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=theirs,
        text=True,
        timeout=60,
        check=False,
    )
    os.close(theirs)
    with io.FileIO(ours) as terminal:
        seen = terminal.read(100_000).decode()

    assert "converting" in seen
    assert done.stdout.count("->") == 2
    assert seen.index("100%") < seen.index("note: torn.fit:")


# Real files


def _corpus() -> list[Path]:
    return sorted(path for folder in ("fit", "block") for path in (CORPUS / folder).glob("*"))


@pytest.mark.slow
@pytest.mark.skipif(not CORPUS.exists(), reason="no corpus beside the project")
@pytest.mark.parametrize("file", _corpus(), ids=lambda path: path.name)
def test_every_real_file_becomes_any_format_or_says_why_not(file: Path, tmp_path: Path) -> None:
    recording = _read(file)

    for kind in FORMATS:
        result = convert(file, "--to", kind, "--out", tmp_path)

        assert all(line.startswith(TEXTS) for line in result.stderr.splitlines())
        errors = [line for line in result.stderr.splitlines() if line.startswith("runwalk: ")]
        assert len(errors) == result.exit_code
        if recording is None or (recording.start_utc is None and kind in ("fit", "tcx")):
            assert result.exit_code == 1
            continue
        assert result.exit_code == 0
        _check(kind, tmp_path / f"{file.stem}.{kind}", recording)


def _check(kind: str, made: Path, recording: Recording) -> None:
    if kind in ("fit", "jsonl"):
        assert read_recording(made).samples == recording.samples
        assert read_recording(made).start_utc == recording.start_utc
    elif kind == "csv":
        assert len(rows(made)) == len(recording.samples)
    elif kind == "tcx":
        assert mistakes(etree.parse(made).getroot()) == []


def _read(file: Path) -> Recording | None:
    try:
        return read_recording(file)
    except RunwalkError:
        return None
