"""The numbers of the page on Zhejiang's gaps, each with what it rests on.

Everything comes from the embedded figures through public functions of gongfu.  Nothing is typed
in here but the names of indicators, periods and groups.
"""

from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from gongfu.io import embedded
from gongfu.measure.between_null import BetweenNull, between_null
from gongfu.measure.dagum import dagum_decomposition, dagum_null
from gongfu.measure.gap_parts import decompose_town_and_country, lorenz_of_places
from gongfu.measure.gaps import regional_gap, zone_gaps
from gongfu.measure.groups import group_gap
from gongfu.measure.inequality import gini, mean_log_deviation, theil_t
from gongfu.measure.place_change import group_between, places_change
from gongfu.measure.reconciliation import reconcile
from gongfu.measure.targets import computed_answers, score

INCOME = "disposable_income_per_head_yuan"
URBAN = "urban_disposable_income_per_head_yuan"
RURAL = "rural_disposable_income_per_head_yuan"
GDP_HEAD = "gdp_per_head_yuan"
GDP = "gdp_yuan"
YEARS = ("2024", "2025")
GROUPS = ("mountain_26", "mountain_island")
SEED = 2025  # of the permutations: the same draws every time
N_DRAWS = 1999

COLUMNS = (
    "key",
    "value",
    "unit",
    "period",
    "without_doubtful",
    "base",
    "n",
    "standing",
    "grade",
    "source",
)


@dataclass
class Numbers:
    """Every number by its key; a key is given once."""

    rows: dict[str, dict] = field(default_factory=dict)

    def add(
        self, key: str, value: float, unit: str, period: str, base: str, **more: object
    ) -> None:
        """Keep one number."""
        if key in self.rows:
            raise ValueError(f"the number {key!r} is given twice")
        self.rows[key] = {
            "key": key,
            "value": float(value),
            "unit": unit,
            "period": period,
            "without_doubtful": float("nan"),
            "base": base,
            "n": "",
            "standing": "computed",
            "grade": "",
            "source": "",
        } | more

    def __getitem__(self, key: str) -> float:
        return float(self.rows[key]["value"])

    def sure(self, key: str) -> float:
        """The same number without doubtful rows."""
        return float(self.rows[key]["without_doubtful"])

    def frame(self) -> pd.DataFrame:
        """One row per number, in the order given."""
        return pd.DataFrame(list(self.rows.values()), columns=list(COLUMNS))


@dataclass
class World:
    """The embedded tables, and what is computed from them once."""

    figures: pd.DataFrame
    places: pd.DataFrame
    groups: pd.DataFrame
    gaps: pd.DataFrame
    checks: pd.DataFrame
    scores: pd.DataFrame


def world() -> World:
    """Read the embedded tables and measure the gaps as the report does."""
    figures, places, groups = embedded.figures(), embedded.places(), embedded.groups()
    gaps = pd.concat(
        [
            zone_gaps(figures, places),
            *(group_gap(figures, places, groups, group=group) for group in GROUPS),
        ],
        ignore_index=True,
    )
    checks = reconcile(figures, places)
    scores = score(
        embedded.targets(), figures, places, computed=computed_answers(gaps), beside=checks
    )
    return World(figures, places, groups, gaps, checks, scores)


# Whose documents a computed number names when it is made of several figures.
MADE_OF = {
    "income.": (INCOME, "residents"),
    "gdp_head.": (GDP_HEAD, "residents"),
    "mountain": (INCOME, "residents"),
    "others.": (INCOME, "residents"),
    "paired": (INCOME, "residents"),
    "change.": (INCOME, "residents"),
    "doubtful.": (INCOME,),
    "town_country.": (URBAN, RURAL, "urban_residents"),
    "urban_rural.2024.counties": (URBAN, RURAL, "urban_residents"),
    "check.mixture": (URBAN, RURAL, "urban_residents", INCOME),
}


