"""A place for files that several machines can reach: a folder, or a bucket of an object store.

Anything that fsspec knows by its URL will do, such as `/mnt/shared/tiles` or
`s3://bucket/folder`; keys and the address of a store of one's own come from where its clients look
for them (for S3 `AWS_ACCESS_KEY_ID`, `AWS_SECRET_ACCESS_KEY` and `AWS_ENDPOINT_URL`).  A file is
written under another name first, so that a name that is there stands for a whole file.
"""

import re
import secrets
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

import fsspec  # type: ignore[import-untyped]
from botocore.exceptions import BotoCoreError, ClientError  # type: ignore[import-untyped]

from gongfu.errors import ConflictError, InputError, NotFoundError

__all__ = ("TIMEOUT_S", "Store", "open_store")

TIMEOUT_S: Final = 20.0
"""So long a store may say nothing before it is asked again, once, and then given up."""

_PART: Final = ".part-"
_UNFINISHED: Final = re.compile(r"\.part-[0-9a-f]{8}$")  # as `put` names it
_SLOW_BYTES_S: Final = 1e6  # what is slower than this counts as stalled
_LARGE: Final = 1 << 26  # no tile is larger


@dataclass(frozen=True)
class Store:
    """Files by name under one URL; made by `open_store`."""

    url: str
    timeout_s: float = TIMEOUT_S

    def put(self, name: str, content: bytes) -> None:
        """Write a file: whole, or not at all."""
        part = f"{self._path(name)}{_PART}{secrets.token_hex(4)}"
        with self._words("write", name):
            self._ask("pipe_file", part, content, n_bytes=len(content))
            if self._files.async_impl:  # whose `mv` would wait for ever
                self._ask("cp_file", part, self._path(name), n_bytes=len(content))
                self._ask("rm_file", part)
            else:
                self._files.mv(part, self._path(name))

    def get(self, name: str) -> bytes:
        """What a file holds; a NotFoundError if it is not there."""
        with self._words("read", name):
            return bytes(self._ask("cat_file", self._path(name), n_bytes=_LARGE))

    @contextmanager
    def reading(self, name: str) -> Iterator[Any]:
        """A file from which some bytes may be read and others not."""
        with self._words("read", name), self._files.open(self._path(name), "rb") as file:
            yield file

    def names(self, folder: str) -> set[str]:
        """The names of the whole files in a folder, none if it is not there."""
        return {name for name, kind in self.listed(folder).items() if kind == "file"}

    def listed(self, folder: str) -> dict[str, str]:
        """What lies in a folder by name, "file" or "directory"; nothing if it is not there."""
        with self._words("list", folder):
            try:
                found = self._ask("ls", self._path(folder), detail=True)
            except FileNotFoundError:
                return {}
        before = f"{folder}/" if folder else ""
        kinds = {
            # A bucket may hold the empty name of a folder as a file.
            str(told["name"]).removesuffix("/" * (told["type"] != "file")).rpartition("/")[2]: str(
                told["type"]
            )
            for told in found
        }
        return {
            f"{before}{name}": kind
            for name, kind in kinds.items()
            if name and not _UNFINISHED.search(name)
        }

    def drop(self, names: Iterable[str]) -> None:
        """Remove files, those that are not there too."""
        for name in names:
            with self._words("remove", name):
                try:
                    self._ask("rm_file", self._path(name))
                except FileNotFoundError:
                    continue

    def _ask(self, doing: str, *args: Any, n_bytes: int = 0, **options: Any) -> Any:
        """What the store answers; a TimeoutError if that takes far longer than it should.

        Its clients wait for ever where a store takes a connection and then says nothing.
        """
        if self._files.async_impl:
            options["timeout"] = 2.0 * self.timeout_s + n_bytes / _SLOW_BYTES_S
        return getattr(self._files, doing)(*args, **options)

    @cached_property
    def _files(self) -> Any:
        return self._opened[0]

    @cached_property
    def _opened(self) -> tuple[Any, str]:
        protocol = fsspec.utils.get_protocol(self.url)
        if protocol == "memory":
            raise InputError(
                f"the store {self.url!r} is the memory of one process, which no worker can read; "
                "give a folder or s3://…"
            )
        # Others write there too: what was listed a moment ago says nothing of what is there now.
        options: dict[str, Any] = {"skip_instance_cache": True, "use_listings_cache": False}
        if protocol in ("s3", "s3a"):
            options["config_kwargs"] = {
                "connect_timeout": self.timeout_s,
                "read_timeout": self.timeout_s,
                "retries": {"max_attempts": 1},
            }
        elif protocol in ("file", "local"):
            options["auto_mkdir"] = True
        try:
            files, path = fsspec.core.url_to_fs(self.url, **options)
        except (ValueError, ImportError) as error:
            raise InputError(
                f"the store {self.url!r} is of no known kind ({error}); give a folder or s3://…"
            ) from error
        if protocol in ("s3", "s3a"):
            files.retries = 2
        return files, str(path).rstrip("/")

    def _path(self, name: str) -> str:
        return f"{self._opened[1]}/{name}".rstrip("/")

    @contextmanager
    def _words(self, doing: str, name: str) -> Iterator[None]:
        """Turn what the store refuses into an error that says why."""
        begin = f"cannot {doing} {name!r} in the store {self.url!r}"
        try:
            yield
        except FileNotFoundError as error:
            raise NotFoundError(
                f"{begin}: there is no such file or bucket; check the URL, and that nobody else "
                "clears the store"
            ) from error
        except PermissionError as error:
            raise InputError(
                f"{begin}: it refuses ({error}); check the keys and what they may do"
            ) from error
        except (OSError, BotoCoreError, ClientError) as error:
            why = str(error) or "it says nothing"
            raise ConflictError(
                f"{begin}: {why}; see that it runs and can be reached, then run the same again: "
                "what is done is kept"
            ) from error


def open_store(url: str, *, timeout_s: float = TIMEOUT_S) -> Store:
    """The store at a URL, tried out once.

    Parameters
    ----------
    url
        A folder, or what fsspec knows, such as "s3://bucket/folder".
    timeout_s
        So long it may say nothing.  Seconds, > 0.

    Returns
    -------
    Store
        That can be written and read now.

    Raises
    ------
    InputError
        It is of no known kind, or refuses.
    NotFoundError
        The bucket is not there.
    ConflictError
        It cannot be reached, or says nothing.
    """
    store = Store(url, timeout_s)
    store.put("gongfu-was-here", b"")
    store.drop(["gongfu-was-here"])
    return store
