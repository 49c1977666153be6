"""When to walk, and when to run again: prediction on the way up, proof on the way down.

A walk is called before the ceiling: the runner needs seconds to react and the heart seconds to
follow, so what counts is the peak that a cue given now would still let happen. A walk ends on what
*is*: trusted heart rate below the resume line, and not on its way up, however long that takes.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass

from runwalk.engine.athlete import Band
from runwalk.engine.drift import Outlook
from runwalk.engine.heartrate import HeartRate
from runwalk.engine.mathx import exp, ln
from runwalk.engine.profile import RANGES


@dataclass(frozen=True, slots=True, kw_only=True)
class WalkRuleSettings:
    """The rule's numbers (our choice unless said; tuned on simulated runners, see docs).

    Attributes:
        reaction_s: From the cue to the legs [s]; the heart's dead time comes on top.
        confirmed_s: A walk cue needs a level that has held for so long [s], which is longer than
            an artefact lasts ...
        climb_bpm: ... begins anew with a climb by this much [bpm] ...
        climb_s: ... within so long [s] ...
        climb_after_s: ... this late in a bout [s], for a heart that has settled seldom climbs
            like that, and an artefact may creep no faster than a heart ...
        trusted_s: ... and has been trusted for so long [s]: no single second decides.
        unseen_s: So long after the last trusted reading a walk that was coming is still called [s].
        min_run_s: A predicted peak calls no walk earlier than this in a bout [s] ...
        min_run_over_s: ... and a heart rate above the ceiling none earlier than this [s].
        cross_s: Readings above the ceiling for so long, and a heart that is above it, call a walk
            [s].
        over_s: Readings above the ceiling for so long call a walk whatever the model thinks [s] ...
        rest_over_s: ... but where the legs are seen to rest already, only after so long [s].
        near_floor_bpm: No walk is called this close to the floor [bpm].
        min_walk_s: Shortest walk [s] ...
        min_walk_low_s: ... or this, once heart rate is down at the floor [s].
        recovered_s: A run cue needs heart rate trusted for so long [s] ...
        rising_bpm: ... and not risen by more than this meanwhile [bpm]: a heart may lie below the
            resume line because it has not yet climbed to it.
        below_ceiling_bpm: Peaks are aimed this far below the ceiling [bpm]: a heart wanders by some
            2 bpm, and what is aimed at the ceiling itself is above it half of the time.
        wanted_run_s: A walk goes down far enough for a run of this length [s] ...
        most_drop_ratio: ... but not by more than this share of the band: going deeper cost more
            speed than it saved cues ...
        shortest_run_s: ... unless a run of this length needs more [s]: a heart that climbs faster
            than that is above the ceiling before a walk may be called ...
        least_drop_bpm: ... and the resume line lies this far below the ceiling in any case [bpm].
        settle_s: After so much walking, heart rate near to where this walk leads is as low as it
            gets, and the resume line moves there, if that lies in the band [s] ...
        settled_s: ... and has arrived after so much [s] ...
        settle_bpm: ... this near [bpm].
        not_recovering_s: A walk longer than this has not helped [s] ...
        seen_s: ... with heart rate trusted for so long [s] ...
        walked_s: ... of which this much was seen to be walked without a break [s] ...
        not_recovering_again_s: ... and is spoken of again after so long, then after twice as
            long, and so on [s] ...
        not_recovering_longest_s: ... but at least this often [s].
        peak_s: Time after a cue in which its peak or trough falls [s] ...
        turned_s: ... or, where the next cue comes earlier, the time after which the heart has
            turned already, and what was seen until then counts [s]; if it were longer than
            ``min_walk_s``, the shortest walks would teach nothing.
        learn_ratio: Share of a miss that is learned from it.
        first_peak_margin_bpm: How much higher than predicted a peak is, before the first [bpm] ...
        first_trough_margin_bpm: ... and how much lower a trough [bpm].
    """

    reaction_s: float = 5.0
    confirmed_s: int = 20
    climb_bpm: float = 5.0
    climb_s: int = 6
    climb_after_s: int = 60
    trusted_s: int = 3
    unseen_s: int = 30
    min_run_s: int = 15
    min_run_over_s: int = 10
    cross_s: int = 3
    over_s: int = 8
    rest_over_s: int = 60
    near_floor_bpm: float = 4.0
    min_walk_s: int = 16
    min_walk_low_s: int = 15
    recovered_s: int = 10
    rising_bpm: float = 1.0
    below_ceiling_bpm: float = 1.3
    wanted_run_s: float = 100.0
    most_drop_ratio: float = 0.40
    shortest_run_s: float = 16.0
    least_drop_bpm: float = 4.0
    settle_s: int = 60
    settled_s: int = 120
    settle_bpm: float = 2.0
    not_recovering_s: int = 180
    walked_s: int = 150
    seen_s: int = 30
    not_recovering_again_s: int = 300
    not_recovering_longest_s: int = 1200
    peak_s: int = 45
    turned_s: int = 16
    learn_ratio: float = 0.4
    first_peak_margin_bpm: float = 1.0
    first_trough_margin_bpm: float = 0.0


class WalkRule:
    """Predict peaks and troughs, and learn from each cue how far off that was.

    Args:
        settings: The rule's numbers.
    """

    def __init__(self, settings: WalkRuleSettings | None = None) -> None:
        self._settings = settings or WalkRuleSettings()
        self._peak_margin_bpm = self._settings.first_peak_margin_bpm
        self._trough_margin_bpm = self._settings.first_trough_margin_bpm
        self._peaks = self._troughs = 0  # lessons learned
        self._over_s = 0
        self._lately_bpm: deque[float] = deque(maxlen=self._settings.recovered_s)
        self._climb_bpm: deque[int] = deque(maxlen=self._settings.climb_s + 1)
        self._climbing_s: int | None = None
        self._is_confirmed = False
        self._since_cue_s: int | None = None
        self._is_peak = True
        self._extreme_bpm = 0.0
        self._aim_bpm = 0.0

    @property
    def peaks_learned(self) -> tuple[float, int]:
        """How much higher than predicted a peak is [bpm], and from how many that was learned."""
        return (self._peak_margin_bpm, self._peaks)

    @property
    def troughs_learned(self) -> tuple[float, int]:
        """How much lower than predicted a trough is [bpm], and from how many."""
        return (self._trough_margin_bpm, self._troughs)

    def is_too_high(
        self,
        hr: HeartRate,
        outlook: Outlook,
        band: Band,
        *,
        bout_s: int,
        is_running: bool,
        is_short: bool = False,
        dt_s: int = 1,
    ) -> bool:
        """Tell whether to call a walk now.

        A short effort that is meant to be one calls none by a predicted peak, for it ends before:
        only by a heart rate that has been above the ceiling for ``confirmed_s``.

        Args:
            hr: The heart rate of this second.
            outlook: Where it is going.
            band: Where it is to stay.
            bout_s: Seconds since this bout began [s].
            is_running: Whether the runner runs, or already walks.
            is_short: Whether the heart answers to a short effort.
            dt_s: Seconds since this was asked before [s].
        """
        settings = self._settings
        if not hr.is_trusted or hr.bpm is None:
            self._over_s = 0
            may_predict = is_running and not is_short
            return may_predict and self._is_due_unseen(hr, outlook, band, bout_s=bout_s)
        ceiling_bpm = band.ceiling_bpm
        if hr.bpm > ceiling_bpm:
            self._over_s += dt_s if self._over_s else 1
        else:
            self._over_s = 0
        level_s = min(hr.level_s, self._since_climb_s(hr.bpm, bout_s, dt_s))
        self._is_confirmed = level_s >= settings.confirmed_s
        if not self._is_confirmed or hr.trusted_s < settings.trusted_s:
            return False
        if bout_s < settings.min_run_over_s:
            return False
        if not is_running:
            return self._over_s >= settings.rest_over_s
        if is_short:
            return self._over_s >= settings.confirmed_s
        if self._over_s >= settings.cross_s and outlook.heart_bpm > ceiling_bpm + 0.5:
            return True
        if self._over_s >= settings.over_s:
            return True
        if bout_s < settings.min_run_s:
            return False
        if min(float(hr.bpm), outlook.heart_bpm) <= band.floor_bpm + settings.near_floor_bpm:
            return False
        return self.peak_bpm(outlook) >= ceiling_bpm

    def _since_climb_s(self, bpm: int, bout_s: int, dt_s: int) -> int:
        """Time since heart rate was seen to climb as a settled heart seldom does [s]; else long.

        Counted anew only after the climb has ended: a heart that really climbs is waited for once.
        """
        settings = self._settings
        self._climb_bpm.extend([bpm] * min(dt_s, settings.climb_s + 1))
        is_climb = bpm - self._climb_bpm[0] >= settings.climb_bpm
        if bout_s <= settings.climb_after_s:
            self._climbing_s = None
        elif self._climbing_s is not None and (is_climb or self._climbing_s < settings.confirmed_s):
            self._climbing_s += dt_s
        else:
            self._climbing_s = 0 if is_climb else None
        return settings.confirmed_s if self._climbing_s is None else self._climbing_s

    def _is_due_unseen(self, hr: HeartRate, outlook: Outlook, band: Band, *, bout_s: int) -> bool:
        """Tell whether a walk falls due while the strap is silent or doubted.

        The model runs on without it for a while: a lost signal stops no walk that was coming. What
        the strap says meanwhile has no part in it.
        """
        settings = self._settings
        if not self._is_confirmed or hr.age_s is None or hr.age_s > settings.unseen_s:
            return False
        if bout_s < settings.min_run_s:
            return False
        return self.peak_bpm(outlook) >= band.ceiling_bpm

    def peak_bpm(self, outlook: Outlook) -> float:
        """The peak that a walk called now would still let happen, with the margin learned [bpm]."""
        demand_bpm = outlook.run_demand_bpm
        peak_bpm = demand_bpm + (outlook.heart_bpm - demand_bpm) * self._fade(outlook)
        drift_bpm = outlook.slope_bpm_per_s * self._lead_s(outlook)
        return peak_bpm + drift_bpm + self._peak_margin_bpm

    def due_s(self, outlook: Outlook, band: Band, *, lower_sd: float = 0.0) -> float | None:
        """Time until the predicted peak calls a walk, if the runner runs on [s]; None if never.

        Args:
            outlook: Where heart rate is going.
            band: Where it is to stay.
            lower_sd: The heart settles so many standard deviations lower than expected.
        """
        demand_bpm = outlook.run_demand_bpm - lower_sd * outlook.run_demand_sd_bpm
        drift_bpm = outlook.slope_bpm_per_s * self._lead_s(outlook)
        below_bpm = demand_bpm - (band.ceiling_bpm - self._peak_margin_bpm - drift_bpm)
        if below_bpm <= 0.0:
            return None
        gone = (demand_bpm - outlook.heart_bpm) * self._fade(outlook) / below_bpm
        return outlook.tau_s * ln(gone) if gone > 1.0 else 0.0

    def resume_line_bpm(self, outlook: Outlook, band: Band, *, bout_s: int) -> float:
        """Heart rate below which running is worth while again [bpm].

        Low enough for the trough that is aimed at, with the fall that the reaction time still
        brings taken into account; after a while not lower than this walk can lead; never above
        ``least_drop_bpm`` under the ceiling.

        Args:
            outlook: Where heart rate is going.
            band: Where it is to stay.
            bout_s: Seconds since the walk began [s].
        """
        settings = self._settings
        line_bpm = self._trough_bpm(outlook, band) + self._trough_margin_bpm
        demand_bpm = outlook.walk_demand_bpm
        if demand_bpm < line_bpm:
            line_bpm = demand_bpm + (line_bpm - demand_bpm) / self._fade(outlook)
        lowest_bpm = demand_bpm + settings.settle_bpm
        if bout_s > settings.settle_s and lowest_bpm > line_bpm:
            share = (bout_s - settings.settle_s) / (settings.settled_s - settings.settle_s)
            line_bpm += min(share, 1.0) * (lowest_bpm - line_bpm)
        return min(line_bpm, band.ceiling_bpm - settings.least_drop_bpm)

    def is_recovered(self, hr: HeartRate, outlook: Outlook, band: Band, *, bout_s: int) -> bool:
        """Tell whether to call a run now: trusted heart rate is below the resume line.

        To be asked in every second of a walk, to see whether the heart is rising.
        """
        settings = self._settings
        self._lately_bpm.append(outlook.heart_bpm)
        if not hr.is_trusted or hr.bpm is None or hr.trusted_s < settings.recovered_s:
            return False
        highest_bpm = max(float(hr.bpm), outlook.heart_bpm)
        if highest_bpm > self.resume_line_bpm(outlook, band, bout_s=bout_s):
            return False
        if outlook.heart_bpm > self._lately_bpm[0] + settings.rising_bpm:
            return False
        is_low = highest_bpm <= band.floor_bpm + 1.5
        return bout_s >= (settings.min_walk_low_s if is_low else settings.min_walk_s)

    def cued_walk(self, band: Band) -> None:
        """Remember that a walk was called, to learn from the peak that follows."""
        self._begin_watch(is_peak=True, aim_bpm=self._top_bpm(band))

    def cued_run(self, outlook: Outlook, band: Band) -> None:
        """Remember that a run was called, to learn from the trough that follows."""
        self._begin_watch(is_peak=False, aim_bpm=self._trough_bpm(outlook, band))

    def forget_cue(self) -> None:
        """Learn nothing from the last cue: the runner did not follow, or nobody could see."""
        self._since_cue_s = None

    def learn(self, outlook: Outlook, dt_s: int) -> None:
        """Follow the heart after a cue; when its answer is complete, move a margin."""
        if self._since_cue_s is None:
            return
        self._since_cue_s += dt_s
        pick = max if self._is_peak else min
        self._extreme_bpm = pick(self._extreme_bpm, outlook.heart_bpm)
        if self._since_cue_s >= self._settings.peak_s:
            self._learn_miss()

    def _learn_miss(self) -> None:
        """Move a margin by some of what the last cue missed by.

        Bounds of the margins are our choice: a cue is never given more than 4 bpm early.
        """
        ratio = self._settings.learn_ratio
        miss_bpm = self._extreme_bpm - self._aim_bpm
        if self._is_peak:
            self._peaks += 1
            low_bpm, high_bpm = RANGES["peak_margin_bpm"]
            moved_bpm = self._peak_margin_bpm + ratio * miss_bpm
            self._peak_margin_bpm = min(max(moved_bpm, low_bpm), high_bpm)
        else:
            self._troughs += 1
            low_bpm, high_bpm = RANGES["trough_margin_bpm"]
            moved_bpm = self._trough_margin_bpm - ratio * miss_bpm
            self._trough_margin_bpm = min(max(moved_bpm, low_bpm), high_bpm)
        self._since_cue_s = None

    def _fade(self, outlook: Outlook) -> float:
        """What is left of a distance to the level after the lead time."""
        return exp(-self._lead_s(outlook) / outlook.tau_s)

    def _lead_s(self, outlook: Outlook) -> float:
        """From a cue to the heart's first answer [s]."""
        return self._settings.reaction_s + outlook.dead_time_s

    def _top_bpm(self, band: Band) -> float:
        """Where peaks are to fall [bpm]."""
        return band.ceiling_bpm - self._settings.below_ceiling_bpm

    def _trough_bpm(self, outlook: Outlook, band: Band) -> float:
        """Where the trough of a walk is to fall [bpm]: never nearer than 2 bpm to the floor."""
        settings = self._settings
        wanted_bpm = self._room_bpm(outlook, band, settings.wanted_run_s)
        needed_bpm = self._room_bpm(outlook, band, settings.shortest_run_s)
        drop_bpm = min(wanted_bpm, settings.most_drop_ratio * band.width_bpm)
        drop_bpm = max(drop_bpm, needed_bpm, settings.least_drop_bpm)
        return max(band.ceiling_bpm - drop_bpm, band.floor_bpm + 2.0)

    def _room_bpm(self, outlook: Outlook, band: Band, run_s: float) -> float:
        """How far below the ceiling a run must begin to take so long to where peaks fall [bpm]."""
        top_bpm = self._top_bpm(band)
        excess_bpm = max(0.0, outlook.run_demand_bpm - top_bpm)
        start_bpm = top_bpm - excess_bpm * (exp(run_s / outlook.tau_s) - 1.0)
        return band.ceiling_bpm - start_bpm

    def _begin_watch(self, *, is_peak: bool, aim_bpm: float) -> None:
        if self._since_cue_s is not None and self._since_cue_s >= self._settings.turned_s:
            self._learn_miss()  # the bout was short, but the heart has turned
        self._since_cue_s = 0
        self._is_peak = is_peak
        self._extreme_bpm = 0.0 if is_peak else 1e9
        self._aim_bpm = aim_bpm
        self._over_s = 0
