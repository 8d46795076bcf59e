"""What is kept. Constraints are the invariants; moments are aware UTC, days are the office's."""

from datetime import date, datetime, time
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Double,
    ForeignKey,
    Index,
    LargeBinary,
    MetaData,
    String,
    Text,
    UniqueConstraint,
    false,
    text,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from bot.rules.absences import Kind as AbsenceKind
from bot.rules.conversation import CardKind, QuestionKind
from bot.rules.deliveries import Kind as DeliveryKind
from bot.rules.people import Language, Role
from bot.rules.periods import Kind as PeriodKind
from bot.rules.ranking import name_bytes, sort_key
from bot.rules.reports import Answer, Status
from bot.rules.workdays import OverrideKind
from db.types import Moment, Word


class ReportEventKind(StrEnum):
    SUBMITTED = "submitted"
    REOPENED = "reopened"
    APPROVED = "approved"
    RETURNED = "returned"


class DeliveryState(StrEnum):
    WAITING = "waiting"
    SENDING = "sending"
    SENT = "sent"
    DROPPED = "dropped"


class UpdateState(StrEnum):
    WAITING = "waiting"
    APPLIED = "applied"
    """Its effect is kept; the answer may not have been seen."""
    DONE = "done"
    FAILED = "failed"
    """Set aside with the reason; nobody waits for it."""


class Base(DeclarativeBase):
    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {  # noqa: RUF012 - SQLAlchemy reads it as a plain mapping
        datetime: Moment(),
        AbsenceKind: Word(AbsenceKind),
        Answer: Word(Answer),
        CardKind: Word(CardKind),
        DeliveryKind: Word(DeliveryKind),
        DeliveryState: Word(DeliveryState),
        Language: Word(Language),
        OverrideKind: Word(OverrideKind),
        PeriodKind: Word(PeriodKind),
        QuestionKind: Word(QuestionKind),
        ReportEventKind: Word(ReportEventKind),
        Role: Word(Role),
        Status: Word(Status),
        UpdateState: Word(UpdateState),
    }


def name_order(name: str) -> bytes:
    return name_bytes(sort_key(name))


def _name_order(context: Any) -> bytes:  # noqa: ANN401 - untyped, as all that defaults are given
    return name_order(context.get_current_parameters()["name"])


class UnitRow(Base):
    __tablename__ = "units"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(1000), unique=True)
    """The name folded and decomposed: what two spellings of one unit share."""
    name: Mapped[str] = mapped_column(String(255))
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("units.id"), index=True)
    block: Mapped[str | None] = mapped_column(String(255))
    prompt_at: Mapped[time | None]
    """The unit's own hour for the day's card; None takes the campaign's."""
    remind_at: Mapped[time | None]

    __table_args__ = (CheckConstraint("parent_id <> id", name="not_its_own_parent"),)


class UnitSeasonRow(Base):
    """A unit's times in a part of every year."""

    __tablename__ = "unit_seasons"

    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"), primary_key=True)
    first: Mapped[str] = mapped_column(String(5), primary_key=True)
    """Month and day: `10-16`."""
    last: Mapped[str] = mapped_column(String(5))
    prompt_at: Mapped[time | None]
    remind_at: Mapped[time | None]


class OfficialRow(Base):
    __tablename__ = "officials"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(64))
    code_key: Mapped[str] = mapped_column(String(64), unique=True)
    name: Mapped[str] = mapped_column(String(255))
    name_order: Mapped[bytes] = mapped_column(
        LargeBinary, default=_name_order, server_default=text("''")
    )
    """Where the name stands in Vietnamese lists; who changes the name writes it too."""
    title: Mapped[str | None] = mapped_column(String(255))
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"), index=True)
    role: Mapped[Role]
    phone: Mapped[str | None] = mapped_column(String(20))
    front_line: Mapped[bool] = mapped_column(default=False)
    language: Mapped[Language] = mapped_column(default=Language.VI)
    telegram_id: Mapped[int | None] = mapped_column(BigInteger, unique=True)
    joined_on: Mapped[date | None]
    left_on: Mapped[date | None]
    unreachable_since: Mapped[datetime | None]
    menu: Mapped[str | None] = mapped_column(String(32))
    """Which command menu the person's chat was last given."""
    prompt_at: Mapped[time | None]
    """The person's own hour for the day's card; None takes the unit's."""
    unreminded_until: Mapped[date | None]
    """The last day on which the person wants no reminder."""

    __table_args__ = (
        Index(
            "uq_officials_phone_in_office",
            "phone",
            unique=True,
            sqlite_where=text("left_on IS NULL"),
            postgresql_where=text("left_on IS NULL"),
        ),
        Index("ix_officials_role", "role"),
        Index("ix_officials_name_order", "name_order", "id", "left_on", "unit_id"),
    )


