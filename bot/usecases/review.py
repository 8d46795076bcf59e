"""Deciding on others' reports: all that is clean at once, the rest one by one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from bot.errors import Refusal
from bot.rules import campaign, escalation
from bot.rules.deliveries import Kind, Wanted
from bot.rules.people import Official
from bot.rules.reports import Decision, Report, Status
from bot.usecases import amended, inboxes
from bot.usecases.office import Office, deciders, escalation_steps
from db import campaigns, deliveries, officials
from db import reports as kept

WEEKS_SHOWN = 4


class Overtaken(Refusal):
    """Somebody was faster, or the author took the report back."""


@dataclass(frozen=True, slots=True)
class Review:
    """One report in front of the person who decides on it."""

    report: Report
    author: Official
    criteria: tuple[campaign.Criterion, ...]
    recent: tuple[Report, ...]
    """The author's approved reports of the last weeks, oldest first."""
    position: int
    """From 1, among the exceptional reports that wait; 0 when it is not one of them."""
    total: int
    previous_id: int | None
    next_id: int | None


@dataclass(frozen=True, slots=True)
class Outcome:
    report: Report
    author: Official
    next_id: int | None
    """The next report with an exception that waits for the same person."""


async def approve_clean(office: Office, actor_id: int, now: datetime) -> int:
    """Approve everything without an exception that waits for the actor; give how many."""
    async with office.db.begin() as session:
        actor = await officials.get(session, actor_id)
        clean = [r for r in await inboxes.queue(session, office, actor, now) if not r.exceptional]
        decided = await kept.decide(
            session, [report.id for report in clean], Status.APPROVED, by=actor_id, now=now
        )
        authors = {report.id: report.official_id for report in clean}
        told = {report_id: authors[report_id] for report_id in decided}
        await _tell(session, office, actor, told, now)
        days = [(report.official_id, report.day) for report in clean if report.id in decided]
        await amended.note(session, days, office.today(now), now)
        return len(decided)


async def look(office: Office, actor_id: int, report_id: int | None, now: datetime) -> Review:
    """Show one waiting report, or the first exceptional one."""
    async with office.db.read() as session:
        actor = await officials.get(session, actor_id)
        queue = [r for r in await inboxes.queue(session, office, actor, now) if r.exceptional]
        if report_id is None and not queue:
            raise Overtaken("Không còn báo cáo nào chờ xem.")
        found = await _found(session, queue[0].id if report_id is None else report_id)
        author = await _may_decide(session, office, actor, found, now)
        if found.status is not Status.SUBMITTED:
            raise await _overtaken(session, actor, found)
        return await _review(session, found, author, [report.id for report in queue])


async def decide(
    office: Office,
    actor_id: int,
    report_id: int,
    decision: Decision,
    now: datetime,
    reason: str | None = None,
) -> Outcome:
    """Approve, or return with a reason; raise Overtaken where somebody was first."""
    status = Status.APPROVED if decision is Decision.APPROVE else Status.RETURNED
    async with office.db.begin() as session:
        actor = await officials.get(session, actor_id)
        report = await _found(session, report_id)
        author = await _may_decide(session, office, actor, report, now)
        decided = await kept.decide(
            session, [report_id], status, by=actor_id, now=now, reason=reason
        )
        settled = await _found(session, report_id)
        if not decided:
            raise await _overtaken(session, actor, settled)
        await _tell(session, office, actor, {report_id: author.id}, now)
        await amended.note(session, [(author.id, report.day)], office.today(now), now)
        left = [r for r in await inboxes.queue(session, office, actor, now) if r.exceptional]
        return Outcome(
            report=settled,
            author=author,
            next_id=next((r.id for r in left if r.id > report_id), left[0].id if left else None),
        )


async def _review(
    session: AsyncSession, report: Report, author: Official, ids: Sequence[int]
) -> Review:
    version = await campaigns.version(session, report.campaign_id)
    at = ids.index(report.id) if report.id in ids else None
    recent = await kept.of_official(
        session,
        report.official_id,
        report.day - timedelta(weeks=WEEKS_SHOWN),
        report.day - timedelta(days=1),
    )
    return Review(
        report=report,
        author=author,
        criteria=tuple(version.campaign.criterion(code) for code in report.answers),
        recent=tuple(r for r in recent if r.status is Status.APPROVED),
        position=0 if at is None else at + 1,
        total=len(ids),
        previous_id=ids[at - 1] if at else None,
        next_id=ids[at + 1] if at is not None and at + 1 < len(ids) else None,
    )


async def _found(session: AsyncSession, report_id: int) -> Report:
    report = await kept.get(session, report_id)
    if report is None:
        raise Refusal("Không tìm thấy báo cáo này.")
    return report


async def _may_decide(
    session: AsyncSession, office: Office, actor: Official, report: Report, now: datetime
) -> Official:
    """Give the author of a report on which the actor may decide."""
    author, today = await officials.get(session, report.official_id), office.today(now)
    level = 0
    if report.submitted_at:
        sent_on = office.today(report.submitted_at)
        level = escalation.level(sent_on, await escalation_steps(session, today))
    if author.id == actor.id:
        raise Refusal("Không ai tự duyệt báo cáo của chính mình.")
    if actor.id not in {one.id for one in await deciders(session, author, today, level)}:
        raise Refusal("Đồng chí không có thẩm quyền duyệt báo cáo này.")
    return author


async def _overtaken(session: AsyncSession, actor: Official, report: Report) -> Overtaken:
    if report.decided_by is None:
        return Overtaken("Người gửi đang sửa báo cáo này; báo cáo sẽ trở lại khi được gửi lại.")
    approved = report.status is Status.APPROVED
    if report.decided_by == actor.id:
        return Overtaken(
            "Đồng chí đã duyệt báo cáo này rồi."
            if approved
            else "Đồng chí đã trả lại báo cáo này rồi."
        )
    decider = await officials.get(session, report.decided_by)
    if approved:
        return Overtaken("Đồng chí {name} đã duyệt báo cáo này trước.", name=decider.name)
    return Overtaken("Đồng chí {name} đã trả lại báo cáo này trước.", name=decider.name)


async def _tell(
    session: AsyncSession,
    office: Office,
    actor: Official,
    decided: Mapping[int, int],
    now: datetime,
) -> None:
    """Let the authors know: their cards change by way of the outbox, one delivery a decision.

    `decided` gives the authors by their reports' ids. Whoever else could have decided sees less in
    the inbox.
    """
    await deliveries.enqueue(
        session,
        [
            Wanted(
                kind=Kind.DECISION,
                official_id=author_id,
                subject=str(report_id),
                due_at=now,
                round=now.strftime("%Y%m%dT%H%M%S%f"),
            )
            for report_id, author_id in decided.items()
        ],
        now,
    )
    authors = set(decided.values())
    await inboxes.follow(session, authors, office.today(now), now, but=actor.id)
