"""A bridge that Hangzhou pays for in Jingning, invented, with its books."""

from datetime import date

from gongfu.track.postings import Kind, Posting, reversal
from gongfu.track.projects import Party, PartyRole, Phase, Project, YearBudget

BRIDGE = Project(
    "bridge",
    "景宁 <桥>",
    "A bridge & its road",
    Phase.IMPLEMENTATION,
    "331127",
    "transport.road",
    (
        Party("330100", "杭州市", (PartyRole.FUNDER,), "CN-X", "1"),
        Party("331127", "景宁县", (PartyRole.AUTHORITY, PartyRole.SUPPLIER)),
    ),
    date(2023, 1, 10),
    date(2024, 12, 31),
    budget_fen=1_000_001,
    approved_on=date(2022, 12, 1),
    budgets=(YearBudget(2023, "330100", 400_001), YearBudget(2024, "330100", 600_000)),
)


def _posting(posting_id, kind, fen, day):
    return Posting(
        posting_id, kind, "bridge", "330100", "331127", 2023, fen, day, "CLERK", "REASON"
    )


WRONG = _posting("p3", Kind.TRANSFER, 999, date(2023, 3, 2))
BOOKS = (
    _posting("p1", Kind.COMMITMENT, 1_000_001, date(2023, 2, 1)),
    _posting("p2", Kind.TRANSFER, 600_000, date(2023, 3, 1)),
    WRONG,
    reversal(WRONG, posting_id="p4", on=date(2023, 3, 3), actor_id="CLERK", reason="REASON"),
    _posting("p5", Kind.SPENDING, 512_305, date(2023, 5, 1)),
    _posting("p6", Kind.RETURN, 50_007, date(2023, 12, 1)),
)
