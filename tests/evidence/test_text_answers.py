"""The hand-made answers fit their texts: a slip there would judge the reader of figures wrongly.

`texts/NAME.txt` is a text, `texts/NAME.toml` what a careful person reads in it.  A figure has the
keys below.  `number` runs from its first digit through its unit, with 多, 余 and 来 but without
the words around it (约, 超过, 以上, 左右, 下降).  `nth` counts its occurrences in the text; where
an injection splits it (`damaged`), `number` is how it should read, `stands` how it stands, and
`nth` counts in the text without the injected spans.  A range is two figures with one `number`, the
low end first.  A decrease is negative; thirds are given to four decimals.  `unclear` names the
fields to which a second answer is as good; an `optional` figure may be found or not.  Conditions
have neither place nor period.
"""

import re
import tomllib
from datetime import date
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from gongfu.io import embedded
from gongfu.model.indicator import INDICATORS

HERE = Path(__file__).parent / "texts"
NAMES = sorted(
    path.stem for path in HERE.glob("*.toml") if 'written_by = "blind' in path.read_text("utf-8")
)
FIELDS = {"value", "bound", "unit", "indicator", "place_code", "period", "role"}
EXTRAS = {"number", "nth", "damaged", "stands", "whom", "unclear", "optional"}
DAY = r"\d{4}-\d{2}-\d{2}"
PERIOD = re.compile(
    rf"|\d{{4}}-?|\d{{4}}-(Q[1-4]|H[12])|\d{{4}}-(0[1-9]|1[0-2])|{DAY}"
    rf"|\d{{4}}-\d{{2}}/\d{{4}}-\d{{2}}|\d{{4}}/\d{{4}}|{DAY}/{DAY}"
)


def read(name: str) -> tuple[str, dict[str, Any]]:
    """The text and its answers."""
    text = (HERE / f"{name}.txt").read_bytes().decode()
    return text, tomllib.loads((HERE / f"{name}.toml").read_text(encoding="utf-8"))


def spans(text: str, part: str) -> list[int]:
    return [found.start() for found in re.finditer(re.escape(part), text)]


def without_injections(text: str, answers: dict[str, Any]) -> str:
    cuts = []
    for injected in answers.get("injected", []):
        start = spans(text, injected["text"])[injected.get("nth", 1) - 1]
        cuts.append((start, start + len(injected["text"])))
    for start, end in sorted(cuts, reverse=True):
        text = text[:start] + text[end:]
    return text


def test_there_are_texts_enough():
    assert len(NAMES) >= 30
    assert {path.stem for path in HERE.glob("*.txt")} >= set(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_the_head_is_complete(name):
    text, answers = read(name)
    date.fromisoformat(answers["published"])
    assert answers["language"] in {"zh", "zh-Hant", "en"}
    assert answers["kind"]
    assert answers["written_by"]
    assert len(text) >= 150


@pytest.mark.parametrize("name", NAMES)
def test_every_number_stands_in_its_text(name):
    text, answers = read(name)
    clean = without_injections(text, answers)
    last = -1
    for figure in answers["figure"]:
        damaged = figure.get("damaged", False)
        places = spans(clean if damaged else text, figure["number"])
        assert len(places) >= figure.get("nth", 1), figure
        if damaged:
            assert figure["stands"] in text, figure
            assert figure["stands"] != figure["number"]
        else:
            # the answers follow the text, so no figure was given another one's occurrence
            at = places[figure.get("nth", 1) - 1]
            assert at >= last, figure
            last = at


@pytest.mark.parametrize("name", NAMES)
def test_answers_have_their_form(name):
    answers = read(name)[1]
    keys = {indicator.key for indicator in INDICATORS}
    codes = set(embedded.places().index)
    for figure in answers["figure"]:
        assert figure.keys() >= FIELDS | {"number"}
        assert figure.keys() <= FIELDS | EXTRAS
        value = figure["value"]
        assert re.fullmatch(r"-?(0|[1-9]\d*)(\.\d*[1-9])?", value), figure
        assert value != "-0"
        assert Decimal(value) == Decimal(value).normalize()
        assert figure["bound"] in {"=", "~", ">", ">=", "<", "<="}
        assert figure["unit"]
        assert figure["role"] in {"figure", "condition", "target"}
        assert PERIOD.fullmatch(figure["period"]), figure
        assert figure["indicator"] in keys | {f"{key}_growth" for key in keys} | {""}, figure
        assert set(figure.get("unclear", [])) <= FIELDS
        place = figure["place_code"]
        assert place == "" or re.fullmatch(r"\d{2}|\d{4}|\d{6}|\d{9}|\d{12}", place)
        assert not place.startswith("33") or place in codes, figure


@pytest.mark.parametrize("name", NAMES)
def test_the_unit_agrees_with_the_number(name):
    """Per cent are shares, and the like: what the written unit alone decides."""
    decided = {
        "个百分点": "percentage points",
        "個百分點": "percentage points",
        "%": "share",
        "万千瓦时": "kWh",
        "亿千瓦时": "kWh",
        "平方公里": "km2",
        "万吨": "tonnes",
        "美元": "US dollars",
        "人次": "person-times",
    }
    for figure in read(name)[1]["figure"]:
        for written, unit in decided.items():
            if figure["number"].endswith(written):
                assert figure["unit"].startswith(unit), figure


@pytest.mark.parametrize("name", NAMES)
def test_the_value_agrees_with_a_plain_number(name):
    plain = re.compile(
        r"(\d+(?:\.\d+)?)[多余餘]?(万亿|[万萬]|[亿億]|)[多余餘]*([^\da-zA-Z 多余餘至—/:]+)"
    )
    times = {"": 0, "万": 4, "萬": 4, "亿": 8, "億": 8, "万亿": 12}
    for figure in read(name)[1]["figure"]:
        found = plain.fullmatch(figure["number"].replace("\n", ""))
        scaled = {"个百分点", "個百分點", "%", "‰", "个基点", "倍", "美分", "个半小时", "平方厘米"}
        if found and found[3] not in scaled and figure["unit"] != "kg":
            value = Decimal(found[1]).scaleb(times[found[2]])
            assert abs(Decimal(figure["value"])) == value, figure
        elif found and found[3] in {"个百分点", "個百分點", "%"}:
            assert abs(Decimal(figure["value"])) == Decimal(found[1]) / 100, figure


def test_injected_spans_stand_in_their_texts_and_do_not_overlap():
    damaged = 0
    for name in NAMES:
        text, answers = read(name)
        cuts = []
        for injected in answers.get("injected", []):
            start = spans(text, injected["text"])[injected.get("nth", 1) - 1]
            cuts.append((start, start + len(injected["text"])))
        cuts.sort()
        assert all(one[1] <= two[0] for one, two in pairwise(cuts)), name
        damaged += bool(cuts)
    assert damaged >= 3
