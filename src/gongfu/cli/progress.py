"""A progress line on stderr for long work."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final

import click

Progress = Callable[[float, str], None]
_FIRST: Final = "loading the program"


@contextmanager
def show_progress(quiet: bool) -> Iterator[Progress | None]:
    """A function (share done, words): a bar on a terminal, a line a step elsewhere, or None."""
    if quiet:
        yield None
    elif not sys.stderr.isatty():
        say = _lines()
        say(0.0, _FIRST)
        yield say
    else:
        from rich.console import Console
        from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

        columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
        with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
            job = bar.add_task(_FIRST, total=1.0)
            yield lambda share, words: bar.update(job, completed=share, description=words)


def _lines() -> Progress:
    said = [""]

    def say(share: float, words: str) -> None:
        if words != said[0]:
            said[0] = words
            click.echo(f"{share:4.0%} {words}", err=True)

    return say
