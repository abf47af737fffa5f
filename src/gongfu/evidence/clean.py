"""Find what was put into a text from outside, by what it does to its neighbours."""

import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from gongfu.evidence.damage import LOST, SURE, Damage, DiffLine, Repaired, diff_lines, repair
from gongfu.evidence.other_script import of_other_script
from gongfu.evidence.script import fold
from gongfu.evidence.splits import Candidate, number_candidates, weigh, word_candidates
from gongfu.evidence.suspects import Sighting, dangling, sightings, suspects_of
from gongfu.evidence.templates import page_furniture
from gongfu.evidence.words import Cut, WordModel

__all__ = ["Damage", "DiffLine", "Repaired", "diff_lines", "find_damage", "repair"]

_RARE: Final = 10.3  # log odds against a split being damage, in a text with none
_COMMON: Final = 3.3  # less where there is some
_OTHER_SCRIPT: Final = 4.0  # log odds for a span in the other script
_TOLD: Final = 0.4  # less sure than this is not worth a word
_TOLD_OF_NUMBERS: Final = 0.2
_ROUNDS: Final = 4  # a phrase may stand inside another
_PHRASE: Final = 14  # characters
_NEAR: Final = 3000  # characters: about an article
_BY_CHANCE: Final = 0.12  # damage that so many characters make likely by chance
_UNREAD: Final = "\ufffd□■◆"
_UNREAD_DIGITS: Final = re.compile(
    rf"\d{{0,12}}[{_UNREAD}]{{1,12}}\d[\d.,]{{0,12}}|\d[\d.,]{{0,12}}[{_UNREAD}]{{1,12}}"
)
_LOST_DIGITS: Final = re.compile(
    r"\.(?:(?<=\d\.)(?=[%万亿元])|(?<![\dA-Za-z.]\.)\d{1,8}(?=[%万亿元]))"
)


def find_damage(text: str, words: WordModel) -> tuple[Damage, ...]:
    """Spans of `text` that do not belong to it, with how sure that is and why.

    Parameters
    ----------
    text
        Any text; only Chinese can be judged, other text is left alone.
    words
        What is likely: `gongfu.io.word_list.word_model()`.

    Returns
    -------
    tuple of Damage
        In the order of the text, none overlapping another.

    Notes
    -----
    A span is suspected where the words around it are far likelier without it: it splits a word
    that the best cut (Viterbi 1967, words as independent) would else hold whole, or a number, or a
    number from its unit.  What is saved, in log odds, is set against how rarely that happens by
    chance, and less strictly once a text is known to be damaged.  A phrase that splits one thing is
    looked for everywhere else, and goes where the text reads on without it; where it makes sense it
    stays.  A phrase put between two words once, and never again, cannot be seen.
    """
    found = _found(text, words)
    for _ in range(_ROUNDS):
        rest = repair(text, found)
        if not rest.damage:
            break
        more = [one for one in _found(rest.text, words) if _goes(one)]
        if not more:
            break
        found = _merged(text, found, more, rest.origin)
    return tuple(sorted(found, key=lambda one: one.start))


def _found(text: str, words: WordModel) -> list[Damage]:
    """What shows itself in a text as it stands."""
    folded = fold(text)
    found = page_furniture(text, folded)
    nowhere = np.zeros(len(text) + 1, bool)
    first = _splits(text, folded, _taken(len(text), found), words, near=nowhere)
    found += [one for one, _ in first]
    sure = [(one, core) for one, core in first if one.confidence >= SURE]
    near = _near(len(text), [one for one, _ in sure])

    suspects = suspects_of([core for _, core in sure]) if sure else []
    seen = sightings(folded, _taken(len(text), found, near), suspects, words)
    seen += dangling(folded, _taken(len(text), [*found, *seen]), near)
    found += [_injected(text, one) for one in seen if one.confidence >= _TOLD]
    found += _in_other_script(text, words, _taken(len(text), found), near)
    found += _lost(text, folded, _taken(len(text), found))

    return _inner(text, found, words, near) if sure else found


def _splits(
    text: str, folded: str, taken: bytearray, words: WordModel, *, near: NDArray[np.bool_]
) -> list[tuple[Damage, str]]:
    """What splits a word or a number outside of `taken`, each with its phrase.

    `near` (n+1,) is True beside damage that is known.
    """
    cut = words.cut(text)
    candidates = word_candidates(text, folded, cut, words)
    candidates += number_candidates(folded, cut, words)
    if not candidates:
        return []
    foreign = of_other_script(text)
    weighed = weigh(
        folded,
        (
            replace(one, points=one.points + _OTHER_SCRIPT) if _holds(one, foreign) else one
            for one in candidates
            if not any(taken[one.start : one.end])
        ),
    )
    splits = []
    for one, company in zip(weighed, _company(weighed), strict=True):
        expected = 1.0 if near[one.start] else company
        sure = min(_sure(one, expected), 0.99 if one.cause == "word" else 0.95)
        if sure >= (_TOLD if one.cause == "word" else _TOLD_OF_NUMBERS):
            sighting = Sighting(one.start, one.end, sure, one.cause, one.about)
            splits.append((_injected(text, sighting), one.core))
    return splits


