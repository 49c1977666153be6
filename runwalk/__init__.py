"""Heart-rate-driven run/walk coaching: live from a strap, offline over recordings, one engine.

>>> from runwalk import Athlete, Coach, Sample
>>> coach = Coach(Athlete(age_years=40, resting_bpm=55))
>>> coach.step(Sample(t_s=0, hr_bpm=92)).phase.value
'warm_up'
"""

from runwalk.engine.athlete import Athlete, Band
from runwalk.engine.coach import Coach, CoachSettings, Reading
from runwalk.engine.phases import Cue, Phase
from runwalk.engine.sample import Mark, MarkKind, Sample
from runwalk.engine.workout import Segment, Workout
from runwalk.engine.zones import Zone, Zones
from runwalk.recording.recording import Recording

__version__ = "0.1.0"

__all__ = [
    "Athlete",
    "Band",
    "Coach",
    "CoachSettings",
    "Cue",
    "Mark",
    "MarkKind",
    "Phase",
    "Reading",
    "Recording",
    "Sample",
    "Segment",
    "Workout",
    "Zone",
    "Zones",
]
