"""The day that a text gives as its own, in the forms in which texts give it."""

import pytest

from gongfu.io.document_dates import published_in

BODY = "正文介绍情况。2022年，全市生产总值100亿元。\n第二段。"


@pytest.mark.parametrize(
    ("text", "day"),
    [
        (f"标题\n发布时间：2023-08-15 09:30 来源：浙江日报\n{BODY}", "2023-08-15"),
        (f"标题\n2023年08月15日 10:22 浙江在线\n{BODY}", "2023-08-15"),
        (f"标题\n{BODY}\n浙江省统计局\n二〇二四年三月四日", "2024-03-04"),
        (f"新华社杭州2023年11月8日电（记者 李明）{BODY}", "2023-11-08"),
        (f"新华社杭州7月20日电 {BODY}", ""),
        ("Title\nXinhua, Hangzhou, July 20, 2024\nBody text.", "2024-07-20"),
        ("Title\n20 July 2024\nBody text.", "2024-07-20"),
        (f"2023年7月20日，学校开学。{BODY}", ""),
    ],
)
def test_the_day_of_a_text(text, day):
    assert published_in(text) == day
