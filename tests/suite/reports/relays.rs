//! What a relay and a deceptive name make of the terminal.

use std::fs;
use std::net::TcpListener;
use std::os::unix::fs::PermissionsExt as _;

use circular::mail_catcher::{CatcherAction, CatcherScript, MailCatcher, SmtpStep};

use crate::cli::TestWorkspace;
use crate::transport::ANYWHERE;

const DRAFT: &str = "---\nsubject: Our spring meeting in Leeds\nto: members\n---\n\n\
                     Dear {{default first_name \"friend\"}},\n\nwe meet in spring.\n";

fn workspace(list: &str) -> TestWorkspace {
    TestWorkspace::new().with_list(list).with_draft("spring", DRAFT)
}

fn is_clean(text: &str) -> bool {
    !text.contains(|c: char| c.is_control() && c != '\n' || ('\u{202a}'..='\u{202e}').contains(&c))
}

#[tokio::test(flavor = "multi_thread")]
async fn port_without_tls_is_told_with_the_right_url() {
    let catcher = MailCatcher::start(ANYWHERE, CatcherScript::default()).await.unwrap();
    let house = workspace("email\nann@example.org\n");
    let house = house.with_settings(&format!("[relay]\nurl = \"smtps://{}\"\n", catcher.address()));
    let said = house.run(["send", "spring", "--yes"]);
    let expected = "this port does not begin with TLS; try `smtp://127.0.0.1:[port]`";
    assert!(said.err.contains(expected) && said.code() == 1, "{said}");
    assert!(said.err.contains("waiting cannot help") && !said.err.contains("corrupt"), "{said}");
}

#[test]
fn refused_connection_names_host_and_port() {
    let free = TcpListener::bind(ANYWHERE).unwrap().local_addr().unwrap();
    let house = workspace("email\nann@example.org\n").with_relay(free, 2);
    let said = house.run(["test", "spring", "--to", "chair@example.org"]);
    assert!(said.out.contains("nothing listens at `127.0.0.1:[port]`"), "{said}");
    assert!(!format!("{}{}", said.out, said.err).contains("os error"), "{said}");
}

#[tokio::test(flavor = "multi_thread")]
async fn deceptive_characters_do_not_reach_the_terminal() {
    let script = CatcherScript::with_responder(|moment| match moment.step {
        SmtpStep::Recipient if moment.recipient == "eve@example.org" => {
            CatcherAction::Reply("550 5.2.0 \u{202e}no\u{1b}[2J mail\u{7} here".into())
        }
        _ => CatcherAction::Accept,
    });
    let catcher = MailCatcher::start(ANYWHERE, script).await.unwrap();
    let house = workspace("email,first_name\nann@example.org,Ann\neve@example.org,E\u{202e}ve\u{9b}1m\n");
    let house = house.with_relay(catcher.address(), 1);
    house.run(["send", "spring", "--yes"]);
    let status = house.run(["status", "spring"]);
    assert!(status.out.contains("550 5.2.0"), "{status}");
    for said in [
        status,
        house.run(["subscriber", "show", "eve@example.org"]),
        house.run(["subscriber", "list"]),
        house.run(["list", "show", "members", "--where", "first_name != \"\""]),
        house.run(["report", "spring"]),
    ] {
        assert!(is_clean(&said.out) && is_clean(&said.err), "{said:?}");
    }
    house.run(["report", "spring", "--html", "report.html"]);
    assert!(is_clean(&fs::read_to_string(house.path("report.html")).unwrap()));
}

#[test]
fn readable_password_is_reported() {
    let house = TestWorkspace::new().with_settings("[relay]\nurl = \"smtps://mail.example.org\"\npassword = \"x\"\n");
    let set = |mode| fs::set_permissions(house.path("circular.toml"), fs::Permissions::from_mode(mode)).unwrap();
    fs::set_permissions(house.path(""), fs::Permissions::from_mode(0o755)).unwrap();
    set(0o644);
    let said = house.run(["list", "show"]);
    assert!(said.err.contains("`circular.toml` holds a password, and every user"), "{said}");
    assert!(said.err.contains("hint: chmod 600 circular.toml") && !said.err.contains("\"x\""), "{said}");
    set(0o600);
    let said = house.run(["list", "show"]);
    assert!(!said.err.contains("password"), "{said}");
}
