"""A figure: a number with its unit, period, source and standing."""

from dataclasses import dataclass
from typing import Final

import pandas as pd

from gongfu.errors import NotFoundError
from gongfu.model.schema import BOUNDS, GRADES, STANDINGS

PERIOD: Final = (
    r"[0-9]{4}(-Q[1-4]|-(0[1-9]|1[0-2])(/[0-9]{4}-(0[1-9]|1[0-2]))?)?"  # 2024, 2024-Q3, ...
)


@dataclass(frozen=True, slots=True)
class Figure:
    """One number as a source gave it, or as a named method computed it.

    `bound` says how to read `value`: "=" exactly, "~" about, ">" more than, and so on.
    `grade` ranks the source (official_table, official_text, secondary, transcribed), `via`
    names through whom it came, `doubt` why it may be wrong ("" if nothing is known).
    """

    place: str
    indicator: str
    period: str
    value: float
    unit: str
    source: str
    standing: str = "published"
    grade: str = "official_table"
    bound: str = "="
    via: str = ""
    note: str = ""
    doubt: str = ""


def best_figures(figures: pd.DataFrame) -> pd.DataFrame:
    """One row per place, indicator and period: the best where sources disagree.

    Published goes before computed; a value ("=", "~") before a bound (">70000" cannot enter a
    ratio); then an official table before an official text before a secondary source before a
    transcription.  Ties keep the earlier row.  All rows stay in the zone; this only chooses
    which one a calculation uses.
    """
    rank = (
        figures["standing"].map({name: 200 * at for at, name in enumerate(STANDINGS)}).astype(int)
        + 100 * ~figures["bound"].isin(("=", "~"))
        + figures["grade"].map({name: 10 * at for at, name in enumerate(GRADES)}).astype(int)
        + figures["bound"].map({name: at for at, name in enumerate(BOUNDS)}).astype(int)
    )
    order = rank.sort_values(kind="stable").index
    keys = ["place", "indicator", "period"]
    return figures.loc[order].drop_duplicates(keys, keep="first").sort_index()


def indicator_values(figures: pd.DataFrame, indicator: str, period: str) -> pd.DataFrame:
    """The rows of one indicator and period, indexed by place, one row per place."""
    wanted = (figures["indicator"] == indicator) & (figures["period"] == period)
    return best_figures(figures[wanted]).set_index("place")


def find_figure(figures: pd.DataFrame, indicator: str, place: str, period: str = "") -> Figure:
    """The best figure of a place, of `period` or else of the latest whole year there is.

    Raises
    ------
    NotFoundError
        The zone holds no such figure.
    """
    wanted = (figures["indicator"] == indicator) & (figures["place"] == place)
    if period:
        wanted &= figures["period"] == period
    else:
        wanted &= figures["period"].str.fullmatch(r"\d{4}")
    rows = best_figures(figures[wanted])
    if rows.empty:
        raise NotFoundError(
            f"no figure of {indicator!r} for place {place!r}"
            + (f" in {period}" if period else "")
            + "; `gongfu info ZONE` lists what the zone holds"
        )
    row = rows.sort_values("period", kind="stable").iloc[-1]
    return Figure(**{name: row[name] for name in Figure.__slots__})
