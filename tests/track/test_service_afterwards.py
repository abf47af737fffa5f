"""Indicators as the record stood on each last day, against a reading of what it held by then."""

from datetime import date, timedelta

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from gongfu.track.calendar import day_in_china
from gongfu.track.request_moves import Event, State
from gongfu.track.service import handlings, service
from tests.track.request_world import MONDAY, TERMS, histories
from tests.track.test_service import (
    LATER,
    _late,
    begins,
    first_missed,
    record,
    slow_terms,
    who_is_late,
)


@st.composite
def late_histories(draw):
    """Random acts, the day on which each is written down, and in which group each handling is."""
    steps, wrote, days = draw(histories()), day_in_china(MONDAY), []
    for _, step, _ in steps:
        late = timedelta(days=draw(st.sampled_from([0, 0, 0, 1, 2, 5, 9])))
        wrote = max(wrote, day_in_china(step.at) + late)
        days.append(wrote)
    n = sum(begins(step) for _, step, _ in steps)
    return steps, days, draw(st.lists(st.integers(0, 2), min_size=n, max_size=n))


def known_then(steps, wrote):
    """Who misses each clock: of every record that ends sooner, on the day before it goes on."""
    known = {}
    for m in range(1, len(steps) + 1):
        terms = slow_terms(steps[:m])
        until = wrote[m] if m < len(steps) else LATER
        if terms and len(terms) not in known:
            at = who_is_late(terms[-1], until)
            known |= {} if at is None else {len(terms): at}
    return known


@given(late_histories())
def test_what_is_known_later_is_held_against_the_record_of_each_day(drawn):
    steps, wrote, groups = drawn
    written = {("r1", step.version): day for (_, step, _), day in zip(steps, wrote, strict=True)}
    group = np.array(groups, np.int64)
    told = service(handlings((step for _, step, _ in steps), written), LATER, group, 3)

    began = [at for at, (_, step, _) in enumerate(steps) if begins(step)]
    group_at = dict(zip(began, groups, strict=True))
    then = known_then(steps, wrote)
    counted, missed_then, afterwards = set(), set(), [0, 0, 0]
    for number, term in enumerate(slow_terms(steps), 1):
        late = who_is_late(term, LATER)
        if late is not None:
            assert number in then, "what is late was late as the record stood"
            counted.add((number, group_at[late]))
        if number in then:
            missed_then.add((number, group_at[then[number]]))
        for at, (_, step, _) in term:
            if step.event is Event.ANSWER and not first_missed(term, day_in_china(step.at)):
                mine = group_at[[one for one in began if one < at][-1]]
                counted.add((number, mine))
                afterwards[mine] += number in then
    assert told.n_closed_afterwards.tolist() == afterwards
    for g in range(3):
        assert told.n_of_closed[g] == sum(one == g for _, one in counted)
        assert told.n_dropped_afterwards[g] == sum(one == g for _, one in missed_then - counted)

    signed, unsigned = [0, 0, 0], [0, 0, 0]
    for at in began:
        if steps[at][2].state is not State.ASSIGNED or at + 1 == len(steps):
            continue
        start, ends = day_in_china(steps[at][1].at), steps[at + 1][1]
        in_time = not _late(start, TERMS.sign_days, day_in_china(ends.at))
        if in_time and _late(start, TERMS.sign_days, wrote[at + 1]):
            (signed if ends.event is Event.SIGN else unsigned)[group_at[at]] += 1
    assert told.n_signed_afterwards.tolist() == signed
    assert told.n_unsigned_afterwards.tolist() == unsigned

    for name in ("signed", "closed"):
        least = getattr(told, f"{name}_on_time_least_share")
        share = getattr(told, f"{name}_on_time_share")
        assert not (least > share).any()


@given(histories())
def test_what_is_written_down_on_its_day_is_known_as_it_stands(steps):
    rows = handlings(step for _, step, _ in steps)
    told = service(rows, LATER, np.zeros(rows.said.size, np.int64), 1)
    assert rows.answered_for_on.tolist() == rows.answers_for_on.tolist()
    for name in ("signed", "closed", "unsigned", "dropped"):
        assert getattr(told, f"n_{name}_afterwards").tolist() == [0]


