"""What the tables of a ledger have in common."""

from typing import Final

from sqlalchemy import MetaData

METADATA: Final = MetaData()
