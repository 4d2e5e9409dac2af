//! The desk in a browser: what the chair sees while she writes.

use super::driver::Browser;
use crate::web::desk::{self, DRAFT};

/// What stands in the letter's frame.
const LETTER: &str = "document.getElementById('letter')?.contentDocument?.body?.innerText.includes";

#[tokio::test]
async fn a_save_a_mistake_and_its_mending_are_seen_at_once() {
    let Some(browser) = Browser::open().await else { return };
    let desk = desk::open(None).await;
    browser.go(&format!("http://{}{}draft/spring", desk.address, desk.home)).await;
    browser.until(&format!("{LETTER}('Dear Ann')")).await;
    browser.until("!document.getElementById('live').hidden").await;

    desk.write(&DRAFT.replace("spring", "summer"));
    browser.until(&format!("{LETTER}('summer')")).await;

    desk.write(&DRAFT.replace("{{first_name}},", "{{frist_name}},"));
    browser.until("document.querySelector('[role=alert]')").await;
    let said = browser.run("return document.querySelector('[role=alert]').innerText").await;
    let said = said.as_str().unwrap();
    for words in ["frist_name", "newsletters/spring.md, line 6, column", "Did you mean first_name?"] {
        assert!(said.contains(words), "{said}");
    }
    assert_eq!(browser.run("return document.querySelectorAll('.source li').length").await, 3);
    assert_eq!(browser.run("return getComputedStyle(document.querySelector('.stage')).opacity").await, "0.5");
    browser.until(&format!("{LETTER}('Dear Ann')")).await;

    desk.write(DRAFT);
    browser.until("!document.querySelector('[role=alert]')").await;
    browser.until(&format!("{LETTER}('spring')")).await;
}

#[tokio::test]
async fn the_desk_is_worked_by_keys() {
    let Some(browser) = Browser::open().await else { return };
    let desk = desk::open(None).await;
    browser.go(&format!("http://{}{}draft/spring", desk.address, desk.home)).await;
    browser.press(&["\u{e014}"]).await;
    browser.until(&format!("{LETTER}('Dear Ben')")).await;
    for (key, view) in [("2", "phone"), ("4", "forced"), ("9", "inbox"), ("1", "letter")] {
        browser.press(&[key]).await;
        browser
            .until(&format!(
                "location.search === '?view={view}&reader=2' && document.querySelector('#tab-{key}[aria-current]')"
            ))
            .await;
    }
    browser.press(&["\u{e012}"]).await;
    browser.until(&format!("{LETTER}('Dear Ann')")).await;
}

#[tokio::test]
async fn the_desk_and_its_letters_are_accessible_to_all() {
    let Some(browser) = Browser::open().await else { return };
    let desk = desk::open(None).await;
    let at = |path: &str| format!("http://{}{}{path}", desk.address, desk.home);
    for dark in [false, true] {
        browser.dark(dark).await;
        for path in [
            "",
            "report",
            "draft/spring",
            "draft/spring?view=text",
            "draft/spring?view=source",
            "draft/spring?view=inbox",
        ] {
            browser.go(&at(path)).await;
            assert_eq!(browser.faults().await, [""; 0], "{path}, dark: {dark}");
        }
        for view in ["letter", "dark", "forced", "images", "styles"] {
            browser.go(&at(&format!("draft/spring/letter?view={view}"))).await;
            assert_eq!(browser.faults_of_letter().await, [""; 0], "{view}, dark: {dark}");
        }
    }
    desk.write(&DRAFT.replace("{{first_name}},", "{{frist_name}},"));
    browser.go(&at("draft/spring")).await;
    assert_eq!(browser.faults().await, [""; 0], "with a mistake");
}