def late_written(*events):
    """Counts of one request: each event, its day, and the day on which it was written down."""
    steps = record(*(one[:2] for one in events))
    monday = day_in_china(MONDAY)
    written = {("r1", k): monday + timedelta(days=one[-1]) for k, one in enumerate(events, 1)}
    rows = handlings(steps, written)
    told = service(rows, LATER, np.zeros(rows.said.size, np.int64), 1)
    return [
        int(counts[0])
        for counts in (
            told.n_signed_on_time, told.n_signed_afterwards,
            told.n_closed_on_time, told.n_closed_afterwards,
        )
    ]  # fmt: skip


def test_what_is_in_time_by_steps_written_down_after_the_last_day_is_counted_apart():
    """To sign by Tuesday (1), to answer by Monday (7)."""
    begin = (Event.ASSIGN, 0)
    assert late_written(begin, (Event.SIGN, 1), (Event.ANSWER, 7)) == [1, 0, 1, 0]
    assert late_written(begin, (Event.SIGN, 0, 1), (Event.ANSWER, 5, 7)) == [1, 0, 1, 0]
    assert late_written(begin, (Event.SIGN, 1, 2), (Event.ANSWER, 7)) == [1, 1, 1, 0]
    assert late_written(begin, (Event.SIGN, 1), (Event.ANSWER, 7, 8)) == [1, 0, 1, 1]
    # What is late is late, whenever it was written down.
    assert late_written(begin, (Event.SIGN, 2, 3), (Event.ANSWER, 8, 9)) == [0, 0, 0, 0]
    # A pause or an extension that was written down when the term was over makes the answer in time.
    moved = (Event.RESUME, 8), (Event.ANSWER, 9)
    assert late_written(begin, (Event.SIGN, 1), (Event.PAUSE, 6, 8), *moved) == [1, 0, 1, 1]
    assert late_written(begin, (Event.SIGN, 1), (Event.PAUSE, 6, 7), *moved) == [1, 0, 1, 0]
    longer = (Event.ANSWER, 9)
    assert late_written(begin, (Event.SIGN, 1), (Event.EXTEND, 6, 8), longer) == [1, 0, 1, 1]
    assert late_written(begin, (Event.SIGN, 1), (Event.EXTEND, 6, 7), longer) == [1, 0, 1, 0]


def test_what_is_not_late_by_an_end_that_was_written_down_after_the_last_day():
    """A merger or withdrawal of Friday (4) that is written down on the Tuesday after the term."""
    begin = (Event.ASSIGN, 0), (Event.SIGN, 1)

    def told(*events, today=LATER):
        steps = record(*(one[:2] for one in (*begin, *events)))
        monday = day_in_china(MONDAY)
        written = {
            ("r1", k): monday + timedelta(days=one[-1])
            for k, one in enumerate((*begin, *events), 1)
        }
        rows = handlings(steps, written)
        found = service(rows, today, np.zeros(rows.said.size, np.int64), 1)
        return int(found.n_dropped_afterwards[0]), found.closed_on_time_least_share[0]

    for event in (Event.MERGE, Event.WITHDRAW):
        assert told((event, 4, 8)) == (1, 0.0)
        assert told((event, 4, 8), today=date(2024, 9, 16))[0] == 0  # its day is not over
        n, share = told((event, 4, 7))
        assert (n, np.isnan(share)) == (0, True)
        assert told((event, 8, 9)) == (0, 0.0)  # it is late as it is
    assert told((Event.RETURN, 4, 8), (Event.DECLINE, 5, 8)) == (1, 0.0)
    # What goes on is not ended.
    again = (Event.MERGE, 4, 8), (Event.ASSIGN, 8), (Event.SIGN, 8), (Event.ANSWER, 8)
    assert told(*again) == (0, 0.0)


def test_merged_before_anybody_had_it():
    rows = handlings(record((Event.MERGE, 0), (Event.ASSIGN, 1), (Event.SIGN, 1)))
    assert rows.answered_for_on.tolist() == rows.answers_for_on.tolist()


