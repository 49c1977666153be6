"""For whom a recorded run was, and between which heart rates it is to be judged."""

from __future__ import annotations

from datetime import date, timedelta

from runwalk import __version__
from runwalk.config import Config, Plan, plan_from_dict
from runwalk.options import settle, talk, today
from runwalk.recording.recording import Recording


def own_plan(recording: Recording) -> Plan | None:
    """For whom a run was, and what was planned, as it says itself; None where it does not.

    Where it says so and cannot be understood, that is told.
    """
    if recording.plan is None:
        return None
    try:
        plan = plan_from_dict(recording.plan)
        plan.coach()  # what comes from outside may contradict itself
    except ValueError:
        talk("note: for whom the run was cannot be understood (the plan that was kept in it)")
        return None
    return plan


def plan_for(
    recording: Recording,
    config: Config,
    ceiling_bpm: int | None,
    floor_bpm: int | None,
    *,
    own: Plan | None,
) -> Plan:
    """Settle who runs and between which heart rates.

    Args:
        recording: The run; its day picks the runner's entry in the settings.
        config: The runner's settings.
        ceiling_bpm: Asked for [bpm].
        floor_bpm: Asked for [bpm].
        own: What the run says itself, to be taken as it is; None to settle it anew.

    Raises:
        click.UsageError: The numbers contradict each other, or there is no ceiling.
    """
    return own or settle(config, day_of(recording) or today(), ceiling_bpm, floor_bpm)


def plan_if_known(
    recording: Recording, config: Config, ceiling_bpm: int | None, floor_bpm: int | None
) -> Plan | None:
    """Settle who runs and between which heart rates; None where nobody tells a ceiling.

    Args:
        recording: The run; its day picks the runner's entry in the settings.
        config: The runner's settings.
        ceiling_bpm: Asked for [bpm].
        floor_bpm: Asked for [bpm].

    Raises:
        click.UsageError: The numbers contradict each other, or there is a floor and no ceiling.
    """
    is_unknown = config.athlete_on(day_of(recording) or today()).band is None
    if ceiling_bpm is None and floor_bpm is None and is_unknown:
        return None
    return plan_for(recording, config, ceiling_bpm, floor_bpm, own=None)


def tell_engine(recording: Recording) -> None:
    """Tell a person if another engine than this coached a run."""
    if recording.engine and recording.engine != __version__:
        talk(f"this run was coached by engine {recording.engine}, this is {__version__}")


def day_of(recording: Recording) -> date | None:
    """The local day of a run; None where the recording does not know."""
    start = recording.start_utc
    return (
        None if start is None else (start + timedelta(seconds=recording.utc_offset_s or 0)).date()
    )
