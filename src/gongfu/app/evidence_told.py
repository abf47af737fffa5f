"""What the ledger of a zone says when asked: lists, one figure with its history, who agrees."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import pandas as pd
from markupsafe import Markup

from gongfu.app.evidence import Entered, Reading, claims_of, figure_json
from gongfu.errors import NotFoundError
from gongfu.evidence.agreement import Claim, statements
from gongfu.evidence.group_claims import group_claims
from gongfu.evidence.ledger import decided, obstacles, of_documents, sources_in
from gongfu.io.answers import records
from gongfu.io.tables import read_zone
from gongfu.model.zone import LANGUAGES, Zone
from gongfu.report import asked_evidence as words
from gongfu.report import evidence_screen as screen
from gongfu.report.tables import names
from gongfu.report.text import Both

_WIDE: Final = 32  # characters of a term or doubt on a screen


def spoken(both: Both) -> dict[str, str]:
    """A sentence by language, as plain text."""
    return {language: _text(both[language]) for language in LANGUAGES}


def _text(words: str) -> str:
    """Words of the report without the escapes of a page."""
    return words.unescape() if isinstance(words, Markup) else words


def readings_told(readings: list[Reading]) -> dict[str, Any]:
    """What was read: a sentence, and one row for each figure as a screen shows it."""
    rows, states = [], dict[str, int]()
    for reading in readings:
        for one in reading.figures:
            state = one.role if one.role != "figure" else "accepted" if one.accepted else "in doubt"
            states[state] = states.get(state, 0) + 1
            rows.append(
                {
                    "number": one.number,
                    "value": _text(words.meant(one.value, one.bound, one.unit).en),
                    **_what(one.indicator, one.term),
                    "place": one.place or one.place_code,
                    "period": one.period,
                    "state": state,
                    "doubts": _short("; ".join(one.doubts)),
                }
            )
    sentence = words.counted(states, len(readings))
    return {"sentences": [spoken(sentence)], "rows": rows}


def readings_json(readings: list[Reading]) -> list[dict[str, Any]]:
    """Every figure that was read, in the order of the texts."""
    return [figure_json(figure) for reading in readings for figure in reading.figures]


def entered_told(entered: Entered) -> dict[str, str]:
    """What a reading changed in a zone."""
    counts = (entered.n_documents, entered.n_stated, entered.n_figures)
    return spoken(words.entered(entered.zone.name, *counts))


def decided_told(zone: Zone, figures: Sequence[str], decision: str, by: str) -> dict[str, str]:
    """What a person decided, and how many stated figures the zone uses since."""
    return spoken(words.decided(len(set(figures)), decision, by.strip(), len(used_as(zone))))


def unused_lines(zone: Zone, figures: Sequence[str]) -> list[str]:
    """Why accepted figures are not among the zone's figures, one line for each."""
    rows = decided(zone.evidence.loc[list(dict.fromkeys(figures))], zone.decisions)
    used = used_as(zone)
    return [
        f"{name} is not among the zone’s figures: {_text(why_unused(row, zone).en)}"
        for name, row in rows.iterrows()
        if row["state"] == "accepted" and name not in used
    ]


def listed(
    path: str | Path, *, state: str = "", document: str = "", language: str = "en"
) -> dict[str, Any]:
    """The stated figures of a zone.

    Parameters
    ----------
    path
        Folder of the zone.
    state
        Only those: accepted, in doubt, rejected, condition or target.
    document
        Only those of the document with this id.
    language
        Of the values in `rows`.

    Returns
    -------
    dict
        `sentences` by language, `rows` as a screen shows them, and `figures` with every column.
    """
    return _listed(read_zone(path), state, document, language)