def name_sources(w: World, found: Numbers) -> None:
    """Give every number the documents of the figures that it is made of."""
    counties = w.figures[w.figures["place"].str.len() == 6]
    for key, row in found.rows.items():
        if row["source"]:
            continue
        beside = [f"{key.rsplit('.', 1)[0]}.{end}" for end in ("computed", "published", "value")]
        own = [found.rows[other]["source"] for other in beside if other in found.rows]
        if not own:
            wanted = next(names for start, names in MADE_OF.items() if key.startswith(start))
            own = list(counties.loc[counties["indicator"].isin(wanted), "source"].unique())
        row["source"] = "; ".join(dict.fromkeys(filter(None, own)))


def column(w: World, indicator: str, period: str, digits: int = 6) -> pd.DataFrame:
    """The exact published rows of one indicator and period at one level, by place code."""
    rows = w.figures
    keep = (
        (rows["indicator"] == indicator)
        & (rows["period"] == period)
        & (rows["place"].str.len() == digits)
        & (rows["bound"] == "=")
    )
    return rows[keep].drop_duplicates("place").set_index("place")


def numbers(w: World) -> Numbers:
    """All numbers of the page."""
    found = Numbers()
    for part in (_counties, _parts, _mountain, _town_country, _reconciled, _change, _scores):
        part(w, found)
    name_sources(w, found)
    return found


def _of(row: pd.Series) -> dict:
    return {
        "without_doubtful": row["without_doubtful"],
        "n": int(row["n_places"]),
        "source": row["source"],
    }


def _counties(w: World, found: Numbers) -> None:
    """Indices across the counties, on three kinds of weight."""
    for weight, short in (("residents", ""), ("registered", ".registered")):
        table = regional_gap(w.figures, w.places, weight=weight)
        for _, row in table[table["part"] == "total"].iterrows():
            if short and row["index"] == "max_min_ratio":
                continue
            name = "income" if row["indicator"] == INCOME else "gdp_head"
            found.add(
                f"{name}.{row['index']}.{row['period']}{short}",
                row["value"],
                row["unit"],
                row["period"],
                row["base_en"],
                grade="transcribed" if name == "income" else "official_table",
                **_of(row),
            )
    for year in YEARS:
        rows = column(w, INCOME, year)
        sure = rows["doubt"] == ""
        found.add(
            f"income.gini.{year}.unweighted",
            gini(rows["value"]),
            "index",
            year,
            "90 counties, each counted once",
            without_doubtful=gini(rows["value"][sure]),
            n=len(rows),
            grade="transcribed",
            source=rows["source"].iloc[0],
        )
        for end in ("idxmin", "idxmax"):
            code = getattr(rows["value"], end)()
            found.add(
                f"income.{end[3:]}.{year}",
                rows.at[code, "value"],
                "yuan per head",
                year,
                str(w.places.at[code, "name"]),
                n=1,
                standing="published",
                grade=rows.at[code, "grade"],
                source=rows.at[code, "source"],
            )
        curve = lorenz_of_places(w.figures, w.places)
        curve = curve[curve["period"] == year]
        found.add(
            f"income.poorer_half.{year}",
            np.interp(0.5, curve["share_of_people"], curve["share_of_value"]),
            "share of income",
            year,
            "90 of 90 counties, weighted by residents of 2024; people ranked by their county's mean",
            n=90,
            grade="transcribed",
        )
    people, income = column(w, "residents", "2024"), column(w, INCOME, "2024")
    mixed = mixture(w)
    both = mixed.index
    found.add(
        "income.gini.2024.yearbook",
        gini(mixed, people["value"][both]),
        "index",
        "2024",
        f"{len(both)} of 90 counties: the yearbook's urban and rural incomes, put together by urban "
        "and rural residents of 2024",
        n=len(both),
        grade="official_table",
        source="; ".join(column(w, URBAN, "2024")["source"].unique()),
    )
    found.add(
        "income.gini.2024.same_counties",
        gini(income["value"][both], people["value"][both]),
        "index",
        "2024",
        f"the same {len(both)} of 90 counties by the transcribed table, weighted by residents of 2024",
        n=len(both),
        grade="transcribed",
        source=income["source"].iloc[0],
    )
    doubtful = income.index[income["doubt"] != ""]
    ends = np.stack([column(w, side, "2024")["value"][doubtful] for side in (RURAL, URBAN)])
    corners = []
    for corner in np.ndindex(*[2] * len(doubtful)):
        moved = income["value"].copy()
        moved[doubtful] = ends[list(corner), np.arange(len(doubtful))]
        corners.append(gini(moved, people["value"][moved.index]))
    found.add(
        "income.gini.2024.worst_doubt",
        max(corners),
        "index",
        "2024",
        f"each of {len(doubtful)} doubtful incomes moved to the county's rural or urban income of the "
        "yearbook, whichever makes the Gini coefficient largest; weighted by residents of 2024",
        n=90,
        grade="transcribed",
    )
    listed = "、".join(w.places.loc[sorted(doubtful), "name"])
    found.add(
        "doubtful.counties", len(doubtful), "counties", "2024, 2025", f"of 90: {listed}", n=90
    )
    held, count = income["value"], people["value"][income.index]
    half = 500.0  # residents are printed in hundreds or thousands
    moved = [
        abs(gini(held, count + half * (count.index == code)) - gini(held, count))
        for code in count.index
    ]
    found.add(
        "income.gini.2024.rounding",
        sum(moved),
        "index",
        "2024",
        "first-order bound: every county's residents off by 500, in the worst direction each",
        n=90,
    )


