"""A campaign's text: what it gives, and what is said of one that is wrong."""

import unicodedata
from collections.abc import Iterator
from datetime import date, time

import pytest

from bot.rules import campaign as campaigns
from bot.rules.campaign import Cadence, When
from bot.rules.campaign.errors import CampaignInvalid
from bot.rules.people import Language

GOOD = """
format = 1
name = "Phong trào thi đua thực hiện văn hóa công sở"
title = "Văn hóa công sở"
issuer = "UBND xã Bình Minh"
level = "xã"

[period]
start = 2026
end = 2030-06-30

[[criteria.individual]]
code = "C1"
text = "Chấp hành nghiêm túc kỷ luật"
title = "Đúng giờ, kỷ luật"
title_en = "On time"
short = "Đúng giờ"
cadence = "daily"
yardsticks = [{ text = "Có mặt đúng giờ", text_en = "There on time" }]

[[criteria.individual]]
code = "C2"
text = "Tham gia phong trào"
title = "Tham gia phong trào"
short = "Phong trào"
cadence = "weekly"
weight = 3
yardsticks = [{ text = "Dự chào cờ" }]

[[criteria.collective]]
code = "T1"
text = "Cải cách hành chính"
title = "Cải cách hành chính"
short = "Cải cách"
cadence = "monthly"
yardsticks = [{ text = "Giải quyết đúng hạn" }]

[[tasks]]
code = "N1"
text = "Kiểm tra, giám sát"
title = "Kiểm tra"

[[milestones]]
code = "so-ket"
name = "Sơ kết"
on = 2028

[[awards]]
step = 1
text = "Khen thưởng hằng năm"
sides = ["individual"]
decided_by = "Thủ trưởng"

[[reporting]]
from = "các phòng"
to = "UBND xã"
on = "12-05"
"""


def problems(text: str) -> dict[str, str]:
    with pytest.raises(CampaignInvalid) as refused:
        campaigns.load(text, "xa.toml")
    assert all(problem.file == "xa.toml" for problem in refused.value.problems)
    return {problem.key: problem.reason for problem in refused.value.problems}


def changed(old: str, new: str) -> str:
    assert old in GOOD
    return GOOD.replace(old, new, 1)


def test_what_a_file_leaves_out_has_the_rule_of_the_house() -> None:
    campaign = campaigns.load(GOOD, "xa.toml")
    assert campaign.clock.prompt_at == time(16, 30)
    assert campaign.clock.remind_at == time(17, 10)
    assert campaign.clock.close_at == time(9)
    assert (campaign.scoring.min_days_due, campaign.scoring.min_rate) == (5, 80)
    assert campaign.criterion("C1").weight == 1
    assert campaign.criterion("C2").weight == 3
    assert campaign.reporting[0].on == When(month=12, day=5)


def test_criteria_are_asked_in_the_order_of_the_campaign() -> None:
    campaign = campaigns.load(GOOD, "xa.toml")

    def codes(*cadences: Cadence) -> list[str]:
        return [c.code for c in campaigns.criteria_asked(campaign, cadences)]

    assert codes(Cadence.WEEKLY, Cadence.DAILY) == ["C1", "C2"]
    assert codes(Cadence.DAILY) == ["C1"]
    assert codes(Cadence.MONTHLY) == []  # the collective's are not on a person's card


def test_a_criterion_is_found_on_either_side_and_an_unknown_one_is_not() -> None:
    campaign = campaigns.load(GOOD, "xa.toml")
    assert campaign.criterion("T1").title == "Cải cách hành chính"
    with pytest.raises(KeyError):
        campaign.criterion("C9")


def test_english_is_given_where_there_is_any() -> None:
    first, second = campaigns.load(GOOD, "xa.toml").criteria.individual
    assert first.title_in(Language.EN) == "On time"
    assert first.title_in(Language.VI) == "Đúng giờ, kỷ luật"
    assert first.short_in(Language.EN) == "Đúng giờ"
    assert second.title_in(Language.EN) == "Tham gia phong trào"
    assert first.yardsticks[0].text_in(Language.EN) == "There on time"
    assert second.yardsticks[0].text_in(Language.EN) == "Dự chào cờ"