def _listed(zone: Zone, state: str, document: str, language: str = "en") -> dict[str, Any]:
    rows = decided(zone.evidence, zone.decisions)
    used = used_as(zone)
    states = {str(name): int(n) for name, n in rows["state"].value_counts().items()}
    if document:
        if document not in zone.documents.index:
            raise NotFoundError(
                f"no document {document!r} in the zone; it has "
                f"{', '.join(map(str, zone.documents.index)) or 'none'}"
            )
        rows = rows[rows["document"] == document]
    if state:
        rows = rows[rows["state"] == state]
    every = rows.reset_index().assign(used=[name in used for name in rows.index])
    shown = [
        {
            "figure": row["figure"],
            "state": row["state"],
            "number": row["number"],
            "value": _text(words.meant(row["value"], row["bound"], row["unit"])[language]),
            **_what(row["indicator"], row["term"]),
            "place": row["place"] or row["place_code"],
            "period": row["period"],
            "used": "yes" if row["used"] else "",
            "doubts": _short(row["doubts"]),
        }
        for row in every.to_dict("records")
    ]
    total = words.held(states, len(zone.documents), len(used))
    return {"sentences": [spoken(total)], "rows": shown, "figures": records(every)}


def shown(path: str | Path, figure: str) -> dict[str, Any]:
    """One stated figure: its sentence, its document, where it is used, and its history.

    Parameters
    ----------
    path
        Folder of the zone.
    figure
        Its id.

    Returns
    -------
    dict
        The columns of the evidence, `document`, `used` (rows of the zone's figures), `unused`
        (why not), `others` (statements about the same, oldest first) and `decisions`.

    Raises
    ------
    NotFoundError
        There is no such figure.
    """
    zone = read_zone(path)
    if figure not in zone.evidence.index:
        raise NotFoundError(
            f"no stated figure {figure!r}; `gongfu evidence list {path}` lists "
            f"{len(zone.evidence):,}"
        )
    rows = decided(zone.evidence, zone.decisions)
    row = rows.loc[figure]
    document = zone.documents.loc[row["document"]]
    used = used_as(zone).get(figure)
    mine = [claim for claim in claims_of(zone) if figure in claim.figures]
    said = statements(rows, zone.documents, zone.figures)
    others = [side for claim in mine for side in _sides(claim, said) if side["figure"] != figure]
    decisions = zone.decisions[zone.decisions["figure"] == figure].drop(columns="figure")
    return {
        "figure": figure,
        **records(row.to_frame().T.infer_objects())[0],
        "meant": spoken(words.meant(row["value"], row["bound"], row["unit"])),
        "document": {"id": row["document"], **document.drop("text").to_dict()},
        "used": records(zone.figures.loc[[used]])[0] if used is not None else None,
        "unused": None if used is not None else spoken(why_unused(row, zone)),
        "others": sorted(others, key=lambda side: (side["published"], side["figure"])),
        "decisions": records(decisions),
    }


def shown_lines(answer: Mapping[str, Any], language: str = "en") -> list[str]:
    """One figure, from `shown`, as lines of a screen in a language."""
    document, used = answer["document"], answer["used"]
    place = " ".join(part for part in (answer["place"], answer["place_code"]) if part)
    title = ", ".join(part for part in (document["title"], document["published"]) if part)
    if used is not None:
        what = words.about(used["indicator"], "")
        where = screen.used_where(what, used["place"], used["period"], language)
    else:
        where = screen.not_used(Both.of(answer["unused"]), language)
    lines = {
        "id": answer["figure"],
        "value": f"{answer['bound']} {answer['value']} {answer['unit']}",
        "in words": " / ".join(answer["meant"].values()),
        "indicator": _titled(answer["indicator"]) or screen.none_known(language),
        "term": answer["term"],
        "place": place or screen.unknown(language),
        "period": answer["period"] or screen.unknown(language),
        "counts only": answer["whom"],
        "state": screen.state_by(answer["state"], answer["by"], language),
        "doubts": screen.cell("doubts", answer["doubts"], language),
        "confidence": f"{answer['confidence']:g}",
        "document": f"{document['id']} {title or document['name']}",
        "characters": screen.positions(answer, language),
        "used as": where,
    }
    return screen.labelled(lines, language)


def checked(path: str | Path, *, language: str = "en") -> dict[str, Any]:
    """Who contradicts whom in a zone, who agrees, and what waits for a person.

    Parameters
    ----------
    path
        Folder of the zone.
    language
        Of the values in `in_doubt`.

    Returns
    -------
    dict
        `sentences`; `contradictions` and `agreed`, each claim with its versions and who says
        them; `group_claims` with a sentence each; `in_doubt`, rows as in `listed`.
    """
    return checked_zone(read_zone(path), language=language)