class ConsentRow(Base):
    """Who agreed to which wording, when; never changed, only followed by a withdrawal."""

    __tablename__ = "consents"

    id: Mapped[int] = mapped_column(primary_key=True)
    official_id: Mapped[int] = mapped_column(ForeignKey("officials.id"), index=True)
    version: Mapped[str] = mapped_column(String(32))
    given_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]


class SignupCodeRow(Base):
    __tablename__ = "signup_codes"

    id: Mapped[int] = mapped_column(primary_key=True)
    official_id: Mapped[int] = mapped_column(ForeignKey("officials.id"), index=True)
    code_hash: Mapped[str] = mapped_column(String(64), unique=True)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class CampaignRow(Base):
    """One version of the movement as it was put in force; the newest row is the one in force."""

    __tablename__ = "campaigns"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(64))
    document: Mapped[str] = mapped_column(Text)
    """The TOML text itself, so that a report's criteria can be read years later."""
    adopted_at: Mapped[datetime]


class ReportRow(Base):
    __tablename__ = "reports"

    id: Mapped[int] = mapped_column(primary_key=True)
    official_id: Mapped[int] = mapped_column(ForeignKey("officials.id"))
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"))
    """The unit of that day: a transfer does not move history."""
    day: Mapped[date]
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaigns.id"))
    status: Mapped[Status]
    note: Mapped[str | None] = mapped_column(Text)
    exceptional: Mapped[bool] = mapped_column(default=False)
    met_weight: Mapped[int] = mapped_column(default=0)
    counted_weight: Mapped[int] = mapped_column(default=0)
    """Weights of answers met, and of answers met and not met; written when the report is sent."""
    submitted_at: Mapped[datetime | None]
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("officials.id"))
    decided_at: Mapped[datetime | None]
    reason: Mapped[str | None] = mapped_column(Text)
    late: Mapped[bool] = mapped_column(default=False, server_default=false())
    """Sent for the first time after its day."""
    reopened: Mapped[bool] = mapped_column(default=False, server_default=false())
    """By a return, or by asking for it by hand: its day closes no more."""

    __table_args__ = (
        UniqueConstraint("official_id", "day"),
        Index("ix_reports_unit_status_day", "unit_id", "status", "day"),
        Index("ix_reports_day", "day"),
        CheckConstraint("status = 'draft' OR submitted_at IS NOT NULL", name="sent_has_time"),
        CheckConstraint(
            "(status IN ('approved', 'returned')) = (decided_by IS NOT NULL)",
            name="decided_has_decider",
        ),
        CheckConstraint("(decided_by IS NULL) = (decided_at IS NULL)", name="decision_has_time"),
        CheckConstraint("decided_by <> official_id", name="nobody_decides_on_himself"),
        CheckConstraint("met_weight <= counted_weight", name="met_within_counted"),
    )


class AnswerRow(Base):
    __tablename__ = "answers"

    report_id: Mapped[int] = mapped_column(ForeignKey("reports.id"), primary_key=True)
    criterion: Mapped[str] = mapped_column(String(32), primary_key=True)
    position: Mapped[int]
    answer: Mapped[Answer | None]


class ReportEventRow(Base):
    """What happened to a report, only ever added to: a second return does not hide the first."""

    __tablename__ = "report_events"

    id: Mapped[int] = mapped_column(primary_key=True)
    report_id: Mapped[int] = mapped_column(ForeignKey("reports.id"), index=True)
    at: Mapped[datetime]
    actor_id: Mapped[int] = mapped_column(ForeignKey("officials.id"))
    kind: Mapped[ReportEventKind]
    reason: Mapped[str | None] = mapped_column(Text)


class AbsenceRow(Base):
    __tablename__ = "absences"

    id: Mapped[int] = mapped_column(primary_key=True)
    official_id: Mapped[int] = mapped_column(ForeignKey("officials.id"), index=True)
    first_day: Mapped[date]
    last_day: Mapped[date]
    kind: Mapped[AbsenceKind]
    created_by: Mapped[int] = mapped_column(ForeignKey("officials.id"))
    created_at: Mapped[datetime]
    cancelled_at: Mapped[datetime | None]

    __table_args__ = (
        CheckConstraint("first_day <= last_day", name="in_order"),
        Index("ix_absences_days", "first_day", "last_day"),
        Index("ix_absences_last_day", "last_day"),
    )


