"""What a pairing of counties rests on: figures, lists, records, distances of a zone or embedded."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from pyproj import Geod

from gongfu.app.tasks import open_zone
from gongfu.errors import InputError, NotFoundError
from gongfu.io import embedded
from gongfu.io.sheets import Sheet, read_sheet, sheet_numbers, sheet_texts
from gongfu.match.pairing import Pair
from gongfu.model.figure import indicator_values
from gongfu.model.indicator import find_indicator
from gongfu.model.schema import row_words
from gongfu.plan.industry import industry_options
from gongfu.report.layers import simulated_words
from gongfu.report.text import Both, inside, listed
from gongfu.units import M_PER_KM

_EARTH: Final = Geod(ellps="WGS84")
_PER_HEAD: Final = ("disposable_income_per_head_yuan", "gdp_per_head_yuan")
_TOTAL: Final = "general_budget_revenue_yuan"
_RESIDENTS: Final = "residents"
_LOADS: Final = ("per_mountain", "per_sea")


@dataclass(frozen=True, slots=True, eq=False)
class Facts:
    """Counties by code: figures per head and residents of one period, lists, records, names."""

    name: Mapping[str, str]
    places: pd.DataFrame
    figures: pd.DataFrame
    period: str
    groups: pd.DataFrame
    pairings: pd.DataFrame
    simulated: tuple[str, ...] = ()
    simulated_words: Mapping[str, str] = field(default_factory=dict)

    @property
    def names(self) -> dict[str, str]:
        """Chinese names by code."""
        return dict(self.places["name"])

    @property
    def names_en(self) -> dict[str, str]:
        """English names by code, or else the Chinese ones."""
        return {c: e or self.names[c] for c, e in self.places["name_en"].fillna("").items()}

    @property
    def figure_titles(self) -> Both:
        """What need and capacity are judged by."""
        titles = [inside(Both.of(find_indicator(name).title)) for name in _PER_HEAD]
        budget = inside(Both.of(find_indicator(_TOTAL).title))
        return listed([*titles, Both(f"{budget.en} per head", f"人均{budget.zh}")])

    def called(self, code: str) -> Both:
        """A county's name."""
        return Both(self.names_en[code], self.names[code])

    def spelt(self, message: str) -> str:
        """A message with the names of the counties whose codes stand in quotes."""

        def name(code: re.Match[str]) -> str:
            known = code[1] in self.places.index
            return f"{self.names_en[code[1]]} ({self.names[code[1]]})" if known else code[0]

        return re.sub(r"'(\w+)'", name, message)

    def code_of(self, text: str, option: str) -> str:
        """The code of the county that a text names."""
        text = text.strip()
        if text in self.places.index:
            return text
        fits = [
            str(code)
            for code, name in self.names.items()
            if text and (name == text or self.names_en[code].lower() == text.lower()
                         or (len(text) > 1 and name.startswith(text))
                or (len(text) > 2 and self.names_en[code].lower().startswith(text.lower() + " ")))
        ]  # fmt: skip
        exact = [code for code in fits if self.names[code] == text]
        fits = exact or fits
        if len(fits) != 1:
            what = "names no county" if not fits else f"names {len(fits)}: {', '.join(fits)}"
            raise NotFoundError(f"{option} {text!r} {what}; write its code, such as 330127")
        return fits[0]

    def code_or_none(self, text: str) -> str | None:
        """The code of the county that a text names, None if it names none or several."""
        try:
            return self.code_of(text, "")
        except NotFoundError:
            return None

    def pairs(self, texts: Sequence[str], option: str) -> list[Pair]:
        """Pairs as one writes them, MOUNTAIN=SEA."""
        found = []
        for text in texts:
            mountain, given, sea = text.partition("=")
            if not given:
                raise InputError(f"{option} {text!r}: write MOUNTAIN=SEA, such as 泰顺县=鹿城区")
            found.append((self.code_of(mountain, option), self.code_of(sea, option)))
        return found


