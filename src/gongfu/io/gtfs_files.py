"""The files of a timetable feed, from a zip or a folder, as columns of coded text."""

import codecs
import io
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.csv as pa_csv
from numpy.typing import NDArray

from gongfu.errors import InputError
from gongfu.io.containers import check_sizes
from gongfu.io.decoding import decode
from gongfu.io.gtfs_problems import Problems

UNPACKED_MAX: Final = 64 << 30
"""Bytes that a feed may unpack to; it is read as a stream, never unpacked as a whole."""
_BLOCK: Final = 4 << 20
_LARGE: Final = "stop_times.txt"  # read in parallel; no line breaks in its values
_TEXT: Final = pa.dictionary(pa.int32(), pa.string())
_DAMAGE: Final = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError)


@dataclass(frozen=True, slots=True, eq=False)
class Coded:
    """Text of n rows: values (k,) that differ, and codes (n,) which each row has, -1 blank."""

    codes: NDArray[np.int32]
    values: NDArray[np.object_]

    def text(self, at: int) -> str:
        """What row `at` reads."""
        code = self.codes[at]
        return "" if code < 0 else str(self.values[code])

    def texts(self) -> NDArray[np.object_]:
        """What every row reads, "" where blank."""
        return self.mapped(self.values, "")

    def mapped(self, each: NDArray[Any], blank: Any) -> NDArray[Any]:
        """For every row what `each` (k,) says of its value; `blank` where it has none."""
        extended = np.append(each, np.asarray([blank], each.dtype))
        return extended[self.codes]  # code -1 takes the last

    @property
    def blank(self) -> NDArray[np.bool_]:
        """Rows that have no value."""
        return self.codes < 0


@dataclass(frozen=True, slots=True, eq=False)
class Sheet:
    """One file: the row of each record (the header is row 1), and its columns."""

    file: str
    row: NDArray[np.int64]
    columns: dict[str, Coded]

    def __len__(self) -> int:
        """Number of records."""
        return int(self.row.size)

    def column(self, field: str) -> Coded:
        """A column; blank in every row if the file has none."""
        found = self.columns.get(field)
        if found is None:
            return Coded(np.broadcast_to(np.int32(-1), self.row.shape), np.zeros(0, object))
        return found

    def where(self, keep: NDArray[np.bool_] | NDArray[np.int64]) -> "Sheet":
        """The records of a mask or of positions."""
        if keep.dtype == bool and keep.all():
            return self
        taken = {name: Coded(one.codes[keep], one.values) for name, one in self.columns.items()}
        return Sheet(self.file, self.row[keep], taken)


@dataclass(frozen=True, slots=True, eq=False)
class FeedFiles:
    """Names of the files of a feed, and how to open each as bytes."""

    names: frozenset[str]
    open: Callable[[str], IO[bytes]]


@contextmanager
def feed_files(path: Path, problems: Problems) -> Iterator[FeedFiles]:
    """The files of a feed in a zip or a folder, in it or in the one folder inside it."""
    if path.is_dir():
        listed = {
            str(one.relative_to(path).as_posix()): one
            for one in (*path.glob("*.txt"), *path.glob("*/*.txt"))
        }
        inside, names = _root(sorted(listed), path.name, problems)
        yield FeedFiles(names, lambda name: listed[inside + name].open("rb"))
        return
    if not path.is_file():
        raise InputError(f"{path.name}: there is no such file or folder; name a GTFS feed")
    try:
        with zipfile.ZipFile(path) as container:
            entries = [one for one in container.infolist() if not one.is_dir()]
            check_sizes(entries, path.stat().st_size, path.name, UNPACKED_MAX)
            inside, names = _root([one.filename for one in entries], path.name, problems)
            yield FeedFiles(names, lambda name: container.open(inside + name))
    except _DAMAGE as error:
        raise InputError(
            f"{path.name}: it is no sound zip ({error}); fetch the feed again, or unpack it and "
            "name the folder"
        ) from error


def read_sheet(
    files: FeedFiles, name: str, fields: tuple[str, ...], problems: Problems
) -> Sheet | None:
    """Those columns of a file that are asked for and there; None if the file is not there."""
    if name not in files.names:
        return None
    if name == _LARGE:
        try:
            with files.open(name) as opened:
                return _parsed(opened, name, fields, problems, parallel=True)
        except pa.ArrowInvalid:
            pass  # with what it holds, only one piece after another will do
    try:
        with files.open(name) as opened:
            utf_8 = _is_utf_8(opened)
        with files.open(name) as opened:
            if utf_8:
                return _parsed(opened, name, fields, problems, parallel=False)
            content = opened.read()
        try:
            text, called = decode(content, name), "text in another encoding"
        except InputError:
            text, called = content.decode("cp1252", "replace"), "Windows-1252"
        words = f"it is not UTF-8, as feeds must be; read as {called}"
        problems.add("invalid_character", name, words)
        return _parsed(io.BytesIO(text.encode()), name, fields, problems, parallel=False)
    except pa.ArrowInvalid as error:
        problems.add("csv_parsing_failed", name, f"no table can be read from it ({error})")
        return None


