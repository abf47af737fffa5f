"""Queues with Poisson arrivals.  n queues, side by side; c servers, m places to wait.

load (n,) float64, a = arrivals per mean service, >= 0; servers (n,) int64, c >= 1; room (n,) int64,
m >= 0 places to wait, or -1 without a limit.  Times are in mean services.  The recursions divide
and never take a factorial, so that thousands of servers neither overflow nor lose digits.
"""

import math

import numpy as np
from numba import njit

NO_LIMIT = -1


@njit(cache=True, nogil=True)
def _blocked(load, servers):
    """Erlang's loss formula: B(0) = 1, B(k) = a B(k-1) / (k + a B(k-1))."""
    blocked = 1.0
    for k in range(1, servers + 1):
        blocked = load * blocked / (k + load * blocked)
    return blocked


@njit(cache=True, nogil=True)
def blocking(load, servers):
    """Share (n,) that finds all servers busy and leaves: Erlang B (Erlang 1917).

    The inverse recursion of Jagerman 1974, in B itself; O(c), relative error a few c * 1e-16.
    servers may be 0, where everybody is lost.
    """
    share = np.empty(load.size)
    for i in range(load.size):
        share[i] = _blocked(load[i], servers[i])
    return share


@njit(cache=True, nogil=True)
def _later(x, j):
    """exp(-x) x^j / j!: exactly j services end within x."""
    if x == 0.0:
        return 1.0 if j == 0 else 0.0
    return math.exp(j * math.log(x) - x - math.lgamma(j + 1.0))


@njit(cache=True, nogil=True)
def steady(load, servers, room, patience):
    """Steady state of M/M/c/K, K = c + m.

    patience (n,) >= 0: a wait in mean services.  Returns four (n,): `lost`, the share turned away;
    `waits`, the share of all that enters and waits; `queue`, the mean number that waits; `late`,
    the share of all that enters and waits longer than patience.  Without a limit and with a >= c
    nothing is steady: the queue grows, `waits` and `late` are 1 and `queue` is inf.

    Kleinrock 1975, section 3.8; whoever meets j waiting waits for j + 1 ends of service, each
    after an exponential time of rate c.  O(c + m).
    """
    n = load.size
    lost, waits, queue, late = np.empty(n), np.empty(n), np.empty(n), np.empty(n)
    for i in range(n):
        a, c, m = load[i], servers[i], room[i]
        blocked = _blocked(a, c)
        ratio = a / c
        if m == NO_LIMIT:
            lost[i] = 0.0
            if ratio >= 1.0:
                waits[i], queue[i], late[i] = 1.0, np.inf, 1.0
                continue
            waits[i] = blocked / (1.0 - ratio * (1.0 - blocked))
            queue[i] = waits[i] * ratio / (1.0 - ratio)
            late[i] = waits[i] * math.exp(-(c - a) * patience[i])
            continue
        # Chances of c + j in the system, relative to the likeliest of these.
        step = ratio if ratio <= 1.0 else 1.0 / ratio
        whole, ahead = 0.0, 0.0
        chance = 1.0
        for k in range(m + 1):
            j = k if ratio <= 1.0 else m - k
            if j > 0:
                whole += chance
                ahead += j * chance
            chance *= step
        if ratio <= 1.0:
            at_c, at_k = 1.0, ratio**m
        else:
            at_c, at_k = ratio ** (-m), 1.0
        scale = blocked / (at_c + blocked * whole)
        lost[i] = scale * at_k
        waits[i] = scale * (at_c + whole - at_k) if m > 0 else 0.0
        queue[i] = scale * ahead
        x = c * patience[i]
        within, over = 0.0, 0.0
        chance = at_c
        for j in range(m):
            within += _later(x, j)
            over += chance * within
            chance *= ratio
        late[i] = min(scale * over, waits[i])
    return lost, waits, queue, late


@njit(cache=True, nogil=True)
def move(before, arrivals, servers, length):
    """The chances of each number in the system after a time of steady arrivals.

    before (K+1,) chances of 0 ... K in the system; arrivals per mean service; servers c >= 1;
    length >= 0 in mean services.  Returns after (K+1,) and spent (K+1,), the mean share of the time
    in each state; whoever finds K is turned away.

    Uniformisation (Jensen 1953; Grassmann 1977): Poisson many steps of a chain in discrete time.
    Every term is >= 0, nothing cancels, and no step length is to be chosen.  With L = arrivals + c
    O((L length + 8 sqrt(L length)) K).
    """
    size = before.size
    rate = arrivals + min(servers, size - 1)
    mean = rate * length
    last = int(mean + 9.0 * math.sqrt(mean) + 40.0)
    # Poisson chances from the likeliest down and up: exp(-mean) alone would underflow.
    chance = np.zeros(last + 1)
    top = int(mean)
    chance[top] = 1.0
    for k in range(top, 0, -1):
        chance[k - 1] = chance[k] * k / mean
    for k in range(top, last):
        chance[k + 1] = chance[k] * mean / (k + 1)
    chance /= chance.sum()

    after, spent = np.zeros(size), np.zeros(size)
    now, then = before.copy(), np.empty(size)
    beyond = 1.0
    up = arrivals / rate
    for k in range(last + 1):
        beyond -= chance[k]
        left = max(beyond, 0.0)
        for s in range(size):
            after[s] += chance[k] * now[s]
            spent[s] += left * now[s]
        if k == last:
            break
        for s in range(size):
            down = min(s, servers) / rate
            gone = down + (up if s < size - 1 else 0.0)
            value = now[s] * (1.0 - gone)
            if s > 0:
                value += now[s - 1] * up
            if s < size - 1:
                value += now[s + 1] * (min(s + 1, servers) / rate)
            then[s] = value
        now, then = then, now
    return after / after.sum(), (spent / spent.sum() if mean > 0.0 else before.copy())


@njit(cache=True, nogil=True)
def waits_longer(size, servers, patience):
    """Chance (K+1,) to wait longer than patience, in mean services, if 0 ... K are met there.

    Whoever meets c + j waits for j + 1 ends of service at rate c; the last state turns everybody
    away, which counts as longer.  O(K).
    """
    late = np.zeros(size)
    x = servers * patience
    within = 0.0
    for s in range(servers, size):
        within += _later(x, s - servers)
        late[s] = min(within, 1.0)
    late[size - 1] = 1.0
    return late
