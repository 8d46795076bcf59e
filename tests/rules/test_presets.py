"""The presets say what the offices' documents say, word for word."""

from collections.abc import Iterator
from datetime import date

import pytest

from bot import presets
from bot.rules import campaign as campaigns
from bot.rules.campaign import Cadence, Campaign, Occasion, When, tables

DOCUMENTS = {
    "duyen-hai": """
        - Thi đua xây dựng cơ quan, đơn vị văn hóa, hiện đại, xanh, sạch, đẹp
        - Xây dựng, ban hành và tổ chức thực hiện các văn bản chỉ đạo và quy định (nội quy,
          quy chế) về văn hóa công sở của cơ quan, tổ chức, đơn vị; thực hiện nghiêm kỷ
          luật, kỷ cương hành chính; quản lý, điều hành tốt việc sử dụng, hiệu quả thời gian
          làm việc của Nhà nước tại cơ quan, tổ chức, đơn vị.
        - Đẩy mạnh thực hiện công tác cải cách hành chính, công khai, minh bạch, đơn giản
          hóa thủ tục hành chính, rút ngắn thời gian giải quyết công việc tại cơ quan, đơn
          vị.
        - Thực hiện ứng dụng công nghệ thông tin trong hoạt động cơ quan, đơn vị.
        - Thực hiện tốt các tiêu chí xây dựng cơ quan, đơn vị đạt chuẩn văn hóa, hiện đại,
          xanh, sạch, đẹp, an toàn.
        - Thi đua thực hiện kỷ cương, trách nhiệm, tận tụy, chuyên nghiệp
        - Chấp hành nghiêm túc kỷ luật, kỷ cương hành chính.
        - Thực hiện chuyên nghiệp về chuyên môn, nghiệp vụ.
        - Tinh thần, thái độ làm việc tận tụy, nghiêm túc, trách nhiệm.
        - Thực hiện chuẩn mực trong giao tiếp, ứng xử.
        - Thường xuyên tu dưỡng, rèn luyện chuẩn mực về đạo đức, lối sống.
        - Trang phục gọn gàng, sạch sẽ, rèn luyện chuẩn mực về đạo đức, lối sống.
        - Tích cực tham gia các phong trào thi đua yêu nước do cơ quan, đơn vị và địa phương
          phát động, tổ chức.
        - Phát động và triển khai thực hiện Phong trào thi đua
        - Sơ kết Phong trào thi đua
        - Tổng kết Phong trào thi đua
        - Khi tổ chức sơ kết, tổng kết phong trào thi đua các cơ quan, tổ chức, đơn vị lựa
          chọn những tập thể, cá nhân có thành tích xuất sắc để khen thưởng theo thẩm quyền
        - lựa chọn tập thể, cá nhân xuất sắc tiêu biểu để đề nghị cấp có thẩm quyền khen
          thưởng theo quy định.
        - định kỳ hàng năm báo cáo Ủy ban nhân dân thị xã, Thường trực Hội đồng thi đua -
          khen thưởng thị xã (thông qua Cơ quan Tổ chức - Nội vụ) để tổng hợp.
        - tổng hợp, báo cáo Ủy ban nhân dân tỉnh, Ban thi đua - khen thưởng tỉnh theo quy
          định.
        - phân công rõ trách nhiệm cho các thành viên trong quá trình chỉ đạo, theo dõi,
          hướng dẫn, đôn đốc, giám sát
        - về tổ chức thực hiện Phong trào thi đua “Cán bộ, công chức, viên chức thi đua thực
          hiện văn hóa công sở” giai đoạn 2019 - 2025
    """,
    "soc-trang": """
        - Thi đua xây dựng cơ quan, đơn vị văn minh, hiện đại, xanh, sạch, đẹp
        - Xây dựng, ban hành các chính sách, quy định, nội quy, quy chế của cơ quan, đơn vị
          về văn hóa công sở
        - Thực hiện đẩy mạnh công tác cải cách hành chính, công khai, minh bạch, đơn giản
          hóa các thủ tục hành chính, rút ngắn thời gian giải quyết công việc tại cơ quan,
          đơn vị
        - Thực hiện ứng dụng rộng rãi công nghệ thông tin trong hoạt động của cơ quan, đơn
          vị
        - Xây dựng và giữ gìn cơ quan, đơn vị văn minh, hiện đại, xanh, sạch, đẹp.
        - Tổ chức các phong trào thi đua thiết thực, hiệu quả với nội dung, hình thức phong
          phú, đa dạng, bám sát các nhiệm vụ chính trị của cơ quan, đơn vị để thu hút, tập
          hợp sự tham gia của đội ngũ cán bộ, công chức, viên chức góp phần hoàn thành tốt
          nhiệm vụ được giao.
        - Thi đua thực hiện kỷ cương, trách nhiệm, tận tụy, chuyên nghiệp
        - Thực hiện chấp hành nghiêm túc kỷ cương, kỷ luật hành chính
        - Thực hiện chuyên nghiệp về chuyên môn, nghiệp vụ
        - Có tinh thần, thái độ làm việc tận tụy, nghiêm túc, trách nhiệm
        - Thực hiện chuẩn mực trong giao tiếp, ứng xử
        - Thường xuyên tu dưỡng, rèn luyện chuẩn mực về đạo đức, lối sống
        - Trang phục gọn gàng, sạch sẽ, lịch sự, phù hợp với tính chất công việc
        - Tích cực tham gia các phong trào thi đua yêu nước do cơ quan, đơn vị và địa phương
          phát động, tổ chức
        - xem đây là một tiêu chí để đánh giá, xét khen thưởng cuối năm
        - Các Sở, ban, ngành, địa phương, các cụm, khối thi đua
    """,
    "nhu-quynh": """
        - Tiếp tục triển khai thực hiện hiệu quả Kế hoạch số 119/KH-UBND về việc triển khai
          thực hiện Phong trào thi đua “Cán bộ, công chức, viên chức thi đua thực hiện văn
          hóa công sở” của UBND huyện Văn Lâm giai đoạn 2019 - 2025, tập trung thực hiện các
          nội dung thi đua có tiêu chí thi đua rõ ràng, cụ thể, phù hợp, gắn với nhiệm vụ
          chính trị và tình hình thực tiễn tại địa phương, cơ quan, đơn vị.
        - Đẩy mạnh công tác tuyên truyền bằng nhiều hình thức như: tuyên truyền giáo dục từ
          trong mỗi gia đình, bạn bè, đồng nghiệp, làng xóm, tổ dân phố; đề cao tinh thần
          xây dựng văn hóa đẹp ở mọi nơi, mọi lúc; tăng cường công tác tuyên truyền, giáo
          dục, phổ biến những giá trị văn hóa công sở tại cơ quan, đơn vị, địa phương, để
          đội ngũ cán bộ, công chức, viên chức, người lao động nâng cao tính năng động, sáng
          tạo, tận tụy, trách nhiệm và luôn hướng đến mục tiêu cao đẹp để phục vụ Nhân dân.
        - Thường xuyên tiến hành kiểm tra, giám sát cán bộ, công chức thi đua thực hiện văn
          hóa công sở nhằm nâng cao nhận thức về tinh thần, thái độ làm việc, chuẩn mực giao
          tiếp, ứng xử, đạo đức lối sống, hiểu đầy đủ mục đích, ý nghĩa, tầm quan trọng của
          phong trào thi đua.
        - Hằng năm, tổ chức đánh giá kết quả công tác lãnh đạo, chỉ đạo trong việc tổ chức
          phát động, triển khai thực hiện phong trào thi đua, khắc phục hạn chế, phát huy
          những ưu điểm, cách làm hay, mô hình điển hình tiên tiến để lan tỏa và nhân rộng
          tại địa phương gắn với thực hiện nhiệm vụ chính trị, nhiệm vụ chuyên môn phù hợp
          yêu cầu thực tiễn.
        - Hàng năm, tiến hành bình xét, lựa chọn các tập thể, cá nhân tiêu biểu, xuất sắc để
          đề nghị cấp có thẩm quyền xét khen thưởng.
        - UBND huyện (để b/c)
    """,
    "thoi-binh": """
        - xây dựng môi trường làm việc dân chủ, văn hóa, thân thiện, hiện đại
        - cơ quan xanh, sạch, đẹp, an toàn, công sở văn minh, khoa học
        - Đẩy mạnh cải cách hành chính
        - sắp xếp bộ máy tinh gọn
        - tăng cường ứng dụng công nghệ thông tin trong hoạt động của cơ quan
        - thực hiện tốt chuẩn mực đạo đức, lối sống
        - thực hiện tốt chuyên môn nghiệp vụ
        - sử dụng hiệu quả thời gian làm việc
        - nâng cao năng lực, đảm bảo tính chuyên nghiệp
        - luôn sẵn sàng chủ động phối hợp trong thực hiện nhiệm vụ
        - đảm bảo kỷ luật và kỷ cương hành chính
        - hàng năm Hội đồng thi đua khen thưởng huyện và thủ trưởng các cơ quan, ban, ngành,
          đoàn thể, các xã, thị trấn, doanh nghiệp nhà nước xem xét khen thưởng cho những
          tập thể, cá nhân có thành tích xuất sắc, gắn với khen thưởng thành tích thực hiện
          nhiệm vụ được giao
        - đối với những tập thể, cá nhân có thành tích tiêu biểu, xuất sắc đề nghị UBND tỉnh
          tặng bằng khen
        - Hội đồng thi đua khen thưởng huyện xem xét, lựa chọn những trường hợp đề nghị Thủ
          tướng Chính phủ khen thưởng.
        - nhân dịp kỷ niệm 80 năm ngày thành lập nước Cộng hòa xã hội chủ nghĩa Việt Nam
          (02/9/2025)
        - Có cơ chế động viên, khen thưởng kịp thời tập thể, cá nhân thực hiện tốt phong
          trào thi đua.
    """,
}
"""What each document says, one item a sentence."""

