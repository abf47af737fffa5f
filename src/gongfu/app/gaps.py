"""How unequal, in one number or a curve: indices, Lorenz curve, tables of brackets."""

import warnings
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Final

import numpy as np
import pandas as pd

from gongfu.app.answer import Answer
from gongfu.app.gaps_answer import told
from gongfu.app.gaps_source import EACH, GapQuestion, Source, read_source
from gongfu.errors import InputError
from gongfu.io.sheets import read_sheet, sheet_numbers
from gongfu.measure import brackets as bracket_tables
from gongfu.measure import inequality as indices
from gongfu.measure.inference import inference
from gongfu.measure.polarization import wolfson
from gongfu.measure.shares import (
    lorenz_curve,
    palma_ratio,
    quantile_shares,
    quintile_share_ratio,
)
from gongfu.report import asked_gaps as words

Index = Callable[..., float]
INDICES: Final[Mapping[str, Index]] = {
    "gini": indices.gini,
    "theil_t": indices.theil_t,
    "mean_log_deviation": indices.mean_log_deviation,
    "atkinson_0.5": partial(indices.atkinson, epsilon=0.5),
    "atkinson_1": partial(indices.atkinson, epsilon=1.0),
    "hoover": indices.hoover,
    "williamson_index": indices.williamson_index,
    "palma_ratio": palma_ratio,
    "quintile_share_ratio": quintile_share_ratio,
    "zenga": indices.zenga,
    "wolfson": wolfson,
    "max_min_ratio": indices.max_min_ratio,
}
NO_FORMULA: Final = ("zenga", "wolfson", "max_min_ratio")
"""Indices whose standard error has no formula here."""

_TENTHS: Final = np.linspace(0.1, 0.9, 9)


def index(
    path: Path,
    question: GapQuestion,
    *,
    names: tuple[str, ...] = (),
    strata: str = "",
    psu: str = "",
    sample: bool = False,
) -> Answer:
    """Every index of inequality, or those named, with intervals where the rows are a sample.

    Parameters
    ----------
    path, question
        What to measure.
    names
        Keys of `INDICES`; none means all of them.
    strata, psu
        Columns that say how the sample was drawn; "" for one stratum, each row by itself.
    sample
        Each row was drawn by itself; only needed without `strata` and `psu`.

    Returns
    -------
    Answer
        `index`, `value`, `se`, `low`, `high`, `note`; NaN with a note where one is undefined.
    """
    unknown = [name for name in names if name not in INDICES]
    if unknown:
        raise InputError(f"no index {unknown[0]!r}; known: {', '.join(INDICES)}")
    drawn = [name for name in (strata, psu) if name]
    source = read_source(path, question, labels=drawn)
    if (drawn or sample) and source.kind == "figures":
        raise InputError(
            "--strata, --psu and --sample are for samples; these figures are a register of places, "
            "to which no sampling interval applies: leave the options out"
        )
    source.check_columns(drawn, "--strata and --psu")

    table = pd.DataFrame(
        [
            _index_row(source, name, bool(names), strata, psu, bool(drawn) or sample)
            for name in names or INDICES
        ]
    )
    first, value, low, high = table[["index", "value", "low", "high"]].iloc[0]
    said = [words.index_found(first, value, low, high)]
    if not (drawn or sample):
        said.append(words.no_interval(source.kind))
    return told(
        source,
        {"command": "index", "index": list(names), "strata": strata, "psu": psu, "sample": sample},
        said,
        table,
    )


def lorenz(path: Path, question: GapQuestion) -> Answer:
    """The Lorenz curve, and what each fifth of the people holds.

    Parameters
    ----------
    path, question
        What to measure.

    Returns
    -------
    Answer
        The table of `lorenz_curve`; `summary` is that of `quantile_shares`.
    """
    source = read_source(path, question)
    values, weights = source.frame[source.value], source.frame[source.weight]
    curve = lorenz_curve(values, weights)
    fifths = quantile_shares(values, weights)
    held = fifths["share_of_value"].to_numpy()
    said = [
        words.fifths_found(held[0], held[-1], quintile_share_ratio(values, weights)),
        words.palma_found(palma_ratio(values, weights)),
    ]
    return told(source, {"command": "lorenz"}, said, curve, summary=fifths)


