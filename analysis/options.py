"""Options that verbs with simulated runners share."""

from __future__ import annotations

import click

from runwalk.simulator import Twin

noise_option = click.option(
    "--noise",
    "noise_level",
    type=click.FloatRange(0.0, 10.0),
    default=1.0,
    show_default=True,
    help="How bad the strap is: 0 is perfect, 1 ordinary, 3 bad.",
)
twin_option = click.option(
    "--twin",
    type=click.Choice([one.value for one in Twin]),
    default=Twin.FIRST.value,
    show_default=True,
    help="Which equations the body lives by; the coach was never tuned on the second.",
)
