"""Stated figures and documents made by hand."""

from dataclasses import replace
from decimal import Decimal

import pandas as pd

from gongfu.evidence.ledger import evidence_rows
from gongfu.evidence.stated import StatedFigure
from gongfu.model import schema

FIRST, SECOND, THIRD = "a" * 12, "b" * 12, "c" * 12


def stated(number="82553亿元", value="8255300000000", at=10, **changes):
    """Zhejiang's GDP of 2023, in a sentence of its own that begins 5 characters earlier."""
    sentence = changes.pop("sentence", f"全省总值为{number}。")
    start = at - sentence.index(number)
    figure = StatedFigure(
        value=Decimal(value),
        bound="=",
        unit="yuan",
        indicator="gdp_yuan",
        term="总值",
        place="全省",
        place_code="33",
        period="2023",
        whom="",
        number=number,
        sentence=sentence,
        start=start,
        end=start + len(sentence),
        number_start=at,
        number_end=at + len(number),
    )
    return replace(figure, **changes)


def evidence(**figures):
    """A table of evidence; `a=[...]` are the figures of document aaaaaaaaaaaa, and so on."""
    return pd.concat([evidence_rows(name * 12, rows) for name, rows in figures.items()])


def documents(**changes):
    """Documents aaaaaaaaaaaa, ... by their letters: title, day and publisher, as given."""
    rows = {}
    for name, (title, published, publisher) in changes.items():
        rows[name * 12] = {
            "name": f"{name}.txt",
            "title": title,
            "published": published,
            "publisher": publisher,
            "about": "33",
            "kind": "text",
            "grade": "secondary",
            "read_on": "2026-11-28",
            "text": "…",
        }
    return pd.DataFrame.from_dict(rows, "index").rename_axis("document").astype("str")


def decisions(*rows):
    """Decisions as (figure, decision, by, reason)."""
    names = [column.name for column in schema.DECISIONS]
    given = ("figure", "decision", "by", "reason")
    filled = [dict.fromkeys(names, "") | dict(zip(given, row, strict=True)) for row in rows]
    return pd.DataFrame(filled, columns=names).astype("str")


def table_figures(*rows):
    """Figures of a zone as (place, indicator, period, value), from a yearbook."""
    names = [column.name for column in schema.FIGURES]
    filled = [
        dict.fromkeys(names, "")
        | dict(zip(("place", "indicator", "period", "value"), row, strict=True))
        | {"bound": "=", "unit": "yuan", "source": "the yearbook", "standing": "published",
           "grade": "official_table"}
        for row in rows
    ]  # fmt: skip
    frame = pd.DataFrame(filled, columns=names)
    return frame.astype({name: "float64" if name == "value" else "str" for name in names})
