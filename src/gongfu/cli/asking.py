"""A question to a zone: read it, let a task answer, write and print what it says."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import click

from gongfu.cli.progress import Progress, show_progress
from gongfu.cli.text import print_answer

_QUESTION: Final = ("kinds", "mode", "walker", "minutes", "direction", "place", "if_missing")


@dataclass
class Asking:
    """A zone that was read, the question, and how far the work is."""

    zone: Any
    question: Any
    progress: Progress | None
    answer: Any = None


@contextmanager
def asking_of(path: Path, options: dict[str, Any]) -> Iterator[Asking]:
    """Read the zone before the task runs, write and print its answer afterwards."""
    out, limit, as_json, quiet = (options.pop(n) for n in ("out", "limit", "as_json", "quiet"))
    with show_progress(quiet) as progress:
        from gongfu.app import answer as answers
        from gongfu.app.question import Question
        from gongfu.app.tasks import open_zone

        answers.check_out(out)
        asked = {name: options[name] for name in _QUESTION if name in options}
        asking = Asking(open_zone(path, progress=progress), Question(**asked), progress)
        yield asking
        if out is not None:
            answers.write_answer(asking.answer, out)
    if as_json:
        told = answers.as_json(asking.answer, limit) | {"file": str(out) if out else None}
        click.echo(json.dumps(told, ensure_ascii=False, allow_nan=False))
    else:
        print_answer(answers.as_text(asking.answer, limit), out)
