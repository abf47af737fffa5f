"""Product of the 11 prefectures, 2015 to 2021: dispersion, and growth against the initial level.

The published product per head stands on three bases, so it is never followed across a change of
base without saying so: 2015 per registered head, 2016 to 2019 per resident as estimated before the
census of 2020, 2020 and 2021 per resident as counted by it.
"""

import numpy as np
import pandas as pd
from scipy import stats
from zhejiang_gap_numbers import GDP, GDP_HEAD, Numbers, World, column

from gongfu.measure.beta import beta_convergence
from gongfu.measure.sigma import sigma_convergence

SPANS = {
    "gdp.2015-2021": (GDP, "2015", "2021", "totals of 11 prefectures, as first published"),
    "gdp_head.2016-2019": (
        GDP_HEAD,
        "2016",
        "2019",
        "11 prefectures, per resident as estimated before the census of 2020: one base",
    ),
    "gdp_head.2020-2021": (
        GDP_HEAD,
        "2020",
        "2021",
        "11 prefectures, per resident as counted by the census of 2020: one base, one year",
    ),
    "gdp_head.2016-2021": (
        GDP_HEAD,
        "2016",
        "2021",
        "11 prefectures, two bases: the residents before and after the census of 2020",
    ),
    "gdp_head.2015-2021": (
        GDP_HEAD,
        "2015",
        "2021",
        "11 prefectures, three bases: registered population in 2015",
    ),
}
BASES = {"2015": "registered population", "2016": "residents before the census"} | dict.fromkeys(
    ("2017", "2018", "2019"), "residents before the census"
)


def panel(w: World, indicator: str) -> pd.DataFrame:
    """Yuan by prefecture (rows) and year (columns), from the one source that has all."""
    years = [str(year) for year in range(2015, 2022)]
    rows = {year: column(w, indicator, year, 4) for year in years}
    table = pd.DataFrame({year: rows[year]["value"] for year in years}).sort_index()
    if table.shape != (11, 7) or table.isna().any(axis=None):
        raise ValueError(f"{indicator}: not every prefecture has every year")
    return table


def long(table: pd.DataFrame) -> pd.DataFrame:
    """One row per prefecture and year, as the library takes panels."""
    rows = table.rename_axis("place").reset_index().melt("place", var_name="year")
    return rows.assign(year=rows["year"].astype(int))


def add_cities(w: World, found: Numbers) -> None:
    """Sigma of every year, beta of every span, and how the bases differ."""
    source = column(w, GDP_HEAD, "2016", 4)["source"].iloc[0]
    for name, indicator in (("gdp", GDP), ("gdp_head", GDP_HEAD)):
        table = panel(w, indicator)
        by_year = sigma_convergence(
            long(table), value="value", place="place", period="year"
        ).periods
        for year, spread in zip(table, by_year["sd_log"], strict=True):
            base = "11 prefectures counted once, current prices"
            if name == "gdp_head":
                base += "; " + BASES.get(year, "residents as counted by the census")
            facts = {"n": 11, "grade": "secondary", "source": source}
            found.add(
                f"sigma.{name}.{year}",
                spread,
                "standard deviation of logarithms",
                year,
                base,
                **facts,
            )
    for key, (indicator, first, last, base) in SPANS.items():
        table = panel(w, indicator)
        rows = long(table[[first, last]])
        names = {"value": "value", "place": "place", "period": "year"}
        slope = beta_convergence(rows, **names)
        sigma = sigma_convergence(rows, **names)
        spread = sigma.periods["sd_log"]
        # The plain errors stand beside HC3: with 11 points neither is sure to be the better one.
        start, end = np.log(table[first]), np.log(table[last])
        plain = stats.linregress(start, (end - start) / (int(last) - int(first)))
        half = stats.t.ppf(0.975, 9) * plain.stderr
        facts = {"n": 11, "grade": "secondary", "source": source}
        span = f"{first} to {last}"
        for word, value, unit in (
            ("slope", slope.beta, "growth a year per unit of log level"),
            ("low", slope.beta - half, "growth a year per unit of log level"),
            ("high", slope.beta + half, "growth a year per unit of log level"),
            ("p", plain.pvalue, "probability"),
            ("p_hc3", slope.coefficients["p_value"][1], "probability"),
            ("sigma_p", sigma.tests["p_value"][0], "probability"),
            ("sigma_change", spread[1] - spread[0], "change of standard deviation"),
        ):
            found.add(f"beta.{key}.{word}", value, unit, span, base, **facts)
    implied = panel(w, GDP) / panel(w, GDP_HEAD)
    for first, last in (("2015", "2016"), ("2018", "2019"), ("2019", "2020")):
        step = implied[last] / implied[first] - 1.0
        for end, code in (("min", step.idxmin()), ("max", step.idxmax())):
            found.add(
                f"implied.{first}-{last}.{end}",
                step[code],
                "share",
                f"{first} to {last}",
                f"{w.places.at[code, 'name']}: population implied by product over product per head",
                n=1,
                grade="secondary",
                source=source,
            )
    own = column(w, "gdp_per_registered_head_yuan", "2015", 4)["value"]
    same = panel(w, GDP_HEAD)["2015"][own.index]
    found.add(
        "gdp_head.2015.registered",
        (abs(same / own - 1.0) < 1e-9).sum(),
        "prefectures",
        "2015",
        f"of {len(own)} whose product per registered head the yearbook gives: the same number",
        n=len(own),
        source=column(w, "gdp_per_registered_head_yuan", "2015", 4)["source"].iloc[0],
    )
    months = column(w, "disposable_income_per_head_yuan", "2020-01/2020-09", 4)
    nine = months["value"]
    found.add(
        "cities.income_max_min.2020_nine_months",
        nine.max() / nine.min(),
        "ratio",
        "2020-01/2020-09",
        "11 prefectures, income of nine months",
        n=11,
        grade="official_table",
        source=months["source"].iloc[0],
    )
