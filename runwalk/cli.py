"""The front door: a table of verbs, each loaded only when it is asked for.

Data goes to standard output, talk and progress to standard error. The exit status is 0, 1 where the
world is at fault (one clear sentence), or 2 where the command was not understood.
"""

from __future__ import annotations

import os
import sys
from importlib import import_module
from typing import Any

import click

from runwalk import __version__
from runwalk.errors import RunwalkError

VERBS = {
    "block": ("analysis.verbs.block", "Learn whether your training works, from weeks of runs."),
    "compare": (
        "analysis.verbs.compare",
        "Hold the coach against other ways to run and walk.",
    ),
    "convert": (
        "analysis.verbs.convert",
        "Turn a recording into FIT, CSV, Parquet, TCX or a journal.",
    ),
    "demo": ("devices.verbs.demo", "Watch a simulated long run being coached, start here."),
    "doctor": ("devices.verbs.doctor", "Check that everything is ready for a run."),
    "fit-athlete": (
        "analysis.verbs.fit_athlete",
        "Learn from your runs how your heart follows your legs.",
    ),
    "live": ("devices.verbs.live", "Coach a run as it happens."),
    "paces": ("analysis.verbs.paces", "Turn a race into training paces and other times."),
    "plan": ("analysis.verbs.plan", "Plan weeks of sessions, from what you ran."),
    "replay": ("analysis.verbs.replay", "Hear what the coach says to a recorded run."),
    "report": ("analysis.verbs.report", "Read what a run came to: drift, zones, cues."),
    "scan": ("devices.verbs.scan", "List the heart-rate straps nearby."),
    "setup": ("devices.verbs.setup", "Set up your heart rates: a few questions, once."),
    "simulate": ("analysis.verbs.simulate", "Make a recording of a simulated run."),
    "voice": ("devices.verbs.voice", "Hear who speaks to you, and try it before a run."),
    "what-if": ("analysis.verbs.what_if", "Ask what another ceiling would have done to a run."),
    "workouts": (
        "analysis.verbs.workouts",
        "List the coaches' sessions, and what each asks of you.",
    ),
    "zones": ("analysis.verbs.zones", "Show your heart-rate zones and limits."),
}
"""Verb -> module with its ``command``, and what ``--help`` says without loading it."""


class _ReaderGone(Exception):  # noqa: N818  # no error: ``| head`` has seen enough
    """Nobody reads standard output any more."""


class _Verbs(click.Group):
    """A group that imports a command's module when the command is called."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except BrokenPipeError as error:
            raise _ReaderGone from error  # click itself would make exit status 1 of it

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(VERBS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in VERBS:
            return None
        command: click.Command = import_module(VERBS[cmd_name][0]).command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, what) for name, (_, what) in VERBS.items()])

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args and args[0] not in VERBS and not args[0].startswith("-"):
            ctx.fail(f"no such command {args[0]!r}; there are {', '.join(VERBS)}")
        return super().resolve_command(ctx, args)


@click.group(
    cls=_Verbs,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="Each command has a --help with an example. "
    "runwalk is no medical device; see the safety note in the README.",
)
@click.version_option(__version__, prog_name="runwalk")
def cli() -> None:
    """Coach run/walk by heart rate: live from a strap, offline over recordings."""


def main(argv: list[str] | None = None) -> None:
    """Run the command line and exit.

    Args:
        argv: Arguments after the program's name; None takes the process's own.
    """
    sys.exit(_run(argv))


def _run(argv: list[str] | None) -> int:
    if "NO_COLOR" in os.environ:
        os.environ.setdefault("TERM", "dumb")
    try:
        status: Any = cli.main(argv, prog_name="runwalk", standalone_mode=False)
        sys.stdout.flush()
    except RunwalkError as error:
        click.echo(f"runwalk: {error}", err=True)
        return 1
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except click.Abort:
        return 130
    except (_ReaderGone, BrokenPipeError):  # the latter from flushing
        # Python would complain at exit, when it flushes what nobody reads.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    return status if isinstance(status, int) else 0


if __name__ == "__main__":
    main()
