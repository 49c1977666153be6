"""What is told of sensors and sound has a form in every language."""

from __future__ import annotations

from collections.abc import Iterator
from string import Formatter

import pytest
from click.testing import CliRunner

from devices.sensors import CHANNELS, SensorKind
from devices.trouble import DRY, TROUBLES, Trouble, explain_connect, why_missing
from devices.verbs import live
from runwalk.outputs.english import ENGLISH
from runwalk.outputs.german import GERMAN
from runwalk.outputs.phrases import WORDINGS
from runwalk.outputs.wording import Language, Wording

OTHERS = [one for one in WORDINGS.values() if one.language is not Language.ENGLISH]


def troubles() -> Iterator[tuple[SensorKind, Trouble]]:
    yield SensorKind.STRAP, DRY
    for kind in SensorKind:
        yield from ((kind, trouble.about(kind)) for trouble in TROUBLES.values())
        yield kind, explain_connect(TimeoutError(), kind)
        yield kind, why_missing(None, kind)
        yield kind, why_missing("H10", kind)


def holes(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


@pytest.mark.parametrize("wording", OTHERS, ids=[one.language for one in OTHERS])
def test_every_trouble_of_the_radio_is_told_in_every_language(wording: Wording) -> None:
    for kind, trouble in troubles():
        said = f"{CHANNELS[kind].it}: {trouble.what}"
        if trouble.advice:
            said += f" ({trouble.advice})"
        told = wording.told(said)

        assert wording.told(trouble.what) != trouble.what
        assert wording.told(trouble.what) in told
        if trouble.advice:
            assert wording.told(trouble.advice) != trouble.advice
            assert told.endswith(f"({wording.told(trouble.advice)})")


@pytest.mark.parametrize("wording", OTHERS, ids=[one.language for one in OTHERS])
def test_a_form_takes_no_more_than_its_english_has(wording: Wording) -> None:
    for english, words in wording.news.items():
        assert words
        assert holes(words) <= holes(english)


@pytest.mark.parametrize(
    ("english", "german"),
    [
        ("strap: looking for H10", "Brustgurt: suche H10"),
        ("strap: looking for a heart rate strap", "Brustgurt: suche einen Brustgurt"),
        ("strap: lost H10 {x}; looking for it", "Brustgurt: H10 {x} ist weg; suche danach"),
        (
            "strap: several straps are near; taking the strongest, A (A, B)",
            "Brustgurt: mehrere Brustgurte sind nah; nehme den stärksten, A (A, B)",
        ),
        (
            "the voice failed and is switched off (OSError); the run goes on",
            "die Stimme ist ausgefallen und bleibt aus (OSError); der Lauf geht weiter",
        ),
        ("nobody has heard of this", "nobody has heard of this"),
    ],
)
def test_news_in_german(english: str, german: str) -> None:
    assert GERMAN.told(english) == german
    assert ENGLISH.told(english) == english


def news_of_a_run(language: str, *words: str) -> list[str]:
    """What a simulated run tells of its sensors."""
    given = ["--source", "virtual", "--speed", "0", "--no-record", "--plain", *words]
    done = CliRunner().invoke(live.command, [*given, "--language", language])
    assert done.exit_code == 0, done.output
    return done.stderr.splitlines()


def test_all_that_a_run_tells_of_its_sensors_is_german() -> None:
    faults = (
        "drop@60+30",
        "range@120+60",
        "dry@240+30",
        "stall@290+40",
        "off@350+20",
        "footpod:drop@100+40",
    )
    words = ["--minutes", "7", "--footpod", "any", "--treadmill", "any"]
    for fault in faults:
        words += ["--fault", fault]

    english = news_of_a_run("en", *words)
    german = news_of_a_run("de", *words)

    assert len(english) > 12
    assert german == [GERMAN.told(text) for text in english]
    starts = ("Brustgurt: ", "Laufsensor: ", "Laufband: ")
    assert [text for text in german if not text.startswith(starts)] == []
    for before, after in zip(english, german, strict=True):
        assert before.partition(": ")[2] != after.partition(": ")[2]
