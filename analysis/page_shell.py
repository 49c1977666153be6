"""What every page stands in: one HTML file that holds all it needs, asks no network, runs nothing.

A page is a template that extends ``templates/page.html``, and a figure in it is drawn once for each
shape. No word of a recorded file goes into a figure.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from analysis.report_canvas import NARROW, WIDE, Key, Shape
from analysis.report_ink import INKS, svg
from runwalk import __version__

if TYPE_CHECKING:
    from matplotlib.figure import Figure

TEMPLATES: Final = Path(__file__).parent / "templates"


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """A figure in both shapes, as SVG.

    Attributes:
        title: What it shows.
        keys: What its parts mean.
        wide: For a desk; safe to put into a page as it is.
        narrow: For a phone.
        note: How to read it.
    """

    title: str
    keys: tuple[Key, ...]
    wide: Any
    narrow: Any
    note: str = ""


def rendered(template: str, told: dict[str, Any]) -> str:
    """Fill a template; all words in it are escaped.

    Args:
        template: Name of its file.
        told: What it shows, by its names for it.
    """
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template(template).render(
        page=told,
        version=__version__,
        light=" ".join(f"--{role}: {ink.light};" for role, ink in INKS.items()),
        dark=" ".join(f"--{role}: {ink.dark};" for role, ink in INKS.items()),
    )


def drawn(
    name: str,
    words: str,
    draw: Callable[[Shape], Figure | None],
    keys: Sequence[Key],
    note: str = "",
) -> Drawn | None:
    """Draw a figure for a desk and for a phone; None where there is nothing to draw.

    Args:
        name: Of the figure; makes its ids its own.
        words: What it shows.
        draw: Draws it in a shape.
        keys: What its parts mean.
        note: How to read it.
    """
    from markupsafe import Markup

    made = []
    for shape in (WIDE, NARROW):
        figure = draw(shape)
        if figure is None:
            return None
        made.append(Markup(svg(figure, f"{name}-{shape.name}", words)))  # noqa: S704  # ours
    return Drawn(title=words, keys=tuple(keys), wide=made[0], narrow=made[1], note=note)
