"""What places gain goes back into the gaps: incomes of villages before and after, side by side."""

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import numpy as np
import pandas as pd

from gongfu.app.answer import Answer, check_out
from gongfu.app.gaps_answer import told
from gongfu.app.gaps_source import GapQuestion, Source, read_source
from gongfu.errors import InputError
from gongfu.io.answers import write_table
from gongfu.io.lists import SIMULATED
from gongfu.io.sheets import Sheet, read_sheet, sheet_numbers, sheet_texts
from gongfu.measure.gained_incomes import gained_incomes
from gongfu.measure.income_effects import BEFORE, URBAN
from gongfu.model.schema import row_words
from gongfu.report import asked_gains as words
from gongfu.report import asked_policy
from gongfu.report.asked_fairness import spelt
from gongfu.report.words import prefixed

_PLACE: Final = ("village", "place", "村", "村(社区)", "地方")
_GAINED: Final = ("gained_yuan", "全年增收(元)", "增收(元)")
_STANDING: Final = "standing"


@dataclass(frozen=True, slots=True)
class Places:
    """Which columns of a table say what: of places, town or country, and groups coarse to fine."""

    place: str = ""
    area: str = ""
    by: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Gained:
    """What places gain.

    name: where it comes from; yuan: a series by place, as the incomes call them; nowhere_yuan:
    what is gained where no place is told; simulated: whether it is invented.
    """

    name: str
    yuan: pd.Series
    nowhere_yuan: float
    simulated: bool


@dataclass(frozen=True, slots=True, eq=False)
class Before:
    """Incomes of places as they are: where from, a row for each place, whether invented."""

    source: Source
    places: pd.DataFrame
    simulated: bool


def gains(
    path: Path, question: GapQuestion, columns: Places, file: Path, *, places: Path | None = None
) -> Answer:
    """The gaps between places before and after what their people gain.

    Parameters
    ----------
    path, question
        Incomes per head: a table with a row for each place, or published figures of a zone.
    columns
        Which columns say what.
    file
        What each place gains, as `match jobs --villages` writes it: `village`, `gained_yuan`.
    places
        A file for each place before and after.

    Returns
    -------
    Answer
        One row per index and part: `index`, `by`, `component`, `before`, `after`, `change`.

    Raises
    ------
    InputError, NotFoundError
        A column is absent or has empty cells; a place stands twice, or gains and is not there.
    """
    check_out(places)
    before = incomes_before(path, question, columns)
    return gaps_after(before, columns, _gains(file, before.source), places=places)


def incomes_before(path: Path, question: GapQuestion, columns: Places) -> Before:
    """Incomes per head of places, by place.

    Parameters
    ----------
    path, question, columns
        As of `gains`.

    Returns
    -------
    Before
        For `gaps_after`.
    """
    labels = [name for name in (columns.place, columns.area, *columns.by) if name]
    source = read_source(path, question, labels=labels)
    source.check_columns(columns.by, "--by")
    frame, simulated = _places(source, path, columns)
    if source.kind == "table":
        source = replace(source, said=words.measured(source.value, path.name, frame))
    return Before(source, frame, simulated or source.standing == "simulated")


def gaps_after(
    before: Before, columns: Places, gained: Gained, *, places: Path | None = None
) -> Answer:
    """The gaps before and after a gain.

    Parameters
    ----------
    before
        As of `incomes_before`.
    columns
        Those it was read by.
    gained
        By the same places.
    places
        A file for each place before and after.

    Returns
    -------
    Answer
        As of `gains`.
    """
    simulated = before.simulated or gained.simulated
    source = before.source
    found = gained_incomes(before.places, gained.yuan, levels=columns.by)
    standing = "simulated" if simulated else "computed"
    if places is not None:
        written = found.places.reset_index(names="place").assign(standing=standing)
        write_table(written, places)
    stand_in = words.stand_in() if simulated else None
    table = asked_policy.rows(
        found.indices.drop(columns=["why_en", "why_zh"]).reset_index(), found.parts
    )
    settings = {"command": "gains", "gains": gained.name, "place": columns.place or None,
                "area": columns.area or None, "by": list(columns.by)}  # fmt: skip
    said = prefixed(source.said, simulated=simulated)
    return told(
        replace(source, standing=standing, said=said), settings,
        words.changed(found, gained.name, columns.by, gained.nowhere_yuan), table,
        stand_in=stand_in,
    )  # fmt: skip


