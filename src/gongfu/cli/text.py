"""Tables on a terminal."""

import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import click

from gongfu.errors import n_of

PIPE_WIDTH: Final = 240


def print_table(
    rows: Sequence[Mapping[str, Any]], *, decimals: int = 3, heads: Mapping[str, str] | None = None
) -> None:
    """Print rows that share their keys as one table; nothing for no rows.

    heads: what a key is called in Chinese, on a second line.
    """
    from rich.console import Console
    from rich.table import Table

    if not rows:
        return
    table = Table(box=None, header_style="bold")
    columns = {key: [row[key] for row in rows] for key in rows[0]}
    shown = []
    for key, values in columns.items():
        number = all(value is None or isinstance(value, int | float) for value in values)
        head = "\n".join(filter(None, (key.replace("_", " "), (heads or {}).get(key, ""))))
        table.add_column(head, justify="right" if number else "left", overflow="fold")
        needed = max((_decimals(v, decimals) for v in values if isinstance(v, float)), default=0)
        year = key.endswith("year") or key == "hour"
        shown.append([str(v) if year and v is not None else _cell(v, needed) for v in values])
    for cells in zip(*shown, strict=True):
        table.add_row(*cells)
    # A pipe has no width of its own; a table cut to 80 columns would lose words.
    width = None if sys.stdout.isatty() else PIPE_WIDTH
    Console(width=width, markup=False, emoji=False).print(table)


def print_answer(told: Mapping[str, Any], out: Path | None, *, decimals: int = 3) -> None:
    """Print the sentences of an answer, its summary and its rows, and where they were written."""
    for words in told["sentences"]:
        click.echo(f"{words['en']}\n{words['zh']}\n")
    if told["simulated"]:
        click.echo(f"simulated: {told['simulated']['en']}\n模拟：{told['simulated']['zh']}\n")
    if told["summary"]:
        print_table(told["summary"], decimals=decimals, heads=told.get("heads"))
        click.echo()
    print_table(told["rows"], decimals=decimals, heads=told.get("heads"))
    if told["n_more"]:
        more = n_of(told["n_more"], "more row", "more rows")
        click.echo(f"{more}; --limit N shows more, --out FILE holds all")
    if out is not None:
        click.echo(f"wrote {out}")


def _decimals(value: float, most: int) -> int:
    """The decimals that a number needs, `most` at most: a column shows all its numbers alike."""
    return len(f"{value:.{most}f}".rstrip("0").partition(".")[2])


def _cell(value: Any, decimals: int) -> str:
    if value is None:
        return "–"
    if isinstance(value, bool) or not isinstance(value, int | float):
        return str(value)
    return f"{value:,}" if isinstance(value, int) else f"{value:,.{decimals}f}"
