"""The ledger of stated figures: each by its id, what people decided about it, what a zone may use.

Nothing here is overwritten: a reading adds rows, a person adds decisions, and what follows from
both (`decided`, `for_the_zone`) is worked out anew each time.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import fields
from decimal import Decimal
from typing import Any, Final

import pandas as pd

from gongfu.errors import InputError, NotFoundError
from gongfu.evidence.group_claims import group_of
from gongfu.evidence.stated import StatedFigure
from gongfu.model import schema
from gongfu.model.figure import PERIOD
from gongfu.model.indicator import INDICATORS, Indicator

OBSTACLES: Final = (
    "not accepted", "whom", "indicator", "unit", "no place", "place", "no period", "period",
)  # fmt: skip
STATES: Final = ("accepted", "in doubt", "rejected", "condition", "target")
ID: Final = r"[0-9a-f]{12}-[0-9]+[a-z]?"
"""Of a stated figure: its document, where its number begins, and a letter for the second there."""
_MARK: Final = "#"
_JOINT: Final = "; "
_DOUBTS: Final = "; "
_INDICATORS: Final[Mapping[str, Indicator]] = {one.key: one for one in INDICATORS}
_HALVES: Final = {"H1": ("01", "06"), "H2": ("07", "12")}
_STATED: Final = tuple(field.name for field in fields(StatedFigure))


def evidence_rows(document: str, figures: Sequence[StatedFigure]) -> pd.DataFrame:
    """Stated figures as rows of a zone's table of evidence.

    Parameters
    ----------
    document
        Id of the document that states them, 12 hexadecimal digits.
    figures
        In any order.

    Returns
    -------
    DataFrame
        As `schema.EVIDENCE`, index `figure`: the document's id and where the number begins, such
        as "3fa1b2c4d5e6-120"; of a range the upper end has a "b" behind it.  In the order of the
        text.
    """
    rows, ids = [], []
    seen: dict[str, int] = {}
    for one in sorted(figures, key=lambda figure: (figure.number_start, figure.number_end)):
        base = f"{document}-{one.number_start}"
        seen[base] = seen.get(base, 0) + 1
        ids.append(base + ("" if seen[base] == 1 else chr(ord("a") + seen[base] - 1)))
        row = {name: getattr(one, name) for name in _STATED}
        row |= {"value": value_text(one.value), "doubts": _DOUBTS.join(one.doubts)}
        rows.append({"document": document, **row, "accepted": one.accepted})
    names = [column.name for column in schema.EVIDENCE]
    frame = pd.DataFrame(rows, index=pd.Index(ids, name="figure", dtype="str"), columns=names)
    return frame.astype(
        {
            column.name: "bool"
            if column.boolean
            else {"": "str", "characters": "int64"}.get(column.unit, "float64")
            for column in schema.EVIDENCE
        }
    )


def value_text(value: Decimal) -> str:
    """An exact decimal as text: no exponent, no zeros at the end of its decimals.

    >>> value_text(Decimal("8.00E+12")), value_text(Decimal("0.0490"))
    ('8000000000000', '0.049')
    """
    text = f"{value:f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text in ("-0", "") else text


def decided(evidence: pd.DataFrame, decisions: pd.DataFrame) -> pd.DataFrame:
    """The evidence with what people decided about it.

    Parameters
    ----------
    evidence, decisions
        As `schema.EVIDENCE` and `schema.DECISIONS`; of several decisions about a figure the last
        one holds.

    Returns
    -------
    DataFrame
        The rows of `evidence`, with indicator, place_code and period as the decision says where
        it says one, and with `state` (of `STATES`), `by`, `reason` and `on` ("" for none).
    """
    schema.check_frame(evidence, schema.EVIDENCE, "evidence")
    schema.check_frame(decisions, schema.DECISIONS, "decisions")

    last = decisions.drop_duplicates("figure", keep="last").set_index("figure")
    last = last.reindex(evidence.index)
    state = evidence["role"].where(
        evidence["role"] != "figure",
        evidence["accepted"].map({True: "accepted", False: "in doubt"}),
    )

    changed = {
        name: evidence[name].where(~(last[name].fillna("") != ""), last[name])
        for name in ("indicator", "place_code", "period")
    }
    more = {name: last[name].fillna("") for name in ("by", "reason", "on")}
    return evidence.assign(**changed, state=last["decision"].fillna(state), **more)


def decide(
    evidence: pd.DataFrame,
    decisions: pd.DataFrame,
    figures: Sequence[str],
    decision: str,
    *,
    by: str,
    on: str,
    reason: str = "",
    corrected: Mapping[str, str] | None = None,
) -> pd.DataFrame:
    """The decisions with one more about each of `figures`.

    Parameters
    ----------
    evidence, decisions
        As `schema.EVIDENCE` and `schema.DECISIONS`.
    figures
        Ids of stated figures.
    decision
        "accepted" or "rejected".
    by
        The name of the person who decides.
    on
        The day, as "2026-11-28".
    reason
        Why; a rejection needs one.
    corrected
        `indicator`, `place_code` or `period` where the text does not say them, or not rightly.

    Returns
    -------
    DataFrame
        As `decisions`; a decision that says what already holds adds nothing.

    Raises
    ------
    NotFoundError
        A figure is not in the evidence.
    InputError
        Nobody is named, a rejection has no reason, or the figure is a condition or a target.
    """
    lost = [name for name in figures if name not in evidence.index]
    if lost:
        raise NotFoundError(
            f"no stated figure {lost[0]!r} ({len(lost)} of {len(figures)} are not here); "
            "`gongfu evidence list ZONE` lists them"
        )
    if not by.strip():
        raise InputError("nobody is named; say who decides with --by NAME")
    if decision == "rejected" and not reason.strip():
        raise InputError("a rejection needs a reason that others can read; give --reason")
    roles = evidence.loc[list(figures), "role"]
    if decision == "accepted" and (roles != "figure").any():
        odd = roles[roles != "figure"]
        raise InputError(
            f"{odd.index[0]} is a {odd.iloc[0]}, which states nothing that is; "
            "only figures can be accepted: leave it out"
        )

    given = dict.fromkeys(("indicator", "place_code", "period"), "") | dict(corrected or {})
    told = {"decision": decision, "by": by.strip(), "reason": reason.strip()} | given
    holds = decisions.drop_duplicates("figure", keep="last").set_index("figure")
    new = [
        {"figure": name, **told, "on": on}
        for name in dict.fromkeys(figures)
        if name not in holds.index or any(holds.at[name, key] != told[key] for key in told)
    ]
    names = [column.name for column in schema.DECISIONS]
    added = pd.DataFrame(new, columns=names).astype("str")
    return pd.concat([decisions, added], ignore_index=True) if len(new) else decisions


def source_of(title: str, published: str, figure: str) -> str:
    """What a zone's figure names as its source: the document, its day, and the stated figure.

    >>> source_of("An article", "2024-08-01", "3fa1b2c4d5e6-120")
    'An article, 2024-08-01#3fa1b2c4d5e6-120'
    """
    words = ", ".join(part for part in (title, published) if part)
    return f"{words.replace(_JOINT, ', ').replace(_MARK, ' ')}{_MARK}{figure}"


def sources_in(source: str) -> list[tuple[str, str]]:
    """The documents that a source names, each with the id of its stated figure, or "".

    >>> sources_in("An article, 2024#3fa1b2c4d5e6-120; 浙江统计年鉴2025 表17-25")
    [('An article, 2024', '3fa1b2c4d5e6-120'), ('浙江统计年鉴2025 表17-25', '')]
    """
    if _MARK not in source:
        return [(source, "")]
    parts = [part.rpartition(_MARK) for part in source.split(_JOINT)]
    return [(name, figure) if mark else (figure, "") for name, mark, figure in parts]


def of_documents(figures: pd.DataFrame) -> pd.Series:
    """Which of a zone's figures came from documents that were read: a mask with its index."""
    return figures["source"].astype(str).str.contains(f"{_MARK}{ID}(?:{_JOINT}|$)", regex=True)


