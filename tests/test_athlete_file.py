"""Answers go into the settings, and what was there and is not asked for stays."""

from __future__ import annotations

import tempfile
import tomllib
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from runwalk.athlete_file import Draft, changes_the_past, draft_settings
from runwalk.config import config_of, load_config
from runwalk.engine.athlete import Athlete, ZoneModel
from runwalk.errors import ConfigError
from runwalk.outputs.units import Units
from runwalk.outputs.wording import Language
from runwalk.questions import Answers

DAY = date(2026, 11, 22)
ME = Athlete(resting_bpm=50, max_bpm=185, zone_model=ZoneModel.KARVONEN)
MINE = """\
# mine
units = "km"   # or mile
born = 1984

[heart]   # of the summer
tau_s = 60

[[athlete]]
resting_bpm = 52     # measured
max_bpm = 186
limit_bpm = 180
heads_up = true

[[athlete]]
from = 2027-01-01    # a plan
max_bpm = 184
"""


def drafted(text: str, answers: Answers, *, is_correction: bool = False) -> Draft:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "athlete.toml"
        path.write_bytes(text.encode())
        return draft_settings(path, answers, is_correction=is_correction)


def answers(text: str, **changed: object) -> Answers:
    return Answers.of(config_of(text, Path("athlete.toml")), DAY).told(**changed)


def test_the_first_answers_are_true_always(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "athlete.toml"

    draft = draft_settings(path, Answers(day=DAY, units=Units.MILE, born=1984, athlete=ME))
    draft.save()

    assert path.read_text() == (
        'units = "mile"\nborn = 1984\n\n'
        '[[athlete]]\nresting_bpm = 50\nmax_bpm = 185\nzone_model = "karvonen"\n\n'
    )
    assert path.stat().st_mode & 0o777 == 0o600
    assert load_config(path).history.on(date(2000, 1, 1)) == ME


def test_new_numbers_get_their_day_and_earlier_runs_keep_theirs() -> None:
    draft = drafted(MINE, answers(MINE, resting_bpm=49))

    history = draft.config.history
    assert draft.since == DAY
    assert [first for first, _ in history.entries] == [None, DAY, date(2027, 1, 1)]
    assert history.on(date(2026, 11, 21)).resting_bpm == 52
    assert history.on(DAY) == replace(history.entries[0][1], resting_bpm=49)
    assert history.on(date(2027, 1, 1)) == Athlete(max_bpm=184)


def test_all_else_stays_word_for_word() -> None:
    draft = drafted(MINE, answers(MINE, resting_bpm=49))

    left = draft.text.splitlines()
    assert [line for line in left if line in MINE.splitlines()][:12] == MINE.splitlines()[:12]
    assert all(line in left for line in MINE.splitlines())


def test_a_correction_changes_the_entry_itself() -> None:
    draft = drafted(MINE, answers(MINE, resting_bpm=49, limit_bpm=None), is_correction=True)

    assert draft.since is None
    assert "resting_bpm = 49     # measured" in draft.text
    assert "limit_bpm" not in draft.text
    assert len(draft.config.history.entries) == 2


def test_numbers_of_today_are_changed_where_they_stand() -> None:
    once = drafted(MINE, answers(MINE, resting_bpm=49))

    twice = drafted(once.text, answers(once.text, resting_bpm=48))

    assert twice.text == once.text.replace("resting_bpm = 49", "resting_bpm = 48")
    assert not changes_the_past(once.config, answers(once.text, resting_bpm=48))


def test_the_past_is_touched_only_where_there_is_one_that_differs() -> None:
    config = config_of(MINE, Path("athlete.toml"))

    assert changes_the_past(config, answers(MINE, resting_bpm=49))
    assert not changes_the_past(config, answers(MINE))
    assert not changes_the_past(config_of("", Path("athlete.toml")), answers("", resting_bpm=49))


def test_entries_that_all_begin_later_come_after_that_of_today() -> None:
    text = "[[athlete]]\nfrom = 2027-01-01\nmax_bpm = 184\n"

    draft = drafted(text, answers(text, max_bpm=190))

    assert [first for first, _ in draft.config.history.entries] == [DAY, date(2027, 1, 1)]


@pytest.mark.parametrize("text", ["[athlete]\nmax_bpm = 186\n", "athlete = [{ max_bpm = 186 }]\n"])
def test_entries_that_cannot_be_added_to_are_told(text: str) -> None:
    with pytest.raises(ConfigError, match=r"\[\[athlete\]\]"):
        drafted(text, answers(text, max_bpm=190))


def test_settings_with_a_mistake_are_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "athlete.toml"
    path.write_text("max_bmp = 186")

    with pytest.raises(ConfigError, match="max_bmp"):
        draft_settings(path, Answers(day=DAY, athlete=ME))

    assert path.read_text() == "max_bmp = 186"


def test_a_link_stays_a_link_and_an_old_file_keeps_its_mode(tmp_path: Path) -> None:
    real, link = tmp_path / "real.toml", tmp_path / "link.toml"
    real.touch(mode=0o640)
    link.symlink_to(real)

    draft_settings(link, Answers(day=DAY, athlete=ME)).save()

    assert link.is_symlink()
    assert load_config(real).history.on(DAY) == ME
    assert real.stat().st_mode & 0o777 == 0o640


TEXTS = (
    "",
    "# only a comment",
    "born = 1984",
    "born = 1984\r\n[[athlete]]\r\nmax_bpm = 186\r\n",
    "[[athlete]]\nmax_bpm = 186\n[heart]\ntau_s = 50\n[[athlete]]\nfrom = 2026-06-01\nmax_bpm=185",
    "[heart]\ntau_s = 50\n",
    MINE,
)


@settings(deadline=None, max_examples=60)
@given(
    st.sampled_from(TEXTS),
    st.sampled_from(Language),
    st.sampled_from(Units),
    st.none() | st.integers(1960, 2009),  # at 66 the estimated maximum is 162
    st.builds(
        Athlete,
        resting_bpm=st.none() | st.integers(30, 70),
        max_bpm=st.none() | st.integers(170, 210),
        ceiling_bpm=st.none() | st.integers(120, 160),
        heads_up=st.booleans(),
    ),
    st.booleans(),
)
def test_what_is_written_is_what_was_answered(
    text: str,
    language: Language,
    units: Units,
    born: int | None,
    athlete: Athlete,
    is_correction: bool,
) -> None:
    said = Answers(day=DAY, language=language, units=units, born=born, athlete=athlete)

    draft = drafted(text, said, is_correction=is_correction)

    config = draft.config
    assert config.language is language
    assert (config.units, config.born, config.history.on(DAY)) == (units, born, athlete)
    before, after = tomllib.loads(text), tomllib.loads(draft.text)
    assert after.get("heart") == before.get("heart")
    again = drafted(draft.text, said)
    assert not again.is_new
