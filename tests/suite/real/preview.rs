//! The preview in a browser: what the chair sees while writing.

use super::driver::HeadlessBrowser;
use crate::web::admin::{self, DRAFT};

/// Tests whether the letter's frame contains a text.
const LETTER_INCLUDES: &str = "document.getElementById('letter')?.contentDocument?.body?.innerText.includes";

#[tokio::test]
async fn save_error_and_fix_appear_at_once() {
    let Some(browser) = HeadlessBrowser::open().await else { return };
    let desk = admin::start_admin(None).await;
    browser.open_url(&format!("http://{}{}draft/spring", desk.address, desk.home)).await;
    browser.wait_until(&format!("{LETTER_INCLUDES}('Dear Ann')")).await;
    browser.wait_until("!document.getElementById('live').hidden").await;

    desk.write(&DRAFT.replace("spring", "summer"));
    browser.wait_until(&format!("{LETTER_INCLUDES}('summer')")).await;

    desk.write(&DRAFT.replace("{{first_name}},", "{{frist_name}},"));
    browser.wait_until("document.querySelector('[role=alert]')").await;
    let said = browser.run_script("return document.querySelector('[role=alert]').innerText").await;
    let said = said.as_str().unwrap();
    for words in ["frist_name", "newsletters/spring.md, line 6, column", "Did you mean first_name?"] {
        assert!(said.contains(words), "{said}");
    }
    assert_eq!(browser.run_script("return document.querySelectorAll('.source li').length").await, 3);
    assert_eq!(browser.run_script("return getComputedStyle(document.querySelector('.stage')).opacity").await, "0.5");
    browser.wait_until(&format!("{LETTER_INCLUDES}('Dear Ann')")).await;

    desk.write(DRAFT);
    browser.wait_until("!document.querySelector('[role=alert]')").await;
    browser.wait_until(&format!("{LETTER_INCLUDES}('spring')")).await;
}

#[tokio::test]
async fn click_shows_source_line_and_save_keeps_scroll() {
    let Some(browser) = HeadlessBrowser::open().await else { return };
    let desk = admin::start_admin(None).await;
    desk.write(&format!("{DRAFT}\n{}\nThe *end* of it.\n", "More of it.\n\n".repeat(80)));
    browser.open_url(&format!("http://{}{}draft/spring", desk.address, desk.home)).await;
    browser.wait_until("!document.getElementById('live').hidden").await;
    browser.wait_until(&format!("{LETTER_INCLUDES}('The end')")).await;
    let letter = "const letter = document.getElementById('letter').contentDocument;";
    // What is clicked lies within its paragraph; a link there must not lead the frame away.
    browser
        .run_script(&format!("{letter} letter.scrollingElement.scrollTo(0, 900); letter.querySelector('p em').click()"))
        .await;
    browser.wait_until("!document.getElementById('source-excerpt').hidden").await;
    let spot = browser.run_script("return document.getElementById('source-excerpt').innerText").await;
    assert!(spot.as_str().unwrap().contains("newsletters/spring.md, line 8"), "{spot}");
    browser.run_script(&format!("{letter} letter.querySelector('h1').click()")).await;
    browser.wait_until("document.getElementById('source-excerpt').innerText.includes('line 2')").await;
    browser.run_script(&format!("{letter} [...letter.querySelectorAll('a')].pop().click()")).await;
    browser.wait_until("document.getElementById('source-excerpt').innerText.includes('line 171')").await;

    desk.write(&format!("{DRAFT}\n{}\nThe *finish* of it.\n", "More of it.\n\n".repeat(80)));
    browser.wait_until(&format!("{LETTER_INCLUDES}('The finish')")).await;
    browser.wait_until("document.getElementById('letter').contentDocument?.scrollingElement?.scrollTop === 900").await;
    browser.wait_until("document.getElementById('source-excerpt').innerText.includes('The *finish* of it')").await;
}

