"""What a solver writes past Python, kept out of the answer."""

import ctypes
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def solver_on_stderr() -> Iterator[None]:
    """While it lasts, C code that prints to standard output prints to standard error.

    HiGHS now and then says a word of its own, which would stand in the middle of JSON.
    """
    sys.stdout.flush()
    library = ctypes.CDLL(None) if os.name == "posix" else None
    out = os.dup(1)
    os.dup2(2, 1)
    try:
        yield
    finally:
        if library is not None:
            library.fflush(None)  # C keeps what it prints until its buffer is full
        os.dup2(out, 1)
        os.close(out)