def mixture(w: World) -> pd.Series:
    """Income of town and country put together by residents, where all its parts are known."""
    people, town = (column(w, key, "2024")["value"] for key in ("residents", "urban_residents"))
    urban, rural = (column(w, key, "2024")["value"] for key in (URBAN, RURAL))
    country = (people - town).clip(lower=0.0)
    made = (urban * town + rural.reindex(people.index).fillna(0.0) * country) / people
    return made[people.index.isin(rural.index) | (country == 0)].sort_index()


def _null(found: Numbers, key: str, null: BetweenNull, period: str, base: str, n: int) -> None:
    low, high = null.interval()
    null_base = f"{base}; counties dealt out anew, {N_DRAWS} draws"
    found.add(f"{key}.share", null.share, "share", period, base, n=n)
    found.add(f"{key}.null_mean", null.mean, "share", period, null_base, n=n)
    found.add(f"{key}.null_low", low, "share", period, f"{null_base}: 2.5%", n=n)
    found.add(f"{key}.null_high", high, "share", period, f"{null_base}: 97.5%", n=n)
    found.add(f"{key}.p", null.p_value, "probability", period, null_base, n=n)


def _parts(w: World, found: Numbers) -> None:
    """What lies between the prefectures, beside what chance would put there."""
    people = column(w, "residents", "2024")["value"]
    for name, indicator, years in (("income", INCOME, YEARS), ("gdp_head", GDP_HEAD, ("2024",))):
        for year in years:
            rows = column(w, indicator, year)
            frame = pd.DataFrame(
                {
                    "value": rows["value"],
                    "people": people[rows.index],
                    "city": rows.index.str[:4],
                    "sure": rows["doubt"] == "",
                }
            ).sort_index()
            base = "90 of 90 counties in 11 prefectures, weighted by residents of 2024"
            knobs = {"value": "value", "weight": "people", "group": "city", "n_draws": N_DRAWS}
            for index in ("theil_t", "mean_log_deviation"):
                rng = np.random.default_rng(SEED)
                null = between_null(frame, **knobs, rng=rng, index=index)
                key = f"{name}.{index}.between.{year}"
                _null(found, key, null, year, base, len(frame))
                rng = np.random.default_rng(SEED)
                sure = between_null(
                    frame[frame["sure"]], **knobs | {"n_draws": 1}, rng=rng, index=index
                )
                found.rows[f"{key}.share"]["without_doubtful"] = sure.share
            parts = dagum_decomposition(frame, value="value", weight="people", group="city")
            table = parts.to_frame().set_index("component")
            for component in ("within", "net_between", "transvariation"):
                found.add(
                    f"{name}.dagum.{component}.{year}",
                    table.at[component, "share"],
                    "share of the Gini coefficient",
                    year,
                    base,
                    n=len(frame),
                )
            null = dagum_null(frame, **knobs, rng=np.random.default_rng(SEED))
            low, high = null.interval()
            for word, value in (("mean", null.mean), ("low", low), ("high", high)):
                found.add(
                    f"{name}.dagum.net_between.{year}.null_{word}",
                    value,
                    "share of the Gini coefficient",
                    year,
                    f"{base}; counties dealt out anew, {N_DRAWS} draws",
                    n=len(frame),
                )
            found.add(
                f"{name}.dagum.net_between.{year}.p", null.p_value, "probability", year, base, n=90
            )


