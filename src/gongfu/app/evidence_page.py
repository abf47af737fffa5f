"""The page of a document with its figures marked, in a file."""

from pathlib import Path

from gongfu.app.evidence import Reading
from gongfu.errors import InputError
from gongfu.io.answers import check_folder


def check_page(path: Path | None) -> None:
    """Raise an InputError if no page could be written to `path`; None is none."""
    if path is None:
        return
    if path.suffix.lower() != ".html":
        raise InputError(
            f"{str(path)!r} ends in {path.suffix or 'nothing'!r}; a page ends in .html"
        )
    check_folder(path)


def write_page(readings: list[Reading], path: Path, *, zone=None, language: str = "zh") -> None:
    raise NotImplementedError
