"""What is exported as CSV or XLSX comes back: the same lists in a ledger that begins anew."""

import csv
import io
from datetime import date
from decimal import Decimal

import pytest
from python_calamine import CalamineWorkbook

from gongfu.app.tracking import init, move, post_money, prove, reverse_money
from gongfu.app.tracking_cases import apply
from gongfu.app.tracking_lists import import_lists
from gongfu.app.tracking_people import retire
from gongfu.app.tracking_proposals import propose
from gongfu.io.ledger_check import check_ledger
from gongfu.io.ledger_public import public_rows
from gongfu.io.ledger_rows import postings_of
from gongfu.io.ledger_tables import THINGS
from gongfu.io.ledger_turns import reading
from gongfu.track.actors import Actor, Role
from gongfu.track.balances import balances
from gongfu.track.postings import Kind
from gongfu.track.programmes import Evidence
from tests.app.test_tracking_export import write_out
from tests.cases_ledger import ACTORS, RULES, application
from tests.cases_ledger import deed as by
from tests.ledgers import AT, COUNTY, PEOPLE, deed, money, write_lists

PROJECTS = (
    "project_id,title,description,status,place,field,giver,giver_name,receiver,receiver_name,"
    "start_on,due_on,budget_yuan\n"
    'p,茶馆,"一处茶馆,\n两层",implementation,330501,economy,330200,宁波市,330501,市辖区,'
    "2026-01-01,2026-12-31,8000.50\n"
    "q,'-0.05,'- 整治,completion,3305,roads,3302,宁波市,3305,湖州市,2025-01-01,2025-12-31,\n"
)
DECLARED = (
    "declared_id,what,amount,unit,first_year,last_year,place,source\n"
    "a,projects,2,个,2026,2026,3305,a bulletin\n"
    "b,committed,0.5,元,2026,2026,3305,a bulletin\n"
    "c,spent,1.70,亿元,2025,2025,3305,a bulletin\n"
    "d,transferred,50,万元,2025,2026,3305,a bulletin\n"
    "e,budget,0.0012,10k yuan,2025,2026,3305,a bulletin\n"
    "f,workshop_people,1200,人,2025,2026,3305,a bulletin\n"
)
WORKSHOPS = (
    "workshop_id,name,kind,place,enterprise,opened_on,closed_on\n"
    "W1,缝纫,来料加工式,330501,sewco,2025-01-01,\nW2,直播,livestream,330501,sewco,2025-01-01,2026-01-31\n"
)
JOBS = (
    "job_id,workshop_id,pay_by,rate_yuan,pieces_per_h,days_per_month,posts,hours,weeks,months,"
    "min_age,suits_carers,is_open\n"
    "J1,W1,piece,0.35,40,,8,20.5,,4-6;10,18,是,\nJ2,W1,month,2600,,22,1,40,50,,,0,否\n"
    "J3,W2,hour,20,,,2,10,,,,FALSE,false\n"
)
ROUTES = (
    "rule_key,category,place,start_on,end_on,department,sign_days,handle_days,source\n"
    "who,childcare,3305,2026-01-01,2026-06-30,health,,,=notice\nany,*,3305,2026-01-01,,,1,5,\n"
)
TEXTS = ("'=register, of\nMarch", "=1+1", "'quoted", "''-x", "-dash", "+86 10", "1,5", "'-0.05")
pytestmark = pytest.mark.filterwarnings("ignore:.*not read. (proposals|actor_id):UserWarning")
COMES_BACK = (
    "actor", "programme", "item", "deliverable", "evidence", "posting", "workshop", "job",
    "case_rule", "project", "declared", "budget", "route_rule",
)  # fmt: skip


def with_everything(where, folder):
    """A ledger with rows of every public list, texts that are no formulas, and what was undone."""
    ledger = init(where, COUNTY, AT, durable=False)
    actors = (
        ACTORS + "health,department,3305,health\nsports,department,3305,sports\n"
        "sewco,enterprise,330501,\nold,village,330501,\n"
    )
    lists = write_lists(
        folder, actors=actors, people=PEOPLE, projects=PROJECTS, declared=DECLARED,
        budgets="budget_id,project_id,giver,year,amount_yuan\ny,p,330501,2026,0.05\n",
        workshops=WORKSHOPS, jobs=JOBS, case_rules=RULES,
        route_rules=ROUTES.replace("=notice", "'=notice"),
    )  # fmt: skip
    assert not import_lists(ledger, deed(), lists).faults
    for at, text in enumerate(TEXTS):
        prove(ledger, deed(), Evidence("D1", date(2026, 2, 1 + at), "figure", 1.5, text))
    for quantity in (0.1, 0.2, -0.3, 7, -1e-3):
        prove(ledger, deed(), Evidence("D1", date(2026, 2, 20), "figure", quantity, "count"))
    prove(ledger, deed("health"), Evidence("D2", date(2026, 12, 1), "file", 40.5, "a" * 64))
    prove(ledger, deed("sports"), Evidence("D3", date(2025, 12, 1), "note", 0, "begun"))
    for at in range(10):
        post_money(ledger, deed(why=""), money(f"n{at}", fen=100 + at))
    post_money(ledger, deed(why=""), money("n10", Kind.TRANSFER, 500))
    post_money(ledger, deed(why="-urgent"), money("b", Kind.SPENDING, 700))
    post_money(ledger, deed(why="+86"), money("plus", Kind.SPENDING, 100))
    reverse_money(ledger, deed(why="sent twice"), "n10", posting_id="a", on=date(2026, 4, 1))
    post_money(ledger, deed(why=""), money("x", project="bridge"))
    move(ledger, deed(), "D1", {"owner": "sports", "quantity": 50.25})
    for who in ("sports", "old"):
        retire(ledger, deed(), who)
    apply(ledger, by("r1"), application())
    propose(ledger, by("o1"), "enclave_talents", date(2025, 6, 1))
    return ledger


