//! `circular preview`.

use std::net::SocketAddr;

use circular::mail_catcher::{CatcherAction, CatcherScript, SmtpStep};

use super::running::RunningCommand;
use super::{MEMBERS, SPRING, TestWorkspace, catcher};
use crate::web::client::{HttpResponse, send};

/// Waits for the preview's address; returns it with the path that was printed.
fn opened(running: &mut RunningCommand) -> (SocketAddr, String) {
    let line = running.line();
    let url = line.strip_prefix("The preview is open at http://").unwrap();
    let (address, path) = url.split_once('/').unwrap();
    (address.parse().unwrap(), format!("/{path}"))
}

/// Follows the page that was printed, as a browser would: the key in its address becomes a cookie.
async fn visit(address: SocketAddr, path: &str) -> HttpResponse {
    let first = send(address, "GET", path, &[], b"").await;
    let (Some(next), Some(cookie)) = (first.header("Location"), first.header("Set-Cookie")) else { return first };
    let cookie = cookie.split(';').next().unwrap();
    send(address, "GET", next, &[("Cookie", cookie)], b"").await
}

#[tokio::test]
async fn preview_starts_and_stops() {
    let house = TestWorkspace::new().with_list(MEMBERS).with_draft("spring", SPRING);
    let mut running = house.begin(["preview", "--no-open"]);
    let (address, path) = opened(&mut running);
    assert!(address.ip().is_loopback());
    let page = visit(address, &path).await;
    assert!(page.status == 200 && page.body.contains("spring"), "{page:?}");
    running.interrupt();
    insta::assert_snapshot!(running.end(), @"
    --- standard error
    Only this machine can open it. Press Ctrl-C to stop.
    --- exit code 0
    ");
}

#[tokio::test]
async fn program_alone_opens_the_workspace_or_the_first_start() {
    let house = TestWorkspace::new().with_list(MEMBERS).with_draft("spring", SPRING);
    let mut running = house.begin(["--no-open"]);
    let (address, path) = opened(&mut running);
    assert!(visit(address, &path).await.body.contains("<h1>Letters</h1>"));
    running.interrupt();
    assert_eq!(running.end().code(), 0);

    let house = TestWorkspace::empty();
    let mut running = house.begin(["--no-open"]);
    let line = running.line();
    let (address, path) = line.strip_prefix("Make your first letter at http://").unwrap().split_once('/').unwrap();
    let page = send(address.parse().unwrap(), "GET", &format!("/{path}"), &[], b"").await;
    assert!(page.status == 200 && page.body.contains("Write to your members"), "{page:?}");
    running.interrupt();
    assert_eq!(running.end().code(), 0);
}

#[tokio::test]
async fn mailbox_that_is_set_later_is_read_at_once() {
    let house = TestWorkspace::new().with_list(MEMBERS).with_draft("spring", SPRING);
    let mut running = house.begin(["preview", "--no-open"]);
    let (address, path) = opened(&mut running);
    assert!(!visit(address, &path).await.body.contains("from Bob"));
    let house = house.with_file("mails/new/1", "From: Bob <bob@example.org>\r\nSubject: Lunch\r\n\r\nSee you.\r\n");
    let house = house.with_settings("[mailbox]\nurl = \"maildir:mails\"\n");
    while !visit(address, &path).await.body.contains("from Bob") {
        tokio::task::yield_now().await;
    }
    running.interrupt();
    let said = running.end();
    assert!(said.err.contains("Reading the mailbox maildir:mails."), "{said}");
    assert!(house.path("mails/new/1").exists(), "the mail stays where it was");
}

#[tokio::test]
async fn preview_opens_named_draft() {
    let house = TestWorkspace::new().with_list(MEMBERS).with_draft("spring", SPRING);
    let mut running = house.begin(["preview", "newsletters/spring.md", "--no-open"]);
    let (address, path) = opened(&mut running);
    let page = visit(address, &path).await;
    assert!(page.status == 200 && page.body.contains("spring"), "{page:?}");
    running.interrupt();
    assert_eq!(running.end().code(), 0);
}

#[tokio::test]
async fn letter_is_exported_as_files() {
    let house = TestWorkspace::new().with_list(MEMBERS).with_draft("spring", SPRING);
    let said = house.run(["preview", "spring", "--out", "paper", "--as", "bob"]);
    said.is_well();
    let html = house.text("paper/spring.html");
    assert!(html.contains("nothing was sent") && html.contains("Bob"), "{html}");
    assert!(html.find("<dl>").unwrap() > html.find("<body").unwrap(), "the slip stands in the letter");
    assert!(!html.contains("<script") && !html.contains("src=\"http"), "{html}");
    let policy = "<head><meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; img-src data:;";
    assert!(html.contains(policy), "raw HTML in a draft neither acts nor fetches there: {html}");
    let seen = house.run(["send", "spring", "--dry-run"]);
    assert!(seen.out.contains("Last review   nothing has changed since"), "{seen}");
    assert!(house.text("paper/spring.txt").contains("Bob") && house.text("paper/spring.eml").contains("To: "));
    std::fs::copy(
        concat!(env!("CARGO_MANIFEST_DIR"), "/tests/suite/looks/chart.png"),
        house.path("newsletters/chart.png"),
    )
    .unwrap();
    let house = house.with_draft("chart", &format!("{SPRING}\n![Members by year](chart.png)\n"));
    house.run(["preview", "chart", "--out", "paper"]).is_well();
    assert!(house.text("paper/chart.html").contains("src=\"data:image/png;base64,"), "the page carries its pictures");
    let said = house.run(["preview", "spring", "--out", "paper", "--as", "nobody"]);
    assert!(said.code() == 1 && said.to_string().contains("no reader of this letter has `nobody`"), "{said}");
    let house = house.with_draft("spring", &SPRING.replace("first_name", "frist_name"));
    let said = house.run(["preview", "spring", "--out", "paper"]);
    assert!(said.code() == 1 && said.to_string().contains("frist_name"), "{said}");
}

#[test]
fn exported_copy_is_named_with_other_matches() {
    let members = "email,first_name,last_name\nann@example.org,Ann,Lee\nanna@example.org,Anna,Roe\n";
    let house = TestWorkspace::new().with_list(members).with_draft("spring", SPRING);
    let said = house.run(["preview", "spring", "--out", "letter", "--as", "ann"]);
    assert!(said.err.contains("This is the copy of Ann Lee <ann@example.org>."), "{said}");
    assert!(said.err.contains("`ann` also matches 1 other recipient: pass the whole address to `--as`"), "{said}");
    let said = house.run(["preview", "spring", "--out", "letter", "--as", "anna@example.org"]);
    assert!(said.err.contains("This is the copy of Anna Roe") && !said.err.contains("also matches"), "{said}");
}

#[tokio::test(flavor = "multi_thread")]
async fn sent_letter_shows_its_result_on_each_page() {
    let script = CatcherScript::with_responder(|moment| match (moment.step, moment.recipient) {
        (SmtpStep::Recipient, "bob@example.org") => CatcherAction::reply("450 4.2.0 Greylisted"),
        _ => CatcherAction::Accept,
    });
    let catcher = catcher(script).await;
    let spring = SPRING.replace("\"Spring for {{first_name}}\"", "'Spring for {{default first_name \"you\"}}'");
    let house = TestWorkspace::new().with_list(MEMBERS).with_draft("spring", &spring).with_draft("summer", SPRING);
    let house = house.with_relay(catcher.address(), 1);
    assert_eq!(house.run(["send", "spring", "--yes"]).code(), 75);
    let mut running = house.begin(["preview", "--no-open"]);
    let (address, path) = opened(&mut running);
    let home = visit(address, &path).await.body;
    let headings: Vec<_> = home.split("<h2>").skip(1).filter_map(|part| part.split_once('<')).collect();
    assert_eq!(headings.iter().map(|(title, _)| *title).collect::<Vec<_>>(), ["To do", "On its way"], "{home}");
    assert!(home.contains("<span class=\"state waiting\">Sending 2 of 3</span>"), "{home}");
    let moved = visit(address, &format!("{path}draft/spring")).await;
    assert_eq!((moved.status, moved.header("location")), (303, Some(format!("{path}sent/1").as_str())));
    let letter = visit(address, &format!("{path}sent/1")).await.body;
    assert!(letter.contains("<strong>Sending 2 of 3, on "), "{letter}");
    let report = visit(address, &format!("{path}report")).await.body;
    assert!(report.contains("Spring for you") && report.contains("2 of 3, 1 waiting"), "{report}");
    let issue = visit(address, &format!("{path}issue/1")).await.body;
    assert!(issue.contains("bob@example.org") && issue.contains("Greylisted"), "{issue}");
    running.interrupt();
    assert_eq!(running.end().code(), 0);
}

#[test]
fn dates_are_written_in_the_language_of_the_society() {
    let settings = "[society]\nname = \"Verein\"\nlanguage = \"de-AT\"\ntimezone = \"Europe/Vienna\"\n\n[sender]\nfrom = \"chair@example.org\"\n";
    let house = TestWorkspace::empty().with_file("circular.toml", settings);
    let house = house.with_list("email,first_name,joined\nann@example.org,Ann,2019-03-01\n").with_draft(
        "treffen",
        "---\nsubject: Treffen\nto: members\ndate: 2027-05-03\ntemplate: notice\nevent:\n  starts: 2027-05-17 18:30\n  \
         ends: 2027-05-17 20:00\n---\n\nVom {{issue.date}}: seit {{joined}} dabei.\n",
    );
    house.run(["preview", "treffen", "--out", "out"]).is_well();
    let text = house.text("out/treffen.txt");
    for words in ["Montag, 17. Mai 2027", "Vom 3. Mai 2027: seit 1. März 2019 dabei."] {
        assert!(text.contains(words), "{words:?} is not in:\n{text}");
    }
}
