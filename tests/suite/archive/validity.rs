//! Pages, feeds and calendars as others read them: the checker of the W3C, a feed parser, a calendar library, a crawler.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::process::Command;

use super::export::files;
use super::{ArchiveScenario, NOW, tomorrow};
use crate::engine::TestDatabase;
use crate::missing::left_out;

/// Debian's own Python, which has Debian's packages.
const PYTHON: &str = "/usr/bin/python3";

/// A report with all that Markdown can do in a letter.
const REPORT: &str = "---\nsubject: \"The year & its figures\"\nto: members\ntemplate: report\nnumber: 42\ndate: 2027-01-15\nattachments:\n  - agenda.pdf\n---\n\n\
    Dear {{default first_name \"friend\"}},\n\nsee **this**, _that_ and ~~not that~~ [here](https://example.org/a?b=1&c=2). ü東🦆 <b>raw</b>\n\n\
    ## One\n\n| Item | 2026 | 2025 |\n| --- | ---: | ---: |\n| Members | 140 | 120 |\n| Income | 90 | 0 |\n\n\
    ## Two\n\n| A | B | C | D |\n| --- | :---: | ---: | --- |\n| 1 | 2 | 3 | 4 |\n\n> [!NOTE]\n> **Mind.** Read it.\n\n> [!IMPORTANT]\n> Again.\n\n\
    ## Three\n\n> We were one.\n>\n> — Ann Example\n\n1. a\n2. b\n   - c\n\nIn the bank.[^1]\n\n[^1]: In June.\n\n\
    ## Four\n\n![120 members](<chart one.png> \"In June\")\n\n[Come](https://example.org/ \"button\") [Not](mailto:chair@example.org?subject=No \"quiet\")\n\n```\ncode <x>\n```\n\n---\n\nEnd.\n";

const NOTICE: &str = "---\nsubject: The AGM\nto: members\ntemplate: notice\nevent:\n  starts: 2027-05-17 18:30\n  ends: 20:30\n  place: Room 9\n---\n\nPlease come.\n";

async fn full_society(ground: &TestDatabase) -> ArchiveScenario {
    let mut society = ArchiveScenario::create(ground).await;
    let logo = std::fs::read(concat!(env!("CARGO_MANIFEST_DIR"), "/logo.png")).unwrap();
    std::fs::write(ground.folder.path().join("logo.png"), &logo).unwrap();
    society.workspace.settings.look.logo = Some("logo.png".to_owned());
    society.add_list("youth", "The young", circular::model::ArchiveAccess::Public).await;
    society.write_file("report/chart one.png", &logo);
    society.write_file("report/agenda.pdf", b"%PDF-1.4 agenda");
    society.write_file("report/index.md", REPORT.as_bytes());
    society.freeze_file("report", NOW).await;
    society.freeze("agm", NOTICE, NOW).await;
    society
        .freeze(
            "off",
            &NOTICE
                .replace("The AGM", "No AGM")
                .replace("  starts: 2027-05-17 18:30\n  ends: 20:30\n  place: Room 9\n", "  cancels: agm\n"),
            NOW,
        )
        .await;
    society
        .freeze(
            "frühling",
            &NOTICE.replace("The AGM", "Frühling").replace("to: members", "to: youth"),
            "2026-03-01T12:00:00Z".parse().unwrap(),
        )
        .await;
    society
}

/// Runs a Python script of Debian with a file; says so if the library is not there.
fn python(library: &str, script: &str, file: &Path) -> Option<String> {
    let has = Command::new(PYTHON).args(["-c", &format!("import {library}")]).output();
    if !has.is_ok_and(|output| output.status.success()) {
        left_out(&format!("python3-{library}"));
        return None;
    }
    let output = Command::new(PYTHON).args(["-c", script]).arg(file).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    Some(String::from_utf8(output.stdout).unwrap())
}

