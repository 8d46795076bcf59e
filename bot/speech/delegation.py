"""Letting somebody decide in the head's place: whom, on which days, by which paper."""

from collections.abc import Sequence
from datetime import date

from markupsafe import Markup
from telegram import ForceReply

from bot.rules import ranking
from bot.rules.people import Official
from bot.speech import buttons, steps
from bot.speech.buttons import InboxAct, LeaveDays
from bot.speech.catalog import Texts
from bot.speech.screen import GREEN, RED, Key, Screen, clip, key, keyboard, lines
from bot.usecases.delegation import Delegated

LABEL_ROOM = 40
SHOWN = 8
EXAMPLE = "25/11 – 28/11"


def overview(t: Texts, head: Official, standing: Sequence[Delegated]) -> Screen:
    """What is in force at the unit or will be, and giving another one."""
    known = [_line(t, one) for one in standing[:SHOWN]] or [t("Chưa ủy quyền cho ai.")]
    taking_back = [
        [
            key(
                f"{t.plain('Hủy')}: {clip(one.delegate.name, LABEL_ROOM)}",
                buttons.DelegateCancel(one.delegation.id),
                RED,
            )
        ]
        for one in standing[:SHOWN]
    ]
    return Screen(
        lines([t("🖋 <b>Ủy quyền duyệt</b> · {unit}", unit=head.unit.name), *known]),
        keyboard(
            [key(t.plain("Ủy quyền cho…"), buttons.DelegatePeople(1), GREEN)],
            *taking_back,
        ),
    )


def people(t: Texts, candidates: Sequence[Official], page: int) -> Screen:
    shown = ranking.page(candidates, page)
    named = [
        [key(clip(_named(one), LABEL_ROOM), buttons.DelegateTo(one.id))] for one in shown.items
    ]
    turns = steps.pages(t, shown, buttons.DelegatePeople)
    unit = candidates[0].unit.name
    text = t("🖋 <b>Ủy quyền duyệt</b> · {unit}: đồng chí chọn người duyệt thay.", unit=unit)
    return Screen(text, keyboard(*named, turns))


def days(t: Texts, delegate: Official) -> Screen:
    def choice(label: str, when: LeaveDays) -> Key:
        return key(label, buttons.DelegateDays(when, delegate.id))

    return Screen(
        t("🖋 <b>{name}</b> duyệt thay đồng chí vào ngày nào?", name=delegate.name),
        keyboard(
            [
                choice(t.plain("Hôm nay"), LeaveDays.TODAY),
                choice(t.plain("Ngày mai"), LeaveDays.TOMORROW),
            ],
            [choice(f"🗓 {t.plain('Từ ngày – đến ngày')}", LeaveDays.RANGE)],
        ),
    )


def ask_days(t: Texts, delegate: Official) -> Screen:
    return Screen(
        t(
            "🗓 {name} duyệt thay từ ngày nào đến ngày nào? Ví dụ: <code>25/11 – 28/11</code>",
            name=delegate.name,
        ),
        ForceReply(input_field_placeholder=EXAMPLE),
    )


def given(t: Texts, one: Delegated) -> Screen:
    """For the head: what was stored, and what happens next."""
    delegation = one.delegation
    next_ = t("Đồng chí vẫn duyệt được như trước; Nếp đã báo cho người được ủy quyền.")
    paper = key(t.plain("Ghi số văn bản"), buttons.DelegateDocument(delegation.id))
    back = key(t.plain("Hủy ủy quyền"), buttons.DelegateCancel(delegation.id), RED)
    return Screen(lines([_heading(t, one), _line(t, one), next_]), keyboard([paper, back]))


def ask_document(t: Texts, one: Delegated) -> Screen:
    return Screen(
        t(
            "🖋 Số và ngày của văn bản ủy quyền cho <b>{name}</b>: đồng chí viết rồi gửi.",
            name=one.delegate.name,
        ),
        ForceReply(input_field_placeholder="12/QĐ-UBND"),
    )


def taken_back(t: Texts, one: Delegated) -> Screen:
    return Screen(lines([_heading(t, one), t("Đã hủy: {line}", line=_line(t, one))]))


def told(t: Texts, one: Delegated) -> Screen:
    """For whom it was given to."""
    return Screen(
        lines(
            [
                _heading(t, one),
                t(
                    "Đồng chí {head} ủy quyền để đồng chí duyệt báo cáo của đơn vị {span}{paper}.",
                    head=one.head.name,
                    span=_span(t, one.delegation.first, one.delegation.last),
                    paper=f" ({one.delegation.document})" if one.delegation.document else "",
                ),
                t("Khi có báo cáo chờ, Nếp gửi hộp duyệt; hoặc đồng chí gõ /duyet."),
            ]
        ),
        keyboard([key(f"📥 {t.plain('Mở hộp duyệt')}", buttons.Inbox(InboxAct.SHOW), GREEN)]),
    )


def told_over(t: Texts, one: Delegated) -> Screen:
    return Screen(
        lines(
            [
                _heading(t, one),
                t(
                    "Đồng chí {head} đã hủy việc ủy quyền duyệt {span}. Cảm ơn đồng chí.",
                    head=one.head.name,
                    span=_span(t, one.delegation.first, one.delegation.last),
                ),
            ]
        )
    )


def _heading(t: Texts, one: Delegated) -> Markup:
    return t("🖋 <b>Ủy quyền duyệt</b> · {unit}", unit=one.head.unit.name)


def _line(t: Texts, one: Delegated) -> Markup:
    return Markup("{name}: {span}{paper}").format(
        name=one.delegate.name,
        span=_span(t, one.delegation.first, one.delegation.last),
        paper=f" ({one.delegation.document})" if one.delegation.document else "",
    )


def _named(one: Official) -> str:
    return f"{one.name} · {one.title}" if one.title else one.name


def _span(t: Texts, first: date, last: date) -> str:
    if first == last:
        return t.plain("ngày {day}", day=first)
    return t.plain("từ {first} đến {last}", first=first, last=last)
