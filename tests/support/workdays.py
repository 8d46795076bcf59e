"""What a new database knows of working days beyond the calendar's library."""

from datetime import date

from bot.rules.workdays import Override, OverrideKind

SHIPPED = {
    date(2026, 1, 2): Override(OverrideKind.OFF, "Nghỉ Tết Dương lịch (làm bù thứ Bảy 10/01/2026)"),
    date(2026, 1, 10): Override(OverrideKind.WORKING, "Làm bù cho ngày 02/01/2026"),
}
"""A swap of 25/12/2025 that the library misses."""
