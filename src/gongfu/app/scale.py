"""Ways found in tiles, by workers on this machine or on many.

The region is cut here; tiles go to a store, workers answer them into the same store, and the
answers are put together here, where every sum over people is made in the one order there is.  What
is done is known by a digest of the tile and of the program, so that a run that was stopped goes on
where it was, and a worker that dies costs its own tile.
"""

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from math import ceil
from pathlib import Path
from shutil import rmtree
from typing import Any, Final

import dask
import numpy as np
from dask.utils import parse_bytes
from distributed import CancelledError, Client, LocalCluster, as_completed
from distributed.comm.core import CommClosedError

from gongfu.app.assessing import assess
from gongfu.app.progress import Progress, part, silent
from gongfu.app.scale_worker import (
    ANSWERS,
    TILES,
    digest_in,
    is_whole,
    measure_tile,
    program,
    tile_name,
)
from gongfu.errors import ConflictError, GongfuError, InputError, NotFoundError
from gongfu.io.stores import Store, open_store
from gongfu.io.tiles import digest_of, read_answer, tile_bytes
from gongfu.measure.ground import Ground
from gongfu.measure.tiles import Answer, Tile, cut_tiles, divide, joined
from gongfu.measure.ways import Asked, Ways
from gongfu.model.assessment import Assessment
from gongfu.model.zone import Zone
from gongfu.report.kept import Kept

LOCAL: Final = "local"
WORKERS: Final = 2
MEMORY: Final = "4GB"
MEMORY_LEAST: Final = 512_000_000
"""A worker holds 300 MB before it is given anything, and 430 MB with a tile of the usual size."""

BESIDE: Final = ".tiles"
KEY: Final = "gongfu-tile"
NODES_PER_TILE: Final = 250_000
ATTEMPTS: Final = 3
REACHED_S: Final = 15
"""So long a scheduler is waited for, and then a first worker."""

_SETTINGS: Final = {
    # Workers keep nothing but the tile at hand: there is nothing to spill, and no use in a pause.
    "distributed.worker.memory.target": False,
    "distributed.worker.memory.spill": False,
    "distributed.worker.memory.pause": False,
    "distributed.worker.memory.terminate": 0.95,
    # Tiles wait at the scheduler, so that a worker that dies takes none with it but its own.
    "distributed.scheduler.worker-saturation": 1.0,
    "distributed.scheduler.allowed-failures": ATTEMPTS - 1,
    "distributed.comm.timeouts.connect": f"{REACHED_S}s",
}


@dataclass(frozen=True, slots=True)
class Cluster:
    """Who measures the tiles.

    scheduler: "local", or the address of a Dask scheduler such as "tcp://10.0.0.1:8786"; workers
    and memory: how many processes a local one has, and after how many bytes ("4GB") each of them
    is stopped.
    """

    scheduler: str = LOCAL
    workers: int = WORKERS
    memory: str = MEMORY

    def __post_init__(self) -> None:
        if self.workers < 1:
            raise InputError(f"workers is {self.workers!r}; it must be a whole number >= 1")
        try:
            enough = parse_bytes(self.memory) >= MEMORY_LEAST
        except ValueError:
            enough = False
        if not enough:
            raise InputError(
                f"memory is {self.memory!r}; give bytes for each worker, at least 512MB, as in "
                "'4GB'"
            )
        if self.scheduler != LOCAL and "://" not in self.scheduler:
            raise InputError(
                f"scheduler is {self.scheduler!r}; give 'local' or an address such as "
                "tcp://10.0.0.1:8786"
            )


