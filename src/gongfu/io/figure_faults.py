"""What is wrong with the rows of a table of figures, beyond what its columns must hold."""

from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from gongfu.model.figure import PERIOD
from gongfu.model.indicator import INDICATORS
from gongfu.model.schema import row_words

_OVER_ONE: Final = ("resident_income_to_gdp_per_head", "higher_education_gross_enrolment")
"""Called shares, but the part is not within the whole: they may pass 1."""
_MAY_FALL: Final = ("gdp_growth", "cpi_change")
"""Changes of something: they may be below 0, and above 1."""
_NET: Final = "_net_income_"
"""What is earned less what is spent on earning it may be below 0."""


def figure_faults(figures: pd.DataFrame, rows: NDArray[np.int64]) -> list[str]:
    """Every fault in words that name the rows.

    Parameters
    ----------
    figures
        As `schema.FIGURES`, in base units.
    rows
        (n,) the numbers by which the reader knows the rows.

    Returns
    -------
    list of str
        Unknown indicators, units of something else, values that their unit does not allow,
        periods of another form, the same figure twice, and figures that are simulated.
    """
    found = _indicator_faults(figures, rows) + _value_faults(figures, rows)
    period = figures["period"].fillna("").astype(str)
    ends = period.str.partition("/")
    odd = (period != "") & (~period.str.fullmatch(PERIOD) | ((ends[2] != "") & (ends[2] < ends[0])))
    if odd.any():
        found.append(
            f"'period' is {period[odd].iloc[0]!r} in {row_words(odd.to_numpy(), rows)}; it must "
            "be a year (2024), a quarter (2024-Q3), a month (2024-09) or months from and to "
            "(2024-01/2024-09)"
        )
    again = figures.duplicated(["place", "indicator", "period", "source"], keep=False)
    again &= figures[["place", "indicator", "period", "source"]].notna().all(axis=1)
    if again.any():
        found.append(
            "the same place, indicator, period and source stand more than once in "
            f"{row_words(again.to_numpy(), rows)}; keep one row of each"
        )
    simulated = (figures["standing"] == "simulated").to_numpy()
    if simulated.any():
        found.append(
            f"'standing' is 'simulated' in {row_words(simulated, rows)}; simulated figures do not "
            "enter the ledger: drop them, and keep them in a table of their own"
        )
    return found


def _indicator_faults(figures: pd.DataFrame, rows: NDArray[np.int64]) -> list[str]:
    units = {indicator.key: indicator.unit for indicator in INDICATORS}
    odd = ~figures["indicator"].isin(list(units)).to_numpy()
    found = []
    if odd.any():
        found.append(
            f"'indicator' is {figures.loc[odd, 'indicator'].iloc[0]!r} in {row_words(odd, rows)}, "
            "which is neither the key nor the title of an indicator; see the list of indicators "
            "in the reference"
        )
    other = ~odd & (figures["indicator"].map(units) != figures["unit"]).to_numpy()
    if other.any():
        row = figures[other].iloc[0]
        found.append(
            f"'unit' is {row['unit']!r} for {row['indicator']!r} in {row_words(other, rows)}; "
            f"it must be {units[row['indicator']]!r} or a known multiple, such as '亿元'"
        )
    return found


def _value_faults(figures: pd.DataFrame, rows: NDArray[np.int64]) -> list[str]:
    """Less than nothing of what is counted, and shares that are more than the whole."""
    units = {indicator.key: indicator.unit for indicator in INDICATORS}
    indicator, value = figures["indicator"], figures["value"]
    sound = indicator.map(units) == figures["unit"]  # a wrong unit is a fault of its own
    may_fall = indicator.isin(_MAY_FALL) | indicator.str.contains(_NET, regex=False, na=False)
    negative = (sound & ~may_fall & (value < 0)).to_numpy()
    share = (figures["unit"] == "share") & ~indicator.isin((*_OVER_ONE, *_MAY_FALL))
    over = (sound & share & (value > 1)).to_numpy()
    found = []
    if negative.any():
        row = figures[negative].iloc[0]
        found.append(
            f"'value' of {row['indicator']!r} is {row['value']:g} {row['unit']} in "
            f"{row_words(negative, rows)}; it cannot be below 0: correct it"
        )
    if over.any():
        row = figures[over].iloc[0]
        found.append(
            f"'value' of {row['indicator']!r} is {row['value']:g} in {row_words(over, rows)}; a "
            "share is from 0 to 1: correct it, or give the unit '%'"
        )
    return found
