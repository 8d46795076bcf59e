"""The scoring rule in words, in one place, and a person's own numbers in those words."""

from fractions import Fraction

from markupsafe import Markup

from bot.rules import scoring
from bot.rules.campaign import Scoring
from bot.rules.ranking import Reason
from bot.rules.scoring import Tally
from bot.speech.catalog import Texts
from bot.usecases.standings import CriterionCount, Numbers


def sentences(t: Texts, limits: Scoring) -> tuple[str, ...]:
    return (
        t.plain(
            "Điểm = 100 × trọng số các câu trả lời đạt ÷ trọng số các câu trả lời đạt và chưa đạt, "
            "tính trên các báo cáo đã duyệt; câu không áp dụng không tính."
        ),
        t.plain(
            "Tỷ lệ báo cáo = số ngày đã duyệt ÷ số ngày phải báo cáo. Ngày phải báo cáo là ngày "
            "làm việc từ ngày tham gia đến hết hôm qua, trừ ngày báo nghỉ; ngày có báo cáo đã "
            "duyệt luôn được tính."
        ),
        t.plain(
            "Dưới {days} ngày phải báo cáo hoặc tỷ lệ báo cáo dưới {rate} % thì ghi riêng, chưa "
            "xếp hạng. Điểm bằng nhau thì cùng hạng.",
            days=limits.min_days_due,
            rate=limits.min_rate,
        ),
        t.plain(
            "Điểm đơn vị là trung bình cộng điểm của những người đang thuộc đơn vị; tỷ lệ báo cáo "
            "tính chung cho mọi người trong đơn vị."
        ),
    )


def own_numbers(t: Texts, numbers: Numbers) -> list[Markup]:
    """Give a person's numbers line by line, so that they can be counted again by hand."""
    tally = numbers.tally
    parts = [rate_sum(t, tally), Markup("")]
    if tally.counted:
        parts += [_criterion(t, count) for count in numbers.criteria]
        parts.append(
            t(
                "Cộng trọng số: đạt {met}, đạt và chưa đạt {counted}.",
                met=tally.met,
                counted=tally.counted,
            )
        )
    parts.append(score_sum(t, tally))
    return parts


def rate_sum(t: Texts, tally: Tally) -> Markup:
    if not tally.due_days:
        return t("Tỷ lệ báo cáo: chưa có ngày nào phải báo cáo.")
    return t(
        "Tỷ lệ báo cáo = {approved} ngày đã duyệt ÷ {due} ngày phải báo cáo = <b>{rate}</b>.",
        approved=tally.approved_days,
        due=tally.due_days,
        rate=rate(t, tally),
    )


def score_sum(t: Texts, tally: Tally) -> Markup:
    found = scoring.score(tally)
    if found is None:
        return t("Điểm: chưa có báo cáo nào được duyệt.")
    return t(
        "Điểm = 100 × {met} ÷ {counted} = <b>{score}</b>.",
        met=tally.met,
        counted=tally.counted,
        score=scoring.display(found),
    )


def unranked(t: Texts, limits: Scoring, tally: Tally, reason: Reason) -> str:
    """Say why somebody has no place."""
    match reason:
        case Reason.NOT_SIGNED_UP:
            return t.plain("chưa đăng ký")
        case Reason.FEW_DAYS:
            return t.plain(
                "mới có {due} ngày phải báo cáo, cần {least}",
                due=tally.due_days,
                least=limits.min_days_due,
            )
        case Reason.NO_SCORE:
            return t.plain("chưa có báo cáo được duyệt để tính điểm")
        case Reason.LOW_RATE:
            return t.plain(
                "tỷ lệ báo cáo {rate}, cần {least} %", rate=rate(t, tally), least=limits.min_rate
            )


def per_cent(t: Texts, share: Fraction) -> str:
    return t.plain("{share} %", share=scoring.display(100 * share))


def score_in_short(t: Texts, tally: Tally) -> str:
    """98,6; a dash while nothing counts."""
    found = scoring.score(tally)
    return "–" if found is None else t.number(scoring.display(found))


def rate(t: Texts, tally: Tally) -> str:
    """98,6 %; a dash while no day is due."""
    found = scoring.rate(tally)
    return "–" if found is None else per_cent(t, found)


def _criterion(t: Texts, count: CriterionCount) -> Markup:
    weight = count.criterion.weight
    return t(
        "• {title} (trọng số {weight}): {met} đạt, {missed} chưa đạt{na} → {won}/{all}",
        title=count.criterion.title_in(t.language),
        weight=weight,
        met=count.met,
        missed=count.missed,
        na=t(", {count} không áp dụng", count=count.not_applicable) if count.not_applicable else "",
        won=count.met * weight,
        all=(count.met + count.missed) * weight,
    )
