//! A browser opens the pages: it runs what it finds, looks ahead, and complains on its console.

use std::fmt::Write as _;
use std::io;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use circular::model::SubscriptionState;
use tempfile::TempDir;
use tokio::task::spawn_blocking;
use tokio::time::timeout;

use crate::looks;
use crate::web::admin;
use crate::web::site::{NOW, SiteFixture};

const CHROMIUM: &str = "/usr/bin/chromium";

/// More than opening a page takes.
const BROWSER_TIMEOUT: Duration = Duration::from_mins(2);

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
struct HeadlessBrowser {
    child: Child,
    _profile: TempDir,
}

impl Drop for HeadlessBrowser {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A page as its scripts left it, and what the browser said of it.
struct LoadedPage {
    page: String,
    console: Vec<String>,
}

async fn load_page(url: &str) -> LoadedPage {
    let profile = tempfile::tempdir().unwrap();
    let mut command = Command::new(CHROMIUM);
    command.args(FLAGS).arg(format!("--user-data-dir={}", profile.path().display())).arg(url);
    let mut child = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let (page, said) = (child.stdout.take().unwrap(), child.stderr.take().unwrap());
    let _browser = HeadlessBrowser { child, _profile: profile };
    let (page, said) = (spawn_blocking(|| io::read_to_string(page)), spawn_blocking(|| io::read_to_string(said)));
    let page = timeout(BROWSER_TIMEOUT, page).await.unwrap().unwrap().unwrap();
    let said = timeout(BROWSER_TIMEOUT, said).await.unwrap().unwrap().unwrap();
    let console = said.lines().filter(|line| line.contains("CONSOLE")).map(str::to_owned).collect();
    LoadedPage { page, console }
}

#[tokio::test]
async fn browser_opening_link_does_not_unsubscribe() {
    if !super::is_here(CHROMIUM) {
        return;
    }
    let society = SiteFixture::create().await;
    let site = society.serve(|| NOW).await;
    let seen = load_page(&format!("http://{}{}", site.address, society.link())).await;
    assert_eq!(seen.page.matches("<button").count(), 1, "{}", seen.page);
    assert!(seen.page.contains("The Members’ Letter"), "{}", seen.page);
    assert_eq!(seen.console, [""; 0]);
    let seen = load_page(&format!("http://{}{}/lists", site.address, society.link())).await;
    assert!(seen.page.contains("Unsubscribe from all lists"), "{}", seen.page);
    assert_eq!(seen.console, [""; 0]);
    assert_eq!((society.state().await, society.events().await), (Some(SubscriptionState::Confirmed), Vec::new()));
}

#[tokio::test]
async fn preview_shows_letter_in_frame() {
    if !super::is_here(CHROMIUM) {
        return;
    }
    let preview = admin::start_admin(None).await;
    let draft = format!("http://{}{}draft/spring", preview.address, preview.home);
    let seen = load_page(&draft).await;
    assert!(seen.page.contains("<h1>Spring for Ann</h1>") && !seen.page.contains("role=\"alert\""), "{}", seen.page);
    assert!(seen.page.contains("<iframe id=\"letter\""), "{}", seen.page);
    assert_eq!(seen.console, [""; 0]);
    let seen = load_page(&format!("{draft}/letter")).await;
    assert!(seen.page.contains("Dear Ann"), "{}", seen.page);
    assert_eq!(seen.console, [""; 0]);
}

/// Returns each shape of a letter: as it is, without its sheets, and without its images.
fn emulated_views(html: &str) -> Vec<(&'static str, String)> {
    let mut bare = String::new();
    let mut rest = html;
    while let Some((before, sheet)) = rest.split_once("<style>") {
        bare.push_str(before);
        rest = sheet.split_once("</style>").unwrap().1;
    }
    bare.push_str(rest);
    vec![
        ("as it is", html.to_owned()),
        ("without sheets", bare),
        ("without images", html.replace("src=\"cid:", "src=\"x:")),
    ]
}

#[tokio::test]
async fn letters_fit_narrow_screens() {
    if !super::is_here(CHROMIUM) {
        return;
    }
    let mut frames = String::new();
    for template in looks::TEMPLATES {
        for (shape, html) in emulated_views(&looks::everything(template).1.html) {
            for width in [280, 360, 700] {
                let html = html.replace('&', "&amp;").replace('"', "&quot;");
                let _ = writeln!(
                    frames,
                    "<iframe title=\"{template} {shape} {width}\" width=\"{width}\" height=\"400\" style=\"border:0\" srcdoc=\"{html}\"></iframe>"
                );
            }
        }
    }
    // Each frame says how wide its letter is, how large the smallest words are, and how high the button.
    let page = format!(
        "<!DOCTYPE html><title>x</title><body>{frames}<script>
        addEventListener('load', () => {{
            const says = [...document.querySelectorAll('iframe')].map((frame) => {{
                const page = frame.contentDocument;
                const words = [...page.querySelectorAll('body *')].filter((one) => one.textContent.trim());
                const sizes = words.map((one) => parseFloat(getComputedStyle(one).fontSize));
                const high = page.querySelector('.button').getBoundingClientRect().height;
                const over = page.documentElement.scrollWidth - frame.width;
                return `${{frame.title}}: ${{over}} ${{Math.min(...sizes)}} ${{Math.round(high)}}`;
            }});
            document.body.innerHTML = '<pre>' + says.join('\\n') + '</pre>';
        }});</script>"
    );
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("frames.html");
    std::fs::write(&path, page).unwrap();
    let seen = load_page(&format!("file://{}", path.display())).await;
    let said = seen.page.split_once("<pre>").unwrap().1.split_once("</pre>").unwrap().0;
    assert_eq!(said.lines().count(), 27, "{said}");
    for line in said.lines() {
        let (name, numbers) = line.split_once(": ").unwrap();
        let numbers: Vec<f64> = numbers.split(' ').map(|number| number.parse().unwrap()).collect();
        assert!(numbers[0] <= 0.0, "{name}: {} pixels too wide", numbers[0]);
        assert!(numbers[1] >= 14.0, "{name}: words of {} pixels", numbers[1]);
        assert!(numbers[2] >= 44.0, "{name}: a button {} pixels high", numbers[2]);
    }
}

#[tokio::test]
async fn preview_shows_letter_images() {
    if !super::is_here(CHROMIUM) {
        return;
    }
    let preview = admin::start_admin(None).await;
    let image = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/suite/looks/chart.png");
    std::fs::copy(image, preview.newsletters().join("chart.png")).unwrap();
    let text = "---\nsubject: S\nto: members\n---\n![Members](chart.png)\n";
    std::fs::write(preview.newsletters().join("chart.md"), text).unwrap();
    let seen = load_page(&format!("http://{}{}draft/chart/letter", preview.address, preview.home)).await;
    assert!(seen.page.contains("<img src=\"data:image/png;base64,iVBOR"), "{}", seen.page);
    assert_eq!(seen.console, [""; 0]);
}
