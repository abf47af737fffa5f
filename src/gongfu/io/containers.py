"""Zip containers (DOCX, XLSX, ODS) unpacked within limits, before any reader opens them."""

import io
import re
import zipfile
import zlib
from typing import Final

from lxml import etree

from gongfu.errors import InputError

UNPACKED_MAX: Final = 256 << 20
"""Bytes that the parts of a container may unpack to, together."""
PARTS_MAX: Final = 10_000
RATIO_MAX: Final = 200.0
_SMALL: Final = 1 << 20  # a part up to here may be packed as tightly as it likes
_PIECE: Final = 1 << 20
_ENTITY: Final = re.compile(rb"<!(?:DOCTYPE|ENTITY)")


def unpack(content: bytes, name: str) -> dict[str, bytes]:
    """The parts of a zip container, by name.

    Parameters
    ----------
    content, name
        The container, and what to call it in a message.

    Returns
    -------
    dict
        Everything in it, unpacked.  What is read later should be read from these, not from the
        container: sizes that it states falsely have no effect then.

    Raises
    ------
    InputError
        It is damaged or locked; it would unpack to more than `UNPACKED_MAX` bytes, to more than
        `PARTS_MAX` parts, or to more than `RATIO_MAX` times its size; or a part of it defines
        entities, as no document does.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as container:
            entries = container.infolist()
            check_sizes(entries, len(content), name)
            return {entry.filename: _part(container, entry, name) for entry in entries}
    except InputError:
        raise
    except (
        zipfile.BadZipFile,
        zlib.error,
        EOFError,
        NotImplementedError,
        OSError,
        RuntimeError,
        ValueError,
    ) as error:
        raise InputError(
            f"{name}: its container is damaged ({error}); open it in the program that wrote it and "
            "save it again, or fetch it again"
        ) from error


def check_well_formed(parts: dict[str, bytes], name: str) -> None:
    """Raise an InputError if XML among the parts breaks off or is closed wrongly.

    Not every reader of workbooks comes to an end on such a part.
    """
    for part, content in parts.items():
        if part.lower().endswith((".xml", ".rels")):
            try:
                etree.fromstring(content, etree.XMLParser(target=_Nothing(), no_network=True))
            except etree.LxmlError as error:
                raise InputError(
                    f"{name}: its part {part!r} is damaged ({error}); open it in the program that "
                    "wrote it and save it again, or fetch it again"
                ) from error


class _Nothing:
    """Takes what a parser finds, and keeps nothing of it."""

    def close(self) -> None:
        """The end."""


def packed(parts: dict[str, bytes]) -> io.BytesIO:
    """A container of `parts`, not compressed, for a reader that wants a file."""
    answer = io.BytesIO()
    with zipfile.ZipFile(answer, "w") as container:
        for name, content in parts.items():
            container.writestr(zipfile.ZipInfo(name), content)
    answer.seek(0)
    return answer


def check_sizes(
    entries: list[zipfile.ZipInfo], size: int, name: str, unpacked_max: int | None = None
) -> None:
    """Raise an InputError if the directory alone shows that it would not end well.

    `size` is that of the container, `unpacked_max` (`UNPACKED_MAX` if not given) what its parts
    may unpack to, together.
    """
    most = UNPACKED_MAX if unpacked_max is None else unpacked_max
    if any(entry.flag_bits & 1 for entry in entries):
        raise InputError(f"{name}: it is locked by a password; save it without one")
    total = sum(entry.file_size for entry in entries)
    if len(entries) > PARTS_MAX or total > most:
        raise InputError(
            f"{name}: it unpacks to {len(entries):,} parts of {total / 2**20:,.0f} MB together; "
            f"at most {PARTS_MAX:,} and {most >> 20:,} MB are read: divide it"
        )
    tight = [
        entry for entry in entries if entry.file_size > max(_SMALL, RATIO_MAX * entry.compress_size)
    ]
    if tight or sum(entry.compress_size for entry in entries) > size:
        which = f" ({tight[0].filename!r})" if tight else ""
        raise InputError(
            f"{name}: it unpacks to more than {RATIO_MAX:.0f} times its size{which}, as a zip bomb "
            "does and nothing else; open it in the program that wrote it and save it again"
        )
    names = [entry.filename for entry in entries]
    if len(set(names)) < len(names):
        raise InputError(
            f"{name}: two parts of its container have the same name, so it is not clear which is "
            "meant; open it in the program that wrote it and save it again"
        )


def _part(container: zipfile.ZipFile, entry: zipfile.ZipInfo, name: str) -> bytes:
    """One part, never more than its directory said."""
    with container.open(entry) as opened:
        pieces, left = [], entry.file_size + 1
        while left > 0 and (piece := opened.read(min(_PIECE, left))):
            pieces.append(piece)
            left -= len(piece)
    content = b"".join(pieces)
    if entry.filename.lower().endswith((".xml", ".rels")) and _ENTITY.search(
        content.replace(b"\0", b"")  # as UTF-16 spells it
    ):
        raise InputError(
            f"{name}: its part {entry.filename!r} defines entities, as attacks do and no document; "
            "open it in the program that wrote it and save it again"
        )
    return content
