"""What documents state, in words: how much was read, what it means, who agrees with whom."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Final

from gongfu.evidence.group_claims import GroupClaim, group_of
from gongfu.model.indicator import INDICATORS
from gongfu.report.numbers import amount, plain
from gongfu.report.text import Both, listed, same
from gongfu.report.words import say

_DOUBTS: Final = frozenset(
    (
        "no place",
        "no period",
        "no unit",
        "place unclear",
        "several places",
        "more than one place",
        "parts make no whole",
        "a number without unit beside it",
        "a number that may be cut",
        "denied",
        "damaged text",
    )
)
_TITLES: Final[Mapping[str, Mapping[str, str]]] = {one.key: one.title for one in INDICATORS}
_PER_CENT: Final = 100
_UNITS: Final[Mapping[str, tuple[str, str]]] = {
    "percentage points": (" percentage points", "个百分点"),
    "times": (" times", "倍"),
    "person-times": (" person-times", "人次"),
    "mu": (" mu", "亩"),
    "m": (" m", "米"),
    "s": (" seconds", "秒"),
    "minutes": (" minutes", "分钟"),
    "hours": (" hours", "小时"),
    "days": (" days", "天"),
    "months": (" months", "个月"),
    "years": (" years", "年"),
    "bottles": (" bottles", "瓶"),
    "villages": (" villages", "个村"),
    "townships": (" townships", "个乡镇"),
    "enterprises": (" enterprises", "家企业"),
    "projects": (" projects", "个项目"),
    "workshops": (" workshops", "个工坊"),
    "": ("", ""),
}


def meant(value: str | Decimal, bound: str, unit: str) -> Both:
    """A stated value as people say it, with its bound and unit: more than 8 trillion yuan."""
    exact = Decimal(value)
    if unit == "share":
        words = same(f"{_digits(exact * _PER_CENT)}%")
    elif unit == "percentage points":
        words = _with_unit(same(_digits(exact * _PER_CENT)), unit)
    elif unit in _UNITS:
        places = max(0, -int(exact.normalize().as_tuple().exponent))
        words = _with_unit(plain(float(exact), min(places, 6)), unit)
    else:
        words = amount(float(exact), unit)
    return say(f"evidence_bound_{bound}", value=words)


def _digits(value: Decimal) -> str:
    text = f"{value:f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return text.replace("-", "−")


def _with_unit(words: Both, unit: str) -> Both:
    en, zh = _UNITS[unit]
    return Both(words.en + en, words.zh + zh)


def about(indicator: str, term: str) -> Both:
    """What a figure counts: the indicator's title, or the words of the text."""
    return Both.of(_TITLES[indicator]) if indicator in _TITLES else same(term or indicator)


def counted(states: Mapping[str, int], n_documents: int) -> Both:
    """How many figures were read, and how sure they are; those rejected since, if any."""
    rejected = states.get("rejected", 0)
    more = say("evidence_read_rejected", n=plain(rejected)) if rejected else same("")
    parts = _states(states) | {"rejected": more}
    if n_documents == 1:
        return say("evidence_read_one", documents=say("evidence_document"), **parts)
    return say("evidence_read", documents=say("evidence_documents", n=plain(n_documents)), **parts)


def entered(zone: Mapping[str, str], n_documents: int, n_stated: int, n_figures: int) -> Both:
    """What a reading added to a zone."""
    if not n_documents and not n_stated and not n_figures:
        return say("evidence_unchanged", zone=Both.of(zone))
    counts = {"documents": plain(n_documents), "stated": plain(n_stated)}
    return say("evidence_entered", zone=Both.of(zone), figures=plain(n_figures), **counts)


def held(states: Mapping[str, int], n_documents: int, n_used: int) -> Both:
    """What a zone's ledger holds."""
    if not n_documents:
        return say("evidence_none")
    parts = _states(states) | {"documents": plain(n_documents), "used": plain(n_used)}
    return say("evidence_listed", rejected=plain(states.get("rejected", 0)), **parts)


def checked(n_contradictions: int, n_agreed: int, n_doubtful: int) -> Both:
    """What a check found."""
    return say(
        "evidence_checked",
        contradictions=plain(n_contradictions),
        agreed=plain(n_agreed),
        doubtful=plain(n_doubtful),
    )


def decided(n: int, decision: str, by: str, n_used: int) -> Both:
    """What a person decided."""
    made = say(f"evidence_decision_{decision}")
    return say("evidence_decided", n=plain(n), decision=made, by=by, used=plain(n_used))


def group_claim(claim: GroupClaim, number: str, unit: str, worst: Both) -> Both:
    """What figures say of a bound that is claimed for every member of a group."""
    known = claim.n_members - claim.n_missing
    upward = claim.bound in (">", ">=")
    parts: dict[str, Any] = {
        "number": number,
        "n": plain(claim.n_members),
        "worst": worst,
        "value": amount(claim.worst_value, unit),
        "compared": claim.compared,
        "end": say("evidence_lowest" if upward else "evidence_highest"),
        "breaking": plain(known - claim.n_holding),
        "holding": plain(claim.n_holding),
        "known": plain(known),
        "period": claim.period,
    }
    return say(f"evidence_group_{claim.verdict}", **parts)


def doubt(word: str) -> Both:
    """A doubt in both languages; one that has no words here as it is."""
    return say(f"evidence_doubt_{word}") if word in _DOUBTS else same(word)


def unused(obstacle: str, row: Mapping[str, Any]) -> Both:
    """Why a stated figure is not among a zone's figures.

    `obstacle` is of `ledger.OBSTACLES`, or "value"; `row` is from `ledger.decided`.
    """
    doubts = [doubt(word) for word in row["doubts"].split("; ") if word]
    group = group_of(row)
    known = [one.unit for one in INDICATORS if one.key == row["indicator"]]
    return say(
        f"evidence_unused_{obstacle}",
        why=row["reason"] or (listed(doubts) if doubts else say(f"evidence_state_{row['state']}")),
        whom=say(f"evidence_every_{group}") if group else row["whom"],
        unit=row["unit"] or "–",
        other=known[0] if known else "",
        place=row["place_code"],
        period=row["period"],
    )


def _states(states: Mapping[str, int]) -> dict[str, Both]:
    known = {name: states.get(name, 0) for name in ("accepted", "in doubt", "condition", "target")}
    return {
        "n": plain(sum(states.values())),
        "accepted": plain(known["accepted"]),
        "doubtful": plain(known["in doubt"]),
        "other": plain(known["condition"] + known["target"]),
    }
