"""The page in a real Chromium: on a phone, on its side, on a desk; seen, heard, pressed, lost."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from importlib.resources import files
from itertools import combinations
from statistics import median
from typing import Any

import pytest

from devices.page.server import PageServer
from devices.page.words import words_of
from runwalk.engine.coach import Reading
from runwalk.engine.phases import Action, Cue, Reason
from runwalk.engine.sample import Mark, MarkKind
from runwalk.engine.workout import Progress, Round, Segment
from runwalk.outputs.english import ENGLISH
from runwalk.outputs.german import GERMAN
from runwalk.outputs.phrases import phrase
from runwalk.outputs.wording import Wording
from runwalk.recording.recording import Device

from ...browser import chromium
from .visit import readings, served

SIZES = {"phone": (390, 844), "side": (844, 390), "desk": (1440, 900), "small": (360, 640)}
ROOMS = ["#notices", "#state", "#heart", "#facts", "#past", "#buttons"]

# A headless browser has no voice and no hands: what it would say and do is written down.
STUBS = """
  window.done = { said: [], languages: [], beeps: 0, buzzed: 0, times: {} };
  Object.defineProperty(window, "speechSynthesis", { value: {
    pending: false, cancel() {},
    speak(words) { done.said.push(words.text); done.languages.push(words.lang); } } });
  AudioContext.prototype.createOscillator = new Proxy(
    AudioContext.prototype.createOscillator,
    { apply(make, self, args) { done.beeps += 1; return Reflect.apply(make, self, args); } });
  navigator.vibrate = () => { done.buzzed += 1; return true; };
  addEventListener("DOMContentLoaded", () => new MutationObserver(() => {
    const shown = document.getElementById("elapsed").textContent;
    requestAnimationFrame(() => { done.times[shown] = Date.now(); });
  }).observe(document.getElementById("elapsed"), { childList: true, characterData: true,
    subtree: true }));
