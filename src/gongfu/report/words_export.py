"""Words of what is written out of a ledger, and brought back."""

from typing import Final

EXPORT: Final[dict[str, tuple[str, str]]] = {
    "export_done": ("{name} is written as {form}.", "已按{form}格式导出到{name}。"),
    "export_left_out": (
        "Personal data are left out; tables not exported: {tables}.",
        "个人信息不导出,未导出的表:{tables}。",
    ),
    "export_head": (
        "It shows the ledger at the record {head}",
        "导出内容对应台账的末条记录:{head}",
    ),
    "declared_reconciled": (
        "Published totals: {n}. The rows of the ledger agree with {agrees}, are short of {short}, "
        "beyond {beyond}, and there are none for {no_rows}.",
        "公布总数{n}项:与台账相符{agrees}项,台账不足{short}项,台账超出{beyond}项,台账无记录{no_rows}项。",
    ),
    "export_brought": (
        "Rows brought from the data package: {n}, up to record {number}.",
        "已从数据包导入{n}行,至第{number}条记录。",
    ),
    "export_from": (
        "The record begins anew; the package comes from a ledger at the record {head}",
        "审计记录重新开始;数据包来自另一台账的末条记录:{head}",
    ),
}
