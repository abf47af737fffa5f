"""One indicator over all places of one level in one period, taken from the figures of a zone."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

import pandas as pd

from gongfu.errors import InputError
from gongfu.model.figure import best_figures
from gongfu.model.place import LEVEL_TITLES, LEVELS, ancestors
from gongfu.model.schema import FIGURES, Column, check_frame

__all__: Final[tuple[str, ...]] = ()  # workings of the neighbouring files

INCOME: Final = "disposable_income_per_head_yuan"
GDP_PER_HEAD: Final = "gdp_per_head_yuan"
URBAN_INCOME: Final = "urban_disposable_income_per_head_yuan"
RURAL_INCOME: Final = "rural_disposable_income_per_head_yuan"
RESIDENTS: Final = "residents"
URBAN_RESIDENTS: Final = "urban_residents"

PLACE_COLUMNS: Final = (Column("level"), Column("parent"))
WEIGHT_TITLES: Final = {
    "residents": {"en": "residents", "zh": "常住人口"},
    "urban_residents": {"en": "urban residents", "zh": "城镇常住人口"},
    "registered": {"en": "registered population", "zh": "户籍人口"},
}
_PLURALS: Final = {"county": "counties", "village": "villages (communities)"}
_YEARS_APART: Final = 1


@dataclass(frozen=True, slots=True, eq=False)
class CrossSection:
    """Exact published values by place code, and which of them their source casts doubt on.

    `values`, `doubtful` (bool) and `sources` share one index, in the order of the places;
    `n_expected` counts the places of the level, published or not.
    """

    indicator: str
    period: str
    level: str
    unit: str
    values: pd.Series
    doubtful: pd.Series
    sources: pd.Series
    n_expected: int

    @property
    def is_full(self) -> bool:
        """Whether every place of the level has a value."""
        return len(self.values) == self.n_expected


@dataclass(frozen=True, slots=True, eq=False)
class Weights:
    """People by place code, of `period`; an empty `period` means that no full set is near."""

    indicator: str
    period: str
    values: pd.Series
    sources: pd.Series


def check_panel(figures: pd.DataFrame, places: pd.DataFrame) -> None:
    """Raise an InputError that lists what is wrong with the figures or the places."""
    check_frame(figures, FIGURES, "figures")
    check_frame(places, PLACE_COLUMNS, "places")


def about(figures: pd.DataFrame, indicators: Iterable[str]) -> pd.DataFrame:
    """The figures of some indicators, their text as plain objects: quick to pick from again."""
    rows = figures[figures["indicator"].isin(list(indicators))]
    return rows.astype({column.name: object for column in FIGURES if not column.unit})


def top_place(places: pd.DataFrame) -> str:
    """The code of the one place that lies in no other; none or several is an InputError."""
    tops = places.index[places["parent"] == ""]
    if len(tops) != 1:
        raise InputError(
            f"places: {len(tops)} places have no parent; a zone has one top place, "
            "so give the others the code of the place they lie in"
        )
    return str(tops[0])


def upper_places(places: pd.DataFrame, level: str) -> pd.DataFrame:
    """For each place of `level`, its upper places below the top, coarse to fine, and itself."""
    ranks = places["level"].map({name: rank for rank, name in enumerate(LEVELS)})
    places = places[(ranks <= LEVELS.index(level)).to_numpy()]
    chain = ancestors(places)
    at_level = chain[(places["level"] == level).to_numpy()]
    top_level = places["level"].loc[top_place(places)]
    above = list(chain.columns[: list(chain.columns).index(level) + 1]) if len(at_level) else []
    return at_level[[name for name in above if name != top_level or name == level]]


def exact_figures(figures: pd.DataFrame) -> pd.DataFrame:
    """The best published row per place, indicator and period among exact and rounded values.

    Bounds ("more than") are left out: they can be compared, but not computed with.
    """
    exact = figures["bound"].isin(["=", "~"]) & (figures["standing"] == "published")
    return best_figures(figures[exact])


def year_of(period: str) -> int:
    """The year a period begins in; a period that does not begin with one is an InputError."""
    if not period[:4].isdigit():
        raise InputError(f"period {period!r} does not begin with a year; write it like '2024'")
    return int(period[:4])


def is_year(period: str) -> bool:
    """Whether the period is a whole year: "2024", not "2020-Q3" or "2020-01/2020-09"."""
    return len(period) == 4 and period.isdigit()


def periods_of(figures: pd.DataFrame, indicator: str, codes: pd.Index) -> list[str]:
    """The periods in which any of the places has this indicator, in order."""
    wanted = (figures["indicator"] == indicator) & figures["place"].isin(codes)
    return sorted(figures.loc[wanted, "period"].unique())


def cross_section(
    exact: pd.DataFrame, places: pd.DataFrame, *, indicator: str, period: str, level: str
) -> CrossSection:
    """The values of one indicator and period over all places of a level; see `exact_figures`.

    Returns
    -------
    CrossSection
        Places without an exact published value are left out and counted by `n_expected`.
    """
    codes = places.index[(places["level"] == level).to_numpy()]
    rows = exact[(exact["indicator"] == indicator) & (exact["period"] == period)]
    rows = rows.set_index("place")
    rows = rows.loc[[code for code in codes if code in rows.index]]
    units = rows["unit"].unique()
    if len(units) > 1:
        raise InputError(
            f"figures: {indicator!r} of {period} comes in {len(units)} units, "
            f"{', '.join(map(repr, units))}; convert them to one"
        )
    return CrossSection(
        indicator=indicator,
        period=period,
        level=level,
        unit=str(units[0]) if len(units) else "",
        values=rows["value"].astype(float),
        doubtful=rows["doubt"] != "",
        sources=rows["source"],
        n_expected=len(codes),
    )


def weights_for(figures: pd.DataFrame, codes: pd.Index, *, weight: str, period: str) -> Weights:
    """People of every place in `codes`, of the same year or, failing that, one year apart.

    Weights may be published or computed, never simulated.  The earlier year goes first.
    """
    known = figures["bound"].isin(["=", "~"]) & figures["standing"].isin(["published", "computed"])
    rows = figures[known & (figures["indicator"] == weight) & figures["place"].isin(codes)]
    rows = best_figures(rows[rows["period"].map(is_year).astype(bool)])
    year = year_of(period)
    for near in (
        year,
        *(year + step * way for step in range(1, _YEARS_APART + 1) for way in (-1, 1)),
    ):
        of_year = rows[rows["period"] == str(near)].set_index("place")
        if len(of_year) == len(codes):
            of_year = of_year.loc[codes]
            return Weights(weight, str(near), of_year["value"].astype(float), of_year["source"])
    return Weights(weight, "", pd.Series(dtype=float), pd.Series(dtype=object))


def joined(sources: Iterable[str]) -> str:
    """Different sources in the order met, joined by "; "."""
    return "; ".join(dict.fromkeys(source for source in sources if source))


def plural(level: str) -> str:
    """English plural of a level."""
    return _PLURALS.get(level, f"{level}s")


def level_zh(level: str) -> str:
    """Chinese name of a level; the level itself if it is not one of ours."""
    return LEVEL_TITLES[level]["zh"] if level in LEVEL_TITLES else level


def weight_title(weight: str, language: str) -> str:
    """What the weights count, in words."""
    return WEIGHT_TITLES.get(weight, {}).get(language, weight)
