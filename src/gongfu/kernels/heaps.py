"""Heaps of whole numbers in one array: the least on top, at `first`."""

from numba import njit

__all__ = ["rise", "sink"]


@njit(cache=True, inline="always")
def rise(heap, first, size, key):
    """Put one more into a heap of `size` that begins at `first`, the least key on top."""
    at = size
    while at > 0:
        above = (at - 1) >> 1
        if heap[first + above] <= key:
            break
        heap[first + at] = heap[first + above]
        at = above
    heap[first + at] = key


@njit(cache=True, inline="always")
def sink(heap, first, size, key):
    """Put one in the place of the top."""
    at = 0
    while True:
        below = 2 * at + 1
        if below >= size:
            break
        if below + 1 < size and heap[first + below + 1] < heap[first + below]:
            below += 1
        if heap[first + below] >= key:
            break
        heap[first + at] = heap[first + below]
        at = below
    heap[first + at] = key