def _places(source: Source, path: Path, columns: Places) -> tuple[pd.DataFrame, bool]:
    """One row per place: people, income, town or country, groups; and whether it is invented."""
    frame = source.frame
    if source.kind != "table":
        if columns.place or columns.area:
            raise InputError("--place and --area name columns of a table; a zone has places")
        index = frame.index
    else:
        if not columns.place:
            raise InputError("--place: say which column of the table names the places")
        source.check_columns((columns.place,), "--place")
        index = pd.Index(frame[columns.place].to_numpy(object))
        twice = index.duplicated(keep=False)
        if twice.any():
            raise InputError(
                f"--place: {columns.place!r} names a place twice in "
                f"{row_words(twice, frame.index.to_numpy())}; a gain is of the whole place, so "
                "give each one row"
            )
    made = {"people": frame[source.weight].to_numpy(float),
            BEFORE: frame[source.value].to_numpy(float)}  # fmt: skip
    made |= {name: frame[name].to_numpy() for name in columns.by}
    found = pd.DataFrame(made, index=index)
    if columns.area:
        found[URBAN] = _urban(source, columns.area)
    if source.kind != "table":
        return found, False
    known = [name for name in (source.value, source.weight, columns.place) if name]
    return found, _is_simulated(read_sheet(path, known=known))


def _urban(source: Source, column: str) -> np.ndarray:
    """Whether each place is in town."""
    source.check_columns((column,), "--area")
    said = source.frame[column].map(spelt)
    odd = ~said.isin(["town", "country"]).to_numpy()
    if odd.any():
        raise InputError(
            f"--area: {column!r} is neither town nor country (城镇, 农村) in "
            f"{row_words(odd, source.frame.index.to_numpy())}; correct it"
        )
    return np.asarray(said == "town")


def _gains(file: Path, source: Source) -> Gained:
    """What a table says that places gain."""
    sheet = read_sheet(file, known=(*_PLACE, *_GAINED))
    place, gained = (_column(sheet, names) for names in (_PLACE, _GAINED))
    yuan = sheet_numbers(sheet, gained)
    missing = ~np.isfinite(yuan.to_numpy())
    if missing.any():
        raise InputError(
            f"{sheet.name}: {gained!r} is empty in {row_words(missing, sheet.rows)}; fill it in, "
            "or delete the rows"
        )
    names = sheet_texts(sheet, place)
    told_of = (names != "").to_numpy()
    found = pd.Series(yuan[told_of].to_numpy(float), pd.Index(_ids(names[told_of], source)))
    return Gained(file.name, found, float(yuan[~told_of].sum()), _is_simulated(sheet))


def _ids(names: pd.Series, source: Source) -> list[str]:
    """Places as the source calls them: a zone by code, also where a name says which."""
    if source.names is None:
        return list(names)
    known = source.names.reindex(source.frame.index)
    codes = {code: code for code in map(str, known.index)}
    for column in known:
        once = known[column][known[column].notna() & ~known[column].duplicated(keep=False)]
        codes |= {str(name): str(code) for code, name in once.items() if str(name) not in codes}
    return [codes.get(name, name) for name in names]


def _column(sheet: Sheet, names: tuple[str, ...]) -> str:
    found = next((name for name in names if name in sheet.frame), None)
    if found is None:
        raise InputError(
            f"{sheet.name}: no column {names[0]!r}; it has "
            f"{', '.join(map(str, sheet.frame.columns))}: give what `gongfu match jobs --villages` "
            "writes"
        )
    return found


def _is_simulated(sheet: Sheet) -> bool:
    return _STANDING in sheet.frame and bool(
        sheet_texts(sheet, _STANDING).str.strip().str.lower().isin(SIMULATED).any()
    )
