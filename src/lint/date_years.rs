//! Years that are written only with a neighbouring date: `Friday 31 December to Saturday 1 January 2028`.

use super::date_tokens::{DateToken, DateTokenKind};
use super::written_date::WrittenDate;

/// What stands between two dates that belong together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum DateLink {
    Span,
    List,
}

/// Gives dates without a year the year of the date that they are joined to.
pub(super) fn share_years(dates: &mut [WrittenDate], tokens: &[DateToken<'_>]) {
    for at in (1..dates.len()).rev() {
        let [first, second] = &mut dates[at - 1..=at] else { continue };
        let (None, Some(year), Some(link)) = (first.year, second.year, link_between(first, second, tokens)) else {
            continue;
        };
        first.year = match link {
            // `17 June and 3 May 2027` leaves open which year is meant.
            DateLink::List if is_later(first, second) && !turns_year(first.month, second.month) => None,
            _ if is_later(first, second) => Some(year - 1),
            _ => Some(year),
        };
    }
    for at in 1..dates.len() {
        let [first, second] = &mut dates[at - 1..=at] else { continue };
        if let (Some(year), None, Some(DateLink::Span)) = (first.year, second.year, link_between(first, second, tokens))
        {
            second.year = Some(if is_later(first, second) { year + 1 } else { year });
        }
    }
}

/// Tells whether two months that follow each other have the turn of a year between them.
pub(super) const fn turns_year(first: i8, second: i8) -> bool {
    first - second > 6
}

fn is_later(first: &WrittenDate, second: &WrittenDate) -> bool {
    (first.month, first.day) > (second.month, second.day)
}

/// Returns how two dates are joined; `None` if other words stand between them.
fn link_between(first: &WrittenDate, second: &WrittenDate, tokens: &[DateToken<'_>]) -> Option<DateLink> {
    let from = tokens.partition_point(|token| token.start < first.range.end);
    let between: Vec<_> = tokens.iter().skip(from).take_while(|token| token.start < second.range.start).collect();
    let joins = |token: &&DateToken<'_>| {
        token.is_span()
            || matches!(token.kind, DateTokenKind::Punctuation(',' | '&' | '/') | DateTokenKind::Word("and" | "or"))
    };
    if between.is_empty() || !between.iter().all(joins) {
        return None;
    }
    Some(if between.iter().any(|token| token.is_span()) { DateLink::Span } else { DateLink::List })
}
