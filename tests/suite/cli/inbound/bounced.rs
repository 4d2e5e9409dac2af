//! A bounce from the relay to the suppressed member, and what is left for the chair.

use circular::mail_catcher::CatcherScript;

use crate::cli::{MEMBERS, SPRING, TestWorkspace, catcher};

/// A delivery report to an address.
fn bounce(to: &str, recipient: &str, reply: &str) -> String {
    format!(
        "From: MAILER-DAEMON@mx.example.net\nTo: {to}\nSubject: Undelivered Mail Returned to Sender\n\
         Content-Type: multipart/report; report-type=delivery-status; boundary=b1\n\n--b1\n\nSorry.\n\n\
         --b1\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx.example.net\n\n\
         Final-Recipient: rfc822; {recipient}\nAction: failed\nStatus: 5.1.1\nDiagnostic-Code: smtp; {reply}\n\n--b1--\n"
    )
}

#[tokio::test(flavor = "multi_thread")]
async fn bounce_to_its_own_address_suppresses_or_is_left_to_read() {
    let catcher = catcher(CatcherScript::default()).await;
    let house = TestWorkspace::new()
        .with_variable("CIRCULAR_SENDER_BOUNCES", "bounces+{token}@example.org")
        .with_list(MEMBERS)
        .with_draft("spring", SPRING)
        .with_relay(catcher.address(), 1);
    house.run(["send", "spring", "--yes"]).is_well();
    let sent = catcher.messages();
    assert!(sent.iter().all(|copy| copy.from.starts_with("bounces+") && copy.from.len() == 56), "{sent:?}");
    let (ann, bob) = (&sent[0], &sent[1]);
    let unknown = bounce(&ann.from, &ann.to, "550 5.1.1 User unknown");
    insta::assert_snapshot!(house.run_typing(&unknown, ["inbound", "process"]), @"
    Read 1 mail: 1 suppressed.
    --- standard error
    the mail on standard input: ann@example.org is suppressed, because the address does not exist: 550 5.1.1 User unknown
    --- exit code 0
    ");
    let shown = house.run(["subscriber", "show", "ann@example.org"]);
    assert!(
        shown.out.contains("suppressed `members` by bounce, by the issue `spring`: “550 5.1.1 User unknown”"),
        "{shown}"
    );
    let growth = house.run(["report", "--list", "members"]);
    assert!(growth.out.contains("(1 whose letters came back)"), "{growth}");
    let spam = bounce(&bob.from, &bob.to, "550 5.7.1 Rejected as spam");
    insta::assert_snapshot!(house.run_typing(&spam, ["inbound", "process"]), @"
    Read 1 mail: 1 refused because of the sender or a filter.
    --- standard error
    the mail on standard input: the letter to bob@example.org was refused because the server calls the letter spam; this does not count against the member (`circular inbound unread`): 5.1.1 550 5.7.1 Rejected as spam
    --- exit code 0
    ");
    insta::assert_snapshot!(house.run(["suppression", "list"]), @"
    bounced           1
      ann@example.org  bounced, [time]  550 5.1.1 User unknown
    --- exit code 0
    ");
    let unread = house.run(["inbound", "unread", "--mark-read"]);
    assert!(
        unread.out.contains(
            "spring to bob@example.org: the server calls the letter spam
  5.1.1 550 5.7.1 Rejected as spam
"
        ),
        "{unread}"
    );
    assert_eq!(house.run(["inbound", "unread"]).out, "Nothing to read.\n");
    let answer = format!("From: ann@example.org\nIn-Reply-To: {}\n\nThank you!\n", ann.header("Message-ID").unwrap());
    house.run_typing(&answer, ["inbound", "process"]).is_well();
    let report = house.run(["report", "spring"]);
    let lines: Vec<_> = report.out.lines().map(str::trim).skip_while(|line| !line.starts_with("came back")).collect();
    let came_back = [
        "came back           2  (by mail, after the relay had accepted them)",
        "1 at example.org: the address does not exist",
        "1 at example.org: the server calls the letter spam",
        "answers             1",
    ];
    assert_eq!(lines.get(..4), Some(&came_back[..]), "{report}");
    house.run(["report", "spring", "--html", "report.html"]).is_well();
    let page = house.text("report.html");
    for row in ["the address does not exist</th><td>1", "the server calls the letter spam</th><td>1"] {
        assert!(page.contains(row), "{page}");
    }
    assert!(!page.contains("example.org</th>") && !page.contains("Complaints"), "{page}");
    insta::assert_snapshot!(house.run(["resume", "spring", "--bounced"]), @"
    0 rejected copies will be tried again.
    2 copies that came back by mail are not tried again. If such an address works after all: circular suppression remove ADDRESS
    Nothing of `spring` is left to send: it is finished. Sent 1 of 3; 2 bounced.
    Next: circular report spring
    --- exit code 0
    ");
    insta::assert_snapshot!(house.run(["resume", "spring"]), @"
    --- standard error
    error: `spring` is finished: there is nothing to resume
    hint: see `circular report spring`
    --- exit code 1
    ");
    insta::assert_snapshot!(house.run(["subscriber", "edit", "ann@example.org", "--address", "ann@new.example.org", "--yes"]), @"
    ann@example.org is now ann@new.example.org. History, lists and links are kept.
    They are still suppressed, because mail to ann@example.org could not be delivered.
    If the new address works: circular suppression remove ann@new.example.org
    They came from `members.csv`: change the address there too. An import leaves the old one out.
    --- exit code 0
    ");
    let json = house.run_typing(
        &bounce("x@example.org", "x@example.org", "550 5.1.1 User unknown"),
        ["inbound", "process", "--json"],
    );
    let json: serde_json::Value = serde_json::from_str(&json.out).unwrap();
    assert_eq!((&json[0]["kind"], &json[0]["outcome"]), (&"bounce".into(), &"unverified".into()));
    assert_eq!(json[0]["recipients"][0]["class"], "hard");
}
