"""`gongfu assess --scheduler local` as people run it: Ctrl-C, kill -9, and the same again."""

import hashlib
import os
import re
import signal
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path
from threading import Timer

import numpy as np
import pytest

from gongfu.app import tasks
from gongfu.app.assessing import assess
from gongfu.cli.main import EXIT_CODES, INTERRUPTED
from gongfu.errors import InputError
from tests import small_zone, worlds

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="finds workers in /proc"),
]

COMMAND = [sys.executable, "-c", "from gongfu.cli.main import main; main()", "assess"]
CLUSTER = ["--scheduler", "local", "--workers", "2", "--memory", "1GB", "--tiles", "12"]
PATIENCE_S = 240


@pytest.fixture
def folder(tmp_path):
    """The small zone with a village at every corner of its streets."""
    grid = small_zone.network()
    people = worlds.points(
        np.column_stack([grid.x, grid.y]),
        [f"h{at}" for at in range(grid.n_nodes)],
        place=np.where(grid.x < small_zone.MIDDLE_M, "901011", "901021"),
        name=[f"村{at}" for at in range(grid.n_nodes)],
        residents=10.0 + np.arange(grid.n_nodes) / 7.0,
        residents_children=1.0,
        urban=True,
    )
    return small_zone.write_small_zone(tmp_path / "zone", communities=people)


@pytest.fixture
def expected(folder, tmp_path):
    """Name and digest of each file that one process writes."""
    assess(tasks.open_zone(folder), out=tmp_path / "one")
    return digests(tmp_path / "one")


@pytest.fixture(params=["beside", "bucket"])
def store(request):
    """Where the tiles are: beside the results, or in an object store."""
    if request.param == "beside":
        return []
    return ["--store", request.getfixturevalue("bucket")]


def digests(folder):
    files = [*folder.glob("results/*"), folder / "report.html"]
    return {file.name: hashlib.sha256(file.read_bytes()).hexdigest() for file in files}


@contextmanager
def begun(folder, *options):
    """The command as a terminal starts it: a group of its own, which Ctrl-C reaches whole."""
    with subprocess.Popen(
        [*COMMAND, str(folder), *CLUSTER, *options],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True,
    ) as process:  # fmt: skip
        late = Timer(PATIENCE_S, os.killpg, [process.pid, signal.SIGKILL])
        late.start()
        try:
            yield process
        finally:
            late.cancel()
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)


def until(process, words):
    """Read what it says until it says these words; one of its workers is halted at the start.

    So the run cannot come to its end before it is disturbed.  Gives the halted worker.
    """
    halted = 0
    said = []
    for line in process.stderr:
        said.append(line)
        if "workers, dashboard" in line:
            halted = workers(process.pid)[0]
            os.kill(halted, signal.SIGSTOP)
        if words in line:
            return halted
    raise AssertionError("".join(said))


def workers(pid):
    """The processes below this one that work."""
    of = Path(f"/proc/{pid}/task")
    children = " ".join((task / "children").read_text() for task in of.iterdir()).split()
    told = {int(child): Path(f"/proc/{child}/cmdline").read_text() for child in children}
    return [child for child, command in told.items() if "spawn_main" in command]


def finished(folder, *options):
    """The command run to its end: exit code and what it said."""
    ran = subprocess.run(
        [*COMMAND, str(folder), *CLUSTER, *options], capture_output=True, text=True, check=False
    )
    return ran.returncode, ran.stderr


def test_stopped_by_ctrl_c_it_goes_on_when_run_again_though_a_worker_dies(folder, expected, store):
    with begun(folder, *store) as process:
        until(process, "measured 3 of")
        os.killpg(process.pid, signal.SIGINT)
        more = process.stderr.read()

    assert process.wait() == INTERRUPTED
    told = [line for line in more.splitlines() if line and "measured" not in line]
    assert told == ["gongfu: stopped; nothing was half-written"]
    assert not (folder / "results").exists()

    with begun(folder, *store) as process:
        os.kill(until(process, " were done before"), signal.SIGKILL)
        said = process.stderr.read()

    assert process.wait() == 0, said
    assert re.search(r"measured 11 of 11 tiles, ([3-9]|10) were done before", said)
    assert digests(folder) == expected
    assert not (folder / ".tiles").exists()


def test_the_command_killed_by_force_takes_its_workers_along(folder, expected):
    with begun(folder) as process:
        halted = until(process, "measured 3 of")
        others = workers(process.pid)
        process.kill()
        os.kill(halted, signal.SIGCONT)

    assert not (folder / "results").exists()
    waited = time.monotonic()
    while any(Path(f"/proc/{worker}").exists() for worker in others):
        assert time.monotonic() - waited < 20.0
        time.sleep(0.1)
    code, said = finished(folder)
    assert code == 0, said
    assert " were done before" in said
    assert digests(folder) == expected


def test_a_bucket_that_refuses_ends_with_a_code(folder, bucket, monkeypatch):
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "another")
    code, said = finished(folder, "--store", bucket)
    assert code == EXIT_CODES[InputError]
    assert "it refuses" in said
    assert "check the keys" in said
