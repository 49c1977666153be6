"""When to walk, and when to run again: prediction on the way up, proof on the way down.

A walk is called before the ceiling: the runner needs seconds to react and the heart seconds to
follow, so what counts is the peak that a cue given now would still let happen. A walk ends on what
*is*: trusted heart rate below the resume line, however long that takes.
"""

from __future__ import annotations

from dataclasses import dataclass

from runwalk.engine.athlete import Band
from runwalk.engine.drift import Outlook
from runwalk.engine.heartrate import HeartRate
from runwalk.engine.mathx import exp, ln


@dataclass(frozen=True, slots=True, kw_only=True)
class WalkRuleSettings:
    """The rule's numbers (our choice unless said; tuned on simulated runners, see docs).

    Attributes:
        lead_s: From the cue to the heart's answer: 4 s to react and 9 s of dead time [s].
        confirmed_s: A walk cue needs a level trusted for so long [s]; with the cleaner's own
            ``starting_s`` that is longer than an artefact lasts.
        min_run_s: A predicted peak calls no walk earlier than this in a bout [s] ...
        min_run_over_s: ... and a heart rate above the ceiling none earlier than this [s].
        over_s: Readings above the ceiling for so long call a walk whatever the model thinks [s].
        near_floor_bpm: No walk is called this close to the floor [bpm].
        min_walk_s: Shortest walk [s] ...
        min_walk_low_s: ... or this, once heart rate is down at the floor [s].
        recovered_s: A run cue needs heart rate trusted for so long [s].
        wanted_run_s: Run bout that the walk should make room for [s].
        least_drop_bpm: The resume line lies at least this far below the ceiling [bpm].
        most_drop_ratio: It is never lower than this share of the band.
        not_recovering_s: A walk longer than this has not helped [s] ...
        walked_s: ... of which this much was seen to be walked without a break [s] ...
        not_recovering_again_s: ... and is spoken of again after so long [s].
        peak_s: Time after a cue in which its peak or trough falls [s].
        learn_ratio: Share of a miss that is learned from it.
        horizon_s: Nothing further ahead is told as time to the ceiling [s].
    """

    lead_s: float = 13.0
    confirmed_s: int = 10
    min_run_s: int = 30
    min_run_over_s: int = 10
    over_s: int = 8
    near_floor_bpm: float = 4.0
    min_walk_s: int = 25
    min_walk_low_s: int = 15
    recovered_s: int = 10
    wanted_run_s: float = 100.0
    least_drop_bpm: float = 4.0
    most_drop_ratio: float = 0.75
    not_recovering_s: int = 180
    walked_s: int = 150
    not_recovering_again_s: int = 300
    peak_s: int = 45
    learn_ratio: float = 0.4
    horizon_s: float = 3600.0


