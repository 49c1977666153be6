"""Ready-made runs, by name: what can be asked for without writing a line of Python."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final

from runwalk.engine.gait import Gait
from runwalk.simulator.course import Course, Stretch
from runwalk.simulator.runner import Manner, Runner
from runwalk.simulator.strap import StrapNoise
from runwalk.simulator.twins import AnyBody, Twin, draw_body

_MPH = 0.44704  # in m/s
_EASY_BELOW_VT1 = 0.04  # of the oxygen reserve: easy enough at first, not for an hour
_FIVE_KM_EFFORT = 0.93  # share of the oxygen reserve held for some 20 to 25 min (our choice)
_MILE_EFFORT = 1.05  # the same for a mile


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario:
    """A kind of run.

    Attributes:
        name: What to ask for.
        words: What it is, for people.
        minutes: How long, unless asked otherwise [min].
        course: Where.
        script: What the runner does instead of listening; None for one who listens.
        sub_sport: FIT's name for the kind of sport.
    """

    name: str
    words: str
    minutes: int
    course: Course = field(default_factory=Course)
    script: Callable[[AnyBody], tuple[Stretch, ...]] | None = None
    sub_sport: str = "generic"

    def runner(
        self, seed: int, *, body: AnyBody | None = None, noise: StrapNoise | None = None
    ) -> Runner:
        """Send somebody on this run.

        Args:
            seed: Which of the many runs; also who runs, unless that is given.
            body: Who runs.
            noise: How far the strap is from perfect.
        """
        body = body or draw_body(seed)
        return Runner(
            body,
            course=self.course,
            manner=easy_manner(body),
            noise=noise,
            script=self.script(body) if self.script else (),
            seed=seed,
        )


def easy_manner(body: AnyBody) -> Manner:
    """How somebody runs who means to stay below the first ventilatory threshold."""
    return Manner(running_effort=body.vt1_fraction - _EASY_BELOW_VT1)


def strides(body: AnyBody) -> tuple[Stretch, ...]:
    """Plan an easy run with six strides near its end.

    A stride as coaches describe it: a build-up to 5 km pace, a gentle stop after 20 s, a short
    rest, four to six times over. The rest of 25 s is our choice.
    """
    easy_mps = body.running_speed_at(easy_manner(body).running_effort)
    fast_mps = body.running_speed_at(_FIVE_KM_EFFORT)
    stride = (
        Stretch(duration_s=15, gait=Gait.RUN, speed_mps=easy_mps, end_speed_mps=fast_mps),
        Stretch(duration_s=5, gait=Gait.RUN, speed_mps=fast_mps, end_speed_mps=1.5),
        Stretch(duration_s=25, gait=Gait.STAND),
    )
    return (
        Stretch(duration_s=1500, gait=Gait.RUN, speed_mps=easy_mps),
        *(stride * 6),
        Stretch(duration_s=300, gait=Gait.RUN, speed_mps=easy_mps),
    )


def hill_repeats(body: AnyBody) -> tuple[Stretch, ...]:
    """Plan an easy run with ten short hills in it, each walked down again.

    Hill sprints as coaches describe them: 10 s at mile pace on more than 4 %, a walk back down,
    up to ten times. The 6 % are our choice.
    """
    easy_mps = body.running_speed_at(easy_manner(body).running_effort)
    mile_mps = body.running_speed_at(_MILE_EFFORT)
    walking_mps = 1.3
    down_s = round(10 * mile_mps / walking_mps)
    hill = (
        Stretch(duration_s=10, gait=Gait.RUN, speed_mps=mile_mps, grade=0.06),
        Stretch(duration_s=down_s, gait=Gait.WALK, speed_mps=walking_mps, grade=-0.06),
    )
    return (
        Stretch(duration_s=900, gait=Gait.RUN, speed_mps=easy_mps),
        *(hill * 10),
        Stretch(duration_s=600, gait=Gait.RUN, speed_mps=easy_mps),
    )


def treadmill_hike(_body: AnyBody) -> tuple[Stretch, ...]:
    """Plan a hike on a treadmill.

    A treadmill hike as mountain runners do it: flat up to 3 mph, then 15 % at about 4 mph, now 0.2
    mph faster, now slower. The times are our choice.
    """
    easy, brisk = 3.0 * _MPH, 4.0 * _MPH
    fast = Stretch(duration_s=180, gait=Gait.WALK, speed_mps=brisk + 0.2 * _MPH, grade=0.15)
    slow = Stretch(duration_s=180, gait=Gait.WALK, speed_mps=brisk - 0.2 * _MPH, grade=0.15)
    return (
        Stretch(duration_s=300, gait=Gait.WALK, speed_mps=0.9, end_speed_mps=easy, grade=0.0),
        Stretch(duration_s=180, gait=Gait.WALK, speed_mps=easy, end_speed_mps=brisk, grade=0.15),
        *((slow, fast) * 4),
        Stretch(duration_s=300, gait=Gait.WALK, speed_mps=easy, end_speed_mps=0.9, grade=0.0),
    )


def _even(change: float, over_s: int) -> Callable[[AnyBody], tuple[Stretch, ...]]:
    """An hour at one pace that changes by a share of it, after half an hour, within a time."""

    def script(body: AnyBody) -> tuple[Stretch, ...]:
        easy_mps = body.running_speed_at(easy_manner(body).running_effort)
        then_mps = easy_mps * (1.0 + change)
        return (
            Stretch(duration_s=1800, gait=Gait.RUN, speed_mps=easy_mps),
            Stretch(duration_s=over_s, gait=Gait.RUN, speed_mps=easy_mps, end_speed_mps=then_mps),
            Stretch(duration_s=7200, gait=Gait.RUN, speed_mps=then_mps),
        )

    return script


SCENARIOS: Final = MappingProxyType(
    {
        scenario.name: scenario
        for scenario in (
            Scenario(name="easy", words="an easy run on the level in cool air", minutes=40),
            Scenario(
                name="hot",
                words="a long run at 30 degC: strong drift",
                minutes=75,
                course=Course(temperature_c=30.0),
            ),
            Scenario(
                name="rolling",
                words="an easy run over hills of 4 %",
                minutes=50,
                course=Course.rolling(0.04, 350.0),
                sub_sport="trail",
            ),
            Scenario(
                name="strides", words="an easy run with six strides", minutes=35, script=strides
            ),
            Scenario(
                name="hills",
                words="ten short hills at mile pace, walked down again",
                minutes=34,
                script=hill_repeats,
            ),
            Scenario(
                name="treadmill-hike",
                words="a hike at 15 % on a treadmill",
                minutes=37,
                course=Course(is_treadmill=True, temperature_c=20.0),
                script=treadmill_hike,
                sub_sport="treadmill",
            ),
            Scenario(
                name="steady",
                words="one pace throughout, heard by nobody: drift and nothing else",
                minutes=60,
                script=_even(0.0, 1),
            ),
            Scenario(
                name="faster",
                words="one pace, 6 % faster after half an hour: no drift, however it looks",
                minutes=60,
                script=_even(0.06, 1),
            ),
            Scenario(
                name="creeping",
                words="a pace that creeps up by 10 % from minute 30 to 60",
                minutes=60,
                script=_even(0.10, 1800),
            ),
        )
    }
)
"""Every ready-made run, by its name."""


def make_runner(
    scenario: str,
    seed: int,
    *,
    twin: str = Twin.FIRST,
    body: AnyBody | None = None,
    noise: StrapNoise | None = None,
) -> Runner:
    """Send somebody on a ready-made run.

    Args:
        scenario: A name in :data:`SCENARIOS`.
        seed: Which of the many runs; also who runs, unless that is given.
        twin: Which equations the runner lives by: ``first`` or ``second``; a body that is given
            brings its own.
        body: Who runs.
        noise: How far the strap is from perfect.

    Raises:
        KeyError: There is no such scenario.
        ValueError: There is no such twin.
    """
    return SCENARIOS[scenario].runner(seed, body=body or draw_body(seed, twin), noise=noise)
