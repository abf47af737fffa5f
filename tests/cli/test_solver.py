"""What C code prints does not stand in the answer."""

import subprocess
import sys

SCRIPT = """
import ctypes
from gongfu.cli.solver import solver_on_stderr
print("before")
with solver_on_stderr():
    ctypes.CDLL(None).puts(b"a word of the solver")
print("after")
"""


def test_c_code_speaks_on_standard_error():
    ran = subprocess.run([sys.executable, "-c", SCRIPT], capture_output=True, text=True, check=True)
    assert ran.stdout == "before\nafter\n"
    assert ran.stderr == "a word of the solver\n"
