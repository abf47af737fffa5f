"""The structures of a ledger's indicators in SDMX-ML 2.1: what each dimension and code means.

The specification: SDMX 2.1, section 3A (SDMX-ML), schemas of the namespace
http://www.sdmx.org/resources/sdmxml/schemas/v2_1.  Data are written as generic data, which needs
no schema made from these structures.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from gongfu.io.ledger_public import About, xml_text

AGENCY: Final = "GONGFU"
FREQ: Final = "FREQ"
INDICATOR: Final = "INDICATOR"
TIME: Final = "TIME_PERIOD"
UNIT: Final = "UNIT_MEASURE"
STATUS: Final = "OBS_STATUS"
STANDING: Final = "STANDING"

_SCHEMAS: Final = "http://www.sdmx.org/resources/sdmxml/schemas/v2_1"
NAMESPACES: Final = " ".join(
    f'xmlns:{prefix}="{_SCHEMAS}/{part}"'
    for prefix, part in (
        ("mes", "message"),
        ("com", "common"),
        ("str", "structure"),
        ("gen", "data/generic"),
    )
)
_ID: Final = re.compile(r"[A-Za-z0-9@$-][A-Za-z0-9_@$-]*")


@dataclass(frozen=True, slots=True)
class Flow:
    """One set of series.

    Attributes
    ----------
    key
        Its id.
    names
        By language.
    dimensions
        Dimension -> code list, in the order of the key, without time.
    """

    key: str
    names: tuple[str, str]
    dimensions: Mapping[str, str]


PROGRESS: Final = Flow(
    "PROGRESS",
    ("Progress by field, place and month", "分领域、分地区、分月进度"),
    {FREQ: "CL_FREQ", INDICATOR: "CL_PROGRESS", "FIELD": "CL_FIELD", "PLACE": "CL_PLACE"},
)
MONEY: Final = Flow(
    "MONEY",
    ("Money by pair and year of the budget", "分结对、分预算年度资金"),
    {FREQ: "CL_FREQ", INDICATOR: "CL_MONEY", "GIVER": "CL_PARTY", "RECEIVER": "CL_PARTY"},
)
SERVICE: Final = Flow(
    "SERVICE",
    (
        "Handlings of requests by department and month in which they began",
        "分部门、按承办月份的诉求办理",
    ),
    {FREQ: "CL_FREQ", INDICATOR: "CL_SERVICE", "DEPARTMENT": "CL_DEPARTMENT"},
)
FLOWS: Final = (PROGRESS, MONEY, SERVICE)
_CONCEPTS: Final = {
    FREQ: ("Frequency", "频率"),
    INDICATOR: ("Indicator", "指标"),
    "FIELD": ("Field of the item", "领域"),
    "PLACE": ("Place of the deliverable", "地区"),
    "GIVER": ("Who gives", "支援方"),
    "RECEIVER": ("Who receives", "受援方"),
    "DEPARTMENT": ("Department that handles", "承办部门"),
    TIME: ("Month or year", "时间"),
    "OBS_VALUE": ("Value", "数值"),
    UNIT: ("Unit", "单位"),
    STATUS: ("Status of the observation", "数据状态"),
    STANDING: ("Computed or simulated", "性质"),
}
CODES: Final[dict[str, dict[str, tuple[str, str]]]] = {
    "CL_FREQ": {"M": ("Monthly", "月"), "A": ("Annual", "年")},
    "CL_PROGRESS": {
        "DUE": ("Deliverables due by the end of the month", "截至月末到期任务数"),
        "DELIVERED": ("Deliverables delivered by the end of the month", "截至月末已完成任务数"),
    },
    "CL_MONEY": {
        "BUDGET": ("Budgeted for the year", "年度预算"),
        "COMMITTED": ("Committed", "承诺"),
        "TRANSFERRED": ("Transferred", "拨付"),
        "SPENT": ("Spent", "支出"),
        "RETURNED": ("Returned", "退回"),
    },
    "CL_SERVICE": {
        "BEGUN": ("Handlings begun", "承办件次"),
        "SIGNED_ON_TIME": ("Signed for in time", "按时签收"),
        "OF_SIGNED": ("Of which 按时签收率 is the share", "按时签收率的分母"),
        "CLOSED_ON_TIME": ("Answered in time", "按时办结"),
        "OF_CLOSED": ("Of which 按时办结率 is the share", "按时办结率的分母"),
        "SATISFIED": ("To satisfaction", "满意"),
        "OF_SAID": ("Of which 满意率 is the share", "满意率的分母"),
        "REDONE": ("Redone", "发回重办"),
        "ANSWERED": ("Of which 发回重办率 is the share", "发回重办率的分母"),
        "SIGNED_AFTERWARDS": (
            "Of those signed for in time: only by steps written down after the last day",
            "按时签收中仅凭期限过后补录者",
        ),
        "CLOSED_AFTERWARDS": (
            "Of those answered in time: only by steps written down after the last day",
            "按时办结中仅凭期限过后补录者",
        ),
        "UNSIGNED_AFTERWARDS": (
            "Not signed for as the record stood on the last day, and not counted so now",
            "按期限届满时的台账未签收、因期限过后补录现未计入者",
        ),
        "DROPPED_AFTERWARDS": (
            "Not answered as the record stood on the last day, and not counted so now",
            "按期限届满时的台账未办结、因期限过后补录现未计入者",
        ),
    },
    "CL_UNIT": {
        "DELIVERABLES": ("Deliverables", "项"),
        "CNY": ("Yuan", "元"),
        "HANDLINGS": ("Handlings", "件次"),
    },
    "CL_OBS_STATUS": {
        "A": ("Normal value", "正常"),
        "P": (
            "Provisional value: the period, or what it is of, is not over",
            "暂定:期间或事项未结束",
        ),
    },
    "CL_STANDING": {"computed": ("Computed", "计算值"), "simulated": ("Simulated", "模拟值")},
}
_ATTRIBUTES: Final = {UNIT: "CL_UNIT", STANDING: "CL_STANDING", STATUS: "CL_OBS_STATUS"}


def code_of(value: str) -> str:
    """The code of a value: itself, or its bytes where SDMX takes no such id.

    Parameters
    ----------
    value
        A field, a place or a party.

    Returns
    -------
    str
        Letters, digits and _ @ $ - only; different for different values.

    Examples
    --------
    >>> code_of("330523"), code_of("托育")
    ('330523', '_E68998E882B2')
    """
    return value if _ID.fullmatch(value) else f"_{value.encode().hex().upper()}"


def header(ident: str, about: About, structure: str = "") -> str:
    """The head of a message.

    Parameters
    ----------
    ident
        Of the message.
    about
        The ledger; an invented one is a test in SDMX's own words.
    structure
        XML of the structure that data have; "" for structures.

    Returns
    -------
    str
        XML; the source tells the head of the ledger.
    """
    source = xml_text(about.marked(f"ledger at record {about.head_text}"))
    return (
        f"<mes:Header><mes:ID>{ident}</mes:ID><mes:Test>{str(about.simulated).lower()}</mes:Test>"
        f"<mes:Prepared>{about.at.isoformat(timespec='seconds')}</mes:Prepared>"
        f'<mes:Sender id="{AGENCY}"/>{structure}'
        f'<mes:Source xml:lang="en">{source}</mes:Source></mes:Header>\n'
    )


def write_structures(spoken: Mapping[str, Iterable[str]], about: About) -> bytes:
    """Code lists, concepts and data structures as one message.

    Parameters
    ----------
    spoken
        What data speak of: "FIELD", "PLACE", "PARTY" and "DEPARTMENT" with their values.
    about
        The ledger.

    Returns
    -------
    bytes
        SDMX-ML 2.1.
    """
    lists = {
        **CODES,
        **{
            f"CL_{name}": {code_of(one): (one, one) for one in sorted(set(values))}
            for name, values in spoken.items()
        },
    }
    concepts = "".join(
        f'<str:Concept id="{key}">{_names(names)}</str:Concept>\n'
        for key, names in _CONCEPTS.items()
    )
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<mes:Structure {NAMESPACES}>\n'
        f"{header('STRUCTURES', about)}<mes:Structures>\n"
        f"<str:Codelists>\n{''.join(_codelist(*one) for one in lists.items())}</str:Codelists>\n"
        f'<str:Concepts><str:ConceptScheme id="CS_LEDGER" agencyID="{AGENCY}" version="1.0">'
        f"{_names(('Ledger', '台账'))}\n{concepts}</str:ConceptScheme></str:Concepts>\n"
        f"<str:DataStructures>\n{''.join(_structure(one, about) for one in FLOWS)}"
        "</str:DataStructures>\n"
        "</mes:Structures>\n</mes:Structure>\n"
    ).encode()


def _names(names: tuple[str, str]) -> str:
    return "".join(
        f'<com:Name xml:lang="{language}">{xml_text(name)}</com:Name>'
        for language, name in zip(("en", "zh"), names, strict=True)
    )


def _codelist(key: str, codes: Mapping[str, tuple[str, str]]) -> str:
    told = "".join(
        f'<str:Code id="{code}">{_names(names)}</str:Code>\n' for code, names in codes.items()
    )
    return (
        f'<str:Codelist id="{key}" agencyID="{AGENCY}" version="1.0">{_names((key, key))}\n'
        f"{told}</str:Codelist>\n"
    )


def _structure(flow: Flow, about: About) -> str:
    named = (about.marked(flow.names[0]), about.marked(flow.names[1]))
    dimensions = "".join(
        f'<str:Dimension id="{key}" position="{at}">{_identity(key)}{_coded(codes)}'
        "</str:Dimension>\n"
        for at, (key, codes) in enumerate(flow.dimensions.items(), 1)
    )
    of_series = "".join(
        f'<str:Dimension><Ref id="{key}"/></str:Dimension>' for key in flow.dimensions
    )
    attributes = "".join(
        f'<str:Attribute id="{key}" assignmentStatus="Mandatory">{_identity(key)}{_coded(codes)}'
        "<str:AttributeRelationship>"
        + ('<str:PrimaryMeasure><Ref id="OBS_VALUE"/></str:PrimaryMeasure>'
           if key == STATUS else of_series)
        + "</str:AttributeRelationship></str:Attribute>\n"
        for key, codes in _ATTRIBUTES.items()
    )  # fmt: skip
    return (
        f'<str:DataStructure id="{flow.key}" agencyID="{AGENCY}" version="1.0">'
        f"{_names(named)}<str:DataStructureComponents>\n"
        f'<str:DimensionList id="DimensionDescriptor">\n{dimensions}'
        f'<str:TimeDimension id="{TIME}" position="{len(flow.dimensions) + 1}">{_identity(TIME)}'
        '<str:LocalRepresentation><str:TextFormat textType="ObservationalTimePeriod"/>'
        "</str:LocalRepresentation></str:TimeDimension></str:DimensionList>\n"
        f'<str:AttributeList id="AttributeDescriptor">\n{attributes}</str:AttributeList>\n'
        f'<str:MeasureList id="MeasureDescriptor"><str:PrimaryMeasure id="OBS_VALUE">'
        f"{_identity('OBS_VALUE')}<str:LocalRepresentation>"
        '<str:TextFormat textType="Decimal"/></str:LocalRepresentation></str:PrimaryMeasure>'
        "</str:MeasureList>\n</str:DataStructureComponents></str:DataStructure>\n"
    )


def _identity(key: str) -> str:
    return (
        f'<str:ConceptIdentity><Ref id="{key}" maintainableParentID="CS_LEDGER" '
        f'maintainableParentVersion="1.0" agencyID="{AGENCY}" package="conceptscheme" '
        'class="Concept"/></str:ConceptIdentity>'
    )


def _coded(codes: str) -> str:
    return (
        f'<str:LocalRepresentation><str:Enumeration><Ref id="{codes}" version="1.0" '
        f'agencyID="{AGENCY}" package="codelist" class="Codelist"/></str:Enumeration>'
        "</str:LocalRepresentation>"
    )
