"""Who is admitted where: lists of pupils, choices and schools read; rows, words and letters."""

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import pandas as pd
from markupsafe import Markup

from gongfu.app.answer import Answer, check_out
from gongfu.app.letters import check_letters, write_letters
from gongfu.app.progress import Progress, part, silent
from gongfu.app.school_ways import Way, Ways, ways_to_school, with_walk_zones
from gongfu.app.served import AREA, GROUP, Question, groups_of, served_words
from gongfu.errors import InputError
from gongfu.io.answers import write_table
from gongfu.io.lists import SIMULATED, ListColumn, ListTable, read_lists
from gongfu.match.admission import Lottery
from gongfu.match.school_lists import long_choices
from gongfu.match.schools import Rule, SchoolAdmission, admit
from gongfu.model.zone import LANGUAGES
from gongfu.report import asked_schools as words
from gongfu.report.text import Both, listed
from gongfu.units import S_PER_MIN

_MOST_CHOICES: Final = 30

_PUPIL: Final = ListColumn("pupil", ("学生", "学生编号"), blank=True)
_SCHOOL: Final = ListColumn("school", ("学校", "学校编号"), blank=True)
_POINTS: Final = ListColumn("points", ("积分",), optional=True, blank=True)
_STANDING: Final = ListColumn("standing", ("性质",), optional=True, blank=True)
_PLACE: Final = (
    ListColumn("lon", ("经度",), optional=True, blank=True),
    ListColumn("lat", ("纬度",), optional=True, blank=True),
)
TABLES: Final = (
    ListTable(
        "pupils",
        ("学生", "学生名单"),
        (
            _PUPIL,
            GROUP,
            AREA,
            _POINTS,
            ListColumn("sibling_school", ("兄弟姐妹所在学校",), optional=True, blank=True),
            *_PLACE,
            ListColumn("community", ("村(社区)", "居住村(社区)"), optional=True, blank=True),
            _STANDING,
            *(
                ListColumn(f"choice_{k}", (f"第{k}志愿", f"志愿{k}"), optional=True, blank=True)
                for k in range(1, _MOST_CHOICES + 1)
            ),
        ),
    ),
    ListTable(
        "choices",
        ("志愿", "志愿名单"),
        (
            _PUPIL,
            _SCHOOL,
            ListColumn("rank", ("志愿顺序", "顺序"), blank=True),
            _POINTS,
            ListColumn("sibling", ("兄弟姐妹在校",), optional=True, blank=True),
            ListColumn("minutes", ("出行时间(分钟)", "步行时间(分钟)"), optional=True, blank=True),
        ),
        optional=True,
    ),
    ListTable(
        "schools",
        ("学校", "学校名单"),
        (
            _SCHOOL,
            ListColumn("seats", ("招生计划数", "名额"), blank=True),
            ListColumn("walk_minutes", ("步行范围(分钟)",), optional=True, blank=True),
            *_PLACE,
            _STANDING,
        ),
    ),
    ListTable(
        "reserves",
        ("预留", "预留名额"),
        (
            _SCHOOL,
            ListColumn("group", GROUP.words),
            ListColumn("reserved", ("预留数", "预留名额"), blank=True),
            ListColumn("ceiling", ("上限",), optional=True, blank=True),
        ),
        optional=True,
    ),
)
"""The lists of an admission."""


@dataclass(frozen=True, slots=True)
class Draw:
    """How seats are given: seed of the lottery, a single one or one at each school, the rule.

    `given`: whether somebody said the seed.
    """

    seed: int
    lottery: Lottery = "single"
    rule: Rule = "deferred"
    given: bool = True