@pytest.mark.parametrize(
    ("start", "end", "first", "last"),
    [
        ("2026", "2030", date(2026, 1, 1), date(2030, 12, 31)),
        ('"2026-02"', '"2028-02"', date(2026, 2, 1), date(2028, 2, 29)),
        ("2026-03-02", "2026-03-02", date(2026, 3, 2), date(2026, 3, 2)),
    ],
)
def test_a_period_runs_from_its_first_day_to_its_last(
    start: str, end: str, first: date, last: date
) -> None:
    text = changed("start = 2026\nend = 2030-06-30", f"start = {start}\nend = {end}")
    campaign = campaigns.load(text, "xa.toml")
    assert (campaign.period.first_day, campaign.period.last_day) == (first, last)
    assert not campaigns.ended(campaign, last)
    assert campaigns.ended(campaign, date.fromordinal(last.toordinal() + 1))


@pytest.mark.parametrize(
    ("text", "when", "span"),
    [
        ("2027-08-26", When(2027, 8, 26), (date(2027, 8, 26), date(2027, 8, 26))),
        ("2027-09", When(2027, 9), (date(2027, 9, 1), date(2027, 9, 30))),
        ("2027", When(2027), (date(2027, 1, 1), date(2027, 12, 31))),
        ("2028", When(2028), None),
        ("12-05", When(None, 12, 5), (date(2027, 12, 5), date(2027, 12, 5))),
        ("02-29", When(None, 2, 29), (date(2027, 2, 28), date(2027, 2, 28))),
        ("11", When(None, 11), (date(2027, 11, 1), date(2027, 11, 30))),
        ("hằng năm", When(), (date(2027, 1, 1), date(2027, 12, 31))),
    ],
)
def test_a_time_is_as_exact_as_its_source(
    text: str, when: When, span: tuple[date, date] | None
) -> None:
    assert When.parse(text) == when
    assert when.span(2027) == span


@pytest.mark.parametrize("text", ["", "2027-02-29", "2027-13", "13", "00", "0000", "2027-", "x"])
def test_what_is_no_time_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        When.parse(text)


