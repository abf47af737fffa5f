"""Finding what was put into texts: megabytes a second, and how much of it is found.

Run alone with `python -m benchmarks.cleaning`.  The texts are those of `tests/evidence`, repeated
to 1 MB of UTF-8: as they are, and with phrases put in at places whose kind is known, one in about
150 characters.  `loading` reads the dictionary once.  Then, for phrases of the list that ships and
for others that it does not hold, the share that is found with a confidence of 0.9 or more by the
kind of place, and how many characters are taken out that should have stayed.  Processor seconds.
"""

from collections import Counter
from random import Random

from benchmarks.timing import once, timed
from gongfu.evidence.clean import find_damage
from gongfu.io.word_list import word_model
from tests.evidence.injecting import (
    KNOWN,
    PLACES,
    UNKNOWN,
    clean_texts,
    found_of,
    harmed,
    inject,
)

MEGABYTE = 1_000_000
SURE = 0.9
SEEDS = range(4)


def a_megabyte(text: str) -> str:
    """`text` again and again, cut to 1 MB."""
    bytes_of = text.encode("utf-8")
    return (bytes_of * (-(-MEGABYTE // len(bytes_of))))[:MEGABYTE].decode("utf-8", "ignore")


def found_by_place(pool: tuple[str, ...], n_phrases: int) -> dict:
    """Share found by place, and genuine characters lost in 10,000."""
    words = word_model()
    total, hit, lost, n = Counter(), Counter(), 0, 0
    for seed in SEEDS:
        for name, text in clean_texts().items():
            if "english" in name:
                continue
            rng = Random(f"{seed} {name}")
            phrases = [one for one in rng.sample(pool, len(pool)) if one not in text][:n_phrases]
            damaged, put = inject(text, phrases, max(4, len(text) // 60), rng, words)
            found = find_damage(damaged, words)
            n += len(damaged)
            lost += harmed(damaged, put, found, SURE)
            for one in put:
                total[one.place] += 1
                hit[one.place] += found_of(one, found, SURE)
    row = {place: f"{hit[place] / total[place]:.3f}" for place in PLACES}
    return row | {"lost of 10,000": f"{1e4 * lost / n:.2f}"}


def rows() -> list[dict]:
    """One row per measurement."""
    words, loading = once(word_model)
    text = "\n\n".join(one for name, one in clean_texts().items() if "english" not in name)
    damaged, _ = inject(text, list(KNOWN[:3] + UNKNOWN[:3]), len(text) // 150, Random(1), words)
    table = [{"what": "loading", "seconds": f"{loading:.2f}"}]
    for name, one in (("clean", text), ("damaged", damaged)):
        found, seconds = timed(lambda one=one: find_damage(a_megabyte(one), words))
        table.append({"what": f"1 MB {name}", "seconds": f"{seconds:.2f}", "found": len(found)})
    for name, pool, n_phrases in (
        ("listed, 3 a text", KNOWN, 3),
        ("not listed, 3 a text", UNKNOWN, 3),
        ("not listed, each once", UNKNOWN, 20),
    ):
        table.append({"what": name} | found_by_place(pool, n_phrases))
    return table


def main() -> None:
    """Print the table."""
    for row in rows():
        print("  ".join(f"{key} {value}" for key, value in row.items()))


if __name__ == "__main__":
    main()
