"""Figures out of documents: read files, bring what they state into a zone, decide, export."""

import hashlib
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any, Final

import numpy as np
import pandas as pd

from gongfu.app.place_names import find_place
from gongfu.app.progress import Progress, silent
from gongfu.errors import InputError
from gongfu.evidence.agreement import Claim, claims, statements
from gongfu.evidence.clean import find_damage
from gongfu.evidence.damage import Damage, repair
from gongfu.evidence.entering import zone_figures
from gongfu.evidence.figures import read_figures
from gongfu.evidence.gazetteer import Gazetteer, build_gazetteer
from gongfu.evidence.ledger import decide, decided, evidence_rows, of_documents, value_text
from gongfu.evidence.prov import prov_json
from gongfu.evidence.stated import StatedFigure
from gongfu.io import embedded
from gongfu.io.answers import check_folder
from gongfu.io.atomic import replace_file
from gongfu.io.documents import read_documents
from gongfu.io.figure_faults import figure_faults
from gongfu.io.tables import read_zone, write_zone
from gongfu.io.word_list import word_model
from gongfu.model import schema
from gongfu.model.document import Document
from gongfu.model.place import ancestors
from gongfu.model.zone import Layer, Zone

KEYS: Final = (
    "value", "bound", "unit", "indicator", "term", "place", "place_code", "period", "whom",
    "number", "sentence", "start", "end", "number_start", "number_end", "standing", "role",
    "accepted", "doubts", "confidence",
)  # fmt: skip
"""Of a figure in JSON, in order."""
TEXT_GRADES: Final = ("official_text", "secondary", "transcribed")
_ID_DIGITS: Final = 12
_LAYER: Final = "documents that were read"
_PROGRAM: Final = "gongfu"
_DAY: Final = re.compile(r"\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?")


@dataclass(frozen=True, slots=True)
class Reading:
    """A document that was read, under its id, the figures that it states, and what is not of it."""

    id: str
    document: Document
    figures: tuple[StatedFigure, ...]
    damage: tuple[Damage, ...] = ()


@dataclass(frozen=True, slots=True)
class Entered:
    """What a reading changed in a zone: how many documents and figures are new."""

    zone: Zone
    n_documents: int
    n_stated: int
    n_figures: int


