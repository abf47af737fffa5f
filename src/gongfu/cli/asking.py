"""A question to a zone or to lists: let a task answer, write and print what it says."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import click

from gongfu.cli.by_timetable import ride_of
from gongfu.cli.progress import Progress, show_progress
from gongfu.cli.solver import solver_on_stderr
from gongfu.cli.text import print_answer

_QUESTION: Final = ("kinds", "mode", "walker", "minutes", "direction", "place", "if_missing",
                    "ride")  # fmt: skip


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
    drawn, language = options.pop("map_file", None), options.pop("language", "en")
    with show_progress(quiet) as progress:
        from gongfu.app import answer as answers
        from gongfu.app.question import Question
        from gongfu.app.tasks import open_zone

        answers.check_out(out)
        if drawn is not None:
            from gongfu.app import plan_pictures

            plan_pictures.check_map(drawn)
        if "feeds" in options:
            options["ride"] = ride_of(options)
        asked = {name: options[name] for name in _QUESTION if name in options}
        asking = Asking(open_zone(path, progress=progress), Question(**asked), progress)
        with solver_on_stderr():
            yield asking
        if out is not None:
            answers.write_answer(asking.answer, out)
        if drawn is not None:
            plan_pictures.write_map(asking.answer.drawing, drawn, language=language)
    _tell(asking.answer, out, limit, as_json)


@dataclass
class Telling:
    """The place of an answer that needs no zone, and how far the work is."""

    answer: Any = None
    progress: Progress | None = None


@contextmanager
def telling_of(options: dict[str, Any]) -> Iterator[Telling]:
    """Check before the task runs, write and print its answer afterwards; long work says so."""
    out, limit, as_json = (options.pop(name) for name in ("out", "limit", "as_json"))
    with show_progress(options.pop("quiet", True)) as progress:
        from gongfu.app import answer as answers

        answers.check_out(out)
        telling = Telling(progress=progress)
        with solver_on_stderr():
            yield telling
        if out is not None:
            answers.write_answer(telling.answer, out)
    _tell(telling.answer, out, limit, as_json)


def _tell(answer: Any, out: Path | None, limit: int | None, as_json: bool) -> None:
    """Print an answer as text or JSON."""
    from gongfu.app import answer as answers

    if as_json:
        told = answers.as_json(answer, limit) | {"file": str(out) if out else None}
        click.echo(json.dumps(told, ensure_ascii=False, allow_nan=False))
    else:
        print_answer(answers.as_text(answer, limit), out)
