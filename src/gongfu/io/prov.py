"""The record of a ledger as W3C PROV: each record an activity, actors agents, things entities.

Written as PROV-XML (W3C Note of 30 April 2013; the model is the Recommendation PROV-DM), since it
can be written record by record, has a schema, and the common tools read it.  Names within the file
are numbers, because an id may hold what XML's names may not; the ids stand beside them.

| of a record | in PROV |
| --- | --- |
| who | the agent with which the activity was associated |
| what it became | an entity that the activity generated, a specialization of the thing |
| what it was | the entity that the activity used, from which the new one was derived |
| nothing any more | the entity before was invalidated by the activity |

Of things that tell of persons the version is told, and neither id, values nor reason; of residents
who act, that they are residents.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain
from typing import Any, Final

from gongfu.errors import InputError
from gongfu.io.ledger_public import MARK, About, is_personal, is_public_actor, xml_text
from gongfu.io.ledger_tables import THINGS
from gongfu.track.audit import Record

_GONE: Final = "null"
_PERSONAL: Final = {thing: is_personal(table) for thing, table in THINGS.items()}
_NAMESPACES: Final = (
    'xmlns:prov="http://www.w3.org/ns/prov#" xmlns:xsd="http://www.w3.org/2001/XMLSchema" '
    'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:ledger="urn:gongfu:ledger#"'
)
_UNKNOWN: Final = "unknown"
_AT_ONCE: Final = 2_000


def write_prov(
    records: Iterable[Record], actors: Iterable[Mapping[str, Any]], about: About
) -> Iterator[bytes]:
    """The record as PROV-XML, piece by piece.

    Parameters
    ----------
    records
        All of them, in order of number.
    actors
        Rows of actors, of who retired with the last role.
    about
        The ledger.

    Yields
    ------
    bytes
        To be written one after the other; the same for the same ledger.
    """
    agents: dict[str, int] = {}
    pieces = ['<?xml version="1.0" encoding="UTF-8"?>\n', f"<prov:document {_NAMESPACES}>\n"]
    pieces.append(_entity("ledger", *_of_ledger(about)))
    for row in actors:
        agents[row["actor_id"]] = len(agents) + 1
        pieces.append(_agent(agents[row["actor_id"]], row))
    made: dict[str, tuple[int, int]] = {}
    for one in records:
        if one.who not in agents:
            agents[one.who] = len(agents) + 1
            pieces.append(_agent(agents[one.who], {"role": _UNKNOWN}))
        pieces.append(_of_record(one, agents[one.who], made))
        if len(pieces) >= _AT_ONCE:
            yield "".join(pieces).encode()
            pieces = []
    yield "".join(chain(pieces, ["</prov:document>\n"])).encode()


def _of_ledger(about: About) -> tuple[str, ...]:
    told = [
        _told("prov:label", about.marked("ledger 台账")),
        _type("Ledger"),
        _told("ledger:head", about.head_text),
    ]
    return (*told, _told("ledger:standing", MARK)) if about.simulated else tuple(told)


def _of_record(one: Record, agent: int, made: dict[str, tuple[int, int]]) -> str:
    """One record; `made` tells which record last made each thing, and the thing's number."""
    name, _, event = one.what.rpartition(" ")
    thing = name.partition(" ")[0]
    if thing not in _PERSONAL:
        raise InputError(f"record {one.number} is of a {thing!r}, which this version does not know")
    gone = one.after == _GONE
    values = json.loads(one.before if gone else one.after)
    personal = _PERSONAL[thing] or (thing == "actor" and _is_of_person(one))
    shown = thing if personal else name
    number = one.number
    act = (
        f'<prov:activity prov:id="ledger:act-{number}"><prov:startTime>{one.at}</prov:startTime>'
        f"<prov:endTime>{one.at}</prov:endTime>{_told('prov:label', f'{shown} {event}')}"
        f"{_type(event)}"
        f"<ledger:hash>{one.hash}</ledger:hash><ledger:number>{number}</ledger:number>"
        f"{_told('ledger:why', '' if personal else one.why)}</prov:activity>\n"
        f"<prov:wasAssociatedWith>{_ref('activity', f'act-{number}')}"
        f"{_ref('agent', f'agent-{agent}')}</prov:wasAssociatedWith>\n"
    )
    parts = [act]
    last = made.get(name)
    if last is None:
        last = (0, len(made) + 1)
        parts.append(_entity(f"thing-{last[1]}", _told("prov:label", shown), _type(thing)))
    before, at = last
    if before:
        parts.append(
            f"<prov:used>{_ref('activity', f'act-{number}')}"
            f"{_ref('entity', f'state-{before}')}</prov:used>\n"
        )
    if gone:
        parts.append(
            f"<prov:wasInvalidatedBy>{_ref('entity', f'state-{before}')}"
            f"{_ref('activity', f'act-{number}')}"
            f"<prov:time>{one.at}</prov:time></prov:wasInvalidatedBy>\n"
        )
        made[name] = (0, at)
        return "".join(parts)
    version = values.get("version", 1)
    parts += [
        _entity(
            f"state-{number}",
            _told("prov:label", f"{shown}, version {version}"),
            "" if personal else f"<prov:value>{xml_text(one.after)}</prov:value>",
            f"<ledger:version>{version}</ledger:version>",
        ),
        f'<prov:specializationOf><prov:specificEntity prov:ref="ledger:state-{number}"/>'
        f'<prov:generalEntity prov:ref="ledger:thing-{at}"/></prov:specializationOf>\n',
        f"<prov:wasGeneratedBy>{_ref('entity', f'state-{number}')}"
        f"{_ref('activity', f'act-{number}')}"
        f"<prov:time>{one.at}</prov:time></prov:wasGeneratedBy>\n",
    ]
    if before:
        parts.append(
            f'<prov:wasDerivedFrom><prov:generatedEntity prov:ref="ledger:state-{number}"/>'
            f'<prov:usedEntity prov:ref="ledger:state-{before}"/>'
            f"{_ref('activity', f'act-{number}')}</prov:wasDerivedFrom>\n"
        )
    made[name] = (number, at)
    return "".join(parts)


def _is_of_person(one: Record) -> bool:
    """Whether a record of an actor tells of a resident, or nobody knows of whom."""
    states = [json.loads(text) or {} for text in (one.before, one.after)]
    known = [row for row in states if row.get("role")]
    return not known or not all(map(is_public_actor, known))


def _agent(number: int, row: Mapping[str, Any]) -> str:
    names = ("actor_id", "role", "place", "department") if is_public_actor(row) else ("role",)
    told = {name: str(row[name]) for name in names if row.get(name)}
    return (
        f'<prov:agent prov:id="ledger:agent-{number}">'
        f"{_told('prov:label', told.get('actor_id') or told.get('role', _UNKNOWN))}"
        f"{''.join(_told(f'ledger:{name}', text) for name, text in told.items())}</prov:agent>\n"
    )


def _entity(name: str, *told: str) -> str:
    return f'<prov:entity prov:id="ledger:{name}">{"".join(told)}</prov:entity>\n'


def _ref(role: str, name: str) -> str:
    return f'<prov:{role} prov:ref="ledger:{name}"/>'


def _type(name: str) -> str:
    return f'<prov:type xsi:type="xsd:QName">ledger:{xml_text(name)}</prov:type>'


def _told(tag: str, text: str) -> str:
    return f"<{tag}>{xml_text(text)}</{tag}>" if text else ""