def checked_zone(zone: Zone, *, language: str = "en") -> dict[str, Any]:
    """The same of a zone that was read already."""
    found = claims_of(zone)
    rows = decided(zone.evidence, zone.decisions)
    said = statements(rows, zone.documents, zone.figures)
    against = [claim for claim in found if len(claim.versions) > 1]
    agreed = [one for one in found if not one.contradictory and _n_sources(one, zone) > 1]
    doubtful = _listed(zone, "in doubt", "", language)
    n_open = sum(claim.contradictory for claim in against)
    groups = []
    for claim in group_claims(rows, zone.figures, zone.groups):
        row = rows.loc[claim.figure]
        unit = row["unit"]
        worst = names(zone.places, [claim.worst])[0]
        sentence = words.group_claim(claim, row["number"], unit, worst)
        told = {name: getattr(claim, name) for name in claim.__slots__}
        told |= {"value": row["value"], "verdict": claim.verdict, "sentence": row["sentence"]}
        groups.append(told | {"words": spoken(sentence)})
    return {
        "sentences": [spoken(words.checked(n_open, len(agreed), len(doubtful["rows"])))],
        "contradictions": [claim_told(claim, said, zone) for claim in against],
        "agreed": [claim_told(claim, said, zone) for claim in agreed],
        "group_claims": groups,
        "in_doubt": doubtful["rows"],
    }


def used_as(zone: Zone) -> dict[str, int]:
    """For each stated figure that the zone uses, the row of its figures."""
    theirs = zone.figures[of_documents(zone.figures)]
    return {
        figure: int(at)
        for at, source in theirs["source"].items()
        for _, figure in sources_in(source)
        if figure
    }


def why_unused(row: pd.Series, zone: Zone) -> Both:
    """Why a stated figure, a row from `decided`, is not among the zone's figures."""
    why = obstacles(row.to_frame().T, zone.places.index).iloc[0]
    return words.unused(str(why) or "value", row.to_dict())


def _n_sources(claim: Claim, zone: Zone) -> int:
    """By how many documents and tables the best supported version is said."""
    of = zone.evidence["document"]
    return max(len({of.get(one, one) for one in version.figures}) for version in claim.versions)


def claim_told(claim: Claim, said: pd.DataFrame, zone: Zone) -> dict[str, Any]:
    """A claim and who says what of it; `said` from `agreement.statements`."""
    place = names(zone.places, [claim.place_code])[0]
    return {
        "what": spoken(words.about(claim.indicator, claim.term)),
        "indicator": claim.indicator,
        "term": claim.term,
        "place_code": claim.place_code,
        "place": spoken(place),
        "period": claim.period,
        "whom": claim.whom,
        "explained": not claim.contradictory,
        "sides": _sides(claim, said),
    }


def _sides(claim: Claim, said: pd.DataFrame) -> list[dict[str, Any]]:
    """Who says what: one row for each statement, version by version."""
    sides = []
    for number, version in enumerate(claim.versions, 1):
        for name in version.figures:
            row: Mapping[str, Any] = said.loc[name].to_dict()
            sides.append(
                {
                    "version": number,
                    "figure": name,
                    "value": row["value"],
                    "bound": row["bound"],
                    "unit": row["unit"],
                    "meant": _text(words.meant(row["value"], row["bound"], row["unit"]).en),
                    "who": row["who"],
                    "published": row["published"],
                    "revises": version.revises if name == version.leader else "",
                    "state": row["state"],
                    "sentence": row["sentence"],
                }
            )
    return sides


def _what(indicator: str, term: str) -> dict[str, str]:
    """What a figure counts, in a column for each language."""
    title = spoken(words.about(indicator, term))
    return {f"what_{language}": _short(title[language]) for language in LANGUAGES}


def _titled(indicator: str) -> str:
    """The key of an indicator, which `accept --indicator` takes, and its titles; "" for none."""
    titles = " / ".join(spoken(words.about(indicator, "")).values())
    return f"{indicator} ({titles})" if indicator else ""


def _short(text: str) -> str:
    return text if len(text) <= _WIDE else text[: _WIDE - 1] + "…"
