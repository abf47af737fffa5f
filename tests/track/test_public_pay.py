"""Nobody is told by what is published of pay, whatever answers are held against each other."""

from dataclasses import replace
from datetime import date, timedelta
from itertools import combinations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from gongfu.track.income import Months, PaidAt, VillageGain, paid_at
from gongfu.track.pay import Pay, reversal
from gongfu.track.public_pay import WorkshopPay, public_gains, public_parts, public_pay
from gongfu.track.workshops import Enrolment, Standing

VILLAGES = ("330501001001", "330501001002", "330501002001", "330702001001")
SHOPS = {"J": "V", "K": "V", "L": "W"}
FIRST = date(2026, 1, 1)
WORKS = [
    Enrolment(f"{who}{job}", who, job, VILLAGES[at % 4], Standing.ENROLLED, FIRST)
    for at, who in enumerate("abcdefgh")
    for job in SHOPS
]
people, months, jobs = st.sampled_from("abcdefgh"), st.integers(1, 3), st.sampled_from("JKL")
days = st.integers(0, 3)
acts = st.one_of(
    st.tuples(st.just("pay"), people, jobs, months, days),
    st.tuples(st.just("pay"), people, jobs, months, days),
    st.tuples(st.just("move"), people, jobs, st.sampled_from(VILLAGES), months),
    st.tuples(st.just("reverse"), st.integers(0, 20), days),
)
tasks = st.lists(st.lists(acts, min_size=1, max_size=8), max_size=5)


def written_by(told):
    """What each task writes down, a pay being the next power of two; nothing is undone twice.

    Who moves leaves, perhaps as of before their pay, and is enrolled anew with another village.
    """
    now = {(one.person_id, one.job_id): one for one in WORKS}
    paid, undone, done = [], set(), [list(WORKS)]
    for task in told:
        new = []
        for kind, *act in task:
            if kind == "pay":
                who, job, month, day = act
                fen, on = 2 ** len(paid), date(2026, 4, 1) + timedelta(day)
                paid.append(Pay(f"{len(paid)}", who, job, f"2026-0{month}", fen, on))
                new.append(paid[-1])
            elif kind == "move":
                who, job, village, month = act
                old = now[who, job]
                since = max(old.since, date(2026, month, 2))
                new.append(replace(old, standing=Standing.LEFT, until=since))
                now[who, job] = replace(
                    old, enrolment_id=f"{old.enrolment_id}+", village=village, since=since
                )
                new.append(now[who, job])
            elif len(paid) > act[0] not in undone:
                of, on = paid[act[0]], date(2026, 4, 4) + timedelta(act[1])
                undone.add(act[0])
                new.append(reversal(of, pay_id=f"{of.pay_id}/reversed", on=on, reason="twice"))
        done.append(new)
    return done


def as_known(done, n):
    """All pay after some tasks, by task, as a ledger gives it."""
    found = paid_at([one for new in done[:n] for one in new], SHOPS)
    together, at = [], 0
    for new in done[:n]:
        size = sum(isinstance(one, Pay) for one in new)
        together.append(found[at : at + size])
        at += size
    return together


def answers(parts, waiting):
    """Every public sum: by village for each period, by workshop up to each day; all of each."""
    sums = []
    for first in (1, 2, 3):
        for last in range(first, 4):
            period = Months(f"2026-0{first}", f"2026-0{last}")
            rows = public_gains(one for one in parts if period.holds(one.month))
            sums += [one.fen for one in rows]
    for day in range(12):
        found = public_pay(parts, waiting, date(2026, 4, 1) + timedelta(day))
        sums += [one.fen for one in found.values() if one.fen is not None]
    return sums


@settings(max_examples=300)
@given(told=tasks)
def test_all_answers_are_sums_of_parts_that_never_change(told):
    """Parts are of three people or more, share no pay, and stay: so no sums tell of fewer."""
    done = written_by(told)
    before, seen = [], []
    for n in range(len(done) + 1):
        together = as_known(done, n)
        parts, waiting = public_parts(together, 3)
        assert parts[: len(before)] == before
        before = parts
        seen += answers(parts, waiting)
    ids = [one.pay.pay_id for part in before for one in part.rows]
    assert len(ids) == len(set(ids))
    assert all(len(part.people) >= 3 for part in before)
    assert all(one.pay.month == part.month for part in before for one in part.rows)
    everything = sum(one.pay.amount_fen for some in as_known(done, len(done)) for one in some)
    left = sum(one.pay.amount_fen for one in waiting)
    assert sum(part.fen for part in before) + left == everything
    sums = {0}
    for part in before:
        sums |= {one + part.fen for one in sums}
    assert set(seen) <= sums


