"""A seeded runner of equations, so that a coach can be tried without running.

``Body`` is who runs, ``Course`` where, ``Manner`` how, and ``StrapNoise`` what the strap makes of
it; ``Runner`` puts them together, gives a :class:`~runwalk.engine.sample.Sample` a second and obeys
what it hears. ``SCENARIOS`` are ready-made runs, and ``rehearse`` plays a run to its end.

``SecondBody`` has the same face and other equations, for measuring and never for tuning;
``make_runner`` and ``draw_body`` choose between the two by name.
"""

from runwalk.simulator.body import Body
from runwalk.simulator.course import Course, Stretch
from runwalk.simulator.rehearsal import Rehearsal, rehearse
from runwalk.simulator.runner import Manner, Runner, Truth
from runwalk.simulator.scenarios import SCENARIOS, Scenario, make_runner
from runwalk.simulator.second_body import SecondBody
from runwalk.simulator.strap import StrapNoise
from runwalk.simulator.twins import AnyBody, Twin, draw_body

__all__ = [
    "SCENARIOS",
    "AnyBody",
    "Body",
    "Course",
    "Manner",
    "Rehearsal",
    "Runner",
    "Scenario",
    "SecondBody",
    "StrapNoise",
    "Stretch",
    "Truth",
    "Twin",
    "draw_body",
    "make_runner",
    "rehearse",
]