def document_id(text: str) -> str:
    """The first 12 hexadecimal digits of the SHA-256 of the text as UTF-8."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:_ID_DIGITS]


def read(
    paths: Sequence[str | Path],
    *,
    zone: str | Path | None = None,
    date: str = "",
    about: str = "",
    clean: bool = True,
    progress: Progress | None = None,
) -> tuple[list[Reading], list[str]]:
    """The figures that files state.

    Parameters
    ----------
    paths
        Files, or folders of files.
    zone
        Folder of a zone whose places are meant; None: those of Zhejiang.
    date
        The day (or month, or year) of the documents, where they do not say it themselves.
    about
        Code or name of the place that they are about.
    clean
        Whether what was injected into a text is looked for and left out.
    progress
        Told which document is read.

    Returns
    -------
    list of Reading, list of str
        One for each document that could be read, each text once; and why the others could not.

    Raises
    ------
    InputError, NotFoundError
        There is no such zone or place.
    """
    if date and not _DAY.fullmatch(date):
        raise InputError(f"date is {date!r}; give a day as 2024-08-01, a month or a year")
    places = embedded.places() if zone is None else read_zone(zone).places
    known: dict[str, Any] = {"published": date} if date else {}
    if about:
        known["about"] = find_place(places, ancestors(places), about)
    documents, refusals = read_documents([Path(path) for path in paths])
    gazetteer = build_gazetteer(places, embedded.divisions_of_china())
    readings = {}
    say = progress or silent
    whole, done = max(1, sum(len(one.text) for one in documents)), 0
    for document in documents:
        say(done / whole, f"reading {document.name}")
        done += len(document.text)
        told = replace(document, **known)
        name = document_id(told.text)
        if name not in readings:
            readings[name] = Reading(name, *_read_one(told, gazetteer, clean=clean))
    return list(readings.values()), [one.reason for one in refusals]


def enter(
    readings: Sequence[Reading],
    path: str | Path,
    *,
    on: str,
    grade: str = "secondary",
    publisher: str = "",
) -> Entered:
    """Write documents and what they state into a zone, whole or not at all.

    Parameters
    ----------
    readings
        From `read`.
    path
        Folder of the zone.
    on
        The day of the reading, as "2026-11-28".
    grade
        How good the documents are as a source, of `TEXT_GRADES`.
    publisher
        Who published them; a later document of the same publisher revises an earlier one.

    Returns
    -------
    Entered
        The zone as written.  A text that is there already changes nothing, but for figures that
        nobody has decided about: they become what is read now.

    Raises
    ------
    NotFoundError, ConflictError
        There is no zone, or somebody changed it meanwhile.
    """
    if grade not in TEXT_GRADES:
        raise InputError(f"grade is {grade!r}; a text is one of {', '.join(TEXT_GRADES)}")
    zone = read_zone(path)
    before = zone
    for reading in readings:
        zone = _with_reading(zone, reading, on, grade, publisher)
    zone = _written(zone, path, before)
    n_old = int(of_documents(before.figures).sum())
    return Entered(
        zone,
        len(zone.documents) - len(before.documents),
        len(zone.evidence) - len(before.evidence),
        int(of_documents(zone.figures).sum()) - n_old,
    )


def decide_on(  # noqa: PLR0913 (who decides what, and what the text does not say)
    path: str | Path,
    figures: Sequence[str],
    decision: str,
    *,
    by: str,
    on: str,
    reason: str = "",
    indicator: str = "",
    place: str = "",
    period: str = "",
) -> Zone:
    """The zone with a person's decision about stated figures.

    Parameters
    ----------
    path
        Folder of the zone.
    figures
        Ids of stated figures.
    decision
        "accepted" or "rejected".
    by, on, reason
        Who, which day, and why.
    indicator, place, period
        Where the text does not say them, or not rightly; `place` by code or name.

    Returns
    -------
    Zone
        As written.
    """
    zone = read_zone(path)
    code = find_place(zone.places, ancestors(zone.places), place) if place else ""
    corrected = {"indicator": indicator, "place_code": code, "period": period}
    _check_corrected(indicator, period)
    rows = decide(zone.evidence, zone.decisions, figures, decision, by=by, on=on, reason=reason,
                  corrected=corrected)  # fmt: skip
    return _written(zone.with_layers(decisions=rows), path, zone)


def claims_of(zone: Zone) -> tuple[Claim, ...]:
    """What the documents of a zone claim, beside its other figures."""
    rows = decided(zone.evidence, zone.decisions)
    return claims(statements(rows, zone.documents, zone.figures))


def export_prov(path: str | Path, file: str | Path) -> dict[str, Any]:
    """Write where every stated figure of a zone comes from, as W3C PROV-JSON.

    Parameters
    ----------
    path
        Folder of the zone.
    file
        To write; a file that is there is replaced.

    Returns
    -------
    dict
        What was written.
    """
    check_folder(Path(file))
    zone = read_zone(path)
    told = prov_json(
        zone.documents,
        zone.evidence,
        zone.decisions,
        zone.figures[of_documents(zone.figures)],
        claims_of(zone),
        version=program_version(),
    )
    text = json.dumps(told, ensure_ascii=False, indent=1, allow_nan=False)
    replace_file(Path(file), (text + "\n").encode())
    return told


def program_version() -> str:
    """Of this program, "" if it is not installed."""
    try:
        return version(_PROGRAM)
    except PackageNotFoundError:
        return ""


def figure_json(figure: StatedFigure) -> dict[str, Any]:
    """A stated figure as JSON holds it: `KEYS`, the value as a string."""
    told = {name: getattr(figure, name) for name in KEYS}
    return told | {"value": value_text(figure.value), "doubts": list(figure.doubts)}


def _read_one(
    document: Document, gazetteer: Gazetteer, *, clean: bool
) -> tuple[Document, tuple[StatedFigure, ...], tuple[Damage, ...]]:
    """A document, its title without what was injected, the figures that it states, its damage."""
    damage = find_damage(document.text, word_model()) if clean else ()
    at = document.text.find(document.title) if document.title else -1
    if at >= 0 and damage:
        kept = repair(document.text, damage).origin[:-1]
        own = kept[(kept >= at) & (kept < at + len(document.title))]
        document = replace(document, title="".join(document.text[k] for k in own))
    return document, read_figures(document, gazetteer, damage=damage), damage


def _with_reading(zone: Zone, reading: Reading, on: str, grade: str, publisher: str) -> Zone:
    """The zone with one document; what people decided about stays as they saw it."""
    document = reading.document
    row = {
        "name": document.name,
        "title": document.title,
        "published": document.published,
        "publisher": publisher,
        "about": document.about,
        "kind": document.kind,
        "grade": grade,
        "read_on": on,
        "text": document.text,
    }
    documents, evidence = zone.documents, zone.evidence
    if reading.id in documents.index:
        old = documents.loc[reading.id]
        same = all(
            old[key] == value for key, value in row.items() if key not in ("read_on", "name")
        )
        row |= {"name": old["name"], "read_on": old["read_on"] if same else on}
    new = pd.DataFrame([row], index=pd.Index([reading.id], name="document", dtype="str"))
    documents = pd.concat([documents.drop(reading.id, errors="ignore"), new.astype("str")])
    stated = evidence_rows(reading.id, reading.figures)
    settled = evidence.index.isin(zone.decisions["figure"])
    mine = (evidence["document"] == reading.id).to_numpy(bool)
    kept = evidence[~mine | settled]
    stated = stated[~stated.index.isin(kept.index)]
    evidence = pd.concat([kept, stated]) if len(kept) else stated
    at = evidence["document"].to_numpy(object)
    order = np.lexsort((evidence["end"], evidence["number_start"], at))
    return zone.with_layers(
        documents=documents.sort_index().rename_axis("document"),
        evidence=evidence.iloc[order].rename_axis("figure"),
    )


def _written(zone: Zone, path: str | Path, before: Zone) -> Zone:
    """The zone on the disk, its figures renewed from what is accepted."""
    rows = decided(zone.evidence, zone.decisions)
    found = zone_figures(rows, zone.documents, zone.places.index)
    if len(found) and figure_faults(found, np.arange(len(found))):
        sound = [not figure_faults(found.iloc[[at]], np.array([at])) for at in range(len(found))]
        found = found[np.array(sound, bool)]
    others = zone.figures[~of_documents(zone.figures).to_numpy(bool)]
    figures = others
    layers = dict(zone.layers)
    if len(found):
        figures = pd.concat([others, found], ignore_index=True) if len(others) else found
        for name in figures.columns.difference(found.columns):
            if figures[name].dtype.kind not in "fiub":
                figures[name] = figures[name].fillna("")
        layer = layers.get("figures", Layer("published", _LAYER))
        if _LAYER not in layer.source:
            layer = replace(layer, source=f"{layer.source}; {_LAYER}")
        layers["figures"] = layer
    changed = zone.with_layers(figures=figures.reset_index(drop=True), layers=layers)
    return replace(changed, inputs=write_zone(changed, path, based_on=before.inputs))


def _check_corrected(indicator: str, period: str) -> None:
    """Raise an InputError for an indicator or period that no figure of a zone has."""
    empty = pd.DataFrame({column.name: [""] for column in schema.FIGURES}).assign(value=0.0)
    known = {"standing": "published", "grade": "secondary", "bound": "=", "place": "0"}
    for name, value in (("indicator", indicator), ("period", period)):
        if value:
            row = empty.assign(**known, **{name: value})
            faults = [f for f in figure_faults(row, np.array([1])) if f.startswith(f"'{name}'")]
            if faults:
                told = faults[0].partition(" is ")[2].replace(" in row 1", "", 1)
                raise InputError(f"--{name}: {told}")
