//! `circular replies`, and the letters that follow: `circular new --remind` and `--thank`.

use circular::mail_catcher::{CatcherScript, MailCatcher};

use super::{TestWorkspace, catcher, reached};

const MEMBERS: &str = "email,first_name,last_name\n\
    ann@example.org,Ann,Archer\nbob@example.org,Bob,Baker\ncat@example.org,Cat,*Cole*\n\
    dan@example.org,Dan,\u{1b}[2JDoe\nevi@example.org,,\n";

const MEETING: &str = "---\nsubject: Annual meeting\nto: members\ntemplate: notice\nanswers: [yes, no, apologies]\n\
    answers_until: 2090-05-10 18:00\nplaces: 60\nevent:\n  title: Annual *meeting*\n  starts: 2090-05-17 18:30\n  \
    place: The Hall\n---\n\nDear {{default first_name \"friend\"}},\n\nCome to our meeting.\n";

/// A society whose letter asked five members.
async fn asked() -> (TestWorkspace, MailCatcher) {
    let catcher = catcher(CatcherScript::default()).await;
    let house = TestWorkspace::new().with_list(MEMBERS).with_draft("meeting", MEETING);
    let house = house.with_relay(catcher.address(), 1).with_variable("CIRCULAR_DNS_RESOLVER", "off");
    house.run(["send", "meeting", "--yes"]).is_well();
    (house, catcher)
}

#[tokio::test(flavor = "multi_thread")]
async fn answers_are_listed_by_name() {
    let (house, _catcher) = asked().await;
    insta::assert_snapshot!(house.run(["replies", "meeting"]), @"");
    insta::assert_snapshot!(
        house.run(["replies", "meeting", "--set", "bob@example.org", "yes", "--guests", "2", "--note", "=by train"]), @"");
    insta::assert_snapshot!(house.run(["replies", "meeting", "--set", "BOB@example.org", "Yes", "--guests", "2", "--note", "=by train"]), @"");
    house.run(["replies", "meeting", "--set", "cat@example.org", "no"]).is_well();
    house.run(["replies", "meeting", "--set", "cat@example.org", "yes"]).is_well();
    house.run(["replies", "meeting", "--set", "dan@example.org", "apologies"]).is_well();
    let listed = house.run(["replies", "meeting"]).to_string();
    assert!(!listed.contains('\u{1b}'), "{listed}");
    insta::assert_snapshot!(listed.split("different answers").next().unwrap(), @"");
    assert!(listed.contains("  Cat *Cole*: no written down by you ("), "{listed}");
    insta::assert_snapshot!(house.run(["replies", "meeting", "--door"]), @"");
    insta::assert_snapshot!(house.run(["replies", "meeting", "--minutes"]), @"");
    house.run(["replies", "meeting", "--csv", "answers.csv"]).is_well();
    let csv = house.text("answers.csv");
    let rows: Vec<&str> = csv.lines().map(|row| row.split(",20").next().unwrap()).collect();
    insta::assert_snapshot!(rows.join("\n"), @"");
    let json: serde_json::Value = serde_json::from_str(&house.run(["replies", "meeting", "--json"]).out).unwrap();
    assert_eq!((&json["counts"][0]["people"], &json["counts"][0]["guests"]), (&2.into(), &2.into()));
    assert_eq!((&json["silent_count"], &json["silent"][0]["address"]), (&2.into(), &"ann@example.org".into()));
    assert_eq!(json["answered"][1]["history"][0]["answer"], "no");
}

#[tokio::test(flavor = "multi_thread")]
async fn reminder_goes_to_the_silent_alone() {
    let (house, catcher) = asked().await;
    house.run(["replies", "meeting", "--set", "bob@example.org", "yes"]).is_well();
    house.run(["replies", "meeting", "--set", "dan@example.org", "no"]).is_well();
    insta::assert_snapshot!(house.run(["new", "--remind", "meeting"]), @"");
    insta::assert_snapshot!(house.text("newsletters/reminder-meeting.md"), @"");
    insta::assert_snapshot!(house.run(["check", "reminder-meeting"]), @"");
    let before = catcher.message_count();
    insta::assert_snapshot!(house.run(["send", "reminder-meeting", "--yes"]).brief(), @"");
    let all = reached(&catcher);
    assert_eq!(all.len() - before, 3);
    assert_eq!(all.iter().filter(|address| *address == "ann@example.org").count(), 2);
    // The answers to the reminder are on the list of the first letter.
    assert_eq!(house.run(["replies", "reminder-meeting"]).code(), 1);
    insta::assert_snapshot!(house.run(["new", "--thank", "meeting"]), @"");
    insta::assert_snapshot!(house.text("newsletters/thanks-meeting.md"), @"");
    house.run(["send", "thanks-meeting", "--yes"]).is_well();
    assert_eq!(catcher.messages().last().unwrap().to, "bob@example.org");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_wrong_is_said_with_the_closest_match() {
    let (house, _catcher) = asked().await;
    let house =
        house.with_draft("plain", "---\nsubject: Plain words\nto: members\n---\n\nDear all,\n\nSpring is here.\n");
    house.run(["send", "plain", "--yes"]).is_well();
    let mut all = String::new();
    for arguments in [
        &["replies", "meting"][..],
        &["replies", "plain"],
        &["replies", "nothing-like-it"],
        &["replies", "meeting", "--set", "zoe@example.org", "yes"],
        &["replies", "meeting", "--set", "ann@example.org", "yess"],
        &["replies", "meeting", "--set", "ann@example.org", "no", "--guests", "1"],
        &["new", "--remind", "meting"],
        &["new"],
        &["subscriber", "list", "--where", "silent(\"meting\")"],
        &["list", "show", "members", "--where", "answered(\"meeting\") == \"maybe\""],
    ] {
        let said = house.run_all(arguments);
        assert_ne!(said.code(), 0, "{said}");
        all = format!("{all}$ circular {}\n{}", arguments.join(" "), said.err);
    }
    insta::assert_snapshot!(all, @"");
}
