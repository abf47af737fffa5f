"""The page of documents with their figures marked, in a file."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from gongfu.app.evidence import Reading
from gongfu.app.evidence_told import checked_zone, used_as, why_unused
from gongfu.errors import InputError
from gongfu.evidence.ledger import decided, evidence_rows
from gongfu.evidence.stated import StatedFigure
from gongfu.io.answers import check_folder
from gongfu.io.atomic import replace_file
from gongfu.io.tables import read_zone
from gongfu.model.zone import Zone
from gongfu.report import evidence_page as pages
from gongfu.report.asked_evidence import about
from gongfu.report.numbers import period
from gongfu.report.tables import names
from gongfu.report.text import listed

_REPORT: Final = "report.html"


def check_page(path: Path | None) -> None:
    """Raise an InputError if no page could be written to `path`; None is none."""
    if path is None:
        return
    if path.suffix.lower() != ".html":
        raise InputError(
            f"{str(path)!r} ends in {path.suffix or 'nothing'!r}; a page ends in .html"
        )
    check_folder(path)


def write_page(
    readings: Sequence[Reading], path: Path, *, zone: Path | None = None, language: str = "zh"
) -> None:
    """Write documents with their figures marked as one page.

    Parameters
    ----------
    readings
        From `gongfu.app.evidence.read`, at least one.
    path
        .html; a file that is there is replaced.
    zone
        Folder of the zone that they were read into: its decisions, where it uses which figure,
        and who says otherwise.  A page in that folder links to the report there.
    language
        The page opens in: "en" or "zh".
    """
    held = None if zone is None else read_zone(zone)
    shown = [_shown(reading, held) for reading in readings]
    beside = pages.Beside()
    if held is not None and zone is not None:
        own = frozenset(one.id for document in shown for one in document.figures)
        report = zone / _REPORT
        there = report.exists() and path.parent.resolve() == zone.resolve()
        beside = _beside(held, own, _REPORT if there else "")
    replace_file(path, pages.page(shown, beside, language).encode())


def _shown(reading: Reading, zone: Zone | None) -> pages.Shown:
    document = reading.document
    rows = evidence_rows(reading.id, reading.figures)
    in_order = sorted(reading.figures, key=lambda one: (one.number_start, one.number_end))
    used = {} if zone is None else used_as(zone)
    marked = tuple(
        _marked(str(name), figure, zone, used)
        for name, figure in zip(rows.index, in_order, strict=True)
    )
    return pages.Shown(reading.id, document.title, document.name, document.published,
                       document.text, marked, reading.damage)  # fmt: skip


def _marked(
    name: str, figure: StatedFigure, zone: Zone | None, used_at: dict[str, int]
) -> pages.Marked:
    read = "accepted" if figure.accepted else "in doubt"
    state = read if figure.role == "figure" else figure.role
    if zone is None or name not in zone.evidence.index:
        return pages.Marked(name, figure, state)
    row = decided(zone.evidence.loc[[name]], zone.decisions).iloc[0]
    note = ": ".join(part for part in (row["by"], row["reason"]) if part)
    at = used_at.get(name)
    if at is None:
        return pages.Marked(name, figure, row["state"], None, why_unused(row, zone), note)
    used = zone.figures.loc[at]
    place = names(zone.places, [used["place"]])[0]
    words = listed([about(used["indicator"], ""), place, period(used["period"])])
    return pages.Marked(name, figure, row["state"], words, None, note)


def _beside(zone: Zone, own: frozenset[str], report: str) -> pages.Beside:
    """What the zone says about the figures on the page."""
    told = checked_zone(zone)

    def touches(claim: dict[str, Any]) -> bool:
        return any(side["figure"] in own for side in claim["sides"])

    return pages.Beside(
        [claim for claim in told["contradictions"] if touches(claim)],
        [claim for claim in told["agreed"] if touches(claim)],
        [claim["words"] for claim in told["group_claims"] if claim["figure"] in own],
        report,
        own,
    )
