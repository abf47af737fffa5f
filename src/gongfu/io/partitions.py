"""A register in many Parquet files, in a folder or a bucket: parts that workers read on their own.

A part is some row groups of one file, so small that many workers share the work, and is known by
where it is: nothing of it is read before somebody iterates over it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from gongfu.errors import InputError, NotFoundError
from gongfu.io.registers import BUFFER, ROWS, frame_of, texts
from gongfu.io.stores import Store

PART_ROWS: Final = 1 << 22
_ENDING: Final = ".parquet"


@dataclass(frozen=True, slots=True)
class Partition:
    """Row groups from `first_group` up to `end_group` of one file, whose first row is `first_row`.

    Iterating gives frames of at most `rows` rows, each indexed by its rows' numbers in the file,
    from 0; text comes as categories, decimals as numbers.
    """

    store: Store
    name: str
    columns: tuple[str, ...]
    first_group: int
    end_group: int
    first_row: int
    n_rows: int
    rows: int = ROWS

    def __iter__(self) -> Iterator[pd.DataFrame]:
        """The frames, from the first row."""
        begin = self.first_row
        groups = list(range(self.first_group, self.end_group))
        with self.store.reading(self.name) as opened:
            try:
                kinds = _kinds(pq.read_schema(opened), self.columns, self.name)
                opened.seek(0)
                with pq.ParquetFile(
                    opened, read_dictionary=texts(kinds), buffer_size=BUFFER
                ) as file:
                    for batch in file.iter_batches(
                        self.rows, row_groups=groups, columns=list(self.columns)
                    ):
                        frame = frame_of(batch, self.columns)
                        frame.index = pd.RangeIndex(begin, begin + len(frame))
                        begin += len(frame)
                        yield frame
            except (pa.ArrowException, OSError) as error:
                raise InputError(f"{self.name}: not a readable Parquet file: {error}") from error


def open_partitions(
    url: str,
    columns: Sequence[str],
    *,
    labels: Sequence[str] = (),
    part_rows: int = PART_ROWS,
    rows: int = ROWS,
) -> tuple[Partition, ...]:
    """The parts of all files *.parquet in a folder or bucket, in the order of their names.

    Parameters
    ----------
    url
        A folder, or what fsspec knows, such as "s3://bucket/folder"; or one file in it.
    columns
        Those that are wanted; no other is read.
    labels
        Those of them that are labels, which must be of one kind in all files; the others must be
        numbers.
    part_rows
        About how many rows a part has; a row group is not divided.
    rows
        At most how many rows a frame has, >= 1.

    Returns
    -------
    tuple
        Parts that begin anew whenever they are read, here or on another machine.

    Raises
    ------
    NotFoundError
        There is no such folder, or no file *.parquet in it.
    InputError
        A file is damaged, lacks a column or has it of another kind.  All such files are counted.
    """
    if isinstance(columns, str) or not columns or len(set(columns)) < len(columns):
        raise InputError(f"columns is {columns!r}; give a list of different names")
    store, names = _files_of(str(url))
    parts: list[Partition] = []
    faults: list[str] = []
    kind_of: dict[str, tuple[str, str]] = {}
    for name in names:
        try:
            footer = _footer(store, name)
            kinds = _kinds(footer.schema.to_arrow_schema(), tuple(columns), name)
            _check_kinds(kinds, labels, kind_of, name)
        except InputError as error:
            faults.append(str(error))
            continue
        parts += _parts_of(store, name, tuple(columns), footer, part_rows, rows)
    if faults:
        n_more = len(faults) - 1
        more = f"; and {n_more} more {'file has' if n_more == 1 else 'files have'} faults"
        raise InputError(f"{faults[0]}{more if n_more else ''}")
    return tuple(parts)


def _files_of(url: str) -> tuple[Store, list[str]]:
    """The Parquet files that a folder or a URL stands for; nothing is left out without a word."""
    store = Store(url)
    there = store.listed("")
    folder, _, alone = url.rstrip("/").rpartition("/")
    if alone.lower().endswith(_ENDING) and set(there) <= {alone}:
        return Store(folder or "."), [alone]
    below = sorted(
        inner
        for name, kind in there.items()
        if kind == "directory"
        for inner in store.names(name)
        if inner.lower().endswith(_ENDING)
    )
    names = sorted(
        name for name, kind in there.items() if kind == "file" and name.lower().endswith(_ENDING)
    )
    if names and below:
        raise InputError(
            f"{url!r} holds files and folders with files, such as {below[0]!r}; put all files "
            "into one folder, or name the folder that is meant"
        )
    if not names:
        raise NotFoundError(
            f"no file *{_ENDING} in {url!r}; give the folder that the files are in, not one above "
            "it"
        )
    return store, names


def _parts_of(
    store: Store,
    name: str,
    columns: tuple[str, ...],
    footer: pq.FileMetaData,
    part_rows: int,
    rows: int,
) -> Iterator[Partition]:
    first_group = first_row = n_rows = 0
    for group in range(footer.num_row_groups):
        n_rows += footer.row_group(group).num_rows
        if n_rows >= part_rows or group == footer.num_row_groups - 1:
            if n_rows:
                yield Partition(
                    store, name, columns, first_group, group + 1, first_row, n_rows, rows
                )
            first_group, first_row, n_rows = group + 1, first_row + n_rows, 0


def _footer(store: Store, name: str) -> pq.FileMetaData:
    with store.reading(name) as opened:
        try:
            return pq.read_metadata(opened)
        except (pa.ArrowException, OSError) as error:
            raise InputError(f"{name}: not a readable Parquet file: {error}") from error


def _kinds(schema: pa.Schema, columns: tuple[str, ...], name: str) -> dict[str, pa.DataType]:
    lost = [column for column in columns if column not in schema.names]
    if lost:
        raise InputError(f"{name}: no columns {lost}; it has {schema.names}")
    twice = [column for column in columns if schema.names.count(column) > 1]
    if twice:
        raise InputError(f"{name}: columns {twice} are there more than once; rename all but one")
    return {column: schema.field(column).type for column in columns}


def _check_kinds(
    kinds: dict[str, pa.DataType],
    labels: Sequence[str],
    kind_of: dict[str, tuple[str, str]],
    name: str,
) -> None:
    for column, kind in kinds.items():
        if column not in labels:
            if not (pa.types.is_integer(kind) or pa.types.is_floating(kind) or _decimal(kind)):
                raise InputError(f"{name}: {column!r} must be numbers, not {kind}")
            continue
        word = _word(kind)
        if not word:
            raise InputError(
                f"{name}: {column!r} is {kind}; labels must be text, whole numbers, truth values "
                "or days: write it as one of these"
            )
        before, where = kind_of.setdefault(column, (word, name))
        if before != word:
            raise InputError(
                f"{name}: {column!r} is {word} ({kind}), and {before} in {where}; write it as one "
                "kind in all files, or groups would be told apart that are one"
            )


def _decimal(kind: pa.DataType) -> bool:
    return bool(pa.types.is_decimal(kind))


def _word(kind: pa.DataType) -> str:
    """What labels of a kind are called; "" if they cannot be labels, as rounded numbers cannot."""
    if pa.types.is_dictionary(kind):
        return _word(kind.value_type)
    if pa.types.is_string(kind) or pa.types.is_large_string(kind) or pa.types.is_string_view(kind):
        return "text"
    if pa.types.is_integer(kind):
        return "whole numbers"
    known = pa.types.is_boolean(kind) or pa.types.is_temporal(kind)
    return str(kind) if known else ""
