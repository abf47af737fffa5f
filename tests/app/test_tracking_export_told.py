"""What an export says of itself: what is left out is true, and a folder is called as one."""

from datetime import date

import pytest

from gongfu.app.requesting import file_request
from gongfu.app.tracking import init
from gongfu.app.tracking_export import FORMATS, Publisher, exported
from gongfu.errors import InputError
from tests.app.test_tracking_export import filled
from tests.ledgers import AT, COUNTY
from tests.requests_ledger import begun_with_requests, by, intake

TODAY = date(2026, 6, 15)
WHO = Publisher("宁波市", "oc4ids-bu3kcz", "https://example.org/p.json")


def written(ledger, folder, form, name="out"):
    """The answer of an export."""
    ending = FORMATS[form][0] if FORMATS[form] else ""
    return exported(ledger, folder / f"{name}-{form}{ending}", form, TODAY, WHO)


def test_tables_are_named_that_have_rows(tmp_path):
    with filled(tmp_path / "l.db", tmp_path / "lists") as ledger:
        answers = {form: written(ledger, tmp_path, form) for form in FORMATS}
    assert {tuple(one.settings["left_out"]) for one in answers.values()} == {("people",)}
    told = {form: one.sentences[1]["en"] for form, one in answers.items()}
    named = {form for form, text in told.items() if text.endswith("not exported: people.")}
    assert named == {"csv", "xlsx", "datapackage"}
    with init(tmp_path / "none.db", COUNTY, AT, durable=False) as ledger:
        answer = written(ledger, tmp_path, "csv", "none")
    assert answer.settings["left_out"] == []
    assert answer.sentences[1]["en"].endswith("no such table has rows.")


def test_georeport_does_not_say_that_requests_are_not_exported(tmp_path):
    with begun_with_requests(tmp_path / "l.db", tmp_path / "lists") as ledger:
        file_request(ledger, by("p1"), intake())
        answer = written(ledger, tmp_path, "georeport")
        others = written(ledger, tmp_path, "csv")
    assert answer.table["n_rows"].tolist() == [1]
    assert "requests" not in answer.settings["left_out"]
    assert {"requests", "request_words"} <= set(others.settings["left_out"])
    assert answer.sentences[1]["en"].startswith("It holds what everybody may see of requests")


@pytest.mark.parametrize("form", ["csv", "datapackage", "sdmx"])
def test_a_folder_is_not_called_as_a_file(tmp_path, form):
    with filled(tmp_path / "l.db", tmp_path / "lists") as ledger:
        with pytest.raises(InputError, match=r"'foo.csv' is called as a file is; .*such as 'foo'"):
            exported(ledger, tmp_path / "foo.csv", form, TODAY)
        assert not (tmp_path / "foo.csv").exists()
        exported(ledger, tmp_path / "2026.11", form, TODAY)
    assert (tmp_path / "2026.11").is_dir()
