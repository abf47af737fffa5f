"""How well figures are read, against hand-made answers: what was found, and which field is right.

A figure answers the one of a text whose number it overlaps.  Values are compared exactly, units as
the same per head of what is counted, the other fields as they stand; what an answer calls
`unclear` counts as right.
"""

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

from gongfu.evidence.stated import StatedFigure

HERE = Path(__file__).parent / "texts"
FIELDS = ("value", "bound", "unit", "indicator", "place_code", "period", "role")
PER_HEAD = {"yuan per person": "yuan", "yuan per household": "yuan"}


def answers_of(name: str) -> tuple[str, dict[str, Any]]:
    """A text and what a careful person reads in it."""
    text = (HERE / f"{name}.txt").read_bytes().decode()
    return text, tomllib.loads((HERE / f"{name}.toml").read_text(encoding="utf-8"))


def names(written_by: str = "") -> list[str]:
    """The texts whose answers were made in one sitting ("blind", "blind2"); all if ""."""
    mark = f'written_by = "{written_by}"' if written_by else "written_by"
    return sorted(path.stem for path in HERE.glob("*.toml") if mark in path.read_text("utf-8"))


def positions(text: str, answers: dict[str, Any]) -> list[tuple[int, int]]:
    """Where each answer's number stands in the text as it is, damage included."""
    clean, origin = _without(text, answers.get("injected", []))
    spans = []
    for answer in answers["figure"]:
        number, nth = answer["number"], answer.get("nth", 1)
        if answer.get("damaged"):
            first = _nth(clean, number, nth)
            spans.append((origin[first], origin[first + len(number) - 1] + 1))
        else:
            first = _nth(text, number, nth)
            spans.append((first, first + len(number)))
    return spans


def _nth(text: str, part: str, nth: int) -> int:
    return [found.start() for found in re.finditer(re.escape(part), text)][nth - 1]


def _without(text: str, injected: Iterable[dict[str, Any]]) -> tuple[str, list[int]]:
    """The text without what was injected, and where each of its characters stood."""
    cut: set[int] = set()
    for one in injected:
        first = _nth(text, one["text"], one.get("nth", 1))
        cut |= set(range(first, first + len(one["text"])))
    origin = [at for at in range(len(text)) if at not in cut]
    return "".join(text[at] for at in origin), origin


@dataclass
class Score:
    """Counts over texts: answers, figures found, read too much, right as a whole and by field.

    `lines` says of everything that is not as the answers have it what and where it is; "!" marks
    what was accepted all the same.
    """

    answers: int = 0
    found: int = 0
    extra: int = 0
    whole: int = 0
    accepted: int = 0
    accepted_right: int = 0
    right: dict[str, int] = field(default_factory=lambda: dict.fromkeys(FIELDS, 0))
    lines: list[str] = field(default_factory=list)

    def add(self, name: str, figures: Iterable[StatedFigure]) -> None:
        """Count one text."""
        text, answers = answers_of(name)
        left = list(figures)
        spans = positions(text, answers)
        for answer, (start, end) in zip(answers["figure"], spans, strict=True):
            here = [one for one in left if one.number_start < end and start < one.number_end]
            here.sort(key=lambda one: (not _same(one, answer, "value"), one.number_start))
            if answer.get("optional"):
                left = [one for one in left if one not in here]
                continue
            self.answers += 1
            if here:
                left.remove(here[0])
                self._count(name, here[0], answer)
            else:
                self.lines.append(f"{name}: MISSED {_shown(text, start, end)}")
        for one in left:
            self.extra += 1
            self.accepted += one.accepted
            shown = _shown(text, one.number_start, one.number_end)
            self.lines.append(f"{name}: EXTRA {'!' if one.accepted else '?'} {shown}")

    def _count(self, name: str, one: StatedFigure, answer: dict[str, Any]) -> None:
        wrong = [key for key in FIELDS if not _same(one, answer, key)]
        self.found += 1
        self.whole += not wrong
        self.accepted += one.accepted
        self.accepted_right += one.accepted and not set(wrong) - {"role"}
        for key in FIELDS:
            self.right[key] += key not in wrong
        if wrong:
            said = ", ".join(f"{key} {getattr(one, key)} for {answer[key]}" for key in wrong)
            inside = one.number_start - one.start, one.number_end - one.start
            shown = _shown(one.sentence, *inside)
            self.lines.append(f"{name}: {'!' if one.accepted else '?'} {said} {shown}")

    def share(self, key: str) -> float:
        """The share of the figures found whose field is right."""
        return self.right[key] / max(self.found, 1)

    def summary(self) -> str:
        """The counts in a few words."""
        fields = ", ".join(f"{key} {self.share(key):.1%}" for key in FIELDS)
        return (
            f"{self.answers} answers: found {self.found / self.answers:.1%}, whole "
            f"{self.whole / self.answers:.1%}, extra {self.extra}; accepted {self.accepted}, "
            f"right {self.accepted_right / max(self.accepted, 1):.1%}\n  of found: {fields}"
        )


def _shown(text: str, start: int, end: int) -> str:
    return f"…{text[max(0, start - 24) : start]}[{text[start:end]}]{text[end : end + 8]}"


def _same(one: StatedFigure, answer: dict[str, Any], key: str) -> bool:
    if key in answer.get("unclear", []):
        return True
    if key == "value":
        return one.value == Decimal(answer["value"])
    mine, right = getattr(one, key), answer[key]
    return bool(PER_HEAD.get(mine, mine) == PER_HEAD.get(right, right))
