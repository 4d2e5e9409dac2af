//! Calendars of a list, which programs read again and again.

use circular::model::ArchiveAccess;
use jiff::SignedDuration;

use super::{ArchiveScenario, NOW, tomorrow};
use crate::engine::on_both;

fn notice(subject: &str, event: &str) -> String {
    format!("---\nsubject: {subject}\nto: members\ntemplate: notice\nevent:\n{event}---\n\nPlease come.\n")
}

on_both! {
    async fn moved_and_cancelled_events_stay_in_the_calendar(ground) {
        let society = ArchiveScenario::create(ground).await;
        let hour = |hours| NOW + SignedDuration::from_hours(hours);
        society.freeze("agm", &notice("AGM", "  starts: 2027-05-17 18:30\n  ends: 20:30\n  place: Room 9\n"), NOW).await;
        society.freeze("walk", &notice("Walk", "  starts: 2027-06-01\n"), NOW).await;
        let site = society.serve(tomorrow).await;
        let calendar = async || {
            let answer = site.get("/letters/list/members/events.ics").await;
            assert_eq!((answer.status, answer.header("content-type")), (200, Some("text/calendar; charset=utf-8")));
            answer.body.replace("\r\n ", "")
        };
        let first = calendar().await;
        assert!(first.contains("SUMMARY:AGM\r\n") && first.contains("DTSTART:20270517T173000Z\r\n"), "{first}");
        assert!(first.contains("X-WR-CALNAME:Society of <Friends>: Our <members>\r\n"), "{first}");
        let uid = first.lines().find(|line| line.starts_with("UID:")).unwrap().to_owned();
        // The letter that moves the meeting is not on the web: the calendar says it all the same.
        let moved = notice("AGM moved", "  replaces: agm\n  starts: 2027-05-24 18:30\n").replace("to: members\n", "to: members\nweb: no\n");
        society.freeze("agm-moved", &moved, hour(1)).await;
        society.freeze("no-walk", &notice("No walk", "  cancels: walk\n"), hour(2)).await;
        let second = calendar().await;
        assert!(second.contains(&format!("{uid}\r\n")), "{second}");
        assert!(second.contains("DTSTART:20270524T173000Z\r\n") && !second.contains("DTSTART:20270517"), "{second}");
        assert_eq!((second.matches("SEQUENCE:1\r\n").count(), second.matches("BEGIN:VEVENT").count()), (2, 2), "{second}");
        assert!(second.contains("STATUS:CANCELLED\r\n"), "{second}");
        let letter = site.get("/letters/no-walk").await.body;
        assert!(letter.contains("<strong>Cancelled</strong>"), "{letter}");
        let letter = site.get("/letters/agm").await.body;
        assert!(letter.contains("<a href=\"agm/event.ics\">Add it to your calendar</a>"), "{letter}");
        assert!(site.get("/letters/agm/event.ics").await.body.contains("20270524T173000Z"), "always the newest");
    }

    async fn calendar_of_a_list_by_link_needs_its_link(ground) {
        let society = ArchiveScenario::create(ground).await;
        let list = society.list("members").await;
        society.set_archive(&list, ArchiveAccess::Link).await;
        society.freeze("agm", &notice("AGM", "  starts: 2027-05-17 18:30\n"), NOW).await;
        let site = society.serve(tomorrow).await;
        assert_eq!(site.get("/letters/list/members/events.ics").await.status, 404);
        let keys = circular::subscription::signing_keys(&society.database, NOW).await.unwrap();
        let path = format!("/events/{}.ics", keys.seal_events(list.id).unwrap());
        let calendar = site.get(&path).await;
        assert!(calendar.status == 200 && calendar.body.contains("SUMMARY:AGM\r\n"), "{calendar:?}");
        assert_eq!(calendar.header("cache-control"), Some("private, no-store"));
        assert_eq!(site.get(&path.replace("/events/", "/events/a")).await.status, 404);
        society.set_archive(&society.list("members").await, ArchiveAccess::Off).await;
        assert_eq!(site.get(&path).await.status, 404);
    }
}
