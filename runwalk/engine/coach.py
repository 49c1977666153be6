"""The coach: a Sample goes in, a Reading comes out, once a second.

Strategy: each room of the engine is asked in turn -- is this a heart rate (``heartrate``), what do
the legs do (``motion``, ``adherence``), where is the heart going (``drift``) and why (``cause``) --
and then the phase's own rule decides. Only :meth:`Coach._move` changes the phase, by the table in
``phases``.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from runwalk.engine.adherence import Adherence, AdherenceSettings
from runwalk.engine.athlete import Athlete, Band
from runwalk.engine.bands import BandKeeper
from runwalk.engine.budget import BudgetSettings, NagBudget, SlowerRule
from runwalk.engine.cause import CauseNamer, CauseSettings
from runwalk.engine.classifier import ClassifierSettings, ZoneClassifier
from runwalk.engine.drift import Drift, DriftDetector, DriftSettings, Outlook
from runwalk.engine.gait import Gait
from runwalk.engine.guide import Guide, GuideSettings
from runwalk.engine.headstart import drift_settings, learned, walk_rule_settings
from runwalk.engine.headsup import HeadsUpSettings, is_walk_near
from runwalk.engine.heartrate import Cleaner, CleanerSettings, HeartRate
from runwalk.engine.horizon import NEVER, HorizonSettings, time_left
from runwalk.engine.limit import HardLimit, LimitSettings
from runwalk.engine.motion import Motion, MotionObserver, MotionSettings
from runwalk.engine.phases import TRANSITIONS, Action, Cause, Cue, Phase, Reason, Trigger
from runwalk.engine.profile import HeartProfile
from runwalk.engine.sample import Mark, MarkKind, Sample
from runwalk.engine.signal import SignalSettings, SignalWatch
from runwalk.engine.strides import StrideSettings, StrideWatch
from runwalk.engine.walkrule import WalkRule, WalkRuleSettings
from runwalk.engine.workout import Progress, Segment, Workout
from runwalk.engine.zones import Zone, Zones


@dataclass(frozen=True, slots=True, kw_only=True)
class CoachSettings:
    """Every number the coach acts on, room by room.

    Attributes:
        cleaner: What tells an artefact from a heart.
        classifier: When a zone has changed.
        motion: How gait and grade are read off the sensors.
        drift: When drift is claimed.
        cause: What counts as a rise, and as its cause.
        strides: What counts as a short effort.
        walk_rule: When to walk, and when to run again.
        adherence: How patient the coach is.
        budget: How much it says.
        horizon: How the time to the ceiling is told.
        heads_up: When a walk is announced, to a runner who asked for it.
        signal: What happens without a heart rate.
        limit: When the hard limit speaks.
        guide: When a workout speaks, and when it keeps the coach still.
        warm_up_s: The warm-up is over by then [s]: the heart has found its level.
        gap_s: A longer step from one Sample to the next is a gap in which nobody listened [s].
        why_s: For so long after a cue, ``why`` asks about it [s] (our choice).
    """

    cleaner: CleanerSettings = field(default_factory=CleanerSettings)
    classifier: ClassifierSettings = field(default_factory=ClassifierSettings)
    motion: MotionSettings = field(default_factory=MotionSettings)
    drift: DriftSettings = field(default_factory=DriftSettings)
    cause: CauseSettings = field(default_factory=CauseSettings)
    strides: StrideSettings = field(default_factory=StrideSettings)
    walk_rule: WalkRuleSettings = field(default_factory=WalkRuleSettings)
    adherence: AdherenceSettings = field(default_factory=AdherenceSettings)
    budget: BudgetSettings = field(default_factory=BudgetSettings)
    horizon: HorizonSettings = field(default_factory=HorizonSettings)
    heads_up: HeadsUpSettings = field(default_factory=HeadsUpSettings)
    signal: SignalSettings = field(default_factory=SignalSettings)
    limit: LimitSettings = field(default_factory=LimitSettings)
    guide: GuideSettings = field(default_factory=GuideSettings)
    warm_up_s: int = 540
    gap_s: int = 10
    why_s: int = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What the coach made of one second.

    Attributes:
        sample: What it was told.
        hr: The heart rate, and whether it can be trusted.
        zone: The zone it lies in; None below zone 1 or while it is stale.
        drift: How fast heart rate rises at the same effort.
        phase: What is advised.
        gait: What the legs do; None where nothing shows it.
        cause: Why heart rate rises; None where it does not, or nothing is known.
        seconds_to_ceiling: When the ceiling will be reached by running on [s]; None in a walk, or
            where it will not within the hour.
        ceiling_soonest_s: It may be reached so soon [s] ...
        ceiling_latest_s: ... and should be by then [s], nine times in ten; None where even that is
            not within the hour, or not sure at all.
        resume_bpm: Heart rate below which the walk may end [bpm]; None outside a walk.
        band: Where heart rate is to stay now; None where only the limit holds.
        segment: Where the workout stands; None after its end.
        progress: How far it has come in that segment; None after the workout's end.
        is_quiet: In a surge, and for a minute after it, there is no word of ceiling or drift.
        tag: Why the runner walks, where it is for another cause than the heart; None in all others.
        rpe: How hard it felt when the runner last told, 0 to 10; None before.
        is_left_alone: The runner ignored a cue twice; the coach keeps still.
        cues: What to tell the runner, most important first.
    """

    sample: Sample
    hr: HeartRate
    zone: Zone | None
    drift: Drift
    phase: Phase
    gait: Gait | None
    cause: Cause | None
    seconds_to_ceiling: int | None
    ceiling_soonest_s: int | None
    ceiling_latest_s: int | None
    resume_bpm: float | None
    band: Band | None
    segment: Segment | None
    progress: Progress | None
    is_quiet: bool
    tag: str | None
    rpe: float | None
    is_left_alone: bool
    cues: tuple[Cue, ...]


