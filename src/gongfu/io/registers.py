"""Registers of people in Parquet, one row each: read in pieces, as often as it takes.

What reads them (`gongfu.measure.streaming`) needs no more memory than one piece and what it keeps.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from gongfu.errors import InputError, NotFoundError

ROWS: Final = 1 << 20
BUFFER: Final = 1 << 20  # bytes read ahead of each column, whatever the size of a row group


@dataclass(frozen=True, slots=True)
class Register:
    """Frames of at most `rows` rows of one or more Parquet files; begins anew whenever it is read.

    Text comes as categories, decimals as numbers; rows stand in the order of `files` and within
    each file.
    """

    files: tuple[Path, ...]
    columns: tuple[str, ...]
    n_rows: int
    rows: int = ROWS

    def __iter__(self) -> Iterator[pd.DataFrame]:
        """The frames, each with `columns` and an index of its own from 0."""
        for path in self.files:
            try:
                with _open(path, self.columns) as file:
                    for batch in file.iter_batches(self.rows, columns=list(self.columns)):
                        yield frame_of(batch, self.columns)
            except (pa.ArrowException, OSError) as error:
                raise InputError(f"{path.name}: not a readable Parquet file: {error}") from error


def open_register(path: Path, columns: Sequence[str], *, rows: int = ROWS) -> Register:
    """The register in a Parquet file, or in all those of a folder.

    Parameters
    ----------
    path
        A file, or a folder whose files *.parquet are read in the order of their names.
    columns
        Those that are wanted; no other is read from the disk.
    rows
        At most how many rows a frame has, >= 1.

    Returns
    -------
    Register
        To be read by `gongfu.measure.streaming`.
    """
    if isinstance(columns, str) or not columns or len(set(columns)) < len(columns):
        raise InputError(f"columns is {columns!r}; give a list of different names")
    if not rows >= 1:
        raise InputError(f"rows is {rows!r}; give a whole number >= 1")
    path = Path(path)
    files = sorted(path.glob("*.parquet")) if path.is_dir() else [path]
    if not files:
        raise NotFoundError(f"{path.name}: no file *.parquet in this folder; name another")

    n_rows = 0
    for file in files:
        try:
            footer = pq.read_metadata(file)
            names = footer.schema.to_arrow_schema().names
        except FileNotFoundError as error:
            raise NotFoundError(f"{file.name}: no such file; look at the path") from error
        except (pa.ArrowException, OSError) as error:
            raise InputError(f"{file.name}: not a readable Parquet file: {error}") from error
        lost = [name for name in columns if name not in names]
        if lost:
            raise InputError(f"{file.name}: no columns {lost}; it has {names}")
        n_rows += footer.num_rows
    return Register(tuple(files), tuple(columns), n_rows, rows)


def _open(path: Path, columns: tuple[str, ...]) -> pq.ParquetFile:
    """The file, with the columns of text to be read as dictionaries."""
    with pq.ParquetFile(path) as file:
        kinds = {name: file.schema_arrow.field(name).type for name in columns}
    return pq.ParquetFile(path, read_dictionary=texts(kinds), buffer_size=BUFFER)


def texts(kinds: Mapping[str, pa.DataType]) -> list[str]:
    """The columns of text among these, to be read as dictionaries."""
    return [
        name
        for name, kind in kinds.items()
        if pa.types.is_string(kind) or pa.types.is_large_string(kind)
    ]


def frame_of(batch: pa.RecordBatch, columns: Sequence[str]) -> pd.DataFrame:
    """The columns of a batch, decimals as numbers."""
    table = pa.Table.from_batches([batch]).select(list(columns))
    for at, field in enumerate(table.schema):
        if pa.types.is_decimal(field.type):
            table = table.set_column(at, field.name, table.column(at).cast(pa.float64()))
    return table.to_pandas(ignore_metadata=True, split_blocks=True)
