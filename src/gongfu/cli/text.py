"""Tables on a terminal."""

import sys
from collections.abc import Mapping, Sequence
from typing import Any, Final

PIPE_WIDTH: Final = 240


def print_table(rows: Sequence[Mapping[str, Any]]) -> None:
    """Print rows that share their keys as one table; nothing for no rows."""
    from rich.console import Console
    from rich.table import Table

    if not rows:
        return
    table = Table(box=None, header_style="bold")
    columns = {key: [row[key] for row in rows] for key in rows[0]}
    shown = []
    for key, values in columns.items():
        number = all(value is None or isinstance(value, int | float) for value in values)
        table.add_column(key.replace("_", " "), justify="right" if number else "left")
        decimals = max((_decimals(v) for v in values if isinstance(v, float)), default=0)
        shown.append([_cell(value, decimals) for value in values])
    for cells in zip(*shown, strict=True):
        table.add_row(*cells)
    # A pipe has no width of its own; a table cut to 80 columns would lose words.
    Console(width=None if sys.stdout.isatty() else PIPE_WIDTH).print(table)


def _decimals(value: float) -> int:
    """The decimals that a number needs, three at most: a column shows all of its numbers alike."""
    return len(f"{value:.3f}".rstrip("0").partition(".")[2])


def _cell(value: Any, decimals: int) -> str:
    if value is None:
        return "–"
    if isinstance(value, bool) or not isinstance(value, int | float):
        return str(value)
    return f"{value:,}" if isinstance(value, int) else f"{value:,.{decimals}f}"
