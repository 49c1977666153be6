"""The colours of the report, light and dark, and how a figure becomes SVG that knows both.

A figure is drawn in the light colours. In the SVG each of them becomes the name of its part
(``var(--run)``), which the page's style sheet fills in for light, dark and paper. Nothing of
matplotlib is loaded before a figure is drawn.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from io import StringIO
from typing import TYPE_CHECKING, Any, Final, NamedTuple

if TYPE_CHECKING:
    from matplotlib.figure import Figure


class Ink(NamedTuple):
    """A colour by day and by night."""

    light: str
    dark: str


INKS: Final = {
    "ink": Ink("#17212b", "#e8edf2"),
    "muted": Ink("#55626f", "#a2b1bf"),
    "line": Ink("#d9e0e7", "#33404c"),
    "page": Ink("#f3f5f8", "#0d1217"),
    "card": Ink("#ffffff", "#161d25"),
    "run": Ink("#0b5fc4", "#6cb4ff"),
    "walk": Ink("#c26a00", "#ffb14a"),
    "cap": Ink("#b3261e", "#ff8a80"),
    "doubt": Ink("#8a4fbf", "#cba3f5"),
    "drift": Ink("#c2410c", "#ff9a62"),
    "bar": Ink("#3f7f8c", "#6db3c0"),
    "better": Ink("#12734a", "#63d39b"),
    "zone1": Ink("#eff5f9", "#18232c"),
    "zone2": Ink("#dfecf3", "#1c2e38"),
    "zone3": Ink("#cde1ea", "#213a45"),
    "zone4": Ink("#b9d5df", "#274752"),
    "zone5": Ink("#a4c8d2", "#2d545f"),
    "zone6": Ink("#8fbac4", "#34626c"),
    "zone7": Ink("#7aabb5", "#3b7079"),
}
"""What is drawn -> its colours. Running is blue and walking amber, which are told apart by every
kind of eye; zones are one ramp from pale to deep, and none of the two."""

_ROLES = {ink.light: f"var(--{role})" for role, ink in INKS.items()}
_STYLE: Any = {
    "svg.fonttype": "none",  # text stays text: small, to be selected, and read out
    "svg.hashsalt": "runwalk",  # the same run gives the same bytes
    "axes.edgecolor": INKS["muted"].light,
    "axes.labelcolor": INKS["muted"].light,
    "xtick.color": INKS["muted"].light,
    "ytick.color": INKS["muted"].light,
    "text.color": INKS["ink"].light,
}

_PREFACE = re.compile(r"\s*<metadata>.*?</metadata>|\s*<defs>\s*<style.*?</style>\s*</defs>", re.S)
_SIZE = re.compile(r'<svg [^>]*?(viewBox="[^"]*")[^>]*>')
_COLOR = re.compile(r"#[0-9a-f]{6}\b")
_FONT = re.compile(r"font-family: [^;\"]*;? ?")
_LONG_NUMBER = re.compile(r"(\d+\.\d\d)\d+")
_WAY = re.compile(r' d="[^"]*"')
_HUNDREDTH = re.compile(r"(\d+\.\d)\d+")
_GROUP_ID = re.compile(r'<g id="[^"]*"')
_STILL = re.compile(r' transform="rotate\(-?0 [^)]*\)"')
_NAMED = re.compile(r'((?:id="|href="#|url\(#))([mp][0-9a-f]{10}|[CDS]\d+_\d+_[0-9a-f]{10})')
_SPACE = re.compile(r"\s*\n\s*")


def zone_role(number: int, count: int) -> str:
    """The colour of a zone among so many: the lowest is the palest.

    >>> [zone_role(number, 3) for number in (1, 2, 3)]
    ['zone1', 'zone3', 'zone5']
    """
    deepest = 5 if count <= 5 else 7
    return f"zone{1 + round((number - 1) * (deepest - 1) / max(1, count - 1))}"


@contextmanager
def drawing() -> Iterator[None]:
    """Draw with the report's settings, whatever the person's own are."""
    import matplotlib as mpl

    with mpl.rc_context():
        mpl.rcdefaults()
        for name, value in _STYLE.items():
            mpl.rcParams[name] = value
        yield


def svg(figure: Figure, name: str, words: str) -> str:
    """A figure as an SVG element for a page that has the palette.

    Args:
        figure: Drawn in the light colours.
        name: Makes its ids its own among the figures of the page.
        words: What it shows, for those who do not see it.
    """
    from html import escape

    told = StringIO()
    unsaid: Any = dict.fromkeys(("Date", "Creator", "Format", "Type"))
    figure.savefig(told, format="svg", transparent=True, metadata=unsaid)
    text = told.getvalue().replace("\nL ", " ")  # in SVG, a point after a point is a line
    text = _PREFACE.sub("", text[text.index("<svg") :])
    text = _SIZE.sub(rf'<svg \1 role="img" aria-label="{escape(words)}">', text, count=1)
    text = _COLOR.sub(lambda found: _ROLES.get(found[0], found[0]), text)
    text = _FONT.sub("", text)
    text = _STILL.sub("", text)
    text = _LONG_NUMBER.sub(r"\1", text)
    text = _WAY.sub(lambda way: _HUNDREDTH.sub(r"\1", way[0]), text)
    text = _GROUP_ID.sub("<g", text)
    text = _NAMED.sub(rf"\g<1>{name}-\2", text)
    return _SPACE.sub(" ", text).replace("xlink:href", "href").replace(" />", "/>")
