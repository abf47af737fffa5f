"""The reference implementation of the Data Package, where there is one.

It is no dependency of gongfu: `make judges` installs it into an environment of its own, and it is
run there as a program.
"""

import importlib.util
import json
import subprocess
import sys

import pytest

from tests.house.tracked import REPOSITORY

_JUDGE = """
import json, sys, frictionless
told = {}
for path in json.load(sys.stdin):
    report = frictionless.validate(path + "/datapackage.json")
    told[path] = report.flatten(["type", "message"])
print(json.dumps(told))
"""


def interpreter():
    """That of the judges, or this one if it has frictionless; the test is skipped without."""
    if importlib.util.find_spec("frictionless") is not None:
        return sys.executable
    bins = [REPOSITORY / ".venv-judges" / one for one in ("bin/python", "Scripts/python.exe")]
    found = [path for path in bins if path.is_file()]
    if not found:
        pytest.skip("no frictionless here, so it judges nothing; `make judges` brings it")
    return str(found[0])


def faults_by_frictionless(folders):
    """Folder of a package -> kinds of the faults that frictionless finds."""
    asked = json.dumps([str(one) for one in folders])
    done = subprocess.run(
        [interpreter(), "-W", "ignore", "-c", _JUDGE],
        input=asked, capture_output=True, text=True, check=False, cwd=folders[0].parent,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    return {one: [kind for kind, _ in told[str(one)]] for one in folders}
