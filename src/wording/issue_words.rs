//! Phrases of the report on an issue.

use crate::report::UnsubscribeDelays;

/// Says at which age the issues are compared.
#[must_use]
pub fn comparison_age(days: Option<i64>) -> String {
    match days {
        None => "until now".to_owned(),
        Some(..1) => "each at the age of this one".to_owned(),
        Some(1) => "each a day after sending".to_owned(),
        Some(days) => format!("each {days} days after sending"),
    }
}

/// Returns how many unsubscribed within each span of time.
#[must_use]
pub fn delay_buckets(delays: &UnsubscribeDelays) -> [(&'static str, u64); 5] {
    let UnsubscribeDelays { hour, day, week, month, later, .. } = *delays;
    [
        ("within an hour", hour),
        ("within a day", day),
        ("within a week", week),
        ("within 30 days", month),
        ("later", later),
    ]
}
