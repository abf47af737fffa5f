"""Sentences about a register in parts: what cannot be said of it."""

from gongfu.report import numbers
from gongfu.report.text import Both, fill


def below_zero(low: float) -> Both:
    """Why Theil's T and L are not there, and the Gini coefficient has no upper end."""
    return fill(
        "Theil's T and L are not given, and the Gini coefficient may exceed 1: the lowest value is "
        "{low}.",
        "最低值为{low}:未给出泰尔指数和对数离差均值,基尼系数可能大于1。",
        {"low": numbers.plain(low, 2)},
    )


def zero_there() -> Both:
    """Why Theil's L is not there."""
    return Both(
        "Theil's L is not given: the lowest value is 0, and 0 has no logarithm.",
        "未给出对数离差均值:最低值为0,没有对数。",
    )


def nothing_to_share(mean: float) -> Both:
    """Why no index is there."""
    return fill(
        "No index is given: the mean is {mean}, and all are relative to it.",
        "未给出任何指数:均值为{mean},各指数都以均值为基准。",
        {"mean": numbers.plain(mean, 2)},
    )
