"""The table that every gap is reported in: one row per number, with what it rests on."""

from typing import Any, Final

import numpy as np
import pandas as pd

from gongfu.measure.panel import Weights, level_zh, plural, weight_title

__all__: Final[tuple[str, ...]] = ()  # workings of the neighbouring files

GAP_COLUMNS: Final = (
    "gap",
    "index",
    "part",
    "level",
    "place",
    "group",
    "indicator",
    "period",
    "value",
    "bound",
    "without_doubtful",
    "unit",
    "numerator",
    "denominator",
    "highest",
    "lowest",
    "weight",
    "weight_period",
    "base",
    "base_en",
    "base_zh",
    "n_places",
    "n_expected",
    "n_doubtful",
    "standing",
    "source",
    "why_en",
    "why_zh",
)
_NUMBERS: Final = ("value", "without_doubtful", "numerator", "denominator")
_COUNTS: Final = ("n_places", "n_expected", "n_doubtful")


def gap_frame(rows: list[dict[str, Any]]) -> pd.DataFrame:
    """Rows as one frame with every column of `GAP_COLUMNS`; what a row leaves out is empty."""
    frame = pd.DataFrame(rows, columns=list(GAP_COLUMNS))
    for name in GAP_COLUMNS:
        if name in _NUMBERS:
            frame[name] = frame[name].astype(float)
        elif name in _COUNTS:
            frame[name] = frame[name].fillna(0).astype(np.int64)
        else:
            empty = {"part": "total", "bound": "=", "standing": "computed"}.get(name, "")
            frame[name] = frame[name].astype(object).where(frame[name].notna(), empty)
    return frame


def base_of(n_places: int, n_expected: int, level: str, weights: Weights | None) -> dict[str, str]:
    """The base of an index as a key and in words."""
    en = f"{n_places} of {n_expected} {plural(level)}"
    zh = f"{n_expected}个{level_zh(level)}中的{n_places}个"
    if weights is None:
        return {"base": "unweighted", "base_en": en, "base_zh": zh}
    return {
        "weight": weights.indicator,
        "weight_period": weights.period,
        "base": f"{weights.indicator} {weights.period}",
        "base_en": f"{en}, weighted by {weight_title(weights.indicator, 'en')} of {weights.period}",
        "base_zh": f"{zh},按{weights.period}年{weight_title(weights.indicator, 'zh')}加权",
    }
