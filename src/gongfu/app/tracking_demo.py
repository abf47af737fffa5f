"""The simulated ledger of the embedded zone, which its report tells of."""

import tempfile
from datetime import datetime, time
from pathlib import Path
from typing import Final

from gongfu.app.building import SEED
from gongfu.app.progress import Progress, silent
from gongfu.app.tracking import init, post_money, prove
from gongfu.app.tracking_lists import import_lists
from gongfu.app.tracking_report import kept_for
from gongfu.errors import InputError
from gongfu.io.embedded import pairings
from gongfu.io.ledger import drop_ledger
from gongfu.io.ledger_write import Deed
from gongfu.model.zone import Zone
from gongfu.report.kept import Kept
from gongfu.simulate.ledger import TODAY, YEAR, SimulatedYear, simulate_year
from gongfu.track.actors import Actor, Role
from gongfu.track.books import Kind, Posting
from gongfu.track.calendar import CHINA_TIME
from gongfu.track.programmes import Evidence

LEDGER: Final = "ledger.db"
_NOW: Final = datetime.combine(TODAY, time(18), CHINA_TIME)
_WHY: Final = "simulated"


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
        counties = zone.places.index[zone.places["level"] == "county"].astype(str).tolist()
        pairs = pairings()[["sea", "mountain"]].drop_duplicates().itertuples(index=False)
        known = [(str(a), str(b)) for a, b in pairs if {str(a), str(b)} <= set(counties)]
        _make(path, simulate_year(counties, known, SEED))
    say(1.0, "reading the ledger")
    return kept_for(str(path), zone, TODAY)


def _make(path: Path, year: SimulatedYear) -> None:
    """Made under another name first, so that a stop leaves no half of it."""
    stage = path.with_name(f".{path.name}-new")
    for end in ("", "-wal", "-shm"):
        Path(f"{stage}{end}").unlink(missing_ok=True)
    province = Actor("33-province", Role.PROVINCE, "33")
    with init(stage, province, _NOW, simulated=True, durable=False) as ledger:
        try:
            with tempfile.TemporaryDirectory() as folder:
                for name, rows in year.lists.items():
                    rows.to_csv(Path(folder) / f"{name}.csv", index=False)
                done = import_lists(ledger, Deed(province.actor_id, _NOW, _WHY), folder)
            if done.faults:
                raise InputError(f"the simulated lists do not fit: {done.faults[0]}")
            for proof in year.evidence.itertuples(index=False):
                fact = Evidence(
                    proof.deliverable_id, proof.on, "figure", float(proof.quantity), proof.proof
                )
                prove(ledger, Deed(proof.actor_id, _NOW, _WHY), fact)
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
                post_money(ledger, Deed(one.actor_id, _NOW, _WHY), posting)
        except BaseException:
            drop_ledger(ledger, stage)
            raise
    stage.rename(path)
