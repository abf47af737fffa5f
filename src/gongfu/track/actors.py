"""Who acts: an id, a role and where it holds.  No names: those live in tables of their own."""

from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """In which capacity somebody acts."""

    RESIDENT = "resident"
    VILLAGE = "village"
    ENTERPRISE = "enterprise"
    SCHOOL = "school"
    DEPARTMENT = "department"
    COUNTY = "county"
    PROVINCE = "province"
    AUDITOR = "auditor"


@dataclass(frozen=True, slots=True)
class Actor:
    """Somebody who acts.

    Attributes
    ----------
    actor_id
        An id, never a name.
    role
        In which capacity.
    place
        Code of the place whose affairs are theirs, with all that lies in it; "" is everywhere.
    department
        Which department, for the role of that name.
    """

    actor_id: str
    role: Role
    place: str = ""
    department: str = ""

    def holds_at(self, place: str) -> bool:
        """Whether a place is the actor's own or in it; codes begin with their ancestors' codes."""
        return place.startswith(self.place)
