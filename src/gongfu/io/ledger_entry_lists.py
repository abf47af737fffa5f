"""Lists of evidence and postings for a ledger: what is only ever added to, thousands at once."""

import hashlib
import re
from collections.abc import Mapping
from os.path import realpath
from pathlib import Path, PureWindowsPath
from typing import Any, Final

from gongfu.errors import InputError
from gongfu.io.ledger_cells import day_of, fen_or_none, number_of, text_of, year_of
from gongfu.io.ledger_kinds import YEAR, CellKind, Kinds, Reader
from gongfu.io.lists import ListColumn, ListTable
from gongfu.track.money import yuan_of
from gongfu.track.postings import Kind

_SHA256: Final = re.compile("[0-9a-f]{64}")
_KINDS: Final = {
    "承诺": Kind.COMMITMENT,
    "拨付": Kind.TRANSFER,
    "支出": Kind.SPENDING,
    "退回": Kind.RETURN,
}
_PROOFS: Final = {"文件": "file", "数据": "figure", "说明": "note"}


def _must(name: str, *words: str) -> ListColumn:
    return ListColumn(name, words, blank=True)


def _may(name: str, *words: str) -> ListColumn:
    return ListColumn(name, words, optional=True, blank=True)


ENTRY_TABLES: Final = (
    ListTable(
        "evidence",
        ("佐证", "证据"),
        (
            _must("deliverable_id", "任务编号"),
            _must("on_day", "日期", "佐证日期", "on"),
            _must("kind", "类型", "佐证类型"),
            _must("quantity", "数量"),
            _must("proof", "佐证", "佐证内容"),
            _may("evidence_id", "佐证编号"),
        ),
        optional=True,
        filled=("proof",),
        refers={"deliverable_id": "deliverables"},
        once=(),
        passed=("number",),
    ),
    ListTable(
        "postings",
        ("资金往来", "资金流水"),
        (
            _must("posting_id", "账目编号"),
            _must("kind", "类型", "资金类型"),
            _must("project", "项目编号"),
            _must("giver", "支援方代码"),
            _must("receiver", "受援方代码"),
            _may("year", "年度", "预算年度"),
            _must("amount_yuan", "金额", "金额(元)"),
            _must("on_day", "日期", "入账日期", "on"),
            _may("reason", "理由", "原因"),
            _may("reverses", "冲销编号"),
        ),
        optional=True,
        refers={"reverses": "postings"},
        passed=("number",),
    ),
)
"""Each may be absent, and so may columns that need not be filled."""

ENTRY_THING_OF: Final = {"evidence": "evidence", "postings": "posting"}


def sha256_of(path: Path) -> str:
    """What tells one file from another.

    Parameters
    ----------
    path
        A file.

    Returns
    -------
    str
        Its SHA-256, 64 digits of 0-9a-f.
    """
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