class DutyRow(Base):
    """Somebody works on a day off, as a one-stop shop does on Saturday mornings."""

    __tablename__ = "duties"

    official_id: Mapped[int] = mapped_column(ForeignKey("officials.id"), primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)

    __table_args__ = (Index("ix_duties_day", "day"),)


class DelegationRow(Base):
    """Who decides for a unit's head on some days, by order; a cancelled one stays."""

    __tablename__ = "delegations"

    id: Mapped[int] = mapped_column(primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"), index=True)
    official_id: Mapped[int] = mapped_column(ForeignKey("officials.id"), index=True)
    """Who decides."""
    first_day: Mapped[date]
    last_day: Mapped[date]
    document: Mapped[str | None] = mapped_column(String(255))
    created_by: Mapped[int] = mapped_column(ForeignKey("officials.id"))
    created_at: Mapped[datetime]
    cancelled_at: Mapped[datetime | None]

    __table_args__ = (CheckConstraint("first_day <= last_day", name="in_order"),)


class CalendarOverrideRow(Base):
    """What the office knows better than the statutory calendar, with the document that says so."""

    __tablename__ = "calendar_overrides"

    day: Mapped[date] = mapped_column(primary_key=True)
    kind: Mapped[OverrideKind]
    note: Mapped[str] = mapped_column(String(255))
    document: Mapped[str | None] = mapped_column(String(255))


class CardRow(Base):
    """What a message of the bot is about, so that it can be edited and replied to."""

    __tablename__ = "cards"

    chat_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    message_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    kind: Mapped[CardKind]
    subject: Mapped[str] = mapped_column(String(64))
    sent_at: Mapped[datetime]

    __table_args__ = (Index("ix_cards_subject", "kind", "subject", "chat_id"),)


class QuestionRow(Base):
    """The typed answer that is awaited from one chat: a note, a reason, two dates."""

    __tablename__ = "questions"

    chat_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    kind: Mapped[QuestionKind]
    subject: Mapped[str] = mapped_column(String(64))
    message_id: Mapped[int] = mapped_column(BigInteger)
    asked_at: Mapped[datetime]


class DeliveryRow(Base):
    """The outbox: what the clock or another person's act sends, written where it was decided."""

    __tablename__ = "deliveries"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(128), unique=True)
    """Says what it is and for whom (`prompt:17:2026-11-25`): a second row cannot be."""
    official_id: Mapped[int] = mapped_column(ForeignKey("officials.id"), index=True)
    kind: Mapped[DeliveryKind]
    subject: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[datetime]
    due_at: Mapped[datetime]
    """When to send; while a sender has it, when that sender counts as killed."""
    expires_at: Mapped[datetime | None]
    state: Mapped[DeliveryState]
    attempts: Mapped[int] = mapped_column(default=0)
    settled_at: Mapped[datetime | None]
    """Of what was sent no later than it was read from the database."""
    error: Mapped[str | None] = mapped_column(String(255))
    """Why it was put off or given up; while it leaves, what holds if its sender is killed."""

    __table_args__ = (
        Index("ix_deliveries_state_due", "state", "due_at"),
        Index("ix_deliveries_about", "kind", "subject", "official_id"),
        Index("ix_deliveries_whose", "official_id", "kind"),
    )


class ClockMarkRow(Base):
    """Up to which moment the clock has looked; what falls due after it is still to be planned."""

    __tablename__ = "clock_marks"

    name: Mapped[str] = mapped_column(String(32), primary_key=True)
    at: Mapped[datetime]


class UpdateRow(Base):
    """What Telegram told us, kept before it is confirmed; its key is what makes it count once."""

    __tablename__ = "updates"

    update_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    chat_id: Mapped[int] = mapped_column(BigInteger)
    """What is handled in order; 0 where there is no chat."""
    payload: Mapped[str] = mapped_column(Text)
    """As it came, in JSON; empty once it was handled."""
    received_at: Mapped[datetime]
    state: Mapped[UpdateState]
    settled_at: Mapped[datetime | None]
    error: Mapped[str | None] = mapped_column(String(255))

    __table_args__ = (
        Index(
            "ix_updates_open",
            "chat_id",
            "update_id",
            sqlite_where=text("state IN ('waiting', 'applied')"),
            postgresql_where=text("state IN ('waiting', 'applied')"),
        ),
        Index("ix_updates_settled_at", "settled_at"),
    )


