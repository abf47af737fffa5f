"""How a task tells how far it is: a function of the share done and words for what is going on."""

from collections.abc import Callable

Progress = Callable[[float, str], None]


def silent(share: float, words: str) -> None:
    """Tell nobody."""


def part(progress: Progress | None, start: float, end: float) -> Progress:
    """Progress of one step that takes a whole task from `start` to `end`."""
    if progress is None:
        return silent
    return lambda share, words: progress(start + (end - start) * share, words)
