"""Letters to people written to a file: one for all, each on a sheet of its own when printed."""

from collections.abc import Iterator
from pathlib import Path

from gongfu.errors import InputError
from gongfu.io.answers import check_folder
from gongfu.io.atomic import replace_file
from gongfu.report.letters import Letter, letters_page, letters_text
from gongfu.report.text import Both


def check_letters(path: Path | None) -> None:
    """Raise an InputError if no letters could be written to `path`; None is none."""
    if path is None:
        return
    if path.suffix.lower() not in (".html", ".txt"):
        raise InputError(f"{str(path)!r} ends in {path.suffix!r}; letters are .html or .txt")
    check_folder(path)


def write_letters(path: Path, some: Iterator[Letter], title: Both) -> None:
    """Write letters to `path`, as a page or as text by its ending."""
    is_page = path.suffix.lower() == ".html"
    text = letters_page(some, title) if is_page else letters_text(some)
    replace_file(path, text.encode())
