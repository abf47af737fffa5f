"""After a kill at any point a folder holds the old state or the new one, never a mixture."""

import contextlib
import errno
import os
import shutil
import signal
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from gongfu.errors import ConflictError, InputError, NotFoundError
from gongfu.io import atomic
from gongfu.io.results import read_provenance, write_results
from gongfu.io.tables import read_zone, write_zone
from gongfu.model.zone import Layer, Zone
from tests.io import zones

OLD = {"gongfu": "1", "settings": {}, "inputs": {"a": "old"}}
NEW = {"gongfu": "1", "settings": {}, "inputs": {"a": "new"}}
STEPS_MAX = 400


class Killed(BaseException):
    """Stands for the end of the process: nothing of ours may catch it and go on."""


class Disk:
    """Counts every call that changes the disk, and ends the process at the n-th."""

    CALLS = (
        (Path, "mkdir"),
        (Path, "rename"),
        (Path, "replace"),
        (Path, "rmdir"),
        (Path, "unlink"),
        (Path, "open"),
        (os, "fsync"),
    )

    def __init__(self, monkeypatch, stop_at, error=Killed):
        self.count, self.stop_at, self.error, self.dead = 0, stop_at, error, False
        for owner, name in self.CALLS:
            monkeypatch.setattr(owner, name, self.counted(getattr(owner, name)))
        monkeypatch.setattr(atomic.shutil, "rmtree", self.counted(atomic.shutil.rmtree))

    def counted(self, call):
        def at_most(*args, **kwargs):
            if self.dead:
                raise self.error
            self.count += 1
            if self.count == self.stop_at:
                self.dead = True
                raise self.error
            return call(*args, **kwargs)

        return at_most


def small_zone(**changes):
    """Few tables, because the tests write it some hundred times."""
    parts = {
        "places": zones.places(),
        "communities": zones.communities(),
        "incomes": zones.incomes(),
        "layers": {"communities": Layer("simulated", "seed 1")},
    }
    return Zone({"en": "Some County", "zh": "某县"}, **(parts | changes))


OLD_ZONE = small_zone()
NEW_ZONE = small_zone(incomes=None, communities=zones.communities().assign(residents=[7.0, 8.0]))


def state(folder):
    """Which of the two zones the folder is; anything else fails."""
    zone = read_zone(folder)
    zones.assert_same(zone, NEW_ZONE if zone.incomes is None else OLD_ZONE)
    return "new" if zone.incomes is None else "old"


@pytest.fixture(scope="module")
def old_folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("zone") / "z"
    write_zone(OLD_ZONE, folder)
    (folder / "results").mkdir()
    (folder / "results" / "mine.txt").write_text("mine")
    return folder


def kill_at_every_step(tmp_path, prepare, act, check):
    """Run `act` again and again, ended one step later each time; the states seen, in order."""
    seen = []
    for step in range(1, STEPS_MAX):
        folder = tmp_path / str(step) / "z"
        folder.parent.mkdir()
        prepare(folder)
        with pytest.MonkeyPatch.context() as patch:
            disk = Disk(patch, step)
            with contextlib.suppress(Killed):
                act(folder)
            if not disk.dead:
                break
        seen.append(check(folder))
    else:
        pytest.fail("it never came to an end")
    assert len(seen) > 10
    return seen


def test_a_zone_replaced_is_old_or_new_after_a_kill_at_any_step(tmp_path, old_folder):
    def check(folder):
        (folder / "results" / "mine.txt").read_text()
        found = state(folder)
        write_zone(NEW_ZONE, folder)  # the next command works, and leaves no traces
        assert state(folder) == "new"
        names = {path.name for path in folder.iterdir()}
        assert not names & {atomic.STAGE, atomic.COMMIT, "incomes.parquet"}
        return found

    def prepare(folder):
        shutil.copytree(old_folder, folder)

    seen = kill_at_every_step(tmp_path, prepare, lambda at: write_zone(NEW_ZONE, at), check)
    assert seen == sorted(seen, reverse=True)  # old, old, ..., new, new
    assert set(seen) == {"old", "new"}


def test_a_zone_created_is_there_or_not_after_a_kill_at_any_step(tmp_path):
    def check(folder):
        found = "new"
        if folder.exists():
            assert state(folder) == "new"
        else:
            found = "gone"
            begun = "was stopped while it created the zone"
            words = begun if atomic.unfinished_beside(folder) else "gongfu new"
            with pytest.raises(NotFoundError, match=words):
                read_zone(folder)
        write_zone(NEW_ZONE, folder)
        assert state(folder) == "new"
        assert [path.name for path in folder.parent.iterdir()] == ["z"]
        return found

    seen = kill_at_every_step(tmp_path, lambda at: None, lambda at: write_zone(NEW_ZONE, at), check)
    assert set(seen) == {"gone", "new"}


def test_results_are_old_or_new_after_a_kill_at_any_step(tmp_path):
    table = zones.communities()

    def check(folder):
        record = read_provenance(folder)
        found = record["inputs"]["a"]
        page = (folder / "report.html").read_text()
        assert page == found
        assert (folder / "results" / f"{found}.csv").exists()
        assert (folder / "results" / "note.txt").read_text() == "mine"
        write_results(folder, {"new": table}, NEW, pages={"report.html": "new"})
        assert {path.name for path in (folder / "results").iterdir()} == {
            "new.csv", "new.parquet", "note.txt", "provenance.json"
        }  # fmt: skip
        left = {path.name for path in folder.iterdir()}
        assert left == {"results", "report.html", ".results.lock"}
        return found

    def prepare(folder):
        write_results(folder, {"old": table}, OLD, pages={"report.html": "old"})
        (folder / "results" / "note.txt").write_text("mine")

    def act(folder):
        write_results(folder, {"new": table}, NEW, pages={"report.html": "new"})

    seen = kill_at_every_step(tmp_path, prepare, act, check)
    assert set(seen) == {"old", "new"}
    assert seen == sorted(seen, reverse=True)


