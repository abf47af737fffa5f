"""Tables of what became of promises: by place, what is late and due next, and money."""

import math
from collections.abc import Iterable, Mapping
from typing import Any, Final

from gongfu.model.place import normal_code
from gongfu.report.kept import MONEY, Kept
from gongfu.report.numbers import plain, rounded
from gongfu.report.tables import Cell, Column, Table, names, number_cell, percent_cell
from gongfu.report.text import Both, same
from gongfu.report.words import prefixed, say

_SHARES: Final = ("signed_on_time_share", "closed_on_time_share", "satisfaction", "redone_share")


def tables(kept: Kept) -> list[Table]:
    """Those that have rows.

    Parameters
    ----------
    kept
        From a ledger.

    Returns
    -------
    list of Table
        In the order of the page.
    """
    lists = [_listed(kept, which) for which in ("late", "soon")]
    all_ = [_by_place(kept), *lists, _money(kept), _service(kept)]
    return [table for table in all_ if table.rows]


def _named(kept: Kept, codes: Iterable[str]) -> list[Both]:
    """Names of places whose codes may be written in six digits or as their level has them."""
    return names(kept.places, [normal_code(code) for code in codes])


def _parties(kept: Kept, codes: list[str]) -> list[Both]:
    """Names of givers and receivers: of the place, else as projects call them, else the code."""
    known = set(kept.places.index)
    return [
        name if normal_code(code) in known else same(kept.parties.get(code) or code)
        for name, code in zip(_named(kept, codes), codes, strict=True)
    ]


def _by_place(kept: Kept) -> Table:
    rows = kept.by_place
    called = _named(kept, rows.index)
    columns = [
        Column(say("col_place")),
        Column(say("kept_col_n"), "n"),
        Column(say("kept_col_delivered"), "n"),
        Column(say("kept_col_late"), "n"),
        Column(say("kept_col_risk"), "n"),
        Column(say("kept_col_share"), "n"),
        Column(say("kept_col_completion"), "n"),
    ]
    body = [
        [
            Cell(name),
            *(number_cell(float(row[k])) for k in ("n", "n_delivered", "n_late", "n_at_risk")),
            percent_cell(float(row["delivered_share"])),
            percent_cell(float(row["completion"])),
        ]
        for name, (_, row) in zip(called, rows.iterrows(), strict=True)
    ]
    caption = say("kept_places_caption", day=kept.today.isoformat())
    return Table(
        "kept-places",
        prefixed(caption, simulated=kept.simulated),
        columns,
        body,
        numbers=True,
        tall=len(body) > 25,
        finder=len(body) > 25,
    )


def _listed(kept: Kept, which: str) -> Table:
    rows = kept.late if which == "late" else kept.soon
    n = kept.total["n_late"] if which == "late" else kept.n_soon
    called = _named(kept, rows["place"])
    columns = [
        Column(say("kept_col_task")),
        Column(say("col_place")),
        Column(say("kept_col_owner")),
        Column(say("kept_col_due")),
        *([Column(say("kept_col_days_late"), "n")] if which == "late" else []),
        Column(say("kept_col_done"), "n"),
    ]
    body = [
        [
            Cell(same(row["deliverable_id"])),
            Cell(name),
            Cell(same(row["owner"])),
            Cell(same(row["due_on"])),
            *([number_cell(float(row["days"]))] if which == "late" else []),
            Cell(same(f"{row['done']:g}/{row['quantity']:g} {row['unit']}")),
        ]
        for name, (_, row) in zip(called, rows.iterrows(), strict=True)
    ]
    caption = say(f"kept_{which}_caption", until=kept.soon_until.isoformat())
    note = say("kept_of_more", shown=plain(len(body)), n=plain(n)) if n > len(body) else None
    return Table(f"kept-{which}", prefixed(caption, simulated=kept.simulated), columns, body, note)


def _service(kept: Kept) -> Table:
    columns = [
        Column(say("kept_col_owner")),
        Column(say("kept_col_handlings"), "n"),
        *(Column(say(f"kept_col_{name}"), "n") for name in _SHARES),
    ]
    body = [
        [
            Cell(same(row["department"])),
            number_cell(float(row["n"])),
            *(_in_time(row, name) for name in _SHARES),
        ]
        for _, row in kept.service.iterrows()
    ]
    caption = say("kept_service_caption", day=kept.today.isoformat())
    return Table(
        "kept-service",
        prefixed(caption, simulated=kept.simulated),
        columns,
        body,
        say("kept_service_note"),
        numbers=True,
    )


def _budget(row: Mapping[str, Any]) -> Cell:
    if row["budget"] is None:
        return Cell(same("–"), "")
    shown = plain(row["budget"], 2)
    told = say("kept_budget_mark", amount=shown) if row["is_over"] else shown
    return Cell(told, f"{row['budget']:.2f}")


def _in_time(row: Mapping[str, float], name: str) -> Cell:
    """A share; with a mark if it would be less without what was written down afterwards."""
    least = float(row.get(name.replace("_share", "_least_share"), row[name]))
    shown = percent_cell(float(row[name]))
    if math.isnan(least) or least >= row[name]:
        return shown
    without = same(rounded(least * 100.0, 1))
    order = "-1" if math.isnan(row[name]) else rounded(row[name] * 100.0, 1)
    return Cell(say("kept_least_mark", share=shown.words, least=without), order)


def _money(kept: Kept) -> Table:
    rows = kept.money
    has_budgets = bool(rows["budget"].notna().any())
    columns = [
        Column(say("kept_col_giver")),
        Column(say("kept_col_receiver"), "w"),
        Column(say("kept_col_year"), "n"),
        *([Column(say("kept_col_budget"), "n")] if has_budgets else []),
        *(Column(say(f"kept_col_{name}"), "n") for name in MONEY),
    ]
    givers, receivers = (_parties(kept, rows[side].tolist()) for side in ("giver", "receiver"))
    body = []
    for giver, receiver, (_, row) in zip(givers, receivers, rows.iterrows(), strict=True):
        amounts = {name: Cell(plain(row[name], 2), f"{row[name]:.2f}") for name in MONEY}
        if row["beyond"]:
            spent = say("kept_beyond_mark", amount=plain(row["spent"], 2))
            amounts["spent"] = Cell(spent, f"{row['spent']:.2f}")
        told = str(row["year"] or "")
        year = Cell(same(told) if told else say("kept_no_year"), told)
        budget = [_budget(row.to_dict())] if has_budgets else []
        body.append([Cell(giver), Cell(receiver), year, *budget, *amounts.values()])
    return Table(
        "kept-money",
        prefixed(say("kept_money_caption"), simulated=kept.simulated),
        columns,
        body,
        say("kept_money_note"),
        tall=len(body) > 25,
        finder=len(body) > 25,
    )
