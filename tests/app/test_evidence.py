"""Documents into a zone: whole or not at all, never twice, and what people decide."""

import json
from dataclasses import replace

import pandas as pd
import pytest
from lxml import html

from gongfu.app.assessing import assess
from gongfu.app.evidence import (
    KEYS,
    Reading,
    decide_on,
    document_id,
    enter,
    export_prov,
    figure_json,
    read,
)
from gongfu.app.evidence_told import checked, listed, shown, used_as
from gongfu.app.tasks import check_zone, layer_rows
from gongfu.errors import ConflictError, InputError, NotFoundError
from gongfu.evidence.ledger import of_documents
from gongfu.io.bring import bring_in
from gongfu.io.tables import read_zone, write_zone
from gongfu.model.document import Document
from gongfu.model.figure import best_figures
from gongfu.model.zone import Zone
from tests.evidence.stating import stated
from tests.small_zone import figures, places, small_zone

TEXT = "全县总值为12亿元。收入30000元。预计全县总值为15亿元。"
DAY = "2026-11-28"


def reading(text=TEXT, title="An article", published="2025-03-01", figures=None, **changes):
    """A document of the western county, and what it states."""
    west = {"place": "全县", "place_code": "90101", "period": "2024"}
    own = [
        stated("12亿元", "1200000000", 5, sentence="全县总值为12亿元。", **west),
        stated("30000元", "30000", 12, sentence="收入30000元。", doubts=("no place",), place="",
               place_code="", indicator="disposable_income_per_head_yuan", period="2024"),
        stated("15亿元", "1500000000", 26, sentence="预计全县总值为15亿元。", role="target",
               **west),
    ]  # fmt: skip
    document = Document(text, "a.txt", title, published, **changes)
    return Reading(document_id(text), document, tuple(own if figures is None else figures))


NAME = reading().id


@pytest.fixture
def path(tmp_path):
    return written(tmp_path / "zone")


def written(path):
    """A zone of two counties with nothing but places and their incomes."""
    write_zone(bare(), path)
    return path


def bare():
    named = {"en": "Somecity", "zh": "某市"}
    return Zone(named, places=places(), figures=figures().assign(unit="yuan"))


def files(path):
    return {file.name: file.read_bytes() for file in path.iterdir() if file.is_file()}


def test_the_hand_made_sentences_stand_where_they_say():
    for figure in reading().figures:
        assert TEXT[figure.start : figure.end] == figure.sentence
        assert TEXT[figure.number_start : figure.number_end] == figure.number


def test_a_zone_without_documents_is_as_before(path):
    zone = read_zone(path)
    assert zone.documents.empty
    assert zone.evidence.empty
    assert not {"documents.parquet", "evidence.parquet", "decisions.parquet"} & set(files(path))
    assert not {"documents", "evidence"} & {row["table"] for row in layer_rows(zone)}


def test_what_is_sure_enters_the_figures_and_the_rest_stays_listed(path):
    entered = enter([reading()], path, on=DAY, grade="official_text")
    zone = read_zone(path)
    assert (entered.n_documents, entered.n_stated, entered.n_figures) == (1, 3, 1)
    assert zone.documents.loc[NAME, "text"] == TEXT
    assert len(zone.evidence) == 3
    (row,) = zone.figures[of_documents(zone.figures)].to_dict("records")
    assert (row["place"], row["indicator"], row["value"]) == ("90101", "gdp_yuan", 1.2e9)
    assert row["source"] == f"An article, 2025-03-01#{NAME}-5"
    assert (row["grade"], row["standing"]) == ("official_text", "published")
    assert {row["table"]: row["rows"] for row in layer_rows(zone)}["evidence"] == 3
    assert check_zone(path) == []


def test_reading_the_same_text_again_changes_no_byte(path):
    enter([reading()], path, on=DAY)
    before = files(path)
    again = enter([reading(), reading()], path, on="2027-01-01")
    assert (again.n_documents, again.n_stated, again.n_figures) == (0, 0, 0)
    assert files(path) == before


