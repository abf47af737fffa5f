"""Panels with a known effect, for the tests of effects."""

import numpy as np
import pandas as pd

COLUMNS = {"outcome": "y", "place": "place", "period": "year"}
STARTS = {**COLUMNS, "first_treated": "start"}


def panel(starts, *, years, effect=lambda since: 0.0, noise=0.0, rng=None):
    """Places a0, a1, ...; each has a level of its own, each year a shock of its own.

    starts: first treated year by place, None = never.  effect: of whole years since the start.
    """
    rows = [
        {
            "place": f"a{i:02d}",
            "year": year,
            "start": np.nan if start is None else start,
            "d": int(start is not None and year >= start),
            "true": effect(year - start) if start is not None and year >= start else 0.0,
            "y": 3.0 * i + (year % 7) ** 2,
        }
        for i, start in enumerate(starts)
        for year in years
    ]
    frame = pd.DataFrame(rows)
    frame["y"] += frame["true"]
    if rng is not None:
        frame["y"] += noise * rng.normal(size=len(frame))
    return frame
