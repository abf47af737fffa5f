"""Tiles on a cluster: the same bytes, whatever happens to workers, tiles and runs."""

import hashlib
import os
import signal
import socket
import time
from functools import partial

import dask
import numpy as np
import pytest
from click.testing import CliRunner
from distributed import LocalCluster

from gongfu.app import scale, tasks
from gongfu.app.assessing import assess
from gongfu.app.scale import assess_in_tiles
from gongfu.cli.main import cli
from gongfu.errors import ConflictError, GongfuError, InputError, NotFoundError
from gongfu.io.stores import Store, open_store
from tests import small_zone, worlds

N_TILES = 5


@pytest.fixture(scope="module")
def cluster():
    """Two workers, started once."""
    with (
        dask.config.set(scale._SETTINGS),
        LocalCluster(
            n_workers=2, threads_per_worker=1, host="127.0.0.1", dashboard_address="127.0.0.1:0",
            silence_logs=50,
        ) as started,
    ):  # fmt: skip
        yield started


@pytest.fixture
def folder(tmp_path):
    """The small zone with a village at every corner of its streets, assessed in one process."""
    grid = small_zone.network()
    n = grid.n_nodes
    people = worlds.points(
        np.column_stack([grid.x, grid.y]),
        [f"h{at}" for at in range(n)],
        place=np.where(grid.x < small_zone.MIDDLE_M, "901011", "901021"),
        name=[f"村{at}" for at in range(n)],
        residents=10.0 + np.arange(n) / 7.0,
        residents_children=1.0,
        urban=True,
    )
    small_zone.write_small_zone(tmp_path / "zone", communities=people)
    assess(tasks.open_zone(tmp_path / "zone"), out=tmp_path / "zone")
    return tmp_path / "zone"


@pytest.fixture
def run(cluster, folder, tmp_path):
    """Assesses the zone in tiles into a folder of its own, on the two workers."""

    def in_tiles(out="tiled", **options):
        given = {"scheduler": cluster.scheduler_address, "store": str(tmp_path / "store")}
        zone = tasks.open_zone(folder)
        return assess_in_tiles(zone, out=tmp_path / out, n_tiles=N_TILES, **(given | options))

    return in_tiles


def digests(folder):
    files = [*folder.glob("results/*"), folder / "report.html"]
    return {file.name: hashlib.sha256(file.read_bytes()).hexdigest() for file in files}


def stored(tmp_path):
    return sorted(path.name for path in (tmp_path / "store").rglob("*") if path.is_file())


def test_the_same_bytes_and_nothing_left_in_the_store(run, folder, tmp_path):
    run()

    assert digests(tmp_path / "tiled") == digests(folder)
    assert len(digests(folder)) > 15
    assert stored(tmp_path) == []


def test_a_local_cluster_is_started_and_gone(folder, tmp_path):
    said = []
    zone = tasks.open_zone(folder)

    assess_in_tiles(
        zone, out=tmp_path / "tiled", scheduler="local", workers=1, memory="1GB",
        progress=lambda share, words: said.append((share, words)),
    )  # fmt: skip

    assert digests(tmp_path / "tiled") == digests(folder)
    assert not (tmp_path / "tiled" / scale.BESIDE).exists()
    words = [told for _, told in said]
    assert any("1 workers, dashboard http://127.0.0.1" in told and "1GB" in told for told in words)
    assert "measured 2 of 2 tiles" in words
    shares = [share for share, _ in said]
    assert shares == sorted(shares)


def test_a_worker_that_is_killed_costs_its_own_tile(cluster, run, folder, tmp_path, monkeypatch):
    """One worker is halted before it can begin, and killed when the other has done some."""
    victim = next(iter(cluster.workers.values())).pid
    written, answers = {}, tmp_path / "store" / "answers"

    def watch(_, words):
        if "workers, dashboard" in words:
            os.kill(victim, signal.SIGSTOP)
        if words == f"measured 2 of {N_TILES} tiles":
            written.update({file.name: file.stat().st_mtime_ns for file in answers.iterdir()})
            os.kill(victim, signal.SIGKILL)

    kept = {}
    drop = Store.drop

    def remember(store, names):
        if answers.exists():
            kept.update({file.name: file.stat().st_mtime_ns for file in answers.iterdir()})
        drop(store, names)

    monkeypatch.setattr(Store, "drop", remember)
    run(progress=watch)

    assert len(written) >= 2
    assert written.items() <= kept.items()
    assert len(kept) == N_TILES
    assert digests(tmp_path / "tiled") == digests(folder)


