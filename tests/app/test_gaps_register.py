"""Inequality of a register on a cluster: the same bytes as in one process, whatever happens."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
from pathlib import Path

import dask
import numpy as np
import pandas as pd
import pytest
from click.testing import CliRunner
from distributed import LocalCluster

from gongfu.app import answer as answers
from gongfu.app import gaps_register, scale
from gongfu.app.gaps_register import Measured, register
from gongfu.cli.main import cli
from gongfu.errors import GongfuError, InputError, NotFoundError
from gongfu.io.stores import open_store
from gongfu.measure.inequality import gini, theil_t

ASKED = Measured("income", "people", ("city", "county"))
N = 6000


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


@pytest.fixture(scope="module")
def people():
    """A register of two cities."""
    rng = np.random.default_rng(8)
    county = rng.integers(0, 6, N)
    return pd.DataFrame(
        {
            "income": np.exp(10.0 + 0.1 * county + 0.6 * rng.standard_normal(N)),
            "people": rng.random(N) * 4.0,
            "city": np.where(county < 3, "杭州市", "衢州市"),
            "county": [f"c{at}" for at in county],
        }
    )


def write(frame, folder, n_files, group_rows):
    folder.mkdir()
    for at, rows in enumerate(np.array_split(np.arange(len(frame)), n_files)):
        frame.iloc[rows].to_parquet(
            folder / f"{at:02}.parquet", row_group_size=group_rows, index=False
        )
    return str(folder)


@pytest.fixture
def small_parts(monkeypatch):
    """Many parts and several ranges, of few rows."""
    opened = gaps_register.open_partitions
    monkeypatch.setattr(
        gaps_register, "open_partitions",
        lambda *args, **knobs: opened(*args, **knobs, part_rows=700, rows=300),
    )  # fmt: skip
    monkeypatch.setattr(gaps_register, "_FEWEST_AT_ONCE", 100)


def told(answer):
    return json.dumps(answers.as_json(answer) | {"zone": {}, "sentences": []}, ensure_ascii=False)


def test_the_same_bytes_on_a_cluster(cluster, people, tmp_path, small_parts):
    want = told(register(write(people, tmp_path / "one", 1, N), ASKED))
    mixed = people.sample(frac=1.0, random_state=3)
    address, said = cluster.scheduler_address, []
    for n_files, group_rows in ((4, 500), (9, 5000)):
        folder = write(mixed, tmp_path / f"in-{n_files}", n_files, group_rows)
        found = register(
            folder, ASKED, scheduler=address, progress=lambda *words: said.append(words[1])
        )
        assert told(found) == want
    assert any(words.startswith("sorting range: 2 of") for words in said)
    row = found.table.iloc[0]
    assert row["gini"] == pytest.approx(gini(people["income"], people["people"]), rel=1e-13)
    assert row["theil_t"] == pytest.approx(theil_t(people["income"], people["people"]), rel=1e-13)
    assert found.table["city"].tolist() == ["", *["杭州市"] * 3, *["衢州市"] * 3]


@pytest.mark.slow
def test_the_same_bytes_from_an_object_store(bucket, people, tmp_path, small_parts):
    folder = write(people, tmp_path / "parts", 5, 200)
    store = open_store(bucket)
    for path in sorted(Path(folder).iterdir()):
        store.put(path.name, path.read_bytes())
    want = told(register(folder, ASKED))
    assert told(register(bucket, ASKED)) == want
    assert told(register(bucket, ASKED, scheduler="local")) == want


@pytest.mark.parametrize("when", ["first reading: 2", "second reading: 2", "sorting range: 1"])
def test_a_worker_that_is_killed_changes_nothing(cluster, people, tmp_path, small_parts, when):
    folder = write(people, tmp_path / "all", 5, 400)
    killed = []

    def kill(_, words):
        if words.startswith(when) and not killed:
            victim = next(iter(cluster.workers.values())).pid
            killed.append(victim)
            os.kill(victim, signal.SIGKILL)

    found = register(folder, ASKED, scheduler=cluster.scheduler_address, progress=kill)

    assert killed
    assert told(found) == told(register(folder, ASKED))


def test_a_scheduler_that_goes_away_is_told(people, tmp_path, small_parts):
    folder = write(people, tmp_path / "in", 4, 500)
    file = tmp_path / "scheduler.json"  # both start at once, and the worker waits for the file
    command = [sys.executable, "-m", "distributed.cli.dask_scheduler", "--no-dashboard",
               "--host", "127.0.0.1", "--port", "0", "--scheduler-file", file]  # fmt: skip
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as scheduler:
        worker = [sys.executable, "-m", "distributed.cli.dask_worker", "--scheduler-file", file,
                  "--nthreads", "1", "--no-nanny", "--no-dashboard"]  # fmt: skip
        with subprocess.Popen(worker, stderr=subprocess.DEVNULL) as works:

            def leave(_, words):
                if words.startswith("first reading: 2 of"):
                    scheduler.kill()

            try:
                address = next(
                    found[0]
                    for line in scheduler.stderr
                    if (found := re.search(r"tcp://\S+:\d+", line))
                )
                with pytest.raises(GongfuError, match=r"'tcp://.*' went away; .* run the same"):
                    register(folder, ASKED, scheduler=address, progress=leave)
            finally:
                scheduler.kill()
                works.kill()


def test_faults_are_those_of_one_process(cluster, people, tmp_path, small_parts):
    frame = people.copy()
    frame.loc[2999, "income"] = np.nan
    frame.loc[4500, "people"] = -1.0
    folder = write(frame, tmp_path / "all", 2, 600)
    with pytest.raises(InputError, match=r"00.parquet: 'income' is missing in row 3000"):
        register(folder, ASKED)
    with pytest.raises(InputError, match=r"00.parquet: 'income' .* row 3000.*1 more part failed"):
        register(folder, ASKED, scheduler=cluster.scheduler_address)
    none = write(people.assign(income=np.nan), tmp_path / "none", 1, N)
    with pytest.raises(InputError, match=r"00.parquet: 'income' is missing in"):
        register(none, ASKED, scheduler=cluster.scheduler_address)


def test_options_that_do_not_go_together(people, tmp_path, monkeypatch):
    folder = write(people, tmp_path / "all", 1, N)
    for options, words in (
        ({"workers": 2}, "add --scheduler local"),
        ({"scheduler": "tcp://10.0.0.1:1", "memory": "2GB"}, "leave out --workers"),
        ({"scheduler": "10.0.0.1"}, "give 'local' or an address"),
    ):
        with pytest.raises(InputError, match=words):
            register(folder, ASKED, **options)
    with pytest.raises(InputError, match="'area' is not among --by"):
        Measured("income", repeating=("area",))
    with pytest.raises(InputError, match="which column to measure"):
        Measured("")
    monkeypatch.setattr(scale, "REACHED_S", 1)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"tcp://127.0.0.1:{free.getsockname()[1]}"
    with pytest.raises(NotFoundError, match="no scheduler answers at"):
        register(folder, ASKED, scheduler=address)


@pytest.mark.parametrize(
    ("income", "words"),
    [
        ([0.0, 5.0], ("Theil's L is not given", "未给出对数离差均值")),
        ([-1.0, 5.0], ("may exceed 1: the lowest value is -1", "基尼系数可能大于1")),
        ([0.0, 0.0], ("No index is given: the mean is 0", "未给出任何指数")),
    ],
)
def test_what_is_undefined_is_said(tmp_path, income, words):
    folder = write(pd.DataFrame({"income": income}), tmp_path / "all", 1, 5)
    said = register(folder, Measured("income")).sentences
    assert words[0] in "".join(one["en"] for one in said).replace("−", "-")
    assert words[1] in "".join(one["zh"] for one in said)


def test_the_command(cluster, people, tmp_path):
    folder = write(people, tmp_path / "all", 3, 1000)
    asked = ["gaps", "register", folder, "--value", "income", "--weight", "people"]
    asked += ["--by", "county", "--json"]

    alone = CliRunner().invoke(cli, [*asked, "--quiet"])
    out = tmp_path / "out.csv"
    there = CliRunner().invoke(
        cli, [*asked, "--quiet", "--out", str(out), "--scheduler", cluster.scheduler_address]
    )

    assert alone.exit_code == there.exit_code == 0, there.output
    both = [json.loads(one.stdout) | {"file": None} for one in (alone, there)]
    assert both[0] == both[1]
    assert both[0]["n_rows"] == 7
    assert len(pd.read_csv(out)) == 7
