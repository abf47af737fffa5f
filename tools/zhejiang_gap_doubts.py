"""What a reader who did not write the page on Zhejiang's gaps asked, as numbers.

Other borders, what "doubtful" rests on, how much one row decides, and the counties that people
move to or leave.
"""

import numpy as np
import pandas as pd
from zhejiang_gap_numbers import (
    GDP_HEAD,
    INCOME,
    RURAL,
    URBAN,
    YEARS,
    Numbers,
    World,
    column,
    mixture,
)

from gongfu.measure.inequality import gini, theil_t

FAR = 0.05  # a county whose two sources differ by more than this is counted
BORDERS = {
    "counties": "90 counties",
    "merged": "districts of a prefecture merged into one",
    "prefectures": "11 prefectures",
}
YIWU, KAIHUA = "330782", "330824"


def add_doubts(w: World, found: Numbers) -> None:
    """Every number that answers a question of the reader's."""
    for part in (_borders, _town_and_country, _prefectures, _doubtful, _one_row, _people, _two):
        part(w, found)
    row = w.figures[w.figures["indicator"] == "middle_income_share_20_60k"].iloc[0]
    found.add(
        "middle_income_share_20_60k",
        row["value"],
        "share of households",
        row["period"],
        "the province, as a news text gives it",
        standing="published",
        grade=row["grade"],
        source=row["source"],
    )


def _source(w: World, *wanted: tuple[str, str]) -> str:
    """The documents of some indicators and periods of counties."""
    names = (name for key in wanted for name in column(w, *key)["source"].unique())
    return "; ".join(dict.fromkeys(names))


def _keys(w: World, codes: pd.Index) -> dict[str, pd.Series]:
    """For each kind of border, the unit that each county belongs to."""
    city = pd.Series(codes.str[:4], codes)
    district = (w.places.loc[codes, "form"] == "district").to_numpy()
    merged = pd.Series(np.where(district, city, codes.to_series()), codes)
    return {"counties": pd.Series(codes, codes), "merged": merged, "prefectures": city}


def _merge(
    values: pd.Series, people: pd.Series, key: pd.Series | pd.Index
) -> tuple[pd.Series, pd.Series]:
    """Means and people of larger units."""
    table = pd.DataFrame({"people": people, "sum": values * people, "key": key}).groupby("key")
    sums = table[["people", "sum"]].sum()
    return sums["sum"] / sums["people"], sums["people"]


def _borders(w: World, found: Numbers) -> None:
    people = column(w, "residents", "2024")["value"].sort_index()
    for name, indicator, years in (("income", INCOME, YEARS), ("gdp_head", GDP_HEAD, ("2024",))):
        for year in years:
            values = column(w, indicator, year)["value"].sort_index()
            keys = _keys(w, people.index)
            between = theil_t(*_merge(values, people, keys["prefectures"]))
            for border, words in BORDERS.items():
                means, sizes = _merge(values, people, keys[border])
                facts = {
                    "n": len(means),
                    "source": _source(w, (indicator, year), ("residents", "2024")),
                }
                base = f"{words}: {len(means)} units, weighted by residents of 2024"
                start = f"borders.{border}.{name}"
                found.add(f"{start}.gini.{year}", gini(means, sizes), "index", year, base, **facts)
                found.add(
                    f"{start}.max_min.{year}",
                    means.max() / means.min(),
                    "ratio",
                    year,
                    base,
                    **facts,
                )
                share = between / theil_t(means, sizes)
                found.add(f"{start}.between.{year}", share, "share", year, base, **facts)


def _town_and_country(w: World, found: Numbers) -> None:
    people, town = (
        column(w, key, "2024")["value"].sort_index() for key in ("residents", "urban_residents")
    )
    urban, rural = (column(w, key, "2024")["value"].sort_index() for key in (URBAN, RURAL))
    country = (people - town).clip(lower=0.0)
    incomes = np.concatenate([urban, rural])
    weights = np.concatenate([town[urban.index], country[rural.index]])
    facts = {"source": _source(w, (URBAN, "2024"), (RURAL, "2024"), ("urban_residents", "2024"))}
    found.add(
        "borders.town_country.gini.2024",
        gini(incomes, weights),
        "index",
        "2024",
        "town people of 90 counties and country people of 85, weighted by their number",
        n=len(incomes),
        **facts,
    )
    lost = country[country.index.difference(rural.index)]
    found.add(
        "town_country.left_out",
        lost.sum(),
        "people",
        "2024",
        "country people of districts without a published rural income: "
        + "、".join(w.places.loc[lost.index[lost > 0], "name"]),
        n=int((lost > 0).sum()),
        **facts,
    )


