"""What a worker of a cluster does: one tile from the store to the store, and say who it is."""

import hashlib
from functools import cache
from importlib.metadata import version
from pathlib import Path

from gongfu.io.stores import Store
from gongfu.io.tiles import answer_bytes, read_tile
from gongfu.measure.tiles import answer_of

PACKAGE = Path(__file__).parent.parent


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
    return f"tiles/{digest}.parquet"


def answer_name(digest: str) -> str:
    """Where its answer stands once it is whole."""
    return f"answers/{digest}.parquet"


def measure_tile(store: Store, digest: str) -> int:
    """Answer one tile; returns how many communities it speaks of."""
    name = tile_name(digest)
    answer = answer_of(read_tile(store.get(name), name))
    store.put(answer_name(digest), answer_bytes(answer))
    return answer.home_at.size
