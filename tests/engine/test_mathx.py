"""The engine's own ln, exp and power agree with the C library's and keep its edges."""

from __future__ import annotations

import ast
import inspect
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runwalk.engine import mathx
from runwalk.engine.mathx import exp, ln, power

RELATIVE = 1e-12
SMALLEST = 5e-324


@given(st.floats(min_value=SMALLEST, max_value=1.7e308))
def test_ln_agrees_with_the_c_library(x: float) -> None:
    assert ln(x) == pytest.approx(math.log(x), rel=RELATIVE, abs=0.0)


@given(st.floats(min_value=0.5, max_value=2.0))
def test_ln_keeps_its_relative_accuracy_near_one(x: float) -> None:
    assert ln(x) == pytest.approx(math.log(x), rel=RELATIVE, abs=0.0)


@given(st.floats(min_value=-708.0, max_value=709.0))
def test_exp_agrees_with_the_c_library(x: float) -> None:
    assert exp(x) == pytest.approx(math.exp(x), rel=RELATIVE, abs=0.0)


@given(
    st.floats(min_value=1e-6, max_value=1e6),
    st.floats(min_value=-40.0, max_value=40.0),
)
def test_power_agrees_with_the_c_library(base: float, exponent: float) -> None:
    assert power(base, exponent) == pytest.approx(base**exponent, rel=RELATIVE, abs=0.0)


@given(st.floats(min_value=1e-300, max_value=1e300))
def test_exp_undoes_ln(x: float) -> None:
    assert exp(ln(x)) == pytest.approx(x, rel=RELATIVE)


# A platform whose bits differ fails here first. The hexadecimal answers are the module's own, made
# on CPython 3.11 for x86-64; the tests above say that they are also right.
@pytest.mark.parametrize(
    ("got", "bits"),
    [
        pytest.param(ln(10.0), "0x1.26bb1bbb55516p+1", id="ln 10"),
        pytest.param(ln(0.999), "-0x1.064670d979b73p-10", id="ln 0.999"),
        pytest.param(exp(1.0), "0x1.5bf0a8b145769p+1", id="e"),
        pytest.param(
            exp(-1.0 / 57.6), "0x1.f730156e3e9d3p-1", id="one second of a 57.6 s time constant"
        ),
        pytest.param(
            power(2.7, 0.43), "0x1.8865cb9131bcfp+0", id="a brisk walk in the LCDA equation"
        ),
    ],
)
def test_the_bits_are_the_same_everywhere(got: float, bits: str) -> None:
    assert got.hex() == bits


def test_exact_where_the_answer_is_exact() -> None:
    assert ln(1.0) == 0.0
    assert exp(0.0) == exp(-0.0) == 1.0
    assert power(1.0, 17.5) == 1.0
    assert power(3.0, 0.0) == 1.0


@pytest.mark.parametrize("x", [0.0, -0.0, -1.0, -math.inf, math.nan])
def test_ln_refuses_what_has_no_logarithm(x: float) -> None:
    with pytest.raises(ValueError, match="greater than zero"):
        ln(x)


def test_ln_of_the_ends_of_the_line() -> None:
    assert ln(math.inf) == math.inf
    assert ln(SMALLEST) == pytest.approx(math.log(SMALLEST), rel=RELATIVE)


@pytest.mark.parametrize("x", [-708.1, -745.2, -1e9, -1e308, -math.inf])
def test_exp_falls_to_zero_where_no_normal_number_is_left(x: float) -> None:
    assert exp(x) == 0.0


@pytest.mark.parametrize("x", [709.1, 1e9, 1e308, math.inf])
def test_exp_refuses_to_grow_beyond_a_double(x: float) -> None:
    with pytest.raises(OverflowError):
        exp(x)


def test_exp_refuses_nan() -> None:
    with pytest.raises(ValueError, match="nan"):
        exp(math.nan)


@pytest.mark.parametrize(
    ("base", "exponent", "answer"),
    [
        pytest.param(0.0, 0.43, 0.0, id="standing still in the LCDA equation"),
        pytest.param(0.0, 0.0, 1.0, id="as Python has it"),
        pytest.param(0.5, 5000.0, 0.0, id="underflow"),
    ],
)
def test_power_at_its_edges(base: float, exponent: float, answer: float) -> None:
    assert power(base, exponent) == answer


@pytest.mark.parametrize(("base", "exponent"), [(0.0, -1.0), (-2.0, 2.0), (math.nan, 1.0)])
def test_power_refuses_what_has_no_real_answer(base: float, exponent: float) -> None:
    with pytest.raises(ValueError, match="greater than zero"):
        power(base, exponent)


def test_only_exact_functions_are_taken_from_the_c_library() -> None:
    tree = ast.parse(inspect.getsource(mathx))
    imports = [node for node in ast.walk(tree) if isinstance(node, ast.Import | ast.ImportFrom)]

    names = {alias.name for node in imports for alias in node.names}

    assert names == {"annotations", "frexp", "ldexp"}
