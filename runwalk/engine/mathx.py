"""Logarithm, exponential and power with the same bits on every platform.

The C library's ``log``, ``exp`` and ``pow`` may differ in the last bit from one platform to the
next, and one bit can move a cue by a second. Here they are built from steps that IEEE 754 fixes to
the bit: ``+ - * /``, comparisons, and the exact ``frexp`` and ``ldexp``.

Strategy: take the power of two out of the argument exactly, so that what is left lies close to
1 (for ``ln``) or to 0 (for ``exp``); there a short series is as good as a double can be. The errors
given below are measured against :mod:`math` in ``tests/engine/test_mathx.py``.

Source: the series are textbook Taylor series (area hyperbolic tangent; x coth x, whose coefficients
are Bernoulli numbers over factorials); lengths are our choice, from the first term left out.
"""

from __future__ import annotations

from math import frexp, ldexp

# ln 2 in two parts. The first has 21 trailing zero bits, so its product with any exponent of a
# double (at most 11 bits) is exact; the second is what is missing, to 1e-26.
_LN2_HIGH = float.fromhex("0x1.62e42feep-1")
_LN2_LOW = float.fromhex("0x1.a39ef35793c76p-33")
_PER_LN2 = float.fromhex("0x1.71547652b82fep+0")
_SQRT_HALF = float.fromhex("0x1.6a09e667f3bcdp-1")

# Outside these, e**x is no normal double. Subnormal results are given up on purpose: the C library
# of Windows before version 11 chops them where others round (python/cpython issue 132876).
_EXP_LOWEST = -708.0
_EXP_HIGHEST = 709.0


def ln(x: float) -> float:
    """The natural logarithm of ``x``; relative error below 1e-15.

    Args:
        x: Greater than zero, infinity included.

    Raises:
        ValueError: ``x`` is zero, negative or NaN.

    >>> ln(1.0)
    0.0
    """
    if not x > 0.0:
        raise ValueError(f"ln needs a number greater than zero, got {x}")
    mantissa, exponent = frexp(x)
    if mantissa < _SQRT_HALF:
        mantissa += mantissa
        exponent -= 1
    if mantissa > 2.0:  # frexp leaves infinity as it is
        return x
    # ln m = 2 artanh s, with s = (m - 1) / (m + 1); |s| < 0.172, so s**20 / 21 < 1e-16
    s = (mantissa - 1.0) / (mantissa + 1.0)
    z = s * s
    tail = z * (
        1 / 3
        + z
        * (
            1 / 5
            + z
            * (
                1 / 7
                + z * (1 / 9 + z * (1 / 11 + z * (1 / 13 + z * (1 / 15 + z * (1 / 17 + z / 19)))))
            )
        )
    )
    twice = s + s
    return exponent * _LN2_HIGH + (twice + (twice * tail + exponent * _LN2_LOW))


def exp(x: float) -> float:
    """The exponential of ``x``; relative error below 1e-15.

    Args:
        x: Up to 709. Below -708 the answer is 0.0.

    Raises:
        OverflowError: ``x`` is above 709, as :func:`math.exp` does a little later.
        ValueError: ``x`` is NaN.

    >>> exp(0.0)
    1.0
    """
    if not _EXP_LOWEST <= x <= _EXP_HIGHEST:
        if x < _EXP_LOWEST:
            return 0.0
        if x > _EXP_HIGHEST:
            raise OverflowError(f"exp of {x} is too large")
        raise ValueError(f"exp needs a number, got {x}")
    k = round(x * _PER_LN2)
    high = x - k * _LN2_HIGH
    low = k * _LN2_LOW
    r = high - low
    # r coth(r / 2) = 2 + r**2 / 6 - r**4 / 360 + ...; |r| < 0.347, so the sixth term is < 1e-14
    # and reaches e**r divided by 2 and multiplied by r**2
    z = r * r
    c = r - z * (1 / 6 - z * (1 / 360 - z * (1 / 15_120 - z * (1 / 604_800 - z / 23_950_080))))
    # with c = r - (r coth(r / 2) - 2): e**r = 1 + r + r c / (2 - c), small parts added first
    return ldexp(1.0 + (high - (low - r * c / (2.0 - c))), k)


def power(base: float, exponent: float) -> float:
    """``base`` to the power of ``exponent``; relative error below 1e-12, and 1e-14 in daily use.

    The error grows with the size of ``exponent * ln(base)``.

    Args:
        base: Zero or more.
        exponent: Any number; zero or more where ``base`` is zero.

    Raises:
        ValueError: ``base`` is negative or NaN, or zero with a negative exponent.
        OverflowError: the answer is above ``exp(709)``.

    >>> power(2.0, 0.0), power(0.0, 0.5)
    (1.0, 0.0)
    """
    if base == 0.0 and exponent >= 0.0:
        return 0.0 if exponent > 0.0 else 1.0
    return exp(exponent * ln(base))