def obstacles(rows: pd.DataFrame, places: pd.Index) -> pd.Series:
    """Why a stated figure cannot stand among a zone's figures; "" where it can.

    Parameters
    ----------
    rows
        From `decided`.
    places
        Codes of the zone's places.

    Returns
    -------
    Series
        Index as in `rows`: the first reason, of `OBSTACLES`.
    """
    known = frozenset(places)
    return pd.Series(
        [_obstacle(row, known) for row in rows.to_dict("records")], index=rows.index, dtype="str"
    )


def _obstacle(row: Mapping[Any, Any], places: frozenset[str]) -> str:
    known = _INDICATORS.get(row["indicator"])
    found = (
        (row["state"] != "accepted", "not accepted"),
        (bool(row["whom"] or group_of(row)), "whom"),
        (known is None, "indicator"),
        (known is not None and not _same_unit(row["unit"], known), "unit"),
        (row["place_code"] == "", "no place"),
        (row["place_code"] not in places, "place"),
        (row["period"] == "", "no period"),
        (not zone_period(row["period"]), "period"),
    )
    return next((name for holds, name in found if holds), "")


def _same_unit(unit: str, indicator: Indicator) -> bool:
    """Yuan for each person are yuan where the indicator says per head already."""
    pair = {unit, indicator.unit}
    return len(pair) == 1 or (pair == {"yuan", "yuan per person"} and "per_" in indicator.key)


def zone_period(period: str) -> str:
    """A stated period as a zone's figures write it; "" where they cannot.

    >>> zone_period("2023-H1"), zone_period("2023"), zone_period("2021-")
    ('2023-01/2023-06', '2023', '')
    """
    year, _, half = period.partition("-")
    if half in _HALVES:
        first, last = _HALVES[half]
        return f"{year}-{first}/{year}-{last}"
    return period if re.fullmatch(PERIOD, period) else ""


def zone_unit(indicator: str) -> str:
    """The base unit of a zone's indicator."""
    return _INDICATORS[indicator].unit
