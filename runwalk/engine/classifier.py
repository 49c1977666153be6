"""Which zone the heart is in, without flicker."""

from __future__ import annotations

from dataclasses import dataclass

from runwalk.engine.heartrate import HeartRate
from runwalk.engine.zones import Zone, Zones


@dataclass(frozen=True, slots=True, kw_only=True)
class ClassifierSettings:
    """When a zone has changed (our choice; watches beep without either).

    Attributes:
        hysteresis_bpm: A heart rate that has left its zone by more than this may change it [bpm].
        dwell_s: For so long it must be in the other zone [s].
        linger_s: A heart rate outside by less changes the zone after so long [s].
    """

    hysteresis_bpm: int = 1
    dwell_s: int = 3
    linger_s: int = 15


class ZoneClassifier:
    """Name the zone of each second; uses no later sample.

    Args:
        zones: The runner's zones; None where too little is known, then there is never a zone.
        settings: When a zone has changed.
    """

    def __init__(self, zones: Zones | None, settings: ClassifierSettings | None = None) -> None:
        self._zones = zones
        self._settings = settings or ClassifierSettings()
        self._zone: Zone | None = None
        self._outside_s = 0
        self._beyond_s = 0

    def classify(self, hr: HeartRate) -> Zone | None:
        """Name the zone; None below zone 1, or while the heart rate is stale."""
        if self._zones is None or hr.is_stale:
            self._zone, self._outside_s, self._beyond_s = None, 0, 0
            return None
        if not hr.is_trusted or hr.bpm is None:
            return self._zone
        found = self._zones.zone_of(hr.bpm)
        if found == self._zone or self._zone is None:
            self._zone, self._outside_s, self._beyond_s = found, 0, 0
            return found
        margin_bpm = self._settings.hysteresis_bpm
        upper_bpm = self._zone.upper_bpm
        is_beyond = hr.bpm < self._zone.lower_bpm - margin_bpm or (
            upper_bpm is not None and hr.bpm >= upper_bpm + margin_bpm
        )
        self._outside_s += 1
        self._beyond_s = self._beyond_s + 1 if is_beyond else 0
        if self._beyond_s >= self._settings.dwell_s or self._outside_s >= self._settings.linger_s:
            self._zone, self._outside_s, self._beyond_s = found, 0, 0
        return self._zone
