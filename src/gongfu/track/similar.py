"""Near duplicates among requests: near in place, near in time, and in much the same words.

N requests, E bigrams in all, P pairs.  Words are compared as sets of bigrams of characters, which
needs no dictionary and no word breaks; the share of the bigrams that two have in common is
Jaccard's.  All pairs are found, and no other: a pair that is similar enough shares a rare bigram
(Chaudhuri, Ganti and Kaushik 2006; Xiao, Wang, Lin and Yu 2008), and only pairs that do are
compared.
"""

import math
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise
from typing import Final

import numpy as np
from numpy.typing import NDArray

from gongfu.errors import InputError, n_of
from gongfu.kernels.intersections import common_sizes

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

_CHUNK: Final = 2_000_000  # pairs looked at together
_PAIRS_MOST: Final = 5_000_000
_EXACT: Final = 1e-9
_BITS: Final = 21  # of a character of Unicode


@dataclass(frozen=True, slots=True)
class Told:
    """A request's place, day and words; the words are never shown in a message."""

    request_id: str
    place: str
    on: date
    text: str = field(repr=False)


@dataclass(frozen=True, slots=True, eq=False)
class Likeness:
    """Pairs of near duplicates, all (P,), by position of the first and then the second.

    first_at, second_at: positions, the first below the second.  n_common: bigrams of both;
    n_either: of one or both; similarity: the first over the second.  days_apart: 0 for one day.
    """

    first_at: Ints
    second_at: Ints
    n_common: Ints
    n_either: Ints
    similarity: Floats
    days_apart: Ints


def near_duplicates(
    requests: Sequence[Told],
    *,
    similarity: float = 0.6,
    days: int = 30,
    place_digits: int = 9,
) -> Likeness:
    """All pairs of requests that are near in place and time and alike in words.

    Parameters
    ----------
    requests
        With different ids, in any order.  One without a letter or digit is like no other.
    similarity
        Share of bigrams in common from which two are alike, above 0 and up to 1.
    days
        How many days apart two may be, 0 or more.
    place_digits
        How many characters of their place codes must be the same: 6 is one county, 9 one
        township, 12 one village.

    Returns
    -------
    Likeness
        What each likeness rests on; `common_parts` shows the words.

    Notes
    -----
    Misleads where people fill in the same form, and where they say one thing in other words.
    Somebody looks before requests are merged.
    """
    _check(requests, similarity, days, place_digits)

    start, element = _sets(requests)
    size = np.diff(start)
    places: dict[str, int] = {}
    place = np.array(
        [places.setdefault(one.place[:place_digits], len(places)) for one in requests], np.int64
    )
    day = np.array([one.on.toordinal() for one in requests], np.int64)

    pairs = _pairs(start, element, place, day, similarity, days)

    first, second = np.divmod(pairs, max(len(requests), 1))
    common = common_sizes(start, element, first, second)
    either = size[first] + size[second] - common
    return Likeness(
        first_at=first,
        second_at=second,
        n_common=common,
        n_either=either,
        similarity=common / either,
        days_apart=np.abs(day[first] - day[second]),
    )


def near_to(
    new: Told,
    others: Sequence[Told],
    *,
    similarity: float = 0.6,
    days: int = 30,
    place_digits: int = 9,
) -> list[tuple[int, float]]:
    """The near duplicates of one request, without comparing the others with each other.

    Parameters
    ----------
    new
        The request.
    others
        In any order.
    similarity, days, place_digits
        As `near_duplicates` takes them.

    Returns
    -------
    list of tuple
        Position among the others and share of bigrams in common, as `near_duplicates` finds them;
        the most alike first, then by position.
    """
    _check([new, *others], similarity, days, place_digits)
    mine = _bigrams(_letters(new.text))
    place, day = new.place[:place_digits], new.on.toordinal()
    found = []
    for at, one in enumerate(others):
        if one.place[:place_digits] != place or abs(one.on.toordinal() - day) > days:
            continue
        plain = _letters(one.text)
        # Of the longer one, a share must be in both: so the one may be only so much shorter.
        if len(plain) < similarity * len(mine) - _EXACT:
            continue
        theirs = _bigrams(plain)
        common = len(mine & theirs)
        either = len(mine) + len(theirs) - common
        if common and common >= similarity * either - _EXACT:
            found.append((at, common / either))
    return sorted(found, key=lambda one: (-one[1], one[0]))


def common_parts(text: str, other: str) -> tuple[str, ...]:
    """The parts of a text whose bigrams are all in another.

    Parameters
    ----------
    text, other
        Words of two requests.

    Returns
    -------
    tuple of str
        Letters and digits only, in their order.

    Examples
    --------
    >>> common_parts("东门路灯不亮三天", "路灯不亮,东门")
    ('东门', '路灯不亮')
    """
    plain = _letters(text)
    held = _bigrams(_letters(other))
    parts, at = [], 0
    while at < len(plain) - 1:
        end = at
        while end < len(plain) - 1 and plain[end : end + 2] in held:
            end += 1
        if end > at:
            parts.append(plain[at : end + 1])
        at = end + 1 if end > at else at + 1
    if len(plain) == 1 and plain in held:
        parts.append(plain)
    return tuple(parts)