def facts_of(path: Path | None) -> Facts:
    """The facts of a zone, or the embedded ones of Zhejiang."""
    if path is None:
        places = embedded.places(levels=("county",))
        rows, groups, pairings = embedded.figures(), embedded.groups(), embedded.pairings()
        name: Mapping[str, str] = embedded.NAME
        simulated: tuple[str, ...] = ()
        told = None
    else:
        zone = open_zone(path)
        places = zone.places[zone.places["level"] == "county"]
        rows, groups, pairings = zone.figures, zone.groups, zone.pairings
        name = dict(zone.name)
        simulated = tuple(n for n in zone.simulated if n in ("figures", "groups", "pairings"))
        words = simulated_words(zone, simulated) if simulated else None
        told = {"en": str(words.en), "zh": str(words.zh)} if words else None
    if groups.empty:
        raise NotFoundError(
            "the zone has no groups, so nobody is known to be a mountain county; "
            "bring a table groups (group, place, since, until)"
        )
    figures, period = _figures(rows, places)
    return Facts(name, places, figures, period, groups, pairings, simulated, told or {})


def _figures(rows: pd.DataFrame, places: pd.DataFrame) -> tuple[pd.DataFrame, str]:
    """Figures per head of the latest year that has them all."""
    wanted = (*_PER_HEAD, _TOTAL, _RESIDENTS)
    mine = rows[rows["place"].isin(places.index) & rows["period"].str.fullmatch(r"\d{4}")]
    by_year = mine[mine["indicator"].isin(wanted)].groupby("period")["indicator"].nunique()
    full = by_year[by_year == len(wanted)]
    if full.empty:
        raise NotFoundError(
            f"no year in which counties have {', '.join(wanted)}; import these figures first"
        )
    period = str(full.index.max())
    columns = {
        name: indicator_values(mine, name, period)["value"].reindex(places.index) for name in wanted
    }
    frame = pd.DataFrame(columns)
    frame = frame[frame[_RESIDENTS] > 0]
    frame["budget_revenue_per_head_yuan"] = frame.pop(_TOTAL) / frame[_RESIDENTS]
    return frame, period


def straight_km(facts: Facts, mountains: Sequence[str], seas: Sequence[str]) -> pd.Series:
    """Kilometres between the inner points of counties, as the crow flies."""
    rows = pd.MultiIndex.from_product([mountains, seas], names=["mountain", "sea"])
    lon, lat = facts.places["lon"].astype(float), facts.places["lat"].astype(float)
    ends = [
        axis.reindex(rows.get_level_values(side)).to_numpy()
        for side in ("mountain", "sea")
        for axis in (lon, lat)
    ]
    _, _, metres = _EARTH.inv(*ends)
    return pd.Series(np.asarray(metres) / M_PER_KM, rows)


@dataclass(frozen=True, slots=True, eq=False)
class Listed:
    """Values by (mountain, sea) from a table, and the rows of it that could not be used."""

    values: pd.Series
    name: str
    left_out: tuple[str, ...]


def travel_times(facts: Facts, path: Path) -> Listed:
    """Minutes by (mountain, sea), from a table with these columns; rows without are left out."""
    sheet, codes = _coded(facts, path, ("mountain", "sea"), ("mountain", "sea", "minutes"))
    minutes = sheet_numbers(sheet, "minutes").to_numpy(float)
    bad = codes.isna().any(axis=1).to_numpy() | ~(minutes >= 0)
    used = codes[~bad]
    if used.empty:
        raise InputError(f"{sheet.name}: no row names two counties and minutes; correct the names")
    values = pd.Series(minutes[~bad], pd.MultiIndex.from_frame(used))
    return Listed(values, sheet.name, _rows_named(sheet, bad))


