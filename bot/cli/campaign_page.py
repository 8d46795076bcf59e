"""A campaign as a page to read in the terminal."""

from collections.abc import Iterable, Iterator
from datetime import date

from bot.rules import campaign
from bot.rules.campaign import Cadence, Campaign, Criterion, Document, Occasion, Side, When
from bot.speech.catalog import Texts

_CADENCES = {
    Cadence.DAILY: "hằng ngày",
    Cadence.WEEKLY: "hằng tuần",
    Cadence.MONTHLY: "hằng tháng",
    Cadence.YEARLY: "hằng năm",
}
_OCCASIONS = {
    Occasion.YEARLY: "hằng năm",
    Occasion.MID_TERM: "sơ kết",
    Occasion.FINAL: "tổng kết",
}
_SIDES = {Side.INDIVIDUAL: "cá nhân", Side.COLLECTIVE: "tập thể"}


def line(key: str, shown: Campaign, today: date, texts: Texts) -> str:
    period = f"{when(shown.period.start, texts)} – {when(shown.period.end, texts)}"
    ended = texts.plain(" (đã kết thúc)") if campaign.ended(shown, today) else ""
    return f"  {key:12}  {period}{ended}  {shown.title} · {shown.issuer}"


def page(shown: Campaign, texts: Texts) -> Iterator[str]:
    yield from _heading(shown, texts)
    yield from _rules(shown, texts)
    individual, collective = shown.criteria.individual, shown.criteria.collective
    yield from _section(texts.plain("Tiêu chí cá nhân"), _criteria(individual, texts))
    yield from _section(texts.plain("Tiêu chí tập thể"), _criteria(collective, texts))
    tasks = (f"{task.code} {task.text}" for task in shown.tasks)
    yield from _section(texts.plain("Nhiệm vụ của tập thể"), tasks)
    milestones = (f"{when(stone.on, texts)}: {stone.name}" for stone in shown.milestones)
    yield from _section(texts.plain("Các mốc"), milestones)
    yield from _section(texts.plain("Khen thưởng"), _awards(shown, texts))
    yield from _section(texts.plain("Tuyến báo cáo"), _reporting(shown, texts))


def when(moment: When, texts: Texts) -> str:
    """Say a time as exactly as the document does: 25/11/2026, 11/2026, 2026, 05/12 hằng năm."""
    parts = (f"{moment.day:02}" if moment.day else "", f"{moment.month:02}" if moment.month else "")
    known = "/".join(filter(None, (*parts, str(moment.year or ""))))
    if moment.year is not None:
        return known
    if moment.day is not None:
        return texts.plain("{day} hằng năm", day=known)
    if moment.month is not None:
        return texts.plain("tháng {month} hằng năm", month=moment.month)
    return texts.plain("hằng năm")


def _heading(shown: Campaign, texts: Texts) -> Iterator[str]:
    yield shown.name
    yield f"{shown.issuer} ({shown.level})"
    if shown.document:
        yield _document(shown.document, texts)
    yield texts.plain(
        "Thời gian: {start} – {end}",
        start=when(shown.period.start, texts),
        end=when(shown.period.end, texts),
    )
    slogans = filter(None, (shown.slogan_collective, shown.slogan_individual))
    yield from (f"“{slogan}”" for slogan in slogans)
    if shown.template_note:
        yield texts.plain("Lưu ý: {note}", note=shown.template_note)
    yield from _section(texts.plain("Đối tượng"), shown.audience)
    basis = (_document(document, texts) for document in shown.legal_basis)
    yield from _section(texts.plain("Căn cứ"), basis)


def _rules(shown: Campaign, texts: Texts) -> Iterator[str]:
    clock = texts.plain(
        "{prompt} gửi thẻ, {remind} nhắc người chưa gửi, hạn chót {close} ngày làm việc kế tiếp",
        prompt=shown.clock.prompt_at,
        remind=shown.clock.remind_at,
        close=shown.clock.close_at,
    )
    scoring = texts.plain(
        "xếp hạng người có từ {days} ngày phải báo cáo và tỷ lệ báo cáo từ {rate} %",
        days=shown.scoring.min_days_due,
        rate=shown.scoring.min_rate,
    )
    yield from _section(texts.plain("Giờ và xếp hạng"), (clock, scoring))


def _criteria(criteria: Iterable[Criterion], texts: Texts) -> Iterator[str]:
    for criterion in criteria:
        yield texts.plain(
            "{code} {title} · nút “{short}” · {cadence} · trọng số {weight}",
            code=criterion.code,
            title=criterion.title_in(texts.language),
            short=criterion.short_in(texts.language),
            cadence=texts.plain(_CADENCES[criterion.cadence]),
            weight=criterion.weight,
        )
        yield f"   “{criterion.text}”"
        for yardstick in criterion.yardsticks:
            source = f" ({yardstick.source})" if yardstick.source else ""
            yield f"   – {yardstick.text_in(texts.language)}{source}"


def _awards(shown: Campaign, texts: Texts) -> Iterator[str]:
    for award in shown.awards:
        sides = ", ".join(texts.plain(_SIDES[side]) for side in award.sides)
        occasions = ", ".join(texts.plain(_OCCASIONS[one]) for one in award.occasions)
        about = f"{sides}; {occasions}" if occasions else sides
        yield f"{award.step}. {award.text} ({about})"
        if award.form:
            yield texts.plain("   Hình thức: {form}", form=award.form)
        if award.proposed_by:
            yield texts.plain("   Đề nghị: {who}", who=award.proposed_by)
        yield texts.plain("   Quyết định: {who}", who=award.decided_by)


def _reporting(shown: Campaign, texts: Texts) -> Iterator[str]:
    for leg in shown.reporting:
        via = texts.plain(" (thông qua {via})", via=leg.via) if leg.via else ""
        on = f" · {when(leg.on, texts)}" if leg.on else ""
        yield f"{leg.sender} → {leg.receiver}{via}{on}"
        if leg.text:
            yield f"   “{leg.text}”"


def _document(document: Document, texts: Texts) -> str:
    on = texts.plain(" ngày {day}", day=when(document.on, texts)) if document.on else ""
    subject = f": {document.subject}" if document.subject else ""
    return f"{document.kind} {document.number}{on}, {document.body}{subject}"


def _section(title: str, lines: Iterable[str]) -> Iterator[str]:
    filled = list(lines)
    if filled:
        yield ""
        yield title
        yield from (f"  {entry}" for entry in filled)
