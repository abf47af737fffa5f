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
    stand_in: Both | None = None,
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
    stand_in
        What is simulated, if it is not the incomes of households.

    Returns
    -------
    Answer
        Each row with its `standing`.
    """
    simulated = source.standing == "simulated"
    said = [source.said, *sentences]
    invented = _plain(stand_in) if stand_in is not None else _SIMULATED
    return Answer(
        dict(source.name),
        {"source": source.kind, **settings},
        tuple(_plain(both) for both in said),
        table.assign(standing=source.standing),
        tuple(str(name) for name in table.columns),
        ("incomes",) if simulated else (),
        invented if simulated else {},
        summary,
    )


def _plain(words: Both) -> dict[str, str]:
    return {n: Markup(words[n]).striptags() for n in LANGUAGES}