@dataclass(frozen=True, slots=True)
class Tiled:
    """Finds ways in tiles: what `gongfu.assess` takes as `find`.

    cluster: who measures; store: URL of a folder or bucket that its workers can reach; n_tiles: at
    most so many, 0 = one for each 250,000 nodes and at least two for each local worker; done:
    digests of the tiles whose answers are in the store until `clear` is called.
    """

    cluster: Cluster
    store: str
    n_tiles: int = 0
    progress: Progress = field(default=silent)
    done: set[str] = field(default_factory=set)

    def __call__(self, ground: Ground, asked: Asked) -> Ways:
        """The answers to all that is asked, as one process finds them.

        Raises
        ------
        GongfuError
            A tile failed three times; the message names it.  All others are done and kept.
        """
        store = open_store(self.store)
        n_tiles = self.n_tiles or max(
            ceil(ground.x.size / NODES_PER_TILE), 2 * self.cluster.workers
        )
        parts = divide(ground, asked, n_tiles)
        with connected(self.cluster, self.progress) as client:
            answers = self._measured(client, store, ground, asked, parts)
        self.progress(0.95, "putting the tiles together")
        ways = joined(asked, answers.values())
        self.done.update(answers)
        return ways

    def clear(self) -> None:
        """Remove from the store what was measured, once it is needed no more."""
        store = open_store(self.store)
        store.drop(name for name in store.names(ANSWERS) if digest_in(name) in self.done)
        # Of a run that was stopped there may be tiles whose answers were done.
        store.drop(store.names(TILES) & set(map(tile_name, self.done)))

    def _measured(
        self,
        client: Client,
        store: Store,
        ground: Ground,
        asked: Asked,
        parts: list[np.ndarray],
    ) -> dict[str, Answer]:
        """The answer of each tile, by its digest."""
        kept = sorted(store.names(ANSWERS))
        answers: dict[str, Answer] = {}
        told: dict[str, _Told] = {}
        running: Any = as_completed()  # type: ignore[no-untyped-call]

        def begin(digest: str) -> None:
            told[digest].n_begun += 1
            key = (KEY, digest, told[digest].n_begun)
            retries = ATTEMPTS - told[digest].n_begun
            running.add(
                client.submit(measure_tile, store, digest, key=key, retries=retries, pure=False)
            )

        for n, tile in enumerate(cut_tiles(ground, asked, parts), 1):
            content = tile_bytes(tile, ground.network.crs)
            digest = digest_of(content, program())
            told[digest] = _Told.of(tile, ground, n, len(parts))
            for name in kept:
                if digest_in(name) == digest and (answer := _taken(store, name, told[digest])):
                    answers[digest] = answer
                    break
            else:
                store.put(tile_name(digest), content)
                begin(digest)
                self.progress(0.3 * n / len(parts), f"cut {n} of {len(parts)}")
        words = f", {len(answers)} were done before" if answers else ""
        failed = []
        for future in running:
            digest = future.key[1]
            if future.status != "finished":
                failed.append(f"{told[digest].words}: {_why(future)}")
            elif answer := _taken(store, future.result(), told[digest]):
                answers[digest] = answer
                store.drop([tile_name(digest)])
            elif told[digest].n_begun < ATTEMPTS:
                begin(digest)
                continue
            else:
                failed.append(f"{told[digest].words}: the store damages what it is given")
            n_done = len(answers) + len(failed)
            self.progress(
                0.3 + 0.6 * n_done / len(parts), f"measured {n_done} of {len(parts)} tiles{words}"
            )
        if failed:
            raise GongfuError(
                f"{len(failed)} of {len(parts)} tiles failed {ATTEMPTS} times, and nothing was "
                f"written: {'; '.join(failed)}; the others are kept in {self.store!r}: see to the "
                "cause and run the same again"
            )
        return answers


def assess_in_tiles(  # noqa: PLR0913 (what a report holds, and how a cluster is used)
    zone: Zone,
    *,
    out: Path,
    scheduler: str | None = None,
    workers: int | None = None,
    memory: str | None = None,
    n_tiles: int | None = None,
    store: str | None = None,
    kept: Kept | None = None,
    progress: Progress | None = None,
) -> Assessment:
    """What `assess` says of `zone`, the streets measured in tiles; the same bytes in `out`.

    Parameters
    ----------
    zone, out, kept, progress
        As for `assess`.
    scheduler
        "local", or the address of a Dask scheduler.  Needed.
    workers, memory
        Of a local cluster, as in `Cluster`; None: 2 of 4 GB.
    n_tiles
        At most so many; None: as `Tiled` chooses.
    store
        Folder or URL for tiles; None: `.tiles` in `out`, for a local cluster only.

    Returns
    -------
    Assessment
        As from `assess`.

    Raises
    ------
    InputError
        The options do not go together.
    GongfuError
        A tile failed three times; nothing was written.
    """
    if scheduler is None:
        raise InputError(
            "workers, memory, tiles and a store are for a cluster; add --scheduler local"
        )
    if scheduler != LOCAL and (workers, memory) != (None, None):
        raise InputError(
            f"the workers of {scheduler!r} were started elsewhere; leave out --workers and "
            "--memory, and give them to `dask worker` there"
        )
    if scheduler != LOCAL and store is None:
        raise InputError(
            f"the workers of {scheduler!r} need a place for tiles that they and this machine can "
            "reach; add --store s3://BUCKET/FOLDER, or a shared folder"
        )
    cluster = Cluster(scheduler, WORKERS if workers is None else workers, memory or MEMORY)
    say = part(progress, 0.1, 0.6)
    beside = out / BESIDE
    place = str(beside) if store is None else store
    if "://" not in place:
        place = str(Path(place).resolve())  # workers may run in other folders
    find = Tiled(cluster, place, n_tiles or 0, say)
    assessment = assess(zone, out=out, kept=kept, progress=progress, find=find)
    find.clear()
    if store is None:
        rmtree(beside, ignore_errors=True)
    return assessment