SENTENCES = [
    (name, " ".join(sentence.split()))
    for name, document in DOCUMENTS.items()
    for sentence in document.split("\n        - ")[1:]
]


@pytest.fixture(params=presets.NAMES)
def preset(request: pytest.FixtureRequest) -> Campaign:
    return load(request.param)


def load(name: str) -> Campaign:
    return campaigns.load(presets.text(name), presets.file_name(name))


def said(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for inner in value.values():
            yield from said(inner)
    elif isinstance(value, tuple):
        for inner in value:
            yield from said(inner)


@pytest.mark.parametrize(("name", "sentence"), SENTENCES)
def test_a_preset_has_its_documents_own_words(name: str, sentence: str) -> None:
    assert any(sentence in text for text in said(load(name).model_dump()))


def test_a_days_card_is_short(preset: Campaign) -> None:
    assert 1 <= len(campaigns.criteria_asked(preset, {Cadence.DAILY})) <= 5


def test_labels_fit_a_phone_in_both_languages(preset: Campaign) -> None:
    for criterion in preset.criteria.individual:
        assert criterion.title_en
        assert criterion.short_en
    for criterion in (*preset.criteria.individual, *preset.criteria.collective):
        assert len(criterion.short) <= 14
        assert len(criterion.title) <= 40


def test_nobody_has_to_guess_what_a_criterion_means(preset: Campaign) -> None:
    for criterion in (*preset.criteria.individual, *preset.criteria.collective):
        assert criterion.yardsticks
    for criterion in preset.criteria.individual:
        assert all(yardstick.text_en for yardstick in criterion.yardsticks)


def test_no_yardstick_claims_a_part_of_the_plan_that_nobody_has_read(preset: Campaign) -> None:
    sources = [y.source or "" for c in preset.criteria.individual for y in c.yardsticks]
    assert not any("115" in source or "733" in source for source in sources)


def test_help_of_a_criterion_fits_one_message(preset: Campaign) -> None:
    for criterion in (*preset.criteria.individual, *preset.criteria.collective):
        assert sum(len(text) for text in said(criterion.model_dump())) < 3000


@pytest.mark.parametrize(
    ("name", "individual", "collective", "tasks"),
    [
        ("duyen-hai", "C1 C2 C3 C4 C5 C6 C7", "T1 T2 T3 T4", "G1 G2 G3"),
        ("soc-trang", "C1 C2 C3 C4 C5 C6 C7", "T1 T2 T3 T4 T5", "G1 G2"),
        ("nhu-quynh", "C1 C2 C3 C4 C5 C6 C7", "", "N1 N2 N3 N4 N5"),
        ("thoi-binh", "C1 C2 C3 C4 C5 C6", "T1 T2 T3 T4 T5", "G1 G2 G3"),
        ("mau-2026", "C1 C2 C3 C4 C5 C6 C7", "T1 T2 T3 T4 T5", "N1"),
    ],
)
def test_codes_are_those_of_the_documents(
    name: str, individual: str, collective: str, tasks: str
) -> None:
    campaign = load(name)
    assert [c.code for c in campaign.criteria.individual] == individual.split()
    assert [c.code for c in campaign.criteria.collective] == collective.split()
    assert [task.code for task in campaign.tasks] == tasks.split()


def test_the_blank_template_has_the_five_lines_of_a_day() -> None:
    asked = campaigns.criteria_asked(load("mau-2026"), {Cadence.DAILY})
    assert [(c.title, c.short) for c in asked] == [
        ("Đúng giờ, kỷ luật", "Đúng giờ"),
        ("Thẻ và trang phục", "Trang phục"),
        ("Giao tiếp, ứng xử", "Giao tiếp"),
        ("Việc đúng hạn", "Đúng hạn"),
        ("Tận tụy, trách nhiệm", "Tận tụy"),
    ]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        (
            "duyen-hai",
            {
                "phat-dong": When(2019, 9),
                "so-ket": When(2022),
                "tong-ket": When(2025),
                "bao-cao-nam": When(),
            },
        ),
        ("soc-trang", {"binh-xet-nam": When()}),
        ("nhu-quynh", {"danh-gia-nam": When(), "binh-xet-nam": When()}),
        (
            "thoi-binh",
            {"so-ket": When(2022), "tong-ket": When(2025), "binh-xet-nam": When()},
        ),
    ],
)
def test_milestones_are_no_more_exact_than_their_source(
    name: str, expected: dict[str, When]
) -> None:
    assert {m.code: m.on for m in load(name).milestones} == expected