def test_a_tile_that_fails_is_named_and_the_rest_is_kept(run, folder, tmp_path, monkeypatch):
    """The second tile is damaged on its way into the store."""
    put, names = Store.put, []

    def spoil(store, name, content):
        if name.startswith("tiles/"):
            names.append(name)
        put(store, name, content[: len(content) // 2] if len(names) == 2 else content)

    with monkeypatch.context() as spoilt:
        spoilt.setattr(Store, "put", spoil)
        with pytest.raises(GongfuError, match=r"1 of 5 tiles failed 3 times, and nothing") as e:
            run()

    assert "tile 2 of 5 (" in str(e.value)
    assert "communities around 20.0" in str(e.value)
    assert f"{names[1]} in the store is damaged" in str(e.value)
    assert not (tmp_path / "tiled").exists()
    said = []
    run(progress=lambda _, words: said.append(words))
    assert "measured 5 of 5 tiles, 4 were done before" in said
    assert digests(tmp_path / "tiled") == digests(folder)


def interrupt(words, at):
    if words.startswith(at):
        raise KeyboardInterrupt


def test_a_run_that_was_stopped_goes_on(run, folder, tmp_path):
    said = []
    with pytest.raises(KeyboardInterrupt):
        run(progress=lambda _, words: interrupt(words, "measured 3 of"))
    assert not (tmp_path / "tiled").exists()

    run(progress=lambda _, words: said.append(words))

    n_done = {words.partition(", ")[2] for words in said if words.startswith("measured")}
    assert n_done <= {f"{n} were done before" for n in (3, 4, 5)}
    assert digests(tmp_path / "tiled") == digests(folder)
    assert stored(tmp_path) == []


def test_an_answer_that_was_damaged_is_measured_again(run, folder, tmp_path):
    """One is cut off, of another a bit has changed, after the run was stopped."""
    with pytest.raises(KeyboardInterrupt):
        run(progress=lambda _, words: interrupt(words, "measured 3 of"))
    short, flipped, *_ = sorted((tmp_path / "store" / "answers").iterdir())
    short.write_bytes(short.read_bytes()[:-100])
    content = bytearray(flipped.read_bytes())
    content[len(content) // 2] ^= 1
    flipped.write_bytes(content)

    with pytest.warns(UserWarning, match=r"tile \d of 5 .* was damaged .* measured again") as told:
        run()

    assert len(told) == 2
    assert digests(tmp_path / "tiled") == digests(folder)
    assert stored(tmp_path) == []


@pytest.fixture
def bad_store(monkeypatch):
    """Makes a store that cuts off what is read of one answer, so many times."""
    get, wrong = Store.get, {}

    def start(n_times):
        def spoil(store, name):
            digest = name.split("-")[0]
            if not wrong or wrong.get(digest, n_times) < n_times:
                wrong[digest] = wrong.get(digest, 0) + 1
                return get(store, name)[:-1]
            return get(store, name)

        monkeypatch.setattr(Store, "get", spoil)

    return start


def test_a_store_that_damages_twice_is_asked_again(run, bad_store, folder, tmp_path):
    bad_store(scale.ATTEMPTS - 1)

    with pytest.warns(UserWarning, match="was damaged in the store") as told:
        run()

    assert len(told) == 2
    assert digests(tmp_path / "tiled") == digests(folder)


@pytest.mark.filterwarnings("ignore:the answer of tile . of 5")
def test_a_store_that_damages_all_the_time_is_given_up(run, bad_store, tmp_path):
    bad_store(scale.ATTEMPTS)

    with pytest.raises(GongfuError, match=r"1 of 5 tiles failed 3 .* damages what it is given"):
        run()

    assert not (tmp_path / "tiled").exists()
    assert len(list((tmp_path / "store" / "answers").iterdir())) == N_TILES - 1


@pytest.mark.slow
def test_in_a_bucket_it_is_the_same(run, folder, bucket, tmp_path):
    run(scheduler="local", memory="1GB", store=bucket)

    assert digests(tmp_path / "tiled") == digests(folder)
    left = Store(bucket)
    assert left.names("tiles") | left.names("answers") == set()


@pytest.mark.slow
def test_a_bucket_that_falls_silent_is_given_up_and_gone_on_with(
    run, folder, bucket, object_store, tmp_path, monkeypatch
):
    """The store is halted when two tiles are done, and goes on later."""
    monkeypatch.setattr(scale, "open_store", partial(open_store, timeout_s=1.0))

    def halt(_, words):
        if words.startswith("measured 2 of"):
            os.kill(object_store.process.pid, signal.SIGSTOP)

    begun = time.monotonic()
    try:
        with pytest.raises(GongfuError, match=r"(Read timeout|says nothing).*run the same again"):
            run(scheduler="local", memory="1GB", store=bucket, progress=halt)
    finally:
        os.kill(object_store.process.pid, signal.SIGCONT)
    assert time.monotonic() - begun < 90.0
    assert not (tmp_path / "tiled").exists()

    said = []
    run(scheduler="local", memory="1GB", store=bucket, progress=lambda _, words: said.append(words))
    assert any(" were done before" in words for words in said)
    assert digests(tmp_path / "tiled") == digests(folder)


def test_a_cluster_that_cannot_be_used_says_why(run, folder, monkeypatch):
    monkeypatch.setattr(scale, "REACHED_S", 1)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"tcp://127.0.0.1:{free.getsockname()[1]}"
    with pytest.raises(NotFoundError, match=r"no scheduler answers at .*start one with `dask"):
        run(scheduler=address)
    with (
        LocalCluster(
            n_workers=0, host="127.0.0.1", dashboard_address="127.0.0.1:0", silence_logs=50
        ) as empty,
        pytest.raises(NotFoundError, match=r"has no worker; start some with `dask worker tcp"),
    ):
        run(scheduler=empty.scheduler_address)
    mine = os.getpid()
    monkeypatch.setattr(scale, "program", lambda: "1+new" if os.getpid() == mine else "1+old")
    with pytest.raises(ConflictError, match=r"worker has gongfu 1\+old; here it is gongfu 1\+new"):
        run()


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"scheduler": None, "workers": 2}, "add --scheduler local"),
        ({"scheduler": "tcp://10.0.0.1:1", "store": None}, "add --store"),
        ({"scheduler": "tcp://10.0.0.1:1", "workers": 2}, "leave out --workers"),
        ({"scheduler": "10.0.0.1"}, "give 'local' or an address"),
        ({"scheduler": "local", "memory": "4 apples"}, "memory is '4 apples'"),
        ({"scheduler": "local", "memory": "1MB"}, "at least 512MB"),
        ({"scheduler": "local", "workers": 0}, "workers is 0"),
    ],
)
def test_options_that_do_not_go_together(folder, tmp_path, options, words):
    given = {"store": str(tmp_path / "store")} | options
    with pytest.raises(InputError, match=words):
        assess_in_tiles(tasks.open_zone(folder), out=tmp_path / "tiled", **given)


def test_the_command_measures_in_tiles(cluster, folder, tmp_path):
    before = digests(folder)
    store = ["--store", str(tmp_path / "store"), "--tiles", "3"]

    answer = CliRunner().invoke(
        cli, ["assess", str(folder), "--scheduler", cluster.scheduler_address, *store]
    )

    assert answer.exit_code == 0, answer.output
    assert "measured 3 of 3 tiles" in answer.output
    assert digests(folder) == before
    lost = CliRunner().invoke(cli, ["assess", str(folder), *store])
    assert isinstance(lost.exception, InputError)
