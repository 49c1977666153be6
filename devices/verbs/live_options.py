"""The options of ``runwalk live``, in the groups in which its rooms need them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

import click

from devices.sounds import Wishes
from runwalk.options import gathered
from runwalk.outputs.speech import VoiceSettings
from runwalk.outputs.wording import Wording


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """Where a run comes from.

    Attributes:
        source: ``strap``, ``stdin``, ``playback`` or ``virtual``.
        file: What is played back.
        wanted: Name or address of the strap; ``any`` for the strongest.
        footpod: The same of a foot pod; None for none.
        treadmill: The same of a treadmill.
        speed: Factor of the clock; 0 does not wait.
        seed: Which simulated runner.
        scenario: Which kind of simulated run.
        minutes: When it ends [min].
        strap_only: Whether it is without speed, cadence and grade.
        faults: What goes wrong with its sensors.
    """

    source: str
    file: Path | None
    wanted: str | None
    footpod: str | None
    treadmill: str | None
    speed: float
    seed: int
    scenario: str
    minutes: float | None
    strap_only: bool
    faults: tuple[str, ...]

    def __post_init__(self) -> None:
        if (self.source == "playback") != (self.file is not None):
            raise click.UsageError("FILE goes with --source playback, and only with it")
        if self.speed != 1.0 and self.source in ("strap", "stdin"):
            raise click.UsageError("--speed is for playback and virtual; this source is real")
        if (self.footpod or self.treadmill) and self.source not in ("strap", "virtual"):
            raise click.UsageError("--footpod and --treadmill are for strap and virtual")

    @property
    def is_real_time(self) -> bool:
        """Whether somebody may be running now."""
        return self.speed == 1.0 and self.source != "stdin"


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """Where a run can be seen.

    Attributes:
        plain: Lines, even where a screen could be drawn.
        wants_page: Whether in a browser, too.
        port: Where the page is; 0 for any that is free.
        in_network: Whether it is for the network.
        by_https: Whether it is encrypted.
    """

    plain: bool
    wants_page: bool
    port: int
    in_network: bool
    by_https: bool

    def __post_init__(self) -> None:
        if (self.in_network or self.by_https) and not self.wants_page:
            raise click.UsageError("--lan and --https are for --page")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sounding:
    """What of a run can be heard; None leaves it to what is there, and to the settings.

    Attributes:
        wants_tones: Beeps.
        wants_voice: Words.
        heart_rate_every_min: Heart rate is read out so often [min].
    """

    wants_tones: bool | None
    wants_voice: bool | None
    heart_rate_every_min: float | None

    def wishes(self, settings: VoiceSettings, wording: Wording, *, is_welcome: bool) -> Wishes:
        """Join it with the settings.

        Args:
            settings: Of the voice.
            wording: The runner's language.
            is_welcome: Whether sound is wanted where nobody has said so.
        """
        if self.heart_rate_every_min is not None:
            settings = replace(settings, heart_rate_every_min=self.heart_rate_every_min)
        return Wishes(
            tones=self.wants_tones,
            voice=self.wants_voice,
            settings=settings,
            wording=wording,
            is_welcome=is_welcome,
        )


heard_options = gathered(
    Heard,
    "heard",
    click.option(
        "--source",
        type=click.Choice(["strap", "stdin", "playback", "virtual"]),
        default="strap",
        show_default=True,
        help="A Bluetooth strap, JSON lines, a recording played back, or a simulated runner.",
    ),
    click.argument("file", required=False, type=click.Path(path_type=Path)),
    click.option(
        "--strap",
        "wanted",
        metavar="NAME",
        help="Name or address of a strap; `any` takes the strongest. If not given, the one"
        " remembered.",
    ),
    click.option(
        "--footpod",
        metavar="NAME",
        help="Listen to a foot pod too, for speed, cadence and distance: name, address or `any`.",
    ),
    click.option(
        "--treadmill",
        metavar="NAME",
        help="Listen to a treadmill too, for speed, grade and distance: name, address or `any`."
        " It is only listened to; nothing ever moves its belt.",
    ),
    click.option(
        "--speed",
        type=click.FloatRange(min=0.0),
        default=1.0,
        show_default=True,
        help="Factor of the clock for playback and virtual; 0 does not wait at all.",
    ),
    click.option("--seed", type=int, default=1, show_default=True, help="Virtual: which runner."),
    click.option(
        "--scenario", default="easy", show_default=True, help="Virtual: which kind of run."
    ),
    click.option("--minutes", type=click.FloatRange(min=0.1), help="Virtual: end after so long."),
    click.option("--strap-only", is_flag=True, help="Virtual: no speed, no cadence, no grade."),
    click.option(
        "--fault",
        "faults",
        multiple=True,
        metavar="KIND@SECOND+LENGTH",
        help="Virtual: what goes wrong with the strap, as in range@600+60, or with another sensor,"
        " as in footpod:range@600+60.",
    ),
)
"""Add what a run is heard from: ``heard``."""


shown_options = gathered(
    Shown,
    "shown",
    click.option("--plain", is_flag=True, help="Lines of text, where a screen could be drawn too."),
    click.option(
        "--page",
        "wants_page",
        is_flag=True,
        help="Show the run in a browser on this computer; its address is printed at the start.",
    ),
    click.option(
        "--port",
        type=click.IntRange(0, 65535),
        default=8765,
        show_default=True,
        help="Where the page is; 0 takes any port that is free.",
    ),
    click.option(
        "--lan",
        "in_network",
        is_flag=True,
        help="Show the page to your network too, so to your phone: to who has the address printed.",
    ),
    click.option(
        "--https",
        "by_https",
        is_flag=True,
        help="Show the page by HTTPS, so that a phone keeps its screen on; its browser will ask you"
        " once whether to trust the certificate. With the extra runwalk[https].",
    ),
)
"""Add where it is seen: ``shown``."""


sounding_options = gathered(
    Sounding,
    "sounding",
    click.option(
        "--tones/--no-tones",
        "wants_tones",
        default=None,
        help="Beep for cues: two low to walk, three high to run. On in real time with the extra"
        " runwalk[audio] and a sound device, if not given; off for stdin and with --page.",
    ),
    click.option(
        "--voice/--no-voice",
        "wants_voice",
        default=None,
        help="Say the cues aloud. On in real time where this system can speak, if not given; off"
        " for stdin and with --page. Try it with: runwalk voice --test",
    ),
    click.option(
        "--say-heart-rate",
        "heart_rate_every_min",
        type=click.FloatRange(0.5, 60.0),
        metavar="MINUTES",
        help="Read heart rate out so often; from your settings, or never, if not given.",
    ),
)
"""Add what is heard of it: ``sounding``."""
