"""What the records of an Excel 97 workbook say of its cells before a reader lays them out.

MS-CFB (compound files) and MS-XLS (BIFF8) as Microsoft publishes them; for what is needed of it
see `gongfu.io.book_scan`.
"""

import struct
from collections.abc import Iterator
from typing import Final

from gongfu.errors import InputError
from gongfu.io.book_scan import Scan

_LAST_SECTOR: Final = 0xFFFFFFFA
_ENTRY: Final = 128
_BOUND: Final = 0x85
_FORMAT: Final = 0x41E
_XF: Final = 0xE0
_BEGIN: Final = 0x809
_END: Final = 0x0A
_DIMENSIONS: Final = 0x200
_FORMULA: Final = 0x06
_TRUTH: Final = 0x205
_MANY: Final = 0xBD
_ONE: Final = frozenset({0x203, 0x27E, 0xFD, 0x204, 0xD6, _FORMULA, _TRUTH})
_NUMBERS: Final = frozenset({0x203, 0x27E, _FORMULA})
_TEXTS: Final = frozenset({0xFD, 0x204, 0xD6})
_XF_INDENT: Final = 8  # BIFF8: the byte of a style that holds it
_PERCENT: Final = (9, 10)
_ROWS_MAX: Final = 65_536
_COLUMNS_MAX: Final = 256
_ERRORS: Final = {
    0x00: "#NULL!", 0x07: "#DIV/0!", 0x0F: "#VALUE!", 0x17: "#REF!", 0x1D: "#NAME?",
    0x24: "#NUM!", 0x2A: "#N/A",
}  # fmt: skip


def scan_xls(content: bytes, name: str) -> list[Scan]:
    """Of each sheet of an XLS file, in order, what stands out in it; an InputError if damaged."""
    try:
        stream = _stream(content)
        begins, shown, set_in = _globals(stream)
        return [_sheet(stream, begin, shown, set_in, name) for begin in begins]
    except (struct.error, IndexError, ValueError) as error:
        if isinstance(error, InputError):
            raise
        raise InputError(
            f"{name}: it cannot be read as an Excel 97 workbook ({error}); open it in a "
            "spreadsheet program and save it as .xlsx"
        ) from error


def _stream(content: bytes) -> bytes:
    """The stream of a compound file that holds the workbook."""
    shift, small_shift = struct.unpack_from("<HH", content, 30)
    if shift not in (9, 12) or small_shift != 6:
        raise ValueError("sectors of no known size")
    size = 1 << shift
    first_folder, _, cutoff, first_small, _, first_more, n_more = struct.unpack_from(
        "<IIIIIII", content, 48
    )
    table_at = list(struct.unpack_from("<109I", content, 76))
    width = size // 4
    while first_more < _LAST_SECTOR and n_more > 0:
        more = struct.unpack_from(f"<{width}I", content, (first_more + 1) * size)
        table_at += more[:-1]
        first_more, n_more = more[-1], n_more - 1
    table: list[int] = []
    for at in table_at:
        if at < _LAST_SECTOR:
            table += struct.unpack(f"<{width}I", _sector(content, at, size).ljust(size, b"\xff"))
    folder = _chain(content, table, first_folder, size)
    entries = [folder[at : at + _ENTRY] for at in range(0, len(folder) - _ENTRY + 1, _ENTRY)]
    for wanted in ("workbook", "book"):
        for entry in entries:
            length = struct.unpack_from("<H", entry, 64)[0]
            words = entry[: max(min(length, 64) - 2, 0)].decode("utf-16-le", "replace")
            if words.lower() == wanted and entry[66] == 2:
                start, n_bytes = struct.unpack_from("<II", entry, 116)
                if n_bytes >= cutoff:
                    return _chain(content, table, start, size)[:n_bytes]
                root_start = struct.unpack_from("<I", entries[0], 116)[0]
                small = _chain(content, table, root_start, size)
                links = _chain(content, table, first_small, size)
                small_table = list(struct.unpack(f"<{len(links) // 4}I", links))
                return _chain(small, small_table, start, 64, header=0)[:n_bytes]
    raise ValueError("no workbook in it")


