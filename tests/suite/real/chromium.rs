//! A browser opens the pages: it runs what it finds, looks ahead, and complains on its console.

use std::io;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use circular::model::State;
use tempfile::TempDir;
use tokio::task::spawn_blocking;
use tokio::time::timeout;

use crate::web::desk;
use crate::web::site::{NOW, Society};

const CHROMIUM: &str = "/usr/bin/chromium";

/// More than opening a page takes.
const PATIENCE: Duration = Duration::from_mins(2);

const FLAGS: [&str; 11] = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--enable-logging=stderr",
    "--timeout=10000",
    "--dump-dom",
];

/// A running browser; it ends with the handle.
struct Browser {
    child: Child,
    _profile: TempDir,
}

impl Drop for Browser {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A page as its scripts left it, and what the browser said of it.
struct Seen {
    page: String,
    console: Vec<String>,
}

async fn look(url: &str) -> Seen {
    let profile = tempfile::tempdir().unwrap();
    let mut command = Command::new(CHROMIUM);
    command.args(FLAGS).arg(format!("--user-data-dir={}", profile.path().display())).arg(url);
    let mut child = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let (page, said) = (child.stdout.take().unwrap(), child.stderr.take().unwrap());
    let _browser = Browser { child, _profile: profile };
    let (page, said) = (spawn_blocking(|| io::read_to_string(page)), spawn_blocking(|| io::read_to_string(said)));
    let page = timeout(PATIENCE, page).await.unwrap().unwrap().unwrap();
    let said = timeout(PATIENCE, said).await.unwrap().unwrap().unwrap();
    let console = said.lines().filter(|line| line.contains("CONSOLE")).map(str::to_owned).collect();
    Seen { page, console }
}

#[tokio::test]
async fn a_browser_that_opens_the_link_takes_nobody_off() {
    if !super::is_here(CHROMIUM) {
        return;
    }
    let society = Society::found().await;
    let site = society.open(|| NOW).await;
    let seen = look(&format!("http://{}{}", site.address, society.link())).await;
    assert_eq!(seen.page.matches("<button").count(), 1, "{}", seen.page);
    assert!(seen.page.contains("The Members’ Letter"), "{}", seen.page);
    assert_eq!(seen.console, [""; 0]);
    let seen = look(&format!("http://{}{}/lists", site.address, society.link())).await;
    assert!(seen.page.contains("Leave all lists"), "{}", seen.page);
    assert_eq!(seen.console, [""; 0]);
    assert_eq!((society.state().await, society.events().await), (Some(State::Confirmed), Vec::new()));
}

#[tokio::test]
async fn the_desk_shows_a_letter_in_its_frame() {
    if !super::is_here(CHROMIUM) {
        return;
    }
    let desk = desk::open(None).await;
    let draft = format!("http://{}{}draft/spring", desk.address, desk.home);
    let seen = look(&draft).await;
    assert!(seen.page.contains("<h1>Spring for Ann</h1>") && !seen.page.contains("role=\"alert\""), "{}", seen.page);
    assert!(seen.page.contains("<iframe id=\"letter\""), "{}", seen.page);
    assert_eq!(seen.console, [""; 0]);
    let seen = look(&format!("{draft}/letter")).await;
    assert!(seen.page.contains("Dear Ann"), "{}", seen.page);
    assert_eq!(seen.console, [""; 0]);
}
