"""A progress line on stderr for long work."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

Progress = Callable[[float, str], None]


@contextmanager
def show_progress(quiet: bool) -> Iterator[Progress | None]:
    """A function (fraction done, words) that draws a bar on stderr; None when quiet."""
    if quiet:
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    bar = Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        TimeElapsedColumn(),
        console=Console(stderr=True),
        transient=True,
    )
    with bar:
        job = bar.add_task("starting", total=1.0)
        yield lambda share, words: bar.update(job, completed=share, description=words)
