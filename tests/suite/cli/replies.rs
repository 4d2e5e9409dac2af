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
    insta::assert_snapshot!(house.run(["replies", "meeting"]), @"
    meeting to members, answers until Wednesday 10 May 2090, 18:00
      0 members come; 0 answered “no”; 0 answered “apologies”; 5 have not answered.
      0 of 60 places taken
    yes: 0
    no: 0
    apologies: 0
    not answered: 5
      Dan [2JDoe
      Ann Archer
      Bob Baker
      Cat *Cole*
      evi@example.org
    --- exit code 0
    ");
    insta::assert_snapshot!(
        house.run(["replies", "meeting", "--set", "bob@example.org", "yes", "--guests", "2", "--note", "=by train"]), @"
    Bob Baker: “yes” + 2 guests. It is written down.
    --- exit code 0
    ");
    insta::assert_snapshot!(house.run(["replies", "meeting", "--set", "BOB@example.org", "Yes", "--guests", "2", "--note", "=by train"]), @"
    Bob Baker: “yes” + 2 guests. It was known already.
    --- exit code 0
    ");
    house.run(["replies", "meeting", "--set", "cat@example.org", "no"]).is_well();
    house.run(["replies", "meeting", "--set", "cat@example.org", "yes"]).is_well();
    house.run(["replies", "meeting", "--set", "dan@example.org", "apologies"]).is_well();
    let listed = house.run(["replies", "meeting"]).to_string();
    assert!(!listed.contains('\u{1b}'), "{listed}");
    insta::assert_snapshot!(listed.split("different answers").next().unwrap(), @"
    meeting to members, answers until Wednesday 10 May 2090, 18:00
      2 members come with 2 guests, 4 people in all; 0 answered “no”; 1 answered “apologies”; 2 have not answered.
      4 of 60 places taken
    yes: 2
      Bob Baker + 2 guests — =by train
      Cat *Cole*
    no: 0
    apologies: 1
      Dan [2JDoe
    not answered: 2
      Ann Archer
      evi@example.org
    ");
    assert!(listed.contains("  Cat *Cole*: no written down by you ("), "{listed}");
    insta::assert_snapshot!(house.run(["replies", "meeting", "--door"]), @"
    ☐ ☐ ☐ Baker, Bob + 2 guests
    ☐ *Cole*, Cat
    --- exit code 0
    ");
    insta::assert_snapshot!(house.run(["replies", "meeting", "--minutes"]), @r"
    **Present** (2 members, 2 guests): Bob Baker (with 2 guests), Cat \*Cole\*.

    **Answered “no”** (0 members): nobody.

    **Apologies for absence** (1 member): Dan \[2JDoe.
    --- exit code 0
    ");
    house.run(["replies", "meeting", "--csv", "answers.csv"]).is_well();
    let csv = house.text("answers.csv");
    let rows: Vec<&str> = csv.lines().map(|row| row.split(",20").next().unwrap()).collect();
    insta::assert_snapshot!(rows.join("\n"), @"
    name,address,answer,guests,note,answered_at,by,remark
    Dan [2JDoe,dan@example.org,apologies,0,
    Bob Baker,bob@example.org,yes,2,'=by train
    Cat *Cole*,cat@example.org,yes,0,
    Ann Archer,ann@example.org,,,,,,has not answered
    evi@example.org,evi@example.org,,,,,,has not answered
    ");
    let json: serde_json::Value = serde_json::from_str(&house.run(["replies", "meeting", "--json"]).out).unwrap();
    assert_eq!((&json["counts"][0]["people"], &json["counts"][0]["guests"]), (&2.into(), &2.into()));
    assert_eq!((&json["silent_count"], &json["silent"][0]["address"]), (&2.into(), &"ann@example.org".into()));
    let answered = json["answered"].as_array().unwrap();
    let addresses: Vec<_> = answered.iter().map(|person| person["address"].as_str().unwrap()).collect();
    // By last name, without the signs before it.
    assert_eq!(addresses, ["dan@example.org", "bob@example.org", "cat@example.org"]);
    assert_eq!(answered[2]["history"][0]["answer"], "no");
}

#[tokio::test(flavor = "multi_thread")]
async fn mails_that_a_person_must_read_are_named() {
    let (house, catcher) = asked().await;
    let copies = catcher.messages();
    let copy = copies.iter().find(|copy| copy.to == "ann@example.org").unwrap();
    let id = copy.header("Message-ID").unwrap();
    for (from, words) in
        [("Ann <ann@example.org>", "I come if Otto comes."), ("Zoe <zoe@example.net>", "Is it open to all?")]
    {
        let mail = format!("From: {from}\nSubject: Re: Annual meeting\nIn-Reply-To: {id}\n\n{words}\n");
        house.run_typing(&mail, ["inbound", "process"]).is_well();
    }
    let listed = house.run(["replies", "meeting"]).out;
    insta::assert_snapshot!(listed.split_once("evi@example.org").unwrap().1, @"

    2 mails about this letter are left for you to read (`circular inbound unread`):
      “Re: Annual meeting” from Ann <ann@example.org>
      “Re: Annual meeting” from Zoe <zoe@example.net>
    1 mail is stored with words that are not clear: `circular views meeting` shows them.
    ");
    let json: serde_json::Value = serde_json::from_str(&house.run(["replies", "meeting", "--json"]).out).unwrap();
    assert_eq!(json["unread_mails"][0], "“Re: Annual meeting” from Ann <ann@example.org>");
    assert_eq!((json["unread_mails"].as_array().unwrap().len(), &json["unclear_count"]), (2, &1.into()));
    house.run(["inbound", "unread", "--mark-read"]).is_well();
    let listed = house.run(["replies", "meeting"]).out;
    assert!(!listed.contains("for you to read") && listed.contains("`circular views meeting` shows them"), "{listed}");
}

#[tokio::test(flavor = "multi_thread")]
async fn reminder_goes_to_the_silent_alone() {
    let (house, catcher) = asked().await;
    house.run(["replies", "meeting", "--set", "bob@example.org", "yes"]).is_well();
    house.run(["replies", "meeting", "--set", "dan@example.org", "no"]).is_well();
    insta::assert_snapshot!(house.run(["new", "--remind", "meeting"]), @"
    Wrote `newsletters/reminder-meeting.md`. See it with `circular preview reminder-meeting`.
    --- exit code 0
    ");
    insta::assert_snapshot!(house.text("newsletters/reminder-meeting.md"), @r#"
    ---
    subject: Reminder: Annual meeting
    preheader: Please answer by Wednesday 10 May 2090, 18:00: one press is enough
    to: members
    where: silent("meeting")
    asks_again: meeting
    ---

    Dear {{default first_name "friend"}},

    We have not heard from you yet about **Annual \*meeting\***: Wednesday 17 May 2090, 18:30 (UTC), The Hall.

    Please tell us whether you come:

    {{answers}}

    If you have told us in another way, there is nothing to do.

    With best wishes,\
    Chair
    "#);
    insta::assert_snapshot!(house.run(["check", "reminder-meeting"]), @"
    `reminder-meeting` is ready: 3 copies rendered.
    It goes to 3 of 5 readers of `members`; left out: 2 by `where`.
    --- exit code 0
    ");
    let before = catcher.message_count();
    insta::assert_snapshot!(house.run(["send", "reminder-meeting", "--yes"]).brief(), @"
    Sent 3 of 3.
    Next: circular report reminder-meeting
    --- exit code 0
    ");
    let all = reached(&catcher);
    assert_eq!(all.len() - before, 3);
    assert_eq!(all.iter().filter(|address| *address == "ann@example.org").count(), 2);
    // The answers to the reminder are on the list of the first letter.
    assert_eq!(house.run(["replies", "reminder-meeting"]).code(), 1);
    insta::assert_snapshot!(house.run(["new", "--thank", "meeting"]), @"
    Wrote `newsletters/thanks-meeting.md`. See it with `circular preview thanks-meeting`.
    --- exit code 0
    ");
    insta::assert_snapshot!(house.text("newsletters/thanks-meeting.md"), @r#"
    ---
    subject: Thank you: Annual meeting
    to: members
    where: answered("meeting") == "yes"
    ---

    Dear {{default first_name "friend"}},

    Thank you for your answer. We look forward to seeing you at **Annual \*meeting\***: Wednesday 17 May 2090, 18:30 (UTC), The Hall.

    With best wishes,\
    Chair
    "#);
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
    insta::assert_snapshot!(all, @r#"
    $ circular replies meting
    error: no letter `meting` was sent
    hint: did you mean `meeting`?
    $ circular replies plain
    error: the letter `plain` asked for no answers
    hint: a letter asks with `answers: [yes, no, apologies]` in its front matter
    $ circular replies nothing-like-it
    error: no letter `nothing-like-it` was sent
    $ circular replies meeting --set zoe@example.org yes
    error: nobody has the address `zoe@example.org`
    hint: find it with `circular subscriber list --search NAME`
    $ circular replies meeting --set ann@example.org yess
    error: the letter does not offer the answer `yess`
    hint: did you mean `yes`?
    $ circular replies meeting --set ann@example.org no --guests 1
    error: `no` cannot bring guests in this letter
    $ circular new --remind meting
    error: no letter `meting` was sent
    hint: did you mean `meeting`?
    $ circular new
    error: the following required arguments were not provided:
      <TITLE>

    Usage: circular new <TITLE>

    For more information, try '--help'.
    $ circular subscriber list --where silent("meting")
    error: in `--where`, the condition asks what was answered to `meting`, which is not a letter that asked for answers
    hint: did you mean `meeting`?
    $ circular list show members --where answered("meeting") == "maybe"
    error: in `--where`, the condition looks for the answer `maybe`, which `meeting` did not offer
    hint: its answers are `yes`, `no`, `apologies`
    "#);
}
