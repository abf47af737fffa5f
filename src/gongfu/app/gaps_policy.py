"""What a small policy does to the gaps of a zone's households: jobs, transfers, least incomes."""

from dataclasses import asdict, dataclass
from pathlib import Path

from gongfu.app.answer import Answer
from gongfu.app.gaps_answer import told
from gongfu.app.gaps_source import GapQuestion, read_source
from gongfu.errors import InputError
from gongfu.measure.what_if_incomes import (
    Levy,
    MinimumIncome,
    Policy,
    Transfer,
    WorkshopWages,
    what_if_incomes,
)
from gongfu.report import asked_policy as words

_RURAL = "rural"


@dataclass(frozen=True, slots=True)
class Wish:
    """Policies as one writes them on a command line, applied in this order.

    jobs, wage_yuan: workshop jobs, poorest households first, and what each pays a year;
    transfer_yuan: to every household a year; minimum_yuan: a head and year; levy: everybody pays
    the same share of income, so that it costs nothing; to: "town" or "country" only, "" for all;
    line_yuan: poverty line a head and year.
    """

    jobs: int = 0
    wage_yuan: float = 0.0
    transfer_yuan: float = 0.0
    minimum_yuan: float = 0.0
    levy: bool = False
    to: str = ""
    line_yuan: float | None = None


def what_if(path: Path, wish: Wish) -> Answer:
    """Every index and every part of it before and after some policies.

    Parameters
    ----------
    path
        A zone with incomes of households.
    wish
        What is done.

    Returns
    -------
    Answer
        One row per index and part: `index`, `by`, `component`, `before`, `after`, `change`;
        `summary` counts who gains, and what each policy pays.

    Raises
    ------
    InputError
        Nothing is done, or the zone has no households.
    """
    policies = _policies(wish)
    source = read_source(path, GapQuestion(incomes=True))
    households = source.frame.assign(rural=~source.frame["urban"].astype(bool))
    found = what_if_incomes(households, policies, line_yuan=wish.line_yuan)

    indices = found.indices.drop(columns=["why_zh"], errors="ignore").reset_index()
    table = words.rows(indices, found.parts)
    said = words.changed(found)
    return told(source, {"command": "what-if", **asdict(wish)}, said, table, summary=found.policies)


def _policies(wish: Wish) -> tuple[Policy, ...]:
    """The policies in the order in which they are applied."""
    places = {"": None, "town": "urban", "country": _RURAL}
    if wish.to not in places:
        raise InputError(f"--to {wish.to!r} is none of town, country; leave it out for all")
    to = places[wish.to]
    if bool(wish.jobs) != bool(wish.wage_yuan):
        raise InputError("jobs need a wage and a wage needs jobs; give --jobs and --wage")
    found: list[Policy] = []
    if wish.jobs:
        found.append(WorkshopWages(wish.jobs, wish.wage_yuan, to=to))
    if wish.transfer_yuan:
        found.append(Transfer(wish.transfer_yuan, to=to))
    if wish.minimum_yuan:
        found.append(MinimumIncome(wish.minimum_yuan, to=to))
    if not found:
        raise InputError("nothing is done; give --jobs and --wage, --transfer or --minimum")
    return (*found, Levy()) if wish.levy else tuple(found)
