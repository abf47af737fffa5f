"""Answers to questions to the gaps: like those to the circle, without a map."""

from collections.abc import Mapping
from typing import Any, Final

import pandas as pd
from markupsafe import Markup

from gongfu.app.answer import Answer
from gongfu.app.gaps_source import Source
from gongfu.model.zone import LANGUAGES
from gongfu.report.text import Both

_SIMULATED: Final = {
    "en": "incomes of households; no real household is in them",
    "zh": "住户收入;不含真实住户",
}


def told(
    source: Source,
    settings: Mapping[str, Any],
    sentences: list[Both],
    table: pd.DataFrame,
    *,
    summary: pd.DataFrame | None = None,
) -> Answer:
    """The answer: what was measured first, then what came out.

    Parameters
    ----------
    source
        What was measured.
    settings
        The "command" and its knobs.
    sentences
        What came out.
    table, summary
        Every row, and a few that sum them up.

    Returns
    -------
    Answer
        Each row with its `standing`.
    """
    simulated = source.standing == "simulated"
    said = [source.said, *sentences]
    return Answer(
        dict(source.name),
        {"source": source.kind, **settings},
        tuple({n: Markup(both[n]).striptags() for n in LANGUAGES} for both in said),
        table.assign(standing=source.standing),
        tuple(str(name) for name in table.columns),
        ("incomes",) if simulated else (),
        _SIMULATED if simulated else {},
        summary,
    )
