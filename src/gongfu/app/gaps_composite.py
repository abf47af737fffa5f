"""A composite index of a zone or a table: scores, and ranks with their intervals."""

from pathlib import Path
from typing import Final

import numpy as np
import pandas as pd

from gongfu.app.answer import Answer
from gongfu.app.gaps_answer import told
from gongfu.app.gaps_source import GapQuestion, Source, is_zone
from gongfu.app.tasks import open_zone
from gongfu.errors import InputError
from gongfu.io import embedded
from gongfu.io.designs import read_design
from gongfu.io.sheets import read_sheet, sheet_numbers, sheet_texts
from gongfu.measure.composite_values import component_values
from gongfu.measure.panel import exact_figures, periods_of
from gongfu.measure.rank_uncertainty import rank_uncertainty
from gongfu.model.composite import Choices, Design
from gongfu.model.schema import row_words
from gongfu.model.zone import Zone
from gongfu.report import asked_gaps as words

CHOICES: Final = Choices(
    normalisations=("target", "rank"),
    weightings=("given", "entropy"),
    aggregations=("arithmetic", "geometric_between", "topsis"),
)
"""What is open of the embedded index, as its how-to has it; other designs have `Choices()`."""

_LEAST: Final = 3


def composite(
    path: Path,
    question: GapQuestion,
    *,
    design: Path | None = None,
    place: str = "",
    draws: int = 1024,
    seed: int = 0,
) -> Answer:
    """Scores and ranks under the first of each choice, and what the rank becomes under others.

    Parameters
    ----------
    path, question
        A zone (period, level), or a table with a column per component.
    design
        The TOML file that declares the index; None: the embedded one.
    place
        Of a table: the column that names places.
    draws, seed
        Size and seed of the sample of choices; `draws` is a power of 2, at least 64.

    Returns
    -------
    Answer
        One row per place by base rank: `score`, `rank`, `rank_low`, `rank_high`, and so on.
        Places that miss a component are left out and named in a sentence.
    """
    zone = is_zone(path)
    declared = embedded.composite_design() if design is None else read_design(design)
    choices = CHOICES if design is None else Choices()
    if zone:
        source, values, widths = _of_zone(path, question, declared, place)
    else:
        source, values, widths = _of_table(path, question, declared, place, design is None)

    whole = values.notna().all(axis=1)
    if whole.sum() < _LEAST:
        raise InputError(
            f"{int(whole.sum())} places have every component of the index; it needs {_LEAST} or "
            "more: ask for another --period or --level, or another --design"
        )
    found = rank_uncertainty(
        values,
        declared,
        choices,
        rng=np.random.default_rng(seed),
        n_draws=draws,
        half_widths=widths,
        top=min(10, int(whole.sum())),
        missing="leave_out",
    )
    table = found.ranks.sort_values("rank", kind="stable").rename_axis("place").reset_index()
    wide = float((table["rank_high"] - table["rank_low"]).median())
    n_pairs = len(table) * (len(table) - 1) // 2
    said = [words.ranks_found(len(table), wide, len(found.uncertain_pairs()), n_pairs)]
    if len(found.left_out):
        said.append(words.not_ranked(source.called(found.left_out)))
    settings = {
        "command": "composite",
        "design": "embedded" if design is None else design.name,
        "draws": draws,
        "seed": seed,
    }
    return told(source, settings, said, source.with_names(table, "place"))


def _of_zone(
    path: Path, question: GapQuestion, design: Design, place: str
) -> tuple[Source, pd.DataFrame, pd.DataFrame]:
    if place:
        raise InputError("--place names a column of a table; a zone knows its places: leave it out")
    zone = open_zone(path)
    level = question.level or "county"
    period = question.period or _fullest_period(zone, design, level)
    made = component_values(zone.figures, zone.places, design, period=period, level=level)
    names = zone.places[[name for name in ("name", "name_en") if name in zone.places]]
    said = words.of_design(zone.name, design, period, level, int(made.doubtful.to_numpy().sum()))
    source = Source("figures", zone.name, made.values, "", "", said, names=names)
    return source, made.values, made.half_widths


def _fullest_period(zone: Zone, design: Design, level: str) -> str:
    """The latest of the periods in which most places have every component."""
    codes = zone.places.index[(zone.places["level"] == level).to_numpy()]
    exact = exact_figures(zone.figures)
    wanted = {one.indicator for one in design.components if one.indicator}
    wanted |= {one.per for one in design.components if one.per and not one.per_period}
    shared = set.intersection(*(set(periods_of(exact, key, codes)) for key in sorted(wanted)))
    if not shared:
        raise InputError(
            f"no period has figures of every component for any {level}: import them, or ask for "
            "another --level or --design"
        )
    whole = {
        period: int(
            component_values(zone.figures, zone.places, design, period=period, level=level)
            .values.notna()
            .all(axis=1)
            .sum()
        )
        for period in shared
    }
    return max(whole, key=lambda period: (whole[period], period))


def _of_table(
    path: Path, question: GapQuestion, design: Design, place: str, is_default: bool
) -> tuple[Source, pd.DataFrame, None]:
    if is_default or not place:
        raise InputError(
            f"{path.name} is a table: name its index with --design FILE.toml and the column of its "
            "places with --place"
        )
    if question.period or question.level:
        raise InputError(f"{path.name} is a table; --period and --level are for zones")
    names = [component.name for component in design.components]
    sheet = read_sheet(path, known=(place, *names))
    lost = [name for name in (place, *names) if name not in sheet.frame]
    if lost:
        raise InputError(
            f"{sheet.name}: no column {', '.join(map(repr, lost))}; it has "
            f"{', '.join(map(str, sheet.frame.columns))}: the columns must be named as the "
            "components of the design"
        )
    labels = sheet_texts(sheet, place)
    twice = (labels.duplicated(keep=False) | (labels == "")).to_numpy()
    if twice.any():
        raise InputError(
            f"{sheet.name}: {place!r} is empty or stands twice in {row_words(twice, sheet.rows)}; "
            "each place needs a row of its own"
        )
    values = pd.DataFrame({name: sheet_numbers(sheet, name) for name in names})
    values = values.set_index(pd.Index(labels))
    both = {"en": sheet.name, "zh": sheet.name}
    said = words.of_design(both, design, "", "", 0)
    return Source("table", both, values, "", "", said), values, None