def test_the_order_of_reading_does_not_matter(tmp_path):
    other = reading("全县总值为13亿元。", "Another", "2025-04-01", [
        stated("13亿元", "1300000000", 5, sentence="全县总值为13亿元。", place_code="90101",
               period="2024")])  # fmt: skip
    one, two = (written(tmp_path / name) for name in "ab")
    enter([reading(), other], one, on=DAY)
    enter([other], two, on=DAY)
    enter([reading()], two, on=DAY)
    assert files(one) == files(two)
    table = read_zone(one).figures
    assert table.loc[table["indicator"] == "gdp_yuan", "value"].tolist() == [1.3e9, 1.2e9]


def test_what_a_better_reading_knows_replaces_what_nobody_decided_on(path):
    enter([reading()], path, on=DAY)
    name = f"{NAME}-12"
    decide_on(path, [name], "rejected", by="Li", on=DAY, reason="of households")
    known = [replace(one, doubts=(), place_code="90102") for one in reading().figures]
    enter([reading(figures=known)], path, on=DAY)
    rows = read_zone(path).evidence
    assert rows.loc[f"{NAME}-5", "place_code"] == "90102"
    assert rows.loc[name, "place_code"] == ""  # as the person saw it


def test_a_person_accepts_with_what_the_text_does_not_say(path):
    enter([reading()], path, on=DAY)
    name = f"{NAME}-12"
    zone = decide_on(path, [name], "accepted", by="Li", on=DAY, place="东县")
    row = zone.figures.loc[used_as(zone)[name]]
    assert (row["place"], row["value"]) == ("90102", 30_000.0)
    told = shown(path, name)
    assert told["used"]["indicator"] == "disposable_income_per_head_yuan"
    assert [d["by"] for d in told["decisions"]] == ["Li"]
    assert check_zone(path) == []


def test_a_rejected_figure_leaves_the_zones_figures_and_stays_in_the_ledger(path):
    enter([reading()], path, on=DAY)
    zone = decide_on(path, [f"{NAME}-5"], "rejected", by="Li", on=DAY, reason="a typo")
    assert not of_documents(zone.figures).any()
    told = listed(path, state="rejected")
    assert [row["figure"] for row in told["rows"]] == [f"{NAME}-5"]
    assert "rejected 1" in told["sentences"][0]["en"] or "1 rejected" in told["sentences"][0]["en"]


def test_a_list_of_figures_does_not_take_away_what_documents_say(path):
    enter([reading()], path, on=DAY)
    table = figures().iloc[:1].assign(indicator="gdp_yuan", unit="yuan", value=1.3e9)
    zone = bring_in(read_zone(path), "figures", table, source="a yearbook")
    both = zone.figures[zone.figures["indicator"] == "gdp_yuan"]
    assert sorted(both["value"]) == [1.2e9, 1.3e9]
    assert best_figures(both)["value"].tolist() == [1.3e9]  # an official table goes before a text


def test_a_value_that_cannot_be_is_kept_out_of_the_figures(path):
    west = {"place_code": "90101", "period": "2024"}
    odd = stated("140%", "1.4", 5, sentence="全县总值为140%。", indicator="urbanisation_rate",
                 unit="share", **west)  # fmt: skip
    enter([reading("全县总值为140%。", figures=[odd])], path, on=DAY)
    zone = read_zone(path)
    assert not of_documents(zone.figures).any()
    assert "cannot be right" in shown(path, str(zone.evidence.index[0]))["unused"]["en"]


def test_contradictions_and_agreement_are_told_with_who_says_what(path):
    west = {"place_code": "90101", "period": "2024", "unit": "yuan",
            "indicator": "disposable_income_per_head_yuan"}  # fmt: skip
    same = stated("3万元", "30000", 3, sentence="收入为3万元。", **west)
    other = stated("31000元", "31000", 3, sentence="收入为31000元。", **west)
    enter([reading("收入为3万元。", "A", figures=[same])], path, on=DAY)
    assert checked(path)["contradictions"] == []
    (agreed,) = checked(path)["agreed"]
    assert {side["who"] for side in agreed["sides"]} == {"A", "made up"}
    enter([reading("收入为31000元。", "B", figures=[other])], path, on=DAY)
    (claim,) = checked(path)["contradictions"]
    assert not claim["explained"]
    assert [side["who"] for side in claim["sides"] if side["value"] == "31000"] == ["B"]
    assert claim["place"]["zh"] == "西县"


