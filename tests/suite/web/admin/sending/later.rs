//! A letter waits for its time, on the clocks of the society, and can be taken back before.

use circular::clock;
use circular::model::IssueState;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, ToSpan as _};

use super::{SendingAdmin, everyone};
use crate::engine::{TestDatabase, on_both};

#[tokio::test]
async fn time_that_does_not_do_is_refused_in_words() {
    let ground = TestDatabase::sqlite().await;
    let desk = SendingAdmin::new(&ground, 2).await;
    let shown = desk.shown().await;
    let year = clock::now().to_zoned(TimeZone::UTC).year() + 1;
    // The clocks change on the last Sundays of March and October.
    let last_sunday = |month: i8| {
        let end = jiff::civil::date(year, month, 31);
        end.saturating_sub(i64::from(end.weekday().to_sunday_zero_offset()).days()).to_string()
    };
    let (march, october) = (last_sunday(3), last_sunday(10));
    for (date, time, words) in [
        ("2020-01-01", "09:00", "has passed. Choose a time to come, or “Now”."),
        (march.as_str(), "01:30", "the clocks go forward over it. Choose 0:30 on "),
        (october.as_str(), "01:30", "the clocks go back over it. Choose 0:30 on "),
        ("", "", "Choose a day and a time."),
        ("2030-02-30", "09:00", "Choose a day and a time."),
        ("1.12.2030", "9 Uhr", "Choose a day and a time."),
    ] {
        let form = [("shown", shown.as_str()), ("count", "2"), ("when", "later"), ("date", date), ("time", time)];
        let refused = desk.post("draft/spring/send", &form).await;
        assert_eq!(refused.status, 422, "{date}");
        assert!(refused.body.contains(words), "{date} {time}: {}", refused.body);
        assert!(refused.body.contains("value=\"later\" checked") && refused.body.contains("#date"), "{}", refused.body);
    }
    assert!(desk.issues().await.is_empty());
}

on_both! {
    async fn scheduled_letter_is_taken_back(ground) {
        let desk = SendingAdmin::new(ground, 2).await;
        let shown = desk.shown().await;
        let form = [("shown", shown.as_str()), ("count", "2"), ("when", "later"), ("date", "2038-12-01"), ("time", "09:00")];
        let sent = desk.post("draft/spring/send", &form).await;
        assert_eq!(sent.status, 303, "{}", sent.body);
        let path = sent.header("location").unwrap();
        let page = desk.get(path).await.body;
        for words in ["Goes on Wednesday 1 December 2038, 09:00", "Take it back…", "0 of 2"] {
            assert!(page.contains(words), "no “{words}” in {page}");
        }
        // Opening the page from which it was sent leads to it.
        let again = desk.get("draft/spring/send").await;
        assert_eq!((again.status, again.header("location")), (303, Some(path)));
        let asked = desk.get(&format!("{path}/stop")).await.body;
        assert!(asked.contains("has not reached anybody. 2 members will not be sent it now"), "{asked}");
        assert_eq!(desk.issues().await[0].state, IssueState::Sending, "asking changes nothing");
        assert_eq!(desk.post(&format!("{path}/stop"), &[]).await.status, 303);
        let page = desk.get(path).await.body;
        assert!(page.contains("Taken back: nobody has it") && page.contains("draft/spring/send"), "{page}");
        assert_eq!(desk.get("draft/spring/send").await.status, 200, "it can be sent again");
        assert_eq!(desk.catcher.message_count(), 0);
    }
}

#[tokio::test]
async fn scheduled_letter_starts_by_itself() {
    let ground = TestDatabase::sqlite().await;
    let desk = SendingAdmin::new(&ground, 3).await;
    let shown = desk.shown().await;
    let soon = (clock::now() + SignedDuration::from_secs(6)).to_zoned(TimeZone::get("Europe/London").unwrap());
    let (date, time) = (soon.date().to_string(), soon.strftime("%H:%M:%S").to_string());
    let form = [("shown", shown.as_str()), ("count", "3"), ("when", "later"), ("date", &date), ("time", &time)];
    let sent = desk.post("draft/spring/send", &form).await;
    assert_eq!(sent.status, 303, "{}", sent.body);
    desk.wait_for(sent.header("location").unwrap(), "Sent to 3 of 3.").await;
    assert_eq!(desk.reached(), everyone(3));
}
