//! The archive as files.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use super::{ArchiveScenario, NOW, SPRING, draft, tomorrow};
use crate::engine::on_both;

/// Returns each file below a folder with its content.
pub(super) fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut found = BTreeMap::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        for entry in fs::read_dir(&next).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let name = path.strip_prefix(folder).unwrap().to_str().unwrap().to_owned();
                found.insert(name, fs::read(path).unwrap());
            }
        }
    }
    found
}

on_both! {
    async fn export_is_the_same_each_time_and_touches_only_its_own(ground) {
        let society = ArchiveScenario::create(ground).await;
        let issue = society.freeze("spring", SPRING, NOW).await;
        society.freeze("summer", &draft("Summer", "Words."), NOW).await;
        let folder = tempfile::tempdir().unwrap();
        let first = society.export(folder.path(), None).await;
        let before = files(folder.path());
        assert_eq!((first.letters, first.unchanged, first.removed), (2, 0, 0));
        let expected = [
            ".circular-archive", ".nojekyll", "2027.html", "archive.css", "feed.xml", "index.html",
            "list/members.html", "list/members/2027.html", "list/members/events.ics", "list/members/feed.xml",
            "spring.html", "summer.html",
        ];
        for name in expected {
            assert!(before.contains_key(name), "{name}: {:?}", before.keys());
        }
        fs::write(folder.path().join("CNAME"), "news.example.org").unwrap();
        let again = society.export(folder.path(), None).await;
        assert_eq!((again.written, again.unchanged), (0, first.written));
        circular::archive::remove_letter(&society.database, issue.id, tomorrow()).await.unwrap();
        let without = society.export(folder.path(), None).await;
        assert_eq!((without.letters, without.removed), (1, 1));
        let after = files(folder.path());
        assert!(!after.contains_key("spring.html") && after.contains_key("CNAME") && after.contains_key("summer.html"));
        assert!(after.values().all(|content| !String::from_utf8_lossy(content).contains("17 May")));
    }

    async fn whole_addresses_are_those_of_the_web_space(ground) {
        let society = ArchiveScenario::create(ground).await;
        society.freeze("spring", SPRING, NOW).await;
        let folder = tempfile::tempdir().unwrap();
        society.export(folder.path(), Some("https://example.github.io/letters")).await;
        let files = files(folder.path());
        let text = |name: &str| String::from_utf8(files[name].clone()).unwrap();
        assert!(text("spring.html").contains("<link rel=\"canonical\" href=\"https://example.github.io/letters/spring.html\">"));
        assert!(text("feed.xml").contains("<link rel=\"alternate\" type=\"text/html\" href=\"https://example.github.io/letters/spring.html\"/>"));
        let bare = tempfile::tempdir().unwrap();
        society.export(bare.path(), None).await;
        let page = fs::read_to_string(bare.path().join("spring.html")).unwrap();
        assert!(!page.contains("canonical") && !page.contains("og:url"), "{page}");
    }
}