def _prefectures(w: World, found: Numbers) -> None:
    """Highest over lowest of 11 prefectures, put together from counties."""
    for weight, short in (("residents", ""), ("registered", ".registered")):
        people = column(w, weight, "2024")["value"].sort_index()
        for year in YEARS:
            rows = column(w, INCOME, year).sort_index()
            means, _ = _merge(rows["value"], people, people.index.str[:4])
            sure = rows["doubt"] == ""
            fewer, _ = _merge(
                rows["value"][sure], people[sure], pd.Series(people.index.str[:4], people.index)
            )
            found.add(
                f"prefectures.max_min.{year}{short}",
                means.max() / means.min(),
                "ratio",
                year,
                f"11 prefectures, each the mean of its counties weighted by {weight} of 2024",
                without_doubtful=fewer.max() / fewer.min(),
                n=11,
                grade="transcribed",
                source=_source(w, (INCOME, year), (weight, "2024")),
            )
    mixed, people = mixture(w), column(w, "residents", "2024")["value"]
    means, _ = _merge(mixed, people[mixed.index], pd.Series(mixed.index.str[:4], mixed.index))
    found.add(
        "prefectures.max_min.2024.yearbook",
        means.max() / means.min(),
        "ratio",
        "2024",
        f"11 prefectures, the yearbook's town and country incomes of {len(mixed)} counties",
        n=11,
        grade="official_table",
        source=_source(w, (URBAN, "2024"), (RURAL, "2024"), ("residents", "2024")),
    )
    key, own = "target.city_income_max_min_ratio", "prefectures.max_min.2025"
    base, source = found.rows[own]["base"], found.rows[own]["source"]
    limit = found[f"{key}.limit"]
    found.add(f"{key}.beside", found[own], "ratio", "2025", base, source=source)
    found.add(
        f"{key}.beside_ratio",
        found[own] / limit,
        "ratio to the target",
        "2025",
        base,
        source=source,
    )


def _doubtful(w: World, found: Numbers) -> None:
    """How far the two sources of 2024 are apart, in rows marked doubtful and in the others."""
    income, mixed = column(w, INCOME, "2024"), mixture(w)
    apart = (mixed / income["value"][mixed.index] - 1.0).sort_index()
    marked = income["doubt"][apart.index] != ""
    base = "yearbook's town and country over the transcribed income"
    facts = {"source": _source(w, (URBAN, "2024"), (RURAL, "2024"), (INCOME, "2024"))}
    far = abs(apart) > FAR
    furthest = apart.sort_values().tail(3).index[::-1]
    listed = "、".join(w.places.loc[furthest, "name"])
    for key, value, unit, more in (
        ("marked_max", abs(apart[marked]).max(), "share", "largest of rows marked doubtful"),
        ("median", abs(apart).median(), "share", "median county"),
        ("far", far.sum(), "counties", f"further apart than {FAR:.0%}; furthest: {listed}"),
        ("far_marked", (far & marked).sum(), "counties", "of these, marked doubtful"),
        ("second", apart[furthest[1]], "share", w.places.at[furthest[1], "name"]),
        ("third", apart[furthest[2]], "share", w.places.at[furthest[2], "name"]),
    ):
        found.add(
            f"doubtful.apart.{key}", value, unit, "2024", f"{base}: {more}", n=len(apart), **facts
        )


