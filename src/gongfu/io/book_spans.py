"""Workbooks that would fill the memory or end the program are refused before they are opened."""

import struct
from pathlib import Path
from typing import Final

from lxml import etree

from gongfu.errors import InputError
from gongfu.io.book_records import scan_xls
from gongfu.io.book_scan import Scan, scan_ods, scan_xlsx
from gongfu.io.containers import check_well_formed, unpack

_ZIP: Final = b"PK"
_OLE: Final = b"\xd0\xcf\x11\xe0"


def check_spans(path: Path) -> None:
    """Raise an InputError for a workbook of which a sheet spans too many cells, or a zip bomb.

    What is damaged in another way is left to its reader, which says so better.
    """
    content = path.read_bytes()
    for scan in _scans(content, path.name):
        scan.check(path.name)


def _scans(content: bytes, name: str) -> list[Scan]:
    try:
        if content.startswith(_OLE):
            return scan_xls(content, name)
        if not content.startswith(_ZIP):
            return []
        parts = unpack(content, name)
        if "xl/workbook.xml" in parts:
            check_well_formed(parts, name)
            return list(scan_xlsx(parts).values())
        if "content.xml" in parts:
            check_well_formed(parts, name)
            return scan_ods(parts)
    except (etree.LxmlError, KeyError, ValueError, IndexError, struct.error) as error:
        if isinstance(error, InputError):
            raise
    return []
