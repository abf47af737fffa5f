"""Which stated figures a zone may use, as rows of its table of figures."""

from typing import Final

import pandas as pd

from gongfu.evidence.agreement import claims, statements
from gongfu.evidence.ledger import obstacles, source_of, zone_period, zone_unit
from gongfu.model import schema

_JOINT: Final = "; "


def zone_figures(decided: pd.DataFrame, documents: pd.DataFrame, places: pd.Index) -> pd.DataFrame:
    """The accepted figures whose indicator, place and period the zone knows.

    Parameters
    ----------
    decided
        From `ledger.decided`.
    documents
        As `schema.DOCUMENTS`.
    places
        Codes of the zone's places.

    Returns
    -------
    DataFrame
        As `schema.FIGURES`: one row for each value that documents give, however many say so.
        `source` names each of them with the id of its stated figure.  What a later document
        says stands before what earlier ones said, so that of equal grades the later one counts.
    """
    fit = decided[(obstacles(decided, places) == "").to_numpy(bool)]
    nothing = pd.DataFrame({column.name: pd.Series(dtype="str") for column in schema.FIGURES})
    said = statements(fit, documents, nothing)
    of = dict(zip(map(str, documents.index), documents.to_dict("records"), strict=True))
    row_of = dict(zip(map(str, fit.index), fit.to_dict("records"), strict=True))

    rows = []
    for claim in claims(said):
        for version in claim.versions:
            own = {name: of[row_of[name]["document"]] for name in version.figures}
            names = sorted(own, key=lambda name: (own[name]["published"], name))
            leader = version.leader
            rows.append(
                {
                    "place": claim.place_code,
                    "indicator": claim.indicator,
                    "period": zone_period(claim.period),
                    "value": float(version.value),
                    "bound": version.bound,
                    "unit": zone_unit(claim.indicator),
                    "source": _JOINT.join(
                        source_of(
                            own[name]["title"] or own[name]["name"], own[name]["published"], name
                        )
                        for name in names
                    ),
                    "standing": row_of[leader]["standing"],
                    "grade": min((own[n]["grade"] for n in names), key=schema.GRADES.index),
                    "via": "",
                    "note": "",
                    "doubt": "",
                    "published": own[leader]["published"],
                }
            )
    if not rows:
        return nothing.astype({"value": "float64"})
    table = pd.DataFrame(rows).sort_values("published", ascending=False, kind="stable")
    order = table.reset_index(drop=True).drop(columns="published")
    return order.astype({name: "str" for name in order.columns if name != "value"})
