"""Is the heart drifting? The claim, and what must hold before it is made.

Rule 1: until 360 s the heart is still finding its level. The slope is frozen till then, and level
and slope begin anew; without this the slope is biased by 3.5 to 6 bpm/h and most claims are false.

Rule 2: what the legs do is an input, not noise: walk breaks, hills and pace changes move the heart
through the gain, so that the level keeps its meaning through all of them.

Rule 3: a claim needs a slope that is sure and steep, a rise that is felt, and time. With a strap
alone a slow change of pace looks the same, so the claim is then that heart rate is *rising*, not
that it drifts.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field, replace

from runwalk.engine.gait import Gait
from runwalk.engine.heartmodel import Estimate, GainPrior, HeartModel, ModelSettings
from runwalk.engine.heartrate import HeartRate
from runwalk.engine.motion import Motion
from runwalk.engine.unrest import Unrest


@dataclass(frozen=True, slots=True, kw_only=True)
class DriftSettings:
    """When drift is claimed, and what the heart is told of the legs.

    Attributes:
        model: The filter's numbers.
        speed_model: The same where speed is known, if the runner's dead time is too: it counts from
            the legs, and a strap alone does not see them. None takes ``model``.
        freeze_s: The slope is frozen for so long [s]: the fast part of the on-kinetics is over in
            three to six minutes. What its slow part, of some eight, still brings to a run above the
            first threshold is small beside what three minutes more of watching tell (our choice;
            tuned on simulated runs, development seeds 8000 to 8023, with 420 and 540 s beside it).
        base_s: The rise is counted from the level at this time [s].
        sure_sd: Slope over its standard deviation. The filter allows for drift that changes, so
            that without drift its slope strays by little more than half of it late in a run (our
            choice; these seven numbers were tuned together on simulated runs with speed,
            development seeds 8000 to 8099 and 80000 to 80299).
        early_sure_sd: The same until ``early_s``; it falls from there to ``late_s``. A claim is
            looked for in every second, and early looks, at a slope that is little known, are most
            of all that fool it (our choice).
        early_s: Until then more is asked [s] ...
        late_s: ... and from then on no more than ``sure_sd`` [s].
        least_bpm_per_h: A claim is of a slope at least so steep [bpm/h], however sure it is: as
            steep as in an even run in mild air (Lafrenz 2008: +2 % from minute 15 to 45). It keeps
            the late looks, which are many, from being fooled (our choice).
        rise_bpm: Rise of the level [bpm] (our choice) ...
        effort_ratio: ... and more by so much of what effort explains, where there is more effort
            than at ``base_s``: a heart that runs on settles higher than short bouts have shown
            (our choice; tuned on simulated runners who obey half of what is said).
        effort_s: Over how long effort is averaged for that [s].
        hold_s: All of them must hold so long [s], longer than any artefact. The slope changes too
            slowly to be tried by more of that: it would only see less of the run (our choice).
        release_sd: A claim stands until the slope is no surer than this (our choice): evidence
            that wavers takes nothing back.
        usual_unrest_bpm: A heart that strays further than this [bpm] is restless, and the slope's
            standard deviation grows in proportion; see :class:`~runwalk.engine.unrest.Unrest`.
        unrest_memory_s: Over how long it is measured [s].
        most_rejected_ratio: No claim where more readings than this were artefacts of late.
        walk_gain: Strap only: what walking adds, one unit being a walk.
        power_gain: With speed: what one W/kg adds. 8 bpm is 30 bpm per m/s, within the 24.2 +-
            8.3 that Hunt and others (2015) found on a treadmill.
        resting_sd_bpm: How far a runner's own resting heart rate may lie from where the line of
            heart rate over power meets no effort [bpm]. The share of the heart rate reserve is
            close to that of the oxygen reserve: on treadmills that line met rest with a mean of
            1.5 and a standard error of 0.6 % of the reserve in 50 adults (Swain and others 1998),
            which is some 5 bpm from one to the next; the rest is what a resting heart rate that
            somebody has typed in is worth (our choice).
        step_share: After a change of gait, so much of the heart's answer may be unlike the
            model's (our choice; tuned on bodies with two time constants, and on development seeds
            8000 to 8099 since rest tells gain and time constant apart).
        restart_s: A level that replaces another so early begins everything anew [s].
        elsewhere_bpm: One that replaces another later does not, but where it is further than this
            from what the model expects, heart, level and disturbance are sought anew [bpm].
        first_reference_w_per_kg: Reference effort until there is a better one [W/kg].
        first_demand_bpm: Where heart rate settles at that effort, where runs before this one have
            told it [bpm]; None takes the ceiling for a guess.
        first_demand_sd_bpm: How well that is known [bpm].
        longest_gap_s: A gap longer than this is not stepped through [s].
    """

    model: ModelSettings = field(default_factory=ModelSettings)
    speed_model: ModelSettings | None = None
    freeze_s: int = 360
    base_s: int = 900
    sure_sd: float = 1.85
    early_sure_sd: float = 2.2
    early_s: int = 1740
    late_s: int = 2580
    least_bpm_per_h: float = 6.0
    rise_bpm: float = 2.5
    effort_ratio: float = 0.5
    effort_s: float = 150.0
    hold_s: int = 60
    release_sd: float = 1.0
    usual_unrest_bpm: float = 1.2
    unrest_memory_s: float = 600.0
    most_rejected_ratio: float = 0.10
    walk_gain: GainPrior = field(
        default_factory=lambda: GainPrior(
            mean_bpm=-35.0, sd_bpm=9.0, lowest_bpm=-65.0, highest_bpm=-10.0, walk_var_per_s=0.002
        )
    )
    power_gain: GainPrior = field(
        default_factory=lambda: GainPrior(
            mean_bpm=8.0, sd_bpm=2.5, lowest_bpm=2.0, highest_bpm=20.0, walk_var_per_s=1e-5
        )
    )
    resting_sd_bpm: float = 8.0
    step_share: float = 0.03
    restart_s: int = 120
    elsewhere_bpm: float = 8.0
    first_reference_w_per_kg: float = 9.0
    first_demand_bpm: float | None = None
    first_demand_sd_bpm: float = 12.0
    longest_gap_s: int = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Drift:
    """How fast heart rate rises at the same effort.

    Until the slope is free this is what is known before a run: nothing but the usual spread.

    Attributes:
        bpm_per_h: Slope of the level [bpm/h].
        sd_bpm_per_h: Its standard deviation [bpm/h].
        is_claimed: Whether there is enough evidence to speak of it.
        has_speed: Whether speed was known; without it the rise may be the runner's own doing.
        is_known: Whether it is known when the runner walks. Where it is not, nothing can be told,
            and the numbers are those from before a run.
    """

    bpm_per_h: float
    sd_bpm_per_h: float
    is_claimed: bool
    has_speed: bool
    is_known: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlook:
    """Where heart rate is going, from what the model has learned.

    Attributes:
        heart_bpm: Filtered heart rate [bpm].
        run_demand_bpm: Where it settles if the runner runs on as now, or as before the walk [bpm].
        run_demand_sd_bpm: How sure that is, as one standard deviation [bpm].
        walk_demand_bpm: Where it settles in a walk [bpm].
        tau_s: Time constant [s].
        dead_time_s: Dead time [s].
        slope_bpm_per_s: How fast both levels rise [bpm/s].
        slope_sd_bpm_per_s: Its standard deviation [bpm/s].
        gain_bpm: What a unit of effort adds: one W/kg, or with a strap alone a walk [bpm].
        effort_change: 1 where effort must have risen by more than was told, -1 where it fell.
    """

    heart_bpm: float
    run_demand_bpm: float
    run_demand_sd_bpm: float
    walk_demand_bpm: float
    tau_s: float
    dead_time_s: float
    slope_bpm_per_s: float
    slope_sd_bpm_per_s: float
    gain_bpm: float
    effort_change: int


class DriftDetector:
    """Follow the heart through runs and walks; uses no later sample.

    Args:
        likely_bpm: Where heart rate may settle [bpm]; the ceiling is a good guess.
        settings: When drift is claimed.
        resting_bpm: Heart rate at no effort [bpm]; None where nobody knows it.
    """

    def __init__(
        self,
        likely_bpm: float,
        settings: DriftSettings | None = None,
        *,
        resting_bpm: float | None = None,
    ) -> None:
        self._settings = settings or DriftSettings()
        self._likely_bpm = likely_bpm
        self._resting_bpm = resting_bpm
        self._model: HeartModel | None = None
        self._estimate: Estimate | None = None
        self._has_speed = False
        self._is_predictable = True
        self._since_speed_s = 0
        self._t_s = 0
        self._gait = Gait.RUN
        self._run_s = 0  # seconds that the model has followed
        self._is_settled = False
        self._base_bpm: float | None = None
        self._effort = self._base_effort = 0.0  # averaged over minutes
        self._held_s = 0
        self._is_claimed = False
        self._rejected_ratio = 0.0
        self._unrest = Unrest(
            self._settings.usual_unrest_bpm,
            self._settings.model.disturbance_tau_s,
            self._settings.unrest_memory_s,
        )
        self._efforts: deque[float] = deque(maxlen=32)
        self._reference = 0.0
        self._running_power = 0.0
        self._running_power_s = 0
        self._run_effort = 0.0
        self._walk_effort = 1.0

    @property
    def outlook(self) -> Outlook | None:
        """Where heart rate is going; None before the first trusted heart rate."""
        now = self._estimate
        if now is None:
            return None
        level_bpm = now.level_bpm + now.disturbance_bpm
        return Outlook(
            heart_bpm=now.heart_bpm,
            run_demand_bpm=level_bpm + now.gain_bpm * self._run_effort,
            run_demand_sd_bpm=(
                self._settings.model.level_sd_bpm
                if self._model is None
                else self._model.demand_sd_bpm(self._run_effort)
            ),
            walk_demand_bpm=level_bpm + now.gain_bpm * self._walk_effort,
            tau_s=now.tau_s,
            dead_time_s=now.dead_time_s,
            slope_bpm_per_s=now.slope_bpm_per_s if self._is_settled else 0.0,
            slope_sd_bpm_per_s=now.slope_sd_bpm_per_s,
            gain_bpm=now.gain_bpm,
            effort_change=now.effort_change,
        )

    @property
    def estimate(self) -> Estimate | None:
        """What the model has learned so far; None before the first trusted heart rate."""
        return self._estimate

    @property
    def has_speed(self) -> bool:
        """Whether effort is known in W/kg; a unit is a walk where it is not."""
        return self._has_speed

    def watch(
        self,
        t_s: int,
        hr: HeartRate,
        motion: Motion,
        gait: Gait,
        *,
        is_predictable: bool = True,
    ) -> Drift:
        """Take in one second.

        Args:
            t_s: Time [s].
            hr: The heart rate of this second.
            motion: What the sensors tell of the legs.
            gait: What the legs are taken to do where the sensors tell nothing.
            is_predictable: Whether legs that nobody sees do mostly what they are taken to do.
        """
        self._is_predictable = is_predictable
        reading = float(hr.bpm) if hr.is_trusted and hr.bpm is not None else None
        dt_s = t_s - self._t_s if self._model is not None else 1
        if self._model is not None and self._is_other_mode(motion, dt_s):
            self._model = None
        if hr.is_new_level and reading is not None and self._model is not None:
            if self._run_s < self._settings.restart_s:
                self._model = None
            elif self._is_elsewhere(reading):
                self._model.jump(reading)
                self._unrest.forget_level()
                self._base_bpm, self._held_s = None, 0
        if self._model is None:
            if reading is None:
                return self._drift()
            self._begin(reading, motion)
        else:
            self._pass_time(dt_s)
        self._t_s = t_s
        self._learn_effort(motion, gait, dt_s)
        if gait is not self._gait and self._model is not None:
            step = self._run_effort - self._walk_effort
            self._model.stir(step, self._settings.step_share)
        self._gait = gait
        self._step(reading, dt_s)
        return self._drift()

    def _is_elsewhere(self, reading: float) -> bool:
        """Whether a new level is not where the model has gone meanwhile."""
        now = self._estimate
        return now is None or abs(reading - now.heart_bpm) > self._settings.elsewhere_bpm

    def _is_other_mode(self, motion: Motion, dt_s: int) -> bool:
        """Whether speed has come or gone for good, so that the heart needs another input."""
        if (motion.power_w_per_kg is not None) == self._has_speed:
            self._since_speed_s = 0
            return False
        self._since_speed_s += dt_s
        return self._since_speed_s > self._settings.longest_gap_s

    def _begin(self, hr_bpm: float, motion: Motion) -> None:
        settings = self._settings
        self._has_speed = motion.power_w_per_kg is not None
        self._since_speed_s = 0
        level_bpm, model = min(self._likely_bpm, hr_bpm + 70.0), settings.model
        if self._has_speed and settings.speed_model is not None:
            model = settings.speed_model
        if self._has_speed and settings.first_demand_bpm is not None:
            level_bpm = settings.first_demand_bpm
            model = replace(model, level_sd_bpm=settings.first_demand_sd_bpm)
        self._model = HeartModel(
            hr_bpm=hr_bpm,
            level_bpm=level_bpm,
            gain=settings.power_gain if self._has_speed else settings.walk_gain,
            settings=model,
        )
        self._run_s = 0
        self._is_settled = False
        self._base_bpm = None
        self._effort = 0.0
        self._held_s = 0
        self._is_claimed = False
        self._unrest.forget_level()
        self._efforts.clear()
        self._reference = settings.first_reference_w_per_kg if self._has_speed else 0.0
        self._running_power = self._reference
        self._running_power_s = 0
        self._run_effort = 0.0
        self._walk_effort = 3.5 - self._reference if self._has_speed else 1.0

    def _pass_time(self, dt_s: int) -> None:
        """Step through the silent seconds before this one."""
        assert self._model is not None
        for _ in range(min(dt_s - 1, self._settings.longest_gap_s)):
            self._efforts.append(self._efforts[-1])  # one a second: dead times are seconds
            self._model.step(None, self._efforts, is_slope_frozen=not self._is_settled)
        if dt_s - 1 > self._settings.longest_gap_s:
            self._model.loosen()
        self._run_s += dt_s

    def _learn_effort(self, motion: Motion, gait: Gait, dt_s: int) -> None:
        """Turn what the legs do into the model's input, and learn the usual run and walk."""
        if not self._has_speed:
            self._efforts.append(0.0 if gait is Gait.RUN else 1.0)
            return
        power = motion.power_w_per_kg
        if power is None:  # a second without speed: as before
            self._efforts.append(self._efforts[-1] if self._efforts else 0.0)
            return
        effort = power - self._reference
        self._efforts.append(effort)
        if motion.gait is Gait.RUN:
            self._running_power_s = min(self._running_power_s + dt_s, 240)
            weight = min(dt_s / self._running_power_s, 1.0)
            self._running_power += weight * (power - self._running_power)
            self._run_effort += min(dt_s / 8.0, 1.0) * (effort - self._run_effort)
        elif motion.gait is Gait.WALK:
            self._walk_effort += min(dt_s / 15.0, 1.0) * (effort - self._walk_effort)

    def _step(self, reading: float | None, dt_s: int) -> None:
        assert self._model is not None
        settings = self._settings
        self._model.step(reading, self._efforts, is_slope_frozen=not self._is_settled)
        if not self._is_settled and self._run_s >= settings.freeze_s:
            shift = self._running_power - self._reference if self._running_power_s else 0.0
            self._model.restart(shift)
            self._reference += shift
            if self._has_speed and self._resting_bpm is not None:
                self._model.hear_demand(
                    -self._reference, self._resting_bpm, settings.resting_sd_bpm
                )
            self._run_effort -= shift
            self._walk_effort -= shift
            self._effort -= shift
            self._efforts = deque((u - shift for u in self._efforts), maxlen=self._efforts.maxlen)
            self._is_settled = True
        now = self._model.estimate()
        self._estimate = now
        was_rejected = 1.0 if now.was_rejected else 0.0
        self._rejected_ratio += min(dt_s / 300.0, 1.0) * (was_rejected - self._rejected_ratio)
        self._effort += min(dt_s / settings.effort_s, 1.0) * (self._efforts[-1] - self._effort)
        if self._base_bpm is None and self._run_s >= settings.base_s:
            self._base_bpm, self._base_effort = now.level_bpm, self._effort
        if self._is_settled and reading is not None:  # silence shows no heart at rest
            led_bpm = now.level_bpm + now.disturbance_bpm
            self._unrest.watch(self._t_s, led_bpm, now.slope_bpm_per_s, dt_s)
        slope_sd_bpm_per_s = self._slope_sd_bpm_per_s(now)
        is_shown = (
            self._base_bpm is not None
            and now.slope_bpm_per_s > self._sure_sd() * slope_sd_bpm_per_s
            and now.slope_bpm_per_s * 3600.0 > settings.least_bpm_per_h
            and now.level_bpm - self._base_bpm > self._least_rise_bpm(now)
            and self._rejected_ratio <= settings.most_rejected_ratio
            and self._is_known
        )
        self._held_s = self._held_s + dt_s if is_shown else 0
        if self._held_s >= settings.hold_s:
            self._is_claimed = True
        elif now.slope_bpm_per_s < settings.release_sd * slope_sd_bpm_per_s or not self._is_known:
            self._is_claimed = False

    def _sure_sd(self) -> float:
        """How many standard deviations a claim needs by now."""
        settings = self._settings
        left = (settings.late_s - self._run_s) / (settings.late_s - settings.early_s)
        more_sd = settings.early_sure_sd - settings.sure_sd
        return settings.sure_sd + min(max(left, 0.0), 1.0) * more_sd

    def _least_rise_bpm(self, now: Estimate) -> float:
        """How much the level must have risen for a claim, with what effort is now [bpm]."""
        explained_bpm = now.gain_bpm * (self._effort - self._base_effort)
        return self._settings.rise_bpm + self._settings.effort_ratio * max(0.0, explained_bpm)

    @property
    def _is_known(self) -> bool:
        """Whether it is known when the runner walks."""
        return self._has_speed or self._is_predictable

    def _slope_sd_bpm_per_s(self, now: Estimate) -> float:
        """The filter's own standard deviation, or more where the heart does not follow it."""
        unrest_ratio = self._unrest.sd_bpm / self._settings.usual_unrest_bpm
        return now.slope_sd_bpm_per_s * max(1.0, unrest_ratio)

    def _drift(self) -> Drift:
        is_told = self._is_settled and self._is_known and self._model is not None
        now = self._estimate if is_told else None
        return Drift(
            bpm_per_h=0.0 if now is None else now.slope_bpm_per_s * 3600.0,
            sd_bpm_per_h=(
                self._settings.model.slope_sd_bpm_per_h
                if now is None
                else self._slope_sd_bpm_per_s(now) * 3600.0
            ),
            is_claimed=self._is_claimed,
            has_speed=self._has_speed,
            is_known=self._is_known,
        )
