"""How unequal a register in many files is, measured here or by the workers of a cluster."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from functools import partial
from itertools import count
from math import ceil
from pathlib import Path
from typing import Any, Final

import numpy as np
import pandas as pd
from distributed import Client, as_completed

from gongfu.app.answer import Answer
from gongfu.app.gaps_answer import told
from gongfu.app.gaps_source import EACH, Source
from gongfu.app.progress import Progress, silent
from gongfu.app.scale import LOCAL, MEMORY, WORKERS, Cluster, connected
from gongfu.errors import GongfuError, InputError
from gongfu.io.partitions import Partition, open_partitions
from gongfu.measure.exact import MEMBERS_AT_ONCE, ExactInequality, Run, exact_inequality
from gongfu.report import asked_gaps as words
from gongfu.report import asked_register as register_words

_BYTES_EACH: Final = 128  # of a member that is sorted, with what its worker holds besides
_FEWEST_AT_ONCE: Final = 1 << 20
_INDICES: Final = ("gini", "theil_t", "mean_log_deviation")


@dataclass(frozen=True, slots=True)
class Measured:
    """Columns with the amount per person, and with the people each row stands for.

    weight "": each row counts once; `by` are the groups, coarse to fine; `repeating` those of them
    whose labels return in every group above.
    """

    value: str
    weight: str = ""
    by: tuple[str, ...] = ()
    repeating: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if not self.value:
            raise InputError("say which column to measure with --value")
        strange = [name for name in self.repeating if name not in self.by]
        if strange:
            raise InputError(f"--repeating {strange[0]!r} is not among --by; name it there too")


def register(
    url: str,
    measured: Measured,
    *,
    scheduler: str | None = None,
    workers: int | None = None,
    memory: str | None = None,
    progress: Progress | None = None,
) -> Answer:
    """Gini and Theil's T and L of a register in Parquet, all and by group.

    Parameters
    ----------
    url
        A folder with files *.parquet, or a URL such as s3://bucket/folder.
    measured
        Its columns.
    scheduler
        "local", or the address of a Dask scheduler whose workers can read `url`; None measures
        in this process.  The answer is the same to the last bit.
    workers, memory
        Of a local cluster, as in `Cluster`; None: 2 of 4 GB.
    progress
        Told the share done, 0 to 1, and what is going on.

    Returns
    -------
    Answer
        A row for all, "" in the columns of groups, and one per group; `summary` has the parts of
        T and L between groups and within.
    """
    if scheduler is None and (workers, memory) != (None, None):
        raise InputError("workers and memory are for a cluster; add --scheduler local")
    if scheduler not in (None, LOCAL) and (workers, memory) != (None, None):
        raise InputError(
            f"the workers of {scheduler!r} were started elsewhere; leave out --workers and "
            "--memory, and give them to `dask worker` there"
        )
    tell = progress or silent
    columns = [measured.value, *filter(None, [measured.weight]), *measured.by]
    place = url if "://" in url else str(Path(url).resolve())
    tell(0.0, "looking at the files")
    parts = open_partitions(place, columns, labels=measured.by)
    cluster = scheduler and Cluster(
        scheduler, WORKERS if workers is None else workers, memory or MEMORY
    )

    with connected(cluster, tell) if cluster else nullcontext() as client:
        found = exact_inequality(
            parts,
            value=measured.value,
            weight=measured.weight or None,
            levels=measured.by,
            repeating=measured.repeating,
            members_at_once=_at_once(client, parts) if client else MEMBERS_AT_ONCE,
            run=_on(client, tell) if client else _here(tell),
        )

    return _answer(place.rstrip("/").rpartition("/")[2], found, measured)


def _at_once(client: Client, parts: Sequence[Partition]) -> int:
    """How many members a worker may hold: as memory allows, and so that each has some to sort."""
    found: Any = client.scheduler_info(n_workers=-1)
    limits = [told["memory_limit"] for told in found["workers"].values()]
    room = min(limits) // _BYTES_EACH if all(limits) else MEMBERS_AT_ONCE
    n_rows = sum(part.n_rows for part in parts)
    fair = max(ceil(1.1 * n_rows / len(limits)), _FEWEST_AT_ONCE)
    return max(min(room, fair), 1)


def _here(tell: Progress) -> Run:
    """Calls in this process, one after another."""

    def run(
        function: Callable[..., Any], calls: Sequence[tuple[Any, ...]], doing: str
    ) -> Iterator[Any]:
        for n, call in enumerate(calls, 1):
            yield function(*call)
            tell(_share(n, len(calls), doing), f"{doing}: {n} of {len(calls)}")

    return run


def _on(client: Client, tell: Progress) -> Run:
    """Calls on the workers of a cluster; one that dies costs what it was doing."""
    numbers = count()

    def run(
        function: Callable[..., Any], calls: Sequence[tuple[Any, ...]], doing: str
    ) -> Iterator[Any]:
        keys = [("gongfu-register", next(numbers)) for _ in calls]
        number_of = {key: at for at, key in enumerate(keys)}
        futures = [
            client.submit(partial(function, *call), key=key, pure=False)
            for key, call in zip(keys, calls, strict=True)
        ]
        failed: dict[int, BaseException] = {}
        running: Any = as_completed(futures)  # type: ignore[no-untyped-call]
        del futures
        for n, future in enumerate(running, 1):
            if future.status == "finished":
                yield future.result()
            else:
                failed[number_of[future.key]] = future.exception()
            tell(_share(n, len(calls), doing), f"{doing}: {n} of {len(calls)}")
        if failed:
            first = min(failed)
            raise _told(failed[first], calls[first][0], len(failed), doing)

    return run


def _told(error: BaseException, part: Any, n_failed: int, doing: str) -> GongfuError:
    """The error of the first call that failed, in the order of the files."""
    n_more = n_failed - 1
    more = f"; and {n_more} more {'part' if n_more == 1 else 'parts'} failed" if n_more else ""
    if isinstance(error, GongfuError):
        return type(error)(f"{error}{more}")
    where = part.name if isinstance(part, Partition) else doing
    if type(error).__name__ == "KilledWorker":
        return GongfuError(
            f"{where}: its worker died each time; give workers more memory, or write smaller row "
            f"groups{more}"
        )
    return GongfuError(f"{where}: {str(error) or type(error).__name__}{more}")


def _share(n: int, n_all: int, doing: str) -> float:
    """The share done, of a task whose last step is as long as the two before."""
    start = {"first reading": 0.0, "counting finer ranges": 0.3, "second reading": 0.3}
    first = start.get(doing, 0.6)
    return first + (0.3 if first < 0.6 else 0.4) * n / n_all


def _answer(name: str, found: ExactInequality, measured: Measured) -> Answer:
    value, weight, by = measured.value, measured.weight, measured.by
    labels = found.groups[list(by)].astype(str)
    whole = pd.DataFrame([dict.fromkeys(by, "")], index=[0])
    table = pd.concat(
        [
            pd.concat([whole, labels], ignore_index=True),
            pd.concat([found.whole, found.groups.drop(columns=list(by))], ignore_index=True),
        ],
        axis=1,
    )
    row = found.whole.iloc[0]
    n, people = int(row["n_members"]), float(row["people"])
    source = Source(
        "table",
        {"en": name, "zh": name},
        table,
        value,
        weight or EACH,
        words.of_table(name, value, weight, n, people),
    )
    said = [
        words.index_found(index, float(row[index]), np.nan, np.nan)
        for index in _INDICES
        if np.isfinite(row[index])
    ]
    if not np.isfinite(row["gini"]):
        said.append(register_words.nothing_to_share(float(row["mean"])))
    elif row["low"] < 0:
        said.append(register_words.below_zero(float(row["low"])))
    elif row["low"] == 0:
        said.append(register_words.zero_there())
    tables = [part.to_frame() for part in found.parts]
    said += [words.split(one) for one in tables]
    return told(
        source,
        {
            "command": "register", "value": value, "weight": weight, "by": list(by),
            "repeating": list(measured.repeating),
        },
        said,
        table,
        summary=pd.concat(tables, ignore_index=True) if tables else None,
    )  # fmt: skip