#[tokio::test]
async fn key_jumps_to_next_problem() {
    let Some(browser) = HeadlessBrowser::open().await else { return };
    let desk = admin::start_admin(None).await;
    desk.import_members("email,first_name\ncat@example.org,\n").await;
    browser.open_url(&format!("http://{}{}draft/spring", desk.address, desk.home)).await;
    browser.press(&["n"]).await;
    browser.wait_until("location.search === '?view=letter&reader=3'").await;
    // SigningKeys are heard from within the letter, too, and Enter shows a block's line.
    browser.wait_until(&format!("document.title.startsWith('Spring for ·') && {LETTER_INCLUDES}('Dear ,')")).await;
    let focus = "document.getElementById('letter').contentDocument.querySelector('p[data-line]')?.focus()";
    browser.wait_until(&format!("({focus}, document.activeElement.id === 'letter')")).await;
    browser.press(&["\u{e007}"]).await;
    browser.wait_until("document.getElementById('source-excerpt').innerText.includes('line 6')").await;
    browser.press(&["/"]).await;
    browser.wait_until("document.activeElement.id === 'find'").await;
    browser.press(&["b", "e", "n", "\u{e007}"]).await;
    browser.wait_until(&format!("{LETTER_INCLUDES}('Dear Ben')")).await;
    let reach = "document.querySelector('.audience strong').innerText === 'All 3 will receive this'";
    browser.wait_until(reach).await;
}

#[tokio::test]
async fn preview_is_operable_by_keyboard() {
    let Some(browser) = HeadlessBrowser::open().await else { return };
    let desk = admin::start_admin(None).await;
    browser.open_url(&format!("http://{}{}draft/spring", desk.address, desk.home)).await;
    browser.press(&["\u{e014}"]).await;
    browser.wait_until(&format!("{LETTER_INCLUDES}('Dear Ben')")).await;
    for (key, view) in [("2", "phone"), ("4", "forced"), ("9", "inbox"), ("1", "letter")] {
        browser.press(&[key]).await;
        browser
            .wait_until(&format!(
                "location.search === '?view={view}&reader=2' && document.querySelector('#tab-{key}[aria-current]')"
            ))
            .await;
    }
    browser.press(&["\u{e012}"]).await;
    browser.wait_until(&format!("{LETTER_INCLUDES}('Dear Ann')")).await;
}

#[tokio::test]
async fn preview_and_letters_pass_axe() {
    let Some(browser) = HeadlessBrowser::open().await else { return };
    let desk = admin::start_admin(None).await;
    let at = |path: &str| format!("http://{}{}{path}", desk.address, desk.home);
    for dark in [false, true] {
        browser.set_dark_mode(dark).await;
        for path in [
            "",
            "report",
            "draft/spring",
            "draft/spring?view=text",
            "draft/spring?view=source",
            "draft/spring?view=inbox",
        ] {
            browser.open_url(&at(path)).await;
            assert_eq!(browser.axe_violations().await, [""; 0], "{path}, dark: {dark}");
        }
        for view in ["letter", "dark", "forced", "images", "styles"] {
            browser.open_url(&at(&format!("draft/spring/letter?view={view}"))).await;
            assert_eq!(browser.axe_violations_of_letter().await, [""; 0], "{view}, dark: {dark}");
        }
    }
    desk.import_members("email,first_name\ncat@example.org,\ndan@example.org,DAN\n").await;
    desk.leave("ben@example.org").await;
    desk.write(&DRAFT.replace("it is", "we meet on Thursday 17 May 2017, it is"));
    browser.open_url(&at("draft/spring?reader=2")).await;
    browser.run_script("document.querySelectorAll('details').forEach((one) => { one.open = true })").await;
    browser.run_script("document.getElementById('letter').contentDocument.querySelector('p').click()").await;
    for dark in [false, true] {
        browser.set_dark_mode(dark).await;
        assert_eq!(browser.axe_violations().await, [""; 0], "with exceptions, dark: {dark}");
    }
    for width in [320, 700, 1300] {
        browser.set_width(width).await;
        assert!(!browser.scrolls_sideways().await, "{width}");
    }
    desk.write(&DRAFT.replace("{{first_name}},", "{{frist_name}},"));
    browser.open_url(&at("draft/spring")).await;
    assert_eq!(browser.axe_violations().await, [""; 0], "with a mistake");
}
