"""News of sensors and sound in the runner's language.

They are made where something happens, in English, for logs and errors too. A table such as that of
:data:`~runwalk.outputs.german.GERMAN` has their forms; a sentence that is in none stays as it is.
"""

from __future__ import annotations

import re
from functools import cache

from runwalk.outputs.wording import Wording

_TOLD = frozenset({"what", "detail", "output"})  # sentences in a sentence; all else is a name


def news_in(sentence: str, wording: Wording) -> str:
    """Say an English sentence of news in another language.

    >>> from runwalk.outputs.german import GERMAN
    >>> news_in("strap: hearing Polar H10", GERMAN)
    'Brustgurt: höre Polar H10'
    """
    if sentence in wording.news:
        return wording.news[sentence]
    for form, words in wording.news.items():
        found = _pattern(form).fullmatch(sentence)
        if found and found.groupdict():
            told = {
                name: news_in(text, wording) if name in _TOLD else text
                for name, text in found.groupdict().items()
            }
            return words.format(**told)
    return sentence


@cache
def _pattern(form: str) -> re.Pattern[str]:
    return re.compile(re.sub(r"\\\{(\w+)\\\}", r"(?P<\1>.+?)", re.escape(form)), re.DOTALL)
