"""Heart rates from an archive: by hand, and with the traps that straps and watches set."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.archive import ArchiveJob, jobs_in, peaks_in, report_of, without_doubles
from analysis.heart_fit import HeartFit, Told
from analysis.peaks import SHORT_RATIO, SHORT_S, Peaks, peaks_of
from analysis.peaks import Why as NoPeaks
from analysis.refused import Refused
from analysis.thresholds import (
    AGREE_BPM,
    LEAST_MAX_RATIO,
    LEAST_THRESHOLD_RATIO,
    MOST_RESTING_BPM,
    STANDS_OUT_RATIO,
    THRESHOLD_SEE_BPM,
    WORDS,
    Estimate,
    Source,
    Thresholds,
    Why,
    settings_of,
    thresholds_of,
    to_dict,
)
from analysis.trace import trace_of
from runwalk.engine.sample import Sample
from runwalk.recording.fit_writer import write_fit

from .test_fit_athlete import START

CORPUS = Path(__file__).parents[3] / "shared" / "corpus"


def run(
    bpms: Sequence[int], *, speed_mps: float = 2.8, cadence_spm: int | None = None
) -> list[Sample]:
    return [
        Sample(t_s=t_s, hr_bpm=bpm, speed_mps=speed_mps, cadence_spm=cadence_spm)
        for t_s, bpm in enumerate(bpms)
    ]


def found(samples: Sequence[Sample], fit: HeartFit | None = None) -> Peaks:
    told = peaks_of(samples, trace_of(samples), fit)
    assert isinstance(told, Peaks), told
    return told


def beating(bpm: int, seconds: int) -> list[int]:
    """A heart that stays, give or take a beat."""
    return [bpm + t_s // 10 % 3 - 1 for t_s in range(seconds)]


def ramp(low: int, high: int, seconds: int) -> list[int]:
    return [round(low + (high - low) * t_s / seconds) for t_s in range(seconds)]


# What one run sustained


def test_means_over_their_time() -> None:
    bpms = [*beating(140, 1200), *ramp(140, 170, 120), *beating(170, 1200), *beating(168, 1200)]

    told = found(run(bpms))

    assert told.peak_bpm == pytest.approx(170.3, abs=0.4)
    assert told.short_bpm == pytest.approx(170.0, abs=0.2)
    assert told.test_bpm == pytest.approx(169.5, abs=0.6)
    assert told.hour_bpm == pytest.approx((18 * 140 + 2 * 155 + 20 * 170 + 20 * 168) / 60, abs=0.3)
    assert told.low_bpm == pytest.approx(140.0, abs=0.2)
    assert told.threshold_bpm == told.test_bpm


def test_twenty_minutes_alone_count_for_less() -> None:
    told = found(run(beating(160, 1300)))

    assert (told.hour_bpm, told.test_bpm) == (None, None)
    assert told.threshold_bpm == pytest.approx(0.95 * 160.0, abs=0.2)


def test_half_an_hour_at_a_changing_speed_is_no_test() -> None:
    even = run(beating(160, 1900))
    uneven = [replace(one, speed_mps=3.5 if one.t_s // 120 % 2 else 2.5) for one in even]

    assert found(even).test_bpm == pytest.approx(160.0, abs=0.2)
    assert found(uneven).test_bpm is None


@pytest.mark.parametrize("at", ["start", "middle"])
def test_a_strap_that_tells_225_for_minutes_tells_nothing(at: str) -> None:
    """The trap of a real archive: an artefact that lasts is the highest there is."""
    artefact, heart = beating(225, 400), beating(150, 1500)
    bpms = artefact + heart if at == "start" else heart[:700] + artefact + heart[700:]

    told = found(run(bpms))

    assert told.peak_bpm is not None
    assert told.peak_bpm < 152


def test_a_heart_that_goes_along_with_the_steps_tells_nothing() -> None:
    bpms = [*beating(150, 1200), *ramp(150, 182, 100), *beating(182, 600)]

    alone = found(run(bpms))
    locked = found(run(bpms, cadence_spm=182))
    sparse = found(run(bpms, cadence_spm=182)[::6])

    assert alone.peak_bpm == pytest.approx(182.3, abs=0.4)
    for one in (locked, sparse):
        assert one.peak_bpm is not None
        assert one.peak_bpm < 180


def test_crossing_the_steps_is_no_fault() -> None:
    bpms = [*beating(150, 600), *ramp(150, 190, 200), *beating(190, 300)]

    assert found(run(bpms, cadence_spm=170)).peak_bpm == pytest.approx(190.3, abs=0.4)


def test_too_many_artefacts_and_no_heart_are_told() -> None:
    spiky = [225 if t_s % 60 < 6 else bpm for t_s, bpm in enumerate(beating(150, 1800))]
    silent = [replace(one, hr_bpm=None) for one in run(beating(150, 600))]

    whys = [peaks_of(one, trace_of(one)) for one in (run(spiky), silent)]

    assert [one.why for one in whys if isinstance(one, Refused)] == [
        NoPeaks.TOO_MANY_ARTEFACTS,
        NoPeaks.NO_HEART_RATE,
    ]


@pytest.mark.parametrize(("stray_ratio", "counts"), [(0.04, True), (0.06, False)])
def test_a_heart_far_from_what_the_legs_make_likely_does_not_count(
    stray_ratio: float, *, counts: bool
) -> None:
    number = Told(1.0, 1.0)
    fit = HeartFit(
        tau_s=number,
        dead_time_s=number,
        gain_bpm_per_w_per_kg=number,
        demand_bpm=number,
        drift_bpm_per_h=None,
        walk_gain_bpm=None,
        disturbance_sd_bpm=1.0,
        residual_sd_bpm=1.0,
        stray_ratio=stray_ratio,
        residual_lag1=0.5,
        first_bpm=100.0,
        minutes=30.0,
    )
    samples = run(beating(150, 600))

    assert isinstance(peaks_of(samples, trace_of(samples), fit), Peaks) is counts


@pytest.mark.parametrize("seconds", [1, 2, 29, 30, 59, 61, 299, 1200, 1801])
def test_a_run_of_any_length_is_no_trouble(seconds: int) -> None:
    samples = run(beating(150, seconds))

    told = peaks_of(samples, trace_of(samples))

    assert isinstance(told, Peaks) is (seconds >= 299)


# What an archive tells


def archive(peaks: Sequence[float], threshold: float | None = None) -> dict[str, Peaks]:
    return {
        f"run{i}": Peaks(
            peak_bpm=peak,
            hour_bpm=threshold or 0.93 * peak,
            short_bpm=None,
            test_bpm=None,
            low_bpm=110.0,
        )
        for i, peak in enumerate(peaks)
    }


def maximum(peaks: Sequence[float], likely_max_bpm: float | None = None) -> Estimate:
    told = thresholds_of(archive(peaks), likely_max_bpm).max_hr
    assert isinstance(told, Estimate), told
    return told


def why(told: Estimate | Refused[Why]) -> Why:
    assert isinstance(told, Refused), told
    assert told.text == WORDS[told.why]
    return told.why


@pytest.mark.parametrize(
    ("peaks", "bpm", "doubted"),
    [
        ([160, 165, 172, 174], 174, {}),
        ([160, 165, 172, 174, 217], 174, {"run4": 217}),
        ([150, 155, 165, 172, 174, 200, 217], 174, {"run5": 200, "run6": 217}),
        ([150, 160, 162, 170, 188, 188], 188, {}),
    ],
    ids=["plain", "one artefact", "two that do not agree", "two that agree"],
)
def test_what_one_run_alone_reached_is_not_believed(
    peaks: list[float], bpm: float, doubted: dict[str, float]
) -> None:
    told = maximum(peaks)

    assert (told.bpm, told.doubted) == (bpm, doubted)
    assert told.low_bpm <= bpm <= told.high_bpm
    assert told.runs == len(peaks)


quick = settings(max_examples=30)
several = st.lists(st.floats(140.0, 160.0), min_size=4, max_size=20)


@pytest.mark.slow
@quick
@given(peaks=several, lonely=st.floats(182.0, 230.0), shift=st.floats(-20.0, 10.0))
def test_a_lonely_run_changes_nothing_and_a_shift_shifts(
    peaks: list[float], lonely: float, shift: float
) -> None:
    hard = [*peaks, 174.0, 175.0]

    told = maximum(hard)

    assert maximum([*hard, lonely]).bpm == told.bpm
    assert maximum([peak + shift for peak in hard], 175.0 + shift).bpm == pytest.approx(
        told.bpm + shift
    )
    assert maximum(hard[::-1]).bpm == told.bpm


def test_a_number_that_hangs_on_two_runs_is_less_sure_than_one_that_many_tell() -> None:
    of_two = maximum([150] * 8 + [172, 174])
    of_many = maximum([150] * 8 + [173] * 8 + [174])

    assert of_two.low_bpm < 155
    assert of_many.low_bpm >= 173


@pytest.mark.parametrize(
    ("peaks", "expected"),
    [
        ([170, 172], Why.TOO_FEW_RUNS),
        ([150, 160, 170, 180], Why.NO_TWO_AGREE),
        ([134, 135, 136, 136], Why.NOT_HARD_ENOUGH),
    ],
)
def test_why_an_archive_tells_no_maximum(peaks: list[float], expected: Why) -> None:
    assert why(thresholds_of(archive(peaks)).max_hr) is expected


def test_a_known_age_tells_whether_somebody_went_to_the_limit() -> None:
    all_alike = [176.0, 177.0, 178.0, 178.0]

    assert why(thresholds_of(archive(all_alike)).max_hr) is Why.NOT_HARD_ENOUGH
    assert maximum(all_alike, 180.0).bpm == 178.0
    assert why(thresholds_of(archive(all_alike), 200.0).max_hr) is Why.NOT_HARD_ENOUGH


def test_the_threshold_has_the_error_of_such_a_trial_in_it() -> None:
    told = thresholds_of(archive([160, 165, 172, 174], threshold=162.0)).threshold_hr

    assert isinstance(told, Estimate)
    assert told.bpm == 162.0
    assert told.low_bpm == pytest.approx(162.0 - 1.96 * 8.0)
    assert told.high_bpm == pytest.approx(162.0 + 1.96 * 8.0)


def test_easy_runs_tell_no_threshold() -> None:
    hard, easy = archive([160, 172, 174], threshold=148.0), archive([134, 135, 136, 136])

    assert why(thresholds_of(hard, 180.0).threshold_hr) is Why.NOT_HARD_ENOUGH
    assert why(thresholds_of(easy).threshold_hr) is Why.NOT_HARD_ENOUGH


def test_a_run_whose_maximum_is_not_believed_tells_no_threshold_either() -> None:
    runs = archive([160, 165, 172, 174], threshold=160.0)
    runs["odd"] = replace(runs["run0"], peak_bpm=217.0, hour_bpm=163.0)

    told = thresholds_of(runs).threshold_hr

    assert isinstance(told, Estimate)
    assert told.bpm == 160.0


def test_nobody_rests_in_a_run_but_some_sit_still_before_it() -> None:
    runs = archive([160, 165, 172, 174])
    still = {name: replace(one, low_bpm=58.0) for name, one in runs.items()}

    assert why(thresholds_of(runs).resting_hr) is Why.NOBODY_RESTED
    told = thresholds_of(still).resting_hr
    assert isinstance(told, Estimate)
    assert (told.bpm, told.low_bpm, told.high_bpm) == (58.0, 58.0, 58.0)
    assert told.bpm < MOST_RESTING_BPM


def test_what_the_device_knows_of_rest_comes_first() -> None:
    runs = archive([160, 165, 172, 174.0], threshold=160.0)

    told = thresholds_of(runs, devices={"old": 53, "factory": 60, "new": 49}).resting_hr
    factory = thresholds_of(runs, devices={"factory": 60}).resting_hr

    assert isinstance(told, Estimate)
    assert (told.bpm, told.low_bpm, told.high_bpm, told.runs, told.run) == (49, 49, 53, 2, "new")
    assert told.source is Source.DEVICE
    assert settings_of(thresholds_of(runs, devices={"new": 49}))[0] == "resting_bpm = 49"
    assert why(factory) is Why.NOBODY_RESTED


def test_programs_get_all_and_the_settings_get_what_was_shown() -> None:
    told: Thresholds = thresholds_of(archive([160, 165, 172, 174.4], threshold=160.0))

    assert to_dict(told)["max_hr"]["bpm"] == 174.4
    assert to_dict(told)["resting_hr"]["refused"] == "nobody_rested"
    assert settings_of(told) == ("max_bpm = 174", "threshold_bpm = 160")
    assert settings_of(thresholds_of({})) == ()


# Files


def test_a_copy_of_a_run_does_not_bear_it_out(tmp_path: Path) -> None:
    samples = run([*ramp(120, 190, 300), *beating(190, 300)])
    for name in ("a.fit", "b.fit"):
        write_fit(tmp_path / name, samples, start_utc=START, sport="running")

    reports = without_doubles([report_of(job) for job in jobs_in(tmp_path, None)])

    assert list(peaks_in(reports)) == ["a.fit"]


@pytest.mark.slow
@pytest.mark.skipif(not CORPUS.exists(), reason="no corpus beside the project")
def test_a_block_of_real_runs_tells_no_artefact() -> None:
    folder = CORPUS / "block"
    jobs = [ArchiveJob(path=path, name=path.name, since=None) for path in folder.glob("*.fit")]
    runs = peaks_in(without_doubles([report_of(job) for job in jobs]))

    told = thresholds_of(runs)

    assert isinstance(told.max_hr, Estimate)
    assert isinstance(told.threshold_hr, Estimate)
    assert 183.0 < told.max_hr.low_bpm <= told.max_hr.bpm < 190.0
    assert np.median(list(told.max_hr.doubted.values())) > 195.0
    assert 170.0 < told.threshold_hr.bpm < 180.0
    assert why(told.resting_hr) is Why.NOBODY_RESTED


def test_the_page_tells_the_rules() -> None:
    page = (Path(__file__).parents[2] / "docs" / "load.md").read_text(encoding="utf-8")
    text = " ".join(page.split())

    for words in (
        f"within {AGREE_BPM:.0f} bpm. It is named",
        f"reach {100 * LEAST_MAX_RATIO:.0f} % of the maximum",
        f"by {100 * STANDS_OUT_RATIO - 100:.0f} % from the lower quarter",
        f"below {100 * LEAST_THRESHOLD_RATIO:.0f} % of the maximum is none",
        f"only where it is below {MOST_RESTING_BPM:.0f}",
        f"by {THRESHOLD_SEE_BPM:.0f} bpm (standard error",
        f"{SHORT_RATIO} of the best {SHORT_S // 60} minutes",
    ):
        assert words in text
