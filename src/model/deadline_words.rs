//! A deadline in words.

use jiff::Timestamp;
use jiff::civil::Time;
use jiff::tz::TimeZone;

use super::Language;

/// Writes a deadline on the clocks of a society; midnight is the end of the day before.
#[must_use]
pub fn deadline_words(at: Timestamp, zone: &TimeZone, language: &Language) -> String {
    let local = at.to_zoned(zone.clone());
    if local.time() == Time::midnight()
        && let Ok(last) = local.date().yesterday()
    {
        return format!("the end of {}", language.format_long_date(last));
    }
    format!("{}, {}", language.format_long_date(local.date()), local.strftime("%H:%M"))
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test says so by failing")]
mod tests {
    use super::*;

    #[test]
    fn midnight_is_the_end_of_a_day() {
        let zone = TimeZone::get("Europe/London").unwrap();
        for (at, words) in [
            ("2026-06-10T23:00:00Z", "the end of Wednesday 10 June 2026"),
            ("2026-06-10T17:30:00Z", "Wednesday 10 June 2026, 18:30"),
        ] {
            assert_eq!(deadline_words(at.parse().unwrap(), &zone, &Language::default()), words);
        }
    }
}
