"""Who is admitted where: lists of pupils, choices and schools read; rows, words and letters."""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
import pandas as pd
from markupsafe import Markup

from gongfu.app.answer import Answer, check_out
from gongfu.app.letters import check_letters, write_letters
from gongfu.app.served import AREA, GROUP, Question, groups_of, served_words
from gongfu.errors import InputError
from gongfu.io.answers import write_table
from gongfu.io.lists import SIMULATED, ListColumn, ListTable, read_lists
from gongfu.match.admission import Lottery
from gongfu.match.school_lists import long_choices
from gongfu.match.schools import Rule, SchoolAdmission, admit
from gongfu.model.zone import LANGUAGES
from gongfu.report import asked_schools as words
from gongfu.report.text import Both
from gongfu.units import S_PER_MIN

_MOST_CHOICES: Final = 30

_PUPIL: Final = ListColumn("pupil", ("学生", "学生编号"), blank=True)
_SCHOOL: Final = ListColumn("school", ("学校", "学校编号"), blank=True)
_POINTS: Final = ListColumn("points", ("积分",), optional=True, blank=True)
_STANDING: Final = ListColumn("standing", ("性质",), optional=True, blank=True)
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
    """How seats are given: seed of the lottery, a single one or one at each school, the rule."""

    seed: int
    lottery: Lottery = "single"
    rule: Rule = "deferred"


def schools(
    path: Path, draw: Draw, *, letters: Path | None = None, faults: Path | None = None
) -> Answer:
    """Who is admitted where, and why; letters are written if they are asked for.

    Parameters
    ----------
    path
        A workbook or a folder with the lists of `TABLES`.
    draw
        How seats are given.
    letters
        A file for a letter to each pupil, .html or .txt.
    faults
        A file for every row that did not count, with its fault and the remedy in both languages.

    Returns
    -------
    Answer
        One row per pupil; `summary` has the schools.  Rows that did not count are told.

    Raises
    ------
    InputError, NotFoundError
        A list or a column is absent; nowhere to write.
    """
    check_letters(letters)
    check_out(faults)
    lists = read_lists(path, TABLES)

    is_simulated = any(
        frame["standing"].astype(str).str.strip().str.lower().isin(SIMULATED).any()
        for frame in lists.values()
        if "standing" in frame
    )
    found = _admitted(lists, draw)
    if letters is not None:
        some = words.letters(found, simulated=is_simulated)
        write_letters(letters, some, words.title())
    if faults is not None:
        write_table(words.with_remedies(found.left_out), faults)

    said = words.told(found)
    said[-1:-1] = _who(found, lists["pupils"], suppress=not is_simulated)
    table = found.admissions.assign(standing="simulated" if is_simulated else "computed")
    stand_in = {"en": "pupils and schools", "zh": "学生和学校"} if is_simulated else {}
    return Answer(
        dict.fromkeys(LANGUAGES, path.name),
        {"command": "schools", **found.settings},
        tuple({n: Markup(both[n]).striptags() for n in LANGUAGES} for both in said),
        table,
        tuple(map(str, table.columns.drop("standing"))),
        ("pupils", "schools") if is_simulated else (),
        stand_in,
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


def _admitted(lists: dict[str, pd.DataFrame], draw: Draw) -> SchoolAdmission:
    """The lists as `admit` wants them."""
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
    if "walk_minutes" in some_schools:
        if "minutes" not in choices and some_schools["walk_minutes"].notna().any():
            raise InputError(
                "schools have walk_minutes, and no choice says how long the way is; give a list of "
                "choices with pupil, school, rank and minutes, or empty walk_minutes"
            )
        given = some_schools["walk_minutes"]
        seconds = _seconds(given).astype(object)  # what is no number stays, and is listed
        some_schools = some_schools.assign(walk_s=seconds.where(seconds.notna(), given))
    return admit(
        pupils.drop(columns=[*beside, *({"standing", "area"} & set(pupils))]),
        choices,
        some_schools.drop(columns=list({"standing"} & set(some_schools))),
        lottery_seed=draw.seed,
        lottery=draw.lottery,
        rule=draw.rule,
        reserves=lists.get("reserves"),
    )


def _seconds(minutes: pd.Series) -> pd.Series:
    """Seconds; what is no number is missing."""
    number: pd.Series = pd.to_numeric(minutes, errors="coerce").astype(np.float64) * S_PER_MIN
    return number
