//! The letters on the web in a browser: accessible, on every screen, by day and by night.

use super::driver::HeadlessBrowser;
use super::pictures::picture_folder;
use crate::archive::{ArchiveScenario, NOW, tomorrow};
use crate::engine::TestDatabase;

/// The pictures for the documentation.
pub(super) const LETTER_PICTURE: &str = "web-letter.png";
pub(super) const ARCHIVE_PICTURE: &str = "web-archive.png";

const LETTER: &str = "---\nsubject: Come to the spring meeting on 17 May\npreheader: The agenda, the figures, and who speaks\nto: members\n\
    template: notice\nnumber: 42\nattachments:\n  - agenda.pdf\nevent:\n  title: Spring meeting\n  starts: 2027-05-17 18:30\n  ends: 20:30\n  place: Room 9, 1 Example Street\n---\n\n\
    Dear {{first_name}},\n\nwe meet to hear what the year has brought, and to choose a new treasurer. **Everybody is welcome.**\n\n\
    ## The year in figures\n\n| In the year to June | 2026 | 2025 |\n| --- | ---: | ---: |\n| Members | 140 | 120 |\n| Letters | 11 | 9 |\n\n\
    > [!NOTE]\n> **If you cannot come,** write to us: your views are read out.\n\n\
    > We were four professions in one room.\n>\n> — Ann Example\n\n[Read the report](https://www.example.org/report \"button\") [The minutes](https://www.example.org/minutes \"quiet\")\n";

#[tokio::test]
async fn archive_pages_pass_axe() {
    let Some(browser) = HeadlessBrowser::open().await else { return };
    let ground = TestDatabase::sqlite().await;
    let mut society = ArchiveScenario::create(&ground).await;
    let logo = std::fs::read(concat!(env!("CARGO_MANIFEST_DIR"), "/logo.png")).unwrap();
    std::fs::write(ground.folder.path().join("logo.png"), &logo).unwrap();
    society.workspace.settings.look.logo = Some("logo.png".to_owned());
    society.workspace.settings.society.name = "Example Society".to_owned();
    ground.execute("UPDATE list SET title = 'Our members'").await;
    society.add_list("youth", "The young members", circular::model::ArchiveAccess::Public).await;
    society.write_file("spring/agenda.pdf", b"%PDF-1.4 agenda");
    society.write_file("spring/index.md", LETTER.as_bytes());
    society.freeze_file("spring", NOW).await;
    for (number, subject) in
        ["A new treasurer", "The autumn walk", "Donaudampfschifffahrtsgesellschaftskapitänsmütze"].iter().enumerate()
    {
        let at = NOW - jiff::SignedDuration::from_hours(24 * 40 * (1 + i64::try_from(number).unwrap()));
        let list = if number == 1 { "youth" } else { "members" };
        let text = format!(
            "---\nsubject: {subject}\nto: {list}\n---\n\nDear all,\n\nThis is what we have to tell you this time, in some more words.\n"
        );
        society.freeze(&format!("letter-{number}"), &text, at).await;
    }
    let site = society.serve(tomorrow).await;
    let (folder, _kept) = picture_folder();
    for (path, name) in [
        ("/letters/spring", Some(LETTER_PICTURE)),
        ("/letters/2026", Some(ARCHIVE_PICTURE)),
        ("/letters/list/members", None),
    ] {
        browser.open_url(&format!("http://{}{path}", site.address)).await;
        for (width, dark) in [(1280, false), (1280, true), (390, false), (390, true), (320, false)] {
            browser.set_width(width).await;
            browser.set_dark_mode(dark).await;
            assert_eq!(browser.axe_violations().await, [""; 0], "{path}, {width} px, dark: {dark}");
            assert!(!browser.scrolls_sideways().await, "{path}, {width} px");
        }
        browser.set_dark_mode(false).await;
        browser.set_screen((1280, 1000)).await;
        let picture = browser.screenshot().await;
        if let Some(name) = name {
            std::fs::write(folder.join(name), picture).unwrap();
        }
    }
}