def test_a_disk_that_refuses_changes_nothing_and_says_so(tmp_path, old_folder):
    """Every step fails from some moment on, as on a disk that is full."""
    seen = []
    for step in range(1, STEPS_MAX):
        folder = tmp_path / str(step) / "z"
        shutil.copytree(old_folder, folder)
        words = refusal(folder, step, errno.ENOSPC)
        if words is None:
            break
        seen.append(state(folder))
        assert "the disk is full; free some space" in words
        kept = "the change is kept" if seen[-1] == "new" else "nothing was changed"
        assert kept in words
    assert set(seen) == {"old", "new"}
    assert len(seen) > 10


@pytest.mark.parametrize(
    ("code", "words"), [(errno.EROFS, "is read-only"), (errno.EACCES, "you may not write there")]
)
def test_a_disk_that_may_not_be_written(tmp_path, old_folder, code, words):
    folder = tmp_path / "z"
    shutil.copytree(old_folder, folder)
    assert words in refusal(folder, 1, code)
    assert state(folder) == "old"


def refusal(folder, step, code):
    """What the user reads if every call from the `step`-th on fails; None if none was made."""
    with pytest.MonkeyPatch.context() as patch:
        disk = Disk(patch, step, OSError(code, "no"))
        try:
            write_zone(NEW_ZONE, folder)
        except InputError as error:
            return str(error)
    assert not disk.dead, "an error of the disk was swallowed"
    return None


@pytest.mark.skipif(os.name != "posix" or os.geteuid() != 0, reason="needs a disk of its own")
def test_a_disk_that_is_really_full(tmp_path):
    disk = tmp_path / "small"
    disk.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=96k", "tmpfs", str(disk)]
    if subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("mounting a small disk is not allowed here")
    try:
        write_zone(OLD_ZONE, disk / "z")
        before = read_zone(disk / "z")
        (disk / "fill").write_bytes(b"x" * (os.statvfs(disk).f_bavail * 4096))
        with pytest.raises(InputError, match=r"disk is full.*nothing was changed"):
            write_zone(NEW_ZONE, disk / "z")
        with pytest.raises(InputError, match=r"disk is full.*nothing was changed"):
            write_zone(OLD_ZONE, disk / "other")
        assert read_zone(disk / "z").inputs == before.inputs
        assert {path.name for path in disk.iterdir()} == {"z", "fill"}
    finally:
        subprocess.run(["umount", str(disk)], check=True)


def test_one_of_two_writers_wins(tmp_path):
    write_zone(OLD_ZONE, tmp_path / "z")
    with atomic.locked(tmp_path / "z"), pytest.raises(ConflictError, match="another program"):
        write_zone(NEW_ZONE, tmp_path / "z")
    assert state(tmp_path / "z") == "old"
    write_zone(NEW_ZONE, tmp_path / "z")
    assert state(tmp_path / "z") == "new"


def test_one_of_two_creators_wins(tmp_path, monkeypatch):
    folder = tmp_path / "z"
    write_files = atomic._write_files

    def beaten(at, files):
        monkeypatch.setattr(atomic, "_write_files", write_files)
        write_zone(OLD_ZONE, folder)
        write_files(at, files)

    monkeypatch.setattr(atomic, "_write_files", beaten)
    with pytest.raises(ConflictError, match=r"created .* in the meantime"):
        write_zone(NEW_ZONE, folder)
    assert state(folder) == "old"
    assert [path.name for path in tmp_path.iterdir()] == ["z"]


def test_a_reader_beside_writers_always_sees_one_whole_zone(tmp_path):
    """A second process writes the two states in turn while we read."""
    folder = tmp_path / "z"
    write_zone(OLD_ZONE, folder)
    script = f"""
        from tests.io.test_atomic import NEW_ZONE, OLD_ZONE
        from gongfu.io.tables import write_zone
        print("ready", flush=True)
        while True:
            write_zone(NEW_ZONE, {str(folder)!r})
            write_zone(OLD_ZONE, {str(folder)!r})
    """
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    writer = subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(script)], stdout=subprocess.PIPE, env=environment
    )
    try:
        assert writer.stdout is not None
        assert writer.stdout.readline() == b"ready\n"
        seen = [state(folder) for _ in range(40)]
    finally:
        writer.send_signal(signal.SIGKILL)
        writer.communicate()
    assert set(seen) <= {"old", "new"}
    assert state(folder) in {"old", "new"}
    write_zone(NEW_ZONE, folder)  # the lock of the killed writer is gone
    assert state(folder) == "new"


def test_a_new_file_has_its_name_once_it_is_whole(tmp_path):
    path = tmp_path / "f.xml"
    with atomic.new_file(path) as file:
        file.write(b"a")
        assert not path.exists()
        file.write(b"b")
    assert path.read_bytes() == b"ab"
    with pytest.raises(ConflictError, match="is there already"), atomic.new_file(path):
        pass
    with pytest.raises(TypeError), atomic.new_file(tmp_path / "g.xml") as file:
        file.write("no bytes")
    assert [one.name for one in tmp_path.iterdir()] == ["f.xml"]
