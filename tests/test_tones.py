"""What a tone is made of: pitch, length, and no click."""

from __future__ import annotations

import io
import wave

import numpy as np
import numpy.typing as npt
import pytest

from runwalk.engine.phases import Action, Cue, Reason
from runwalk.outputs.tones import LIMIT, RATE_HZ, RUN, WALK, Tone, tone_of

TONES = [pytest.param(tone, id=tone.name) for tone in (WALK, RUN, LIMIT)]


def heard(tone: Tone) -> npt.NDArray[np.int16]:
    """What another program reads out of a WAV file with this tone in it."""
    kept = io.BytesIO()
    with wave.open(kept, "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(RATE_HZ)
        out.writeframes(tone.frames())
    kept.seek(0)
    with wave.open(kept, "rb") as back:
        return np.frombuffer(back.readframes(back.getnframes()), dtype="<i2")


def sounding(tone: Tone) -> list[npt.NDArray[np.float64]]:
    """The beeps one by one, cut out of the sound by their own lengths."""
    frames, at, beeps = heard(tone).astype(float), 0, []
    for beep in tone.beeps:
        sound, rest = round(beep.sound_s * RATE_HZ), round(beep.rest_s * RATE_HZ)
        beeps.append(frames[at : at + sound])
        assert not frames[at + sound : at + sound + rest].any()
        at += sound + rest
    assert at == frames.size
    return beeps


def pitch_hz(beep: npt.NDArray[np.float64]) -> float:
    spectrum = np.abs(np.fft.rfft(beep * np.hanning(beep.size), n=2**18))
    return float(spectrum.argmax() * RATE_HZ / 2**18)


@pytest.mark.parametrize("tone", TONES)
def test_each_beep_has_its_pitch(tone: Tone) -> None:
    pitches = [pitch_hz(beep) for beep in sounding(tone)]

    assert pitches == pytest.approx([beep.hz for beep in tone.beeps], rel=0.01)


def test_a_walk_is_two_low_beeps_and_a_run_three_high_ones() -> None:
    assert [round(pitch_hz(beep), -1) for beep in sounding(WALK)] == [440, 440]
    assert [round(pitch_hz(beep), -1) for beep in sounding(RUN)] == [880, 880, 880]
    assert len({round(pitch_hz(beep), -1) for beep in sounding(LIMIT)}) == 2


@pytest.mark.parametrize("tone", TONES)
def test_a_tone_is_as_long_as_it_says_and_shorter_than_a_second(tone: Tone) -> None:
    assert heard(tone).size / RATE_HZ == pytest.approx(tone.duration_s, abs=0.001)
    assert tone.duration_s < 1.0


@pytest.mark.parametrize("tone", TONES)
def test_a_beep_swells_and_fades_without_a_click(tone: Tone) -> None:
    for beep, plan in zip(sounding(tone), tone.beeps, strict=True):
        steepest = 2.0 * np.pi * plan.hz / RATE_HZ * 0.5 * 32_767  # of the sine itself

        assert abs(beep[0]) < 40
        assert abs(beep[-1]) < 40
        assert np.abs(np.diff(beep)).max() <= 1.05 * steepest
        assert np.abs(beep).max() == pytest.approx(0.5 * 32_767, rel=0.02)


@pytest.mark.parametrize(
    ("cues", "tone"),
    [
        ([], None),
        ([Cue(Action.INFO, Reason.SIGNAL_LOST)], None),
        ([Cue(Action.EASE, Reason.CEILING)], None),
        ([Cue(Action.RUN, Reason.RECOVERED), Cue(Action.EASE, Reason.CEILING)], RUN),
        ([Cue(Action.INFO, Reason.DRIFT), Cue(Action.WALK, Reason.DRIFT)], WALK),
        ([Cue(Action.WALK, Reason.CEILING, is_repeat=True)], WALK),
        ([Cue(Action.RUN, Reason.RECOVERED), Cue(Action.WALK, Reason.CEILING)], WALK),
        ([Cue(Action.WALK, Reason.CEILING), Cue(Action.WALK, Reason.LIMIT)], LIMIT),
    ],
    ids=["none", "info", "ease", "run", "walk", "repeat", "walk before run", "limit before all"],
)
def test_a_second_has_the_tone_of_its_most_urgent_cue(cues: list[Cue], tone: Tone | None) -> None:
    assert tone_of(cues) is tone