@pytest.mark.parametrize(
    ("old", "new", "key", "reason"),
    [
        ('issuer = "UBND xã Bình Minh"\n', "", "issuer", "thiếu"),
        ('level = "xã"', "level = 3", "level", "phải là chữ đặt trong dấu nháy kép, đang là 3"),
        ('level = "xã"', "level = 2026-01-02", "level", "đang là 2026-01-02"),
        ('level = "xã"', 'level = ["xã"]', "level", "đang là […]"),
        ('level = "xã"', 'level = " "', "level", "không được để trống"),
        ('level = "xã"', 'levl = "xã"', "levl", "có phải ý là “level”?"),
        ("format = 1", "format = 2", "format", "hãy nâng cấp"),
        ("format = 1", 'format = "1"', "format", "phải là 1"),
        ("format = 1\n", "", "format", "thiếu"),
        ("end = 2030-06-30", "end = 2025", "period.end", "kết thúc trước khi bắt đầu"),
        ("end = 2030-06-30", 'end = "12-05"', "period.end", "cần có năm"),
        ("end = 2030-06-30", 'end = "2030-06-31"', "period.end", "không hiểu thời gian"),
        ("start = 2026\n", "", "period.start", "thiếu"),
        ("on = 2028", "on = true", "milestones[1].on", "không hiểu thời gian"),
        ('code = "so-ket"', 'code = "Sơ kết"', "milestones[1].code", "mã viết như so-ket"),
        ('code = "C2"', 'code = "C 2"', "criteria.individual[2].code", "mã gồm chữ cái"),
        ('code = "C2"', 'code = "c1"', "criteria.individual[2].code", "đã dùng ở trên"),
        ('code = "T1"', 'code = "C2"', "criteria.collective[1].code", "đã dùng ở trên"),
        ('code = "N1"', 'code = "T1"', "tasks[1].code", "đã dùng ở trên"),
        ('"Phong trào"', '"Đúng giờ"', "criteria.individual[2].short", "đã dùng ở trên"),
        (
            '"Phong trào"',
            '"Tham gia phong trào"',
            "criteria.individual[2].short",
            "dài 19 ký tự, tối đa 14",
        ),
        ("weight = 3", "weight = 0", "criteria.individual[2].weight", "từ 1 trở lên, đang là 0"),
        ("weight = 3", "weight = 101", "criteria.individual[2].weight", "không được quá 100"),
        ("weight = 3", "weight = 1.5", "criteria.individual[2].weight", "phải là số nguyên"),
        ("weight = 3", "weight = true", "criteria.individual[2].weight", "phải là số nguyên"),
        ("weight = 3", 'weight = "3"', "criteria.individual[2].weight", "phải là số nguyên"),
        ("weight = 3", "wieght = 3", "criteria.individual[2].wieght", "có phải ý là “weight”?"),
        ("weight = 3", 'theme = "X"', "criteria.individual[2].theme", "chủ đề viết như K1"),
        (
            '"weekly"',
            '"hourly"',
            "criteria.individual[2].cadence",
            "phải là một trong daily, weekly, monthly, yearly; đang là “hourly”",
        ),
        ('"weekly"', '"yearly"', "criteria.individual[2].cadence", "daily, weekly, monthly"),
        ('"monthly"', '"daily"', "criteria.collective[1].cadence", "monthly, yearly"),
        ('"daily"', '"monthly"', "criteria.individual", "ít nhất một tiêu chí hằng ngày"),
        (
            '[{ text = "Dự chào cờ" }]',
            "[]",
            "criteria.individual[2].yardsticks",
            "cần ít nhất 1 mục",
        ),
        (
            '[{ text = "Dự chào cờ" }]',
            '{ text = "Dự chào cờ" }',
            "criteria.individual[2].yardsticks",
            "phải là danh sách, đang là {…}",
        ),
        (
            '[{ text = "Dự chào cờ" }]',
            '["Dự chào cờ"]',
            "criteria.individual[2].yardsticks[1]",
            "phải là một bảng, đang là “Dự chào cờ”",
        ),
        (
            '{ text = "Dự chào cờ" }',
            '{ text = "Dự chào cờ", sourse = "x" }',
            "criteria.individual[2].yardsticks[1].sourse",
            "có phải ý là “source”?",
        ),
        ('sides = ["individual"]', "sides = []", "awards[1].sides", "cần ít nhất 1 mục"),
        ('sides = ["individual"]', 'sides = ["all"]', "awards[1].sides[1]", "individual"),
        ('from = "các phòng"', 'form = "các phòng"', "reporting[1].form", "có phải ý là “from”?"),
        ("[period]", "[clock]\nprompt_at = 990\n[period]", "clock.prompt_at", "viết như 16:30"),
        ("[period]", '[clock]\nprompt_at = "24:00"\n[period]', "clock.prompt_at", "không hiểu giờ"),
        (
            "[period]",
            '[clock]\nprompt_at = "17:00"\nremind_at = "17:00"\n[period]',
            "clock.remind_at",
            "phải sau giờ mời báo cáo",
        ),
        (
            "[period]",
            "[scoring]\nmin_rate = 101\n[period]",
            "scoring.min_rate",
            "không được quá 100",
        ),
        ("[period]", "[hop]\nx = 1\n[period]", "hop", "khóa lạ; có format, name"),
    ],
)
def test_a_wrong_file_is_told_by_key_and_reason(old: str, new: str, key: str, reason: str) -> None:
    found = problems(changed(old, new))
    assert key in found
    assert reason in found[key]


def test_only_what_is_wrong_is_named() -> None:
    text = changed('"Dự chào cờ"', "5").replace('"monthly"', '"daily"')
    assert list(problems(text)) == [
        "criteria.individual[2].yardsticks[1].text",
        "criteria.collective[1].cadence",
    ]


