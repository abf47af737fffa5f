"""Files of a folder replaced together: after a kill at any point the folder is old or new.

A change of several files is first written whole to `.next` inside the folder; renaming it to
`.commit` is the moment the change counts.  Then the files move to their places, the `last` one
(the folder's table of contents) at the very end.  A reader looks into `.commit` first, so it
sees the new state from that moment on; the next writer finishes what a killed one began.
A new folder is written beside its place under a temporary name, and renamed.
"""

import errno
import json
import os
import secrets
import shutil
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Final

from gongfu.errors import ConflictError, InputError

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

STAGE: Final = ".next"
COMMIT: Final = ".commit"
LOCK: Final = ".lock"
JOURNAL: Final = "journal.json"
BESIDE: Final = ".beside"
_CAUSES: Final = {
    errno.ENOSPC: "the disk is full; free some space and run it again",
    errno.EDQUOT: "your share of the disk is used up; free some space and run it again",
    errno.EROFS: "the disk is read-only; choose a folder that can be written",
    errno.EACCES: "you may not write there; choose another folder or ask its owner",
    errno.EPERM: "you may not write there; choose another folder or ask its owner",
    errno.ENAMETOOLONG: "the name is too long; choose a shorter one",
    errno.ENOTDIR: "a part of the path is a file, not a folder; choose another folder",
}


@contextmanager
def disk_words(
    path: Path, doing: str = "write", then: str = "nothing was changed"
) -> Iterator[None]:
    """Turn what the disk refuses into an InputError that says why, and what state it left."""
    try:
        yield
    except OSError as error:
        cause = _CAUSES.get(error.errno or 0, error.strerror or str(error))
        raise InputError(f"cannot {doing} {str(path)!r}: {cause}; {then}") from error


def current(folder: Path, name: str, *, last: str) -> Path:
    """Where the file `name` of the folder is now, also when a writer was stopped midway."""
    if (folder / COMMIT / last).exists() and (folder / COMMIT / name).exists():
        return folder / COMMIT / name
    return folder / name


@contextmanager
def locked(folder: Path, name: str = LOCK) -> Iterator[None]:
    """Be the only writer of `folder`; a ConflictError if there is one already.

    The operating system drops the lock of a killed process.
    """
    with (folder / name).open("ab") as file:
        try:
            if sys.platform == "win32":
                msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
            else:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            if error.errno not in (errno.EWOULDBLOCK, errno.EACCES, errno.EDEADLK):
                raise
            raise ConflictError(
                f"another program is writing to {str(folder)!r}; let it finish, then run this again"
            ) from error
        yield


def create_folder(folder: Path, files: Mapping[str, bytes]) -> None:
    """A new folder with these files, there whole or not at all.

    Raises
    ------
    ConflictError
        Another program created the folder in the meantime.
    InputError
        The disk refuses.
    """
    with disk_words(folder):
        parent = folder.parent
        parent.mkdir(parents=True, exist_ok=True)
        clean_beside(folder)
        stage = parent / f".{folder.name}.new-{secrets.token_hex(4)}"
        stage.mkdir()
        try:
            with locked(stage):
                _write_files(stage, files)
            (stage / LOCK).unlink()
            stage.rename(folder)
            _sync_folder(parent)
        except OSError as error:
            if error.errno not in (errno.ENOTEMPTY, errno.EEXIST, errno.ENOENT):
                raise
            raise ConflictError(
                f"another program created {str(folder)!r} in the meantime; look at it, then "
                "run this again under another name or into that zone"
            ) from error
        finally:
            shutil.rmtree(stage, ignore_errors=True)


def unfinished_beside(folder: Path) -> list[Path]:
    """Temporary folders that stopped creations of `folder` left behind (or running ones use)."""
    return sorted(folder.parent.glob(f".{folder.name}.new-*"))


def clean_beside(folder: Path) -> None:
    """Remove what stopped creations of `folder` left; what is being written now stays."""
    for stage in unfinished_beside(folder):
        try:
            with locked(stage):
                shutil.rmtree(stage, ignore_errors=True)
        except (ConflictError, FileNotFoundError):
            continue  # its writer is alive, or finished just now