@dataclass(slots=True)
class _Told:
    """What a tile is called when it fails, and how often it was given to the workers."""

    words: str
    n_begun: int = 0

    @classmethod
    def of(cls, tile: Tile, ground: Ground, number: int, n_tiles: int) -> "_Told":
        segment = tile.asked.homes.segment
        x, y = tile.x[tile.first[segment]].mean(), tile.y[tile.first[segment]].mean()
        lon, lat = ground.network.locate([x], [y])
        return cls(
            f"tile {number} of {n_tiles} ({segment.size} communities around "
            f"{lon[0]:.4f}, {lat[0]:.4f}; {tile.x.size} nodes)"
        )


def _taken(store: Store, name: str, told: _Told) -> Answer | None:
    """The answer of this name; None, and no longer in the store, if it is not as it was written."""
    content = store.get(name)
    if is_whole(name, content):
        return read_answer(content, name)
    store.drop([name])
    warnings.warn(
        f"the answer of {told.words} was damaged in the store {store.url!r}: it was removed, and "
        "the tile is measured again",
        stacklevel=2,
    )
    return None


def _why(future: Any) -> str:
    error = future.exception()
    if type(error).__name__ == "KilledWorker":
        return "its worker died each time; give workers more memory, or make more tiles"
    return str(error) or type(error).__name__


@contextmanager
def connected(cluster: Cluster, progress: Progress) -> Iterator[Client]:
    """A client of the cluster, of which every worker runs this very program."""
    with dask.config.set(_SETTINGS):
        if cluster.scheduler == LOCAL:
            with (
                LocalCluster(  # type: ignore[no-untyped-call]
                    n_workers=cluster.workers,
                    threads_per_worker=1,
                    memory_limit=cluster.memory,
                    host="127.0.0.1",
                    dashboard_address="127.0.0.1:0",
                    silence_logs=50,
                    preload=[measure_tile.__module__],
                ) as here,
                Client(here) as client,  # type: ignore[no-untyped-call]
            ):
                _greet(client, progress, f"; each is stopped at {cluster.memory}")
                yield client
            return
        try:
            client = Client(cluster.scheduler, timeout=REACHED_S)  # type: ignore[no-untyped-call]
        except (OSError, ValueError) as error:
            raise NotFoundError(
                f"no scheduler answers at {cluster.scheduler!r} ({error}); start one with `dask "
                "scheduler` and check the address and the network"
            ) from error
        with client:
            try:
                client.wait_for_workers(1, timeout=REACHED_S)
            except TimeoutError as error:
                raise NotFoundError(
                    f"the scheduler {cluster.scheduler!r} has no worker; start some with `dask "
                    f"worker {cluster.scheduler} --nthreads 1 --memory-limit 4GB`"
                ) from error
            _greet(client, progress, "")
            try:
                yield client
            except (CommClosedError, CancelledError, GongfuError) as error:
                if isinstance(error, GongfuError) and client.status == "running":
                    raise
                raise GongfuError(
                    f"the scheduler {cluster.scheduler!r} went away; see that it runs and can be "
                    "reached, then run the same again: nothing was half-written"
                ) from error


def _greet(client: Client, progress: Progress, words: str) -> None:
    """Say where the dashboard is, and refuse workers that run another program."""
    found = client.run(program, on_error="return")
    other = sorted({_said(answer) for answer in found.values() if answer != program()})
    versions: Any = client.get_versions()
    mine = versions["client"]["packages"]["distributed"]
    theirs = versions["scheduler"]["packages"]["distributed"]
    if theirs != mine:
        other.append(f"the scheduler has distributed {theirs}, not {mine}")
    if other:
        raise ConflictError(
            f"the cluster runs another program: {', '.join(other)}; here it is gongfu {program()}: "
            "install the same version everywhere"
        )
    progress(0.0, f"{len(found)} workers, dashboard {client.dashboard_link}{words}")


def _said(answer: Any) -> str:
    if isinstance(answer, BaseException):
        return f"a worker cannot run gongfu ({answer})"
    return f"a worker has gongfu {answer}"
