"""What a run is kept in: the journal of a live run, and FIT, TCX and GPX files of every maker.

:func:`read_recording` reads any of them, by its content. A live run is written second by second, by
:mod:`~runwalk.recording.journal` and :mod:`~runwalk.recording.fit_writer`.
"""

from runwalk.recording.reading import read_recording
from runwalk.recording.recording import Device, Lap, Problem, Recording, Said

__all__ = ["Device", "Lap", "Problem", "Recording", "Said", "read_recording"]
