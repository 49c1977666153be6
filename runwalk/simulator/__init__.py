"""A seeded runner of equations, so that a coach can be tried without running.

``Body`` is who runs, ``Course`` where, ``Manner`` how, and ``StrapNoise`` what the strap makes of
it; ``Runner`` puts them together, gives a :class:`~runwalk.engine.sample.Sample` a second and obeys
what it hears. ``SCENARIOS`` are ready-made runs, and ``rehearse`` plays a run to its end.
"""

from runwalk.simulator.body import Body
from runwalk.simulator.course import Course, Stretch
from runwalk.simulator.rehearsal import Rehearsal, rehearse
from runwalk.simulator.runner import Manner, Runner, Truth
from runwalk.simulator.scenarios import SCENARIOS, Scenario
from runwalk.simulator.strap import StrapNoise

__all__ = [
    "SCENARIOS",
    "Body",
    "Course",
    "Manner",
    "Rehearsal",
    "Runner",
    "Scenario",
    "StrapNoise",
    "Stretch",
    "Truth",
    "rehearse",
]
