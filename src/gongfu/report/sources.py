"""The numbered list of sources: each document once, in the order in which the page uses it."""

from dataclasses import dataclass, field

from markupsafe import Markup, escape

from gongfu.model.zone import Zone
from gongfu.report.text import Both
from gongfu.report.words import say

_JOINT = "; "


@dataclass(slots=True)
class Sources:
    """Collects sources while a page is built; numbers them from 1.

    `known` maps the name of a document to (through whom it came, its grade).
    """

    known: dict[str, tuple[str, str]]
    used: list[str] = field(default_factory=list)

    def refs(self, *names: str) -> Markup:
        """Links to the sources' rows, such as "1, 4"; "" for no source."""
        numbers = sorted({number for name in names for number in self._numbers(name)})
        return Markup(", ").join(
            Markup('<a href="#source-{0}">{0}</a>').format(number) for number in numbers
        )

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

    def _numbers(self, name: str) -> list[int]:
        if not name:
            return []
        whole = name in self.known or _JOINT not in name
        parts = [name] if whole else name.split(_JOINT)
        for part in parts:
            if part not in self.used:
                self.used.append(part)
        return [self.used.index(part) + 1 for part in parts]


def sources_of(zone: Zone) -> Sources:
    """An empty list that knows the documents behind the zone's figures, targets and groups."""
    known: dict[str, tuple[str, str]] = {}
    for frame in (zone.figures, zone.targets, zone.groups, zone.pairings):
        if "source" not in frame or frame.empty:
            continue
        rows = frame.drop_duplicates("source").reindex(columns=["source", "via", "grade"])
        for name, through, rank in rows.astype(object).fillna("").itertuples(index=False):
            known.setdefault(str(name), (str(through), str(rank)))
    return Sources(known)


def quoted(text: str) -> Markup:
    """Someone else's words, kept in their own language whichever one the reader chose."""
    if not text:
        return Markup("")
    chinese = any("一" <= letter <= "鿿" for letter in text)
    return Markup('<cite lang="{}">{}</cite>').format("zh" if chinese else "en", escape(text))
