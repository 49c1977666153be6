"""A runner of equations, second by second, who does what the coach says.

The loop is closed: a word changes the legs a few seconds later, the legs change the effort, the
effort changes the heart, and the strap tells of it. Everything that is true but not measured can be
read from :attr:`Runner.truth`.
"""

from __future__ import annotations

from collections import Counter, deque
from dataclasses import dataclass, replace

from runwalk.engine.effort import running_cost_minetti_2002
from runwalk.engine.gait import Gait
from runwalk.engine.sample import Sample
from runwalk.engine.workout import AskedGait, Segment
from runwalk.simulator.course import Course, Stretch, Way
from runwalk.simulator.dice import Dice, Wander
from runwalk.simulator.strap import Beats, Strap, StrapNoise
from runwalk.simulator.twins import AnyBody

_PICK_UP = 0.5  # share of a change of speed that is made in a second
_STANDING_BELOW_MPS = 0.1
_SPRINT_S, _SPRINT_EFFORT = 15, 1.05  # of the oxygen reserve: beyond it for seconds only
_REP_EFFORT = 0.95  # some 5 km pace
_JOG_EFFORT = 0.08  # below the easy pace
_WORDS = ("run", "walk", "ease", "stop")


@dataclass(frozen=True, slots=True, kw_only=True)
class Manner:
    """How somebody runs. All defaults are our choice.

    Attributes:
        running_effort: Effort of the easy pace on the level, as a share of the oxygen reserve.
        running_mps: Running speed on the level [m/s]; None takes the one for the effort.
        walking_mps: Walking speed [m/s].
        reaction_s: From a word to the legs [s].
        reaction_spread_s: Standard deviation of that [s].
        ease_ratio: What "ease" does to the running speed, each time it is said.
        slowest_ease_ratio: The slowest that easing leads to.
        hill_easing: How far speed gives way on a hill: 0 keeps the speed, 1 keeps the effort.
        pace_wobble_ratio: Standard deviation of the pace's own wobble, as a share of it.
        starts: What the runner does before the first word.
        ignores_every: Of each word, every so-manyth is not obeyed; 1 obeys none, 0 ignores none.
        late_walk_s: A word to walk reaches the legs only after a time between these two [s].
        longest_walk_s: After a time between these two in a walk the legs run unasked [s].
    """

    running_effort: float = 0.60
    running_mps: float | None = None
    walking_mps: float = 1.5
    reaction_s: float = 4.0
    reaction_spread_s: float = 1.0
    ease_ratio: float = 0.95
    slowest_ease_ratio: float = 0.80
    hill_easing: float = 0.5
    pace_wobble_ratio: float = 0.012
    starts: Gait = Gait.RUN
    ignores_every: int = 0
    late_walk_s: tuple[float, float] | None = None
    longest_walk_s: tuple[float, float] | None = None

    def disobedient(self) -> Manner:
        """The same, but obeying half of what is said, walking late and running early."""
        return replace(self, ignores_every=2, late_walk_s=(10.0, 25.0), longest_walk_s=(15.0, 35.0))


@dataclass(frozen=True, slots=True, kw_only=True)
class Truth:
    """What is true in a second, whatever the strap said.

    Attributes:
        hr_bpm: Heart rate [bpm].
        demand_bpm: Where the effort would lead it without drift [bpm].
        effort: Share of the oxygen reserve in use.
        slow_bpm: Slow component [bpm].
        drift_bpm: Cardiac drift so far [bpm].
        drift_rate_bpm_per_h: How fast drift changes [bpm/h].
        gait: What the legs do.
        speed_mps: Speed over ground or belt [m/s].
        grade: The ground, as rise over run.
    """

    hr_bpm: float
    demand_bpm: float
    effort: float
    slow_bpm: float
    drift_bpm: float
    drift_rate_bpm_per_h: float
    gait: Gait
    speed_mps: float
    grade: float


