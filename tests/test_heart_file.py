"""What was learned of a heart goes into the settings, and nothing else of them changes."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from runwalk.config import config_of, load_config
from runwalk.engine.profile import RANGES, HeartProfile, Learned
from runwalk.errors import ConfigError
from runwalk.heart_file import Saved, save_heart

HEART = HeartProfile(
    tau_s=Learned(value=48.5, sd=7.25, runs=4), dead_time_s=Learned(value=9.0, sd=1.5, runs=4)
)
MINE = """\
# mine
units = "km"   # or mile
born = 1984

[heart]   # of the summer
dead_time_s = 7   # felt it
tau_s = { value = 60.0, sd = 9.0, runs = 2 }

[[athlete]]
resting_bpm = 52     # measured
max_bpm = 186
"""

numbers = st.fixed_dictionaries(
    {},
    optional={
        name: st.builds(
            Learned,
            value=st.floats(*limits).map(lambda value: round(value, 2)),
            sd=st.floats(0.01, 40.0).map(lambda sd: max(round(sd, 2), 0.01)),
            runs=st.integers(1, 99),
        )
        for name, limits in RANGES.items()
    },
)


@settings(max_examples=40)
@given(numbers)
def test_what_is_written_is_read_again(tmp_path_factory: pytest.TempPathFactory, known) -> None:
    path = tmp_path_factory.mktemp("settings") / "athlete.toml"
    heart = HeartProfile(**known)

    saved = save_heart(path, heart)

    assert set(saved.written) == set(known)
    assert (load_config(path).heart if known else HeartProfile()) == heart


def test_all_else_stays_word_for_word(tmp_path: Path) -> None:
    path = tmp_path / "athlete.toml"
    path.write_text(MINE, encoding="utf-8")

    saved = save_heart(path, HEART)

    assert saved == Saved(path=path, written=("tau_s",), kept=("dead_time_s",))
    before = [line for line in MINE.splitlines() if not line.startswith("tau_s")]
    after = path.read_text(encoding="utf-8").splitlines()
    assert [line for line in after if line in before] == before
    assert [line for line in after if line not in before] == [
        "tau_s = {value = 48.5, sd = 7.25, runs = 4}"
    ]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "# only a comment",
        "born = 1984",
        "born = 1984\r\n[[athlete]]\r\nmax_bpm = 186\r\n",
        "[[athlete]]\nmax_bpm = 186\n[[athlete]]\nfrom = 2026-06-01\nmax_bpm = 185",
        "heart = { tau_s = 50 }\n[athlete]\nmax_bpm = 186",
        "heart.tau_s = 50",
        "[heart.tau_s]\nvalue = 50.0\nsd = 2.0\nruns = 3\n[[athlete]]\nmax_bpm = 186\n",
        "[[athlete]]\nmax_bpm = 186\n[heart]\n[[athlete]]\nfrom = 2026-06-01\nmax_bpm = 185\n",
    ],
)
def test_settings_of_any_shape_keep_their_meaning(tmp_path: Path, text: str) -> None:
    path = tmp_path / "athlete.toml"
    path.write_bytes(text.encode())
    before = tomllib.loads(text)

    save_heart(path, HEART)

    after = tomllib.loads(path.read_bytes().decode())
    old, new = before.pop("heart", {}), after.pop("heart")
    assert after == before
    assert new["dead_time_s"] == {"value": 9.0, "sd": 1.5, "runs": 4}
    is_mine = old.get("tau_s") == 50
    assert new["tau_s"] == (50 if is_mine else {"value": 48.5, "sd": 7.25, "runs": 4})


def test_nothing_learned_writes_nothing(tmp_path: Path) -> None:
    path = tmp_path / "athlete.toml"

    assert save_heart(path, HeartProfile()).written == ()
    assert not path.exists()


def test_settings_with_a_mistake_are_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "athlete.toml"
    path.write_text("max_bmp = 186", encoding="utf-8")

    with pytest.raises(ConfigError, match="max_bmp"):
        save_heart(path, HEART)

    assert path.read_text(encoding="utf-8") == "max_bmp = 186"


def test_a_new_file_is_for_its_runner_alone_and_an_old_one_keeps_its_mode(tmp_path: Path) -> None:
    new, old = tmp_path / "deep" / "new.toml", tmp_path / "old.toml"
    old.touch()
    old.chmod(0o644)

    save_heart(new, HEART)
    save_heart(old, HEART)

    assert new.stat().st_mode & 0o777 == 0o600
    assert old.stat().st_mode & 0o777 == 0o644
    assert sorted(one.name for one in tmp_path.iterdir()) == ["deep", "old.toml"]


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    real, link = tmp_path / "real.toml", tmp_path / "link.toml"
    real.touch()
    link.symlink_to(real)

    save_heart(link, HEART)

    assert link.is_symlink()
    assert load_config(real).heart == HEART


def test_what_cannot_be_written_is_told_and_leaves_no_rest(tmp_path: Path) -> None:
    (tmp_path / "file").touch()

    with pytest.raises(ConfigError, match="cannot be"):
        save_heart(tmp_path / "file" / "athlete.toml", HEART)
    with pytest.raises(ConfigError, match="cannot be read"):
        save_heart(tmp_path, HEART)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("heart = 5", "heart: must be a table"),
        ("[heart]\nlag_s = 5", "heart.lag_s: there is no such number"),
        ("[heart]\ntau_s = 'slow'", "heart.tau_s"),
        ("[heart]\ntau_s = true", "heart.tau_s"),
        ("[heart]\ntau_s = 900", "heart: tau_s must be 5 to 200, got 900"),
        ("[heart]\ntau_s = { value = 50.0, sd = 0.0, runs = 1 }", "heart.tau_s.sd"),
        ("[heart]\ntau_s = { value = 50.0, runs = 1 }", "heart.tau_s.sd: field required"),
        ("[heart]\ntau_s = { value = 50.0, sd = nan, runs = 1 }", "heart.tau_s.sd"),
        ("[heart]\ntau_s = { value = 50.0, sd = inf, runs = 1 }", "heart: must be finite"),
    ],
)
def test_a_mistake_in_the_heart_is_named(text: str, said: str) -> None:
    with pytest.raises(ConfigError, match=said):
        config_of(text, Path("athlete.toml"))


def test_a_plain_number_is_the_runners_own_word() -> None:
    heart = config_of("[heart]\ntau_s = 50", Path("athlete.toml")).heart

    assert heart == HeartProfile(tau_s=Learned(value=50.0, sd=10.0, runs=0))
