//! The letter and the pages of each language give the bytes and the words that they always gave.

use std::fs;
use std::path::Path;

use circular::model::ConsentBasis;

use super::{LETTER, TAGS, list, workspace, write};
use crate::web::site::{NOW, SiteFixture};

/// Set it to write the files again; read the difference before keeping it.
const REWRITE_VARIABLE: &str = "CIRCULAR_TEST_REWRITE";

fn assert_golden(name: &str, written: &str) {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/suite/languages/golden").join(name);
    if std::env::var_os(REWRITE_VARIABLE).is_some() {
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(&file, written).unwrap();
    }
    let golden = fs::read_to_string(&file).unwrap_or_default();
    assert_eq!(written, golden, "{name} has changed; {REWRITE_VARIABLE}=1 writes it again");
}

#[test]
fn letter_of_each_language_matches_its_golden_file() {
    for tag in TAGS {
        let folder = tempfile::tempdir().unwrap();
        let letter = write(&workspace(folder.path(), tag), LETTER, &list(ConsentBasis::MembershipNotice), 7);
        let bytes = String::from_utf8(letter.bytes).unwrap();
        assert!(bytes.contains(&format!("\r\nContent-Language: {tag}\r\n")), "{tag}");
        let direction = if tag == "ar" { "rtl" } else { "ltr" };
        assert_eq!(
            letter.html.matches(&format!("lang=\"{tag}\" dir=\"{direction}\"")).count(),
            2,
            "{tag}: {}",
            letter.html
        );
        assert_golden(&format!("letter-{tag}.eml"), &bytes.replace("\r\n", "\n"));
        assert_golden(&format!("letter-{tag}.txt"), &letter.text);
    }
}

#[tokio::test]
async fn pages_of_each_language_match_their_golden_files() {
    for tag in TAGS {
        let mut society = SiteFixture::create().await;
        society.workspace.settings.society.language = tag.parse().unwrap();
        society.workspace.settings.society.languages = vec!["en".parse().unwrap(), "ar".parse().unwrap()];
        society.add_list("notes", "News & Views", false, Some("email\nann@example.org\n")).await;
        let site = society.serve(|| NOW).await;
        let (link, lists) = (society.link(), format!("{}/lists", society.link()));
        let mut pages = String::new();
        for (name, page) in [
            ("unsubscribe", site.get(&link).await),
            ("lists", site.get(&lists).await),
            ("unsubscribed", site.post(&link, "by=page").await),
            ("lists afterwards", site.get(&lists).await),
            ("unknown link", site.get("/u/unknown").await),
        ] {
            let main = page.body.split_once("<main>").unwrap().1.split_once("</body>").unwrap().0;
            let page = format!("== {name}\n{}\n", main.replace(&link, "/u/TOKEN").trim());
            pages.push_str(&page);
        }
        assert_golden(&format!("pages-{tag}.html"), &pages);
    }
}