class Files:
    """The files of proofs beside lists, each read once.

    Parameters
    ----------
    folder
        That holds the lists; no proof lies outside.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._known: dict[str, str] = {}

    def digest_of(self, text: str) -> str:
        """The SHA-256 that a proof tells, or that of the file that it names.

        Parameters
        ----------
        text
            Either; a path goes from the folder of the lists.

        Returns
        -------
        str
            64 digits of 0-9a-f.

        Raises
        ------
        InputError
            There is no such file, or it is not in the folder, or it cannot be read.
        """
        if _SHA256.fullmatch(text.lower()):
            return text.lower()
        if text not in self._known:
            self._known[text] = self._read(text)
        return self._known[text]

    def _read(self, text: str) -> str:
        told = PureWindowsPath(text)  # which takes both / and \
        path = self._folder.joinpath(*told.parts)
        try:
            inside = Path(realpath(path)).is_relative_to(realpath(self._folder))
            found = path.is_file()
        except (OSError, ValueError):  # no file can be called so
            inside, found = True, False
        if told.anchor or ".." in told.parts or not inside:
            raise InputError(
                f"proof: {text!r} is not in the folder of the lists; put the file there, and write "
                "its path from there, such as photos/1.jpg"
            )
        if not found:
            raise InputError(
                f"proof: no file {text!r} in the folder of the lists; put it there, or mend the "
                "path"
            )
        try:
            return sha256_of(path)
        except OSError as error:
            raise InputError(
                f"proof: {text!r} cannot be read ({error.strerror}); mend that, or give its SHA-256"
            ) from error


def finish_entry_row(
    table: str, told: Mapping[str, Any], files: Files
) -> tuple[dict[str, Any], list[str]]:
    """A row of a list as the ledger keeps it, as far as it can be told from the row alone.

    Parameters
    ----------
    table
        One of `ENTRY_THING_OF`.
    told
        Its cells as they were read.
    files
        Of proofs.

    Returns
    -------
    tuple of dict and list of str
        Column -> value, and every fault.  A reversal may leave blank ("" or None) what it has in
        common with the posting that it reverses.
    """
    values = {name: value for name, value in told.items() if name != "version"}
    if table == "evidence":
        if values["kind"] != "file" or not values["proof"]:
            return values, []
        try:
            return values | {"proof": files.digest_of(values["proof"])}, []
        except InputError as error:
            return values, [str(error)]
    fen = values.pop("amount_yuan")
    if values["reverses"]:
        return values | {"amount_fen": None if fen is None else abs(fen)}, []
    faults = [] if values["kind"] else [f"no kind; choose among {', '.join(Kind)}"]
    if fen is None:
        faults.append("no amount_yuan; fill it in")
    elif fen < 0:
        faults.append(
            f"amount_yuan is {yuan_of(fen)}; below 0 is what takes back a posting: name that in "
            "reverses"
        )
    year = values["on_day"].year if values["year"] is None else values["year"]
    return values | {"amount_fen": fen, "year": year}, faults


def signed_row(row: Mapping[str, Any]) -> dict[str, Any]:
    """A posting as a list has it: `finish_entry_row` makes the same of it again.

    Parameters
    ----------
    row
        Of postings.

    Returns
    -------
    dict
        A reversal with its amount below 0, so that amounts of a kind add up to what it comes to.
    """
    return {**row, "amount_fen": -row["amount_fen"] if row["reverses"] else row["amount_fen"]}


def _proof_kind(text: str) -> str:
    kinds = tuple(_PROOFS.values())
    if text not in (*kinds, *_PROOFS):
        raise InputError(f"{text[:20]!r} is no kind of evidence; choose among {', '.join(kinds)}")
    return _PROOFS.get(text, text)


def _quantity(text: str) -> float:
    """How much; a note need not say that it is nothing."""
    return number_of(text) if text else 0.0


def _posting_kind(text: str) -> str:
    """What a posting does; a reversal need not say."""
    if text and text not in (*Kind, *_KINDS):
        raise InputError(f"{text[:20]!r} is no kind of posting; choose among {', '.join(Kind)}")
    return str(_KINDS.get(text, text))


def _year_or_none(text: str) -> int | None:
    return year_of(text) if text else None


ENTRY_READ: Final[Mapping[str, Mapping[str, Reader]]] = {
    "evidence": {
        "on_day": day_of,
        "kind": _proof_kind,
        "quantity": _quantity,
        "proof": text_of,
    },
    "postings": {
        "on_day": day_of,
        "kind": _posting_kind,
        "year": _year_or_none,
        "amount_yuan": fen_or_none,
    },
}
"""How cells are read, by list and column; others as text."""
ENTRY_KINDS: Final[Kinds] = {
    _proof_kind: CellKind("choice", choices=(*_PROOFS.values(), *_PROOFS)),
    _quantity: CellKind("number", "number"),
    _posting_kind: CellKind("choice", choices=(*Kind, *_KINDS)),
    _year_or_none: YEAR,
}
"""What their own readers take."""