def plain(told):
    """Pay by task, each a power of two: who, month, job, day, at home in the village of who."""
    n, together = 0, []
    for some in told:
        together.append([])
        for who, month, job, day in some:
            got = Pay(f"{n}", who, job, f"2026-0{month}", 2**n, date(2026, 4, 1) + timedelta(day))
            together[-1].append(PaidAt(got, VILLAGES[ord(who) % 4], SHOPS[job]))
            n += 1
    return together, n


@settings(max_examples=200)
@given(
    told=st.lists(
        st.lists(st.tuples(people, months, jobs, days), min_size=1, max_size=9), max_size=5
    )
)
def test_no_combination_of_answers_tells_of_few(told):
    """All answers on all days, as rows over payments, span nothing that is of two people."""
    together, n_pay = plain(told)
    rows = []
    for n in range(len(together) + 1):
        found = answers(*public_parts(together[:n], 3))
        rows += [[fen >> at & 1 for at in range(n_pay)] for fen in found]
    who = [one.pay.person_id for some in together for one in some]
    if not rows or not n_pay:
        return
    # What is of two people alone is in the span of the answers and vanishes for all the others.
    span = np.linalg.matrix_rank(np.array(rows, dtype=float))
    names = sorted(set(who))
    for at, first in enumerate(names):
        for second in names[at:]:
            others = [k for k, one in enumerate(who) if one not in (first, second)]
            rest = np.array(rows, dtype=float)[:, others]
            assert (np.linalg.matrix_rank(rest) if others else 0) == span


@settings(max_examples=300)
@given(told=tasks)
def test_what_was_undone_tells_of_few_either(told):
    """Pay taken back cancels that of earlier parts: still no sums of parts are of two people."""
    done = written_by(told)
    parts, _ = public_parts(as_known(done, len(done)), 3)
    paid = [one for new in done for one in new if isinstance(one, Pay) and not one.reverses]
    at = {one.pay_id: k for k, one in enumerate(paid)}
    rows = np.zeros((len(parts), len(paid)))
    for row, part in zip(rows, parts, strict=True):
        for one in part.rows:
            row[at[one.pay.reverses or one.pay.pay_id]] += -1 if one.pay.reverses else 1
    span = np.linalg.matrix_rank(rows) if rows.size else 0
    for first, second in combinations("abcdefgh", 2):
        others = [k for k, one in enumerate(paid) if one.person_id not in (first, second)]
        assert (np.linalg.matrix_rank(rows[:, others]) if rows[:, others].size else 0) == span


def test_what_takes_back_shown_pay_goes_with_that_of_enough_others():
    """Of a, b and c, those of a and b taken back beside a new one of c would leave c's alone."""
    first = january(("a", 120, "01"), ("b", 50, "01"), ("c", 200, "01"))
    back = [
        replace(
            one,
            pay=reversal(one.pay, pay_id=f"{one.pay.pay_id}/reversed", on=FIRST, reason="twice"),
        )
        for one in first[:2]
    ]
    more = january(("c", 11, "01"))
    parts, waiting = public_parts([first, back, more], 3)
    assert ([one.fen for one in parts], waiting) == ([370], [*back, *more])
    three = january(("d", 1, "01"), ("e", 2, "01"))
    parts, waiting = public_parts([first, back, more, three], 3)
    assert ([one.fen for one in parts], waiting) == ([370, -156], [])
    assert parts[1].people == {"c", "d", "e"}
    parts, waiting = public_parts([[*first, *back]], 3)
    assert (parts, len(waiting)) == ([], 5)


def january(*told, job="J"):
    """Pay of January of one task: who, fen and the end of the code of their village."""
    return [
        PaidAt(Pay(f"{who}{fen}", who, job, "2026-01", fen, FIRST), f"3305{code}", SHOPS[job])
        for who, fen, code in told
    ]


