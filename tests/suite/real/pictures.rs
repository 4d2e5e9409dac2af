//! Pictures of what people see, taken of the demo; they are kept in `docs/pictures`, where the papers show them.
//!
//! `CIRCULAR_TEST_PICTURES=docs/pictures cargo test --test suite real::pictures` takes them again.

use std::collections::BTreeSet;
use std::env;
use std::fs;
use std::path::{Path, PathBuf};

use super::driver::HeadlessBrowser;
use super::{answer_pages, archive_pages, languages, letters, roundcube};
use crate::cli::TestWorkspace;

/// The views of a letter, in the order of their tabs, and what is on the page once each is there.
const VIEWS: [(&str, &str); 9] = [
    ("letter", LETTER),
    ("phone", LETTER),
    ("dark", LETTER),
    ("forced", LETTER),
    ("images", LETTER),
    ("styles", LETTER),
    ("text", "document.querySelector('pre.paper').innerText.includes('Dear Ada')"),
    ("source", "document.querySelector('dl.headers').innerText.includes('List-Unsubscribe')"),
    ("inbox", "document.querySelectorAll('.inbox-layout').length === 2"),
];
const LETTER: &str =
    "document.getElementById('letter')?.contentDocument?.body?.innerText.includes('submission to the Policy Forum')";

/// What is written into a draft to be looked at with its faults.
const PROBLEM_TEXT: &str = "\n## And then\n\nIs there anything on in {{town}}? We meet on Thursday 17 May 2017.\n";

/// Where the pictures go: to where they are asked for, or to a folder that goes with its handle.
pub(super) fn picture_folder() -> (PathBuf, Option<tempfile::TempDir>) {
    if let Some(folder) = env::var_os("CIRCULAR_TEST_PICTURES") {
        return (Path::new(env!("CARGO_MANIFEST_DIR")).join(folder), None);
    }
    let folder = tempfile::tempdir().unwrap();
    (folder.path().to_owned(), Some(folder))
}

/// Returns where pictures of every page go that a test opens, if somebody wants to look at them.
pub(super) fn page_picture_folder() -> Option<PathBuf> {
    env::var_os("CIRCULAR_TEST_PAGE_PICTURES").map(PathBuf::from)
}

pub(super) struct ScreenshotSeries<'b> {
    browser: &'b HeadlessBrowser,
    folder: PathBuf,
    _kept: Option<tempfile::TempDir>,
    taken: BTreeSet<String>,
}

impl<'b> ScreenshotSeries<'b> {
    pub(super) fn new(browser: &'b HeadlessBrowser) -> Self {
        let (folder, kept) = picture_folder();
        Self { browser, folder, _kept: kept, taken: BTreeSet::new() }
    }

