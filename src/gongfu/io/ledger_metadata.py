"""What all tables of a ledger are part of."""

from typing import Final

from sqlalchemy import MetaData

METADATA: Final = MetaData()
"""Of the tables of a ledger."""
