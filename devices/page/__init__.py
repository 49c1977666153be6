"""The live page: a run in a browser, on this computer or on a phone in the same network.

The run knows only :class:`devices.page.server.PageServer`, an output like any other. It serves
from a thread of its own with an event loop of its own, so that no browser delays a cue and a run
in simulated time is shown in real time. What comes from browsers comes in through
:mod:`devices.page.guard`, and what a runner presses goes out as Marks.
"""