class PaceRow(Base):
    """From when one more message may go to a chat, or, as chat 0, from the whole bot.

    Seconds since 1970 by the database's own clock, which all workers share.
    """

    __tablename__ = "paces"

    chat_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    free_at: Mapped[float] = mapped_column(Double)
    broadcast_at: Mapped[float | None] = mapped_column(Double)
    """Of the whole bot: when a broadcast last took its turn."""


class SignupMissRow(Base):
    """A sign-up code or phone number that fitted nobody: who guesses is stopped by their number."""

    __tablename__ = "signup_misses"

    id: Mapped[int] = mapped_column(primary_key=True)
    telegram_id: Mapped[int] = mapped_column(BigInteger)
    at: Mapped[datetime]

    __table_args__ = (Index("ix_signup_misses_telegram_id_at", "telegram_id", "at"),)


class PeriodRow(Base):
    """A period that is summed up, from its first approved report on at the latest.

    Whoever changes what sums are made of locks this table on PostgreSQL: see `db.summing`.
    """

    __tablename__ = "periods"

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[PeriodKind]
    first_day: Mapped[date]

    __table_args__ = (UniqueConstraint("kind", "first_day"),)


class SummaryRow(Base):
    """The approved reports of one person in office in one period.

    Everything follows from other tables: `nep summaries rebuild` makes it anew. The key begins with
    the unit, so that on SQLite, which keeps the rows by it, a unit's people lie together.
    """

    __tablename__ = "summaries"

    period_id: Mapped[int] = mapped_column(ForeignKey("periods.id"), primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"), primary_key=True)
    """The unit of now."""
    official_id: Mapped[int] = mapped_column(ForeignKey("officials.id"), primary_key=True)
    name_order: Mapped[bytes] = mapped_column(LargeBinary)
    met: Mapped[int] = mapped_column(BigInteger)
    counted: Mapped[int] = mapped_column(BigInteger)
    approved_days: Mapped[int]
    unasked_days: Mapped[int]
    """Approved days on which nothing was due."""
    last_asked: Mapped[date | None]
    """The last approved day on which something was due."""
    excused_days: Mapped[int | None]
    """Working days of the whole period on which nothing is due; None for who has not signed up."""
    lost: Mapped[int | None]
    """Tenths of a point that the printed score is short of 100; None without a score."""
    ranked_from: Mapped[date | None]
    ranked_until: Mapped[date | None]
    """The first day on which the person is ranked, and the first on which not any more."""

    __table_args__ = (
        UniqueConstraint("period_id", "official_id"),
        Index(
            "ix_summaries_place",
            "period_id",
            "lost",
            "name_order",
            "official_id",
            "ranked_from",
            "ranked_until",
            "unit_id",
        ),
        Index(
            "ix_summaries_name",
            "period_id",
            "name_order",
            "official_id",
            "ranked_from",
            "ranked_until",
            "unit_id",
        ),
        {"sqlite_with_rowid": False},
    )


class UnitSummaryRow(Base):
    """The summaries of one unit's people in one period, added up; see `db.totals`."""

    __tablename__ = "unit_summaries"

    period_id: Mapped[int] = mapped_column(
        ForeignKey("periods.id", ondelete="CASCADE"), primary_key=True
    )
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"), primary_key=True)
    members: Mapped[int]
    signed_up: Mapped[int]
    scored: Mapped[int]
    """Those with a score."""
    scores: Mapped[float] = mapped_column(Double)
    """The sum of their scores, each of 1; not exact."""
    met: Mapped[int] = mapped_column(BigInteger)
    counted: Mapped[int] = mapped_column(BigInteger)
    approved_days: Mapped[int]
    unasked_days: Mapped[int]
    excused_days: Mapped[int]
    last_asked: Mapped[date | None]
    asked_last: Mapped[int]
    """People whose own last asked day that is."""


class AnswerSumRow(Base):
    """The approved answers on one criterion of one day; see `db.totals`."""

    __tablename__ = "answer_sums"

    day: Mapped[date] = mapped_column(primary_key=True)
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaigns.id"), primary_key=True)
    criterion: Mapped[str] = mapped_column(String(32), primary_key=True)
    met: Mapped[int]
    counted: Mapped[int]
    """Met or not met."""
