"""Ways to work in a proposal of the ledger: from a list, or along the streets of a zone."""

import json

import pandas as pd
import pytest
from click.testing import CliRunner

from gongfu.app.answer import as_json
from gongfu.app.commuting import Way, listed_ways, middles
from gongfu.app.employing import terms_of
from gongfu.app.tracking_rematch import rematch
from gongfu.cli.main import cli
from gongfu.errors import InputError, NotFoundError
from gongfu.match.workshop_jobs import match_jobs
from gongfu.model.zone import Layer
from tests.small_zone import HOMES, small_zone, write_small_zone
from tests.workshop_world import ACTORS, DAY, WORKERS, workshop_ledger

HEAD = "origin,destination,minutes\n"


@pytest.fixture
def shops(empty_place, tmp_path):
    """J2 of W1 (330501) has two posts left; P5 and P6 of 330503 have no job."""
    with workshop_ledger(empty_place, tmp_path / "lists") as ledger:
        yield ledger


def written(tmp_path, text):
    (tmp_path / "ways.csv").write_text(HEAD + text, "utf-8")
    return tmp_path / "ways.csv"


def outcomes(answer):
    return answer.table.set_index("worker")[["outcome", "minutes"]].to_dict("index")


def english(answer):
    return " ".join(one["en"] for one in answer.sentences)


def test_ways_of_a_list(shops, tmp_path):
    """To the village's 50 minutes comes a worker's own 30; the limit is 45."""
    file = written(tmp_path, "330503,W1,50\nP6,J2,30\n330502,W2,5\n")
    answer = rematch(shops, DAY, actor_id="county", travel=file)
    assert outcomes(answer)["P6"] == {"outcome": "placed", "minutes": 30}
    assert outcomes(answer)["P5"]["outcome"] == "barred"
    row = answer.table.set_index("worker").loc["P5"]
    assert (row["conditions"], row["reason_en"]) == (
        "travel", "the nearest to fit is J2, 50 minutes away: too far",
    )  # fmt: skip
    assert "travel was no condition" not in english(answer)
    assert (answer.settings["travel"], answer.settings["limit_s"]) == ("ways.csv", 2_700)
    far = rematch(shops, DAY, actor_id="county", terms=terms_of(60.0), travel=file)
    assert {one["outcome"] for one in outcomes(far).values()} == {"placed"}
    # 20 hours take three days of 8, 52 weeks, there and back, an hour at half of 18 yuan.
    pay = rematch(shops, DAY, actor_id="county").table.set_index("worker")["gain_yuan"]
    costs = pay - far.table.set_index("worker")["gain_yuan"]
    assert costs.to_dict() == pytest.approx({"P5": 3 * 52 * 2 * (50 / 60) * 9,
                                             "P6": 3 * 52 * 2 * (30 / 60) * 9})  # fmt: skip


def test_a_list_that_names_others_is_no_mistake(shops, tmp_path):
    """A list of the whole county, where nobody who is free lives near an open job."""
    answer = rematch(shops, DAY, actor_id="county", travel=written(tmp_path, "330501,W1,5\n"))
    assert {one["outcome"] for one in outcomes(answer).values()} == {"barred"}
    assert set(answer.table["reason_en"]) == {"no job within reach"}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("330509,W1,5\n", "no row names a worker or a village"),
        ("330503,W9,5\n", "no row names a job or a workshop"),
        ("330503,W1,-5\n", "minutes are below 0 in 1 rows, such as that from '330503'"),
        ("330503,W1,\n", "is empty in row 2"),
    ],
)
def test_a_list_that_does_not_do_says_why(shops, tmp_path, text, words):
    with pytest.raises(InputError, match=words):
        rematch(shops, DAY, actor_id="county", travel=written(tmp_path, text))


def test_a_list_that_is_not_there(shops, tmp_path):
    with pytest.raises((InputError, NotFoundError), match=r"none\.csv"):
        rematch(shops, DAY, actor_id="county", travel=tmp_path / "none.csv")


VILLAGES = {"330501": "h0", "330502": "h3", "330503": "h2"}
"""Villages of the workshops' world where communities of the small zone are: 500 m from h0 to h2."""


