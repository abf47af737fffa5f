"""Every public name says what comes back, and what each argument means."""

import importlib
import inspect
import re
from collections.abc import Iterator

import pytest

import gongfu
from tests.house.tracked import source_files

SECTION = re.compile(r"^(\w[\w ]*)\n-{3,}\n", re.MULTILINE)


def sections(docstring: str) -> dict[str, str]:
    """Title -> text of the numpydoc sections of a docstring."""
    parts = SECTION.split(inspect.cleandoc(docstring))
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def faults(function: object, name: str) -> list[str]:
    """What a public function's docstring leaves unsaid."""
    docstring = inspect.getdoc(function)
    if not docstring:
        return [f"{name}: no docstring"]
    signature = inspect.signature(function)
    said = sections(docstring)
    found = []
    if signature.return_annotation not in (None, "None") and not (
        {"Returns", "Yields"} & set(said)
    ):
        found.append(f"{name}: no Returns section")
    heads = [line for line in said.get("Parameters", "").splitlines() if line[:1].strip()]
    named = set(re.findall(r"\w+", " ".join(heads)))
    missing = set(signature.parameters) - {"self", "cls"} - named
    if missing:
        found.append(f"{name}: Parameters says nothing of {sorted(missing)}")
    return found


def public_functions() -> Iterator[tuple[str, object]]:
    """The functions of `gongfu.__all__` and of the measure modules.

    A measure module with an `__all__` has no other public functions.
    """
    for name in gongfu.__all__:
        if inspect.isfunction(thing := getattr(gongfu, name)):
            yield f"gongfu.{name}", thing
    for path in source_files():
        if path.parts[2] == "measure" and path.stem != "__init__":
            module = importlib.import_module(f"gongfu.measure.{path.stem}")
            public = getattr(module, "__all__", vars(module))
            for name, thing in vars(module).items():
                own = inspect.isfunction(thing) and thing.__module__ == module.__name__
                if own and name in public and not name.startswith("_"):
                    yield f"{module.__name__}.{name}", thing


def test_every_public_function_is_described():
    found = [fault for name, thing in public_functions() for fault in faults(thing, name)]
    assert not found, "\n".join(found)


def test_every_public_class_is_described():
    classes = {n: t for n in gongfu.__all__ if inspect.isclass(t := getattr(gongfu, n))}
    assert classes, "gongfu.__all__ names no noun"
    found = []
    for name, noun in classes.items():
        # A dataclass without a docstring gets its signature for one.
        if (noun.__doc__ or f"{name}(").startswith(f"{name}("):
            found.append(f"gongfu.{name}: no docstring")
        for method, thing in inspect.getmembers(noun, callable):
            if method.startswith("_") or method not in vars(noun):
                continue
            if not inspect.getdoc(thing):
                found.append(f"gongfu.{name}.{method}: no docstring")
    assert not found, "\n".join(found)


def test_the_root_lists_each_name_once_and_in_order():
    assert gongfu.__all__ == sorted(set(gongfu.__all__), key=lambda n: (n[0].islower(), n))
    assert set(gongfu.__all__) <= set(dir(gongfu))


def test_the_stub_of_the_root_agrees_with_it(repository):
    """The names load lazily, so a type checker reads them from __init__.pyi alone."""
    stub = (repository / "src/gongfu/__init__.pyi").read_text(encoding="utf-8")
    homes = {name: home for home, name in re.findall(r"from ([\w.]+) import \w+ as (\w+)", stub)}
    assert sorted(homes) == sorted(gongfu.__all__)
    for name, home in homes.items():
        assert getattr(importlib.import_module(home), name) is getattr(gongfu, name)


@pytest.mark.parametrize(
    ("docstring", "expected"),
    [
        (None, ["no docstring"]),
        ("What comes back.", ["no Returns", "Parameters says nothing of ['x']"]),
        ("Back.\n\nParameters\n----------\nx\n    People.", ["no Returns"]),
        ("Back.\n\nReturns\n-------\nint\n    Of x.", ["Parameters says nothing of ['x']"]),
        ("B.\n\nParameters\n----------\nx\n    P.\n\nReturns\n-------\nint\n    R.", []),
    ],
)
def test_a_docstring_that_says_too_little_is_found(docstring, expected):
    def function(x: int) -> int:
        return x

    function.__doc__ = docstring
    found = faults(function, "f")
    assert len(found) == len(expected)
    assert all(part in fault for part, fault in zip(expected, found, strict=True))
