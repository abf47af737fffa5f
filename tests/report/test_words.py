"""No language falls behind the other, and no name becomes markup."""

import re
from pathlib import Path
from string import Formatter

import pytest
from markupsafe import Markup, escape

import gongfu.report
from gongfu.report import words
from gongfu.report.text import Both, fill, inside, listed, same
from gongfu.report.words import say, sentences

CHINESE = re.compile("[\u4e00-\u9fff]")


def parts(sentence):
    return sorted(name for _, name, _, _ in Formatter().parse(sentence) if name)


@pytest.mark.parametrize("key", sentences())
def test_every_sentence_has_both_languages_with_the_same_markup(key):
    english, chinese = sentences()[key]
    assert not CHINESE.search(english), english
    if re.search("[A-Za-z]{2}", re.sub("<[^>]*>|{[^}]*}", "", english)):
        assert CHINESE.search(chinese), chinese
    assert re.findall("<[^>]*>", english) == re.findall("<[^>]*>", chinese)
    assert set(parts(chinese)) <= set(parts(english)), "Chinese asks for a part English lacks"


def test_no_key_is_used_twice():
    assert sum(map(len, words._PARTS)) == len(sentences())


def test_no_sentence_is_left_over():
    folder = Path(gongfu.report.__file__).parent
    files = [file for file in folder.rglob("*") if file.suffix in (".py", ".j2")]
    used = "".join(f.read_text("utf-8") for f in files if not f.name.startswith("words"))
    made_up = (
        "a_",
        "card_kind",
        "do_not_",
        "lack_",
        "verdict_",
        "level_",
        "layer_",
        "case_due_",
        "ledger_note_",
        "case_left_",
        "workshop_mend_",
        "case_kind_",
        "case_state_",
        "case_event_",
        "case_outcome_",
        "case_role_",
        "ledger_state_",
        "ledger_table_",
        "kept_col_",
        "kept_late_",
        "kept_legend_",
        "kept_soon_",
        "ledger_beyond_",
        "timetable_",
        "mode_",
        "ride_",
        "leg_",
        "grade_",
        "exit_",
        "sharing_",
        "schools_fault_",
        "jobs_condition_",
        "jobs_fault_",
        "jobs_rule_",
        "jobs_why_",
        "job_letter_",
        "letter_outcome_",
        "letter_claim_",
        "list_",
        "lists_cell_",
        "lists_head_",
        "lists_kind_",
        "lists_of_",
        "evidence_bound_",
        "fair_called_",
        "evidence_cause_",
        "evidence_decision_",
        "evidence_doubt_",
        "evidence_every_",
        "evidence_claim_",
        "evidence_line_",
        "evidence_group_",
        "evidence_state_",
        "evidence_unused_",
        "fair_beside_",
        "fair_column_",
        "fair_has_",
        "fair_in_",
        "fair_unknown_",
        "pairs_third_",
        "mountain_",
        "weak_",
        "asked_lacking_",
        "asked_everybody_",
        "asked_count",
        "benefit_status_",
        "benefit_decided_",
        "rule_ask_",
        "rule_reason_",
        "asked_opportunities",
        "asked_supply",
        "supply_lead_",
        "out_",
        "unit_",
        "per_",
        "pairs_col_",
        "request_",
        "workshop_kind_",
        "workshop_standing_",
        "workshop_reason_",
        "workshop_slip_",
        "workshop_by_",
        "pairs_key_",
        "pairs_part_",
        "pairs_status_",
    )
    indices = {"theil_t", "mean_log_deviation", "gini", "williamson_index", "max_min_ratio"}
    maps = {f"{kind}_map_{part}" for kind in ("all", "kind") for part in ("title", "what")}
    named_by_data = {"prefix", "published", "computed", "simulated"} | indices | maps
    left = [
        key
        for key in sentences()
        if f'"{key}"' not in used and not key.startswith(made_up) and key not in named_by_data
    ]
    assert not left


def test_a_name_stays_a_name():
    words = say("later", period=same("2024"), value="<b>1</b>", base="x & y")
    assert "<b>" not in words.en
    assert "&lt;b&gt;1&lt;/b&gt;" in words["zh"]
    assert str(escape(Both("<i>", "<u>"))).count("&lt;") == 2
    assert "<text" in Both("a<b", "c").svg('x="1"')
    assert "a&lt;b" in Both("a<b", "c").svg('x="1"')


def test_markup_and_texts_of_both_languages_are_filled_in():
    words = fill("{a} of {b}", "{b}的{a}", {"a": Both("one", "一"), "b": Markup("<em>2</em>")})
    assert (str(words.en), str(words.zh)) == ("one of <em>2</em>", "<em>2</em>的一")


def test_chinese_is_set_with_full_width_marks_and_numbers_keep_theirs():
    words = Both("", "至2024年,共1,398个:好;其中(甲),<b>乙</b>,丙 a,b")["zh"]
    assert words == "至2024年\uff0c共1,398个\uff1a好\uff1b其中(甲)\uff0c<b>乙</b>\uff0c丙 a,b"


def test_an_entity_beside_chinese_stays_an_entity():
    words = fill("{name}", "县;{name}山;", {"name": "<山&"})
    assert words["zh"] == Markup("县\uff1b&lt;山&amp;山\uff1b")
    assert Both("", "a&b;山")["zh"] == "a&b\uff1b山"  # no markup, so no entity


def test_one_text_for_both_languages_is_written_once():
    assert same("3,5").__html__() == "3,5"
    assert Both("a", "b").__html__() == '<span lang="en">a</span><span lang="zh">b</span>'


def test_lists_and_titles_inside_sentences():
    assert listed([same("a"), same("b")]) == Both(Markup("a, b"), Markup("a、b"))
    assert inside(Both("Elder care", "养老")).en == "elder care"
    assert inside(Both("GDP", "生产总值")).en == "GDP"


def test_a_missing_language_borrows_the_other():
    assert Both.of({"en": "Helsinki"}) == Both("Helsinki", "Helsinki")
    assert Both.of({"zh": "嘉兴", "en": "Jiaxing"}) == Both("Jiaxing", "嘉兴")