def _mountain(w: World, found: Numbers) -> None:
    """Mountain counties, and all the others; mountain counties, and those paired with them."""
    people = column(w, "residents", "2024")["value"]
    for group in GROUPS:
        for weight, short in (("residents", ""), ("registered", ".registered")):
            table = group_gap(w.figures, w.places, w.groups, group=group, weight=weight)
            for _, row in table[table["value"].notna()].iterrows():
                found.add(
                    f"{group}.ratio.{row['base']}.{row['period']}{short}",
                    row["value"],
                    "ratio",
                    row["period"],
                    row["base_en"],
                    **_of(row),
                )
                if not short and row["base"] == "published":
                    found.add(
                        f"{group}.mean.{row['period']}",
                        row["numerator"],
                        "yuan per head",
                        row["period"],
                        row["base_en"].split(",")[0],
                        n=int(row["n_places"]),
                    )
        split = group_between(w.figures, w.places, w.groups, group=group)
        for (index, year), rows in split.groupby(["index", "period"], sort=False):
            rows = rows.set_index("part")
            found.add(
                f"{group}.{index}.between.{year}.share",
                rows.at["group", "value"] / rows.at["total", "value"],
                "share",
                year,
                rows.at["group", "base_en"],
                without_doubtful=rows.at["group", "without_doubtful"]
                / rows.at["total", "without_doubtful"],
                n=90,
                source=rows.at["group", "source"],
            )
    members = w.groups.loc[w.groups["group"] == "mountain_26", "place"].unique()
    pairs = embedded.pairings()
    sea = pairs.loc[pairs["sea"] != "", "sea"].unique()
    mountain = pairs.loc[pairs["sea"] != "", "mountain"].unique()
    for year in YEARS:
        income = column(w, INCOME, year)["value"]
        others = income.index.difference(members)
        for name, codes, words in (
            ("others", others, f"the {len(others)} counties never on the list of 26"),
            ("paired_sea", sea, f"{len(sea)} counties recorded as partners of mountain counties"),
            ("paired_mountain", mountain, f"{len(mountain)} mountain counties with such partners"),
        ):
            found.add(
                f"{name}.mean.{year}",
                np.average(income[codes], weights=people[codes]),
                "yuan per head",
                year,
                f"{words}, weighted by residents of 2024",
                n=len(codes),
            )
        found.add(
            f"paired.ratio.{year}",
            found[f"paired_mountain.mean.{year}"] / found[f"paired_sea.mean.{year}"],
            "ratio",
            year,
            "mean of paired mountain counties over mean of their partners, weighted by residents of "
            "2024",
            n=len(mountain) + len(sea),
        )
    income = column(w, INCOME, "2025")["value"]
    below = income[members] < 0.75 * column(w, INCOME, "2025", 2)["value"].iloc[0]
    found.add(
        "mountain_26.below_three_quarters.2025", below.sum(), "counties", "2025", "of 26", n=26
    )


