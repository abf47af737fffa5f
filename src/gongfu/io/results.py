"""What was computed, as tables anybody can open, with where it came from.

Each table is written twice: CSV for people (UTF-8 with a byte order mark, without which Excel
shows Chinese as gibberish) and Parquet for programs.  The same results give the same bytes: no
clock and no machine name is written.
"""

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import numpy as np
import pandas as pd
import pyarrow as pa
from pyarrow import csv

from gongfu.errors import InputError
from gongfu.io.atomic import disk_words, finish_swap, locked, swap_folder
from gongfu.io.parquet import frame_bytes

RESULTS: Final = "results"
PROVENANCE: Final = "provenance.json"
NEEDED: Final = ("gongfu", "settings", "inputs")
_FORMULA_STARTS: Final = ("=", "+", "-", "@", "\t", "\r")


def write_results(
    folder: str | Path,
    tables: Mapping[str, pd.DataFrame],
    provenance: Mapping[str, Any],
    *,
    pages: Mapping[str, str] | None = None,
) -> None:
    """Replace `results` in `folder`: the old ones or the new ones are there, never a mixture.

    Parameters
    ----------
    folder
        Where `results` is or will be, such as the zone's own folder.
    tables
        Frames by name; each becomes NAME.csv and NAME.parquet.
    provenance
        Where the results come from: "gongfu" (the program's version), "settings" and "inputs"
        (the SHA-256 of each file), and whatever else belongs to it.
    pages
        Texts by file name that belong beside `results`, such as {"report.html": ...}; replaced
        together with them.

    Raises
    ------
    InputError
        `results` holds files that are no results, or the disk refuses; nothing was changed.
    ConflictError
        Another program writes results there right now.

    Notes
    -----
    Files that a user put into `results` stay there.
    """
    lost = [name for name in NEEDED if name not in provenance]
    if lost:
        raise InputError(f"provenance: no {', '.join(lost)}; results must say what they came from")
    files = {}
    for name, frame in tables.items():
        files[f"{name}.csv"] = csv_bytes(frame)
        files[f"{name}.parquet"] = frame_bytes(frame.rename_axis(columns=None), name)
    beside = {name: text.encode() for name, text in (pages or {}).items()}
    record = {**provenance, "files": _digests(files), "pages": _digests(beside)}
    files[PROVENANCE] = (
        json.dumps(record, ensure_ascii=False, indent=1, sort_keys=True, default=_plain) + "\n"
    ).encode()
    swap_folder(Path(folder) / RESULTS, files, beside, keep=_foreign)


def read_provenance(folder: str | Path) -> dict[str, Any]:
    """Where the results of `folder` came from; {} if there are none.

    Returns
    -------
    dict
        What `write_results` was given, "files" with the SHA-256 of each file in `results`, and
        "pages" with that of each page beside it.
    """
    return _provenance(Path(folder) / RESULTS)


def _provenance(folder: Path) -> dict[str, Any]:
    with disk_words(folder, doing="read", then="check the folder"):
        if (folder.parent / f".{folder.name}.ready").exists():
            with locked(folder.parent, f".{folder.name}.lock"):
                finish_swap(folder)
        path = folder / PROVENANCE
        if not path.exists():
            return {}
        try:
            record = json.loads(path.read_bytes())
        except ValueError as error:
            raise InputError(
                f"{str(path)!r} is damaged ({error}); remove the folder and assess again"
            ) from error
    if not isinstance(record, dict):
        raise InputError(f"{str(path)!r} is damaged; remove the folder and assess again")
    return record


def csv_bytes(frame: pd.DataFrame) -> bytes:
    """`frame` as CSV for spreadsheets: empty = missing, inf = unreached, numbers at full length.

    Text that a spreadsheet would run as a formula (it starts with = + - @ and goes on) gets an
    apostrophe in front; the Parquet file has it as it was.
    """
    columns = frame if frame.index.name is None else frame.reset_index()
    texts = [name for name in columns if columns[name].dtype.kind not in "fiubM"]
    truths = [name for name in columns if columns[name].dtype == bool]
    columns = columns.assign(
        **{str(name): _without_formulas(columns[name]) for name in texts},
        **{str(name): np.where(columns[name], "True", "False") for name in truths},
    )
    table = pa.Table.from_pandas(columns, preserve_index=False)
    plain = not any(_needs_quotes(columns[name]) for name in texts)
    sink = pa.BufferOutputStream()
    style = "none" if plain else "needed"
    csv.write_csv(table, sink, csv.WriteOptions(include_header=False, quoting_style=style))
    head = ",".join(map(str, columns.columns)) + "\n"  # which Arrow would put in quotes
    return b"\xef\xbb\xbf" + head.encode() + sink.getvalue().to_pybytes()


def _needs_quotes(column: pd.Series) -> bool:
    """Whether a text of the column would break a line of CSV."""
    held = pd.Series(column.cat.categories if hasattr(column, "cat") else column.unique())
    cells = held.dropna().astype(str)
    return bool(cells.str.contains('[",\r\n]', regex=True).any())


def _digests(files: Mapping[str, bytes]) -> dict[str, str]:
    return {name: hashlib.sha256(files[name]).hexdigest() for name in sorted(files)}


def _without_formulas(column: pd.Series) -> pd.Series:
    """The column with an apostrophe before each text that a spreadsheet would run."""
    held = column.cat.categories if hasattr(column, "cat") else column.unique()
    if all(_harmless(cell) is cell for cell in held):
        return column
    return column.map(_harmless)


def _harmless(cell: Any) -> Any:
    risky = isinstance(cell, str) and len(cell) > 1 and cell.startswith(_FORMULA_STARTS)
    return f"'{cell}" if risky else cell


def _foreign(folder: Path) -> tuple[Path, ...]:
    """What a user put among the results; a folder without provenance is refused if it is full."""
    if not folder.exists():
        return ()
    if not folder.is_dir():
        raise InputError(f"{str(folder)!r} is a file; give a folder for the results")
    there = sorted(folder.iterdir())
    written = {PROVENANCE, *_provenance(folder).get("files", {})}
    if there and not (folder / PROVENANCE).exists():
        raise InputError(
            f"{str(folder)!r} holds files but no {PROVENANCE}; give a folder that is new, empty or "
            "holds results"
        )
    return tuple(path for path in there if path.name not in written)


def _plain(value: Any) -> Any:
    """What JSON can hold instead of an array, a numpy number, a mapping or a set."""
    if isinstance(value, np.ndarray | np.generic):
        return value.tolist()
    if isinstance(value, Mapping):
        return dict(value)
    if isinstance(value, set | frozenset):
        return sorted(value)
    raise InputError(f"provenance: {value!r} cannot be written; give texts, numbers or lists")
