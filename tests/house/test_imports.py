"""Imports point down, and the check that says so does catch an import that points up."""

import ast
import os
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from tests.house.tracked import REPOSITORY, source_files

CORE = {"kernels", "model", "measure", "evidence", "plan", "match", "track"}
FACES = {"cli", "web"}


def lint(source: Path) -> subprocess.CompletedProcess[str]:
    """Run the contracts of pyproject.toml on the package `gongfu` under `source`."""
    return subprocess.run(
        [
            sys.executable,
            "-c",
            "from importlinter.cli import lint_imports_command as main; main()",
            "--no-cache",
            "--config",
            str(REPOSITORY / "pyproject.toml"),
        ],
        cwd=source,
        env={**os.environ, "PYTHONPATH": str(source)},
        capture_output=True,
        text=True,
        check=False,
    )


def contracts() -> dict[str, dict]:
    settings = tomllib.loads((REPOSITORY / "pyproject.toml").read_text(encoding="utf-8"))
    return {c["id"]: c for c in settings["tool"]["importlinter"]["contracts"]}


def folders() -> set[str]:
    return {path.parts[2] for path in source_files() if len(path.parts) > 3}


def test_every_contract_is_kept():
    linted = lint(REPOSITORY / "src")
    assert linted.returncode == 0, linted.stdout + linted.stderr


@pytest.mark.parametrize(
    ("module", "line", "contract"),
    [
        ("model/extra.py", "import gongfu.measure", "arrows point down"),
        ("measure/extra.py", "from gongfu.io import extra", "arrows point down"),
        ("io/extra.py", "import gongfu.report", "arrows point down"),
        ("kernels/extra.py", "import pandas", "kernels know only numbers"),
        ("measure/extra.py", "import os", "the core is pure"),
        ("model/extra.py", "def f():\n    import time", "the core is pure"),
        ("cli/extra.py", "import gongfu.io", "faces speak to app and errors only"),
        ("cli/extra.py", "import gongfu.model", "faces speak to app and errors only"),
    ],
)
def test_a_wrong_import_breaks_its_contract(tmp_path, module, line, contract):
    package = tmp_path / "gongfu"
    for folder in sorted(folders() & (CORE | FACES | {"app", "io", "report"})):
        (package / folder).mkdir(parents=True)
        (package / folder / "__init__.py").touch()
        (package / folder / "extra.py").touch()
    for name in ("__init__", "errors", "units"):
        (package / f"{name}.py").touch()
    kept = lint(tmp_path)
    assert kept.returncode == 0, kept.stdout + kept.stderr

    (package / module).write_text(line + "\n", encoding="utf-8")

    broken = lint(tmp_path)
    assert broken.returncode == 1
    assert f"{contract} BROKEN" in broken.stdout


def test_the_contracts_name_every_folder_there_is():
    layers = " ".join(contracts()["layers"]["layers"])
    assert {f for f in folders() if f"gongfu.{f}" not in layers} <= {"data"}

    core = {name.removeprefix("gongfu.") for name in contracts()["core"]["source_modules"]}
    assert core == folders() & CORE

    faces = {name.removeprefix("gongfu.") for name in contracts()["faces"]["source_modules"]}
    assert faces == folders() & FACES


def test_folders_are_two_deep_at_most():
    deep = {p for p in source_files() if len(p.parts) > 4 and p.parts[2:4] != ("io", "exchange")}
    assert not deep


def test_nothing_below_the_root_imports_the_root():
    """`import gongfu` inside the package would load every public name's module in a ring."""
    modules = {
        ".".join(p.with_suffix("").parts[1:]).removesuffix(".__init__") for p in source_files()
    }
    packages = {name.rpartition(".")[0] for name in modules} | modules
    guilty = []
    for path in source_files():
        for node in ast.walk(ast.parse((REPOSITORY / path).read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom):
                assert node.level == 0, f"{path}:{node.lineno}: spell the import out"
                names = [f"gongfu.{a.name}" for a in node.names if node.module == "gongfu"]
                if any(name not in packages for name in names):
                    guilty.append(f"{path}:{node.lineno}")
            elif isinstance(node, ast.Import) and any(a.name == "gongfu" for a in node.names):
                guilty.append(f"{path}:{node.lineno}")
    assert not guilty


def test_subpackages_list_no_names():
    for path in source_files():
        if path.name == "__init__.py" and len(path.parts) > 3:
            body = ast.parse((REPOSITORY / path).read_text(encoding="utf-8")).body
            said = [isinstance(getattr(line, "value", None), ast.Constant) for line in body]
            assert said in ([], [True]), f"{path} holds more than a docstring"


@pytest.mark.parametrize("module", ["gongfu", "gongfu.cli.main"])
def test_importing_a_face_loads_no_heavy_library(module):
    """`gongfu --help` answers at once because tasks load what they need when they run."""
    heavy = {"numpy", "pandas", "geopandas", "shapely", "numba", "scipy", "pyarrow", "osmium"}
    code = f"import sys, {module}; print(sorted({heavy!r} & set(sys.modules)))"
    env = {**os.environ, "PYTHONPATH": str(REPOSITORY / "src")}
    loaded = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, env=env
    )
    assert loaded.stdout.strip() == "[]"
