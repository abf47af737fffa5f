"""A CSV file as a document of one table; lists that a zone takes in are told from it."""

import csv
from typing import Final

from gongfu.errors import InputError
from gongfu.model.document import Document, Table

ENDINGS: Final = (".csv", ".tsv")
_PLACED: Final = frozenset(["lon", "lat", "lng", "longitude", "latitude", "经度", "纬度"])
_FIGURES: Final = (frozenset(["indicator", "指标"]), frozenset(["value", "数值"]))
_DIVIDERS: Final = ",;\t|"
_FEW: Final = 20  # lines in which the divider shows


def read_csv(text: str, name: str) -> Document:
    """The document that a CSV file is: one table, and its rows as lines with tabs.

    Raises
    ------
    InputError
        It is no table, or a list for a zone: of places with their coordinates, or of figures one
        to a line.
    """
    lines = text.removeprefix("\ufeff").splitlines(keepends=True)
    divider = max(_DIVIDERS, key=lambda one: sum(line.count(one) for line in lines[:_FEW]))
    try:
        rows = [[cell.strip() for cell in row] for row in csv.reader(lines, delimiter=divider)]
    except csv.Error as error:
        raise InputError(
            f"{name}: it cannot be read as CSV ({error}); save it again from a spreadsheet program"
        ) from error
    rows = [row for row in rows if any(row)]
    _check_is_document(rows, name)
    width = max(map(len, rows), default=0)
    table = Table(name, tuple(tuple(row) + ("",) * (width - len(row)) for row in rows))
    written = "\n".join(
        "\t".join(" ".join(cell.split()) for cell in row).rstrip() for row in table.rows
    )
    title = next((cell for row in rows[:1] for cell in row if cell), "")
    alone = bool(rows) and sum(map(bool, rows[0])) == 1
    return Document(written, name, title if alone else "", kind="csv", tables=(table,))


def _check_is_document(rows: list[list[str]], name: str) -> None:
    """Raise an InputError for a list that `gongfu import` takes."""
    heads = {cell.lower() for row in rows[:3] for cell in row}
    if len(heads & _PLACED) > 1:
        raise InputError(
            f"{name}: it is a list of places with their coordinates, which states no figures; "
            f"bring it into a zone: gongfu import facilities {name} --into ZONE (or communities)"
        )
    if all(heads & words for words in _FIGURES):
        raise InputError(
            f"{name}: it is a list of figures, one to a line; bring it into a zone: "
            f"gongfu import figures {name} --into ZONE"
        )