def test_few_wait_for_others_of_their_place_and_month():
    near, far = "01001001", "01002001"
    three = january(("a", 5, near), ("b", 6, near), ("c", 7, near))
    parts, waiting = public_parts([three], 3)
    assert [(one.place, one.village, one.workshop, one.fen) for one in parts] == [
        (f"3305{near}", f"3305{near}", "V", 18)
    ]
    assert waiting == []
    two = january(("d", 1, near), ("e", 2, near))
    parts, waiting = public_parts([three, two], 3)
    assert (len(parts), len(waiting)) == (1, 2)
    # Nobody waits for another county; one of the next township makes three of this one.
    elsewhere = january(("g", 8, "02001001"))
    assert len(public_parts([three, two, elsewhere], 3)[1]) == 3
    parts, waiting = public_parts([three, two, january(("f", 4, far))], 3)
    assert (parts[1].place, parts[1].village, parts[1].fen) == ("330501", "", 7)
    assert public_gains(parts) == [VillageGain(f"3305{near}", 3, 18), VillageGain("", 3, 7)]
    assert waiting == []


def test_of_one_month_few_wait_though_another_month_has_many():
    """Else the sums of two periods, or of a year by workshop, would tell what one was paid."""
    many = january(("a", 10, "01"), ("b", 10, "01"), ("c", 10, "01"))
    february = replace(many[0], pay=replace(many[0].pay, pay_id="a2", month="2026-02"))
    parts, waiting = public_parts([[*many, february]], 3)
    assert [one.month for one in parts] == ["2026-01"]
    assert waiting == [february]
    assert public_pay(parts, waiting, date(2026, 12, 31)) == {"V": WorkshopPay(30, 1)}


def test_a_village_is_divided_by_workshop_as_far_as_each_part_is_of_enough():
    v = january(*(("abcd"[k], 1 + k, "01") for k in range(4)))
    more = january(("e", 10, "01"), ("f", 20, "01"), job="L")
    parts, _ = public_parts([[*v, *more]], 3)
    assert [(one.workshop, one.fen) for one in parts] == [("", 40)]  # two of W hide among V's
    parts, _ = public_parts([[*v, *more, *january(("g", 40, "01"), job="L")]], 3)
    assert [(one.workshop, one.village, one.fen) for one in parts] == [
        ("V", "330501", 10),
        ("W", "330501", 70),
    ]
    # who is paid by both is one
    both = [
        *january(("a", 1, "01"), ("b", 2, "01"), ("c", 4, "01")),
        *january(("a", 8, "01"), job="L"),
    ]
    assert [one.workshop for one in public_parts([both], 3)[0]] == [""]


def test_what_was_taken_back_is_of_nobody():
    near = "01001001"
    paid = january(("a", 5, near), ("b", 6, near), ("c", 7, near))
    back = [replace(paid[2], pay=reversal(paid[2].pay, pay_id="r", on=FIRST, reason="twice"))]
    assert public_parts([[*paid, *back]], 3)[0] == []
    parts, waiting = public_parts([paid, back], 3)
    assert [one.fen for one in parts] == [18]
    assert [one.pay.amount_fen for one in waiting] == [-7]
    only = january(("d", 9, near))
    gone = [replace(only[0], pay=reversal(only[0].pay, pay_id="s", on=FIRST, reason="twice"))]
    assert public_parts([only, gone], 3) == ([], [])
    # of another workshop, too: three are left, and no part is of nobody
    other = january(("d", 9, near), job="L")
    gone = [replace(other[0], pay=reversal(other[0].pay, pay_id="t", on=FIRST, reason="twice"))]
    parts, _ = public_parts([[*paid, *other, *gone]], 3)
    assert [(one.workshop, len(one.people)) for one in parts] == [("V", 3)]


def test_pay_of_a_workshop_is_shown_by_parts_that_were_paid_whole_by_the_day():
    def on(day, rows):
        return [replace(one, pay=replace(one.pay, on=date(2026, 2, day))) for one in rows]

    first = on(1, january(("a", 5, "01"), ("b", 6, "01"), ("c", 7, "01")))
    second = [*on(1, january(("a", 9, "01"))), *on(5, january(("b", 1, "01"), ("d", 2, "01")))]
    parts, waiting = public_parts([first, second, on(6, january(("e", 70, "01")))], 3)

    def shown(day):
        return public_pay(parts, waiting, day)

    assert shown(date(2026, 1, 31)) == {}
    assert shown(date(2026, 2, 1))["V"] == WorkshopPay(18, 1)
    assert shown(date(2026, 2, 5))["V"] == WorkshopPay(30, 0)
    assert shown(date(2026, 2, 6))["V"] == WorkshopPay(30, 1)
    assert shown(date(2027, 2, 6)) == {}