class Coach:
    """Tell a runner when to walk and when to run; uses no later sample.

    The same class speaks live and judges recordings. It can be pickled at any second, and its
    memory does not grow with the run.

    Args:
        athlete: Who runs.
        workout: What is planned; without it, an easy run in the athlete's own band.
        settings: Every number the coach acts on.

    Raises:
        ValueError: Neither the workout nor the athlete tells a ceiling, or a ceiling lies above the
            athlete's hard limit.

    >>> coach = Coach(Athlete(), Workout.easy(Band(130, 150)))
    >>> coach.step(Sample(t_s=0, hr_bpm=95)).phase.value
    'warm_up'
    """

    def __init__(
        self,
        athlete: Athlete,
        workout: Workout | None = None,
        settings: CoachSettings | None = None,
    ) -> None:
        self.settings = _started(settings or CoachSettings(), athlete.heart)
        self.athlete = athlete
        self.workout = workout or _easy(athlete)
        self._bands = BandKeeper(athlete, self.workout)
        self._guide = Guide(self._bands, self.settings.guide)
        first = self._bands.last
        self._cleaner = Cleaner(self.settings.cleaner)
        zones = athlete.zones or Zones.around(first.floor_bpm, first.ceiling_bpm)
        self._classifier = ZoneClassifier(zones, self.settings.classifier)
        self._motion = MotionObserver(self.settings.motion)
        self._detector = DriftDetector(
            float(first.ceiling_bpm), self.settings.drift, resting_bpm=athlete.resting_bpm
        )
        self._namer = CauseNamer(self.settings.cause)
        self._strides = StrideWatch(self.settings.strides)
        self._rule = WalkRule(self.settings.walk_rule)
        self._adherence = Adherence(self.settings.adherence)
        self._budget = NagBudget(self.settings.budget)
        self._slower = SlowerRule(self.settings.budget)
        self._signal = SignalWatch(self.settings.signal)
        self._limit = HardLimit(self.settings.limit)
        self._phase = Phase.WARM_UP
        self._before_pause = Phase.WARM_UP
        self._is_hot_in_pause = False
        self._t_s: int | None = None
        self._start_s = 0
        self._bout_s = 0
        self._run_bout_s = 0  # the one before this
        self._has_told_walk = False  # in this bout
        self._not_recovering_s = self._not_recovering_count = 0
        self._has_helped = False  # a planned walk, the heart
        self._has_told_drift = False
        self._is_timer_on = False
        self._ready_bpm: float | None = None  # below this the heart permits a planned run
        self._is_short = False
        self._last_said: tuple[int, Cue] | None = None

    @property
    def learned(self) -> HeartProfile:
        """What this run has told of the heart so far; nothing of what was known before it."""
        return learned(self._detector.estimate, self._rule, has_speed=self._detector.has_speed)

    def step(self, sample: Sample) -> Reading:
        """Take in one second, and answer.

        Raises:
            ValueError: ``t_s`` is not later than that of the sample before.
        """
        if self._t_s is not None and sample.t_s <= self._t_s:
            raise ValueError(f"t_s must rise, got {sample.t_s} after {self._t_s}")
        dt_s = 1 if self._t_s is None else sample.t_s - self._t_s
        hr = self._cleaner.clean(sample)
        motion = self._motion.observe(sample)
        cues: list[Cue] = []
        if self._t_s is None:
            self._start_s = sample.t_s
            self._start(cues)
        self._t_s = sample.t_s
        self._pass_time(sample, hr, motion, dt_s, cues)
        if dt_s > self.settings.gap_s:
            self._signal.restart(sample.t_s)
        for mark in sample.marks:
            self._obey(mark, sample.t_s, hr, cues)
        self._bands.remember()

        zone = self._classifier.classify(hr)
        gait = Gait.STAND if self._phase is Phase.PAUSED else self._adherence.gait(motion.gait)
        drift = self._detector.watch(
            sample.t_s, hr, motion, gait, is_predictable=self._adherence.is_predictable
        )
        outlook = self._detector.outlook
        segment = self._bands.segment
        is_planned = segment is not None and segment.is_effort
        cause = self._namer.name(
            hr, motion, outlook, drift, gait, dt_s, is_effort_planned=is_planned
        )
        self._is_short = self._strides.watch(motion, dt_s, is_planned=is_planned)

        self._watch_limit(sample.t_s, hr, cues)
        if self._phase is Phase.PAUSED and hr.is_trusted and hr.bpm is not None:
            self._is_hot_in_pause = hr.bpm >= self._bands.last.ceiling_bpm
        if self._phase not in (Phase.PAUSED, Phase.FINISHED):
            self._watch_workout(sample.t_s, hr, motion, gait, dt_s, cues)
            self._watch_signal(sample.t_s, hr, cues)
            if outlook is not None:
                self._rule.learn(outlook, dt_s)
                if not hr.is_stale or self._phase.is_running:
                    self._coach(hr, outlook, gait, motion, cause, drift, cues, dt_s)
        if any(mark.kind is MarkKind.WHY for mark in sample.marks):
            cues.append(self._why(hr, cause, sample.t_s))
        band = self._bands.now
        is_run = self._phase.is_running
        left = NEVER
        if outlook is not None and band is not None and is_run and not hr.is_stale:
            left = time_left(float(band.ceiling_bpm), outlook, self.settings.horizon)
        self._adherence.advise(Gait.RUN if is_run else Gait.WALK)
        return Reading(
            sample=sample,
            hr=hr,
            zone=zone,
            drift=drift,
            phase=self._phase,
            gait=motion.gait or self._adherence.inferred,
            cause=cause,
            seconds_to_ceiling=left.seconds,
            ceiling_soonest_s=left.soonest_s,
            ceiling_latest_s=left.latest_s,
            resume_bpm=self._resume_bpm(outlook) if self._phase is Phase.WALK else None,
            band=band,
            segment=self._bands.segment,
            progress=self._bands.cursor.progress,
            is_quiet=self._guide.is_silent,
            tag=self._guide.tag,
            rpe=self._guide.rpe,
            is_left_alone=self._adherence.is_left_alone,
            cues=self._say(sample.t_s, cues),
        )

    # -- the runner's own doing and the plan

    def _obey(self, mark: Mark, t_s: int, hr: HeartRate, cues: list[Cue]) -> None:
        match mark.kind:
            case MarkKind.PAUSE if self._phase is not Phase.PAUSED:
                self._before_pause = self._phase
                self._is_hot_in_pause = False
                self._rule.forget_cue()
                self._move(Trigger.PAUSE)
            case MarkKind.RESUME if self._phase is Phase.PAUSED:
                self._resume(t_s)
            case MarkKind.RESUME:
                self._guide.tagged(None)
            case MarkKind.FINISH:
                self._move(Trigger.FINISH)
            case MarkKind.SKIP:
                if self._bands.cursor.skip():
                    self._begin(cues, may_run=self._may_run(hr))
            case MarkKind.LAP if self._phase is not Phase.PAUSED:
                may_run = self._may_run(hr)
                if self._bands.cursor.lap(may_run=may_run):
                    self._begin(cues, may_run=may_run)
            case MarkKind.CEILING if isinstance(mark.value, int | float):
                self._bands.shift(mark.value)
            case MarkKind.TIMER_MODE:
                self._is_timer_on = mark.value != "off"
            case MarkKind.TALK:
                self._guide.answered()
                if mark.value == "hard":
                    self._felt_hard(hr, cues)
            case MarkKind.RPE if isinstance(mark.value, int | float):
                if self._guide.felt(mark.value):
                    self._felt_hard(hr, cues)
            case MarkKind.TAG:
                if self._guide.tagged(None if mark.value is None else str(mark.value)):
                    self._plan_walk()
            case _:
                pass  # a lap in a pause is kept in the recording; it moves nothing here

    def _resume(self, t_s: int) -> None:
        must_walk = self._before_pause is Phase.WALK or self._is_hot_in_pause
        must_walk = must_walk or self._guide.is_walk_planned
        self._move(Trigger.RESUME_WALKING if must_walk else Trigger.RESUME_RUNNING)
        if must_walk:
            self._adherence.began_walk(is_silent=False)
        self._signal.restart(t_s)

    def _felt_hard(self, hr: HeartRate, cues: list[Cue]) -> None:
        """Ease, and bring the ceiling down, where a run feels harder than it should."""
        if not self._phase.is_running or self._guide.is_silent:
            return
        if hr.is_trusted and hr.bpm is not None:
            self._guide.felt_hard(hr.bpm)
        band = self._bands.now
        evidence = () if band is None else (("ceiling_bpm", float(band.ceiling_bpm)),)
        cues.append(Cue(Action.EASE, Reason.FELT, evidence))

    # -- the plan

    def _pass_time(
        self, sample: Sample, hr: HeartRate, motion: Motion, dt_s: int, cues: list[Cue]
    ) -> None:
        is_paused = self._phase in (Phase.PAUSED, Phase.FINISHED)
        may_run = self._may_run(hr)
        may_go_on = may_run or self._adherence.is_left_alone or self._adherence.runs_on(motion.gait)
        if not is_paused:
            self._bout_s += dt_s
            self._guide.hear(hr, dt_s)
        if self._guide.pass_time(sample, motion, dt_s, is_paused=is_paused, may_run=may_go_on):
            self._begin(cues, may_run=may_run)

    def _may_run(self, hr: HeartRate) -> bool:
        """Whether a planned run may begin: running already, recovered, or led by the timer."""
        if self._phase.is_running:
            return True
        if self._is_timer_on and hr.is_stale:
            return True
        if self._ready_bpm is None or not hr.is_trusted or hr.bpm is None:
            return False
        return hr.bpm <= self._ready_bpm

    def _start(self, cues: list[Cue]) -> None:
        """Begin the first segment; only a walk needs a word."""
        first = self._bands.segment
        if first is not None and first.asks_for_walk:
            self._begin(cues, may_run=False)

    def _begin(self, cues: list[Cue], *, may_run: bool) -> None:
        """Begin a segment, or end the workout behind the last one."""
        self._guide.begin()
        segment = self._bands.segment
        if segment is None:
            self._move(Trigger.FINISH)
            cues.append(Cue(Action.INFO, Reason.WORKOUT))
            return
        if self._phase is Phase.PAUSED:
            return
        about = self._guide.about()
        self._not_recovering_s = self._bout_s  # what this part asks for begins now
        if segment.asks_for_walk:
            self._plan_walk()
            cues.append(Cue(Action.WALK, Reason.WORKOUT, about, part=segment.name))
        elif segment.asks_for_run and self._phase is Phase.WALK and may_run:
            self._rule.forget_cue()
            if self._ready_bpm is None:
                self._move(Trigger.TIME_UP)
                cues.append(Cue(Action.RUN, Reason.TIME, about, part=segment.name))
            else:
                self._move(Trigger.RECOVERED)
                cues.append(Cue(Action.RUN, Reason.WORKOUT, about, part=segment.name))
        else:
            cues.append(Cue(Action.INFO, Reason.WORKOUT, about, part=segment.name))

    def _plan_walk(self) -> None:
        """Walk because it is planned, not because the heart asks for it."""
        self._rule.forget_cue()
        if self._move(Trigger.PLANNED_WALK):
            self._adherence.began_walk(is_silent=False)

    def _watch_workout(
        self, t_s: int, hr: HeartRate, motion: Motion, gait: Gait, dt_s: int, cues: list[Cue]
    ) -> None:
        """Say what the workout has to say, and walk where it asks for it."""
        guide = self._guide
        is_running = self._phase.is_running
        if is_running:
            why = guide.walk_reason(motion, gait, self._bout_s, dt_s)
            if why is not None:
                cues.append(Cue(Action.WALK, why, (("run_s", float(self._bout_s)),)))
                self._plan_walk()
        else:
            guide.watch_walk(motion, dt_s)
        may_run = self._may_run(hr)
        cues += guide.news(t_s, hr, motion, dt_s, is_running=is_running, may_run=may_run)
        if guide.has_given_up():
            self._plan_walk()
            self._not_recovering_s, self._not_recovering_count = self._bout_s, 1
            cues.append(self._late_cue(t_s, hr))
        self._ready_bpm = None

    def _late_cue(self, t_s: int, hr: HeartRate) -> Cue:
        """Tell why a recovery goes on: the heart has not come down, or nobody can see it."""
        if hr.is_stale:
            without_s = float(self._signal.without_s(t_s))
            return Cue(Action.WALK, Reason.TIME, (("without_s", without_s),))
        heard = () if hr.bpm is None else (("hr_bpm", float(hr.bpm)),)
        return Cue(Action.WALK, Reason.NOT_RECOVERING, heard)

    def _move(self, trigger: Trigger) -> bool:
        """Change the phase by the table; tell whether it changed."""
        after = TRANSITIONS.get((self._phase, trigger))
        if after is None:
            return False
        if self._phase.is_running and after is Phase.WALK:
            self._run_bout_s = self._bout_s
        if not (self._phase is Phase.WARM_UP and after is Phase.RUN):
            self._bout_s = 0
            self._has_told_walk = False
        self._phase = after
        self._not_recovering_s = self._not_recovering_count = 0
        self._has_helped = False
        if after is not Phase.WALK:
            self._adherence.ended_walk()
        return True

    # -- safety and signal

    def _watch_limit(self, t_s: int, hr: HeartRate, cues: list[Cue]) -> None:
        limit_bpm = self._bands.limit_bpm
        if not self._limit.must_speak(t_s, hr, limit_bpm):
            return
        if self._move(Trigger.LIMIT) or self._adherence.is_silent:
            self._adherence.began_walk(is_silent=False)
            self._not_recovering_s = self._bout_s  # only now was it asked for
        assert hr.bpm is not None  # the limit speaks of a reading
        evidence = (("hr_bpm", float(hr.bpm)), ("limit_bpm", float(limit_bpm)))
        cues.append(Cue(Action.WALK, Reason.LIMIT, evidence))
        if self._guide.cut_surge():
            self._begin(cues, may_run=False)

    def _watch_signal(self, t_s: int, hr: HeartRate, cues: list[Cue]) -> None:
        news = self._signal.watch(t_s, hr)
        if news is not None:
            cues.append(Cue(Action.INFO, news))
        if not hr.is_stale:
            return
        self._rule.forget_cue()
        without_s = self._signal.without_s(t_s)
        bout_s = min(self._bout_s, without_s)
        if self._phase.is_running and bout_s >= self.settings.signal.timed_run_s:
            self._move(Trigger.TIME_UP)
            self._adherence.began_walk(is_silent=False)
            cues.append(Cue(Action.WALK, Reason.TIME, (("without_s", float(without_s)),)))
        elif (
            self._phase is Phase.WALK
            and self._is_timer_on
            and bout_s >= self.settings.signal.timed_walk_s
            and self._guide.is_walk_long_enough(bout_s)
            and not self._guide.is_walk_planned
        ):
            self._move(Trigger.TIME_UP)
            cues.append(Cue(Action.RUN, Reason.TIME, (("without_s", float(without_s)),)))

    def _say(self, t_s: int, cues: list[Cue]) -> tuple[Cue, ...]:
        """Say what the budget lets through, and remember what need not be said again."""
        if not cues:
            return ()
        said = self._budget.spend(t_s, cues)
        first = next((cue for cue in said if cue.reason is not Reason.WHY), None)
        if first is not None:
            self._last_said = (t_s, first)
        for cue in said:
            self._guide.said(t_s, cue)
            if cue.action is Action.EASE and cue.reason is Reason.CEILING:
                self._slower.advised(t_s)
            elif cue.is_repeat:
                self._adherence.said_again()
            elif cue.reason is Reason.HEADS_UP:
                self._has_told_walk = True
            elif cue.action is Action.INFO and cue.reason in (Reason.DRIFT, Reason.RISING):
                self._has_told_drift = True
        return said

    # -- run and walk

    def _coach(
        self,
        hr: HeartRate,
        outlook: Outlook,
        gait: Gait,
        motion: Motion,
        cause: Cause | None,
        drift: Drift,
        cues: list[Cue],
        dt_s: int,
    ) -> None:
        assert self._t_s is not None
        band = self._bands.now
        if drift.is_claimed and not self._has_told_drift and not self._guide.is_silent:
            reason = Reason.DRIFT if drift.has_speed else Reason.RISING
            cues.append(Cue(Action.INFO, reason, (("bpm_per_h", drift.bpm_per_h),)))
        if self._phase.is_running:
            if gait is Gait.RUN and not self._guide.is_silent:
                self._slower.watch(motion)
            if band is not None:
                self._coach_run(hr, outlook, gait, band, cause, drift, cues, dt_s)
            if (
                self._phase is Phase.WARM_UP
                and self._t_s - self._start_s >= self.settings.warm_up_s
            ):
                self._move(Trigger.SETTLED)
        else:
            self._coach_walk(hr, outlook, motion.gait, cues, dt_s)

    def _coach_run(
        self,
        hr: HeartRate,
        outlook: Outlook,
        gait: Gait,
        band: Band,
        cause: Cause | None,
        drift: Drift,
        cues: list[Cue],
        dt_s: int,
    ) -> None:
        assert self._t_s is not None
        if not self._rule.is_too_high(
            hr,
            outlook,
            band,
            bout_s=self._bout_s,
            is_running=gait is Gait.RUN,
            is_short=self._is_short,
            dt_s=dt_s,
        ):
            may_announce = self.athlete.heads_up and not self._guide.is_silent
            if may_announce and gait is Gait.RUN and not self._has_told_walk:
                self._announce(hr, outlook, band, cues)
            return
        if self._guide.is_silent:
            return
        self._move(Trigger.TOO_HIGH)
        may_cue = self._adherence.may_cue(self._t_s)
        self._adherence.began_walk(is_silent=not may_cue)
        if not may_cue:
            return
        self._rule.cued_walk(band)
        evidence = (*self._evidence(hr, outlook, band), *self._namer.evidence())
        cues.append(Cue(Action.WALK, _reason(cause, drift), evidence, cause=cause))

    def _announce(self, hr: HeartRate, outlook: Outlook, band: Band, cues: list[Cue]) -> None:
        """Say that a walk is near, to who asked for that, once a bout."""
        assert self._t_s is not None
        settings = self.settings.heads_up
        is_near = is_walk_near(
            self._rule, hr, outlook, band, bout_s=self._bout_s, settings=settings
        )
        if is_near and self._adherence.may_cue(self._t_s):
            cues.append(Cue(Action.INFO, Reason.HEADS_UP, (("walk_in_s", settings.soonest_s),)))

    def _coach_walk(
        self,
        hr: HeartRate,
        outlook: Outlook,
        known_gait: Gait | None,
        cues: list[Cue],
        dt_s: int,
    ) -> None:
        assert self._t_s is not None
        guide = self._guide
        if guide.is_walk_planned:
            self._coach_planned_walk(hr, outlook, known_gait, cues, dt_s)
            return
        band = self._bands.last
        is_recovered = self._rule.is_recovered(hr, outlook, band, bout_s=self._bout_s)
        if is_recovered and guide.is_walk_long_enough(self._bout_s):
            self._end_walk(hr, outlook, band, known_gait, cues)
            return
        is_repeat = self._adherence.follow(self._t_s, known_gait, outlook, dt_s)
        if guide.is_silent:
            pass
        elif is_repeat:
            self._rule.forget_cue()
            cues.append(
                Cue(Action.WALK, Reason.CEILING, self._evidence(hr, outlook, band), is_repeat=True)
            )
        elif self._adherence.may_ask_again(self._t_s, known_gait) and _is_over(hr, band):
            self._rule.forget_cue()
            self._adherence.began_walk(is_silent=False)
            self._not_recovering_s = self._bout_s  # asked for anew
            cues.append(Cue(Action.WALK, Reason.CEILING, self._evidence(hr, outlook, band)))
        if not is_recovered:
            self._tell_no_help(hr, outlook, band, known_gait, cues)

    def _end_walk(
        self, hr: HeartRate, outlook: Outlook, band: Band, known_gait: Gait | None, cues: list[Cue]
    ) -> None:
        assert self._t_s is not None
        evidence = self._evidence(hr, outlook, band)  # of the walk that ends
        is_silent = self._adherence.is_silent or self._adherence.runs_on(known_gait)
        segment = self._bands.segment
        if segment is not None and segment.is_surge and segment.gait is None:
            is_silent = True  # a drill: what the legs do is the runner's business
        self._move(Trigger.RECOVERED)
        if is_silent:
            return
        self._rule.cued_run(outlook, band)
        cues.append(Cue(Action.RUN, Reason.RECOVERED, evidence))
        if self._slower.begins(self._t_s) and not self._guide.is_silent:
            cues.append(self._slower_cue())

    def _coach_planned_walk(
        self,
        hr: HeartRate,
        outlook: Outlook,
        known_gait: Gait | None,
        cues: list[Cue],
        dt_s: int,
    ) -> None:
        """Walk as long as the plan says, and longer where the heart has not come down for it."""
        assert self._t_s is not None
        band = self._bands.coming
        self._has_helped = self._is_ready(hr, outlook, band) or self._has_helped
        is_repeat = self._adherence.follow(self._t_s, known_gait, outlook, dt_s)
        if is_repeat and self._guide.tag is None:
            evidence = self._evidence(hr, outlook, band)
            cues.append(Cue(Action.WALK, Reason.WORKOUT, evidence, is_repeat=True))
        if not self._has_helped and self._guide.is_walk_for_heart:
            self._tell_no_help(hr, outlook, band, known_gait, cues)

    def _tell_no_help(
        self, hr: HeartRate, outlook: Outlook, band: Band, known_gait: Gait | None, cues: list[Cue]
    ) -> None:
        """Say that a walk has not brought the heart down, where it should have by now."""
        is_seen = hr.trusted_s >= self.settings.walk_rule.seen_s
        if is_seen and self._has_not_helped(known_gait):
            self._not_recovering_s = self._bout_s
            self._not_recovering_count += 1
            cues.append(Cue(Action.WALK, Reason.NOT_RECOVERING, self._evidence(hr, outlook, band)))

    def _resume_bpm(self, outlook: Outlook | None) -> float | None:
        """Below which heart rate the walk may end [bpm]: the one that the plan names, if any."""
        segment = self._bands.segment
        until = None if segment is None or not segment.asks_for_walk else segment.until
        if until is not None and until.below_bpm is not None:
            return float(until.below_bpm)
        if outlook is None:
            return None
        return self._rule.resume_line_bpm(outlook, self._bands.last, bout_s=self._bout_s)

    def _is_ready(self, hr: HeartRate, outlook: Outlook, band: Band) -> bool:
        """Tell whether a planned walk has brought the heart down; the plan says when it ends."""
        segment = self._bands.segment
        if self._rule.is_recovered(hr, outlook, band, bout_s=self._bout_s):
            self._ready_bpm = self._rule.resume_line_bpm(outlook, band, bout_s=self._bout_s)
            return True
        until = None if segment is None else segment.until
        if until is None or until.below_bpm is None or not self._bands.cursor.is_reached:
            return False
        if hr.trusted_s < self.settings.walk_rule.recovered_s:
            return False
        self._ready_bpm = until.below_bpm - 1.0
        return True

    def _has_not_helped(self, known_gait: Gait | None) -> bool:
        """Tell whether the walk has lasted long enough to have helped: walked, not only advised.

        With a strap alone, a runner who runs on and a heart that does not recover look the same;
        then it is said all the same.
        """
        settings = self.settings.walk_rule
        wait_s = settings.not_recovering_s
        if self._not_recovering_count:
            wait_s = settings.not_recovering_again_s
            for _ in range(min(self._not_recovering_count - 1, 8)):
                wait_s *= 2
            wait_s = min(wait_s, settings.not_recovering_longest_s)
        if self._bout_s - self._not_recovering_s < wait_s:
            return False
        if known_gait is None:
            return not self._adherence.is_silent
        return self._adherence.walked_s >= settings.walked_s

    def _slower_cue(self) -> Cue:
        """Advise a slower run, where walks come too often."""
        walks_per_h = self._slower.walks_per_h()
        assert walks_per_h is not None  # that is why
        evidence = (("run_bout_s", float(self._run_bout_s)), ("walks_per_h", walks_per_h))
        return Cue(Action.EASE, Reason.CEILING, evidence)

    def _why(self, hr: HeartRate, cause: Cause | None, t_s: int) -> Cue:
        """Answer why there was a cue a moment ago, or else why heart rate rises."""
        if hr.is_stale:
            return Cue(Action.INFO, Reason.WHY, self._namer.evidence(), cause=Cause.SENSOR)
        if self._last_said is not None and t_s - self._last_said[0] <= self.settings.why_s:
            cue = self._last_said[1]
            about = (cue.action, cue.reason)
            return Cue(Action.INFO, Reason.WHY, cue.evidence, cause=cue.cause, about=about)
        return Cue(Action.INFO, Reason.WHY, self._namer.evidence(), cause=cause)

    def _evidence(
        self, hr: HeartRate, outlook: Outlook, band: Band
    ) -> tuple[tuple[str, float], ...]:
        heard = () if hr.bpm is None else (("hr_bpm", float(hr.bpm)),)
        return (
            *heard,
            ("ceiling_bpm", float(band.ceiling_bpm)),
            ("resume_bpm", self._rule.resume_line_bpm(outlook, band, bout_s=self._bout_s)),
            ("run_demand_bpm", outlook.run_demand_bpm),
        )


