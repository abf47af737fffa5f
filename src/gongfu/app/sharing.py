"""How a shared centre is divided: its lists read, who gets what in words, rows and a list."""

import unicodedata
from pathlib import Path
from typing import Final

import numpy as np
import pandas as pd
from markupsafe import Markup

from gongfu.app.answer import Answer, check_out
from gongfu.errors import InputError
from gongfu.io.answers import check_folder, write_table
from gongfu.io.atomic import replace_file
from gongfu.io.lists import SIMULATED, ListColumn, ListTable, read_lists
from gongfu.match.sharing_lists import share_out
from gongfu.model.zone import LANGUAGES
from gongfu.report import asked_sharing as words
from gongfu.report.words import prefixed

_YES: Final = ("yes", "true", "1", "是")
_NO: Final = ("", "no", "false", "0", "否")
_FIRM: Final = ListColumn("firm", ("企业", "企业编号"), blank=True)
_RESOURCE: Final = ListColumn("resource", ("资源", "资源名称"), blank=True)
_PERIOD: Final = ListColumn("period", ("期次", "月份"), optional=True, blank=True)
_STANDING: Final = ListColumn("standing", ("性质",), optional=True, blank=True)
TABLES: Final = (
    ListTable(
        "firms",
        ("企业", "企业名单"),
        (
            _FIRM,
            ListColumn("name", ("名称", "企业名称"), optional=True, blank=True),
            ListColumn("weight", ("权重",), optional=True, blank=True),
            ListColumn("credit", ("结转额度",), optional=True, blank=True),
            _STANDING,
        ),
    ),
    ListTable(
        "demands",
        ("申请", "申请量"),
        (
            _FIRM,
            _RESOURCE,
            ListColumn("amount", ("申请量", "数量"), blank=True),
            _PERIOD,
            _STANDING,
        ),
    ),
    ListTable(
        "supply",
        ("供给", "资源"),
        (
            ListColumn("resource", ("资源", "资源名称")),
            ListColumn("amount", ("供给量", "数量"), number=True),
            ListColumn("whole", ("取整", "按整数分配"), optional=True, blank=True),
            _PERIOD,
            _STANDING,
        ),
    ),
    ListTable(
        "floors",
        ("保底", "保底量"),
        (
            _FIRM,
            _RESOURCE,
            ListColumn("amount", ("保底量", "数量"), blank=True),
            _PERIOD,
            _STANDING,
        ),
        optional=True,
    ),
)
"""The lists of a shared centre."""


def sharing(
    path: Path,
    *,
    most_periods: float = 1.0,
    listing: Path | None = None,
    faults: Path | None = None,
) -> Answer:
    """Who gets how much of a shared centre, by dominant-resource fairness, and why.

    Parameters
    ----------
    path
        A workbook or a folder with the lists of `TABLES`.
    most_periods
        No credit or debt is more than a firm's due of so many periods.
    listing
        A file for the list in both languages, .html or .txt.
    faults
        A file for every row that does not count, with the remedy in both languages.

    Returns
    -------
    Answer
        One row per period and firm; `summary` has the resources.  Rows that did not count are
        told, and firms that are left out stand in the table.

    Raises
    ------
    InputError, NotFoundError, InfeasibleError
        A list is absent, the supply is faulty, or the floors do not fit into it.
    """
    if listing is not None:
        if listing.suffix.lower() not in (".html", ".txt"):
            raise InputError(f"{listing.name}: the list is written as .html or .txt; rename it")
        check_folder(listing)
    check_out(faults)
    lists = read_lists(path, TABLES, numbered=True)

    simulated = any(
        frame["standing"].isin(SIMULATED).any() for frame in lists.values() if "standing" in frame
    )
    firms = lists["firms"]
    for name in ("weight", "credit"):
        if name in firms:
            firms = firms.assign(**{name: _numbers(firms[name], odd=-np.inf)})
    supply = lists["supply"]
    if "whole" in supply:
        supply = supply.assign(whole=_whole(supply["whole"]))
    rows = {
        name: lists[name].assign(amount=lambda f: _numbers(f["amount"], odd=np.nan))
        for name in ("demands", "floors")
        if name in lists
    }
    found = share_out(firms, rows["demands"], supply, rows.get("floors"), most_periods=most_periods)

    if listing is not None:
        write = words.list_page if listing.suffix.lower() == ".html" else words.list_text
        replace_file(listing, write(found, simulated=simulated).encode())
    if faults is not None:
        write_table(words.with_remedies(found.faults), faults)
    whole = list(supply.loc[supply["whole"], "resource"].unique()) if "whole" in supply else []
    simple = not whole and "floors" not in lists and "period" not in found.table
    promises = simple and bool((found.table["credit"].fillna(0.0) == 0).all())
    table = words.with_reasons(found.table).assign(
        standing="simulated" if simulated else "computed"
    )
    shown = ["period", "firm", "name", "share", *(n for n in table if n.startswith("gets_"))]
    shown += [*(["credit_after"] if "period" in table else []), "bound_by", "reason"]
    said = words.told(found, whole=whole, promises=promises)
    said[0] = prefixed(said[0], simulated=simulated)
    return Answer(
        dict.fromkeys(LANGUAGES, path.name),
        {"command": "sharing", "most_periods": most_periods},
        tuple({n: Markup(both[n]).striptags() for n in LANGUAGES} for both in said),
        table,
        tuple(name for name in shown if name in table),
        ("firms", "demands") if simulated else (),
        {"en": "firms and orders", "zh": "企业和申请"} if simulated else {},
        found.resources,
    )


def _numbers(values: pd.Series, *, odd: float) -> pd.Series:
    """Cells as numbers; an empty one is NaN, and one that is no number is `odd`."""
    text = values.map(lambda one: None if one is None else _written(one))
    numbers = pd.to_numeric(text, errors="coerce").astype(float)
    return numbers.mask(numbers.isna() & text.notna(), odd)


def _written(cell: object) -> str:
    return unicodedata.normalize("NFKC", str(cell)).replace(",", "").strip()


def _whole(values: pd.Series) -> pd.Series:
    """Whether a resource is given out in whole units only."""
    text = values.map(lambda one: "" if one is None else _written(one).lower())
    odd = ~text.isin([*_YES, *_NO])
    if odd.any():
        raise InputError(
            f"supply: whole is {values[odd].iloc[0]!r}; write yes or no (是, 否), or leave it empty"
        )
    return text.isin(_YES)