def _town_country(w: World, found: Numbers) -> None:
    """Urban over rural income: the province, the counties, and the part of Theil's T."""
    rows = w.gaps[(w.gaps["gap"] == "urban_rural") & w.gaps["value"].notna()]
    for _, row in rows[rows["level"] == "province"].iterrows():
        kind = "" if row["standing"] == "computed" else ".published"
        found.add(
            f"urban_rural.{row['period']}{kind}",
            row["value"],
            "ratio",
            row["period"],
            row["base_en"] + (" (about)" if row["bound"] == "~" else ""),
            n=1,
            standing=row["standing"],
            source=row["source"],
        )
    county = rows[(rows["level"] == "county") & (rows["period"] == "2024")].set_index("place")
    values = county["value"]
    limits = {"n": len(values), "source": "; ".join(county["source"].unique())}
    for end, code in (("min", values.idxmin()), ("max", values.idxmax())):
        name = str(w.places.at[code, "name"])
        found.add(f"urban_rural.counties.{end}", values[code], "ratio", "2024", name, **limits)
    found.add(
        "urban_rural.counties.median", values.median(), "ratio", "2024", "unweighted", **limits
    )
    found.add(
        "urban_rural.counties.above_1.9",
        (values > 1.9).sum(),
        "counties",
        "2024",
        f"of {len(values)} with both incomes",
        **limits,
    )
    means = {
        side: w.checks[(w.checks["indicator"] == key) & (w.checks["period"] == "2024")].iloc[0]
        for side, key in (("urban", URBAN), ("rural", RURAL))
    }
    found.add(
        "urban_rural.2024.counties",
        means["urban"]["computed"] / means["rural"]["computed"],
        "ratio",
        "2024",
        f"means of {means['urban']['n_places']} (urban) and {means['rural']['n_places']} (rural) of "
        "90 counties, weighted by urban and rural residents of 2024",
        n=int(means["rural"]["n_places"]),
    )
    split = decompose_town_and_country(w.figures, w.places)
    for _, row in split[split["value"].notna() & (split["component"] != "total")].iterrows():
        found.add(
            f"town_country.{row['index']}.{row['component']}",
            row["share"],
            "share",
            row["period"],
            f"{row['component_en']}; {row['base_en']}",
            n=int(row["n_groups"]),
            source=row["source"],
        )
    total = split[split["component"] == "total"].set_index("index")
    for index in total.index:
        found.add(
            f"town_country.{index}.total",
            total.at[index, "value"],
            "index",
            "2024",
            total.at[index, "base_en"],
            n=int(total.at[index, "n_groups"]),
        )


def _reconciled(w: World, found: Numbers) -> None:
    """Parts put together, over the province's own figure."""
    for _, row in w.checks.iterrows():
        key = f"check.{row['indicator']}.{row['period']}"
        key += ".places" if row["against"] == "places" else ""
        base = f"{row['operation']} over {row['n_places']} of {row['n_expected']} counties"
        facts = {"n": int(row["n_places"]), "source": row["source"]}
        found.add(f"{key}.computed", row["computed"], row["unit"], row["period"], base, **facts)
        if np.isfinite(row["published"]):
            against = (
                "the province's own figure" if row["against"] == "published" else "the counties"
            )
            found.add(
                f"{key}.published",
                row["published"],
                row["unit"],
                row["period"],
                against,
                standing="published" if row["against"] == "published" else "computed",
                source=row["published_source"],
            )
            found.add(
                f"{key}.off",
                row["relative_difference"],
                "share of the published figure",
                row["period"],
                base,
                n=int(row["n_places"]),
            )
    ratio = mixture(w)
    income = column(w, INCOME, "2024")["value"]
    apart = ratio / income[ratio.index] - 1.0
    for end, code in (("min", apart.idxmin()), ("max", apart.idxmax())):
        found.add(
            f"check.mixture.{end}",
            apart[code],
            "share",
            "2024",
            f"{w.places.at[code, 'name']}: yearbook's town and country over the transcribed income",
            n=1,
        )