def rows_of_lists(ledger):
    """The rows that come back, but for how often they were changed."""
    with reading(ledger) as connection:
        rows = public_rows(connection)
        assert check_ledger(connection).n_rows > 0
    return {
        thing: [{k: v for k, v in row.items() if k != "version"} for row in rows[thing]]
        for thing in COMES_BACK
    }


@pytest.fixture(scope="module")
def everything(tmp_path_factory):
    folder = tmp_path_factory.mktemp("everything")
    with with_everything(folder / "l.db", folder / "lists") as ledger:
        yield ledger


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_an_export_comes_back(everything, empty_place, tmp_path, form):
    """Rows, and what the next export says of them; postings are of whoever brought them."""
    out, _ = write_out(everything, tmp_path, form)
    before = rows_of_lists(everything)
    assert all(before.values())
    with init(empty_place, COUNTY, AT, durable=False) as ledger:
        done = import_lists(ledger, deed(key="k"), out)
        assert done.faults == ()
        assert rows_of_lists(ledger) == before
        assert import_lists(ledger, deed(key="k"), out).answer == done.answer
        (tmp_path / "again").mkdir()
        again, _ = write_out(ledger, tmp_path / "again", form)
    first, second = sheets(out), sheets(again)
    assert set(first) == set(second)
    lists = {THINGS[thing].name for thing in COMES_BACK}
    assert {name for name in first if first[name] != second[name]} == set(first) - lists


def test_the_same_export_is_not_brought_twice(everything, tmp_path):
    """Every row has an id that is there, but for the actor who brings it."""
    out, _ = write_out(everything, tmp_path, "csv")
    with init(tmp_path / "l.db", COUNTY, AT, durable=False) as ledger:
        first = import_lists(ledger, deed(), out)
        n = sum(first.counts.values())
        again = import_lists(ledger, deed(), out, keep_good=True)
        assert (again.answer, again.n_good) == (None, 0)
        assert len({(one.table, one.row) for one in again.faults}) == n


def test_amounts_add_up_to_what_the_books_come_to(everything, tmp_path):
    """A reversal is below 0, so that whoever adds up a column of one kind gets it right."""
    out, _ = write_out(everything, tmp_path, "csv")
    head, *rows = sheets(out)["postings"]
    kind, yuan, project = (head.index(name) for name in ("kind", "amount_yuan", "project"))
    sums: dict[str, Decimal] = {}
    for row in rows:
        if row[project] == "p":
            sums[row[kind]] = sums.get(row[kind], 0) + Decimal(row[yuan])
    with reading(everything) as connection:
        (balance,) = balances(postings_of(connection, "p")).values()
    assert {name: int(100 * one) for name, one in sums.items()} == {
        "commitment": balance.committed_fen,
        "transfer": balance.transferred_fen,
        "spending": balance.spent_fen,
    }
    assert (balance.committed_fen, balance.transferred_fen) == (1045, 0)


def test_what_is_invented_stays_invented(tmp_path):
    lists = write_lists(tmp_path / "lists")
    with init(tmp_path / "a.db", COUNTY, AT, durable=False, simulated=True) as first:
        assert not import_lists(first, deed(), lists).faults
        out, _ = write_out(first, tmp_path, "csv")
    with init(tmp_path / "b.db", COUNTY, AT, durable=False) as real:
        done = import_lists(real, deed(), out)
        assert done.answer is None
        told = {one.fault.partition(";")[0] for one in done.faults if one.table == "items"}
        assert told == {"its standing is simulated, and this ledger is not"}
    with init(tmp_path / "c.db", COUNTY, AT, durable=False, simulated=True) as again:
        assert not import_lists(again, deed(), out).faults


def test_the_first_actor_must_be_as_the_list_has_them(everything, tmp_path):
    out, _ = write_out(everything, tmp_path, "csv")
    other = Actor("county", Role.PROVINCE, "33")
    with init(tmp_path / "l.db", other, AT, durable=False) as ledger:
        faults = import_lists(ledger, deed(), write_lists(tmp_path / "few", actors=actors_of(out)))
        assert [(one.id, one.fault.partition(";")[0]) for one in faults.faults] == [
            ("county", "the id is there already")
        ]


def actors_of(out):
    """The list of actors of an export."""
    return (out / "actors.csv").read_text("utf-8-sig")


def sheets(path):
    """Name -> rows of cells of an export as CSV or XLSX, without how often a row was changed."""
    if path.is_dir():
        files = {one.stem: one.read_text("utf-8-sig") for one in path.glob("*.csv")}
        told = {name: list(csv.reader(io.StringIO(one))) for name, one in files.items()}
    else:
        book = CalamineWorkbook.from_path(path)
        told = {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}
    return {name: without_version(rows) for name, rows in told.items()}


def without_version(rows):
    at = rows[0].index("version") if "version" in rows[0] else len(rows[0])
    return [row[:at] + row[at + 1 :] for row in rows]
