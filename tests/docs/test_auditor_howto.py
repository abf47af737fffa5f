"""The how-to page for an auditor prints what it shows, in both languages, programs included."""

import contextlib
import io
import re

import pytest

from tests.docs.ledger_pages import beside, blocks, missing, ran, same_in_both

HEAD = re.compile(r"\b\d+:[0-9a-f]{64}\b")
EXAMPLES = ("ledger-simulated", "ledger-projects-simulated")


@pytest.mark.parametrize("docs", ["docs", "docs/zh"])
def test_the_page_prints_what_it_shows(repository, tmp_path, monkeypatch, docs):
    beside(repository, EXAMPLES, tmp_path)
    monkeypatch.chdir(tmp_path)
    said, head, n_shown = "", "", 0
    for kind, lines in blocks(repository, docs, "auditor.md"):
        if kind == "text":
            assert missing(lines, said) == []
            n_shown += len(lines)
        elif kind == "python":
            with contextlib.redirect_stdout(io.StringIO()) as told:
                exec(compile("\n".join(lines), "auditor.md", "exec"), {})
            said = told.getvalue()
        else:
            for line in lines:  # the head is the one noted before
                said = ran(line.replace("NUMBER:HASH", head))
                head = found[0] if (found := HEAD.findall(said)) else head
    assert n_shown == 15


def test_both_languages_show_the_same_commands_and_programs(repository):
    assert same_in_both(repository, "auditor.md")


def test_every_format_is_in_the_table(repository):
    from gongfu.app.tracking_export import FORMATS

    for docs in ("docs", "docs/zh"):
        page = (repository / docs / "howto/auditor.md").read_text(encoding="utf-8")
        table = [line.split("|")[1] for line in page.splitlines() if line.startswith("| `")]
        assert set(re.findall(r"`(\w+)`", " ".join(table))) == set(FORMATS)
