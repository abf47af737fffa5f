"""How long a call takes, of the processor and of the clock on the wall."""

import time
from collections.abc import Callable


def timed(call: Callable) -> tuple:
    """The answer, and the least processor seconds of three runs after a first that compiles."""
    call()
    answer, least = once(call)
    for _ in range(2):
        least = min(least, once(call)[1])  # no second answer is kept, so the peak is of one
    return answer, least


def once(call: Callable) -> tuple:
    """The answer, and the processor seconds of one run."""
    begun = time.process_time()
    answer = call()
    return answer, time.process_time() - begun


def wall(call: Callable) -> float:
    """The least seconds on the wall of three runs; `call` is compiled already."""
    spans = []
    for _ in range(3):
        begun = time.perf_counter()
        call()
        spans.append(time.perf_counter() - begun)
    return min(spans)
