"""The simulated ledger of the embedded zone, which its report tells of."""

import tempfile
from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime, time
from functools import partial
from operator import itemgetter
from pathlib import Path
from typing import Final

import pandas as pd

from gongfu.app.building import SEED
from gongfu.app.progress import Progress, silent
from gongfu.app.requesting import Details, act_on_request, file_request
from gongfu.app.requesting_rows import Intake
from gongfu.app.tracking import init, post_money, prove
from gongfu.app.tracking_cases import Application, apply, move_case
from gongfu.app.tracking_lists import import_lists
from gongfu.app.tracking_proposals import propose
from gongfu.app.tracking_report import kept_for
from gongfu.errors import InputError
from gongfu.io.embedded import pairings
from gongfu.io.ledger import drop_ledger
from gongfu.io.ledger_deeds import Answered, Deed
from gongfu.io.ledger_opened import Ledger
from gongfu.model.zone import Zone
from gongfu.report.kept import Kept
from gongfu.simulate.ledger import TODAY, YEAR, SimulatedYear, simulate_year
from gongfu.simulate.ledger_cases import BRINGS, RULES, SUBJECT
from gongfu.track.actors import Actor, Role
from gongfu.track.calendar import CHINA_TIME
from gongfu.track.cases import Kind as CaseKind
from gongfu.track.postings import Kind, Posting
from gongfu.track.programmes import Evidence
from gongfu.track.request_moves import Event

LEDGER: Final = "ledger.db"
_BEGIN: Final = datetime(YEAR, 1, 2, 9, tzinfo=CHINA_TIME)
_NOW: Final = datetime.combine(TODAY, time(18), CHINA_TIME)
_WHY: Final = "simulated"
_Doing = tuple[datetime, Callable[[], Answered]]


def demo_ledger(zone: Zone, folder: Path, *, progress: Progress | None = None) -> Kept:
    """The embedded zone's ledger, made in `folder` unless it is there, and what it says.

    Parameters
    ----------
    zone
        From `demo_zone`.
    folder
        Where `ledger.db` stands.
    progress
        Called with the share done and words for it.

    Returns
    -------
    Kept
        On the last simulated day, whatever day it is now.
    """
    say = progress or silent
    path = folder / LEDGER
    if not path.exists():
        say(0.0, "making the ledger")
        _make(path, simulated_year(zone.places))
    say(1.0, "reading the ledger")
    return kept_for(str(path), zone, TODAY)


def simulated_year(places: pd.DataFrame) -> SimulatedYear:
    """A year of the embedded zone, invented.

    Parameters
    ----------
    places
        Index: codes; name, name_en, level.

    Returns
    -------
    SimulatedYear
        Money moves between the counties that are paired in fact.
    """
    counties = set(places.index[places["level"] == "county"].astype(str))
    pairs = pairings()[["sea", "mountain"]].drop_duplicates().itertuples(index=False)
    known = [(str(a), str(b)) for a, b in pairs if {str(a), str(b)} <= counties]
    return simulate_year(places, known, SEED)


def _make(path: Path, year: SimulatedYear) -> None:
    """Made under another name first, so that a stop leaves no half of it."""
    stage = path.with_name(f".{path.name}-new")
    for end in ("", "-wal", "-shm"):
        Path(f"{stage}{end}").unlink(missing_ok=True)
    province = Actor("33-province", Role.PROVINCE, "33")
    with init(stage, province, _BEGIN, simulated=True, durable=False) as ledger:
        try:
            _bring(ledger, Deed(province.actor_id, _BEGIN, _WHY), year.begun)
            # What happens is written in the order in which it happens, as an office would.
            for _, do in sorted(_done(ledger, year), key=itemgetter(0)):
                do()
            _bring(ledger, Deed(province.actor_id, _NOW, _WHY), year.told)
        except BaseException:
            drop_ledger(ledger, stage)
            raise
    stage.rename(path)


def _bring(ledger: Ledger, deed: Deed, lists: Mapping[str, pd.DataFrame]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        for name, rows in lists.items():
            rows.to_csv(Path(folder) / f"{name}.csv", index=False)
        done = import_lists(ledger, deed, folder)
    if done.faults:
        raise InputError(f"the simulated lists do not fit: {done.faults[0]}")


def _done(ledger: Ledger, year: SimulatedYear) -> Iterator[_Doing]:
    """Everything that is done one by one, and when."""
    for proof in year.evidence.itertuples(index=False):
        fact = Evidence(
            proof.deliverable_id, proof.on, "figure", float(proof.quantity), proof.proof
        )
        at = _evening(proof.on)
        yield at, partial(prove, ledger, Deed(proof.actor_id, at, _WHY), fact)
    for one in year.postings.itertuples(index=False):
        posting = Posting(
            one.posting_id,
            Kind(one.kind),
            one.project,
            one.giver,
            one.receiver,
            YEAR,
            int(one.fen),
            one.on,
            "",
        )
        at = _evening(one.on)
        yield at, partial(post_money, ledger, Deed(one.actor_id, at, _WHY), posting)
    yield from _asked(ledger, year)
    for cases in year.cases:
        for row in cases.applications:
            who, on = row["applicant_id"], row["applied_on"]
            application = Application(
                row["case_id"],
                CaseKind.BENEFIT,
                who,
                SUBJECT,
                row["place"],
                row["office"],
                on,
                facts=row["facts"],
            )
            yield row["at"], partial(apply, ledger, Deed(who, row["at"]), application)
        for act in cases.acts:
            deed = Deed(act["actor_id"], act["at"], act["why"])
            move = partial(move_case, ledger, deed, act["case_id"], act["event"])
            yield act["at"], partial(move, act["details"])
    for at in sorted({at for cases in year.cases for at in cases.proposed}):
        some = [one for cases in year.cases for one in cases.proposed.get(at, ())]
        yield at, partial(propose, ledger, Deed(BRINGS, at), RULES, at.date(), cases=some)


def _asked(ledger: Ledger, year: SimulatedYear) -> Iterator[_Doing]:
    """Residents' requests, taken down by their county, and every act upon them."""
    for one in year.requests.itertuples(index=False):
        at = datetime.fromisoformat(one.filed_at)
        names = (one.request_id, one.resident_id, one.place, one.category)
        deed = Deed(f"{one.place}-county", at)
        yield at, partial(file_request, ledger, deed, Intake(*names, at, one.words))
    for one in year.request_acts.itertuples(index=False):
        at = datetime.fromisoformat(one.at)
        details = Details(satisfied=one.satisfied == "yes" if one.satisfied else None)
        deed = Deed(one.actor_id, at)
        yield at, partial(act_on_request, ledger, deed, one.request_id, Event(one.event), details)


def _evening(day: date) -> datetime:
    return datetime.combine(day, time(18), CHINA_TIME)
