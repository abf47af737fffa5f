"""The page of documents: the text with its figures marked, a card for each, who says otherwise."""

import base64
import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from importlib import resources
from typing import Any, Final

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from gongfu.evidence.damage import SURE, Damage
from gongfu.evidence.ledger import STATES
from gongfu.evidence.stated import StatedFigure
from gongfu.model.zone import LANGUAGES
from gongfu.report.asked_evidence import about, counted, doubt, meant
from gongfu.report.evidence_text import marked_text, sentence_marked
from gongfu.report.numbers import percent, plain
from gongfu.report.numbers import period as period_words
from gongfu.report.sources import quoted
from gongfu.report.tables import Cell, Column, Table
from gongfu.report.text import Both, listed, same
from gongfu.report.words import say

STYLES: Final = ("style.css", "evidence.css")
_TAGS: Final = {"en": "en", "zh": "zh-CN"}
_SCRIPT_WORDS: Final = (
    "scroll_hint",
    "download",
    "copy",
    "copied",
    "finder",
    "kilometres",
    "metres",
)
_AROUND: Final = 12  # characters shown to either side of what is taken out
_CSS: Final = {"col_period": "refs", "evidence_col_on": "refs", "evidence_col_sentence": "long"}


@dataclass(frozen=True, slots=True)
class Marked:
    """A figure as the page shows it: under its id, in its state, and where it is used.

    `used` are the words for the zone's figure that rests on it, `unused` why there is none; neither
    without a zone.  `note` says who decided, and why.
    """

    id: str
    figure: StatedFigure
    state: str
    used: Both | None = None
    unused: Both | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Shown:
    """A document on the page, with what was found in it."""

    id: str
    title: str
    name: str
    published: str
    text: str
    figures: tuple[Marked, ...]
    damage: tuple[Damage, ...] = ()


@dataclass(frozen=True, slots=True)
class Beside:
    """What the page says of a zone: claims as `app.evidence_told` tells them, and a report.

    `report` is the address of the zone's report beside this page, "" for none.
    """

    against: Sequence[Mapping[str, Any]] = ()
    agreed: Sequence[Mapping[str, Any]] = ()
    groups: Sequence[Mapping[str, str]] = ()
    report: str = ""
    ids: frozenset[str] = field(default_factory=frozenset)


def page(documents: Sequence[Shown], beside: Beside, opens_in: str) -> str:
    """Documents and what they state as one HTML document in both languages.

    Parameters
    ----------
    documents
        At least one.
    beside
        What a zone says to it.
    opens_in
        The language the page opens in: "en" or "zh".

    Returns
    -------
    str
        HTML without a reference to anything outside itself but the zone's report beside it; it is
        read without JavaScript, which only sorts tables.  The same documents give the same bytes.
    """
    source = resources.files("gongfu.report")
    script = (source / "page.js").read_text("utf-8")
    environment = Environment(
        loader=PackageLoader("gongfu.report"), autoescape=True, undefined=StrictUndefined
    )
    environment.globals["say"] = say
    many = len(documents) > 1
    title = say("evidence_title_many", n=plain(len(documents))) if many else say("evidence_title")
    states: dict[str, int] = {}
    for one in (figure for document in documents for figure in document.figures):
        states[one.state] = states.get(one.state, 0) + 1
    shown = [_document(document, beside) for document in documents]
    return environment.get_template("evidence.html.j2").render(
        language=opens_in,
        language_tag=_TAGS[opens_in],
        title=title[opens_in],
        document=title,
        style=Markup("".join((source / name).read_text("utf-8") for name in STYLES)),
        script=Markup(script),
        script_words=_script_words(),
        script_hash=base64.b64encode(hashlib.sha256(script.encode()).digest()).decode(),
        answer=counted(states, len(documents)),
        states=[(name.replace(" ", "-"), say(f"evidence_state_{name}")) for name in STATES
                if states.get(name)],
        has_damage=any(_sure(document) for document in documents),
        documents=shown,
        many=many,
        against=[_claim(at, claim, beside, "against") for at, claim in enumerate(beside.against)],
        agreed=[_claim(at, claim, beside, "agreed") for at, claim in enumerate(beside.agreed)],
        groups=[Both(one["en"], one["zh"]) for one in beside.groups],
    )  # fmt: skip


def _sure(document: Shown) -> list[Damage]:
    return [one for one in document.damage if one.confidence >= SURE]


def _script_words() -> Markup:
    words = {key: [say(key, n="{n}")["en"], say(key, n="{n}")["zh"]] for key in _SCRIPT_WORDS}
    return Markup(json.dumps(words, ensure_ascii=False).replace("<", "\\u003c"))


def _document(document: Shown, beside: Beside) -> dict[str, Any]:
    damage = _sure(document)
    return {
        "id": document.id,
        "title": quoted(document.title or document.name),
        "published": document.published,
        "text": marked_text(document.text, document.figures, damage),
        "table": _figures_table(document),
        "cards": [_card(one, beside) for one in document.figures],
        "damage": _damage_table(document) if document.damage else None,
        "n_damage": say("evidence_injected_what", n=plain(len(damage))) if damage else None,
    }


