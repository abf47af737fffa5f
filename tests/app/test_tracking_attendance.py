"""Attendance that cannot be, and a wrong one set right: the record keeps what it was, and why."""

from dataclasses import replace
from datetime import date

import pytest
from click.testing import CliRunner

from gongfu.app.tracking_gains import Months, workshop_gains
from gongfu.app.tracking_lists import import_lists
from gongfu.app.tracking_workshop_answers import moved_workshop, showing_workshop
from gongfu.app.tracking_workshops import (
    apply_for_job,
    attend,
    correct_attendance,
    move_enrolment,
    pay_out,
)
from gongfu.cli.main import cli
from gongfu.errors import ConflictError, InputError
from gongfu.io.ledger_check import check_ledger
from gongfu.io.ledger_records import history_of
from gongfu.io.ledger_rows import row_by_id
from gongfu.io.ledger_turns import reading
from gongfu.track.pay import Attendance, Pay
from gongfu.track.workshops import Enrolment, Standing
from tests.workshop_world import ATTENDANCE, DAY, deed, workshop_ledger, write_some

THEIRS = "J2/P3/2026-01-05"
HEAD = ATTENDANCE.splitlines()[0] + "\n"


@pytest.fixture
def shops(empty_place, tmp_path):
    with workshop_ledger(empty_place, tmp_path / "lists") as ledger:
        yield ledger


@pytest.fixture
def small(tmp_path):
    with workshop_ledger(tmp_path / "l.db", tmp_path / "lists") as ledger:
        yield ledger


def row(ledger, which):
    with reading(ledger) as connection:
        return row_by_id(connection, "attendance", which)


def sound(ledger):
    with reading(ledger) as connection:
        return check_ledger(connection)


def test_no_day_that_is_still_to_come(small, tmp_path):
    with pytest.raises(InputError, match="2099-01-01 is still to come"):
        attend(small, deed("sewco"), Attendance("P3", "J2", date(2099, 1, 1), 800, 0))
    with pytest.raises(InputError, match="paid on 2026-02-04, which is still to come"):
        pay_out(small, deed("sewco"), Pay("M9", "P3", "J2", "2026-01", 1, date(2026, 2, 4)))
    lists = write_some(tmp_path / "late", attendance=f"{HEAD}P3,J2,2026-02-04,8,\n")
    (fault,) = import_lists(small, deed("sewco"), lists).faults
    assert "2026-02-04 is still to come" in fault.fault


def test_no_more_than_24_hours_in_all_jobs_together(shops, tmp_path):
    move_enrolment(shops, deed(), "E2", "leave", on=DAY, reason="other")
    apply_for_job(
        shops, deed(), Enrolment("E8", "P3", "J1", "", Standing.APPLIED, date(2026, 1, 1))
    )
    move_enrolment(shops, deed(), "E8", "enrol", on=date(2026, 1, 1))
    one = Attendance("P3", "J1", date(2026, 1, 5), 1_651, 30)  # beside 7.5 hours in J2
    with pytest.raises(InputError, match=r"16.51 hours beside 7.5 in other jobs on 2026-01-05"):
        attend(shops, deed("sewco"), one)
    attend(shops, deed("sewco"), replace(one, centihours=1_650))
    with pytest.raises(InputError, match=r"7.51 hours beside 16.5 in other jobs"):
        correct_attendance(shops, deed("sewco"), THEIRS, reason="hours", centihours=751)
    rows = "P3,J1,2026-01-07,20,5\nP3,J2,2026-01-07,4.5,\nP3,J2,2026-01-06,4,\n"
    lists = write_some(tmp_path / "more", attendance=HEAD + rows)
    faults = import_lists(shops, deed("sewco"), lists).faults
    assert [(one.row, one.fault[:40]) for one in faults] == [
        (3, "4.5 hours beside 20 in other jobs on 202"),
        (4, "the id is there already; take another, o"),
    ]
    sound(shops)


def test_nobody_leaves_before_they_last_came(shops):
    leave = {"on": date(2026, 1, 5), "reason": "own_wish"}
    with pytest.raises(InputError, match="on 2026-01-05, and they came on 2026-01-06; give that"):
        move_enrolment(shops, deed("P1"), "E1", "leave", **leave)
    moved_workshop(
        shops, deed("sewco", why="absent"), "J1/P1/2026-01-06", "correct", on=DAY,
        really={"hours": "0", "pieces": "0"},
    )  # fmt: skip
    assert move_enrolment(shops, deed("P1"), "E1", "leave", **leave)["standing"] == "left"


