"""Sentences about a small policy: what it costs, who gains, and what it does to the gaps."""

import pandas as pd

from gongfu.measure.what_if_incomes import IncomeWhatIf
from gongfu.report import numbers
from gongfu.report.text import Both, fill

_COLUMNS = ["index", "by", "component", "before", "after", "change"]


def rows(indices: pd.DataFrame, parts: pd.DataFrame) -> pd.DataFrame:
    """Every index, and every part of it, in one table."""
    knobs = indices["knobs"].astype(str)
    whole = indices.assign(by=knobs, component="all")
    return pd.concat([whole[_COLUMNS], parts[_COLUMNS]], ignore_index=True)


def changed(found: IncomeWhatIf) -> list[Both]:
    """Cost and gainers, the Gini coefficient, and town over country."""
    everybody = found.who.loc[("all", "all")]
    gini = found.gini_change
    said = [
        fill(
            "The policies pay {cost} a year; {n} live in households that gain, {lost} in "
            "households that pay more than they receive.",
            "政策每年支出{cost};{n}所在家庭受益,{lost}所在家庭付出多于所得。",
            {
                "cost": numbers.amount(found.cost_yuan, "yuan"),
                "n": numbers.people(float(everybody["n_people_gaining"])),
                "lost": numbers.people(float(everybody["n_people_losing"])),
            },
        ),
        fill(
            "The Gini coefficient of people goes from {before} to {after} ({change}).",
            "居民收入基尼系数由{before}变为{after}({change})。",
            {
                "before": numbers.plain(gini.before, 5),
                "after": numbers.plain(gini.after, 5),
                "change": numbers.plain(gini.after - gini.before, 6),
            },
        ),
    ]
    if "urban_rural_ratio" in found.indices.index:
        ratio = found.indices.loc["urban_rural_ratio"]
        said.append(
            fill(
                "Mean income in town over that in the country goes from {before} to {after}.",
                "城镇与农村居民人均收入之比由{before}变为{after}。",
                {
                    "before": numbers.plain(float(ratio["before"]), 5),
                    "after": numbers.plain(float(ratio["after"]), 5),
                },
            )
        )
    said.append(
        Both(
            "Nobody changes what they do, no price changes, and what the wage displaces elsewhere "
            "is not counted.",
            "假定人们的行为和物价都不变,也不计工资对其他收入的挤出。",
        )
    )
    return said