def _company(candidates: Sequence[Candidate]) -> list[float]:
    """How much damage the others make likely around each, from 0 to 1."""
    at = np.array([one.start for one in candidates], np.int64)
    sure = np.array([_sure(one, 0.0) for one in candidates])
    total = np.concatenate([[0.0], np.cumsum(sure)])
    low = np.searchsorted(at, at - _NEAR)
    high = np.searchsorted(at, at + _NEAR, side="right")
    others = total[high] - total[low] - sure - _BY_CHANCE
    return np.clip(others, 0.0, 1.0).tolist()  # type: ignore[no-any-return]


def _near(length: int, damage: Iterable[Damage]) -> NDArray[np.bool_]:
    """Where a text is near one of the spans."""
    near = np.zeros(length + 1, bool)
    for one in damage:
        near[max(0, one.start - _NEAR) : one.end + _NEAR] = True
    return near


def _inner(
    text: str, found: list[Damage], words: WordModel, near: NDArray[np.bool_]
) -> list[Damage]:
    """With what shows itself once the rest is gone: a phrase may stand inside another."""
    for _ in range(_ROUNDS):
        rest = repair(text, found)
        told = np.frombuffer(_taken(len(text) + 1, found), np.uint8)
        taken = bytearray(told[rest.origin[:-1]].tobytes())
        more = _splits(rest.text, fold(rest.text), taken, words, near=near[rest.origin])
        sure = [one for one, _ in more if _goes(one)]
        if not sure:
            break
        found = _merged(text, found, sure, rest.origin)
    return found


def _goes(one: Damage) -> bool:
    return one.kind != LOST and one.confidence >= SURE


def _merged(
    text: str, found: list[Damage], more: Sequence[Damage], origin: NDArray[np.int64]
) -> list[Damage]:
    """Both; what was found in the rest of the text takes in what it stands around."""
    moved = [_moved(one, origin, text) for one in more]
    held = _taken(len(text), moved)
    return [one for one in found if not any(held[one.start : one.end])] + moved


def _sure(one: Candidate, expected: float) -> float:
    """How sure a split is damage, in a text where so many are expected."""
    odds = one.points - _RARE + _COMMON * expected
    return 1.0 / (1.0 + math.exp(-odds))


def _in_other_script(
    text: str, words: WordModel, taken: bytearray, near: NDArray[np.bool_]
) -> list[Damage]:
    """Words in the other script that split nothing: told, and left to a person."""
    foreign = of_other_script(text)
    if foreign.size == 0:
        return []
    found: list[Damage] = []
    for start, end in _runs(foreign, words.cut(text)):
        if end - start <= _PHRASE and end - start > 1 and not any(taken[start:end]):
            sure = 0.8 if near[start] else 0.5
            found.append(Damage(start, end, text[start:end], "other script", sure, "script"))
    return found


def _runs(foreign: NDArray[np.int64], cut: Cut) -> list[tuple[int, int]]:
    """Words that hold such characters, joined where they stand beside each other."""
    at = np.flatnonzero(cut.word >= 0)
    start = cut.codes.start[at]
    end = cut.codes.end[np.append(at, cut.word.size)[1:] - 1]
    held = np.unique(np.searchsorted(start, foreign, side="right") - 1)
    runs: list[tuple[int, int]] = []
    for k in held.tolist():
        if runs and runs[-1][1] == start[k]:
            runs[-1] = (runs[-1][0], int(end[k]))
        else:
            runs.append((int(start[k]), int(end[k])))
    return runs


def _lost(text: str, folded: str, taken: bytearray) -> list[Damage]:
    """Numbers that lost something: told, and left as they stand."""
    found = list(_LOST_DIGITS.finditer(folded))
    if any(mark in folded for mark in _UNREAD):
        found += _UNREAD_DIGITS.finditer(folded)
    return [
        Damage(at.start(), at.end(), text[at.start() : at.end()], LOST, SURE, "lost")
        for at in found
        if not any(taken[max(0, at.start() - 1) : at.end() + 1])
    ]


def _injected(text: str, one: Sighting) -> Damage:
    piece = text[one.start : one.end]
    sure = round(one.confidence, 3)
    return Damage(one.start, one.end, piece, "injected", sure, one.cause, one.about)


def _holds(one: Candidate, positions: NDArray[np.int64]) -> bool:
    """Whether one of the positions (in order) lies in the span."""
    at = int(np.searchsorted(positions, one.start))
    return at < positions.size and bool(positions[at] < one.end)


def _moved(one: Damage, origin: NDArray[np.int64], text: str) -> Damage:
    """The same damage in the positions of the original, with what was taken out of it before."""
    start, end = int(origin[one.start]), int(origin[one.end - 1]) + 1
    return replace(one, start=start, end=end, text=text[start:end])


def _taken(
    length: int, damage: Iterable[Damage | Sighting], only: NDArray[np.bool_] | None = None
) -> bytearray:
    """Which characters of a text are spoken for, or outside `only` (n+1,): one byte each."""
    taken = bytearray(length) if only is None else bytearray((~only[:length]).tobytes())
    for one in damage:
        taken[one.start : one.end] = b"\1" * (one.end - one.start)
    return taken
