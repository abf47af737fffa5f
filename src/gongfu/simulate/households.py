"""Simulated households whose mean incomes are the published ones."""

from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from gongfu.simulate.chance import share_out, stream

HOUSEHOLDS: Final = 40_000  # sampled in all
LEAST: Final = 30  # in each county's towns, and in its country
MEMBERS: Final = np.array([1, 2, 3, 4, 5, 6])
MEMBERS_SHARE: Final = np.array([0.27, 0.33, 0.20, 0.12, 0.06, 0.02])  # mean 2.43; assumed
LOG_SPREAD: Final = {True: 0.55, False: 0.60}  # of income per head, in town and in country


def sample_households(
    communities: pd.DataFrame,
    urban_income_yuan: pd.Series,
    rural_income_yuan: pd.Series,
    *,
    seed: int,
    n_households: int = HOUSEHOLDS,
) -> pd.DataFrame:
    """A weighted sample of households in the towns and in the country of every county.

    Parameters
    ----------
    communities
        As `settlements.settle` returns them.
    urban_income_yuan, rural_income_yuan
        Published disposable income per head, indexed by county.  A county without a rural one
        is sampled as if all its residents lived in town.
    n_households
        About how many in all.

    Returns
    -------
    DataFrame
        Index household_id; place (county), community_id, urban, members, income_yuan (per
        head), weight (households that one stands for).  members x weight sums to the residents,
        and weighted by it income has the published mean, both in every county's town and country.

    Notes
    -----
    Income per head is lognormal with LOG_SPREAD as the standard deviation of its logarithm: a
    Gini of about 0.30 in a county's towns and 0.33 in its country.  That is assumed.  For
    comparison, the national quintile means of 2023 (9,215 and 95,055 yuan; National Bureau of
    Statistics, communique of 29 February 2024) fit a spread of about 0.82, which includes the
    gaps between regions and between town and country.
    """
    has_rural = communities["county"].map(rural_income_yuan).notna()
    in_town = communities["urban"] | ~has_rural
    strata = communities.groupby([communities["county"], in_town], sort=True)
    people = strata["residents"].sum()
    people = people[people > 0]
    sizes = np.maximum(np.round(n_households * people / people.sum()).astype(int), LEAST)
    tables = []
    for (county, urban), n in sizes.items():
        rng = stream(seed, str(county), "households in town" if urban else "households in country")
        means = urban_income_yuan if urban else rural_income_yuan
        home = communities.iloc[strata.indices[county, urban]]
        tables.append(
            _sample(home, float(means[county]), int(n), LOG_SPREAD[bool(urban)], rng).assign(
                place=county, urban=bool(urban)
            )
        )
    table = pd.concat(tables, ignore_index=True)
    number = table.groupby("place").cumcount() + 1
    table["household_id"] = "sim-" + table["place"] + "-h" + number.astype(str).str.zfill(5)
    columns = ["place", "community_id", "urban", "members", "income_yuan", "weight"]
    return table.set_index("household_id")[columns]


def _sample(
    home: pd.DataFrame, mean_yuan: float, n: int, spread: float, rng: np.random.Generator
) -> pd.DataFrame:
    members = rng.choice(MEMBERS, n, p=MEMBERS_SHARE).astype(float)
    income = np.exp(rng.normal(0.0, spread, n))
    income *= mean_yuan / np.average(income, weights=members)
    residents = home["residents"].to_numpy(float)
    return pd.DataFrame(
        {
            "community_id": home.index.to_numpy()[_homes(residents, n)],
            "members": members,
            "income_yuan": income,
            "weight": residents.sum() / members.sum(),
        }
    )


def _homes(residents: NDArray[np.float64], n: int) -> NDArray[np.int64]:
    """The community of each household, in proportion to residents."""
    return np.repeat(np.arange(residents.size), share_out(n, residents))