    /// Opens a page on a screen of this size, waits until it is there, and takes its picture.
    pub(super) async fn take(&mut self, name: &str, url: &str, size: (u32, u32), there: &str) {
        self.browser.set_screen(size).await;
        self.browser.open_url(url).await;
        self.browser.wait_until(there).await;
        let png = self.browser.screenshot().await;
        let octets = |at: usize| u32::from_be_bytes(png[at..at + 4].try_into().unwrap());
        assert_eq!((octets(16), octets(20)), size, "{name}");
        // A page on which nothing is takes less.
        assert!(png.len() > 8_000, "{name}: {} octets", png.len());
        fs::write(self.folder.join(format!("{name}.png")), png).unwrap();
        self.taken.insert(format!("{name}.png"));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn screenshots_are_taken() {
    let Some(browser) = HeadlessBrowser::open().await else { return };
    let house = TestWorkspace::empty();
    let mut demo = house.begin(["demo", "--no-open"]);
    let workspace = demo.line().split_once(" workspace in ").unwrap().1.to_owned();
    let mut said = String::new();
    while !said.contains("The preview is open at ") {
        said = demo.line();
    }
    let preview = said.split_once("open at ").unwrap().1.strip_suffix("inbox").unwrap().to_owned();
    let drafts = Path::new(&workspace).join("newsletters");
    let meeting = fs::read_to_string(drafts.join("2017-annual-meeting.md")).unwrap();
    let odd = meeting.replace("to: members", "to: members\nwhere: category != \"retired\"");
    fs::write(drafts.join("meeting.md"), odd + PROBLEM_TEXT).unwrap();

    let mut camera = ScreenshotSeries::new(&browser);
    let wide = (1180, 860);
    for (view, there) in VIEWS {
        let url = format!("{preview}draft/2016-call-for-views?view={view}");
        camera.take(&format!("view-{view}"), &url, wide, there).await;
    }
    let found =
        "document.getElementById('next-problem') && document.getElementById('letter').contentDocument?.body?.innerText";
    camera.take("exceptions", &format!("{preview}draft/meeting?reader=4"), (1180, 900), found).await;
    let written = format!("document.getElementById('saved').textContent.startsWith('Saved') && ({LETTER})");
    camera.take("editor", &format!("{preview}draft/2016-call-for-views/edit"), (1280, 900), &written).await;
    fs::write(drafts.join("meeting.md"), meeting.replace("Dear {{default first_name", "Dear {{default frist_name"))
        .unwrap();
    let alert = "document.querySelector('[role=alert]')";
    camera.take("mistake", &format!("{preview}draft/meeting"), (1180, 700), alert).await;
    let body = "document.body.innerText.includes('Westminster')";
    let letter = format!("{preview}draft/2017-annual-meeting/letter?view=letter");
    camera.take("letter", &letter, (700, 900), body).await;
    camera.take("letters", &preview, (1180, 640), "document.querySelectorAll('.rows > li').length === 4").await;
    let sample = "document.getElementById('sample') && document.readyState === 'complete'";
    camera.take("settings", &format!("{preview}settings"), (1180, 900), sample).await;
    camera.take("first-start", &format!("{preview}start"), (1180, 760), sample).await;

    let people = "document.querySelectorAll('.people tbody tr').length === 50";
    camera.take("members", &format!("{preview}members"), (1280, 860), people).await;
    browser.open_url(&format!("{preview}members/import")).await;
    browser
        .choose_file("#file", &Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/suite/sheets/allotments.xlsx"))
        .await;
    browser.wait_until("document.querySelector('.mapping')").await;
    let review = browser.run_script("return location.href").await.as_str().unwrap().to_owned();
    camera.take("import", &review, (1280, 900), "document.querySelector('.mapping')").await;
    browser.open_url(&format!("{preview}report")).await;
    let report = browser.run_script("return document.querySelector('.rows a').href").await.as_str().unwrap().to_owned();
    camera.take("report", &report, (1280, 800), "document.querySelector('.numbers')").await;

    let send = format!("{preview}draft/2017-annual-meeting/send");
    let letter = "document.getElementById('letter')?.contentDocument?.body?.innerText.includes('Westminster')";
    camera.take("send", &send, (1280, 980), letter).await;
    browser.run_script("document.getElementById('count').value = '140'; document.getElementById('send').click()").await;
    browser.wait_until("document.querySelector('progress')?.value > 40").await;
    let progress = browser.run_script("return location.href").await.as_str().unwrap().to_owned();
    camera.take("progress", &progress, (1180, 560), "document.querySelector('progress')?.value > 40").await;
    browser.open_url(&format!("{preview}inbox/1?view=text")).await;
    browser.wait_until("document.querySelector('pre.paper')").await;
    let text = browser.run_script("return document.querySelector('pre.paper').innerText").await;
    let link = text.as_str().unwrap().split_whitespace().find(|word| word.contains("/u/")).unwrap().to_owned();
    camera.take("leave", link.trim_matches(['<', '>', '.']), (560, 420), "document.querySelector('button')").await;

    let shown = fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/pictures")).unwrap();
    let shown: BTreeSet<_> = shown.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    camera.taken.extend(letters::sheet_names());
    let others = [
        answer_pages::ANSWERS_PICTURE,
        archive_pages::ARCHIVE_PICTURE,
        archive_pages::LETTER_PICTURE,
        languages::ARABIC_PICTURE,
    ];
    camera.taken.extend(others.map(str::to_owned));
    camera.taken.extend(roundcube::PICTURES.map(|name| format!("{name}.png")));
    assert_eq!(camera.taken, shown, "the pictures of the papers are those that are taken here");
    demo.interrupt();
    demo.end();
}
