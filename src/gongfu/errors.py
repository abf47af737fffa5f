"""Every error that gongfu raises on purpose.

GongfuError
├── InputError        what was given cannot be used (also a ValueError)
├── NotFoundError     what was asked for is not there
├── ConflictError     somebody else changed it first
└── InfeasibleError   no answer can meet the limits

A message names the thing, what was seen, what is needed and what to do next.
"""


def n_of(n: int, one: str, more: str) -> str:
    """How many there are of something, in words that fit the number.

    Parameters
    ----------
    n
        How many.
    one, more
        What is said of one, and of any other number.

    Returns
    -------
    str
        The number and the words.
    """
    return f"{n} {one if n == 1 else more}"


class GongfuError(Exception):
    """What went wrong, in words a user can act on."""


class InputError(GongfuError, ValueError):
    """What was given cannot be used."""


class NotFoundError(GongfuError):
    """What was asked for is not there."""


class ConflictError(GongfuError):
    """Somebody else changed it first; read it again."""


class InfeasibleError(GongfuError):
    """No answer can meet the limits."""
