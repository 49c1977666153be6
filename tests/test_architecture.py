"""The walls of the house, where import-linter cannot see them."""

from __future__ import annotations

import ast
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
HOUSE = [
    *(ROOT / "runwalk").rglob("*.py"),
    *(ROOT / "devices").rglob("*.py"),
    *(ROOT / "analysis").rglob("*.py"),
]
ENGINE = sorted((ROOT / "runwalk" / "engine").glob("*.py"))

PURE = {
    "__future__",
    "collections",
    "dataclasses",
    "datetime",
    "enum",
    "itertools",
    "math",
    "typing",
}
"""What the engine may use of the standard library: none of it knows time, disk or dice."""


@cache
def imports(path: Path) -> frozenset[str]:
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module)
    return frozenset(names)


def who_imports(module: str) -> list[str]:
    return sorted(
        path.relative_to(ROOT).as_posix()
        for path in HOUSE
        if any(name == module or name.startswith(module + ".") for name in imports(path))
    )


@pytest.mark.parametrize("path", ENGINE, ids=lambda path: path.stem)
def test_the_engine_imports_nothing_that_knows_more_than_it_is_told(path: Path) -> None:
    foreign = {name for name in imports(path) if name.split(".")[0] not in PURE | {"runwalk"}} | {
        name for name in imports(path) if name.startswith("runwalk") and ".engine" not in name
    }

    assert foreign == set()


@pytest.mark.parametrize("path", ENGINE, ids=lambda path: path.stem)
def test_the_engine_computes_the_same_bits_everywhere(path: Path) -> None:
    """No libm beyond ``sqrt``, no float ``sum``, no ``**``, no ``hash``, no walked set."""
    may_use = {"math.sqrt", "math.fsum", "math.floor", "math.inf", "math.isfinite"}
    wrong = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            name = f"{node.value.id}.{node.attr}"
            if node.value.id == "math" and name not in may_use:
                wrong.append(name)
        elif isinstance(node, ast.ImportFrom) and node.module == "math":
            wrong += [
                a.name for a in node.names if a.name not in ("frexp", "ldexp", "sqrt", "fsum")
            ]
        elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.Pow):
            wrong.append("**")
        elif (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Name)
            and node.func.id in ("sum", "hash", "set", "id")
        ):
            wrong.append(node.func.id)

    assert wrong == []


@pytest.mark.parametrize(
    ("module", "room"),
    [
        ("bleak", ["devices/radio.py"]),
        ("miniaudio", ["devices/speaker.py"]),
        ("textual", ["devices/terminal.py"]),
        ("rich", ["devices/terminal.py"]),
        ("uvicorn", ["devices/page/connection.py", "devices/page/server.py"]),
        ("starlette", ["devices/page/app.py", "devices/page/guard.py"]),
        ("trustme", ["devices/page/certificate.py"]),
        ("subprocess", ["devices/talkers.py"]),
        ("icalendar", ["analysis/plan_calendar.py"]),
        ("fitparse", ["runwalk/recording/fit_profile.py"]),
        ("time", ["analysis/store.py", "devices/clock.py"]),  # store: how old a file is
        ("random", ["devices/ble.py", "runwalk/simulator/dice.py"]),  # ble: jitter between tries
        ("lark", ["runwalk/training/language.py"]),
        ("pydantic", ["runwalk/config.py", "runwalk/training/toml_form.py"]),
        ("platformdirs", ["runwalk/config.py"]),
        (
            "tomlkit",
            [
                "runwalk/athlete_file.py",
                "runwalk/heart_file.py",
                "runwalk/training/toml_form.py",
            ],
        ),
    ],
)
def test_each_thing_of_the_world_has_one_room(module: str, room: list[str]) -> None:
    assert who_imports(module) == room


def loaded_by(code: str) -> set[str]:
    """The modules that a new interpreter has loaded after this."""
    script = f"import sys\n{code}\nprint(*sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True, cwd=ROOT
    )
    return set(done.stdout.split())


HEAVY = {
    "numpy",
    "pandas",
    "bleak",
    "miniaudio",
    "pydantic",
    "fitparse",
    "asyncio",
    "lark",
    "uvicorn",
    "starlette",
    "textual",
}


def test_importing_the_house_loads_nothing_heavy() -> None:
    assert loaded_by("import runwalk, devices, analysis") & HEAVY == set()


@pytest.mark.parametrize("words", [["--help"], ["--version"], ["report", "--help"]])
def test_the_front_door_opens_without_loading_the_rooms(words: list[str]) -> None:
    loaded = loaded_by(f"from runwalk.cli import main\ntry: main({words})\nexcept SystemExit: pass")

    assert loaded & (HEAVY - {"pydantic"} if words[0] == "report" else HEAVY) == set()


def test_a_report_for_a_program_draws_nothing_and_lays_out_no_tables() -> None:
    loaded = loaded_by(
        "from runwalk.cli import main\n"
        "try: main(['report', 'sample_data/easy_run.fit', '--json'])\n"
        "except SystemExit: pass"
    )

    assert "analysis.report" in loaded
    assert loaded & {"matplotlib", "pandas", "jinja2"} == set()


# What is logged where people may read it


def _logged_above_debug() -> set[tuple[str, str]]:
    told = set()
    for package in ("runwalk", "devices", "analysis"):
        for path in sorted((ROOT / package).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                match node:
                    case ast.Call(
                        func=ast.Attribute(value=ast.Name(id="_log"), attr=level),
                        args=[ast.Constant(value=str(form)), *_],
                    ) if level != "debug":
                        told.add((path.relative_to(ROOT).as_posix(), form))
    return told


def test_no_heart_rate_is_logged_above_debug() -> None:
    assert _logged_above_debug() == {
        ("analysis/parts.py", "a part cannot be kept: %s"),  # an error of the disk
        ("devices/news.py", "news could not be told: %s"),  # of the strap's connection
        (
            "runwalk/recording/live_run.py",
            "the FIT file cannot follow the run, the journal does: %s",
        ),
    }
