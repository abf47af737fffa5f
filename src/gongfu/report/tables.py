"""Tables as the page shows them: columns with both titles, cells that sort by their number."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from markupsafe import Markup, escape

from gongfu.report.numbers import plain, rounded
from gongfu.report.text import Both, same
from gongfu.report.words import prefixed, say

NOTHING = same("–")


@dataclass(frozen=True, slots=True)
class Cell:
    """What a cell says, and what it sorts by where the words would sort wrongly."""

    words: Both | Markup | str
    order: str = ""


@dataclass(frozen=True, slots=True)
class Column:
    """A heading; `css` is "n" for numbers, "long" for sentences."""

    title: Both
    css: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """A table of the page.  The first cell of each row is its heading.

    `numbers`: all cells but the first are numbers.  `tall`: scrolls within itself.
    `finder`: gets a box to search in.
    """

    key: str
    caption: Both
    columns: Sequence[Column]
    rows: Sequence[Sequence[Cell]]
    note: Both | None = None
    numbers: bool = False
    tall: bool = False
    finder: bool = False
    folded: Both | None = None

    def body(self) -> Markup:
        """The rows as HTML, written out here: a large table has tens of thousands of cells."""
        css = [
            f' class="{column.css}"'
            if column.css and not (self.numbers and column.css == "n")
            else ""
            for column in self.columns
        ]
        row_role, head_role = "", ""
        if not self.numbers:
            # On a phone these rows become cards: each cell then names its column itself, and the
            # roles keep the rows a table for screen readers.
            row_role, head_role = ' role="row"', ' role="rowheader"'
            css = [
                f'{look} role="cell" data-en="{escape(column.title["en"])}"'
                f' data-zh="{escape(column.title["zh"])}"'
                for look, column in zip(css, self.columns, strict=True)
            ]
        lines = []
        for row in self.rows:
            cells = [f'<th scope="row"{head_role}>{escape(row[0].words)}</th>']
            cells += [
                f"<td{look}{_order(cell)}>{escape(cell.words)}</td>"
                for look, cell in zip(css[1:], row[1:], strict=True)
            ]
            lines.append(f"<tr{row_role}>{''.join(cells)}</tr>\n")
        return Markup("".join(lines))


def _order(cell: Cell) -> str:
    return f' data-v="{escape(cell.order)}"' if cell.order else ""


def number_cell(value: float, decimals: int = 0) -> Cell:
    """A number that sorts by its value; – where there is none."""
    if not np.isfinite(value):
        return Cell(NOTHING, "-1e99")
    return Cell(plain(value, decimals), f"{value:.6g}" if abs(value) >= 1000 else "")


def percent_cell(share: float) -> Cell:
    """Per cent without the sign, which stands in the heading."""
    if not np.isfinite(share):
        return Cell(NOTHING, "-1")
    return Cell(same(rounded(share * 100.0, 1)))


def names(places: pd.DataFrame, codes: Sequence[str]) -> list[Both]:
    """Place names in both languages; a place without an English name keeps its own."""
    known = places.reindex(codes)
    listed = []
    for code, name, english in zip(codes, known["name"], known["name_en"], strict=True):
        own = str(name) if isinstance(name, str) and name else str(code)
        listed.append(Both(str(english) if isinstance(english, str) and english else own, own))
    return listed


_ENGLISH_TAILS = (
    " She Autonomous County",
    " Autonomous County",
    " Subdistrict",
    " District",
    " County",
    " City",
)


def short(name: Both) -> Both:
    """A name for charts: English without what kind of place it is."""
    for tail in _ENGLISH_TAILS:
        if name.en.endswith(tail) and len(name.en) > len(tail):
            return Both(name.en.removesuffix(tail), name.zh)
    return name


def coverage_table(
    coverage: pd.DataFrame,
    places: pd.DataFrame,
    kinds: Sequence[tuple[str, Both]],
    key: str,
    level: str,
    note: Both,
    *,
    simulated: bool,
) -> Table:
    """Residents covered, kind by kind, for the places of one level."""
    rows = coverage[coverage["level"] == level]
    shares = rows.set_index(["place", "kind"])["share_of_residents"].unstack()
    whole = rows[rows["kind"] == "all"].set_index("place")
    whole = whole[whole["n_places"] > 0]
    codes = places.index[(places["level"] == level) & places.index.isin(whole.index)].tolist()
    residents = whole["residents"].reindex(codes).tolist()
    n_points = whole["n_places"].reindex(codes).tolist()
    parents = places["parent"].reindex(codes).tolist()
    above, own = names(places, parents), names(places, codes)
    has_upper = len(set(parents)) > 1
    # The heading row comes again on every printed page, so the word stands there too.
    columns = [Column(prefixed(say("col_place"), simulated=simulated))]
    if has_upper:
        columns.append(Column(say("col_within"), "w"))
    columns += [Column(say("col_people"), "n"), Column(say("col_points"), "n")]
    columns += [Column(title, "n") for _, title in kinds] + [Column(say("col_all"), "n")]
    wanted = [kind for kind, _ in kinds] + ["all"]
    grid = shares.reindex(index=codes, columns=wanted).to_numpy(float)
    body = []
    for at in range(len(codes)):
        cells = [Cell(own[at])]
        if has_upper:
            cells.append(Cell(above[at]))
        cells += [
            number_cell(residents[at]),
            number_cell(float(n_points[at])),
        ]
        cells += [percent_cell(share) for share in grid[at]]
        body.append(cells)
    title = say(f"level_{level}")
    caption = (
        say("table_townships", level=title, n=len(body))
        if len(body) > 30
        else say("table_counties", level=title)
    )
    caption = prefixed(caption, simulated=simulated)
    large = len(body) > 120
    return Table(
        key,
        caption,
        columns,
        body,
        note,
        numbers=True,
        tall=len(body) > 25,
        finder=len(body) > 25,
        folded=caption if large else None,
    )