def _started(settings: CoachSettings, heart: HeartProfile | None) -> CoachSettings:
    """Let the settings begin where earlier runs ended, if there were any."""
    if heart is None:
        return settings
    return replace(
        settings,
        drift=drift_settings(settings.drift, heart),
        walk_rule=walk_rule_settings(settings.walk_rule, heart),
    )


def _easy(athlete: Athlete) -> Workout:
    band = athlete.band
    if band is None:
        raise ValueError("no ceiling is known: give one, or an age or a maximal heart rate")
    return Workout.easy(band)


def _is_over(hr: HeartRate, band: Band) -> bool:
    """Whether a trusted heart rate lies above the ceiling."""
    return hr.is_trusted and hr.bpm is not None and hr.bpm > band.ceiling_bpm


def _reason(cause: Cause | None, drift: Drift) -> Reason:
    """Name a walk cue after the cause of the rise, where there is one to be trusted.

    A bout takes a heart up each time; if it takes it to the ceiling now, that is drift where drift
    is known, and no news where it is not.
    """
    if cause is Cause.BOUT and drift.is_claimed:
        return Reason.DRIFT if drift.has_speed else Reason.RISING
    if cause in (None, Cause.SENSOR, Cause.BOUT):
        return Reason.CEILING
    return Reason(cause.value)
