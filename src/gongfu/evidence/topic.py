"""The place that a text speaks of while its sentences name none."""

from collections.abc import Sequence
from typing import Final, NamedTuple

from gongfu.evidence.gazetteer import Gazetteer
from gongfu.evidence.placing import PlaceMention

LOW: Final = frozenset(["township", "village"])
"""The levels of which stories are told."""
_COUNTY: Final = 6


class Settled(NamedTuple):
    """A code or period with the words it stands in, and why it is not sure ("" if it is)."""

    value: str
    words: str = ""
    doubt: str = ""
    said: bool = True


class Topic:
    """What places a text has named so far, and which of them it still speaks of.

    `main` is the place of the text, `lead` the town or village with which a story begins; `fixed`
    tells a bulletin or report, which speaks of its own place unless a sentence says not.
    """

    def __init__(self, gazetteer: Gazetteer, main: str, lead: str, *, fixed: bool) -> None:
        self.gazetteer, self.main, self.lead, self.fixed = gazetteer, main, lead, fixed
        self.said = self.before = ""  # named last in the paragraph, and in those before
        self.low = self.village = ""  # the town or village that was named last, the village
        self._all: list[str] = []  # of the paragraph
        self.of_text = lead or main  # the narrowest place that the whole text is about
        self._of_text = Settled(self.of_text, doubt="" if self.of_text else "no place")

    def is_low(self, code: str) -> bool:
        """Whether a place is a town or village."""
        return self.gazetteer.levels.get(code) in LOW

    def begin_paragraph(self) -> None:
        """What the paragraph before has named holds no more."""
        self.before = self.said or self.before
        self.said, self._all = "", []

    def note(self, places: Sequence[PlaceMention], *, villagers: bool) -> None:
        """A sentence has named places, or spoken of the people of the village named before."""
        for place in places:
            if place.code and place.firm:
                self._note_low(place.code)
            if self.main and not self.gazetteer.related(place.code, self.main):
                continue  # another place holds for its own sentence only
            inner = self.said and self.gazetteer.within(self.said, place.code)
            if place.code and (place.firm or not inner):
                self.said = place.code
                self._all.append(place.code)
        if villagers and self.village and not places:
            self.said = self.village

    def _note_low(self, code: str) -> None:
        near = not self.main or code[:_COUNTY] == self.main[:_COUNTY]
        near = near or self.gazetteer.within(code, self.main)
        if self.is_low(code) and near:
            self.low = code
            self.village = code if self.gazetteer.levels[code] == "village" else ""
        elif self.low and not self.gazetteer.within(self.low, code):
            self.low = self.village = ""

    def here(self) -> Settled:
        """What 当地 stands for."""
        other = self.is_low(self.of_text) and self.of_text != self.low
        return Settled(self.low, doubt="place unclear" if other else "")

    def of_paragraph(self, *, goes_on: bool) -> Settled:
        """The place that the paragraph has named, or the narrower one that the text is about.

        Parameters
        ----------
        goes_on
            Whether the sentence tells what someone of the place named last says.
        """
        said = self.said
        narrower = bool(self.of_text) and self.gazetteer.within(self.of_text, said)
        if narrower and not (self.lead and said == self.main):
            return Settled(self.of_text, doubt="place unclear" if self._elsewhere() else "")
        apart = any(not self.gazetteer.related(said, other) for other in self._all)
        return Settled(said, doubt="several places" if apart and not goes_on else "")

    def of_whole(self) -> Settled:
        """The place of the text, for a paragraph that names none.

        A story that has gone on to another place may still speak of that one.
        """
        main, before = self.of_text, self.before
        if self.fixed or not main:
            return self._of_text
        low = self.is_low(before) and self.gazetteer.within(before, main)
        moved = before not in ("", main) and (bool(self.lead) or low)
        return Settled(main, doubt="place unclear") if moved or self._elsewhere() else self._of_text

    def _elsewhere(self) -> bool:
        """Whether a story has come to another town or village beside its own."""
        if self.fixed or not self.low or not self.is_low(self.of_text):
            return False
        return not self.gazetteer.related(self.low, self.of_text)
