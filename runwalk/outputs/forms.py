"""Words that are made in English far from any screen, said in another language.

Sensors tell what happens to them for logs and errors too, and a workout names its parts for files
and programs. A table has their English forms, with the forms of its language; what is in no form,
such as a name that a runner has given, stays as it is.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache


def reword(text: str, forms: Mapping[str, str]) -> str:
    """Say it by the first form that fits; so is what stands in its braces.

    >>> reword("lost the belt; trying", {"lost {it}; trying": "{it} ist weg", "the belt": "es"})
    'es ist weg'
    """
    if text in forms:
        return forms[text]
    for form, other in forms.items():
        found = _pattern(form).fullmatch(text)
        if found and found.groupdict():
            return other.format(
                **{name: reword(part, forms) for name, part in found.groupdict().items()}
            )
    return text


@cache
def _pattern(form: str) -> re.Pattern[str]:
    return re.compile(re.sub(r"\\\{(\w+)\\\}", r"(?P<\1>.+?)", re.escape(form)), re.DOTALL)