def test_documents_are_cited_by_number_and_day() -> None:
    cited = {
        (document.number, document.on)
        for name in DOCUMENTS
        for document in (load(name).document, *load(name).legal_basis)
        if document is not None
    }
    assert cited == {
        ("55/KH-UBND", When(2019, 8, 26)),
        ("66/KH-UBND", When(2019, 8, 20)),
        ("115/KH-UBND", When(2019, 8, 14)),
        ("03/UBND-VP", When(2023, 1, 11)),
        ("21/UBND-VHTT", When(2023, 1, 10)),
        ("119/KH-UBND", None),
    }


def test_the_award_ladder_climbs_to_the_prime_minister() -> None:
    ladder = load("thoi-binh").awards
    assert [award.step for award in ladder] == [1, 2, 3]
    assert [award.decided_by for award in ladder[1:]] == ["UBND tỉnh", "Thủ tướng Chính phủ"]
    assert ladder[0].occasions == (Occasion.YEARLY,)
    assert ladder[1].form == "Bằng khen"


def test_reports_go_the_way_the_plan_says() -> None:
    yearly, upward = load("duyen-hai").reporting
    assert (yearly.via, yearly.on) == ("Cơ quan Tổ chức - Nội vụ", When())
    assert upward.sender == "Cơ quan Tổ chức - Nội vụ"
    assert upward.receiver == "Ủy ban nhân dân tỉnh, Ban thi đua - khen thưởng tỉnh"