def _sector(content: bytes, at: int, size: int, header: int = 1) -> bytes:
    return content[(at + header) * size : (at + header + 1) * size]


def _chain(content: bytes, table: list[int], at: int, size: int, header: int = 1) -> bytes:
    """The sectors that follow each other from `at` on."""
    pieces: list[bytes] = []
    while at < _LAST_SECTOR:
        if at >= len(table) or len(pieces) > len(table):
            raise ValueError("its sectors lead nowhere or in a circle")
        pieces.append(_sector(content, at, size, header))
        at = table[at]
    return b"".join(pieces)


def _records(stream: bytes, at: int) -> Iterator[tuple[int, bytes]]:
    while at + 4 <= len(stream):
        kind, length = struct.unpack_from("<HH", stream, at)
        yield kind, stream[at + 4 : at + 4 + length]
        at += 4 + length


def _globals(stream: bytes) -> tuple[list[int], frozenset[int], dict[int, int]]:
    """Where the sheets begin, which styles show a share as per cent, and which set a text in."""
    begins: list[int] = []
    styles: list[int] = []
    formats = set(_PERCENT)
    set_in: dict[int, int] = {}
    for kind, body in _records(stream, 0):
        if kind == _BOUND:
            begins.append(struct.unpack_from("<I", body)[0])
        elif kind == _FORMAT and b"%" in body[2:]:
            formats.add(struct.unpack_from("<H", body)[0])
        elif kind == _XF:
            if len(body) > _XF_INDENT and body[_XF_INDENT] & 0x0F:
                set_in[len(styles)] = body[_XF_INDENT] & 0x0F
            styles.append(struct.unpack_from("<H", body, 2)[0])
        elif kind == _END:
            break
    shown = frozenset(at for at, style in enumerate(styles) if style in formats)
    return begins, shown, set_in


def _sheet(
    stream: bytes, begin: int, shown: frozenset[int], set_in: dict[int, int], name: str
) -> Scan:
    scan = Scan()
    depth = 0
    for kind, body in _records(stream, begin):
        if kind == _BEGIN:
            depth += 1
        elif kind == _END:
            depth -= 1
            if depth <= 0:
                break
        elif kind == _DIMENSIONS and len(body) >= 12:
            _, rows, _, columns = struct.unpack_from("<IIHH", body)
            _check(rows, columns, name)
        elif kind == _MANY:
            row, first = struct.unpack_from("<HH", body)
            n_columns = (len(body) - 6) // 6
            _check(row + 1, first + n_columns, name)
            scan.reaches(row, first + n_columns - 1)
            for right in range(n_columns):
                if struct.unpack_from("<H", body, 4 + 6 * right)[0] in shown:
                    scan.percents.add((row, first + right))
        elif kind in _ONE:
            row, column, style = struct.unpack_from("<HHH", body)
            _check(row + 1, column + 1, name)
            scan.reaches(row, column)
            error = _error(kind, body)
            if error:
                scan.errors[row, column] = error
            elif style in shown and kind in _NUMBERS:
                scan.percents.add((row, column))
            elif style in set_in and kind in _TEXTS:
                scan.indents[row, column] = set_in[style]
    return scan


def _check(rows: int, columns: int, name: str) -> None:
    if rows > _ROWS_MAX or columns > _COLUMNS_MAX:
        raise InputError(
            f"{name}: a cell in row {rows:,} and column {columns:,}, where Excel 97 has none; "
            "open it in a spreadsheet program and save it as .xlsx"
        )


def _error(kind: int, body: bytes) -> str:
    """What a cell in error shows; "" for others."""
    if kind == _TRUTH and body[7] == 1:
        return _ERRORS.get(body[6], "#VALUE!")
    if kind == _FORMULA and body[12:14] == b"\xff\xff" and body[6] == 2:
        return _ERRORS.get(body[8], "#VALUE!")
    return ""
