"""Inequality of ten million people, and the memory it takes

Run alone with `python -m benchmarks.province`.  As the benchmark of inequality, with fewer peers:
pairs of groups by numpy and PySAL's nested levels would take many minutes.
"""

import pandas as pd

from benchmarks import inequality

N_PEOPLE = 10_000_000


def run(n: int = N_PEOPLE) -> pd.DataFrame:
    """Print and return the table of `benchmarks.inequality` for many people.

    Parameters
    ----------
    n
        People drawn.

    Returns
    -------
    DataFrame
        As that of `benchmarks.inequality`, with `extra_mb`.
    """
    return inequality.run(n)


if __name__ == "__main__":
    run()