@pytest.fixture
def zone(tmp_path):
    """The small zone with communities called as the villages."""
    made = small_zone()
    called = {home: code for code, home in VILLAGES.items()}
    people = made.communities.rename(index=called).rename_axis("community_id")
    return write_small_zone(tmp_path / "zone", communities=people)


def test_ways_along_streets(shops, zone, tmp_path):
    answer = rematch(shops, DAY, actor_id="county", terms=terms_of(10.0), way=Way(zone, "walk"))
    assert {name: one["outcome"] for name, one in outcomes(answer).items()} == {
        "P5": "placed", "P6": "placed",
    }  # fmt: skip
    assert [one["minutes"] for one in outcomes(answer).values()] == pytest.approx([500 / 60] * 2)
    assert "(on foot) run along streets from the middle of a village" in english(answer)
    assert "does not say where" not in english(answer)
    assert (answer.settings["zone"], answer.settings["mode"]) == ("zone", "walk")
    assert answer.simulated == ()
    short = rematch(shops, DAY, actor_id="county", terms=terms_of(8.0), way=Way(zone, "walk"))
    assert {one["outcome"] for one in outcomes(short).values()} == {"barred"}
    both = written(tmp_path, "330503,W1,5\n")
    with pytest.raises(InputError, match="--travel says travel times, and --zone"):
        rematch(shops, DAY, actor_id="county", travel=both, way=Way(zone))


def test_simulated_streets_mark_the_proposal(shops, tmp_path):
    made = small_zone()
    people = made.communities.rename(index={"h0": "330501", "h2": "330503"})
    layers = dict(made.layers) | {"network": Layer("simulated", "drawn")}
    path = write_small_zone(tmp_path / "z", communities=people.rename_axis("community_id"),
                            layers=layers)  # fmt: skip
    answer = rematch(shops, DAY, actor_id="county", way=Way(path, "walk"))
    assert (answer.simulated, set(answer.table["standing"])) == (("network",), {"simulated"})
    assert answer.simulated_words["en"] == "streets"


def test_who_lives_where_no_zone_knows_is_counted(empty_place, zone, tmp_path):
    texts = {"workers": WORKERS.replace("P6,330503", "P6,330504")}
    with workshop_ledger(empty_place, tmp_path / "more", **texts) as ledger:
        answer = rematch(ledger, DAY, actor_id="county", way=Way(zone, "walk"))
    assert outcomes(answer)["P6"]["outcome"] == "barred"
    assert "where 1 of these workers live, nor where 0 of the jobs are" in english(answer)


def test_a_zone_that_knows_no_village_says_what_it_needs(shops, tmp_path):
    other = write_small_zone(tmp_path / "other")
    with pytest.raises(InputError, match=r"where 0 of 2 workers live and where 0 of 1 jobs are"):
        rematch(shops, DAY, actor_id="county", way=Way(other))
    bare = write_small_zone(tmp_path / "bare", network=None)
    with pytest.raises(InputError):
        rematch(shops, DAY, actor_id="county", way=Way(bare))


def test_the_middle_is_where_people_live_on_average():
    made = small_zone()
    found = middles(made, pd.Series({"x": "h1", "y": "901011", "z": "90101"}))
    people = made.communities
    assert found.loc["x"].tolist() == people.loc["h1", ["lon", "lat"]].tolist()
    west = people[people["place"] == "901011"]
    for axis in ("lon", "lat"):
        by_hand = sum(a * n for a, n in zip(west[axis], west["residents"], strict=True)) / 650
        assert found.at["y", axis] == pytest.approx(by_hand)
    assert found.loc["z"].isna().all()  # a county is no place to walk from
    assert sum(row[2] for row in HOMES.values() if row[4] == "901011") == 650


