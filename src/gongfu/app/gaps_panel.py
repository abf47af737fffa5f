"""Whether places grow more alike: the dispersion of a panel, and growth by what they began with."""

from pathlib import Path

import numpy as np
import pandas as pd

from gongfu.app.answer import Answer
from gongfu.app.gaps_answer import told
from gongfu.app.gaps_source import GapQuestion, Source, is_zone
from gongfu.app.tasks import open_zone
from gongfu.errors import InputError
from gongfu.io.sheets import read_sheet, sheet_numbers, sheet_texts
from gongfu.measure.beta import beta_convergence
from gongfu.measure.panel import cross_section, exact_figures, is_year, periods_of
from gongfu.measure.sigma import sigma_convergence
from gongfu.model.indicator import find_indicator
from gongfu.model.schema import row_words
from gongfu.report import asked_panels as words

_REGISTERED = "per registered head"
_NAMES = {"value": "value", "place": "place", "period": "period"}


def sigma(
    path: Path, question: GapQuestion, *, place: str = "", time: str = "", since: str = ""
) -> Answer:
    """Dispersion by period, and whether its two ends differ.

    Parameters
    ----------
    path, question
        A table (`value`), or a zone (`indicator`, `level`); each place counts once.
    place, time
        Of a table: the columns that name places and years.
    since
        The first year to take; "" for all.

    Returns
    -------
    Answer
        The rows of `sigma_convergence`.
    """
    source = panel_source(path, question, place=place, time=time, since=since)
    found = sigma_convergence(source.frame, **_NAMES)
    table = found.to_frame().astype({"period": str})
    exact = found.tests.set_index("test").loc["Pitman-Morgan", "p_value"]
    said = [words.sigma_found(table, float(exact))]
    return told(source, {"command": "sigma", "since": since}, said, table)


def beta(
    path: Path, question: GapQuestion, *, place: str = "", time: str = "", since: str = ""
) -> Answer:
    """Growth between the first and the last year on the logarithm of the first.

    Parameters
    ----------
    path, question, place, time, since
        As of `sigma`.

    Returns
    -------
    Answer
        One row per place: `initial`, `last`, `growth` of logs per year; `summary` has the
        coefficients.
    """
    source = panel_source(path, question, place=place, time=time, since=since)
    found = beta_convergence(source.frame, **_NAMES)
    wide = source.frame.pivot(index="place", columns="period", values="value")
    initial, last = wide.iloc[:, 0], wide.iloc[:, -1]
    table = pd.DataFrame(
        {"initial": initial, "last": last, "growth": np.log(last / initial) / found.years}
    ).reset_index()
    said = [words.beta_found(found), words.galton()]
    return told(
        source,
        {"command": "beta", "since": since},
        said,
        source.with_names(table, "place"),
        summary=found.to_frame(),
    )


def panel_source(path: Path, question: GapQuestion, *, place: str, time: str, since: str) -> Source:
    """Places and years of a table or of a zone's figures, in columns `place, period, value`."""
    if since and not is_year(since):
        raise InputError(f"--since {since!r} is not a year; write it like 2016")
    if is_zone(path):
        if place or time or question.value:
            raise InputError(
                "--value, --place and --time name columns of a table; a zone is asked with "
                "--indicator and --level"
            )
        return _of_zone(path, question, since)
    if question.indicator or question.level:
        raise InputError(f"{path.name} is a table; --indicator and --level are for zones")
    return _of_table(path, question.value, place, time, since)


def _of_table(path: Path, value: str, place: str, time: str, since: str) -> Source:
    if not (value and place and time):
        raise InputError(
            f"{path.name} is a table; name its columns with --value, --place and --time"
        )
    sheet = read_sheet(path, known=(value, place, time))
    lost = [name for name in (value, place, time) if name not in sheet.frame]
    if lost:
        raise InputError(
            f"{sheet.name}: no column {', '.join(map(repr, lost))}; it has "
            f"{', '.join(map(str, sheet.frame.columns))}"
        )
    frame = pd.DataFrame(
        {
            "place": sheet_texts(sheet, place),
            "period": sheet_numbers(sheet, time),
            "value": sheet_numbers(sheet, value),
        }
    )
    empty = (frame.isna().any(axis=1) | (frame["place"] == "")).to_numpy()
    if empty.any():
        raise InputError(
            f"{sheet.name}: {value!r}, {place!r} or {time!r} is empty in "
            f"{row_words(empty, sheet.rows)}; fill these cells or delete the rows"
        )
    uneven = (frame["period"] % 1 != 0).to_numpy()
    if uneven.any():
        raise InputError(
            f"{sheet.name}: {time!r} is not a whole year in {row_words(uneven, sheet.rows)}"
        )
    frame = frame.astype({"period": int}).reset_index(drop=True)
    frame = frame[frame["period"] >= int(since or frame["period"].min())]
    both = {"en": sheet.name, "zh": sheet.name}
    said = words.of_panel_table(sheet.name, value, frame)
    return Source("table", both, frame, "value", "", said)


def _of_zone(path: Path, question: GapQuestion, since: str) -> Source:
    zone = open_zone(path)
    indicator = find_indicator(question.indicator or "gdp_per_head_yuan")
    level = question.level or "prefecture"
    codes = zone.places.index[(zone.places["level"] == level).to_numpy()]
    exact = exact_figures(zone.figures)
    known = [p for p in periods_of(exact, indicator.key, codes) if is_year(p) and p >= since]
    sections = [
        cross_section(exact, zone.places, indicator=indicator.key, period=period, level=level)
        for period in known
    ]
    full = [section for section in sections if section.is_full]
    if len(full) < 2:
        has = ", ".join(f"{s.period} ({len(s.values)} of {s.n_expected})" for s in sections)
        raise InputError(
            f"{indicator.key!r} of every {level} must be known in 2 years or more "
            f"to compare; years with figures: {has or 'none'}; ask for another --indicator, "
            "--level or --since"
        )
    years = [section.period for section in full]
    mixed = _registered(zone.figures, indicator.key, years, codes)
    if mixed and set(mixed) != {(year, len(codes)) for year in years}:
        told_of = ", ".join(f"{n} of {len(codes)} of {year}" for year, n in mixed)
        raise InputError(
            f"{indicator.key!r} is per registered head in {told_of}, and per resident in the "
            f"others: these cannot be compared; start later with --since "
            f"{int(mixed[-1][0]) + 1}"
        )
    frame = pd.concat(
        [
            pd.DataFrame(
                {"place": s.values.index, "period": int(s.period), "value": s.values.to_numpy()}
            )
            for s in full
        ],
        ignore_index=True,
    )
    names = zone.places[[name for name in ("name", "name_en") if name in zone.places]]
    partial = [section.period for section in sections if not section.is_full]
    said = words.of_panel_figures(zone.name, indicator, full, partial)
    return Source("figures", zone.name, frame, "value", "", said, names=names)


def _registered(
    figures: pd.DataFrame, key: str, years: list[str], codes: pd.Index
) -> list[tuple[str, int]]:
    """Years with values that a note says are per registered head, and how many places they are."""
    rows = figures[(figures["indicator"] == key) & figures["place"].isin(codes)]
    rows = rows[rows["period"].isin(years) & rows["note"].str.contains(_REGISTERED, regex=False)]
    counted = rows.groupby("period", observed=True)["place"].nunique()
    return [(str(year), int(n)) for year, n in counted.items() if n]
