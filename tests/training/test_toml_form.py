"""A workout as a file."""

from __future__ import annotations

from pathlib import Path

import pytest
import tomlkit
from hypothesis import given
from hypothesis import strategies as st

from runwalk.errors import ConfigError
from runwalk.training import toml_form
from runwalk.training.language import read_line
from runwalk.training.spec import Spec
from runwalk.training.toml_form import read_file, spec_of_toml, toml_of

from .specs import specs

PATH = Path("tuesday.toml")
EXAMPLE = "\n".join(
    line.removeprefix("    ") for line in (toml_form.__doc__ or "").split("::", 1)[1].splitlines()
).rsplit("In place", 1)[0]


def test_the_example_of_the_manual_means_the_same_as_its_line() -> None:
    spec = spec_of_toml(EXAMPLE, PATH)

    line = "15:00 easy, 4x(400m@mile, walk until hr<120 for 10s or 3:00 then wait)"
    assert spec == Spec(read_line(line).parts, name="Tuesday")


def test_a_file_may_hold_a_line_and_is_called_after_itself(tmp_path: Path) -> None:
    path = tmp_path / "thursday.toml"
    path.write_text('line = "10:00 easy, hike until lap"\n', encoding="utf-8")

    assert read_file(path) == Spec(read_line("10:00 easy, hike until lap").parts, name="thursday")


@given(specs)
def test_what_is_written_is_read_back_as_the_same(spec: Spec) -> None:
    read = spec_of_toml(toml_of(spec), PATH)

    assert read == Spec(spec.parts, name=spec.name or "tuesday")


@pytest.mark.parametrize(
    ("text", "mistakes"),
    [
        ("x = [", ["is not TOML"]),
        ("", ["part: write [[part]] once for each part"]),
        ("part = 3", ["part: write [[part]]"]),
        ('line = "15:00 easi"', ["line: 'easi' is not known; did you mean easy? (column 7)"]),
        ('line = "1:00"\n[[part]]\nlength = "1:00"', ["line: a file has either a line or parts"]),
        ("colour = 3\n[[part]]\nlength = '1:00'", ["colour: extra inputs are not permitted"]),
        ("[[part]]\ngait = 'run'", ["part.1: it has no end"]),
        (
            "[[part]]\nlength = '10m'\n[[part]]\nlength = '1:00'\ntarget = 'mille'",
            [
                "part.1.length: 10m is 10 metres; write 10min for minutes",
                "part.2.target: 'mille' is not known; did you mean mile?",
            ],
        ),
        ("[[part]]\nlength = '1:00'\nuntil = 'lap'", ["part.1.length: with until, write at_most"]),
        ("[[part]]\nlength = '1:00'\nat_most = '2:00'", ["part.1.at_most: it belongs to until"]),
        (
            "[[part]]\nuntil = 'hr<120'\notherwise = 'wait'",
            ["part.1.otherwise: it belongs to at_most"],
        ),
        (
            "[[part]]\nuntil = 'hr<120'\nat_most = '2:00'\notherwise = 'sing'",
            ["part.1.otherwise: input should be 'wait', 'go_on' or 'leave_set'"],
        ),
        ("[[part]]\nrepeat = 2", ["part.1.part: write [[part.1.part]]"]),
        (
            "[[part]]\nrepeat = 0\n[[part.part]]\nlength = '1:00'",
            ["part.1.repeat: input should be greater than or equal to 1"],
        ),
        (
            "[[part]]\nrepeat = 900\n" + "[[part.part]]\nlength = '1:00'\n" * 2,
            ["part.1: that makes 1800 parts; 1000 are the most"],
        ),
        (
            "[[part]]\nrepeat = 600\n[[part.part]]\nlength = '1:00'\n" * 2,
            ["part: that makes 1200 parts; 1000 are the most"],
        ),
        (
            "part = [" + "{repeat = 2, part = [" * 12 + "{length = '1:00'}" + "]}" * 12 + "]",
            ["too many repeats within repeats"],
        ),
    ],
)
def test_every_mistake_is_named_with_its_key(text: str, mistakes: list[str]) -> None:
    with pytest.raises(ConfigError) as caught:
        spec_of_toml(text, PATH)

    assert len(caught.value.mistakes) == len(mistakes)
    for said, wanted in zip(caught.value.mistakes, mistakes, strict=True):
        assert wanted in said


def test_a_file_that_is_not_there_is_said_so(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"none\.toml: cannot be read"):
        read_file(tmp_path / "none.toml")


_VALUES = st.recursive(
    st.one_of(
        st.sampled_from(["1:00", "400m", "easy", "mile", "hr<120", "lap", "wait", "walk", "x", ""]),
        st.integers(-3, 3000),
        st.booleans(),
        st.floats(allow_nan=False, allow_infinity=False),
    ),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                [
                    "part",
                    "repeat",
                    "length",
                    "gait",
                    "target",
                    "until",
                    "at_most",
                    "otherwise",
                    "name",
                ]
            ),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)


@given(st.dictionaries(st.sampled_from(["part", "line", "name", "x"]), _VALUES, max_size=3))
def test_any_file_is_a_workout_or_says_what_is_wrong(raw: dict[str, object]) -> None:
    text = tomlkit.dumps(raw)
    mistakes: tuple[str, ...] = ("none",)

    try:
        spec = spec_of_toml(text, PATH)
        assert spec_of_toml(toml_of(spec), PATH) == spec
    except ConfigError as error:
        mistakes = error.mistakes

    assert mistakes
