"""What a worker of a cluster does: one tile from the store to the store, and say who it is.

A worker on this machine also loads this file when it starts.
"""

import hashlib
import signal
from functools import cache
from importlib.metadata import version
from pathlib import Path

from gongfu.errors import ConflictError
from gongfu.io.stores import Store
from gongfu.io.tiles import answer_bytes, digest_of, read_tile
from gongfu.measure.tiles import answer_of

PACKAGE = Path(__file__).parent.parent
TILES = "tiles"
ANSWERS = "answers"


@cache
def program() -> str:
    """The program that runs here: its version, and a digest of its source."""
    digest = hashlib.sha256()
    for file in sorted(PACKAGE.rglob("*.py")):
        digest.update(file.relative_to(PACKAGE).as_posix().encode())
        digest.update(file.read_bytes().replace(b"\r\n", b"\n"))
    return f"{version('gongfu')}+{digest.hexdigest()[:12]}"


def tile_name(digest: str) -> str:
    """Where the tile of this digest stands in the store."""
    return f"{TILES}/{digest}.parquet"


def answer_name(digest: str, content: bytes) -> str:
    """Where its answer stands: the name says whose it is, and what bytes it must have."""
    return f"{ANSWERS}/{digest}-{hashlib.sha256(content).hexdigest()}.parquet"


def digest_in(name: str) -> str:
    """The digest of the tile that the answer of this name speaks of."""
    return name.removeprefix(f"{ANSWERS}/").partition("-")[0]


def is_whole(name: str, content: bytes) -> bool:
    """Whether these are the bytes that were written under this name."""
    return name == answer_name(digest_in(name), content)


def measure_tile(store: Store, digest: str) -> str:
    """Answer one tile; returns where the answer stands."""
    name = tile_name(digest)
    tile = store.get(name)
    if digest_of(tile, program()) != digest:
        raise ConflictError(f"{name} in the store is damaged; run the same again to renew it")
    answer = answer_bytes(answer_of(read_tile(tile, name)))
    told = answer_name(digest, answer)
    store.put(told, answer)
    return told


def dask_setup(_: object) -> None:
    """Leave Ctrl-C, which a terminal sends to workers too, to the process that started them."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