def recover(folder: Path, *, last: str) -> None:
    """Finish a change that counts, drop one that does not; the caller holds the lock."""
    shutil.rmtree(folder / STAGE, ignore_errors=True)
    commit = folder / COMMIT
    if not (commit / last).exists():
        shutil.rmtree(commit, ignore_errors=True)
        return
    journal = commit / JOURNAL
    if journal.exists():
        for name in json.loads(journal.read_text("utf-8"))["remove"]:
            (folder / name).unlink(missing_ok=True)
        journal.unlink()
    for path in sorted(commit.iterdir()):
        if path.name != last:
            path.replace(folder / path.name)
    _sync_folder(folder)
    (commit / last).replace(folder / last)
    commit.rmdir()
    _sync_folder(folder)


def change_folder(
    folder: Path, files: Mapping[str, bytes], *, remove: tuple[str, ...] = (), last: str
) -> None:
    """Replace `files` and drop the files `remove`, together; the caller holds the lock.

    `last` is the one of `files` that says what belongs to the folder.
    """
    with disk_words(folder):
        recover(folder, last=last)
        stage = folder / STAGE
        try:
            stage.mkdir()
            _write_files(stage, {**files, JOURNAL: json.dumps({"remove": remove}).encode()})
            stage.rename(folder / COMMIT)
        except BaseException:
            shutil.rmtree(stage, ignore_errors=True)
            raise
    with disk_words(folder, then="the change is kept, and the next command finishes it"):
        recover(folder, last=last)


def swap_folder(
    folder: Path,
    files: Mapping[str, bytes],
    beside: Mapping[str, bytes],
    *,
    keep: Callable[[Path], tuple[Path, ...]],
) -> None:
    """Replace a whole folder by `files` and copies of what `keep` chooses from the old one.

    Together with it the files `beside` it are replaced.  `.NAME.ready` beside the folder is the
    new state from the moment it has that name.
    """
    ready = folder.parent / f".{folder.name}.ready"
    with disk_words(folder):
        folder.parent.mkdir(parents=True, exist_ok=True)
        with locked(folder.parent, f".{folder.name}.lock"):
            finish_swap(folder)
            stage = folder.parent / f".{folder.name}.next"
            try:
                stage.mkdir()
                _write_files(stage, files)
                (stage / BESIDE).mkdir()
                _write_files(stage / BESIDE, beside)
                for path in keep(folder):
                    if path.is_dir():
                        shutil.copytree(path, stage / path.name, symlinks=True)
                    else:
                        shutil.copy2(path, stage / path.name, follow_symlinks=False)
                stage.rename(ready)
            except BaseException:
                shutil.rmtree(stage, ignore_errors=True)
                raise
            with disk_words(folder, then="the results are kept, and the next command shows them"):
                finish_swap(folder)


def finish_swap(folder: Path) -> None:
    """Finish or drop what a killed `swap_folder` left; the caller holds the lock."""
    stage, ready, old = (folder.parent / f".{folder.name}.{n}" for n in ("next", "ready", "old"))
    shutil.rmtree(stage, ignore_errors=True)
    if ready.exists():
        if (ready / BESIDE).exists():
            for path in sorted((ready / BESIDE).iterdir()):
                path.replace(folder.parent / path.name)
            (ready / BESIDE).rmdir()
        shutil.rmtree(old, ignore_errors=True)
        if folder.exists():
            folder.rename(old)
        ready.rename(folder)
        _sync_folder(folder.parent)
    shutil.rmtree(old, ignore_errors=True)


def _write_files(folder: Path, files: Mapping[str, bytes]) -> None:
    for name, content in files.items():
        with (folder / name).open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
    _sync_folder(folder)


def _sync_folder(folder: Path) -> None:
    """Ask the disk to keep the names too; Windows cannot open a folder and does it by itself."""
    if os.name != "posix":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def replace_file(path: Path, content: bytes) -> None:
    """Write one file whole under a temporary name, then give it its own."""
    with disk_words(path):
        stage = path.parent / f".{path.name}.{secrets.token_hex(4)}"
        try:
            _write_files(path.parent, {stage.name: content})
            stage.replace(path)
        finally:
            stage.unlink(missing_ok=True)


@contextmanager
def new_file(path: Path) -> Iterator[IO[bytes]]:
    """A new file to write into, piece by piece; it has its name once the block ends well.

    Raises
    ------
    ConflictError
        There is something already.
    InputError
        The disk refuses.
    """
    if path.exists():
        raise ConflictError(f"{str(path)!r} is there already; choose another path")
    stage = path.parent / f".{path.name}.{secrets.token_hex(4)}"
    with disk_words(path):
        try:
            with stage.open("xb") as file:
                yield file
                file.flush()
                os.fsync(file.fileno())
            stage.rename(path)
            _sync_folder(path.parent)
        finally:
            stage.unlink(missing_ok=True)
