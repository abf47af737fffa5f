"""Workshops in a ledger: who may do what, posts that are never overbooked, pay that is sound."""

import re
import threading
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gongfu.app.tracking_gains import Months, workshop_gains
from gongfu.app.tracking_people import erase_person, export_person
from gongfu.app.tracking_workshop_answers import (
    has_workshop,
    listing_workshops,
    moved_workshop,
    showing_workshop,
)
from gongfu.app.tracking_workshops import (
    apply_for_job,
    attend,
    correct_attendance,
    move_enrolment,
    move_job,
    pay_out,
    reverse_pay,
)
from gongfu.errors import ConflictError, InputError, NotFoundError
from gongfu.io.ledger_check import check_ledger
from gongfu.io.ledger_records import records_of
from gongfu.io.ledger_rows import ids_of, row_by_id, rows_of
from gongfu.io.ledger_turns import reading, writing
from gongfu.io.ledger_workshops import n_enrolled
from gongfu.track.enrolment_moves import Event
from gongfu.track.pay import Attendance, Pay
from gongfu.track.workshops import Enrolment, Standing
from tests.workshop_world import DAY, JOBS, N_RECORDS, deed, workshop_ledger

APPLIES = Enrolment("E9", "P6", "J2", "", Standing.APPLIED, DAY)
WORKED = Attendance("P1", "J1", date(2026, 1, 7), 0, 30)
PAID = Pay("M9", "P1", "J1", "2026-01", 2_400, DAY)


@pytest.fixture
def shops(copied):
    """The ledger of `tests.workshop_world` in each kind of database."""
    with copied(workshop_ledger) as ledger:
        yield ledger


@pytest.fixture
def small(tmp_path):
    """The same in SQLite."""
    with workshop_ledger(tmp_path / "l.db", tmp_path / "lists") as ledger:
        yield ledger


def sound(ledger):
    with reading(ledger) as connection:
        return check_ledger(connection).head.number


def row(ledger, thing, name):
    with reading(ledger) as connection:
        return row_by_id(connection, thing, name)


def test_what_was_brought_is_there_and_sound(shops):
    assert sound(shops) == N_RECORDS
    assert row(shops, "job", "J1")["rate_fen"] == 80
    assert row(shops, "job", "J2")["is_open"] is True
    assert row(shops, "workshop", "W2")["kind"] == "livestream"
    assert row(shops, "enrolment", "E2")["village"] == "330501"
    assert row(shops, "attendance", "J2/P3/2026-01-05")["centihours"] == 750
    assert row(shops, "pay", "M4")["month"] == "2026-01"


def test_from_application_to_the_last_day(shops):
    said = apply_for_job(shops, deed("vil1"), replace(APPLIES, village="330503"))
    assert said == {"id": "E9", "standing": "applied", "version": 1, "number": N_RECORDS + 1}
    assert move_enrolment(shops, deed("sewco"), "E9", "enrol", on=DAY)["standing"] == "enrolled"
    assert attend(shops, deed("sewco"), Attendance("P6", "J2", DAY, 800, 0))["version"] == 1
    paid = Pay("M8", "P6", "J2", "2026-02", 14_400, DAY)
    assert pay_out(shops, deed("vil1"), paid)["amount_fen"] == 14_400
    left = move_enrolment(shops, deed("county"), "E9", "leave", on=DAY, reason="season_over")
    assert (left["standing"], left["version"]) == ("left", 3)
    assert row(shops, "enrolment", "E9")["until"] == DAY
    with pytest.raises(InputError, match=r"not enrolled in job 'J2' on 2026-02-04"):
        attend(shops, deed("sewco"), Attendance("P6", "J2", date(2026, 2, 4), 800, 0))
    assert sound(shops) == N_RECORDS + 5


