//! Events that are announced, moved and cancelled, as the readers' calendars see them.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use circular::mail_catcher::CaughtMessage;

use crate::cli::TestWorkspace;
use crate::cli::serve::serve;
use crate::web::client::send;

fn text(name: &str) -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/suite/reports/events").join(name)).unwrap()
}

/// Returns a workspace in London with one member on each of two lists.
fn workspace() -> TestWorkspace {
    let workspace = TestWorkspace::new().with_list("email\nann@example.org\n");
    let settings = workspace.text("circular.toml").replace("timezone = \"UTC\"", "timezone = \"Europe/London\"");
    let workspace = workspace.with_file("circular.toml", &settings);
    workspace.run(["list", "create", "friends", "--title", "Our friends"]).is_well();
    workspace.run(["subscriber", "add", "ben@example.org", "--list", "friends", "--yes"]);
    workspace
}

/// A copy in the outbox, with the lines of its calendar file.
struct Announced {
    message: CaughtMessage,
    lines: BTreeMap<String, String>,
}

impl Announced {
    fn line(&self, name: &str) -> &str {
        self.lines.get(name).map_or("", String::as_str)
    }
}

/// Sends a draft to a list, and returns the copy.
fn announce(workspace: &TestWorkspace, slug: &str, list: &str) -> Announced {
    let outbox = workspace.path("outbox");
    let files = || fs::read_dir(&outbox).map_or(0, Iterator::count);
    let before = files();
    let sent = workspace.run(["send", slug, "--list", list, "--yes"]);
    sent.is_well();
    assert_eq!(files(), before + 1, "{sent}");
    let bytes = fs::read(outbox.join(format!("{:06}.eml", before + 1))).unwrap();
    let message = CaughtMessage { from: String::new(), to: String::new(), bytes };
    let raw = String::from_utf8(message.bytes.clone()).unwrap();
    let file = &raw[raw.find("BEGIN:VCALENDAR").unwrap()..raw.find("END:VCALENDAR").unwrap()];
    assert_eq!(file.matches("BEGIN:VEVENT").count(), 1, "{file}");
    let whole = file.replace("\r\n ", "");
    let lines = whole.split("\r\n").filter_map(|line| line.split_once(':'));
    Announced { lines: lines.map(|(name, value)| (name.to_owned(), value.to_owned())).collect(), message }
}

#[test]
fn event_moved_in_the_same_draft_is_the_same_event() {
    let workspace = workspace().with_draft("meeting", &text("moved-before.md"));
    let first = announce(&workspace, "meeting", "members");
    assert_eq!((first.line("SEQUENCE"), first.line("METHOD")), ("0", "PUBLISH"));
    assert!(!first.message.content().text.contains("Moved"));
    let moved = text("moved-to-an-earlier-day.md").replace("to: members", "to: friends");
    let workspace = workspace.with_draft("meeting", &moved);
    let said = workspace.run(["check", "meeting"]).to_string();
    let change = "Moved from Thursday 17 June 2027, 18:30 to Thursday 10 June 2027, 18:30";
    assert!(said.contains("in calendars that took the earlier file") && said.contains(change), "{said}");
    let second = announce(&workspace, "meeting", "friends");
    assert_eq!(second.line("UID"), first.line("UID"));
    assert_eq!((second.line("SEQUENCE"), second.line("DTSTART")), ("1", "20270610T173000Z"));
    assert!(second.line("DTSTAMP") > first.line("DTSTAMP"), "{} {}", second.line("DTSTAMP"), first.line("DTSTAMP"));
    let letter = second.message.content();
    assert!(letter.text.contains(change) && letter.html.replace('\u{a0}', " ").contains(change), "{}", letter.text);
}

#[test]
fn event_moved_and_cancelled_by_other_drafts_is_the_same_event() {
    let workspace = workspace()
        .with_draft("before", &text("moved-before.md").replace("18:30", "18:30\n  ends: 20:00\n  place: Leeds"));
    let first = announce(&workspace, "before", "members");
    let moved = text("moved-to-an-earlier-day.md");
    let workspace = workspace.with_draft("moved", &moved);
    let said = workspace.run(["check", "moved"]).to_string();
    assert!(!said.contains("replaces"), "another title and another time: {said}");
    let workspace = workspace.with_draft("moved", &moved.replace("event:\n", "event:\n  replaces: before\n"));
    let second = announce(&workspace, "moved", "members");
    assert_eq!((second.line("UID"), second.line("SEQUENCE")), (first.line("UID"), "1"));
    assert_eq!((second.line("DTEND"), second.line("LOCATION")), ("20270610T190000Z", "Leeds"));
    assert_eq!(second.line("SUMMARY"), "Spring meeting of us all");
    let cancelled = "---\nsubject: No meeting this spring\nto: members\ntemplate: notice\nevent:\n  cancels: before\n---\n\nWe are sorry.\n";
    let workspace = workspace.with_draft("cancelled", cancelled);
    let said = workspace.run(["check", "cancelled"]).to_string();
    assert!(said.contains("“Spring meeting of us all” on 2027-06-10 is marked as cancelled"), "{said}");
    let third = announce(&workspace, "cancelled", "members");
    assert_eq!((third.line("UID"), third.line("SEQUENCE")), (first.line("UID"), "2"));
    assert_eq!((third.line("METHOD"), third.line("STATUS")), ("CANCEL", "CANCELLED"));
    assert_eq!(third.line("DTSTART"), "20270610T173000Z");
    let letter = third.message.content().text.replace("\r\n", "\n");
    assert!(
        letter.contains("Cancelled\nSpring meeting of us all\n") && letter.contains("takes it out of your calendar"),
        "{letter}"
    );
    assert!(String::from_utf8_lossy(&third.message.bytes).contains("text/calendar; charset=utf-8; method=CANCEL"));
}

