"""Proofs of a deliverable as they come: held against `below_nothing`, which adds them all up."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from gongfu.track.programmes import Evidence, below_nothing
from gongfu.track.proofs import Proofs, below_fault

DAY = date(2026, 1, 1)
EVIDENCE = st.builds(
    lambda at, kind, quantity: Evidence("D", DAY + timedelta(at), kind, quantity, "x"),
    st.integers(0, 12),
    st.sampled_from(["figure", "file", "note"]),
    st.one_of(
        st.integers(-5, 5).map(float), st.floats(-1e9, 1e9), st.sampled_from([1e-5, -1e-5, -1.1e-5])
    ),
)


@given(st.lists(EVIDENCE, min_size=1, max_size=40))
def test_below_nothing_is_found_as_by_adding_up(told):
    """Whatever came before is kept, whether it fits or not, as old ledgers may hold it."""
    proofs = Proofs(one.on for one in told)
    held = []
    for one in told:
        found = below_nothing([*held, one]) if one.kind != "note" else []
        assert proofs.below(one) == (found[0] if found else None)
        proofs.add(one)
        held.append(one)


def test_one_day_and_none():
    one = Evidence("D", DAY, "figure", -2.0, "x")
    below = Proofs([DAY]).below(one)
    assert below == Evidence("D", DAY, "figure", -2.0, "sum")
    assert below_fault(below).startswith("on 2026-01-01 all proofs together would come to -2;")
    assert Proofs([DAY, DAY]).below(Evidence("D", DAY, "figure", 2.0, "x")) is None
    Proofs([])