def own_loads(
    facts: Facts, path: Path, mountains: Sequence[str], seas: Sequence[str]
) -> tuple[dict[str, int], dict[str, int], tuple[str, ...]]:
    """The most partners of single counties, from a table; rows that limit nobody here.

    Parameters
    ----------
    facts, mountains, seas
        Of the question.
    path
        A table with `county`, and `per_mountain` or `per_sea`: whole numbers, of at least 1 and of
        at least 0; an empty cell leaves the limit of all.

    Returns
    -------
    tuple
        Most by mountain county, most by county that can help, and the rows left out.
    """
    sheet, codes = _coded(facts, path, ("county",), ("county",), known=tuple(_LOADS))
    there = [name for name in _LOADS if name in sheet.frame]
    if not there:
        raise InputError(
            f"{sheet.name}: no column {' or '.join(map(repr, _LOADS))}; it has "
            f"{', '.join(map(str, sheet.frame.columns))}: rename the one you mean"
        )
    county = codes["county"]
    used = np.zeros(len(county), bool)
    found: dict[str, dict[str, int]] = {name: {} for name in _LOADS}
    for name, side, least in zip(_LOADS, (mountains, seas), (1, 0), strict=True):
        if name not in there:
            continue
        most = sheet_numbers(sheet, name).to_numpy(float)
        mine = county.isin(side).to_numpy() & ~np.isnan(most)
        odd = mine & ~((most >= least) & (most == np.floor(most)) & np.isfinite(most))
        again = mine & county.where(pd.Series(mine)).duplicated(keep=False).to_numpy()
        for wrong, what in (
            (odd, f"must be a whole number of at least {least}"),
            (again, "says the limit of a county twice"),
        ):
            if wrong.any():
                raise InputError(
                    f"{sheet.name}: {name} {what}; see {row_words(wrong, sheet.rows)}, correct it"
                )
        found[name] = dict(zip(county[mine], most[mine].astype(int).tolist(), strict=True))
        used |= mine
    return found["per_mountain"], found["per_sea"], _rows_named(sheet, ~used)


def related_industries(
    facts: Facts, path: Path, mountains: Sequence[str], seas: Sequence[str]
) -> Listed:
    """How many industries that a mountain county lacks and is close to each partner has."""
    sheet, codes = _coded(facts, path, ("county",), ("county", "industry", "value"))
    amounts = sheet_numbers(sheet, "value").to_numpy(float)
    branch = sheet_texts(sheet, "industry").to_numpy(object)
    bad = codes["county"].isna().to_numpy() | ~(amounts >= 0) | (branch == "")
    table = codes.assign(industry=branch, value=amounts)[~bad]
    there = set(table["county"])
    own, theirs = [m for m in mountains if m in there], [s for s in seas if s in there]
    if not own or not theirs:
        raise InputError(f"{sheet.name}: it needs rows of counties of both sides; add them")
    found = industry_options(
        table, place="county", industry="industry", value="value", places=own, partners=theirs
    )
    rows = pd.MultiIndex.from_product([own, theirs], names=["mountain", "sea"])
    n = found.partners.groupby(["county", "partner"]).size()
    n.index = n.index.set_names(["mountain", "sea"])
    counted = n.reindex(rows).fillna(0.0).astype(float)
    judged = ~counted.index.get_level_values("mountain").isin(found.unjudged)
    return Listed(counted[judged], sheet.name, _rows_named(sheet, bad))


def _rows_named(sheet: Sheet, bad: NDArray[np.bool_]) -> tuple[str, ...]:
    """The numbers of some rows, as the file counts them."""
    return tuple(str(row) for row in np.asarray(sheet.rows)[bad])


def _coded(
    facts: Facts, path: Path, named: Sequence[str], needed: Sequence[str],
    *, known: Sequence[str] = (),
) -> tuple[Sheet, pd.DataFrame]:  # fmt: skip
    """A table, and the codes of the counties that it names; None where it names none."""
    sheet = read_sheet(path, known=(*needed, *known))
    lost = [name for name in needed if name not in sheet.frame]
    if lost:
        raise InputError(
            f"{sheet.name}: no column {', '.join(map(repr, lost))}; it has "
            f"{', '.join(map(str, sheet.frame.columns))}: rename the ones you mean"
        )
    codes = {}
    for name in named:
        texts = sheet_texts(sheet, name)
        code_of = {text: facts.code_or_none(str(text)) for text in texts.unique()}
        codes[name] = [code_of[text] for text in texts]
    return sheet, pd.DataFrame(codes, dtype=object)
