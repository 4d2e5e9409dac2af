//! `circular test`: a letter to oneself.

use circular::mail_catcher::{CatcherAction, CatcherScript, SmtpStep};

use super::serve::serve;
use super::{MEMBERS, SPRING, TestWorkspace, catcher, reached};
use crate::web::client::send;

const HOST: [(&str, &str); 2] = [("Host", "news.example.org"), ("Content-Type", "application/x-www-form-urlencoded")];

/// Nothing of a subject's time is the same twice.
fn without_time(text: &str) -> String {
    let (before, rest) = text.split_once("[TEST ").unwrap_or_else(|| panic!("{text}"));
    assert_eq!(rest.as_bytes()[8], b']', "{text}");
    format!("{before}[TEST]{}", &rest[9..])
}

#[tokio::test(flavor = "multi_thread")]
async fn test_copy_is_marked_and_not_recorded() {
    let catcher = catcher(CatcherScript::default()).await;
    let house = TestWorkspace::new().with_list(MEMBERS).with_draft("spring", SPRING).with_relay(catcher.address(), 1);
    let to = ["test", "spring", "--as", "BOB", "--to", "me@example.net", "--to", "you@example.net"];
    insta::assert_snapshot!(house.run(to), @"
    `spring` as Bob <bob@example.org> gets it, through smtp://127.0.0.1:[port]:
      me@example.net: 250 2.0.0 caught
      you@example.net: 250 2.0.0 caught
    --- standard error
    `circular check spring` renders it for everybody.
    --- exit code 0
    ");
    assert_eq!(reached(&catcher), ["me@example.net", "you@example.net"]);
    let caught = catcher.messages();
    let letter = caught[0].content();
    assert_eq!(without_time(&letter.subject), "[TEST] Spring for Bob");
    assert!(letter.text.contains("Dear Bob,") && letter.html.contains("Dear Bob,"), "{}", letter.text);
    assert_eq!(caught[0].header("To").as_deref(), Some("<me@example.net>"));
    assert_eq!(caught[0].header("List-Unsubscribe-Post").as_deref(), Some("List-Unsubscribe=One-Click"));
    assert_ne!(caught[0].header("Message-ID"), caught[1].header("Message-ID"));
    insta::assert_snapshot!(house.run(["status"]), @"
    Nothing was sent yet. Start with `circular preview`, then `circular send DRAFT`.
    --- exit code 0
    ");
}

#[tokio::test(flavor = "multi_thread")]
async fn test_copy_links_change_nothing() {
    let catcher = catcher(CatcherScript::default()).await;
    let house = TestWorkspace::new().with_list(MEMBERS).with_draft("spring", SPRING).with_relay(catcher.address(), 1);
    let house = house.with_variable("CIRCULAR_SENDER_UNSUBSCRIBE", "leave+{token}@example.org");
    house.run(["test", "spring", "--to", "ann@example.org"]).is_well();
    let header = catcher.messages()[0].header("List-Unsubscribe").unwrap();
    let link = header.split_once("<https://news.example.org").unwrap().1.split_once('>').unwrap().0;
    let address = header.split_once("<mailto:").unwrap().1.split(['?', '>']).next().unwrap();
    let (running, at) = serve(&house);
    for (method, path, body) in [
        ("GET", link.to_owned(), &b""[..]),
        ("POST", link.to_owned(), b"List-Unsubscribe=One-Click"),
        ("POST", link.to_owned(), b""),
        ("POST", format!("{link}/reason"), b"why=Something+else"),
        ("GET", link.to_owned(), b""),
    ] {
        let answer = send(at, method, &path, &HOST, body).await;
        assert_eq!(answer.status, 200, "{method} {path}: {}", answer.body);
    }
    running.interrupt();
    running.end();
    let mail = format!("From: ann@example.org\r\nTo: <{address}>\r\n\r\n");
    insta::assert_snapshot!(house.run_typing(&mail, ["inbound", "process"]), @"
    Read 1 mail: 1 about a test letter.
    --- standard error
    the mail on standard input is about a test letter, which belongs to no member: nothing was changed
    --- exit code 0
    ");
    insta::assert_snapshot!(house.run(["list", "show"]), @"
    members  Our members — 3 subscribers, 0 unsubscribed
    --- exit code 0
    ");
}

#[test]
fn test_copy_without_relay_is_filed() {
    let house =
        TestWorkspace::new().with_list(MEMBERS).with_draft("spring", &SPRING.replace("Spring is", "See below: is"));
    insta::assert_snapshot!(house.run(["test", "spring", "--to", "me@example.net"]), @"
    `spring` as Ann <ann@example.org> gets it, through outbox:outbox (files on this machine: nobody is mailed):
      me@example.net: 250 filed as 000001.eml
    --- standard error
    `circular check spring` renders it for everybody.
    --- exit code 0
    ");
    let copy = house.text("outbox/000001.eml");
    assert!(copy.contains("\r\nTo: <me@example.net>\r\n") && copy.contains("\r\nX-Circular-Test: ann@example.org\r\n"));
    // It holds what is known of her: it goes when she is erased.
    let erased = house.run(["subscriber", "erase", "ann@example.org", "--yes", "--outbox"]);
    assert!(erased.out.contains("Deleted 1 copy to them in the folder `outbox`."), "{erased}");
    assert!(!house.path("outbox/000001.eml").exists());
}

#[tokio::test(flavor = "multi_thread")]
async fn relay_refusal_is_shown() {
    let script = CatcherScript::with_responder(|moment| match (moment.step, moment.recipient) {
        (SmtpStep::Recipient, "me@example.net") => CatcherAction::reply("550 5.1.1 No such user"),
        _ => CatcherAction::Accept,
    });
    let catcher = catcher(script).await;
    let house = TestWorkspace::new().with_list(MEMBERS).with_draft("spring", SPRING).with_relay(catcher.address(), 1);
    insta::assert_snapshot!(house.run(["test", "spring", "--to", "me@example.net", "--to", "you@example.net"]), @"
    `spring` as Ann <ann@example.org> gets it, through smtp://127.0.0.1:[port]:
      me@example.net: not sent: the relay answered `550 5.1.1 No such user` to RCPT
      you@example.net: 250 2.0.0 caught
    --- standard error
    `circular check spring` renders it for everybody.
    --- exit code 1
    ");
    // What is refused in a test is nobody's bounce.
    insta::assert_snapshot!(house.run(["list", "show"]), @"
    members  Our members — 3 subscribers, 0 unsubscribed
    --- exit code 0
    ");
}

#[test]
fn untestable_draft_is_explained() {
    let house = TestWorkspace::new().with_list(MEMBERS).with_draft("spring", SPRING);
    house.run(["suppression", "add", "cat@example.org"]).is_well();
    house.run(["suppression", "add", "stranger@example.net"]).is_well();
    house.run(["subscriber", "erase", "bob@example.org", "--yes"]).is_well();
    let broken = SPRING.replace("Dear {{first_name}}", "Dear {{frist_name}}");
    let house = house.with_draft("broken", &broken);
    let many: Vec<String> = (0..11).map(|number| format!("m{number}@example.net")).collect();
    let many: [&str; 24] = std::array::from_fn(|at| match at {
        0 => "test",
        1 => "spring",
        at if at % 2 == 0 => "--to",
        at => many[at / 2 - 1].as_str(),
    });
    insta::assert_snapshot!(house.run(many), @r#"
    --- standard error
    error: a test goes to 10 addresses at most, not to 11
    hint: make a list of them: `circular list create committee --title "The committee"`
    --- exit code 1
    "#);
    for arguments in [
        ["test", "spring", "--to", "me", "--as", "Ann"],
        ["test", "spring", "--to", "cat@example.org", "--as", "Ann"],
        ["test", "spring", "--to", "Stranger@example.net", "--as", "Ann"],
        ["test", "spring", "--to", "bob@example.org", "--as", "Ann"],
        ["test", "spring", "--to", "me@example.net", "--as", "Zoe"],
        ["test", "broken", "--to", "me@example.net", "--as", "Ann"],
        ["test", "spring", "--to", "me@example.net", "--where", "first_name == \"Zoe\""],
    ] {
        let said = house.run(arguments);
        assert_eq!(said.code(), 1, "{said}");
    }
    insta::assert_snapshot!(house.run(["test", "spring", "--to", "cat@example.org"]), @"
    --- standard error
    error: cat@example.org must not be mailed, not even a test
    hint: `circular subscriber show cat@example.org` says why
    --- exit code 1
    ");
    insta::assert_snapshot!(house.run(["test", "spring", "--to", "me@example.net", "--as", "Zoe"]), @"
    --- standard error
    error: no recipient of this letter has `Zoe` in their name or address
    --- exit code 1
    ");
    insta::assert_snapshot!(house.run(["test", "spring", "--to", "me"]), @"
    --- standard error
    error: `--to me`: `me` has no @
    --- exit code 1
    ");
    assert!(!house.path("outbox").exists());
}