def schools(
    path: Path,
    draw: Draw,
    way: Way,
    *,
    letters: Path | None = None,
    faults: Path | None = None,
    progress: Progress | None = None,
) -> Answer:
    """Who is admitted where, and why; letters are written if they are asked for.

    Parameters
    ----------
    path
        A workbook or a folder with the lists of `TABLES`.
    draw
        How seats are given.
    way
        Where the time to a school with a walk zone comes from, if not from the list.
    letters
        A file for a letter to each pupil, .html or .txt.
    faults
        A file for every row that did not count, with its fault and the remedy in both languages.
    progress
        Called with the share done and words for it.

    Returns
    -------
    Answer
        One row per pupil; `summary` has the schools.  Rows that did not count are told.

    Raises
    ------
    InputError, NotFoundError
        A list or a column is absent; there is no zone, or none with streets; nowhere to write.
    """
    check_letters(letters)
    check_out(faults)
    say = progress or silent
    say(0.0, "reading the lists")
    lists = read_lists(path, TABLES, numbered=True)

    is_simulated = any(
        frame["standing"].astype(str).str.strip().str.lower().isin(SIMULATED).any()
        for frame in lists.values()
        if "standing" in frame
    )
    found, ways = admitted(lists, draw, way, progress)
    say(0.9, "writing what came of it")
    if letters is not None:
        some = words.letters(found, simulated=is_simulated, ways=_ways_stand_in(ways))
        write_letters(letters, some, words.title())
    if faults is not None:
        write_table(words.with_remedies(found.left_out), faults)

    said = words.told(found)
    if ways is not None:
        said[-1:-1] = _said_of(ways)
    said[-1:-1] = _who(found, lists["pupils"], suppress=not is_simulated)
    simulated = (*(("pupils", "schools") if is_simulated else ()),
                 *(ways.simulated if ways is not None else ()))  # fmt: skip
    table = found.admissions.assign(standing="simulated" if simulated else "computed")
    stand_in = [words.stand_in()] if is_simulated else []
    stand_in += [one for one in [_ways_stand_in(ways)] if one is not None]
    settings = {"zone": way.zone.name, "mode": way.mode} if way.zone is not None else {}
    return Answer(
        dict.fromkeys(LANGUAGES, path.name),
        {"command": "schools", **found.settings, **settings, "minutes": way.minutes},
        tuple({n: Markup(both[n]).striptags() for n in LANGUAGES} for both in said),
        table,
        tuple(map(str, table.columns.drop("standing"))),
        simulated,
        {n: str(listed(stand_in)[n]) for n in LANGUAGES} if stand_in else {},
        found.schools,
    )


def _who(found: SchoolAdmission, pupils: pd.DataFrame, *, suppress: bool) -> list[Both]:
    """Who has a seat, by the groups that the list of pupils names."""
    people = found.admissions.set_index("pupil")
    if "area" in pupils:
        ids = pupils["pupil"].astype(str).str.strip()
        area = pupils.assign(pupil=ids).drop_duplicates("pupil").set_index("pupil")["area"]
        people = people.assign(area=area.reindex(people.index))
    seats = Question("seat", people["school"].notna())
    return served_words(groups_of(people), (seats,), suppress=suppress)


def admitted(
    lists: dict[str, pd.DataFrame], draw: Draw, way: Way, progress: Progress | None
) -> tuple[SchoolAdmission, Ways | None]:
    """An admission out of lists, with the ways along streets if they are asked for.

    Parameters
    ----------
    lists
        By name, as `TABLES` says, numbered.
    draw, way, progress
        As `schools` takes them.

    Returns
    -------
    tuple of SchoolAdmission and Ways
        What came of it, and the ways if they were measured.
    """
    pupils, some_schools = lists["pupils"], lists["schools"]
    beside = [name for name in pupils if str(name).startswith("choice_")]
    if ("choices" in lists) == bool(beside):
        raise InputError(
            "choices must stand either in a list of their own or beside the pupils as choice_1, "
            f"choice_2, ...; they stand {'in both' if beside else 'in neither'}"
        )
    choices = long_choices(pupils) if beside else lists["choices"]
    if "minutes" in choices:
        choices = choices.assign(time_s=_seconds(choices["minutes"]))
    some_schools = with_walk_zones(some_schools, way.minutes)
    ways = None
    if way.zone is not None:
        ways = ways_to_school(pupils, choices, some_schools, way, progress=part(progress, 0.1, 0.8))
        choices = ways.choices
    elif (
        "minutes" not in choices
        and "walk_s" in some_schools
        and some_schools["walk_s"].notna().any()
    ):
        raise InputError(
            "schools have walk_minutes, and no choice says how long the way is; give a list of "
            "choices with pupil, school, rank and minutes, or the streets of a zone with --zone, "
            "or empty walk_minutes"
        )
    found = admit(
        pupils.drop(columns=[*beside, *({"standing", "area"} & set(pupils))]),
        choices,
        some_schools.drop(columns=list({"standing"} & set(some_schools))),
        lottery_seed=draw.seed,
        lottery=draw.lottery,
        rule=draw.rule,
        reserves=lists.get("reserves"),
    )
    if ways is not None:
        left_out = pd.concat([found.left_out, ways.left_out], ignore_index=True)
        found = replace(found, left_out=left_out)
    return found, ways


def _said_of(ways: Ways) -> list[Both]:
    """How ways along streets went into the walk zones."""
    return words.ways(
        ways.mode, ways.zone_name, n_pupils=ways.n_pupils, n_placed=ways.n_placed,
        n_choices=ways.n_choices, n_near=ways.n_near, n_listed=ways.n_listed,
    )  # fmt: skip


def _ways_stand_in(ways: Ways | None) -> Both | None:
    """What is simulated of the zone that ways rest on, if anything."""
    return None if ways is None else ways.simulated_words


def _seconds(minutes: pd.Series) -> pd.Series:
    """Seconds; what is no number is missing."""
    number: pd.Series = pd.to_numeric(minutes, errors="coerce").astype(float) * S_PER_MIN
    return number
