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
    for key, value in rows[0].items():
        number = value is None or isinstance(value, int | float)
        table.add_column(key.replace("_", " "), justify="right" if number else "left")
    for row in rows:
        table.add_row(*(_cell(value) for value in row.values()))
    # A pipe has no width of its own; a table cut to 80 columns would lose words.
    Console(width=None if sys.stdout.isatty() else PIPE_WIDTH).print(table)


def _cell(value: Any) -> str:
    if value is None:
        return "–"
    if isinstance(value, bool) or not isinstance(value, int | float):
        return str(value)
    return f"{value:,}" if isinstance(value, int) else f"{value:,.3f}"