def test_a_day_out_of_the_season_of_a_job_is_refused(tmp_path):
    head, *rows = JOBS.splitlines()
    seasons = ("11-2", "1;3-10", "")
    jobs = "\n".join([f"{head},months", *map(",".join, zip(rows, seasons, strict=True))]) + "\n"
    with workshop_ledger(tmp_path / "l.db", tmp_path / "lists", jobs=jobs) as ledger:
        with pytest.raises(InputError, match="'J2' is of the months 1;3-10, and the day is 2026-0"):
            attend(ledger, deed("sewco"), Attendance("P3", "J2", date(2026, 2, 2), 800, 0))
        attend(ledger, deed("sewco"), Attendance("P1", "J1", date(2026, 2, 2), 800, 5))
        attend(ledger, deed("sewco"), Attendance("P3", "J2", date(2026, 1, 20), 800, 0))


def test_pay_is_reversed_once_and_never_edited(shops):
    slip = {"on": DAY, "reason": "amount"}
    said = reverse_pay(shops, deed("sewco"), "M3", **slip)
    assert (said["id"], said["amount_fen"]) == ("M3/reversed", -20_000)
    with pytest.raises(InputError, match=r"the id is there already.*'M3' is reversed already"):
        reverse_pay(shops, deed("sewco"), "M3", **slip)
    with pytest.raises(InputError, match="is a reversal itself"):
        reverse_pay(shops, deed("sewco"), "M3/reversed", **slip)
    with pytest.raises(ConflictError, match="only ever added to"), writing(shops) as connection:
        connection.exec_driver_sql("UPDATE pay SET amount_fen = 1")
    assert sound(shops) == N_RECORDS + 1


def test_a_day_is_corrected_by_who_saw_it_as_it_is(shops):
    one = "J2/P3/2026-01-05"
    said = correct_attendance(shops, deed("sewco"), one, reason="hours", centihours=600, version=1)
    assert said["version"] == 2
    with pytest.raises(ConflictError, match="is at version 2, and you saw 1"):
        correct_attendance(shops, deed("vil1"), one, reason="hours", centihours=700, version=1)
    with pytest.raises(InputError, match="pieces, and the job is paid by the hour"):
        correct_attendance(shops, deed("vil1"), one, reason="hours", centihours=700, pieces=3)
    assert sound(shops) == N_RECORDS + 1