def _is_utf_8(opened: IO[bytes]) -> bool:
    """Whether all of a stream is text in UTF-8; the reader of tables looks at what it keeps."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        while piece := opened.read(_BLOCK):
            if not piece.isascii() or decoder.getstate()[0]:
                decoder.decode(piece)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _root(listed: list[str], feed: str, problems: Problems) -> tuple[str, frozenset[str]]:
    """The folder that the files lie in, "" or with a slash, and their names in it."""
    flat = [one for one in listed if "/" not in one and one.endswith(".txt")]
    if flat:
        return "", frozenset(flat)
    text = [one for one in listed if one.endswith(".txt") and not one.startswith("__MACOSX/")]
    inside = sorted({one.rsplit("/", 1)[0] + "/" for one in text})
    if len(inside) != 1:
        raise InputError(
            f"{feed}: no file of a timetable feed is in it (such as stops.txt); it holds "
            f"{', '.join(map(repr, listed[:3])) or 'nothing'}"
        )
    problems.add(
        "invalid_input_files_in_subfolder",
        "",
        f"its files are in the folder {inside[0]!r} and not at the top; read from there",
    )
    return inside[0], frozenset(one[len(inside[0]) :] for one in text)


def _parsed(
    opened: IO[bytes], name: str, fields: tuple[str, ...], problems: Problems, *, parallel: bool
) -> Sheet:
    header = _header(opened.readline(1 << 20))
    if not any(header):
        problems.add("empty_file", name, "it has no header; taken as if it had no rows")
        return Sheet(name, np.zeros(0, np.int64), {})
    wanted = {str(at): field for at, field in enumerate(header) if field in fields}
    twice = [field for field in sorted(set(wanted.values())) if header.count(field) > 1]
    wanted = {at: field for at, field in wanted.items() if header.index(field) == int(at)}
    if not wanted:
        return Sheet(name, np.zeros(0, np.int64), {})

    # In parallel nobody knows which row is of another length: it is an error there.
    odd: list[tuple[int, int]] = []

    def note(row: Any) -> str:
        odd.append((row.number + 1 if row.number else 0, row.actual_columns))
        return "skip"

    table = pa_csv.read_csv(
        _Rest(opened),
        read_options=pa_csv.ReadOptions(
            use_threads=parallel,
            block_size=_BLOCK,
            column_names=[str(at) for at in range(len(header))],
        ),
        parse_options=pa_csv.ParseOptions(
            newlines_in_values=not parallel,
            invalid_row_handler=None if parallel else note,
            ignore_empty_lines=False,
        ),
        convert_options=pa_csv.ConvertOptions(
            column_types=dict.fromkeys(wanted, _TEXT), include_columns=list(wanted)
        ),
    )

    for field in twice:
        words = f"column {field!r} is there more than once; the first is read"
        problems.add("csv_parsing_failed", name, words)
    if odd:
        problems.add(
            "invalid_row_length",
            name,
            lambda k: f"it has {odd[k][1]} values where the header has {len(header)}; set aside",
            rows=[row for row, _ in odd],
        )
    row = np.arange(2, table.num_rows + len(odd) + 2)
    if odd:
        row = np.setdiff1d(row, [one for one, _ in odd])
    columns = {field: _coded(table.column(at)) for at, field in wanted.items()}
    sheet = Sheet(name, row, columns)
    empty = np.ones(len(sheet), bool)
    for column in columns.values():
        empty &= column.blank
    return sheet.where(~empty)


class _Rest(io.RawIOBase):
    """What follows the header, for a reader that wants a plain stream."""

    def __init__(self, opened: IO[bytes]) -> None:
        self._opened = opened

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        return self._opened.read(size)


def _header(line: bytes) -> list[str]:
    text = line.decode("utf-8-sig", "replace").strip()
    if not text:
        return []
    # a header has no line break, no comma and no doubled quote in a name
    return [name.strip().strip('"').strip() for name in text.split(",")]


def _coded(column: pa.ChunkedArray) -> Coded:
    whole = column.combine_chunks() if column.num_chunks != 1 else column.chunk(0)
    if isinstance(whole, pa.ChunkedArray):
        whole = whole.unify_dictionaries().combine_chunks()
    raw = np.asarray(whole.dictionary.to_numpy(zero_copy_only=False), object)
    codes = whole.indices.fill_null(-1).to_numpy(zero_copy_only=False).astype(np.int32, copy=False)
    stripped = np.array([_bare(value) for value in raw], object)
    if (stripped == raw).all() and "" not in set(raw):
        return Coded(codes, raw)
    place: dict[str, int] = {}
    renamed = np.array(
        [place.setdefault(value, len(place)) if value else -1 for value in stripped] + [-1],
        np.int32,
    )
    return Coded(renamed[codes], np.array(list(place), object))


def _bare(value: str) -> str:
    """Without blanks around it, nor quotes that followed a blank."""
    bare = value.strip()
    if len(bare) > 1 and bare[0] == bare[-1] == '"':
        bare = bare[1:-1].strip()
    return bare
