"""Lists of evidence and postings for tests, and what a ledger holds of both."""

from gongfu.io.ledger_check import check_ledger
from gongfu.io.ledger_records import records_of
from gongfu.io.ledger_rows import rows_of
from gongfu.io.ledger_turns import reading

EVIDENCE = "deliverable_id,on_day,kind,quantity,proof\n"
POSTINGS = "posting_id,kind,project,giver,receiver,year,amount_yuan,on_day,reason,reverses\n"
PROJECTS = (
    "project_id,title,description,status,place,field,giver,giver_name,receiver,receiver_name,"
    "start_on,due_on,budget_yuan\n"
    "tea,茶馆,d,implementation,330501,economy,330200,宁波市,330501,市辖区,2026-01-01,2026-12-31,50000\n"
)
SHA = "0" * 63 + "a"


def state(ledger):
    """Rows of evidence and postings, and what the record says of each but when and where."""
    with reading(ledger) as connection:
        rows = [rows_of(connection, thing) for thing in ("evidence", "posting")]
        records = [
            (one.who, one.what, one.before, one.after, one.why)
            for one in records_of(connection)
            if one.what.startswith(("evidence ", "posting "))
        ]
        assert check_ledger(connection).n_postings == len(rows[1])
    return rows, sorted(records)