def _change(w: World, found: Numbers) -> None:
    """From 2024 to 2025, at the residents of 2024."""
    table = places_change(w.figures, w.places, before="2024", after="2025")
    for _, row in table.iterrows():
        found.add(
            f"change.{row['component']}",
            row["value"],
            "index",
            f"{row['before']} to {row['after']}",
            row["base_en"],
            without_doubtful=row["without_doubtful"],
            n=int(row["n_places"]),
            source=row["source"],
        )
    first, last = (column(w, INCOME, year) for year in YEARS)
    growth = (last["value"] / first["value"][last.index] - 1.0).sort_index()
    people = column(w, "residents", "2024")["value"][growth.index]
    members = w.groups.loc[w.groups["group"] == "mountain_26", "place"].unique()
    inside = growth.index.isin(members)
    for name, keep in (("mountain_26", inside), ("others", ~inside)):
        before, after = (
            np.average(r["value"][growth.index[keep]], weights=people[keep]) for r in (first, last)
        )
        found.add(
            f"change.growth.{name}",
            after / before - 1.0,
            "share a year, current prices",
            "2024 to 2025",
            f"mean of {int(keep.sum())} counties weighted by residents of 2024 in both years",
            n=int(keep.sum()),
        )
        amount = after - before
        found.add(
            f"change.yuan.{name}",
            amount,
            "yuan per head",
            "2024 to 2025",
            f"mean of {int(keep.sum())} counties weighted by residents of 2024 in both years",
            n=int(keep.sum()),
        )
    found.add("change.growth.min", growth.min(), "share", "2024 to 2025", "lowest county", n=90)
    found.add("change.growth.max", growth.max(), "share", "2024 to 2025", "highest county", n=90)
    found.add(
        "change.rank_correlation",
        growth.corr(np.log(first["value"][growth.index]), method="spearman"),
        "rank correlation",
        "2024 to 2025",
        "growth with income in 2024, 90 counties counted once",
        n=90,
    )
    for year in YEARS:
        rows = column(w, INCOME, year)["value"][growth.index]
        for name, function in (("theil_t", theil_t), ("mean_log_deviation", mean_log_deviation)):
            assert abs(function(rows, people) - found[f"income.{name}.{year}"]) < 1e-12


def _scores(w: World, found: Numbers) -> None:
    """Targets for which there is a figure, and it over the target."""
    for _, row in w.scores[w.scores["value"].notna()].iterrows():
        key = f"target.{row['indicator']}"
        facts = {"period": row["period"], "standing": row["standing"] or "computed"}
        found.add(
            f"{key}.limit",
            row["target"],
            row["unit"],
            str(row["by"]),
            row["what"],
            standing="published",
            source=row["source"],
        )
        found.add(
            f"{key}.value",
            row["value"],
            row["unit"],
            base=row["base"],
            grade=row["grade"],
            source=row["value_source"],
            **facts,
        )
        found.add(
            f"{key}.ratio",
            row["value"] / row["target"],
            "ratio to the target",
            row["period"],
            row["base"],
        )
        if np.isfinite(row["other_value"]):
            found.add(
                f"{key}.other", row["other_value"], row["unit"], row["period"], row["other_base"]
            )
            found.add(
                f"{key}.other_ratio",
                row["other_value"] / row["target"],
                "ratio to the target",
                row["period"],
                row["other_base"],
            )
        if np.isfinite(row["beside_value"]):
            found.add(
                f"{key}.beside",
                row["beside_value"],
                row["unit"],
                row["beside_period"],
                row["beside_en"],
            )
            found.add(
                f"{key}.beside_ratio",
                row["beside_value"] / row["target"],
                "ratio to the target",
                row["beside_period"],
                row["beside_en"],
            )

    key, own = "target.urban_rural_income_ratio", "urban_rural.2024.counties"
    base, limit = str(found.rows[own]["base"]), found[f"{key}.limit"]
    found.add(f"{key}.beside", found[own], "ratio", "2024", base)
    found.add(f"{key}.beside_ratio", found[own] / limit, "ratio to the target", "2024", base)
    mean, floor = found["mountain_26.mean.2025"], w.figures
    floor = floor[
        (floor["indicator"] == INCOME)
        & (floor["place"] == "33")
        & (floor["period"] == "2025")
        & (floor["bound"] == ">")
    ].iloc[0]
    target = found["target.mountain_26_income_to_province.limit"]
    words = "26 counties weighted by residents of 2024"
    found.add(
        "province.income.2025.floor",
        floor["value"],
        "yuan per head",
        "2025",
        "more than this: the official text",
        standing="published",
        grade=floor["grade"],
        source=floor["source"],
    )
    found.add(
        "mountain_26.ratio.ceiling.2025",
        mean / floor["value"],
        "ratio",
        "2025",
        f"{words}, over the bound of the official text: less than this",
        n=26,
        source=floor["source"],
    )
    found.add(
        "mountain_26.province_at_target.2025",
        mean / target,
        "yuan per head",
        "2025",
        f"the province's mean at which the ratio of {words} is {target}",
        n=26,
    )
