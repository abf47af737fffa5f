"""From a ledger's requests to clusters, to a file, to a plan that tells who asked."""

import numpy as np
import pandas as pd
import pytest

from gongfu.app.answer import write_answer
from gongfu.app.asked_sites import Requested, sites
from gongfu.app.candidates import Where
from gongfu.app.planning import Limits
from gongfu.app.question import Question
from gongfu.app.request_sites import Asking, clusters
from gongfu.app.tracking import init
from gongfu.errors import InputError
from gongfu.track.actors import Actor, Role
from tests import worlds
from tests.requests_ledger import MONDAY, VILLAGE, with_requests
from tests.small_zone import small_zone

CLINIC = Question(kinds=("clinic",), minutes=8.4)


def requests(*rows):
    """A list of requests: resident and position on the small zone's grid of metres, or None."""
    lines = ["request_id,resident_id,place,category,filed_at,longitude,latitude"]
    for at, (who, xy) in enumerate(rows):
        lon, lat = ("", "") if xy is None else np.round(worlds.TO_DEGREES.transform(*xy), 7)
        lines.append(f"Q{at},{who},{VILLAGE},clinic,2026-02-27 09:00,{lon},{lat}")
    return "\n".join(lines) + "\n"


ASKED = requests(
    ("a", (2_000, 1_000)), ("b", (2_000, 990)), ("c", (1_990, 1_000)), ("c", (1_995, 1_000)),
    ("d", (1_250, 0)), ("e", (1_250, 0)), ("f", None),
)  # fmt: skip


@pytest.fixture(params=[False, True])
def ledger(request, tmp_path):
    """Three residents ask at h5, one of them twice; two at h3; one does not say where."""
    county = Actor("county", Role.COUNTY, "3305")
    with init(tmp_path / "l.db", county, MONDAY, simulated=request.param, durable=False) as opened:
        yield with_requests(opened, tmp_path / "lists", requests=ASKED)


def test_clusters_become_what_a_plan_reads(ledger, tmp_path):
    answer = clusters(ledger, Asking("clinic"))
    (row,) = answer.table.to_dict("records")
    standing = "simulated" if ledger.simulated else "computed"
    assert (row["n_residents"], row["n_requests"], row["category"]) == (3, 4, "clinic")
    assert row["standing"] == standing
    # The middle of the cell of 0.002 degrees in which all of them ask: 20.0358 and 60.0089.
    assert (row["lon"], row["lat"]) == (20.035, 60.009)
    assert (row["first_month"], row["last_month"]) == ("2026-02", "2026-02")
    assert "In no such place: 2; position unknown: 1." in answer.sentences[1]["en"]

    write_answer(answer, tmp_path / "asked.csv")
    told = sites(
        small_zone(), CLINIC, Where(), Limits(1), Requested(tmp_path / "asked.csv", weight=100.0)
    )
    assert told.table["site_id"].tolist() == ["h5"]  # 150 + 3 x 100 people; h3: 400
    assert told.table["residents_asked"].tolist() == [3]
    assert ("list" in told.simulated) is ledger.simulated
    assert told.summary["asked"].tolist() == [3]
    assert told.summary["price"].tolist() == [250]


def test_no_difference_of_answers_tells_where_somebody_asked(tmp_path):
    """However it is asked, whoever asks elsewhere in their cell changes nothing that is given."""
    told = []
    for at, third in enumerate([(2_000, 1_000), (1_990, 960)]):
        rows = requests(
            ("a", (2_000, 1_000)), ("b", (2_000, 990)), ("c", (1_995, 980)), ("d", third)
        )
        county = Actor("county", Role.COUNTY, "3305")
        with init(tmp_path / f"{at}.db", county, MONDAY, durable=False) as opened:
            with_requests(opened, tmp_path / f"{at}", requests=rows)
            asked = [Asking("clinic", within_m=metres) for metres in (10.0, 35.0, 45.0, 500.0)]
            told.append([clusters(opened, one).table for one in asked])
    for first, second in zip(*told, strict=True):
        pd.testing.assert_frame_equal(first, second)


def test_nobody_is_told_by_where_they_asked(ledger, tmp_path):
    with pytest.raises(InputError, match="it must be 3 residents or more"):
        Asking("clinic", least=2)
    written = clusters(ledger, Asking("clinic")).table
    two = pd.concat([written, written.assign(id="two", n_residents=2)])
    two.to_csv(tmp_path / "two.csv", index=False)
    with pytest.raises(InputError, match="below 3 for 1 of 2 ids, such as 'two'"):
        sites(small_zone(), CLINIC, Where(), Limits(1), Requested(tmp_path / "two.csv"))
