"""Lists to fill in, in words: what each is, and what stands in each column."""

from collections.abc import Sequence
from typing import Final

from gongfu.report.numbers import plain
from gongfu.report.text import Both, same
from gongfu.report.words import say, sentences

HEADS: Final = ("list", "column", "headings", "must", "what", "kind", "also", "refers")
"""Columns of the sheet that explains the columns."""


def list_words(name: str) -> Both:
    """What a list is."""
    return say(f"lists_of_{name}")


def column_words(table: str, column: str) -> Both:
    """What stands in a column: as its list has it, or as all have that call one so."""
    own = f"lists_cell_{table}_{column}"
    return say(own if own in sentences() else f"lists_cell_{column}")


def kind_words(name: str, choices: Sequence[str]) -> Both:
    """What a cell of a kind may hold."""
    told = same(", ".join(choices))
    return say(f"lists_kind_{name}", choices=told) if choices else say(f"lists_kind_{name}")


def head_words(name: str) -> Both:
    """What a column of the explanation is called."""
    return say(f"lists_head_{name}")


def yes_words(*, yes: bool) -> Both:
    """Yes or no."""
    return say("lists_yes" if yes else "lists_no")


def title_words() -> Both:
    """What the package is."""
    return say("lists_title")


def about_words() -> Both:
    """What the package holds, and what a checker of it cannot know."""
    return say("lists_about")


def more_words() -> Both:
    """That a list may have further columns."""
    return say("lists_more")


def empty_words() -> Both:
    """That lists were brought that nobody filled in."""
    return say("lists_empty")


def written_words(name: str, n: int, columns: int, sheet: str, n_published: int) -> list[Both]:
    """What was written; `sheet` explains the columns of a workbook, "" of a folder."""
    said = [say("lists_written", name=same(name), n=plain(n), columns=plain(columns))]
    said.append(say("lists_told", sheet=same(sheet)) if sheet else say("lists_checked"))
    return said + ([say("lists_published", n=plain(n_published))] if n_published else [])
