"""The coach itself: pure arithmetic on values it is told.

Nothing in this package reads a clock, a file, a socket or a random number, and nothing logs.
What is in neither a :class:`~runwalk.engine.sample.Sample` nor the constructor of
:class:`~runwalk.engine.coach.Coach` cannot change a cue; that is why a replay says what was
said live.

Arithmetic is ``+ - * /``, comparisons, ``math.sqrt`` and ``math.fsum`` only, so that every
Python and every platform computes the same bits; where ``ln``, ``exp`` or ``pow`` are needed,
:mod:`runwalk.engine.mathx` builds them from exact steps.
"""
