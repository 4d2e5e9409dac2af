//! Leaving by mail and by link, as mail programs send and cut them.

use std::fs;
use std::path::Path;

use crate::cli::TestWorkspace;
use crate::web::site::{NOW, SiteFixture};

const MEMBERS: &str = "email\nann@example.org\nben@example.org\n";
const LETTER: &str = "---\nsubject: News\nto: members\n---\nDear all, the wall is mended.\n";

fn case(name: &str) -> String {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/suite/reports/leaving");
    fs::read_to_string(folder.join(name)).unwrap()
}

/// A society that sent a letter, and the token in Ann's copy.
fn society() -> (TestWorkspace, String) {
    let workspace = TestWorkspace::empty()
        .with_file("circular.toml", "[society]\nname = \"Society\"\n[sender]\nfrom = \"Chair <chair@example.org>\"\n")
        .with_variable("CIRCULAR_SENDER_UNSUBSCRIBE", "leave@example.org")
        .with_variable("CIRCULAR_WEB_PUBLIC_URL", "https://news.example.org")
        .with_list(MEMBERS)
        .with_draft("news", LETTER);
    workspace.run(["send", "news", "--yes"]).is_well();
    let letter = workspace.text("outbox/000001.eml");
    let token = letter.split_once("https://news.example.org/u/").unwrap().1;
    let token = token.split(['>', '\r']).next().unwrap().to_owned();
    assert_eq!(token.len(), 36, "{letter}");
    (workspace, token)
}

#[test]
fn token_in_the_mail_is_understood_wherever_it_is() {
    for name in ["leave-by-mail-percent-20.eml", "leave-by-mail-in-the-body.eml"] {
        let (workspace, token) = society();
        let mail = case(name).replace("TOKEN", &token);
        let output = workspace.run_typing(&mail, ["inbound", "process"]);
        assert_eq!(output.out, "Read 1 mail: 1 unsubscribed.\n", "{name}");
    }
}

#[test]
fn header_addresses_are_short_enough_for_mail_libraries() {
    let (workspace, token) = society();
    let letter = workspace.text("outbox/000001.eml").replace("\r\n ", " ");
    let header = letter.lines().find_map(|line| line.strip_prefix("List-Unsubscribe: ")).unwrap();
    let addresses: Vec<&str> = header.split(", ").collect();
    assert_eq!(addresses[0], format!("<https://news.example.org/u/{token}>"));
    assert_eq!(addresses[1], format!("<mailto:leave@example.org?subject=off-{token}>"));
    assert!(addresses.iter().all(|address| address.len() <= 76), "{header}");
}

#[tokio::test]
async fn signs_behind_a_link_do_not_matter() {
    let society = SiteFixture::create().await;
    let site = society.serve(|| NOW).await;
    let token = society.link().replace("/u/", "");
    let links = case("leave-link-with-a-dot-behind.txt");
    let more = [",", "&gt;", "%3E.", "%22", "%E2%80%9D", "-", "_", "%5D", "*", "/."];
    let more = more.map(|sign| format!("https://news.example.org/u/TOKEN{sign}"));
    for link in links.lines().map(str::to_owned).chain(more.into_iter().filter(|link| !link.ends_with("/."))) {
        let path = link.replace("https://news.example.org", "").replace("TOKEN", &token);
        let page = site.get(&path).await;
        assert_eq!(page.status, 200, "{link}");
        assert!(page.body.contains(&format!("action=\"/u/{token}\"")), "{link}: {}", page.body);
    }
}

#[test]
fn link_never_ends_with_a_sign_that_programs_cut_off() {
    assert_eq!(case("leave-link-that-ends-with-a-hyphen.txt").lines().count(), 3);
    let workspace = TestWorkspace::empty()
        .with_file("circular.toml", "[society]\nname = \"Society\"\n[sender]\nfrom = \"Chair <chair@example.org>\"\n")
        .with_variable("CIRCULAR_SENDER_UNSUBSCRIBE", "leave@example.org")
        .with_list(&(0..600).fold("email\n".to_owned(), |csv, n| format!("{csv}m{n}@example.org\n")))
        .with_draft("news", LETTER);
    workspace.run(["send", "news", "--yes"]).is_well();
    for number in 1..=600 {
        let letter = workspace.text(&format!("outbox/{number:06}.eml"));
        let subject = letter.rsplit_once("subject=3Dunsubscribe-").or_else(|| letter.rsplit_once("subject=off-"));
        let token: String = subject.unwrap().1.replace("=\r\n", "").chars().take(36).collect();
        assert!(token.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit()), "{token}: {letter}");
    }
}
