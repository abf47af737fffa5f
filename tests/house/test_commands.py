"""Every command is in the documentation, and every command in the documentation exists."""

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from gongfu.cli.main import cli
from tests.house.tracked import REPOSITORY, texts

FENCE = re.compile(r"^```[^\n]*\n(.*?)^```", re.MULTILINE | re.DOTALL)
CODE = re.compile(r"`([^`\n]+)`")


def pages() -> Iterator[tuple[Path, str]]:
    """The pages that people read: the READMEs, CONTRIBUTING and everything under docs/."""
    for path, text in texts():
        if path.suffix == ".md" and (len(path.parts) == 1 or path.parts[0] == "docs"):
            yield path, text


def spoken(text: str) -> Iterator[str]:
    """Lines of fenced blocks and pieces of inline code, without prompts."""
    for block in FENCE.findall(text):
        yield from (line.strip().removeprefix("$ ") for line in block.splitlines())
    yield from (piece.strip() for piece in CODE.findall(FENCE.sub("", text)))


def commands(group: click.Group, words: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """Every command of a click group, as the words one types after `gongfu`."""
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            yield from commands(command, (*words, name))
        else:
            yield (*words, name)


def fault(line: str) -> str:
    """Why `gongfu …` as written could not be typed, or ""."""
    if re.search(r"[…]|\.\.\.", line):
        line = re.sub(r"\s*(…|\.\.\.).*", "", line)
    words = shlex.split(line, comments=True)[1:]
    command: click.Command = cli
    while isinstance(command, click.Group) and words and not words[0].startswith("-"):
        word = words.pop(0)
        choices = word.split("|")  # `gongfu import communities|facilities`
        unknown = [choice for choice in choices if choice not in command.commands]
        if unknown:
            return f"no command {unknown[0]!r} in `{line}`"
        command = command.commands[choices[0]]
    known = {"--help", "-h", "--version"}
    known |= {o for p in command.params for o in (*p.opts, *p.secondary_opts)}
    written = {re.match(r"-[\w-]+", w.strip("[]"))[0] for w in words if w.strip("[]")[:1] == "-"}
    return f"no option {sorted(written - known)} in `{line}`" if written - known else ""


def targets() -> set[str]:
    makefile = (REPOSITORY / "Makefile").read_text(encoding="utf-8")
    return set(re.search(r"^\.PHONY: (.*)$", makefile, re.MULTILINE)[1].split())


def test_there_are_commands():
    assert ("demo",) in set(commands(cli))
    assert ("assess",) in set(commands(cli))


def test_every_command_is_shown_to_the_reader():
    shown = "\n".join(line for _, text in pages() for line in spoken(text))
    silent = [
        " ".join(words)
        for words in commands(cli)
        if not re.search(r"gongfu " + r"\s+".join(map(re.escape, words)) + r"\b", shown)
        and not re.search(rf"gongfu {' '.join(words[:-1])}[\w|]*\b{words[-1]}\b", shown)
    ]
    assert not silent, f"no page shows: {', '.join(silent)}"


def test_every_command_explains_itself():
    def walk(command: click.Command, name: str) -> Iterator[str]:
        if not command.help:
            yield f"{name}: no help text"
        for parameter in command.params:
            if isinstance(parameter, click.Option) and not parameter.help:
                yield f"{name}: {parameter.opts[0]} has no help text"
        if isinstance(command, click.Group):
            for word, child in command.commands.items():
                yield from walk(child, f"{name} {word}")

    found = list(walk(cli, "gongfu"))
    assert not found, "\n".join(found)


def test_every_command_the_reader_is_shown_exists():
    found = [
        f"{path}: {why}"
        for path, text in pages()
        for line in spoken(text)
        if re.match(r"(\.venv/bin/)?gongfu(\s|$)", line) and (why := fault(line))
    ]
    assert not found, "\n".join(found)


def test_every_make_target_the_reader_is_shown_exists():
    shown = {
        (path, word)
        for path, text in pages()
        for line in spoken(text)
        if line.startswith("make ")
        for word in line.split("#")[0].split()[1:]
        if re.fullmatch(r"[a-z][\w-]*", word)
    }
    assert shown, "no page shows a make target"
    assert {(path, word) for path, word in shown if word not in targets()} == set()


def test_make_helps_with_the_targets_people_need():
    assert {"demo", "test", "lint", "bench", "docs", "lock", "clean"} <= targets()


@pytest.mark.parametrize(
    "line",
    ["gongfu dmeo", "gongfu demo --fast", "gongfu import osn f.pbf z", "gongfu assess z --jsn"],
)
def test_a_command_that_does_not_exist_is_found(line):
    assert fault(line)


@pytest.mark.parametrize("line", ["gongfu demo", "gongfu --version", "gongfu assess z --json  # x"])
def test_a_command_that_exists_is_not_accused(line):
    assert not fault(line)