def _figures_table(document: Shown) -> Table:
    keys = ("evidence_col_number", "col_value", "evidence_col_what", "col_place", "col_period",
            "evidence_col_state")  # fmt: skip
    body = [
        [
            Cell(Markup('<a href="#{}">{}</a>').format(one.id, quoted(one.figure.number))),
            Cell(meant(one.figure.value, one.figure.bound, one.figure.unit), str(one.figure.value)),
            Cell(_what(one.figure)),
            Cell(quoted(one.figure.place) if one.figure.place else one.figure.place_code),
            Cell(period_words(one.figure.period) if one.figure.period else ""),
            Cell(_state(one)),
        ]
        for one in document.figures
    ]
    columns = [Column(say(key), _CSS.get(key, "")) for key in keys]
    key = f"figures-{document.id}"
    return Table(key, say("evidence_list"), columns, body, tall=len(body) > 12)


def _what(figure: StatedFigure) -> Both:
    words = about(figure.indicator, figure.term)
    own = words.en == words.zh
    return Both(quoted(words.en), quoted(words.zh)) if own and figure.term else words


def _state(one: Marked) -> Both:
    words = say(f"evidence_state_{one.state}")
    css = one.state.replace(" ", "-")
    mark = Markup('<span class="ev-state s-{}">{}</span>')
    return Both(mark.format(css, words.en), mark.format(css, words["zh"]))


def _card(one: Marked, beside: Beside) -> dict[str, Any]:
    """The card that a mark opens: lines of (heading, words)."""
    figure = one.figure
    unknown = say("evidence_unknown")
    place = " ".join(part for part in (figure.place, figure.place_code) if part)
    lines: list[tuple[Both, Any]] = [
        (say("evidence_card_value"), meant(figure.value, figure.bound, figure.unit)),
        (say("evidence_card_base"), f"{figure.bound} {_plain(figure)} {figure.unit}".strip()),
        (say("evidence_col_what"), _what(figure) if figure.indicator or figure.term else unknown),
        (say("col_place"), quoted(place) if place else unknown),
        (say("col_period"), period_words(figure.period) if figure.period else unknown),
    ]
    if figure.whom:
        lines.append((say("evidence_card_whom"), quoted(figure.whom)))
    lines.append((say("evidence_col_state"), _state(one)))
    if figure.doubts:
        lines.append((say("evidence_col_doubts"), listed([doubt(word) for word in figure.doubts])))
    if one.note:
        lines.append((say("evidence_col_reason"), quoted(one.note)))
    lines.append((say("evidence_card_sure"), percent(figure.confidence, 0)))
    if one.used is not None:
        words: Any = one.used
        if beside.report:
            link = Markup('<a href="{}#s-{}">{}</a>')
            words = Both(*(link.format(beside.report, one.id, one.used[k]) for k in LANGUAGES))
        lines.append((say("evidence_card_used"), words))
    elif one.unused is not None:
        lines.append((say("evidence_card_unused"), one.unused))
    lines.append((say("evidence_card_id"), Markup("<code>{}</code>").format(one.id)))
    at = figure.number_start - figure.start
    said = {"id": one.id, "number": quoted(figure.number), "lines": lines}
    return said | {"sentence": sentence_marked(figure.sentence, figure.number, at)}


def _plain(figure: StatedFigure) -> str:
    text = f"{figure.value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _damage_table(document: Shown) -> Table:
    """What was taken out, with what stands around it, before and after."""
    body = []
    for one in document.damage:
        before = document.text[max(0, one.start - _AROUND) : one.start].rpartition("\n")[2]
        after = document.text[one.end : one.end + _AROUND].partition("\n")[0]
        sure = one.confidence >= SURE
        struck = Markup("<del>{}</del>" if sure else "<mark>{}</mark>").format(one.text.strip())
        was = Markup("{}{}{}").format(before, struck, after)
        now = Markup("{}{}").format(before, after) if sure else ""
        body.append(
            [
                Cell(Markup('<cite lang="zh">{}</cite>').format(was)),
                Cell(Markup('<cite lang="zh">{}</cite>').format(now) if now else ""),
                Cell(_cause(one)),
                Cell(percent(one.confidence, 0), str(one.confidence)),
            ]
        )
    keys = ("evidence_col_before", "evidence_col_after", "evidence_col_reason", "evidence_col_sure")
    columns = [Column(say(key)) for key in keys]
    return Table(f"damage-{document.id}", say("evidence_injected"), columns, body)


def _cause(one: Damage) -> Both:
    return say(f"evidence_cause_{one.cause}", about=one.about)


def _claim(at: int, claim: Mapping[str, Any], beside: Beside, kind: str) -> Table:
    """Who says what about one figure, side by side."""
    what = Both(claim["what"]["en"], claim["what"]["zh"])
    place = Both(claim["place"]["en"], claim["place"]["zh"])
    parts = [what, place, period_words(claim["period"])]
    parts += [same(claim["whom"])] if claim["whom"] else []
    body = []
    for side in claim["sides"]:
        value = meant(side["value"], side["bound"], side["unit"])
        words = [Markup("{}").format(value[language]) for language in LANGUAGES]
        if side["figure"] in beside.ids:
            link = Markup('<a href="#{}">{}</a>')
            words = [link.format(side["figure"], one) for one in words]
        if side["revises"]:
            words = [
                Markup("{} ({})").format(one, say("evidence_revises")[language])
                for one, language in zip(words, LANGUAGES, strict=True)
            ]
        body.append(
            [
                Cell(Both(*words), side["value"]),
                Cell(quoted(side["who"])),
                Cell(side["published"]),
                Cell(quoted(side["sentence"])),
            ]
        )
    keys = ("col_value", "evidence_col_who", "evidence_col_on", "evidence_col_sentence")
    columns = [Column(say(key), _CSS.get(key, "")) for key in keys]
    return Table(f"{kind}-{at + 1}", listed(parts), columns, body)