class Runner:
    """A body on a course, with a strap on, once a second.

    Args:
        body: Who runs.
        course: Where.
        manner: How.
        noise: How far the strap is from perfect.
        script: What to do instead of listening; empty for a runner who listens.
        seed: Which of the many runs: the same seed gives the same samples.
    """

    def __init__(
        self,
        body: AnyBody,
        *,
        course: Course | None = None,
        manner: Manner | None = None,
        noise: StrapNoise | None = None,
        script: tuple[Stretch, ...] = (),
        seed: int = 0,
    ) -> None:
        self.body = body
        self.course = course or Course()
        self.manner = manner or Manner()
        self._noise = noise or StrapNoise()
        self._heart = body.heart(seed)
        self._beats = Beats(body, self._noise.variability_ratio, seed)
        self._strap = Strap(self._noise, seed, averaging=body.averaging(self._noise.smoothing_s))
        self._dice = Dice("legs", seed)
        self._wobble = Wander(self._dice, self.manner.pace_wobble_ratio, 20.0)
        self._way = Way(self.course)
        self._script = deque(script)
        self._is_scripted = bool(script)
        self._spent_s = 0  # in the stretch that runs
        self._heard: deque[tuple[float, str]] = deque()  # when the legs obey [s], and what
        self._running_mps = self.manner.running_mps or body.running_speed_at(
            self.manner.running_effort
        )
        self._ease_ratio = 1.0
        self._whim = Dice("whim", seed)  # its own, so that the obedient stay as they are
        self._words: Counter[str] = Counter()
        self._walks_until_s: float | None = None
        self._gait = self.manner.starts
        self._speed_mps = 0.0
        self._distance_m = 0.0
        self._altitude_m = self.course.altitude_m
        self._grade = 0.0
        self._t_s = 0
        self._asked: Segment | None = None

    @property
    def truth(self) -> Truth:
        """What was true in the second last told."""
        heart = self._heart
        return Truth(
            hr_bpm=heart.bpm,
            demand_bpm=heart.demand_bpm,
            effort=heart.effort,
            slow_bpm=heart.slow_bpm,
            drift_bpm=heart.drift_bpm,
            drift_rate_bpm_per_h=heart.drift_rate_bpm_per_h,
            gait=self._gait,
            speed_mps=self._speed_mps,
            grade=self._grade,
        )

    def hear(self, word: str) -> None:
        """Hear the coach; the legs obey after the reaction time, if so. A script makes deaf.

        Args:
            word: ``run``, ``walk``, ``ease`` (a little slower) or ``stop``.

        Raises:
            ValueError: it is another word.
        """
        if word not in _WORDS:
            raise ValueError(f"a runner obeys {', '.join(_WORDS)}, got {word!r}")
        if self._is_scripted:
            return
        manner = self.manner
        self._words[word] += 1
        if manner.ignores_every and self._words[word] % manner.ignores_every == 0:
            return
        reaction_s = manner.reaction_s
        if word == "walk" and manner.late_walk_s is not None:
            reaction_s = self._whim.uniform(*manner.late_walk_s)
        elif manner.reaction_spread_s > 0.0:
            reaction_s = max(1.0, reaction_s + manner.reaction_spread_s * self._dice.normal())
        due_s = self._t_s - 1 + reaction_s  # heard when the last second was told
        if self._heard:
            due_s = max(due_s, self._heard[-1][0])
        self._heard.append((due_s, word))

    def take(self, segment: Segment | None) -> None:
        """See what the workout asks now: how fast to run, and on a treadmill how steep.

        When to run and when to walk is heard from the coach. A surge that names no speed is run at
        5 km pace, one of seconds faster still.
        """
        self._asked = None if self._is_scripted else segment

    def second(self) -> Sample:
        """Run for a second and tell what the sensors said."""
        self._grade = self._way.grade_at(self._distance_m)
        asked = self._asked
        if asked is not None and asked.grade is not None and self.course.is_treadmill:
            self._grade = asked.grade
        wanted_mps = self._follow_script() if self._is_scripted else self._obey()
        self._move(wanted_mps)
        power_w_per_kg = self.body.power_w_per_kg(self._speed_mps, self._grade, self._gait)
        true_bpm = self._heart.second(power_w_per_kg, self.course.temperature_c)
        hr_bpm, rr_ms = self._strap.second(true_bpm, self._beats.second(true_bpm))
        speed_mps = self._speed_mps
        if self._noise.speed_mps > 0.0 and speed_mps > 0.0:
            speed_mps = max(0.0, speed_mps + self._noise.speed_mps * self._dice.normal())
        is_treadmill = self.course.is_treadmill
        sample = Sample.rounded(
            self._t_s,
            hr_bpm=hr_bpm,
            rr_ms=tuple(rr_ms),
            speed_mps=speed_mps,
            altitude_m=None if is_treadmill else self._altitude_m,
            grade=self._grade if is_treadmill else None,
            distance_m=self._distance_m,
            cadence_spm=self._cadence_spm(),
            temperature_c=self.course.temperature_c,
        )
        self._t_s += 1
        return sample

    def _obey(self) -> float:
        """Do what was said long enough ago; tell the speed wanted [m/s]."""
        while self._heard and self._heard[0][0] <= self._t_s:
            word = self._heard.popleft()[1]
            if word == "ease":
                self._ease_ratio = max(
                    self.manner.slowest_ease_ratio, self._ease_ratio * self.manner.ease_ratio
                )
            elif word == "run":
                self._start_to_run()
            else:
                self._stop_running(Gait.WALK if word == "walk" else Gait.STAND)
        if self._walks_until_s is not None and self._t_s >= self._walks_until_s:
            self._start_to_run()
        if self._gait is Gait.STAND:
            return 0.0
        wobble = 1.0 + self._wobble.second()
        if self._gait is Gait.WALK:
            return self._walking_mps() * wobble
        cost_ratio = running_cost_minetti_2002(self._grade) / running_cost_minetti_2002(0.0)
        easing = 1.0 + self.manner.hill_easing * (cost_ratio - 1.0)
        return self._wanted_mps() * wobble / easing

    def _wanted_mps(self) -> float:
        """How fast to run on the level: what the workout asks, or the own easy pace."""
        asked, own_mps = self._asked, self._running_mps * self._ease_ratio
        if asked is None:
            return own_mps
        told_mps = _told_mps(asked)
        if told_mps is not None:
            return told_mps
        if asked.is_surge:
            is_sprint = asked.duration_s is not None and asked.duration_s <= _SPRINT_S
            return self.body.running_speed_at(_SPRINT_EFFORT if is_sprint else _REP_EFFORT)
        if asked.gait is AskedGait.JOG:
            slower = self.manner.running_effort - _JOG_EFFORT
            return min(own_mps, self.body.running_speed_at(slower))
        return own_mps

    def _walking_mps(self) -> float:
        """How fast to walk: a hike may be told its speed."""
        asked = self._asked
        told_mps = None
        if asked is not None and asked.gait is AskedGait.HIKE:
            told_mps = _told_mps(asked)
        return self.manner.walking_mps if told_mps is None else told_mps

    def _start_to_run(self) -> None:
        if self._gait is not Gait.RUN:
            self._ease_ratio = 1.0  # after a break the old pace comes back
        self._gait = Gait.RUN
        self._walks_until_s = None

    def _stop_running(self, gait: Gait) -> None:
        longest_s = self.manner.longest_walk_s
        if gait is Gait.STAND:
            self._walks_until_s = None
        elif self._gait is not Gait.WALK and longest_s is not None:
            self._walks_until_s = self._t_s + self._whim.uniform(*longest_s)
        self._gait = gait

    def _follow_script(self) -> float:
        """Take the script's gait and ground; tell the speed wanted [m/s]. After its end, stand."""
        if not self._script:
            self._gait = Gait.STAND
            return 0.0
        stretch = self._script[0]
        self._gait = stretch.gait
        if stretch.grade is not None:
            self._grade = stretch.grade
        speed_mps = stretch.speed_after_mps(self._spent_s)
        self._spent_s += 1
        if self._spent_s >= stretch.duration_s:
            self._script.popleft()
            self._spent_s = 0
        return speed_mps * (1.0 + self._wobble.second())

    def _move(self, wanted_mps: float) -> None:
        self._speed_mps += (wanted_mps - self._speed_mps) * _PICK_UP
        if self._gait is Gait.STAND and self._speed_mps < _STANDING_BELOW_MPS:
            self._speed_mps = 0.0
        self._distance_m += self._speed_mps
        self._altitude_m += self._speed_mps * self._grade

    def _cadence_spm(self) -> float:
        """Steps a minute: people walk at about 110 and run at about 165 (our choice)."""
        if self._speed_mps == 0.0:
            return 0.0
        if self._gait is Gait.RUN:
            return 145.0 + 7.0 * self._speed_mps + self._dice.normal()
        return 60.0 + 35.0 * min(self._speed_mps, 2.0) + self._dice.normal()


def _told_mps(segment: Segment) -> float | None:
    """The speed in the middle of what a segment asks for [m/s]; None where it asks for none."""
    asked = segment.speed_mps
    if asked is None:
        return None
    told = [mps for mps in (asked.low, asked.high) if mps is not None]
    return sum(told) / len(told)