def test_posts_are_never_overbooked_by_writers_at_once(shops):
    """J2 has three posts and one is taken: of six who are enrolled at once two are."""
    for k in range(6):
        one = replace(APPLIES, enrolment_id=f"X{k}", person_id=f"Q{k}", village="330501")
        apply_for_job(shops, deed(), one)
    done, refused = [], []

    def work(k):
        try:
            done.append(move_enrolment(shops, deed("sewco"), f"X{k}", "enrol", on=DAY))
        except InputError as error:
            refused.append(str(error))

    threads = [threading.Thread(target=work, args=[k]) for k in range(6)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert (len(done), len(refused)) == (2, 4)
    assert all("all 3 posts of job 'J2' are taken" in one for one in refused)
    with reading(shops) as connection:
        assert n_enrolled(connection, "J2") == 3
    sound(shops)


@pytest.mark.parametrize(
    ("who", "act", "words"),
    [
        ("otherco", lambda w, d: attend(w, d, WORKED), "may not bring attendance in '330501'"),
        ("vil2", lambda w, d: pay_out(w, d, PAID), "ask the enterprise 'sewco'"),
        ("P1", lambda w, d: pay_out(w, d, PAID), "may not bring pay"),
        ("clerk", lambda w, d: pay_out(w, d, PAID), "auditor of 3305"),
        ("P1", lambda w, d: move_enrolment(w, d, "E5", "withdraw", on=DAY), "for 'P5'"),
        ("P5", lambda w, d: move_enrolment(w, d, "E5", "enrol", on=DAY), "may not enrol 'E5'"),
        ("vil2", lambda w, d: move_enrolment(w, d, "E5", "enrol", on=DAY), "may not enrol 'E5'"),
        ("P1", lambda w, d: apply_for_job(w, d, APPLIES), "may not apply for 'P6'"),
        ("clerk", lambda w, d: apply_for_job(w, d, APPLIES), "may not apply"),
        ("otherco", lambda w, d: move_job(w, d, "J1", "close"), "may not close job 'J1'"),
        ("vil2", lambda w, d: reverse_pay(w, d, "M1", on=DAY, reason="twice"), "may not bring pay"),
    ],
)
def test_who_may_not_is_told(small, who, act, words):
    with pytest.raises(InputError, match="may not") as caught:
        act(small, deed(who))
    assert words in str(caught.value)
    assert sound(small) == N_RECORDS


def test_a_resident_and_an_enterprise_do_what_is_theirs(small):
    move_enrolment(small, deed("P5"), "E5", "withdraw", on=DAY)
    apply_for_job(small, deed("P5"), replace(APPLIES, person_id="P5", enrolment_id="E6"))
    assert row(small, "enrolment", "E6")["village"] == "330503"  # of the worker
    move_enrolment(small, deed("P1"), "E1", "leave", on=DAY, reason="own_wish")
    move_job(small, deed("otherco"), "J3", "close")
    attend(small, deed("sewco"), replace(WORKED, person_id="P2"))
    assert sound(small) == N_RECORDS + 5


def test_what_does_not_fit_is_told(small):
    with pytest.raises(InputError, match=r"are applied in job 'J2' already; move that on"):
        apply_for_job(small, deed(), replace(APPLIES, person_id="P5"))
    with pytest.raises(InputError, match="nobody knows where the person lives"):
        apply_for_job(small, deed(), replace(APPLIES, person_id="P99"))
    with pytest.raises(InputError, match="the id is there already"):
        apply_for_job(small, deed(), replace(APPLIES, enrolment_id="E5"))
    with pytest.raises(InputError, match=r"a job cannot 'reverse'"):
        move_job(small, deed(), "J1", "reverse")
    with pytest.raises(InputError, match="is open already"):
        move_job(small, deed(), "J1", "open")
    with pytest.raises(InputError, match="an enrolment cannot 'close'"):
        move_enrolment(small, deed(), "E1", "close", on=DAY)
    with pytest.raises(InputError, match="one of a closed list"):
        move_enrolment(small, deed(why="drinks"), "E1", "leave", on=DAY, reason="other")
    with pytest.raises(NotFoundError, match="no enrolment 'E99'"):
        move_enrolment(small, deed(), "E99", "leave", on=DAY, reason="other")
    with pytest.raises(ConflictError, match="is at version 1, and you saw 3"):
        move_job(small, deed(), "J1", "close", version=3)
    assert sound(small) == N_RECORDS


def test_the_same_again_with_its_key(shops):
    one = pay_out(shops, deed(key="k"), PAID)
    assert pay_out(shops, deed(key="k"), PAID) == one
    with pytest.raises(ConflictError, match="used for something else"):
        pay_out(shops, deed(key="k"), replace(PAID, amount_fen=5))
    assert sound(shops) == N_RECORDS + 1


def test_a_worker_is_erased_and_the_ledger_still_sound(shops):
    mine = export_person(shops, deed("county"), "P6")
    assert [one["thing"] for one in mine] == ["worker"]
    assert mine[0]["income_yuan"] == 8_000.0
    assert {one["thing"] for one in export_person(shops, deed("county"), "P1")} == {
        "worker", "enrolment", "attendance", "pay",
    }  # fmt: skip
    erase_person(shops, deed(why="asked to"), "P6")
    with pytest.raises(NotFoundError, match="no person 'P6'"):
        export_person(shops, deed("county"), "P6")
    with reading(shops) as connection:
        told = repr([one for one in records_of(connection) if "worker" in one.what])
        assert "P6" not in ids_of(connection, "worker")
    assert "8000" not in re.sub("[0-9a-f]{64}", "", told), "a digest may hold any digits"
    assert "sewing" not in told
    assert sound(shops) == N_RECORDS + 3  # twice read, once erased


def test_a_sum_changed_past_the_ledger_is_found(small):
    reverse_pay(small, deed(), "M1", on=DAY, reason="twice")
    with small.engine.begin() as connection:
        connection.exec_driver_sql("DROP TRIGGER pay_no_UPDATE")
        connection.exec_driver_sql("UPDATE pay SET amount_fen = -1 WHERE reverses = 'M1'")
    with pytest.raises(InputError, match=r"M1/reversed.* is not as the record says"):
        sound(small)


def test_the_list(shops):
    answer = listing_workshops(shops, DAY)
    told = answer.table[["workshop_id", "posts", "taken", "paid_yuan"]].astype(object)
    assert told.where(told.notna(), None).to_numpy().tolist() == [
        ["W1", 5, 3, "370.00"],
        ["W2", 1, 1, None],  # one person's pay
    ]
    assert answer.sentences[0]["en"].startswith("Workshops: 2 of 2, open on 2026-02-03: 2 (proc")
    assert "2026-02-03在营2家" in answer.sentences[0]["zh"]
    assert [one["en"] for one in answer.sentences[2:4]] == [
        "Paid for work in 2026: 370.00 yuan.",
        "Payments and reversals left out: 1; they wait for 3 people of one month, or are told only "
        "together with another workshop’s or those of a later day.",
    ]
    alone = listing_workshops(shops, DAY, place="330502")
    assert "1500" not in str(alone.sentences) + str(alone.table.to_dict())
    assert "nothing of 3 people or more of one workshop" in alone.sentences[2]["en"]
    assert listing_workshops(shops, date(2026, 1, 31)).table["paid_yuan"].tolist() == ["0.00"] * 2
    assert listing_workshops(shops, date(2027, 1, 1)).table["paid_yuan"].tolist() == ["0.00"] * 2
    assert listing_workshops(shops, DAY, place="330502").table["workshop_id"].tolist() == ["W2"]
    assert listing_workshops(shops, DAY, kinds=("brand",)).table.empty
    assert len(listing_workshops(shops, DAY, enterprise="sewco").table) == 1
    with pytest.raises(InputError, match="no kind 'x'"):
        listing_workshops(shops, DAY, kinds=("x",))


def test_each_thing_is_shown_and_moved(small):
    said = {name: showing_workshop(small, name, DAY, who="county").sentences[0] for name in
            ("W1", "J1", "J3", "E5", "J2/P3/2026-01-05", "M4")}  # fmt: skip
    assert said["W1"]["en"] == (
        "W1: Stitch, processing to order, in 330501, run by sewco; open. Jobs: 2; enrolled: 3."
    )
    assert "0.80 yuan by the piece" in said["J1"]["en"]
    assert "按月" in said["J3"]["zh"]
    assert "applied, since 2026-01-20" in said["E5"]["en"]
    assert "7.5 hours" in said["J2/P3/2026-01-05"]["en"]
    assert "1500.00 yuan to P4 for 2026-01" in said["M4"]["en"]
    moved = [
        moved_workshop(small, deed(why="路远"), "E5", "refuse", on=DAY),
        moved_workshop(small, deed(why="no orders"), "J1", "close", on=DAY),
        moved_workshop(small, deed(why="not_paid"), "M4", "reverse", on=DAY),
    ]
    assert [one.sentences[0]["en"].split(" (record")[0] for one in moved] == [
        "E5 is refused now, at version 2",
        "J1 is closed now, at version 2",
        "M4/reversed takes back 1500.00 yuan",
    ]
    assert "路远" in showing_workshop(small, "E5", DAY, who="county").sentences[0]["zh"]
    assert (
        "not paid after all"
        in showing_workshop(small, "M4/reversed", DAY, who="county").sentences[0]["en"]
    )
    assert showing_workshop(small, "W1", DAY, who="county").table["what"].tolist() == [
        "import"
    ] * 3 + ["move"]
    with pytest.raises(InputError, match="no reason 'drinks'"):
        moved_workshop(small, deed(why="drinks"), "E1", "leave", on=DAY)
    assert [has_workshop(small, one) for one in ("W1", "M4", "E5", "X")] == [True] * 3 + [False]
    with pytest.raises(NotFoundError, match="no workshop, job, enrolment"):
        showing_workshop(small, "X", DAY, who="county")
    with pytest.raises(InputError, match="tells of a person; say who asks"):
        showing_workshop(small, "M4", DAY)
    with pytest.raises(InputError, match="may not see what is kept of 'P4'"):
        showing_workshop(small, "M4", DAY, who="clerk")
    with pytest.raises(InputError, match="workshop 'W1' cannot 'open'"):
        moved_workshop(small, deed(), "W1", "open", on=DAY)
    with pytest.raises(InputError, match="1 of its jobs is open, such as 'J2'; close these"):
        moved_workshop(small, deed(), "W1", "close", on=DAY)
    moved_workshop(small, deed(), "J2", "close", on=DAY)
    said = moved_workshop(small, deed("sewco"), "W1", "close", on=DAY).sentences[0]
    assert said["zh"].startswith("W1现为停止")
    with pytest.raises(InputError, match="it closed on 2026-02-03 already"):
        moved_workshop(small, deed(), "W1", "close", on=DAY)
    with pytest.raises(InputError, match="its workshop closed on 2026-02-03"):
        moved_workshop(small, deed(), "J2", "open", on=DAY)
    assert listing_workshops(small, date(2026, 2, 4)).table["is_open"].tolist() == [False, True]
    sound(small)


acts = st.lists(
    st.tuples(
        st.sampled_from(["apply", *Event, "close", "open", "attend", "pay", "reverse"]),
        st.integers(0, 5),
    ),
    max_size=25,
)


@settings(max_examples=10, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(acts=acts)
def test_any_history_is_sound(tmp_path_factory, acts):
    """Whatever is asked for: posts suffice, sums are not below 0, refusals leave nothing."""
    folder = tmp_path_factory.mktemp("any")
    with workshop_ledger(folder / "l.db", folder / "lists") as ledger:
        head = N_RECORDS
        for k, (what, which) in enumerate(acts):
            job = ("J1", "J2", "J3")[which % 3]
            try:
                if what == "apply":
                    one = Enrolment(f"A{k}", f"P{which + 1}", job, "330501", Standing.APPLIED, DAY)
                    apply_for_job(ledger, deed(), one)
                elif what in list(Event):
                    reason = "other" if what in ("refuse", "leave") else ""
                    name = f"E{which}" if k % 2 else f"A{which}"
                    move_enrolment(ledger, deed(), name, what, on=DAY, reason=reason)
                elif what in ("close", "open"):
                    move_job(ledger, deed(), job, what)
                elif what == "attend":
                    attend(ledger, deed(), Attendance(f"P{which}", job, DAY, 800, which % 2))
                elif what == "pay":
                    pay = Pay(f"N{k}", f"P{which}", job, "2026-02", which * 100, DAY)
                    pay_out(ledger, deed(), pay)
                else:
                    reverse_pay(ledger, deed(), f"M{which}", on=DAY, reason="twice")
            except (InputError, NotFoundError):
                continue
            head += 1
        assert sound(ledger) == head
        with reading(ledger) as connection:
            assert all(
                n_enrolled(connection, job["job_id"]) <= job["posts"]
                for job in rows_of(connection, "job")
            )
            paid = [one["amount_fen"] for one in rows_of(connection, "pay")]
        assert sum(paid) >= 0
        people = workshop_gains(ledger, Months("2026-01", "2026-12")).people
        assert sum(one.fen for one in people) == sum(paid)
        assert all(one.fen > 0 for one in people)
