"""Whether a suspected phrase makes sense where it stands without splitting anything.

A phrase goes where the text reads on without it, and stays where something leads to it or follows
from it (打造|共享空间|，), where it stands for itself (“共享空间”) and where the text speaks of it.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from gongfu.evidence.farm_phrases import LITTLE, PHRASES
from gongfu.evidence.words import WordModel

_MARK: Final = re.compile(r"[^\w%°℃]|_")
_JOINS: Final = frozenset("和与及或、等并暨")
_TIES: Final = frozenset("的在和与及或把被对从将为以是有等向于由让使给到跟同比各该本某这那每")
_FOLLOWS: Final = frozenset("的是为将里内中上下外前后时等与和及或也已都就则能可有在被由不")
_NOUNS: Final = ("n", "a", "A", "")
_TAILS: Final = frozenset("厂店行馆院所会者员队班部课处区楼室场地里间网性化式型类节")
_LEADS: Final = frozenset("vpcrqmu")  # kinds of words that something must follow
_COUNTED: Final = re.compile(
    r"(?:\d[\d.,]*|[一二两三四五六七八九十百千万亿几数])[多余]?"
    r"(?:个|位|名|家|所|座|条|项|件|次|类|种|期|批|间|栋|层|处|片|块|台|辆|场|本|部|份|张|幅|只|棵"
    r"|支|对|组|队|户|段|元|亩|人|年|月|日)$"
)
_CREDIT: Final = re.compile(
    "摄|供图|记者|通讯员|报道|编辑|图片|图源|作者|完$|来源|公司$|政府$|委员会$|局$|厅$|办公室$|部$|社$"
    "|网$|报$|电$|视频|附件|附表|附图|单位|此致|敬礼|特此|谢谢|上接|下转|未完"
)
_STOPS: Final = "。!?…”"
_BEHIND: Final = re.compile(
    r"(?:(?<=[。!?…])|(?<=[。!?…][”\"]))[ \t]*([^\W\d_]{{2,12}})[ \t]*(?=\n|\r|$)"
)
_COMMON: Final = 14.0  # -ln P of a word that any text may hold
_AROUND: Final = 24  # characters of a line that are looked at on each side
_WINDOW: Final = 12  # characters that are cut into words
_FAR: Final = 50_000  # characters within which what stands together is looked for elsewhere
_PROSE: Final = 20  # characters of a line that counts as prose
_MOST: Final = 60  # phrases compared with each other


@dataclass(frozen=True, slots=True)
class Suspect:
    """A phrase, in folded spelling without blanks, and how many things it splits.

    `listed` says that it is of the list and, where it splits nothing, that others of the list do.
    """

    core: str
    n_splits: int
    listed: bool


@dataclass(frozen=True, slots=True)
class Sighting:
    """A place where a suspect stands: how sure it is that it does not belong there, and why."""

    start: int
    end: int
    confidence: float
    cause: str
    about: str = ""


def suspects_of(cores: Sequence[str]) -> list[Suspect]:
    """Phrases that were found to split something, what they hold and share, and known ones."""
    count = Counter(cores)
    names = list(count)[:_MOST]
    for core in names:
        for phrase in PHRASES:
            if len(phrase) > 2 and phrase in core and phrase != core:
                count[phrase] += count[core]
    for k, core in enumerate(names):
        for other in names[k + 1 :]:
            shared = _shared(core, other)
            if len(shared) > 2 and shared not in count:
                count[shared] = count[core] + count[other]
    found = [Suspect(core, n, core in PHRASES) for core, n in count.items()]
    company = any(one.listed for one in found)
    found += [Suspect(core, 0, company) for core in PHRASES if core not in count]
    return sorted(found, key=lambda one: (-len(one.core), one.core))


def sightings(
    folded: str, taken: bytearray, suspects: Sequence[Suspect], model: WordModel
) -> list[Sighting]:
    """Where suspects stand, the longest first, outside what is taken; `taken` gains them."""
    found: list[Sighting] = []
    for suspect in suspects:
        here = []
        for start, end in _occurrences(folded, suspect.core):
            if not any(taken[start:end]):
                taken[start:end] = b"\1" * (end - start)
                here.append(_judge(folded, start, end, suspect, model))
        away = [one for one in here if one.confidence >= 0.5]
        common = suspect.n_splits == 0 and model.word_cost(suspect.core) < _COMMON
        if len(here) - len(away) > suspect.n_splits or common:
            cause = "common" if common else "at home"
            away = [replace(one, confidence=0.6, cause=cause) for one in away]
        found += away
    return found


def dangling(folded: str, taken: bytearray, near: NDArray[np.bool_]) -> Iterator[Sighting]:
    """Bare phrases behind the last sentence of a paragraph, where paragraphs are of sentences.

    `near` (n+1,) is True beside damage that is known.
    """
    behind = list(_BEHIND.finditer(folded))
    if not behind:
        return
    prose = [line for line in map(str.rstrip, folded.splitlines()) if len(line) > _PROSE]
    whole = sum(line[-1] in _STOPS or "。" in line[-16:] for line in prose)
    if whole < 0.6 * len(prose):
        return
    for match in behind:
        core = match[1]
        if any(taken[match.start(1) : match.end(1)]) or set(core) & LITTLE or _CREDIT.search(core):
            continue
        listed = any(phrase in core for phrase in PHRASES)
        damaged = bool(near[match.start(1)])
        confidence = 0.96 if listed and damaged else 0.91 if listed or damaged else 0.5
        if re.match(r"[ \t\r]*\n[^\s]", folded[match.end() : match.end() + 8]):
            confidence -= 0.2  # the line may be broken in the middle of a sentence
        yield Sighting(match.start(1), match.end(1), confidence, "paragraph")


def _judge(folded: str, start: int, end: int, suspect: Suspect, model: WordModel) -> Sighting:
    """How sure it is that a suspect does not belong where it stands; below 0.5 it makes sense."""
    before, after = _line_before(folded, start), _line_after(folded, end)
    left, right = before[-1:], after[:1]
    less = 0.0 if suspect.listed or suspect.n_splits > 1 else 0.015 if suspect.n_splits else 0.02

    def found(confidence: float, cause: str, about: str = "") -> Sighting:
        return Sighting(start, end, confidence - less, cause, about)

    joint = before[-2:] + after[:2]
    if len(joint) == 4 and not _MARK.search(joint) and _elsewhere(folded, joint, start):
        return found(0.96, "restored", joint)
    if left.isdigit() and (right.isdigit() or right == "%"):
        return found(0.95, "number", joint)
    no_left = not left or bool(_MARK.match(left))
    no_right = not right or bool(_MARK.match(right)) or right in _JOINS
    if no_left and no_right:
        if left and left in _STOPS and not after:
            return found(0.96, "paragraph")
        return found(0.3, "clause")
    if no_right:
        tag = _last_tag(before, model)
        leads = left in _TIES or tag in _LEADS or _COUNTED.search(before) is not None
        return found(0.4 if leads else 0.91, "clause")
    if no_left:
        word, kind = _first_word(after, model)
        follows = (right in _FOLLOWS and len(word) == 1) or kind in ("v", "d", "p")
        return found(0.35 if follows else 0.92, "clause")
    if right in _TAILS and len(_first_word(after, model)[0]) == 1:
        return found(0.4, "between")
    counted = _COUNTED.search(before)
    if counted:
        return found(0.3 if right == "的" else 0.95, "counted", counted[0])
    tag = _last_tag(before, model)
    if left in _TIES or tag in ("v", "p", "c"):
        word, kind = _first_word(after, model)
        follows = (right in _FOLLOWS and len(word) == 1) or (left in _TIES and kind not in _NOUNS)
        sure = 0.35 if follows else 0.92 if suspect.n_splits or suspect.listed else 0.75
        return found(sure, "between")
    return found(0.95, "between")


def _elsewhere(folded: str, joint: str, start: int) -> bool:
    """Whether characters stand together somewhere near."""
    return folded.find(joint, max(0, start - _FAR), start + _FAR) >= 0


def _last_tag(before: str, model: WordModel) -> str:
    words = model.tagged(before[-_WINDOW:])
    return words[-1][1] if words else ""


def _first_word(after: str, model: WordModel) -> tuple[str, str]:
    words = model.tagged(after[:_WINDOW])
    return words[0] if words else ("", "")


def _line_before(folded: str, start: int) -> str:
    return re.split(r"[\n\r]", folded[max(0, start - _AROUND) : start])[-1].rstrip()


def _line_after(folded: str, end: int) -> str:
    return re.split(r"[\n\r]", folded[end : end + _AROUND])[0].lstrip()


def _occurrences(folded: str, core: str) -> Iterator[tuple[int, int]]:
    at = folded.find(core)
    while at >= 0:
        yield at, at + len(core)
        at = folded.find(core, at + len(core))


def _shared(one: str, other: str) -> str:
    """The longest piece that two phrases share."""
    best = ""
    for start in range(len(one)):
        for end in range(start + len(best) + 1, len(one) + 1):
            if one[start:end] not in other:
                break
            best = one[start:end]
    return best
