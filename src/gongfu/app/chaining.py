"""Designed here, made there, sold elsewhere: lists to chains of counties, in words and rows."""

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from markupsafe import Markup

from gongfu.app.answer import Answer
from gongfu.io.lists import ListColumn, ListTable, read_lists
from gongfu.match.chains import best_chains
from gongfu.model.zone import LANGUAGES
from gongfu.report import asked_chains as words

_CAPACITY: Final = ("能力", "产能", "上限")
TABLES: Final = (
    ListTable(
        "places",
        ("环节", "各地能力"),
        (
            ListColumn("stage", ("环节",)),
            ListColumn("county", ("县", "县(市、区)", "地区")),
            ListColumn("capacity", _CAPACITY, number=True),
            ListColumn("cost_yuan", ("cost", "单位成本", "成本"), yuan=True),
            ListColumn("price_yuan", ("price", "单价", "售价"), yuan=True, blank=True),
        ),
    ),
    ListTable(
        "links",
        ("运输", "衔接"),
        (
            ListColumn("origin", ("起点", "从")),
            ListColumn("destination", ("终点", "到")),
            ListColumn("cost_yuan", ("cost", "单位成本", "运费"), yuan=True),
            ListColumn("capacity", _CAPACITY, number=True, optional=True, blank=True),
        ),
    ),
)
"""The lists of a chain."""


def chains(path: Path, stages: Sequence[str] = ()) -> Answer:
    """The chains of counties with the largest margin, and what limits them.

    Parameters
    ----------
    path
        A workbook or a folder with the lists of `TABLES`.
    stages
        In their order; none: as they first stand in the list of places.

    Returns
    -------
    Answer
        One row per chain: its county at each stage, `units` and `margin_yuan`.  `summary` has each
        place, its `units` and what one more would add.
    """
    lists = read_lists(path, TABLES)
    order = list(stages) or list(dict.fromkeys(lists["places"]["stage"]))
    found = best_chains(lists["places"], lists["links"], stages=order)
    said = words.chains(found, order)
    table = found.chains.assign(standing="computed")
    summary = found.places[["stage", "county", "capacity", "units", "one_more_yuan"]]
    return Answer(
        dict.fromkeys(LANGUAGES, path.name),
        {"command": "chains", "stages": list(map(str, order))},
        tuple({n: Markup(both[n]).striptags() for n in LANGUAGES} for both in said),
        table,
        tuple(map(str, table.columns.drop("standing"))),
        summary=summary,
    )
