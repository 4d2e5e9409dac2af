//! Members and months in reports, in words.

use crate::model::format_number;
use crate::report::{MembershipReport, ReportPeriod};

/// Returns the number of members at the start of the period; a dash if it is not known.
#[must_use]
pub fn start_text(report: &MembershipReport) -> String {
    report.known_start().map_or_else(|| "–".to_owned(), format_number)
}

/// Formats a number with its sign; 0 has none.
#[must_use]
pub fn format_signed(count: i64) -> String {
    match count {
        0 => "0".to_owned(),
        1.. => format!("+{}", format_number(count.unsigned_abs())),
        _ => format!("−{}", format_number(count.unsigned_abs())),
    }
}

/// Names a month, or a part of it: `Jun 2018`, `15–30 Jun`.
#[must_use]
pub fn month_label(period: ReportPeriod) -> String {
    if period.is_month() {
        return period.from.strftime("%b %Y").to_string();
    }
    if period.from == period.to {
        return period.from.strftime("%-d %b").to_string();
    }
    format!("{}–{}", period.from.day(), period.to.strftime("%-d %b"))
}
