"""Letters to workers on a list that fits in one's head: what each says, and to whom none goes."""

import numpy as np
import pandas as pd
import pytest

from gongfu.match.workshop_jobs import match_jobs
from gongfu.report.job_letters import letters, title
from gongfu.report.letters import letters_page, letters_text
from tests.match.test_workshop_jobs import PLAIN, jobs, minutes, workers


def _letters(found, **knobs):
    """The paragraphs of each letter, in English and in Chinese."""
    made = list(letters(found, **knobs))
    return [[part.en for part in one.paragraphs] for one in made], [
        [part["zh"] for part in one.paragraphs] for one in made
    ]


def test_who_has_a_job_reads_where_how_long_and_for_what():
    people = workers(wishes=["press;mill", "", ""], outside_yuan=[2_500.0, 0.0, 0.0])
    times = minutes(a_j1=12, b_j2=20, c_j2=30)
    posts = jobs(months=["4-6", ""])
    found = match_jobs(people, posts, times, rule="welfare", terms=PLAIN)
    english, chinese = _letters(found)
    # Ten hours at ten yuan for fifty weeks, of which 2,500 are what the hours bring now.
    assert english[0][:6] == [
        "Worker a: proposed to you is job j1 at the workshop mill.",
        "It meets your wish number 2 of 2.",
        "The way: about 12 minutes one way.",
        "Work: 10 hours a week, 50 weeks a year, in the months 4-6.",
        "Pay: 10 yuan an hour, 5,000 yuan a year.",
        "That is 2,500 yuan a year more than what your hours bring now.",
    ]
    assert english[0][-1].startswith("This is a proposal: nothing is settled before you")
    assert chinese[0][-1].startswith("本告知书为建议方案")
    assert "5,000元" in chinese[0][4]
    assert not any("Simulated" in part for part in english[0])
    assert _letters(found, simulated=True)[0][0][0].startswith("Simulated: an example")


@pytest.mark.parametrize("rule", ["need", "welfare", "stable"])
def test_who_comes_next_is_told_where_it_is_known(rule):
    found = match_jobs(workers(), jobs(), rule=rule, terms=PLAIN)
    (at,) = np.flatnonzero(found.workers["outcome"] == "full")
    said = _letters(found)[0][at]
    assert said[0] == f"Worker {'abc'[at]}: no job can be proposed to you this time."
    assert said[1].startswith("You meet the conditions of j2, j1; the posts there go to others,")
    nexts = [job for job, who in found.jobs["next_id"].items() if who == "abc"[at]]
    if rule == "stable":
        assert said[2].startswith("What would change it: a further post there")
    else:
        assert nexts
        assert said[2 : 2 + len(nexts)] == [
            f"One more post at {one} would come to you." for one in nexts
        ]


def test_what_would_change_it_is_told_where_one_condition_is_not_met():
    people = workers(skills=["", "sew", ""], hours=[20.0, 20.0, 5.0])
    english, _ = _letters(match_jobs(people, jobs(), rule="welfare", terms=PLAIN))
    assert english[0][1] == "No job on the list fits: j1 asks for sew besides."
    assert english[0][2].endswith("you would meet all conditions of j1.")
    assert english[2][2].endswith("are not met or not known either: hours.")
    nowhere = match_jobs(workers(), jobs(), minutes(b_j1=5), terms=PLAIN)
    assert "within reach" in _letters(nowhere)[0][0][1]
    poor = workers(outside_yuan=[99_999.0, 0.0, 0.0], income_yuan=[1e5, np.nan, 1e4])
    english, _ = _letters(match_jobs(poor, jobs(), terms=PLAIN))
    assert "none is worth more to you" in english[0][1]
    assert "hand in your income" in english[1][1]


def test_who_would_lose_a_job_reads_it_first():
    people = workers(current=["", "", "j2"], outside_yuan=0.0)
    found = match_jobs(people, jobs(posts=[0, 1]), rule="need", terms=PLAIN)
    assert found.workers["loses"].tolist() == [False, False, True]
    assert _letters(found)[0][2][1].startswith("By this proposal you would no longer have the job")
    held = match_jobs(people, jobs(posts=[0, 3]), rule="need", terms=PLAIN)
    assert _letters(held)[0][2][1] == "It is the job that you hold now."
    assert "That is as much as what your hours bring now." in _letters(held)[0][2]


def test_rows_that_cannot_be_used_get_a_letter_too_and_entries_are_told():
    people = workers(hours=[20.0, -1.0, 20.0], wishes=["nowhere", "", ""])
    people = pd.concat([people, people.iloc[:1]])
    found = match_jobs(people, jobs(posts=3), rule="welfare", terms=PLAIN)
    english, _ = _letters(found)
    assert [said[0].split(":")[0] for said in english] == ["Worker a", "Worker c", "Worker b"]
    assert any("nowhere is no job and no workshop" in part for part in english[0])
    assert any("the first row counts" in part for part in english[0])
    assert english[2][0].endswith("hours a week must lie between 0 and 168; correct them.")


def test_a_page_and_a_text_hold_the_same_letters_and_names_stay_text():
    people = workers().rename(index={"a": "<b>"})
    found = match_jobs(people, jobs(posts=3), rule="welfare", terms=PLAIN)
    page, text = letters_page(letters(found), title()), letters_text(letters(found))
    assert page.count("<article>") == 3
    assert text.count("----------------") == 2
    assert "&lt;b&gt;" in page
    assert "<b>:" in text
    assert "<title>灵活就业" in page
    assert "://" not in page
