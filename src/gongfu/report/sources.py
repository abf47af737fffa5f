"""The numbered list of sources: each document once, in the order in which the page uses it."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from markupsafe import Markup, escape

from gongfu.evidence.ledger import of_documents, sources_in
from gongfu.model.zone import Zone
from gongfu.report.asked_evidence import about, meant
from gongfu.report.evidence_text import sentence_marked
from gongfu.report.numbers import period
from gongfu.report.tables import Cell, Column, Table, names
from gongfu.report.text import Both
from gongfu.report.words import say

_JOINT = "; "


@dataclass(slots=True)
class Sources:
    """Collects sources while a page is built; numbers them from 1.

    `known` maps the name of a document to (through whom it came, its grade); `sentences` the id
    of a stated figure to its sentence, for figures that were read out of documents.
    """

    known: dict[str, tuple[str, str]]
    used: list[str] = field(default_factory=list)
    sentences: Mapping[str, Markup] = field(default_factory=dict)

    def refs(self, *names: str) -> Markup:
        """Links to the sources' rows, such as "1, 4"; "" for no source.

        Of a figure that was read out of a document the link leads to its sentence.
        """
        found: dict[int, list[str]] = {}
        for name in names:
            for number, figure in self._numbers(name):
                found.setdefault(number, []).append(figure)
        links = []
        for number, figures in sorted(found.items()):
            one = figures[0] if len(set(figures)) == 1 else ""
            target = f"s-{one}" if one in self.sentences else f"source-{number}"
            links.append(Markup('<a href="#{}">{}</a>').format(target, number))
        return Markup(", ").join(links)

    def line(self, *names: str) -> Both | None:
        """The words for these sources, such as "Source: 1, 4"; or nothing."""
        links = self.refs(*names)
        return say("source_of", numbers=links) if links else None

    def rows(self) -> list[tuple[int, Markup, Markup, Both | str]]:
        """Number, document, through whom, grade."""
        listed = []
        for number, name in enumerate(self.used, 1):
            via, grade = self.known.get(name, ("", ""))
            listed.append(
                (number, quoted(name), quoted(via), say(f"grade_{grade}") if grade else "")
            )
        return listed

    def _numbers(self, name: str) -> list[tuple[int, str]]:
        """The numbers of the documents that a source names, each with its stated figure or ""."""
        if not name:
            return []
        whole = name in self.known or _JOINT not in name
        parts = sources_in(name)
        if not any(figure for _, figure in parts):
            parts = [(part, "") for part in ([name] if whole else name.split(_JOINT))]
        for part, _ in parts:
            if part not in self.used:
                self.used.append(part)
        return [(self.used.index(part) + 1, figure) for part, figure in parts]


def sources_of(zone: Zone) -> Sources:
    """An empty list that knows the documents behind the zone's figures, targets and groups."""
    known: dict[str, tuple[str, str]] = {}
    for frame in (zone.figures, zone.targets, zone.groups, zone.pairings):
        if "source" not in frame or frame.empty:
            continue
        rows = frame.drop_duplicates("source").reindex(columns=["source", "via", "grade"])
        for name, through, rank in rows.astype(object).fillna("").itertuples(index=False):
            for part, figure in sources_in(str(name)):
                said = part if figure else str(name)
                known.setdefault(said, (str(through), str(rank)))
    return Sources(known, sentences=_sentences(zone))


def stated_table(zone: Zone, sources: Sources) -> Table:
    """The figures that were read out of documents, each with the sentences that state it.

    Links of `Sources.refs` lead here.
    """
    rows = zone.figures[of_documents(zone.figures).to_numpy(bool)]
    body = []
    for place, row in zip(
        names(zone.places, list(rows["place"])), rows.to_dict("records"), strict=True
    ):
        said = [figure for _, figure in sources_in(row["source"]) if figure in sources.sentences]
        quote = Markup('<span class="quote" id="s-{}">{}</span>')
        body.append(
            [
                Cell(place),
                Cell(about(row["indicator"], "")),
                Cell(period(row["period"])),
                Cell(meant(repr(float(row["value"])), row["bound"], row["unit"])),
                Cell(Markup("").join(quote.format(one, sources.sentences[one]) for one in said)),
                Cell(sources.refs(*(name for name, _ in sources_in(row["source"])))),
            ]
        )
    keys = ("col_place", "col_of", "col_period", "col_value", "evidence_col_sentence", "col_source")
    columns = [Column(say(key), "long" if key == "evidence_col_sentence" else "") for key in keys]
    return Table("stated", say("evidence_in_report"), columns, body)


def _sentences(zone: Zone) -> dict[str, Markup]:
    rows = zone.evidence
    at = (rows["number_start"] - rows["start"]).astype(int)
    columns = (rows.index, rows["sentence"], rows["number"], at)
    return {
        str(figure): sentence_marked(sentence, number, where)
        for figure, sentence, number, where in zip(*columns, strict=True)
    }


def quoted(text: str) -> Markup:
    """Someone else's words, kept in their own language whichever one the reader chose."""
    if not text:
        return Markup("")
    chinese = any("一" <= letter <= "鿿" for letter in text)
    return Markup('<cite lang="{}">{}</cite>').format("zh" if chinese else "en", escape(text))
