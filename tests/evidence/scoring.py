"""Precision and recall of read figures against hand-made answers."""

import re
import tomllib
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

from gongfu.evidence.stated import StatedFigure

HERE = Path(__file__).parent / "texts"
FIELDS = ("value", "bound", "unit", "indicator", "place_code", "period", "role")
PER_HEAD = {"yuan per person": "yuan", "yuan per household": "yuan"}


def answers_of(name: str) -> tuple[str, dict[str, Any]]:
    text = (HERE / f"{name}.txt").read_bytes().decode()
    return text, tomllib.loads((HERE / f"{name}.toml").read_text(encoding="utf-8"))


def names(written_by: str = "") -> list[str]:
    return sorted(
        path.stem
        for path in HERE.glob("*.toml")
        if f'written_by = "{written_by}' in path.read_text(encoding="utf-8")
    )


def positions(text: str, answers: dict[str, Any]) -> list[tuple[int, int]]:
    """Where each answer's number stands in the text as it is, damage included."""
    cuts = []
    for injected in answers.get("injected", []):
        start = [one.start() for one in re.finditer(re.escape(injected["text"]), text)]
        at = start[injected.get("nth", 1) - 1]
        cuts.append((at, at + len(injected["text"])))
    cuts.sort()
    clean, origin, at = "", [], 0
    for begin, end in [*cuts, (len(text), len(text))]:
        clean += text[at:begin]
        origin += range(at, begin)
        at = end
    spans = []
    for answer in answers["figure"]:
        if answer.get("damaged"):
            start = [one.start() for one in re.finditer(re.escape(answer["number"]), clean)]
            first = start[answer.get("nth", 1) - 1]
            spans.append((origin[first], origin[first + len(answer["number"]) - 1] + 1))
        else:
            start = [one.start() for one in re.finditer(re.escape(answer["number"]), text)]
            first = start[answer.get("nth", 1) - 1]
            spans.append((first, first + len(answer["number"])))
    return spans


@dataclass
class Score:
    """Counts over texts."""

    answers: int = 0
    found: int = 0
    read: int = 0
    extra: int = 0
    whole: int = 0
    accepted: int = 0
    accepted_right: int = 0
    right: dict[str, int] = field(default_factory=lambda: dict.fromkeys(FIELDS, 0))
    lines: list[str] = field(default_factory=list)

    def add(self, name: str, figures: tuple[StatedFigure, ...]) -> None:
        """Count one text."""
        text, answers = answers_of(name)
        spans = positions(text, answers)
        left = list(figures)
        self.read += len(figures)
        for answer, (start, end) in zip(answers["figure"], spans, strict=True):
            here = [one for one in left if one.number_start < end and start < one.number_end]
            here.sort(key=lambda one: (not _same(one, answer, "value"), one.number_start))
            if answer.get("optional"):
                for one in here:
                    left.remove(one)
                    self.read -= 1
                continue
            self.answers += 1
            if not here:
                self.lines.append(
                    f"{name}: MISSED {answer['number']} …{text[max(0, start - 14) : start]}[]{text[end : end + 8]}"
                )
                continue
            one = here[0]
            left.remove(one)
            self.found += 1
            wrong = [key for key in FIELDS if not _same(one, answer, key)]
            for key in FIELDS:
                self.right[key] += key not in wrong
            self.whole += not wrong
            if one.accepted:
                self.accepted += 1
                self.accepted_right += not set(wrong) - {"role"}
            if wrong:
                said = {key: (str(_of(one, key)), answer[key]) for key in wrong}
                self.lines.append(
                    f"{name}: {'!' if one.accepted else '?'} {answer['number']} {said} …{text[max(0, start - 24) : start]}[]{text[end : end + 6]}"
                )
        for one in left:
            self.extra += 1
            if one.accepted:
                self.accepted += 1
            self.lines.append(
                f"{name}: EXTRA {'!' if one.accepted else '?'} {one.number} {one.unit} …{text[max(0, one.number_start - 16) : one.number_start]}[]{text[one.number_end : one.number_end + 8]}"
            )

    def summary(self) -> str:
        fields = ", ".join(
            f"{key} {100 * self.right[key] / max(self.found, 1):.1f}" for key in FIELDS
        )
        return (
            f"{self.answers} answers: found {100 * self.found / self.answers:.1f}%, whole "
            f"{100 * self.whole / self.answers:.1f}%, extra {self.extra}; accepted {self.accepted}, "
            f"right {100 * self.accepted_right / max(self.accepted, 1):.1f}%\n  of found: {fields}"
        )


def _of(one: StatedFigure, key: str) -> Any:
    return getattr(one, key)


def _same(one: StatedFigure, answer: dict[str, Any], key: str) -> bool:
    if key in answer.get("unclear", []):
        return True
    if key == "value":
        return one.value == Decimal(answer["value"])
    mine, right = _of(one, key), answer[key]
    if key == "unit":
        mine, right = PER_HEAD.get(mine, mine), PER_HEAD.get(right, right)
    return mine == right
