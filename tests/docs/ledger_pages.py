"""How-to pages of the ledger: their commands run, and what they print is what the page shows."""

import re
import shlex
import shutil
from itertools import pairwise

from click.testing import CliRunner

from gongfu.cli.main import cli

BLOCK = re.compile(r"^```(console|python|text)\n(.*?)^```", re.MULTILINE | re.DOTALL)
PLAN = "gongfu plan "


def blocks(repository, docs, page):
    """The blocks of a page: their kind and their lines."""
    text = (repository / docs / "howto" / page).read_text(encoding="utf-8")
    return [(kind, body.splitlines()) for kind, body in BLOCK.findall(text)]


def beside(repository, examples, folder):
    """The page's example lists, copied to where its commands run."""
    for name in examples:
        source = repository / "docs/howto/examples" / name
        if source.is_dir():
            shutil.copytree(source, folder / name)
        else:
            shutil.copy(source, folder)


def ran(line):
    """What a command of a page prints; each ledger of the pages is invented, and says so."""
    words = shlex.split(line)
    assert words[:2] == ["gongfu", "track"]
    result = CliRunner().invoke(cli, words[1:], catch_exceptions=False)
    assert result.exit_code == 0, result.output
    if words[2] != "lists":  # which asks no ledger
        assert "simulated" in result.stdout, "an invented ledger says so in every answer"
    return result.stdout


def missing(lines, said):
    """Lines that a page shows and the command did not print."""
    printed = {_squeezed(line) for line in said.splitlines()}
    return [line for line in lines if _squeezed(line) not in printed]


def lines_shown(repository, docs, page):
    """Run a page's commands here; how many lines it shows, all of which were printed.

    Commands that ask a zone of their own (`gongfu plan`) are left to `plans_shown`.
    """
    said, n_shown = "", 0
    for kind, lines in blocks(repository, docs, page):
        if kind == "text" and said is not None:
            assert missing(lines, said) == []
            n_shown += len(lines)
        elif kind != "text":
            for line in lines:
                said = None if line.startswith(PLAN) else ran(line)
    return n_shown


def plans_shown(repository, docs, page):
    """What a page shows of its plans and what was not printed of it, by command."""
    pages = blocks(repository, docs, page)
    found = {}
    for (_, lines), (kind, shown) in pairwise(pages):
        if lines[0].startswith(PLAN) and kind == "text":
            result = CliRunner().invoke(cli, shlex.split(lines[0])[1:], catch_exceptions=False)
            assert result.exit_code == 0, result.output
            found[lines[0]] = (shown, missing(shown, result.stdout))
    return found


def same_in_both(repository, page):
    """Whether both languages show the same commands and programs."""
    english, chinese = (
        [lines for kind, lines in blocks(repository, docs, page) if kind != "text"]
        for docs in ("docs", "docs/zh")
    )
    return english == chinese


def _squeezed(line):
    return re.sub(r"\s+", " ", line).strip()