def test_everything_wrong_is_told_at_once_in_the_order_of_the_file() -> None:
    text = changed("weight = 3", "weight = 0").replace('level = "xã"\n', "").replace("2030", "2020")
    with pytest.raises(CampaignInvalid) as refused:
        campaigns.load(text, "xa.toml")
    assert str(refused.value).splitlines() == [
        "Chưa dùng được tệp phong trào, có 3 chỗ cần sửa:",
        "xa.toml: level: thiếu, bắt buộc phải có",
        "xa.toml: period.end: kết thúc trước khi bắt đầu",
        "xa.toml: criteria.individual[2].weight: phải từ 1 trở lên, đang là 0",
    ]


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ('format = 1\nname = "Phong trào\n', "2:"),
        ("format = 1\nformat = 1\nlevel = 1", "2"),
        ("format = 1\n\nname Phong trào\n", "3:"),
        ("[criteria", "1"),
        ("on = 2026-02-30", "1"),
        ("format = " + "9" * 5000, "1"),
    ],
)
def test_what_is_not_toml_is_told_by_its_line(text: str, place: str) -> None:
    (key,) = problems(text)
    assert key.startswith(place)


def test_an_empty_file_is_told_what_it_must_have() -> None:
    assert list(problems("")) == [
        "format",
        "name",
        "title",
        "issuer",
        "level",
        "period",
        "criteria",
    ]


def test_a_card_that_would_be_too_long_is_refused() -> None:
    block = GOOD[GOOD.index("[[criteria.individual]]") : GOOD.index("[[criteria.collective]]")]

    def many() -> Iterator[str]:
        for number in range(3, 13):
            one = block[: block.index("[[criteria.individual]]", 1)]
            yield one.replace("C1", f"C{number}").replace('"Đúng giờ"', f'"Nút {number}"')

    found = problems(GOOD + "\n".join(many()))
    assert found == {"criteria.individual": "có 12 mục, tối đa 10"}


def test_decomposed_letters_windows_line_breaks_and_a_byte_order_mark_change_nothing() -> None:
    plain = campaigns.load(GOOD, "xa.toml")
    odd = "\ufeff" + unicodedata.normalize("NFD", GOOD).replace("\n", "\r\n")
    assert campaigns.load(odd, "xa.toml") == plain


def test_a_long_sentence_may_be_wrapped() -> None:
    text = changed('"Chấp hành nghiêm túc kỷ luật"', '"""Chấp hành\n  nghiêm túc\nkỷ luật"""')
    assert campaigns.load(text, "xa.toml").criterion("C1").text == "Chấp hành nghiêm túc kỷ luật"


def test_versions_are_told_apart_by_their_text() -> None:
    assert campaigns.digest(GOOD) == campaigns.digest(GOOD.replace("\n", "\r\n"))
    assert campaigns.digest(GOOD) != campaigns.digest(changed("weight = 3", "weight = 4"))


def test_an_older_version_is_read_from_its_text_while_a_newer_one_is_in_force() -> None:
    old = campaigns.load(GOOD, "xa.toml")
    new = campaigns.load(changed("weight = 3", "weight = 4"), "xa.toml")
    assert new.criterion("C2").weight == 4
    assert campaigns.load(GOOD, "xa.toml") == old != new


def test_what_is_still_to_be_filled_in_is_named() -> None:
    text = changed('"UBND xã Bình Minh"', '"[Điền tên cơ quan]"')
    text = text.replace('decided_by = "Thủ trưởng"', 'decided_by = "[Điền nơi quyết định]"')
    text = text.replace('from = "các phòng"', 'from = "[Điền nơi gửi]"')
    found = campaigns.to_fill(campaigns.load(text, "xa.toml"))
    assert found == ("issuer", "awards[1].decided_by", "reporting[1].from")
    assert campaigns.to_fill(campaigns.load(GOOD, "xa.toml")) == ()