def _one_row(w: World, found: Numbers) -> None:
    """By how much one doubtful income may fall before the ratio is below the target."""
    people = column(w, "residents", "2024")["value"]
    members = w.groups.loc[w.groups["group"] == "mountain_26", "place"].unique()
    limit = found["target.mountain_26_income_to_province.limit"]
    published = {year: column(w, INCOME, year, 2)["value"].iloc[0] for year in YEARS}
    for year in YEARS:
        values = column(w, INCOME, year)["value"]
        mean = np.average(values[members], weights=people[members])
        slack = (mean - limit * published[year]) * people[members].sum() / people[KAIHUA]
        found.add(
            f"mountain_26.slack.{year}",
            slack,
            "yuan per head",
            year,
            f"{w.places.at[KAIHUA, 'name']}: by so much lower, and the 26 counties weighted by residents "
            f"have {limit} of the published mean",
            n=26,
            source=_source(w, (INCOME, year), ("residents", "2024")),
        )
    mixed = mixture(w)
    mean = np.average(mixed[members], weights=people[members])
    for base, under, words in (
        ("published", published["2024"], "the province's published mean"),
        ("weighted_mean", np.average(mixed, weights=people[mixed.index]), f"{len(mixed)} counties"),
    ):
        found.add(
            f"mountain_26.ratio.{base}.2024.yearbook",
            mean / under,
            "ratio",
            "2024",
            "26 counties, the yearbook's town and country incomes put together by residents, over "
            + words,
            n=26,
            grade="official_table",
            source=_source(w, (URBAN, "2024"), (RURAL, "2024"), ("residents", "2024")),
        )


def _people(w: World, found: Numbers) -> None:
    """Where residents are not those registered, and what one county weighs."""
    members = w.groups.loc[w.groups["group"] == "mountain_26", "place"].unique()
    values = column(w, INCOME, "2025")["value"].sort_index()
    for weight in ("residents", "registered"):
        people = column(w, weight, "2024")["value"]
        source = _source(w, (weight, "2024"))
        for name, codes, words in (
            ("mountain_26", members, "26 mountain counties"),
            ("yiwu", [YIWU], str(w.places.at[YIWU, "name"])),
        ):
            found.add(
                f"{name}.{weight}.2024",
                people[codes].sum(),
                "people",
                "2024",
                words,
                n=len(codes),
                source=source,
            )
    people = column(w, "residents", "2024")["value"][values.index]
    fewer = {code: gini(values.drop(code), people.drop(code)) for code in values.index}
    most = max(fewer, key=lambda code: abs(fewer[code] - found["income.gini.2025"]))
    found.add(
        "income.gini.2025.one_left_out",
        fewer[most],
        "index",
        "2025",
        f"89 counties without {w.places.at[most, 'name']}, which moves it most",
        n=89,
        source=_source(w, (INCOME, "2025"), ("residents", "2024")),
    )


def _two(w: World, found: Numbers) -> None:
    """Two groups of counties: the list of 26 beside the 26 lowest incomes."""
    people = column(w, "residents", "2024")["value"].sort_index()
    members = w.groups.loc[w.groups["group"] == "mountain_26", "place"].unique()
    values = column(w, INCOME, "2025")["value"].sort_index()
    lowest = values.sort_values(kind="stable").index[: len(members)]
    key = pd.Series(values.index.isin(lowest), values.index)
    facts = {"source": _source(w, (INCOME, "2025"), ("residents", "2024"))}
    share = theil_t(*_merge(values, people, key)) / theil_t(values, people)
    words = "the 26 counties of lowest income and the 64 others"
    found.add("lowest_26.theil_t.between.2025", share, "share", "2025", words, n=90, **facts)
    both = len(set(lowest) & set(members))
    found.add("lowest_26.on_list", both, "counties", "2025", "of 26 on the list", n=26, **facts)
    for year in YEARS:
        rich, poor = found[f"others.mean.{year}"], found[f"mountain_26.mean.{year}"]
        facts = {"source": _source(w, (INCOME, year), ("residents", "2024"))}
        base = "64 others against 26 mountain counties, weighted by residents of 2024"
        found.add(f"others.multiple.{year}", rich / poor, "ratio", year, base, n=90, **facts)
        found.add(
            f"others.distance.{year}", rich - poor, "yuan per head", year, base, n=90, **facts
        )