#[test]
fn renamed_draft_is_the_same_event_if_it_says_so() {
    let draft = text("moved-before.md");
    let workspace = workspace().with_draft("before", &draft);
    let first = announce(&workspace, "before", "members");
    let workspace = workspace.with_draft("renamed", &draft);
    let said = workspace.run(["check", "renamed"]).to_string();
    assert!(said.contains("write `replaces: before` below `event:`"), "{said}");
    let workspace = workspace.with_draft("renamed", &draft.replace("event:\n", "event:\n  replaces: before\n"));
    let second = announce(&workspace, "renamed", "friends");
    assert_eq!((second.line("UID"), second.line("SEQUENCE")), (first.line("UID"), "0"));
}

#[test]
fn checks_and_tests_take_no_sequence_number() {
    let workspace = workspace().with_draft("meeting", &text("moved-before.md"));
    for _ in 0..2 {
        workspace.run(["check", "meeting"]);
        workspace.run(["send", "meeting", "--dry-run"]);
    }
    assert_eq!(announce(&workspace, "meeting", "members").line("SEQUENCE"), "0");
    let again = announce(&workspace, "meeting", "members");
    assert_eq!(again.line("SEQUENCE"), "0", "a trial that is made again");
    assert!(!again.message.content().text.contains("Moved"));
}

#[test]
fn event_of_an_unknown_draft_is_refused() {
    let draft = text("moved-before.md").replace("event:\n", "event:\n  replaces: befor\n");
    let workspace = workspace().with_draft("moved", &draft);
    let said = workspace.run(["check", "moved"]);
    assert_eq!(said.code(), 1, "{said}");
    let said = said.to_string();
    assert!(said.contains("no letter `befor` announced an event") && said.contains("moved.md, line 6"), "{said}");
}

#[test]
fn time_that_the_clocks_skip_or_show_twice_is_refused() {
    let draft = text("in-the-hour-that-is-skipped.md");
    let autumn = draft.replace("2027-03-28 01:30", "2027-10-30 22:00").replace("04:00", "2027-10-31 01:15");
    for (draft, words, line, hint) in [
        (draft, "skip [time]", "line 6, column 3", "write `starts: [time]` or `starts: [time]`"),
        (autumn, "show twice [time]", "line 7, column 3", "write `ends: [time]` or `ends: [time]`"),
    ] {
        let said = workspace().with_draft("night", &draft).run(["check", "night"]);
        assert_eq!(said.code(), 1, "{said}");
        let said = said.to_string();
        assert!(
            said.contains(&format!("the clocks in Europe/London {words}"))
                && said.contains(line)
                && said.contains(hint),
            "{said}"
        );
    }
}

#[test]
fn meeting_at_the_time_of_the_sample_is_no_placeholder() {
    let said = workspace().with_draft("meeting", &text("on-the-day-of-the-sample.md")).run(["check", "meeting"]);
    assert_eq!(said.code(), 0, "{said}");
    let said = said.to_string();
    assert!(!said.contains("as `circular new` wrote it"), "{said}");
    assert!(said.contains("add a line such as `ends: 20:30` below `event:`"), "{said}");
}

#[tokio::test(flavor = "multi_thread")]
async fn link_in_the_letter_leads_to_the_newest_file() {
    let workspace = workspace().with_draft("meeting", &text("moved-before.md"));
    let first = announce(&workspace, "meeting", "members").message.content();
    let start = first.text.find("https://news.example.org/calendar/").expect("a link");
    let link = first.text[start..].split_whitespace().next().unwrap();
    assert!(first.html.contains(link) && link.strip_suffix(".ics").is_some(), "{}", first.html);
    let workspace = workspace.with_draft("meeting", &text("moved-to-an-earlier-day.md"));
    let (running, at) = serve(&workspace);
    let path = link.trim_start_matches("https://news.example.org");
    let answer = send(at, "GET", path, &[("Host", "news.example.org")], b"").await;
    assert_eq!(answer.status, 200);
    assert!(answer.body.contains("DTSTART:20270617T173000Z\r\n") && !answer.body.contains("ann@"), "{}", answer.body);
    let answer = send(at, "GET", "/calendar/AAAA.ics", &[("Host", "news.example.org")], b"").await;
    assert_eq!(answer.status, 404);
    running.interrupt();
    running.end();
}

#[test]
fn end_that_lacks_its_day_or_its_time_is_refused_with_what_to_write() {
    for (starts, ends, words) in [
        ("2027-06-17", "18:00", "is a whole day: give it a time as well"),
        ("2027-06-17 22:00", "01:00", "if it ends on the next day, write `ends: "),
    ] {
        let draft = format!(
            "---\nsubject: Spring meeting of us all\nto: members\nevent:\n  starts: {starts}\n  ends: {ends}\n---\n\nWe meet.\n"
        );
        let workspace = workspace().with_draft("meeting", &draft);
        let said = workspace.run(["check", "meeting"]).to_string();
        assert!(said.contains(words), "{said}");
    }
}
