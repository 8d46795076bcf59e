"""The office's rhythms as APScheduler triggers: they know its working days and its time zone."""

from abc import abstractmethod
from collections.abc import Collection, Iterator
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from apscheduler.triggers.base import BaseTrigger

from bot.rules import periods
from bot.rules.workdays import Workdays

_WEEK = timedelta(days=7)


class OfficeTrigger(BaseTrigger):  # type: ignore[misc] # published without types
    """At one time of the office's clock on some of its days."""

    def __init__(self, at: time, workdays: Workdays, zone: ZoneInfo) -> None:
        self._at = at
        self._zone = zone
        self.workdays = workdays

    @abstractmethod
    def days(self, start: date) -> Iterator[date]:
        """Give the days from `start` on, in order; some before it do no harm."""

    def get_next_fire_time(
        self, previous_fire_time: datetime | None, now: datetime
    ) -> datetime | None:
        """Give the first moment after the previous one, or else not before now."""
        start = periods.local_day(previous_fire_time or now, self._zone)
        for moment in self._moments(start):
            if moment > previous_fire_time if previous_fire_time else moment >= now:
                return moment
        return None

    def between(self, since: datetime, until: datetime) -> Iterator[datetime]:
        """Give the moments after `since`, up to and with `until`."""
        for moment in self._moments(periods.local_day(since, self._zone)):
            if moment > until:
                return
            if moment > since:
                yield moment

    def _moments(self, start: date) -> Iterator[datetime]:
        return (periods.moment_of(day, self._at, self._zone) for day in self.days(start))


class WorkingDays(OfficeTrigger):
    """On every working day."""

    def days(self, start: date) -> Iterator[date]:
        if self.workdays.is_working(start):
            yield start
        while True:
            start = self.workdays.next_working(start)
            yield start


class Openings(OfficeTrigger):
    """On the first working day of every month, quarter or year."""

    def __init__(self, kind: periods.Kind, at: time, workdays: Workdays, zone: ZoneInfo) -> None:
        super().__init__(at, workdays, zone)
        self._kind = kind

    def days(self, start: date) -> Iterator[date]:
        period = periods.around(self._kind, start)
        while True:
            day = period.first
            yield day if self.workdays.is_working(day) else self.workdays.next_working(day)
            period = period.next()


class WeekOpenings(OfficeTrigger):
    """On the first working day of every week; a week off, as at Tết, has none."""

    def days(self, start: date) -> Iterator[date]:
        monday = periods.monday_of(start)
        while True:
            yield from self.workdays.working_days(monday, monday + _WEEK - timedelta(days=1))[:1]
            monday += _WEEK


class Days(OfficeTrigger):
    """On some days that are known beforehand; a day off among them is one all the same."""

    def __init__(
        self, chosen: Collection[date], at: time, workdays: Workdays, zone: ZoneInfo
    ) -> None:
        super().__init__(at, workdays, zone)
        self._chosen = sorted(set(chosen))

    def days(self, start: date) -> Iterator[date]:
        return (day for day in self._chosen if day >= start)
