"""Product of the 11 prefectures, 2015 to 2021: dispersion, and growth against the initial level.

The published product per head stands on three bases, so it is never followed across a change of
base without saying so: 2015 per registered head, 2016 to 2019 per resident as estimated before the
census of 2020, 2020 and 2021 per resident as counted by it.
"""

import numpy as np
import pandas as pd
from scipy import stats
from statsmodels.regression.linear_model import OLS
from statsmodels.tools.tools import add_constant
from zhejiang_gap_numbers import GDP, GDP_HEAD, Numbers, World, column

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


def add_cities(w: World, found: Numbers) -> None:
    """Sigma of every year, beta of every span, and how the bases differ."""
    source = column(w, GDP_HEAD, "2016", 4)["source"].iloc[0]
    for name, indicator in (("gdp", GDP), ("gdp_head", GDP_HEAD)):
        table = panel(w, indicator)
        for year in table:
            base = "11 prefectures counted once, current prices"
            if name == "gdp_head":
                base += "; " + BASES.get(year, "residents as counted by the census")
            values = table[year]
            facts = {"n": 11, "grade": "secondary", "source": source}
            found.add(
                f"sigma.{name}.{year}",
                np.log(values).std(ddof=0),
                "standard deviation of logarithms",
                year,
                base,
                **facts,
            )
    for key, (indicator, first, last, base) in SPANS.items():
        table = panel(w, indicator)
        start, end = np.log(table[first]), np.log(table[last])
        years = int(last) - int(first)
        growth = (end - start) / years
        fit = OLS(growth.to_numpy(), add_constant(start.to_numpy())).fit()
        low, high = fit.conf_int()[1]
        robust = fit.get_robustcov_results("HC3", use_t=True)
        r = np.corrcoef(end - start, end + start)[0, 1]
        statistic = r * np.sqrt(9 / (1 - r * r))
        facts = {"n": 11, "grade": "secondary", "source": source}
        span = f"{first} to {last}"
        for word, value, unit in (
            ("slope", fit.params[1], "growth a year per unit of log level"),
            ("low", low, "growth a year per unit of log level"),
            ("high", high, "growth a year per unit of log level"),
            ("p", fit.pvalues[1], "probability"),
            ("p_hc3", robust.pvalues[1], "probability"),
            ("sigma_p", 2 * stats.t.sf(abs(statistic), 9), "probability"),
            ("sigma_change", end.std(ddof=0) - start.std(ddof=0), "change of standard deviation"),
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
