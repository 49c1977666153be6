"""What moving costs the body, before any heart rate is measured.

All costs are *net*: above standing still. Grades are rise over run, so 0.05 is 5 % uphill.
Beyond the grade for which a formula holds, the value at that limit is used; it never raises for a
steep hill, because a barometer's glitch must not stop a coach.
"""

from __future__ import annotations

from typing import Final

from runwalk.engine.mathx import power

STANDING_W_PER_KG: Final = 1.44
"""Metabolic power of standing still [W/kg]; the constant term of Looney 2019."""

STEEPEST_MINETTI: Final = (-0.45, 0.45)
"""Steepest grades, down and up, that Minetti and colleagues measured."""

STEEPEST_LCDA: Final = (-0.40, 0.45)
"""Steepest grades, down and up, in the trials behind the LCDA graded walking equation."""

_RUNNING_ON_THE_LEVEL_J_PER_KG_M = 3.6
_GRADE_BASE = 1.05
_GRADE_INNER_BASE = 1.1


def running_cost_minetti_2002(grade: float) -> float:
    """Net energy cost of running one metre [J/kg/m].

    Independent of speed in the study. Downhill, the ten mountain runners measured spent some 40 %
    less than sedentary people, so this is a lower bound there.

    Args:
        grade: Rise over run; held to -0.45..0.45.

    Source: Minetti, Moia, Roi, Susta, Ferretti, "Energy cost of walking and running at extreme
    uphill and downhill slopes," J. Appl. Physiol. 93(3):1039-1046, 2002,
    doi:10.1152/japplphysiol.01177.2001; range and downhill remark from the abstract, the
    polynomial of fifth order as printed in GoldenCheetah's ``GOVSS.cpp``.

    >>> running_cost_minetti_2002(0.0)
    3.6
    """
    i = _held(grade, STEEPEST_MINETTI)
    return 3.6 + i * (19.5 + i * (46.3 + i * (-43.3 + i * (-30.4 + i * 155.4))))


def walking_cost_minetti_2002(grade: float) -> float:
    """Net energy cost of walking one metre, at the cheapest speed for the grade [J/kg/m].

    Not to be taken for a pace on the hills: that is the running polynomial, 3.6 on the level.

    Args:
        grade: Rise over run; held to -0.45..0.45.

    Source: as :func:`running_cost_minetti_2002`; the polynomial as agreed on by nine public
    repositories.

    >>> walking_cost_minetti_2002(0.0)
    2.5
    """
    i = _held(grade, STEEPEST_MINETTI)
    return 2.5 + i * (19.6 + i * (51.9 + i * (-76.8 + i * (-58.7 + i * 280.5))))


def walking_power_lcda_looney_2019(speed_mps: float, grade: float = 0.0) -> float:
    """Net metabolic power of walking, standing still taken off [W/kg].

    Good for the effort of a walk at any grade. Do not ask it where running becomes cheaper than
    walking on grades above 0.20: there the two studies' curves cross at a speed that *rises* with
    the grade (4.8 km/h at 0.20, 8.3 km/h at 0.45), which no legs do.

    Args:
        speed_mps: Walking speed [m/s], up to 1.96 in the study; above it the fourth power of
            the speed soon dominates, as it does in legs.
        grade: Rise over run; held to -0.40..0.45.

    Raises:
        ValueError: ``speed_mps`` is negative.

    Source: Looney, Santee, Hansen, Bonventre, Chalmers, Potter, "Estimating Energy Expenditure
    during Level, Uphill, and Downhill Walking," Med. Sci. Sports Exerc. 51(9):1954-1960, 2019,
    doi:10.1249/mss.0000000000002002; ranges from the abstract, the equation as printed in five
    public repositories. A form with 1.11 in place of 1.1 is about too.

    >>> round(walking_power_lcda_looney_2019(1.5), 3)
    3.525
    """
    _refuse_negative(speed_mps)
    grade_pct = 100.0 * _held(grade, STEEPEST_LCDA)
    squared = speed_mps * speed_mps
    level = 1.94 * power(speed_mps, 0.43) + 0.24 * squared * squared
    if grade_pct == 0.0:
        return level
    share = 1.0 - power(_GRADE_BASE, 1.0 - power(_GRADE_INNER_BASE, grade_pct + 32.0))
    return level + 0.34 * speed_mps * grade_pct * share


def metabolic_power_w_per_kg(speed_mps: float, grade: float, gait: str) -> float:
    """Net metabolic power of what the legs do [W/kg].

    Args:
        speed_mps: Speed over ground or belt [m/s].
        grade: Rise over run.
        gait: ``"run"`` (Minetti 2002), ``"walk"`` (LCDA) or ``"stand"`` (0 by definition); a
            ``StrEnum`` of these values will do.

    Raises:
        ValueError: ``speed_mps`` is negative, or ``gait`` is none of the three.

    >>> metabolic_power_w_per_kg(3.0, 0.0, "run")
    10.8
    """
    _refuse_negative(speed_mps)
    if gait == "run":
        return running_cost_minetti_2002(grade) * speed_mps
    if gait == "walk":
        return walking_power_lcda_looney_2019(speed_mps, grade)
    if gait == "stand":
        return 0.0
    raise ValueError(f"gait must be run, walk or stand, got {gait!r}")


def grade_adjusted_speed_mps(speed_mps: float, grade: float) -> float:
    """The speed on the level that costs as much as running this speed on this grade [m/s].

    The credit downhill is Minetti's in full: at -0.10, 0.60 of the speed. Runners' heart rates
    give less credit than that.

    Args:
        speed_mps: Running speed [m/s].
        grade: Rise over run; held to -0.45..0.45.

    Raises:
        ValueError: ``speed_mps`` is negative.

    Source: our definition, from :func:`running_cost_minetti_2002`.

    >>> grade_adjusted_speed_mps(3.0, 0.0)
    3.0
    """
    _refuse_negative(speed_mps)
    return speed_mps * running_cost_minetti_2002(grade) / _RUNNING_ON_THE_LEVEL_J_PER_KG_M


def _held(grade: float, steepest: tuple[float, float]) -> float:
    """``grade``, held to what was measured."""
    return min(max(grade, steepest[0]), steepest[1])


def _refuse_negative(speed_mps: float) -> None:
    if speed_mps < 0.0:
        raise ValueError(f"speed_mps must not be negative, got {speed_mps}")
