"""The answers of the evidence commands as lines and tables of a screen, in one language."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from markupsafe import Markup

from gongfu.report import asked_evidence as words
from gongfu.report.text import Both
from gongfu.report.words import say
from gongfu.report.words_evidence_screen import CELLS, COLUMNS

_UNSEEN: Final = ("value", "sentence", "meant", "version", "bound", "unit")
_OTHER_TITLE: Final = "what_en"
_LABEL: Final = 12
_YEAR: Final = len("2023")


def in_language(rows: Sequence[Mapping[str, Any]], language: str) -> list[dict[str, Any]]:
    """Rows with their heads and what their cells say in a language; English is as they come."""
    if language == "en":
        return [dict(row) for row in rows]
    return [
        {
            COLUMNS.get(key, key): cell(key, value, language)
            for key, value in row.items()
            if key != _OTHER_TITLE
        }
        for row in rows
    ]


def cell(key: str, value: Any, language: str) -> Any:
    """What a cell of a column says in a language."""
    if language == "en":
        return value
    if key == "doubts":
        return "；".join(_plain(words.doubt(one)["zh"]) for one in str(value).split("; ") if one)
    if key in ("state", "decision", "used"):
        return CELLS.get(str(value), value)
    if key == "mark":
        return "，".join(CELLS.get(one, one) for one in str(value).split(", ") if one)
    return value


def line(key: str, language: str, **parts: Any) -> str:
    """A line of a screen by its key in the words."""
    return _plain(say(key, **parts)[language])


def _plain(text: str) -> str:
    return text.unescape() if isinstance(text, Markup) else text


def shown_blocks(
    answer: Mapping[str, Any], language: str
) -> list[tuple[str, list[dict[str, Any]]]]:
    """Who else speaks of a figure and who decided, from `evidence_told.shown`: titles and rows."""
    return [
        (line(title, language), in_language([few(row, language) for row in answer[rows]], language))
        for title, rows in (("evidence_others", "others"), ("evidence_decisions", "decisions"))
        if answer[rows]
    ]


def claim_line(claim: Mapping[str, Any], key: str, language: str) -> str:
    """What a claim is about; `key` is "contradictions" or "agreed"."""
    what = Both.of(claim["what"]) if claim["indicator"] else claim["term"]
    revised = key == "contradictions" and claim["explained"]
    return line(
        f"evidence_claim_{key}",
        language,
        what=what,
        whom=say("evidence_claim_whom", whom=claim["whom"]) if claim["whom"] else "",
        place=Both.of(claim["place"]),
        period=claim["period"],
        revised=say("evidence_claim_revised") if revised else "",
    )


def few(row: Mapping[str, Any], language: str) -> dict[str, Any]:
    """A row without what a screen has no room for."""
    shown = {key: value for key, value in row.items() if key not in _UNSEEN}
    if "meant" not in row:
        return shown
    meant = words.meant(row["value"], row["bound"], row["unit"])
    return shown | {"value": _plain(meant[language])}


def labelled(lines: Mapping[str, str], language: str) -> list[str]:
    """Lines with their labels; those that say nothing are left out."""
    told = {line(f"evidence_line_{key}", language): value for key, value in lines.items() if value}
    if language == "zh":
        return [f"{label}：{value}" for label, value in told.items()]
    return [f"{label:<{_LABEL}}{value}" for label, value in told.items()]


def more(n: int, language: str) -> str:
    """How many stated figures a screen does not show."""
    return line("evidence_more", language, n=f"{n:,}")


def more_rows(n: int, language: str) -> str:
    """How many rows of tables a screen does not show."""
    return line("evidence_table_more", language, n=n)


def waiting(language: str) -> str:
    """Above the figures in doubt."""
    return line("evidence_waiting", language)


def state_by(state: str, by: str, language: str) -> str:
    """The state of a figure, and who decided it."""
    said = str(cell("state", state, language))
    return line("evidence_state_by", language, state=said, by=by) if by else said


def used_where(what: Both, place: str, period: str, language: str) -> str:
    """As which figure of the zone a stated one is used."""
    parts = {"what": what, "place": place, "period": period}
    if len(period) == _YEAR:
        return line("evidence_used_where", language, **parts)
    return line("evidence_used_where_part", language, **parts)


def not_used(why: Both, language: str) -> str:
    """That a stated figure is not used, and why."""
    return line("evidence_used_not", language, why=why)


def unknown(language: str) -> str:
    """A place or period that is not known."""
    return line("evidence_unknown", language)


def none_known(language: str) -> str:
    """An indicator that is not known."""
    return line("evidence_none_known", language)


def positions(row: Mapping[str, Any], language: str) -> str:
    """Where a figure stands in its text."""
    keys = {"start": "start", "end": "end", "first": "number_start", "last": "number_end"}
    return line("evidence_positions", language, **{key: row[name] for key, name in keys.items()})


def table_lines(
    name: str, title: str, n: int, notes: Sequence[str], faults: Sequence[str], language: str
) -> list[str]:
    """What was read of a table: its title, how many figures, its notes, and what was not read."""
    title = title.replace("\n", "; ") or line("evidence_table_untitled", language)
    return [
        line("evidence_table", language, name=name, title=title, n=n),
        *(line("evidence_table_note", language, note=note) for note in notes),
        *(line("evidence_table_fault", language, fault=fault) for fault in faults),
    ]
