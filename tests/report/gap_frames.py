"""Small made-up frames for the pictures of the gaps, one call for each picture."""

import numpy as np
import pandas as pd

from gongfu.report import gap_charts as charts

TITLES = {
    "en": "The poorer half <b> & others hold a third of it, which is a sentence of two lines",
    "zh": "收入较低的一半人口持有三分之一的收入<b>&其余由另一半持有,这是一个需要换行的标题",
}
LABELS = {
    "en": ["between cities", "between counties of one city", "inside counties, town and country"],
    "zh": ["设区市之间", "同一设区市各县之间", "同一县内城乡之间"],
}
NAMES = {
    "en": ["Shangcheng", "Yuhang", "Xiaoshan", "Tonglu", "Chun'an", "Jiande", "Yinzhou", "Cixi"],
    "zh": ["上城区", "余杭区", "萧山区", "桐庐县", "淳安县", "建德市", "鄞州区", "景宁畲族自治县"],
}


def caption(language="en", *, standing="computed", title=None, unit=None):
    return charts.Caption(
        title or TITLES[language],
        language,
        {"en": "yuan per person", "zh": "元/人"}[language] if unit is None else unit,
        {"en": "yearbook 2025, table 5-12", "zh": "2025年鉴表5-12"}[language],
        standing,
    )


def curves(*powers):
    people = np.linspace(0.0, 1.0, 21)
    parts = [
        pd.DataFrame({"share_of_people": people, "share_of_value": people**a, "series": f"S{i}"})
        for i, a in enumerate(powers)
    ]
    return pd.concat(parts)


def ginis(*values):
    value = np.array(values)
    return pd.DataFrame(
        {
            "series": [f"S{i}" for i in range(value.size)],
            "gini": value,
            "low": value - 0.02,
            "high": value + 0.02,
        }
    )


def parts(language="en"):
    value = [0.04, 0.02, -0.01]
    return pd.DataFrame(
        {
            "component": ["a", "b", "c"],
            "label": LABELS[language],
            "value": value,
            "share": np.array(value) / 0.05,
        }
    )


def ranks(language="en", n=90):
    rank = np.arange(1.0, n + 1)
    reach = np.arange(n) % 7
    return pd.DataFrame(
        {
            "place": [f"p{i:02}" for i in range(n)],
            "name": [f"{NAMES[language][i % 8]}{i}" for i in range(n)],
            "rank": rank,
            "low": np.maximum(rank - reach, 1.0),
            "high": np.minimum(rank + reach, n),
        }
    )


def densities():
    value = np.linspace(0.2, 2.6, 40)
    return pd.concat(
        pd.DataFrame(
            {
                "period": str(2015 + i),
                "value": value,
                "density": np.exp(-0.5 * ((value - 1) / (0.5 - 0.05 * i)) ** 2) * (1 + i),
            }
        )
        for i in range(4)
    )


def neighbours(language="en"):
    z = np.array([1.6, 1.2, 0.4, -0.2, -1.4, -0.8, 0.3, -1.1])
    lag = np.array([0.9, 1.1, -0.3, 0.2, -0.9, -0.7, 0.6, 0.4])
    return pd.DataFrame(
        {
            "place": range(8),
            "name": NAMES[language],
            "z": z,
            "lag_z": lag,
            "quadrant": "high_high",
            "p_value": [0.01, 0.02, 0.6, np.nan, 0.03, 0.2, 0.9, 0.5],
        }
    )


def coefficients(language="en"):
    return pd.DataFrame(
        {
            "term": ["a", "b", "c"],
            "label": LABELS[language],
            "estimate": [0.04, -0.2, 0.3],
            "low": [0.01, -0.5, np.nan],
            "high": [0.07, 0.1, np.nan],
        }
    )


def event():
    period = np.arange(-4, 5)
    estimate = np.where(period < 0, 0.0, 0.02 * (period + 1))
    reference = period == -1
    return pd.DataFrame(
        {
            "relative_period": period,
            "estimate": estimate,
            "low": np.where(reference, np.nan, estimate - 0.015),
            "high": np.where(reference, np.nan, estimate + 0.015),
            "reference": reference,
        }
    )


def paths():
    year = np.arange(2012, 2022)
    twin = 20.0 + year - 2012
    return pd.DataFrame(
        {"period": year, "actual": twin + np.maximum(year - 2017, 0), "synthetic": twin}
    )


def placebos():
    return pd.concat(
        pd.DataFrame(
            {"place": f"q{i}", "period": np.arange(2012, 2022), "gap": np.linspace(0, i - 1, 10)}
        )
        for i in range(3)
    )


def dispersion():
    value = np.array([0.31, 0.30, 0.285, 0.28, 0.262])
    return pd.DataFrame(
        {
            "period": [str(year) for year in range(2020, 2025)],
            "value": value,
            "low": value - 0.02,
            "high": value + 0.02,
        }
    )


def growth(language="en"):
    initial = np.array([2e4, 2.4e4, 3e4, 3.6e4, 4.4e4, 5e4, 6e4, 8e4])
    return pd.DataFrame(
        {
            "place": range(8),
            "name": NAMES[language],
            "initial": initial,
            "growth": 0.3 - 0.02 * np.log(initial) + np.array([1, -1, 2, -2, 1, -1, 2, -2]) * 1e-3,
        }
    )


def transitions(language="en"):
    classes = {"en": ["low", "lower middle", "high"], "zh": ["低", "中低", "高"]}[language]
    shares = [[0.8, 0.2, 0.0], [0.1, 0.7, 0.2], [np.nan] * 3]
    return pd.DataFrame(shares, index=classes, columns=classes)


def counts(language="en"):
    return pd.Series([40, 30, 0], index=transitions(language).index)


PICTURES = {
    "lorenz": lambda on, cap: charts.lorenz_chart(curves(1.6), cap, ginis=ginis(0.23)),
    "lorenz_two": lambda on, cap: charts.lorenz_chart(
        curves(1.4, 2.4), cap, ginis=ginis(0.17, 0.41)
    ),
    "lorenz_five": lambda on, cap: charts.lorenz_chart(
        curves(1.3, 1.35, 1.4, 1.45, 1.5), cap, ginis=ginis(0.1, 0.11, 0.12, 0.13, 0.14)
    ),
    "lorenz_generalized": lambda on, cap: charts.lorenz_chart(
        curves(1.4, 2.4).assign(share_of_value=lambda f: f["share_of_value"] * 7e4),
        cap,
        generalized=True,
    ),
    "parts": lambda on, cap: charts.parts_tree(parts(on), cap),
    "ranks": lambda on, cap: charts.rank_intervals(ranks(on), cap),
    "ridges": lambda on, cap: charts.density_ridges(densities(), cap),
    "moran": lambda on, cap: charts.moran_scatter(neighbours(on), cap),
    "coefficients": lambda on, cap: charts.coefficients_chart(coefficients(on), cap),
    "event": lambda on, cap: charts.event_study_chart(event(), cap),
    "synthetic": lambda on, cap: charts.synthetic_chart(
        paths(), cap, start=2018, placebos=placebos()
    ),
    "sigma": lambda on, cap: charts.sigma_chart(dispersion(), cap),
    "growth": lambda on, cap: charts.growth_scatter(growth(on), cap),
    "transitions": lambda on, cap: charts.transition_heatmap(
        transitions(on), cap, counts=counts(on)
    ),
}
