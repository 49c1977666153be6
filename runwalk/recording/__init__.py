"""What a run is kept in: the journal of a live run, and FIT files of every maker.

:func:`read_recording` reads either. Writing is in :mod:`~runwalk.recording.journal`, second by
second, and in :mod:`~runwalk.recording.fit_writer`, when the run is over.
"""

from runwalk.recording.reading import read_recording
from runwalk.recording.recording import Device, Lap, Problem, Recording

__all__ = ["Device", "Lap", "Problem", "Recording", "read_recording"]
