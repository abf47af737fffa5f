"""What all tables of a ledger belong to."""

from typing import Final

from sqlalchemy import MetaData

METADATA: Final = MetaData()