def test_a_new_term_forgets_what_was_written_down_late_in_the_last_one():
    steps = [(Event.ASSIGN, 0), (Event.SIGN, 1), (Event.ANSWER, 7, 8), (Event.REOPEN, 8)]
    assert late_written(*steps, (Event.SIGN, 9), (Event.ANSWER, 15)) == [2, 0, 2, 1]


def test_the_least_share_leaves_out_what_was_written_down_afterwards():
    steps = record((Event.ASSIGN, 0), (Event.SIGN, 1), (Event.ANSWER, 7))
    after = {("r1", 2): date(2024, 9, 30), ("r1", 3): date(2024, 9, 30)}
    told = service(handlings(steps, after), LATER, np.zeros(1, np.int64), 1)
    assert (told.signed_on_time_share[0], told.closed_on_time_share[0]) == (1.0, 1.0)
    assert (told.signed_on_time_least_share[0], told.closed_on_time_least_share[0]) == (0.0, 0.0)


def by_handling(*events, today=LATER):
    """Of each handling: counted to answer now, missed then, counted to sign now, missed then."""
    steps = record(*(one[:2] for one in events))
    monday = day_in_china(MONDAY)
    written = {("r1", k): monday + timedelta(days=one[-1]) for k, one in enumerate(events, 1)}
    rows = handlings(steps, written)
    told = service(rows, today, np.arange(rows.said.size), rows.said.size)
    names = ("n_of_closed", "n_dropped_afterwards", "n_of_signed", "n_unsigned_afterwards")
    return np.stack([getattr(told, name) for name in names], axis=1).tolist()


def test_what_still_goes_on_is_late_as_the_record_stood():
    """Paused, lengthened or passed on upon Friday (4), as is said when the term is over."""
    begin = (Event.ASSIGN, 0), (Event.SIGN, 1)
    assert by_handling(*begin, (Event.PAUSE, 4, 40)) == [[0, 1, 1, 0]]
    assert by_handling(*begin, (Event.PAUSE, 4, 40), (Event.WITHDRAW, 41)) == [[0, 1, 1, 0]]
    soon = date(2024, 9, 18)
    assert by_handling(*begin, (Event.EXTEND, 4, 8), today=soon) == [[0, 1, 1, 0]]
    # The next department is late as it stands; the one before, as it stood.
    passed = by_handling(*begin, (Event.TRANSFER, 3, 40))
    assert passed == [[0, 1, 1, 0], [1, 0, 1, 0]]


def test_a_day_to_sign_that_was_missed_does_not_vanish():
    """To sign by Tuesday (1); taken away on it, as is said on Wednesday."""
    begin = (Event.ASSIGN, 0)
    for event in (Event.RETURN, Event.TRANSFER, Event.MERGE, Event.WITHDRAW, Event.ESCALATE):
        assert by_handling(begin, (event, 1, 2), today=date(2024, 9, 11))[0] == [0, 0, 0, 1]
        assert by_handling(begin, (event, 1, 1), today=date(2024, 9, 11))[0] == [0, 0, 0, 0]
        assert by_handling(begin, (event, 2, 2), today=date(2024, 9, 11))[0] == [0, 0, 1, 0]
        assert by_handling(begin, (event, 1, 2), today=date(2024, 9, 10))[0] == [0, 0, 0, 0]


def test_who_passed_it_on_on_the_last_day_is_late_though_it_was_dropped_then():
    begin = (Event.ASSIGN, 0), (Event.SIGN, 1), (Event.TRANSFER, 7)
    assert by_handling(*begin, (Event.MERGE, 7, 40))[0][:2] == [0, 1]


def test_a_term_counts_once_in_all_though_two_departments_are_told():
    events = (Event.ASSIGN, 0), (Event.SIGN, 1), (Event.TRANSFER, 3, 40)
    written = {("r1", 3): day_in_china(MONDAY) + timedelta(days=40)}
    rows = handlings(record(*(one[:2] for one in events)), written)
    told = service(rows, LATER, np.zeros(2, np.int64), 1)
    assert (told.n_of_closed[0], told.n_dropped_afterwards[0]) == (1, 0)
