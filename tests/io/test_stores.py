"""Stores: a folder, a real object store (SeaweedFS), and ones that refuse or say nothing."""

import os
import socket
import time

import pytest

from gongfu.errors import ConflictError, InputError, NotFoundError
from gongfu.io.stores import open_store
from tests.object_store import KEYS, free_ports


def check_store(url):
    store = open_store(url, timeout_s=5.0)
    content = os.urandom(2_000_000)

    assert store.names("tiles") == set()
    store.put("tiles/a.parquet", content)
    store.put("tiles/a.parquet", content[1:])
    store.put("tiles/b.parquet", b"")

    for one in (store, open_store(url)):
        assert one.names("tiles") == {"tiles/a.parquet", "tiles/b.parquet"}
    assert store.get("tiles/a.parquet") == content[1:]
    assert store.get("tiles/b.parquet") == b""
    # Another machine writes after this one has listed.
    open_store(url).put("tiles/d.parquet", b"d")
    assert store.get("tiles/d.parquet") == b"d"
    assert len(store.names("tiles")) == 3
    store.drop(["tiles/a.parquet", "tiles/b.parquet", "tiles/c.parquet", "tiles/d.parquet"])
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
        open_store("s3://tiles/run", timeout_s=10.0)
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
