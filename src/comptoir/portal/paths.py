"""Converters of the portal's addresses: what is no month or no key is no page."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.urls import register_converter

from comptoir.kernel.periods import Month

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class PeriodConverter:
    """A month, 'YYYY-MM'."""

    regex = r"\d{4}-\d{2}"

    def to_python(self, value: str) -> Month:
        return Month.parse(value)

    def to_url(self, value: Month | str) -> str:
        return str(value)


class KeyConverter:
    """A whole number that fits 64 bits, also below zero."""

    regex = r"-?\d{1,19}"

    def to_python(self, value: str) -> int:
        key = int(value)
        if not -(2**63) <= key < 2**63:
            raise ValueError(value)
        return key

    def to_url(self, value: int | str) -> str:
        return str(value)


@dataclass(frozen=True, slots=True)
class Record:
    """What names one usage record of a line: its id and when it started."""

    id: int
    started_at: datetime

    def __str__(self) -> str:
        return f"{self.id}.{_microseconds(self.started_at)}"


class RecordConverter:
    """A record's id and the microseconds of its start, with a dot between."""

    regex = r"-?\d{1,19}\.\d{1,16}"

    def to_python(self, value: str) -> Record:
        key, started = value.split(".")
        return Record(KeyConverter().to_python(key), EPOCH + timedelta(microseconds=int(started)))

    def to_url(self, value: Record | str) -> str:
        return str(value)


def _microseconds(instant: datetime) -> int:
    return (instant - EPOCH) // timedelta(microseconds=1)


register_converter(PeriodConverter, "period")
register_converter(KeyConverter, "key")
register_converter(RecordConverter, "record")