#[tokio::test]
async fn pages_are_valid_html() {
    let checker = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/vnu/node_modules/vnu-jar/build/dist/vnu.jar");
    if !Path::new(checker).exists() || Command::new("java").arg("-version").output().is_err() {
        left_out("the HTML checker of tests/vnu (npm ci there), or java");
        return;
    }
    let ground = TestDatabase::sqlite().await;
    let society = full_society(&ground).await;
    let folder = tempfile::tempdir().unwrap();
    society.export(folder.path(), Some("https://www.example.org/letters")).await;
    let output = Command::new("java")
        .args(["-Xmx256m", "-jar", checker, "--skip-non-html", "--format", "text"])
        .arg(folder.path())
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

#[tokio::test]
async fn feed_is_read_by_a_feed_parser() {
    let ground = TestDatabase::sqlite().await;
    let society = full_society(&ground).await;
    let folder = tempfile::tempdir().unwrap();
    society.export(folder.path(), Some("https://www.example.org/letters")).await;
    let script = "import feedparser, sys\nf = feedparser.parse(sys.argv[1])\nassert not f.bozo, f.bozo_exception\n\
        print(f.version, f.feed.title, f.feed.id, len({e.id for e in f.entries}))\n\
        [print(e.title, '|', e.link, '|', 'chart%20one.png' in e.content[0].value) for e in f.entries]";
    let Some(read) = python("feedparser", script, &folder.path().join("feed.xml")) else { return };
    assert_eq!(
        read.lines().collect::<Vec<_>>(),
        [
            "atom10 Society of <Friends> tag:example.org,2026:letters/ 4",
            "No AGM | https://www.example.org/letters/off.html | False",
            "The AGM | https://www.example.org/letters/agm.html | False",
            "The year & its figures | https://www.example.org/letters/report.html | True",
            "Frühling | https://www.example.org/letters/fr%C3%BChling.html | False",
        ]
    );
}

#[tokio::test]
async fn calendar_is_read_by_icalendar() {
    let ground = TestDatabase::sqlite().await;
    let society = full_society(&ground).await;
    let folder = tempfile::tempdir().unwrap();
    society.export(folder.path(), None).await;
    let script = "import icalendar, sys\nc = icalendar.Calendar.from_ical(open(sys.argv[1], 'rb').read())\n\
        [print(e['SUMMARY'], e['SEQUENCE'], e['STATUS'], e['DTSTART'].dt.isoformat()) for e in c.walk('VEVENT')]";
    let Some(read) = python("icalendar", script, &folder.path().join("list/members/events.ics")) else { return };
    assert_eq!(read, "The AGM 1 CANCELLED 2027-05-17T17:30:00+00:00\n");
}

/// Returns what a page links to, without whole addresses and anchors.
fn links(html: &str) -> BTreeSet<String> {
    let targets = [" href=\"", " src=\""].into_iter().flat_map(|start| html.split(start).skip(1));
    let targets = targets.filter_map(|rest| rest.split('"').next()).map(|target| target.replace("&amp;", "&"));
    targets
        .filter(|target| !["http", "mailto:", "data:", "#", "tel:"].iter().any(|start| target.starts_with(start)))
        .map(|target| target.split('#').next().unwrap().to_owned())
        .collect()
}

#[tokio::test]
async fn every_link_of_the_export_leads_to_a_file() {
    let ground = TestDatabase::sqlite().await;
    let society = full_society(&ground).await;
    let folder = tempfile::tempdir().unwrap();
    society.export(folder.path(), None).await;
    let files: BTreeMap<_, _> = files(folder.path());
    let mut reached = BTreeSet::from(["index.html".to_owned()]);
    let mut next = vec!["index.html".to_owned()];
    while let Some(page) = next.pop() {
        let html = String::from_utf8_lossy(&files[&page]).into_owned();
        for target in links(&html).iter().filter(|_| is_page(&page)) {
            let base = url::Url::parse(&format!("file:///{page}")).unwrap();
            let path = base.join(target).unwrap().path().trim_start_matches('/').to_owned();
            let path = percent_encoding::percent_decode_str(&path).decode_utf8().unwrap().into_owned();
            assert!(files.contains_key(&path), "{page} leads to {target}, which is not there");
            if reached.insert(path.clone()) {
                next.push(path);
            }
        }
    }
    let unreached: Vec<_> = files.keys().filter(|name| !reached.contains(*name) && !name.starts_with('.')).collect();
    // Images of templates and the calendar of an event have links only where they are shown.
    assert!(unreached.iter().all(|name| name.contains('/') || is_page(name)), "{unreached:?}");
    assert!(reached.len() > 15, "{reached:?}");
}

#[tokio::test]
async fn every_link_of_the_served_pages_is_answered() {
    let ground = TestDatabase::sqlite().await;
    let society = full_society(&ground).await;
    let site = society.serve(tomorrow).await;
    let mut reached = BTreeSet::from(["/letters/".to_owned()]);
    let mut next = vec!["/letters/".to_owned()];
    while let Some(page) = next.pop() {
        let answer = site.get(&page).await;
        assert_eq!(answer.status, 200, "{page}");
        if answer.header("content-type") != Some("text/html; charset=utf-8") {
            continue;
        }
        for target in links(&answer.body) {
            let base = url::Url::parse("http://x").unwrap().join(&page).unwrap();
            let path = base.join(&target).unwrap().path().to_owned();
            if reached.insert(path.clone()) {
                next.push(path);
            }
        }
    }
    assert!(reached.len() > 15, "{reached:?}");
}

/// Returns whether a file is a page, which browsers follow the links of.
fn is_page(name: &str) -> bool {
    Path::new(name).extension().is_some_and(|extension| extension == "html")
}