@pytest.mark.parametrize("name", DOCUMENTS)
def test_the_plans_of_2019_are_over_and_say_that_they_are_templates(name: str) -> None:
    campaign = load(name)
    assert campaigns.ended(campaign, date(2026, 1, 1))
    assert not campaigns.ended(campaign, date(2025, 12, 31))
    assert campaign.template_note
    assert "Dùng làm mẫu" in campaign.template_note
    assert campaigns.to_fill(campaign) == ()


def test_the_blank_template_runs_to_2030_and_names_what_is_to_be_filled_in() -> None:
    campaign = load("mau-2026")
    assert campaign.period.last_day == date(2030, 12, 31)
    assert {"issuer", "legal_basis[1].number"} <= set(campaigns.to_fill(campaign))


def test_the_blank_template_documents_every_key() -> None:
    text = presets.text("mau-2026")
    known = (
        tables.Campaign,
        tables.Document,
        tables.Period,
        tables.Milestone,
        tables.Clock,
        tables.Scoring,
        tables.Criteria,
        tables.Criterion,
        tables.Yardstick,
        tables.Task,
        tables.Award,
        tables.Reporting,
    )
    keys = {field.alias or key for table in known for key, field in table.model_fields.items()}
    assert {key for key in keys if key not in text} == set()