def test_what_was_entered_is_set_right_and_kept(shops):
    said = moved_workshop(
        shops, deed("sewco", why="工时有误"), THEIRS, "correct", on=DAY, really={"hours": "6"}
    ).sentences[0]
    assert said["en"].startswith(
        "J2/P3/2026-01-05: 6 hours, 0 pieces (version 2). Corrected: wrong hours; the record keeps"
    )
    assert row(shops, THEIRS)["centihours"] == 600
    with reading(shops) as connection:
        first, second = history_of(connection, "attendance", THEIRS)
    assert (first.what[-6:], second.why) == ("import", "hours")
    assert '"centihours":750' in second.before.replace(" ", "")
    shown = showing_workshop(shops, THEIRS, DAY, who="sewco").table
    assert list(shown["why"]) == ["", "hours"]
    # 6 hours and 4.25 at 18 yuan.
    january = workshop_gains(shops, Months("2026-01", "2026-01"))
    assert {one.person_id: one.due_fen for one in january.lines}["P3"] == 18_450
    sound(shops)


def test_a_day_that_was_struck_can_be_brought_back(small):
    said = correct_attendance(small, deed("vil1"), THEIRS, reason="person", centihours=0)
    assert (said["centihours"], said["version"]) == (0, 2)
    assert "struck, nobody came" in showing_workshop(
        small, THEIRS, DAY, who="sewco"
    ).sentences[0]["en"]  # fmt: skip
    with pytest.raises(InputError, match="already; correct that day with a move"):
        attend(small, deed("sewco"), Attendance("P3", "J2", date(2026, 1, 5), 750, 0))
    with pytest.raises(InputError, match="says so already"):
        correct_attendance(small, deed("vil1"), THEIRS, reason="person", centihours=0)
    correct_attendance(small, deed("vil1"), THEIRS, reason="person", centihours=750)
    assert row(small, THEIRS)["version"] == 3


def test_what_is_no_correction_is_told(small):
    for given, words in (
        ({"reason": "drinks", "centihours": 600}, "no reason 'drinks' to correct; choose among"),
        ({"reason": "pieces", "pieces": True}, "pieces True is no whole number; give one"),
        ({"reason": "hours", "centihours": False}, "centihours False is no whole number"),
        ({"reason": "hours", "centihours": 600.0}, "centihours 600.0 is no whole number"),
        ({"reason": "hours"}, "nothing is said of it; give its hours"),
        ({"reason": "hours", "centihours": 2_401}, "24.01 hours in a day"),
        ({"reason": "pieces", "pieces": 3}, "pieces, and the job is paid by the hour"),
    ):
        with pytest.raises(InputError, match=words):
            correct_attendance(small, deed("sewco"), THEIRS, **given)
    for who in ("otherco", "P1", "clerk", "vil2"):
        for hours in (0, 600):
            with pytest.raises(InputError, match="may not bring attendance"):
                correct_attendance(small, deed(who), THEIRS, reason="hours", centihours=hours)
    once = {"reason": "hours", "centihours": 600}
    first = correct_attendance(small, deed("sewco", key="k"), THEIRS, **once)
    assert correct_attendance(small, deed("sewco", key="k"), THEIRS, **once) == first
    with pytest.raises(ConflictError, match="used for something else"):
        correct_attendance(small, deed("sewco", key="k"), THEIRS, reason="day", centihours=600)
    sound(small)


def test_on_the_command_line(small, tmp_path):
    asked = ["track", "move", str(tmp_path / "l.db"), THEIRS, "--event", "correct", "--actor",
             "sewco", "--why", "hours"]  # fmt: skip
    ran = CliRunner().invoke(cli, [*asked, "--hours", "6.5"], catch_exceptions=False)
    assert "6.5 hours, 0 pieces (version 2)" in ran.stdout
    with pytest.raises(InputError, match="'on' says nothing of an attendance"):
        CliRunner().invoke(cli, [*asked, "--on", "2026-01-05"], catch_exceptions=False)


def test_a_workshop_does_not_close_before_its_last_day_nor_work_after(small):
    for job in ("J1", "J2"):
        moved_workshop(small, deed("sewco", why="no orders"), job, "close", on=DAY)
    with pytest.raises(InputError, match="people came on 2026-01-06; give that day or a later"):
        moved_workshop(small, deed("sewco"), "W1", "close", on=date(2026, 1, 5))
    moved_workshop(small, deed("sewco"), "W1", "close", on=date(2026, 1, 10))
    with pytest.raises(InputError, match="workshop 'W1' was not open on 2026-01-12"):
        attend(small, deed("sewco"), Attendance("P3", "J2", date(2026, 1, 12), 100, 0))


def test_the_same_again_on_a_later_day_is_the_same(small):
    """Nobody said the day, so that the first one's holds."""
    given = (small, deed("P5", key="k"), "E5", "withdraw")
    first = moved_workshop(*given, on=DAY, day_given=False)
    again = moved_workshop(*given, on=date(2026, 2, 4), day_given=False)
    assert again.sentences == first.sentences
    with pytest.raises(ConflictError, match="used for something else"):
        moved_workshop(*given, on=date(2026, 2, 4))
