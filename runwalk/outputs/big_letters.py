"""Letters that are read from two metres, made of half blocks that every terminal has."""

from __future__ import annotations

from itertools import zip_longest
from typing import Final

_GLYPHS: Final = {
    "0": "0E 11 13 15 19 11 0E",
    "1": "04 0C 04 04 04 04 0E",
    "2": "0E 11 01 02 04 08 1F",
    "3": "1F 02 04 02 01 11 0E",
    "4": "02 06 0A 12 1F 02 02",
    "5": "1F 10 1E 01 01 11 0E",
    "6": "06 08 10 1E 11 11 0E",
    "7": "1F 01 02 04 08 08 08",
    "8": "0E 11 11 0E 11 11 0E",
    "9": "0E 11 11 0F 01 02 0C",
    "A": "0E 11 11 1F 11 11 11",
    "D": "1E 11 11 11 11 11 1E",
    "E": "1F 10 10 1E 10 10 1F",
    "F": "1F 10 10 1E 10 10 10",
    "G": "0E 11 10 17 11 11 0E",
    "H": "11 11 11 1F 11 11 11",
    "I": "0E 04 04 04 04 04 0E",
    "K": "11 12 14 18 14 12 11",
    "L": "10 10 10 10 10 10 1F",
    "M": "11 1B 15 15 11 11 11",
    "N": "11 19 15 13 11 11 11",
    "O": "0E 11 11 11 11 11 0E",
    "P": "1E 11 11 1E 10 10 10",
    "R": "1E 11 11 1E 14 12 11",
    "S": "0F 10 10 0E 01 01 1E",
    "T": "1F 04 04 04 04 04 04",
    "U": "11 11 11 11 11 11 0E",
    "W": "11 11 11 15 15 15 0A",
    "Y": "11 11 0A 04 04 04 04",
    " ": "00 00 00 00 00 00 00",
    "-": "00 00 00 1F 00 00 00",
    "?": "0E 11 01 02 04 00 04",
    "~": "00 08 15 02 00 00 00",
    "»": "00 14 0A 05 0A 14 00",
    ">": "08 04 02 01 02 04 08",
    "v": "00 00 11 0A 04 00 00",
    "=": "1B 1B 1B 1B 1B 1B 1B",
    "#": "1F 1F 1F 1F 1F 1F 1F",
}
"""Five pixels wide, seven high: a row is five bits, the highest one at the left."""

_WIDTH = 5
_BLOCKS: Final = {(True, True): "█", (True, False): "▀", (False, True): "▄", (False, False): " "}


def big(text: str, *, wide: int = 2, tall: int = 2) -> tuple[str, ...]:
    """Write a text large; all rows are equally long.

    Args:
        text: Digits, and the letters and shapes of a face.
        wide: Cells for the width of a pixel.
        tall: Half cells for its height.

    Raises:
        KeyError: There is no such letter.

    >>> big("-", wide=1, tall=1)
    ('     ', '▄▄▄▄▄', '     ', '     ')
    """
    glyphs = [[int(row, 16) for row in _GLYPHS[sign].split()] for sign in text]
    rows = []
    for at in range(7):
        bits = [
            [bool(glyph[at] >> (_WIDTH - 1 - x) & 1) for x in range(_WIDTH) for _ in range(wide)]
            for glyph in glyphs
        ]
        gap = [False] * wide
        row = [bit for number, one in enumerate(bits) for bit in ([*gap, *one] if number else one)]
        rows += [row] * tall
    halves = zip_longest(rows[::2], rows[1::2], fillvalue=[False] * len(rows[0]))
    return tuple(
        "".join(_BLOCKS[pair] for pair in zip(*pair_of, strict=True)) for pair_of in halves
    )


def width(text: str, wide: int) -> int:
    """How many cells :func:`big` takes."""
    return max(0, len(text) * (_WIDTH + 1) - 1) * wide