"""


@dataclass
class Seen:
    """An open page, and what went wrong in it."""

    page: Any
    faults: list[str] = field(default_factory=list)
    foreign: list[str] = field(default_factory=list)

    def start(self) -> None:
        self.page.click("#start")

    def wait(self, selector: str, text: str) -> None:
        self.page.locator(selector, has_text=text).wait_for(state="attached", timeout=15_000)

    def text(self, selector: str) -> str:
        told: str = self.page.text_content(selector)
        return told

    def boxes(self, *selectors: str) -> dict[str, dict[str, float]]:
        found = {}
        for selector in selectors:
            for place, element in enumerate(self.page.query_selector_all(selector)):
                box = element.bounding_box()
                if box and box["width"] > 1 and box["height"] > 1:
                    found[f"{selector} {place}"] = box
        return found


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with chromium() as lent:
        yield lent


@contextmanager
def opened(
    browser: Any, page: PageServer, size: str = "phone", *, scheme: str = "dark", **more: Any
) -> Iterator[Seen]:
    width, height = SIZES[size]
    context = browser.new_context(
        viewport={"width": width, "height": height}, color_scheme=scheme, **more
    )
    try:
        context.add_init_script(STUBS)
        seen = Seen(context.new_page())
        own = page.address().partition("?")[0].rstrip("/") + "/"
        seen.page.on("console", lambda told: seen.faults.append(told.text))
        seen.page.on("pageerror", lambda error: seen.faults.append(str(error)))
        seen.page.on("dialog", lambda asked: seen.faults.append(asked.message))
        seen.page.on(
            "request",
            lambda asked: None if asked.url.startswith(own) else seen.foreign.append(asked.url),
        )
        seen.page.goto(page.address())
        yield seen
    finally:
        context.close()


def show(page: PageServer, run: list[Reading]) -> None:
    for reading in run:
        page.show(reading)


def overlaps(boxes: dict[str, dict[str, float]]) -> list[tuple[str, str]]:
    return [
        (a, b)
        for (a, one), (b, two) in combinations(boxes.items(), 2)
        if min(one["x"] + one["width"], two["x"] + two["width"]) - max(one["x"], two["x"]) > 1
        and min(one["y"] + one["height"], two["y"] + two["height"]) - max(one["y"], two["y"]) > 1
    ]


WHOLE = list(readings(900))
WALK_AT_S = next(r.sample.t_s for r in WHOLE if r.phase.value == "walk")
RUN_AT_S = next(r.sample.t_s for r in WHOLE[WALK_AT_S:] if r.phase.value == "run")
SILENT = list(readings(400, silent=range(380, 400)))
WAITING = replace(
    WHOLE[WALK_AT_S + 5],
    segment=Segment(name="walk down and breathe", duration_s=900, round=Round(12, 20)),
    progress=Progress(
        index=3,
        spent_s=899,
        done_m=None,
        left_s=1,
        left_m=None,
        is_waiting=True,
        is_unmeasured=False,
        has_next=False,
    ),
    is_quiet=True,
    cues=(),
)
ASKED = [replace(WHOLE[60], cues=(Cue(Action.INFO, Reason.TALK),))]
TOLD = [
    replace(WHOLE[60], rpe=10, sample=replace(WHOLE[60].sample, marks=(Mark(MarkKind.RPE, 10),)))
]
FIRST_OF_TWO = [
    replace(WHOLE[60], progress=replace(WHOLE[60].progress, has_next=True))
    if WHOLE[60].progress
    else WHOLE[60]
]
LANGUAGES = [
    pytest.param(ENGLISH, id="en"),
    pytest.param(GERMAN, id="de", marks=pytest.mark.slow),  # the same once more, in longer words
]
SCENES = {
    "workout": [WAITING],
    "warm-up": WHOLE[:100],
    "run": WHOLE[: RUN_AT_S + 5],
    "walk": WHOLE[: WALK_AT_S + 5],
    "silent": SILENT,
    "asked": ASKED,
    "told": TOLD,
    "ease": [replace(WHOLE[RUN_AT_S + 5], cues=(Cue(Action.EASE, Reason.CEILING),))],
}


@pytest.mark.slow
@pytest.mark.parametrize("wording", LANGUAGES)
@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("scene", SCENES)
def test_nothing_lies_on_anything_else_or_outside(
    browser: Any, size: str, scene: str, wording: Wording
) -> None:
    with served(wording=wording) as (page, _):
        page.follow(lambda: [Device(battery_pct=7)])
        page.tell_strap("strap: " + "a strap with a very long name " * 5)
        show(page, SCENES[scene])
        with opened(browser, page, size) as seen:
            seen.start()
            seen.wait("#elapsed", ":")
            rooms = seen.boxes(*ROOMS)
            texts = seen.boxes("#word", "#bpm", "#beside", "#facts p", ".notice", "button")
            width, height = SIZES[size]

            assert len(rooms) == 6
            assert "7 %" in seen.text("#battery")
            assert overlaps(rooms) == []
            assert overlaps(texts) == []
            for name, box in {**rooms, **texts}.items():
                assert box["x"] >= -0.5, name
                assert box["y"] >= -0.5, name
                assert box["x"] + box["width"] <= width + 0.5, name
                assert box["y"] + box["height"] <= height + 0.5, name
            wide = "e => e.scrollWidth > e.clientWidth + 1"
            for selector in ("#state", "#bpm", "#facts .row", "button"):
                for element in seen.page.query_selector_all(selector):
                    assert not element.evaluate(wide), selector
            assert seen.faults == []
            assert seen.foreign == []


@pytest.mark.parametrize("size", SIZES)
def test_heart_rate_and_word_are_large_and_buttons_are_easy_to_hit(browser: Any, size: str) -> None:
    with served() as (page, _):
        show(page, SCENES["walk"])
        with opened(browser, page, size) as seen:
            seen.start()
            seen.wait("#word", "WALK")
            side = min(SIZES[size])

            assert seen.page.query_selector("#bpm").bounding_box()["height"] > 0.2 * side
            assert seen.page.query_selector("#word").bounding_box()["height"] > 0.12 * side
            for box in seen.boxes("button").values():
                assert box["height"] >= 44
                assert box["width"] >= 44


@pytest.mark.slow
@pytest.mark.parametrize("wording", LANGUAGES)
@pytest.mark.parametrize("scheme", ["dark", "light"])
@pytest.mark.parametrize("scene", ["gate", "run", "walk", "silent"])
def test_axe_finds_nothing_serious(browser: Any, scheme: str, scene: str, wording: Wording) -> None:
    axe = (files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8")
    with served(wording=wording) as (page, _):
        show(page, SCENES.get(scene, WHOLE[:50]))
        with opened(browser, page, scheme=scheme, reduced_motion="reduce") as seen:
            seen.wait("#elapsed", ":")
            if scene != "gate":
                seen.start()
            seen.page.evaluate(axe)
            found = seen.page.evaluate("axe.run()")

            assert len(found["passes"]) > 10
            assert [
                (one["id"], [node["target"] for node in one["nodes"]])
                for one in found["violations"]
            ] == []


# The brightness of what stands in a state, as somebody sees it who sees no colours.
GREYS = """() => {
  const box = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  const grey = colour => {
    box.fillStyle = colour;
    box.fillRect(0, 0, 1, 1);
    const part = at => {
      const one = box.getImageData(0, 0, 1, 1).data[at] / 255;
      return one <= 0.04045 ? one / 12.92 : ((one + 0.055) / 1.055) ** 2.4;
    };
    return 0.2126 * part(0) + 0.7152 * part(1) + 0.0722 * part(2);
  };
  const style = getComputedStyle(document.getElementById("state"));
  return [grey(style.backgroundColor), grey(style.color)];
}"""


@pytest.mark.parametrize("scheme", ["dark", "light"])
def test_run_and_walk_differ_without_colours(browser: Any, scheme: str) -> None:
    looks = {}
    for scene in ("run", "walk"):
        with served() as (page, _):
            show(page, SCENES[scene])
            with opened(browser, page, scheme=scheme, reduced_motion="reduce") as seen:
                seen.wait("#word", scene.upper())
                icon = seen.page.get_attribute("#icon path", "d")
                looks[scene] = (*seen.page.evaluate(GREYS), icon)
    (run_back, run_text, run_icon), (walk_back, walk_text, walk_icon) = looks.values()

    assert run_back < run_text  # light on dark ...
    assert walk_back > walk_text  # ... and dark on light
    assert (walk_back + 0.05) / (run_back + 0.05) > 3.0
    assert run_icon != walk_icon


def test_a_run_in_german_is_read_said_and_pressed_in_german(browser: Any) -> None:
    with served(wording=GERMAN) as (page, buttons):
        show(page, WHOLE[: WALK_AT_S - 5])
        with opened(browser, page) as seen:
            gate = seen.text("#gate")
            seen.start()
            seen.wait("#word", "LAUFEN")
            show(page, WHOLE[WALK_AT_S - 5 : WALK_AT_S + 1])
            seen.wait("#word", "GEHEN")
            shown = seen.page.inner_text("#run")
            with seen.page.expect_response("**/mark"):
                seen.page.click("#lap")
            seen.wait("#said", "Runde: notiert")
            seen.page.click("#finish")
            seen.wait("#finish", "sicher?")
            page.tell_strap("Brustgurt: suche deinen Brustgurt")
            show(page, SILENT)
            seen.wait("#signal", ". Brustgurt: suche deinen Brustgurt")
            page.close()
            seen.wait("#link", "Der Lauf ist zu Ende.")
            seen.wait("#word", "FERTIG")

            assert "Tippen zum Starten" in gate
            assert "kein Medizinprodukt" in gate
            assert seen.page.get_attribute("html", "lang") == "de"
            assert seen.page.get_attribute("#heart", "aria-label") == "Puls"
            for words in ("S/min", "Gehpause 0:00", "Grenze 151", "Pause", "warum", "stumm"):
                assert words in shown
            spoken = seen.page.evaluate("done.said")
            assert spoken[0] == "Bereit."
            assert any(words.startswith("Gehen.") for words in spoken)
            assert set(seen.page.evaluate("done.languages")) == {"de"}
            assert buttons.take() == (Mark(MarkKind.LAP),)
            assert left_in_english(seen) == []
            assert seen.faults == []
            assert seen.foreign == []


def left_in_english(seen: Seen) -> list[str]:
    """Texts and labels of the page that stand in the English table too, and in no German one."""
    german = [text for text in words_of(GERMAN).values() if isinstance(text, str)]
    told = seen.page.evaluate(
        """() => [...document.querySelectorAll("body *")].flatMap(one => [
            one.getAttribute("aria-label"), one.children.length ? "" : one.textContent])"""
    )
    return [text for text in told if text in words_of(ENGLISH).values() and text not in german]


def test_a_cue_is_seen_heard_and_felt_once(browser: Any) -> None:
    with served() as (page, _):
        show(page, WHOLE[: WALK_AT_S - 5])
        with opened(browser, page) as seen:
            seen.start()
            seen.wait("#elapsed", ":")
            show(page, WHOLE[WALK_AT_S - 5 : WALK_AT_S + 1])
            seen.wait("#word", "WALK")

            assert seen.text("#said").startswith("Walk.")
            assert seen.page.get_attribute("#said", "aria-live") == "assertive"
            assert seen.page.evaluate("done.said")[0] == "Ready."
            assert seen.page.evaluate("done.said")[-1].startswith("Walk.")
            assert seen.page.evaluate("[done.beeps, done.buzzed]") == [2, 1]

            show(page, WHOLE[WALK_AT_S + 1 : RUN_AT_S + 1])
            seen.wait("#word", "RUN")
            assert seen.page.evaluate("done.said.filter(text => text === 'Run.').length") == 1


def test_who_mutes_or_has_not_tapped_sees_everything_and_hears_the_limit_at_most(
    browser: Any,
) -> None:
    with (
        served() as (page, _),
        opened(browser, page) as waiting,
        opened(browser, page) as muted,
    ):
        muted.start()
        muted.page.click("#mute")
        show(page, WHOLE[: WALK_AT_S + 1])
        for seen in (waiting, muted):
            seen.wait("#word", "WALK")

        limit = Cue(Action.WALK, Reason.LIMIT)
        page.show(replace(WHOLE[WALK_AT_S + 1], cues=(limit, WHOLE[WALK_AT_S].cues[0])))
        for seen in (waiting, muted):
            seen.wait("#cue", "Heart rate is at your limit.")

        assert waiting.page.evaluate("done.said") == []
        assert muted.page.evaluate("done.said") == ["Ready.", phrase(limit)]
        assert muted.page.evaluate("[done.beeps, done.buzzed]") == [2, 1]
        assert muted.page.get_attribute("#mute", "aria-pressed") == "true"


def test_who_joins_late_is_not_told_old_cues(browser: Any) -> None:
    with served() as (page, _):
        show(page, WHOLE[: WALK_AT_S + 3])
        with opened(browser, page) as seen:
            seen.start()
            seen.wait("#word", "WALK")

            assert seen.page.evaluate("done.said") == ["Ready."]
            assert seen.page.get_attribute("#chart", "data-seconds") == str(WALK_AT_S + 3)


def test_a_tap_keeps_the_screen_on(browser: Any) -> None:
    with served() as (page, _), opened(browser, page) as seen:
        assert seen.page.query_selector("body[data-awake]") is None
        seen.start()
        seen.page.wait_for_selector("body[data-awake]", timeout=15_000)


def test_in_a_network_the_token_leaves_the_address_and_the_page_works(browser: Any) -> None:
    with (
        served(in_network=True, by_https=True) as (page, buttons),
        opened(browser, page, ignore_https_errors=True) as seen,
    ):
        show(page, WHOLE[:50])
        seen.start()
        seen.wait("#elapsed", "0:49")
        with seen.page.expect_response("**/mark"):
            seen.page.click("#lap")
        seen.page.wait_for_selector("body[data-awake]", timeout=15_000)

        assert buttons.take() == (Mark(MarkKind.LAP),)
        assert seen.page.url == f"https://127.0.0.1:{page.port}/"
        assert seen.page.evaluate("document.cookie") == ""
        seen.page.reload()
        seen.wait("#elapsed", "0:49")
        assert seen.faults == []
        assert seen.foreign == []


def test_buttons_become_marks_and_a_finish_asks_again(browser: Any) -> None:
    with served() as (page, buttons), opened(browser, page) as seen:
        show(page, WHOLE[:50])
        seen.start()
        seen.wait("#raise", "151")
        for name in ("pause", "lap", "lower", "raise", "why"):
            with seen.page.expect_response("**/mark") as answer:
                seen.page.click(f"#{name}")
            assert answer.value.status == 202
        seen.page.click("#finish")
        seen.wait("#finish", "sure?")
        before = buttons.take()
        with seen.page.expect_response("**/mark"):
            seen.page.click("#finish")

        assert before == (
            Mark(MarkKind.PAUSE),
            Mark(MarkKind.LAP),
            Mark(MarkKind.CEILING, -1),
            Mark(MarkKind.CEILING, 1),
            Mark(MarkKind.WHY),
        )
        assert buttons.take() == (Mark(MarkKind.FINISH),)


@pytest.mark.parametrize("wording", LANGUAGES)
@pytest.mark.parametrize("size", SIZES)
def test_the_sheet_of_answers_is_whole_and_easy_to_hit(
    browser: Any, size: str, wording: Wording
) -> None:
    axe = (files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8")
    with served(wording=wording) as (page, _):
        show(page, FIRST_OF_TWO)
        with opened(browser, page, size, reduced_motion="reduce") as seen:
            seen.start()
            seen.page.click("#tell:enabled")
            boxes = seen.boxes("#sheet button", "#sheet h2")
            width, height = SIZES[size]

            assert len(boxes) == 2 + 10 + 3 + 1 + 1 + 4
            assert overlaps(boxes) == []
            for name, box in boxes.items():
                assert box["x"] >= 0, name
                assert box["y"] >= 0, name
                assert box["x"] + box["width"] <= width, name
                assert box["y"] + box["height"] <= height, name
                assert "button" not in name or min(box["width"], box["height"]) >= 44, name
            for element in seen.page.query_selector_all("#sheet button"):
                assert not element.evaluate("e => e.scrollWidth > e.clientWidth + 1")
            seen.page.evaluate(axe)
            assert seen.page.evaluate("axe.run().then(found => found.violations)") == []
            assert seen.faults == []
            assert seen.foreign == []


def test_what_is_told_in_the_sheet_becomes_a_mark(browser: Any) -> None:
    with served() as (page, buttons), opened(browser, page) as seen:
        show(page, FIRST_OF_TWO)
        seen.start()
        for words in ("can talk", "hard to talk", "1", "10", "cramp", "stomach", "heat", "skip"):
            seen.page.click("#tell:enabled")
            with seen.page.expect_response("**/mark") as answer:
                seen.page.get_by_role("button", name=words, exact=True).click()
            assert answer.value.status == 202
            assert seen.page.is_hidden("#sheet")
            seen.wait("#said", f"{words}: noted")

        assert buttons.take() == (
            Mark(MarkKind.TALK, "ok"),
            Mark(MarkKind.TALK, "hard"),
            Mark(MarkKind.RPE, 1),
            Mark(MarkKind.RPE, 10),
            Mark(MarkKind.TAG, "cramp"),
            Mark(MarkKind.TAG, "stomach"),
            Mark(MarkKind.TAG, "heat"),
            Mark(MarkKind.SKIP),
        )


def test_the_sheet_closes_without_an_answer_and_keeps_focus_while_the_run_goes_on(
    browser: Any,
) -> None:
    with served() as (page, buttons), opened(browser, page) as seen:
        focus = "document.activeElement.textContent"
        show(page, WHOLE[:50])
        seen.start()
        seen.page.click("#tell:enabled")
        seen.page.keyboard.press("Tab")
        held = seen.page.evaluate(focus)
        show(page, WHOLE[50:60])
        seen.wait("#elapsed", "0:59")
        kept = seen.page.evaluate(focus)
        seen.page.keyboard.press("Escape")
        by_key = seen.page.is_hidden("#sheet")
        back = seen.page.evaluate("document.activeElement.id")
        seen.page.click("#tell")
        seen.page.mouse.click(200, 20)  # the word, behind the sheet
        by_tap = seen.page.is_hidden("#sheet")
        seen.page.click("#tell")
        seen.page.click("#close")

        assert held == kept == "hard to talk"
        assert (by_key, by_tap, back) == (True, True, "tell")
        assert seen.page.is_hidden("#sheet")
        assert buttons.take() == ()


def test_a_walk_for_a_cramp_can_be_told_to_be_over(browser: Any) -> None:
    with served() as (page, buttons), opened(browser, page) as seen:
        show(page, [replace(WHOLE[60], tag="cramp")])
        seen.start()
        seen.page.click("#tell:enabled")
        with seen.page.expect_response("**/mark"):
            seen.page.get_by_role("button", name="cramp is over").click()

        assert buttons.take() == (Mark(MarkKind.TAG, "over"),)


def test_when_the_coach_asks_the_two_answers_stand_on_the_page(browser: Any) -> None:
    with served() as (page, buttons), opened(browser, page) as seen:
        show(page, ASKED)
        seen.start()
        seen.page.wait_for_selector("#asked button")
        with seen.page.expect_response("**/mark"):
            seen.page.click("#asked button:last-child")
        answer = buttons.take()
        later = replace(WHOLE[61], sample=replace(WHOLE[61].sample, marks=answer))
        show(page, [later])
        seen.wait("#elapsed", "1:01")

        assert answer == (Mark(MarkKind.TALK, "hard"),)
        assert seen.page.is_hidden("#asked")
        assert seen.page.is_visible("#drift")


def test_without_a_heart_rate_none_is_shown_and_nothing_says_run(browser: Any) -> None:
    with served() as (page, _), opened(browser, page) as seen:
        page.tell_strap("strap: looking for <img src=/x onerror=alert(1)>")
        show(page, SILENT)
        seen.wait("#signal", "no signal")

        assert seen.text("#bpm") == "\N{EN DASH}"
        assert "RUN" not in seen.text("#word")
        assert "<img src=/x onerror=alert(1)>" in seen.text("#signal")
        assert seen.page.query_selector("#signal img") is None
        assert seen.faults == []


def test_when_the_run_is_gone_no_heart_rate_is_shown(browser: Any) -> None:
    with served() as (page, _), opened(browser, page) as seen:
        show(page, WHOLE[:200])
        seen.wait("#bpm", "119")
        page.close()
        seen.wait("#link", "The run is over.")

        seen.wait("#word", "DONE")
        seen.wait("#bpm", "\N{EN DASH}")


@pytest.mark.slow
def test_when_the_connection_is_gone_neither_heart_rate_nor_word_stays(browser: Any) -> None:
    with served() as (page, _), opened(browser, page) as seen:
        show(page, WHOLE[: RUN_AT_S + 1])
        seen.wait("#word", "RUN")
        page._server.should_exit = True  # the run itself says nothing
        seen.wait("#word", "NO LINK")

        assert seen.text("#bpm") == "\N{EN DASH}"
        assert seen.text("#goal") == ""
        assert "RUN" not in seen.page.inner_text("#state")


def test_after_a_restart_every_second_of_the_new_run_is_there(browser: Any) -> None:
    with served() as (page, _), opened(browser, page) as seen:
        show(page, WHOLE[:300])
        seen.wait("#elapsed", "4:59")
        page.close()
        with served(port=page.port) as (again, _):
            show(again, WHOLE[:120])
            seen.wait("#elapsed", "1:59")
            assert seen.page.get_attribute("#chart", "data-seconds") == "120"
            show(again, WHOLE[120:130])
            seen.wait("#elapsed", "2:09")

            assert seen.page.get_attribute("#chart", "data-seconds") == "130"
            assert seen.page.query_selector("#link").is_hidden()


def test_after_a_lost_connection_no_second_is_missing(browser: Any) -> None:
    with served() as (page, _), opened(browser, page) as seen:
        seen.start()
        show(page, WHOLE[: WALK_AT_S - 20])
        seen.wait("#elapsed", ":")
        with seen.page.expect_request("**/events*") as again:
            for one in list(page._server.server_state.connections):
                page._loop.call_soon_threadsafe(one.transport.abort)
            show(page, WHOLE[WALK_AT_S - 20 : WALK_AT_S + 1])
            seen.wait("#link", "No connection to the run.")
        seen.wait("#word", "WALK")

        assert "last-event-id" in again.value.all_headers()
        assert seen.page.get_attribute("#chart", "data-seconds") == str(WALK_AT_S + 1)
        assert seen.page.evaluate("done.said")[-1].startswith("Walk.")
        assert seen.page.is_hidden("#link")


@pytest.mark.slow
def test_a_second_is_drawn_soon_after_it_is_told(browser: Any) -> None:
    """The issue asks for less than 50 ms; here it has to hold on a busy machine too."""
    with served() as (page, _), opened(browser, page) as seen:
        told = {}
        for reading in WHOLE[100:140]:
            clock = f"{reading.sample.t_s // 60}:{reading.sample.t_s % 60:02}"
            told[clock] = time.time() * 1000
            page.show(reading)
            seen.wait("#elapsed", clock)
            seen.page.wait_for_timeout(100)
        drawn = seen.page.evaluate("done.times")

        assert set(drawn) == set(told)
        assert median(drawn[clock] - at for clock, at in told.items()) < 50