def brackets(
    path: Path, *, low: str = "low", high: str = "high", people: str = "people", mean: str = "mean"
) -> Answer:
    """What a table of brackets proves of the Gini coefficient, and a distribution that fits it.

    Parameters
    ----------
    path
        A table with one row per bracket, from the lowest up.
    low, high, people, mean
        Its columns: limits (the last `high` may be empty), people, mean of those in it.  A table
        that has neither limit is bounded by its means alone.

    Returns
    -------
    Answer
        A row per tenth of the people: `share_of_people`, `quantile` and `share_of_value` of those
        below it, by the interpolation; without limits the brackets themselves.
    """
    sheet = read_sheet(path, known=(low, high, people, mean))
    lost = [name for name in (people, mean) if name not in sheet.frame]
    limits = [name in sheet.frame for name in (low, high)]
    if not all(limits) and any(limits):
        lost.append(low if limits[1] else high)
    if lost:
        raise InputError(
            f"{sheet.name}: no column {', '.join(map(repr, lost))}; it has "
            f"{', '.join(map(str, sheet.frame.columns))}: say which is which with --low, --high, "
            "--people and --mean"
        )
    theirs = {"low": low, "high": high, "people": people, "mean": mean}
    table = pd.DataFrame(
        {ours: sheet_numbers(sheet, name) for ours, name in theirs.items() if name in sheet.frame}
    )

    if all(limits):
        bounds = bracket_tables.gini_bounds(table)
        fitted = bracket_tables.interpolate_brackets(table)
        rows = pd.DataFrame(
            {
                "share_of_people": _TENTHS,
                "quantile": fitted.quantile(_TENTHS),
                "share_of_value": 1.0 - fitted.top_share(1.0 - _TENTHS),
            }
        )
        suggested: float | None = fitted.gini
        summary = table.assign(filled_by=list(fitted.method))
    else:
        bounds, suggested = bracket_tables.gini_bounds_from_means(table), None
        rows, summary = table, None

    source = Source(
        "table",
        {"en": sheet.name, "zh": sheet.name},
        table,
        "mean",
        "people",
        words.of_table(sheet.name, mean, people, len(table), float(table["people"].sum())),
    )
    found = [words.brackets_found(bounds.low, bounds.high, suggested)]
    return told(source, {"command": "brackets", **theirs}, found, rows, summary=summary)


def _index_row(
    source: Source, name: str, asked: bool, strata: str, psu: str, sample: bool
) -> dict[str, float | str]:
    """One index; what is undefined for these rows is an error only if it was asked for by name."""
    formula = INDICES[name]
    frame = source.frame
    weights = None if source.weight == EACH else frame[source.weight]
    none = float("nan")
    row: dict[str, float | str] = {
        "index": name, "value": none, "se": none, "low": none, "high": none, "note": "",
    }  # fmt: skip
    try:
        with warnings.catch_warnings(record=True) as said:
            warnings.simplefilter("always")
            row["value"] = formula(frame[source.value], weights)
        row["note"] = "; ".join(dict.fromkeys(str(one.message) for one in said))
    except InputError as error:
        if asked:
            raise
        row["note"] = str(error)
        return row
    if sample and name in NO_FORMULA:
        row["note"] = "no formula for its standard error"
    elif sample:
        drawn = {key: frame[column] for key, column in (("strata", strata), ("psu", psu)) if column}
        found = inference(formula, frame[source.value], weights, **drawn)
        row |= {"se": found.se, "low": found.low, "high": found.high}
    return row