def test_somebody_else_who_wrote_meanwhile_is_not_overwritten(path, monkeypatch):
    zone = read_zone(path)

    def slow(_):
        write_zone(zone.with_layers(name={"en": "Other", "zh": "他"}), path)
        return zone

    monkeypatch.setattr("gongfu.app.evidence.read_zone", slow)
    with pytest.raises(ConflictError, match="changed since it was read"):
        enter([reading()], path, on=DAY)
    assert "documents.parquet" not in files(path)


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (
            lambda p: enter([reading()], p, on=DAY, grade="rumour"),
            InputError,
            "'rumour'.*secondary",
        ),
        (lambda p: enter([reading()], p / "no", on=DAY), NotFoundError, "no zone"),
        (lambda p: read([p], zone=p, date="last week"), InputError, "date is 'last week'"),
        (lambda p: read([p], zone=p, date="2024-13"), InputError, "date is '2024-13'"),
        (lambda p: read([p], zone=p, about="nowhere"), NotFoundError, "no place 'nowhere'"),
        (lambda p: shown(p, "zz-1"), NotFoundError, "no stated figure 'zz-1'"),
        (lambda p: listed(p, document="zz"), NotFoundError, "no document 'zz'"),
        (
            lambda p: decide_on(p, ["x"], "accepted", by="L", on=DAY, indicator="gdp"),
            InputError,
            "--indicator: 'gdp'",
        ),
        (
            lambda p: decide_on(p, ["x"], "accepted", by="L", on=DAY, period="last year"),
            InputError,
            "--period: 'last year'",
        ),
    ],
)
def test_bad_input_is_told_with_its_remedy(path, call, error, message):
    with pytest.raises(error, match=message):
        call(path)


def test_evidence_without_its_document_is_a_fault(tmp_path):
    path = written(tmp_path / "zone")
    enter([reading()], path, on=DAY)
    with pytest.raises(InputError, match="evidence: 3 rows name a document"):
        replace(read_zone(path), documents=bare().documents)


def test_files_are_read_and_bad_ones_named(tmp_path):
    good, twin, bad = (tmp_path / name for name in ("a.txt", "b.txt", "c.txt"))
    text = "2023年,浙江省地区生产总值82553亿元。"
    good.write_text(text, encoding="utf-8")
    twin.write_text(text, encoding="utf-8")
    bad.write_bytes(b"")
    readings, refusals = read([good, twin, bad], date="2024-08-08", about="浙江省")
    assert [one.document.name for one in readings] == ["a.txt"]
    assert [words.partition(":")[0] for words in refusals] == ["c.txt"]
    assert readings[0].document.about == "33"
    (figure,) = readings[0].figures
    told = figure_json(figure)
    assert tuple(told) == KEYS
    assert (told["value"], told["place_code"], told["period"]) == ("8255300000000", "33", "2023")
    assert text[told["start"] : told["end"]] == told["sentence"]


def test_a_number_of_the_report_leads_to_the_sentence_it_came_from(tmp_path):
    path = tmp_path / "zone"
    target = {"indicator": "disposable_income_per_head_yuan", "comparison": ">=", "value": 20_000.0,
              "unit": "yuan", "by": 2024, "what": "income", "source": "a plan"}  # fmt: skip
    write_zone(small_zone(targets=pd.DataFrame([target])), path)
    west = stated("30000元", "30000", 12, sentence="收入30000元。", place_code="90",
                  indicator="disposable_income_per_head_yuan", period="2024")  # fmt: skip
    enter([reading(figures=[west])], path, on=DAY)
    assess(read_zone(path), out=path)
    tree = html.parse(str(path / "report.html"))
    name = f"{NAME}-12"
    (quote,) = tree.xpath(f"//*[@id='s-{name}']")
    assert quote.text_content() == "收入30000元。"
    assert quote.xpath(".//strong")[0].text == "30000元"
    links = tree.xpath(f"//a[@href='#s-{name}']")
    assert len(links) == 1  # the source of the value that was held against the target
    ids = tree.xpath("//@id")
    assert len(ids) == len(set(ids))


def test_prov_is_written_as_json(path, tmp_path):
    enter([reading()], path, on=DAY)
    file = tmp_path / "prov.json"
    told = export_prov(path, file)
    assert json.loads(file.read_text("utf-8")) == told
    assert f"stated:{NAME}-5" in told["entity"]
