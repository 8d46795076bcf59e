"""The office's rhythms as APScheduler triggers: they know its working days and its time zone."""

from abc import abstractmethod
from collections.abc import Iterator
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from apscheduler.triggers.base import BaseTrigger

from bot.rules import periods
from bot.rules.workdays import Workdays


class OfficeTrigger(BaseTrigger):  # type: ignore[misc] # published without types
    """At one time of the office's clock on some of its days."""

    def __init__(self, at: time, workdays: Workdays, zone: ZoneInfo) -> None:
        self._at = at
        self._zone = zone
        self.workdays = workdays

    @abstractmethod
    def days(self, start: date) -> Iterator[date]:
        """Give the days from `start` on, without end; some before it do no harm."""

    def get_next_fire_time(self, previous_fire_time: datetime | None, now: datetime) -> datetime:
        """Give the first moment after the previous one, or else not before now."""
        start = periods.local_day(previous_fire_time or now, self._zone)
        for moment in self._moments(start):
            if moment > previous_fire_time if previous_fire_time else moment >= now:
                return moment
        raise AssertionError("the calendar has no end")

    def between(self, since: datetime, until: datetime) -> Iterator[datetime]:
        """Give the moments after `since`, up to and with `until`."""
        moment = self.get_next_fire_time(since, since)
        while moment <= until:
            yield moment
            moment = self.get_next_fire_time(moment, moment)

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


class MonthOpenings(OfficeTrigger):
    """On the first working day of every month."""

    def days(self, start: date) -> Iterator[date]:
        month = periods.month_of(start)
        while True:
            yield from self.workdays.working_days(month.first, month.last)[:1]
            month = month.next()