def _check(requests: Sequence[Told], similarity: float, days: int, place_digits: int) -> None:
    faults = []
    if not 0 < similarity <= 1:
        faults.append(f"similarity is {similarity!r}; give a share above 0 and up to 1")
    if days < 0 or place_digits < 1:
        faults.append(f"days is {days} and place_digits {place_digits}; give at least 0 and 1")
    ids = {one.request_id for one in requests}
    if len(ids) < len(requests):
        count = n_of(len(requests) - len(ids), "id of requests is", "ids of requests are")
        faults.append(f"{count} there twice; give each once")
    bare = [one.request_id for one in requests if not one.place]
    if bare:
        count = n_of(len(bare), "request has", "requests have")
        faults.append(f"{count} no place, such as {bare[0]!r}; fill it in")
    if faults:
        raise InputError("; ".join(faults))


def _letters(text: str) -> str:
    """Letters and digits only, of one width and case."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    return "".join(filter(str.isalnum, plain))


def _bigrams(plain: str) -> set[str]:
    if len(plain) == 1:
        return {plain}
    return {a + b for a, b in pairwise(plain)}


def _sets(requests: Sequence[Told]) -> tuple[Ints, Ints]:
    """Bigrams of each request by rank, the rarest first: start (N+1,) and element (E,)."""
    plain = [_letters(one.text) for one in requests]
    length = np.array([len(one) for one in plain], np.int64)
    letter = np.frombuffer("".join(plain).encode("utf-32-le"), "<u4").astype(np.int64)
    owner = np.repeat(np.arange(length.size), length)
    inside = owner[:-1] == owner[1:]
    alone = length[owner] == 1
    bigram = np.concatenate([(letter[:-1] << _BITS | letter[1:])[inside], letter[alone]])
    owner = np.concatenate([owner[:-1][inside], owner[alone]])

    _, number, often = np.unique(bigram, return_inverse=True, return_counts=True)
    rank = np.empty(often.size, np.int64)
    rank[np.argsort(often, kind="stable")] = np.arange(often.size)
    most = max(often.size, 1)
    owner, element = np.divmod(_once(owner * most + rank[number]), most)
    start = np.searchsorted(owner, np.arange(length.size + 1))
    return start, element


def _once(values: Ints) -> Ints:
    """Sorted, each once; five times as fast here as `np.unique`, which hashes them first."""
    held = np.sort(values)
    new = np.ones(held.size, bool)
    new[1:] = held[1:] != held[:-1]
    return held[new]


def _pairs(
    start: Ints, element: Ints, place: Ints, day: Ints, similarity: float, days: int
) -> Ints:
    """Every pair that is alike, as first times N plus second, in order."""
    size = np.diff(start)
    n = size.size
    kept: list[Ints] = [np.zeros(0, np.int64)]
    n_kept = 0
    for first, second in _candidates(start, element, place, day, similarity, days):
        low, high = np.minimum(first, second), np.maximum(first, second)
        less = np.minimum(size[low], size[high])
        more = np.maximum(size[low], size[high])
        fit = less >= similarity * more - _EXACT
        keys = _once(low[fit] * n + high[fit])
        low, high = np.divmod(keys, n)
        common = common_sizes(start, element, low, high)
        alike = common >= similarity * (size[low] + size[high] - common) - _EXACT
        kept.append(keys[alike])
        n_kept += int(alike.sum())
        if n_kept > _PAIRS_MOST:
            kept = [_once(np.concatenate(kept))]
            n_kept = kept[0].size
        if n_kept > _PAIRS_MOST:
            raise InputError(
                f"more than {_PAIRS_MOST} pairs of requests are alike; raise similarity or "
                "place_digits, or give fewer days"
            )
    return _once(np.concatenate(kept))


def _candidates(
    start: Ints, element: Ints, place: Ints, day: Ints, similarity: float, days: int
) -> Iterator[tuple[Ints, Ints]]:
    """Pairs in one place, within the days, that share one of their rarest bigrams."""
    size = np.diff(start)
    if not element.size:
        return
    owner = np.repeat(np.arange(size.size), size)
    at = np.arange(element.size) - start[owner]
    rare = at < size[owner] - np.ceil(similarity * size[owner] - _EXACT) + 1
    owner, token = owner[rare], element[rare]
    _, group = np.unique(token * (place.max() + 1) + place[owner], return_inverse=True)
    span = int(day.max() - day.min())
    days = min(days, span)
    key = group.astype(np.int64) * (span + days + 1) + day[owner] - day.min()
    order = np.argsort(key, kind="stable")
    key, owner = key[order], owner[order]
    here = np.arange(key.size)
    count = np.searchsorted(key, key + days, side="right") - here - 1

    ends = np.cumsum(count)
    cuts = np.searchsorted(ends, np.arange(0, math.ceil(ends[-1] / _CHUNK) + 1) * _CHUNK, "right")
    for begin, end in zip(cuts, [*cuts[1:], key.size], strict=True):
        reps = count[begin:end]
        if not reps.sum():
            continue
        left = np.repeat(here[begin:end], reps)
        inside = np.arange(left.size) - np.repeat(np.cumsum(reps) - reps, reps)
        yield owner[left], owner[left + 1 + inside]