def test_the_same_ways_as_the_lists_of_match_jobs(shops, tmp_path):
    """`rematch` is `match_jobs` on what the ledger holds."""
    people = pd.DataFrame({"village": ["330503", "330503"]}, ["P5", "P6"])
    offers = pd.DataFrame({"workshop": ["W1"]}, ["J2"])
    travel = pd.DataFrame({"origin": ["330503", "P6"], "destination": ["W1", "J2"],
                           "minutes": [20.0, 10.0]})  # fmt: skip
    ways = listed_ways(travel, people, offers)
    assert ways.set_index("worker_id")["time_s"].to_dict() == {"P5": 1_200, "P6": 600}
    workers = pd.DataFrame({"hours": [24, 24], "skills": "sewing", "age": [53, 52],
                            "income_yuan": [9_000.0, 8_000.0], "outside_yuan": [0.0, 1_000.0],
                            "wishes": ["J2", ""]}, ["P5", "P6"])  # fmt: skip
    jobs = pd.DataFrame({"workshop": ["W1"], "hours": [20], "pay_yuan_per_h": [18.0],
                         "posts": [2], "skills": ["sewing"]}, ["J2"])  # fmt: skip
    direct = match_jobs(workers, jobs, ways).workers
    file = written(tmp_path, "330503,W1,20\nP6,J2,10\n")
    mine = rematch(shops, DAY, actor_id="county", travel=file).table.set_index("worker")
    assert mine["gained_yuan"].tolist() == direct["gained_yuan"].tolist()


def test_the_command(zone, tmp_path):
    workshop_ledger(tmp_path / "l.db", tmp_path / "lists").close()
    file = written(tmp_path, "330503,W1,50\n")
    asked = ["track", "rematch", str(tmp_path / "l.db"), "--today", "2026-02-03", "--json",
             "--actor", "county"]  # fmt: skip

    def rows(*more):
        ran = CliRunner().invoke(cli, [*asked, *map(str, more)])
        assert ran.exit_code == 0, ran.output
        return {row["worker"]: row["outcome"] for row in json.loads(ran.stdout)["rows"]}

    assert rows("--travel", file) == {"P5": "barred", "P6": "barred"}
    assert rows("--travel", file, "--minutes", "60") == {"P5": "placed", "P6": "placed"}
    assert rows("--travel", file, "--minutes", "60", "--time-value", "20")["P5"] != "placed"
    walk = ("--zone", zone, "--mode", "walk", "-q")
    assert rows(*walk) == {"P5": "placed", "P6": "placed"}
    assert rows(*walk, "--minutes", "8")["P5"] == "barred"


def test_rows_are_for_those_who_may_speak_for_a_worker(empty_place, tmp_path):
    """P5 and P6 of 330503 have no job; what they earn is for their own place."""
    actors = ACTORS + "vil3,village,330503,\nother,county,330504,\ntown2,county,330502,\n"
    texts = {"actors": actors, "workers": WORKERS.replace("P6,330503", "P6,330502")}
    with workshop_ledger(empty_place, tmp_path / "more", **texts) as ledger:
        answer = rematch(ledger, DAY)
        assert answer.table.empty
        assert answer.sentences[0]["en"].startswith("Without a job that is open: fewer than 3 of 6")
        assert "say who asks (--actor)" in english(answer)
        told = str(as_json(answer))
        assert not [one for one in ("P5", "P6", "18720", "17720", "36,440") if one in told]
        for who, name in (("vil3", "P5"), ("P5", "P5"), ("town2", "P6")):
            answer = rematch(ledger, DAY, actor_id=who)
            assert answer.table["worker"].tolist() == [name]
            assert "the asker may speak: 1;" in english(answer)
            assert "36,440" not in english(answer)
        assert len(rematch(ledger, DAY, actor_id="county").table) == 2
        for who in ("other", "sewco", "clerk", "P1"):
            with pytest.raises(InputError, match="may not see what is proposed for"):
                rematch(ledger, DAY, actor_id=who)
        with pytest.raises(NotFoundError):
            rematch(ledger, DAY, actor_id="nobody")


def test_three_or_more_are_counted(empty_place, tmp_path):
    more = "".join(f"P{n},330503,24,sewing,1974,8000,1000,\n" for n in range(7, 11))
    with workshop_ledger(empty_place, tmp_path / "more", workers=WORKERS + more) as ledger:
        said = english(rematch(ledger, DAY))
        assert said.startswith("Without a job that is open: 6 of 10 workers")
        assert "A post is proposed" not in said  # two posts are left
        assert "travel was no condition" in said
        file = written(tmp_path, "330501,W1,5\n")
        assert "A post is proposed to 0 of them" in english(rematch(ledger, DAY, travel=file))
