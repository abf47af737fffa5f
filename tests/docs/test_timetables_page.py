"""The page about timetables tells what its command prints, in both languages."""

import datetime
import re

import pytest

from gongfu.app.timetables import check


def test_the_page_tells_what_is_printed(repository, monkeypatch):
    data = repository.parent / "shared" / "data" / "real" / "porto_alegre"
    if not (data / "poa_eptc.zip").is_file():
        pytest.skip("the feeds of Porto Alegre are not beside the repository")
    pages = [
        (repository / "docs" / folder / "timetables.md").read_text(encoding="utf-8")
        for folder in ("howto", "zh/howto")
    ]
    command = re.search(r"^gongfu timetable check (.*)$", pages[0], re.MULTILINE)[1]
    assert command in pages[1]
    *feeds, option, day = command.split()
    assert option == "--date"
    monkeypatch.chdir(data)
    answer = check(feeds, date=datetime.date.fromisoformat(day))
    for page, language in zip(pages, ("en", "zh"), strict=True):
        told = re.search(r"```text\n(.*?)```", page, re.DOTALL)[1]
        assert told.splitlines() == [said[language] for said in answer.sentences]
