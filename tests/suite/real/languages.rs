//! The letter and the pages of each language in Chromium: with a checker of accessibility, on wide and small screens.
//!
//! `CIRCULAR_TEST_PAGE_PICTURES=FOLDER cargo test --test suite real::languages` keeps pictures of all.

use std::fs;

use circular::model::ConsentBasis;

use super::driver::HeadlessBrowser;
use super::pictures::{page_picture_folder, picture_folder};
use crate::engine::TestDatabase;
use crate::languages::{LETTER, TAGS, list, workspace, write};
use crate::web::signup::SignupFixture;
use crate::web::site::{NOW, SiteFixture};

/// The letter from right to left, in `docs/pictures`.
pub(super) const ARABIC_PICTURE: &str = "letter-arabic.png";

/// The author's words in a letter from right to left.
const ARABIC: [(&str, &str); 6] = [
    ("SUBJECT {{first_name}}", "الاجتماع السنوي"),
    ("MEETING", "الاجتماع السنوي لأعضاء الجمعية"),
    ("ROOM", "القاعة 9، شارع المثال 1"),
    ("DEAR {{first_name}}", "أعزاءنا"),
    (
        "WORDS.",
        "ندعوكم إلى اجتماعنا السنوي.\n\n## جدول الأعمال\n\n- تقرير الرئيس\n- انتخاب المجلس\n\n> لا اجتماع بلا شاي.\n\n| السنة | 2027 | 2026 |\n| --- | ---: | ---: |\n| الأعضاء | 140 | 131 |\n",
    ),
    ("COME", "سأحضر"),
];

#[tokio::test]
async fn letter_of_each_language_passes_axe_and_fits() {
    let Some(browser) = HeadlessBrowser::open().await else { return };
    let (pictures, _kept) = picture_folder();
    let pages = page_picture_folder();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("letter.html");
    for tag in TAGS {
        let workspace = workspace(folder.path(), tag);
        let mut draft = LETTER.to_owned();
        if tag == "ar" {
            draft = ARABIC.iter().fold(draft, |draft, (from, to)| draft.replace(from, to));
        }
        fs::write(&path, write(&workspace, &draft, &list(ConsentBasis::MembershipNotice), 7).html).unwrap();
        browser.set_width(700).await;
        browser.open_url(&format!("file://{}", path.display())).await;
        assert_eq!(browser.axe_violations_of_letter().await, [""; 0], "{tag}");
        for width in [700, 390, 280] {
            browser.set_screen((width, 1_000)).await;
            assert!(!browser.scrolls_sideways().await, "{tag}, {width} px");
            let own = pages.as_ref().map(|folder| folder.join(format!("letter-{tag}-{width}.png")));
            let shown = (tag == "ar" && width == 700).then(|| pictures.join(ARABIC_PICTURE));
            for file in own.into_iter().chain(shown) {
                fs::write(file, browser.screenshot().await).unwrap();
            }
        }
        let side = "return getComputedStyle(document.querySelector('.body')).textAlign";
        let align = browser.run_script(side).await;
        let meant = if tag == "ar" { "right" } else { "left" };
        assert_eq!(align, meant, "{tag}");
    }
}

#[tokio::test]
async fn pages_of_each_language_pass_axe_and_fit() {
    let Some(browser) = HeadlessBrowser::open().await else { return };
    let pages = page_picture_folder();
    for tag in TAGS {
        let mut society = SiteFixture::create().await;
        society.workspace.settings.society.language = tag.parse().unwrap();
        society.workspace.settings.society.languages = ["pl", "ar"].map(|tag| tag.parse().unwrap()).into();
        society.add_list("notes", "News & Views", false, Some("email\nann@example.org\n")).await;
        let site = society.serve(|| NOW).await;
        let ground = TestDatabase::sqlite().await;
        let mut porch = SignupFixture::new(&ground).await;
        porch.workspace.settings.society.language = tag.parse().unwrap();
        let form = porch.open(|| NOW).await;
        for (name, url) in [
            ("unsubscribe", format!("http://{}{}", site.address, society.link())),
            ("lists", format!("http://{}{}/lists", site.address, society.link())),
            ("form", format!("http://{}/subscribe", form.address)),
        ] {
            browser.open_url(&url).await;
            for width in [900, 390, 320] {
                browser.set_screen((width, 900)).await;
                assert_eq!(browser.axe_violations().await, [""; 0], "{tag} {name}, {width} px");
                assert!(!browser.scrolls_sideways().await, "{tag} {name}, {width} px");
                if let Some(folder) = &pages {
                    fs::write(folder.join(format!("{name}-{tag}-{width}.png")), browser.screenshot().await).unwrap();
                }
            }
        }
    }
}