class WalkRule:
    """Predict peaks and troughs, and learn from each cue how far off that was.

    Args:
        settings: The rule's numbers.
    """

    def __init__(self, settings: WalkRuleSettings | None = None) -> None:
        self._settings = settings or WalkRuleSettings()
        self._peak_margin_bpm = 1.0
        self._trough_margin_bpm = 0.0
        self._over_s = 0
        self._since_cue_s: int | None = None
        self._is_peak = True
        self._extreme_bpm = 0.0
        self._aim_bpm = 0.0

    def is_too_high(
        self, hr: HeartRate, outlook: Outlook, band: Band, *, bout_s: int, is_running: bool
    ) -> bool:
        """Tell whether to call a walk now.

        Args:
            hr: The heart rate of this second.
            outlook: Where it is going.
            band: Where it is to stay.
            bout_s: Seconds since this bout began [s].
            is_running: Whether the runner runs, or already walks.
        """
        settings = self._settings
        if not hr.is_trusted or hr.bpm is None or hr.trusted_s < settings.confirmed_s:
            self._over_s = 0
            return False
        ceiling_bpm = band.ceiling_bpm
        self._over_s = self._over_s + 1 if hr.bpm > ceiling_bpm else 0
        if bout_s < settings.min_run_over_s:
            return False
        if outlook.heart_bpm > ceiling_bpm + 0.5 and hr.bpm > ceiling_bpm:
            return True
        if self._over_s >= settings.over_s:
            return True
        if bout_s < settings.min_run_s:
            return False
        if outlook.heart_bpm <= band.floor_bpm + settings.near_floor_bpm:
            return False
        demand_bpm = outlook.run_demand_bpm if is_running else outlook.walk_demand_bpm
        peak_bpm = demand_bpm + (outlook.heart_bpm - demand_bpm) * self._fade(outlook)
        peak_bpm += outlook.slope_bpm_per_s * settings.lead_s
        return peak_bpm + self._peak_margin_bpm >= ceiling_bpm

    def resume_line_bpm(self, outlook: Outlook, band: Band) -> float:
        """Heart rate below which running is worth while again [bpm].

        Low enough for a bout of the wanted length, with the fall that the reaction time still
        brings taken into account; never above ``least_drop_bpm`` under the ceiling.
        """
        settings = self._settings
        aim_bpm = self._aim(outlook, band)
        line_bpm = aim_bpm + self._trough_margin_bpm
        demand_bpm = outlook.walk_demand_bpm
        if demand_bpm < line_bpm:
            line_bpm = demand_bpm + (line_bpm - demand_bpm) / self._fade(outlook)
        return min(line_bpm, band.ceiling_bpm - settings.least_drop_bpm)

    def is_recovered(self, hr: HeartRate, outlook: Outlook, band: Band, *, bout_s: int) -> bool:
        """Tell whether to call a run now: trusted heart rate is below the resume line."""
        settings = self._settings
        if not hr.is_trusted or hr.bpm is None or hr.trusted_s < settings.recovered_s:
            return False
        highest_bpm = max(float(hr.bpm), outlook.heart_bpm)
        if highest_bpm > self.resume_line_bpm(outlook, band):
            return False
        is_low = highest_bpm <= band.floor_bpm + 1.5
        return bout_s >= (settings.min_walk_low_s if is_low else settings.min_walk_s)

    def cued_walk(self, band: Band) -> None:
        """Remember that a walk was called, to learn from the peak that follows."""
        self._begin_watch(is_peak=True, aim_bpm=band.ceiling_bpm - 0.5)

    def cued_run(self, outlook: Outlook, band: Band) -> None:
        """Remember that a run was called, to learn from the trough that follows."""
        self._begin_watch(is_peak=False, aim_bpm=self._aim(outlook, band))

    def forget_cue(self) -> None:
        """Learn nothing from the last cue: the runner did not follow, or nobody could see."""
        self._since_cue_s = None

    def learn(self, outlook: Outlook, dt_s: int) -> None:
        """Follow the heart after a cue; when its answer is complete, move the margins.

        Bounds of the margins are our choice: a cue is never given more than 6 bpm early.
        """
        if self._since_cue_s is None:
            return
        self._since_cue_s += dt_s
        pick = max if self._is_peak else min
        self._extreme_bpm = pick(self._extreme_bpm, outlook.heart_bpm)
        if self._since_cue_s < self._settings.peak_s:
            return
        ratio = self._settings.learn_ratio
        miss_bpm = self._extreme_bpm - self._aim_bpm
        if self._is_peak:
            self._peak_margin_bpm = min(max(self._peak_margin_bpm + ratio * miss_bpm, -1.0), 6.0)
        else:
            self._trough_margin_bpm = min(
                max(self._trough_margin_bpm - ratio * miss_bpm, -3.0), 8.0
            )
        self._since_cue_s = None

    def seconds_to_ceiling(self, outlook: Outlook, band: Band) -> int | None:
        """Time until the heart reaches the ceiling if the runner runs on [s]; None if it will not.

        From the kinetics where the level lies above the ceiling, from the drift where it is below.
        """
        ceiling_bpm = float(band.ceiling_bpm)
        heart_bpm, demand_bpm = outlook.heart_bpm, outlook.run_demand_bpm
        if heart_bpm >= ceiling_bpm:
            return 0
        if demand_bpm > ceiling_bpm:
            seconds = outlook.tau_s * ln((demand_bpm - heart_bpm) / (demand_bpm - ceiling_bpm))
        elif outlook.slope_bpm_per_s > 0.0:
            seconds = (ceiling_bpm - demand_bpm) / outlook.slope_bpm_per_s
        else:
            return None
        return round(seconds) if seconds <= self._settings.horizon_s else None

    def _fade(self, outlook: Outlook) -> float:
        """What is left of a distance to the level after the lead time."""
        return exp(-self._settings.lead_s / outlook.tau_s)

    def _aim(self, outlook: Outlook, band: Band) -> float:
        """Lowest heart rate of a walk that makes room for the wanted run [bpm]."""
        settings = self._settings
        top_bpm = band.ceiling_bpm - 0.5
        excess_bpm = outlook.run_demand_bpm - top_bpm
        if excess_bpm <= 0.5:
            drop_bpm = settings.least_drop_bpm
        else:
            wanted_bpm = excess_bpm * (exp(settings.wanted_run_s / outlook.tau_s) - 1.0)
            drop_bpm = max(wanted_bpm, settings.least_drop_bpm)
        drop_bpm = min(drop_bpm, settings.most_drop_ratio * band.width_bpm)
        return max(band.ceiling_bpm - drop_bpm, band.floor_bpm + 2.0)

    def _begin_watch(self, *, is_peak: bool, aim_bpm: float) -> None:
        self._since_cue_s = 0
        self._is_peak = is_peak
        self._extreme_bpm = 0.0 if is_peak else 1e9
        self._aim_bpm = aim_bpm
        self._over_s = 0
