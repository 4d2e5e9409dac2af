//! Letters look as drawn: by day, by night, and on a telephone.

use serde_json::json;

use super::{NOTICE, PICTURES, REPORT, RoundcubeServer};
use crate::real::driver::HeadlessBrowser;
use crate::real::pictures::ScreenshotSeries;

/// Whether the person prefers dark pages, and the screen, in the order of the pictures.
const SCREENS: [(bool, (u32, u32)); 3] = [(false, (1280, 900)), (true, (1280, 900)), (false, (390, 844))];

const THERE: &str =
    "[...document.querySelectorAll('.message-htmlpart img')].every((image) => image.complete) && window.rcmail";

/// Returns some styles of an element as the browser computes them.
async fn styles<const N: usize>(browser: &HeadlessBrowser, selector: &str, properties: [&str; N]) -> [String; N] {
    let script = format!(
        "const styles = getComputedStyle(document.querySelector('.message-htmlpart {selector}'));
         return {properties:?}.map((property) => styles.getPropertyValue(property))"
    );
    let computed = browser.run_script(&script).await;
    std::array::from_fn(|at| computed[at].as_str().unwrap().to_owned())
}

async fn assert_nothing_is_hard_to_read(browser: &HeadlessBrowser, name: &str) {
    let faults = browser.run_script(include_str!("letter_faults.js")).await;
    assert_eq!(faults, json!([]), "{name}");
    assert!(!browser.scrolls_sideways().await, "{name}");
}

#[tokio::test(flavor = "multi_thread")]
async fn report_looks_as_drawn() {
    let Some((browser, server)) = RoundcubeServer::open().await else { return };
    let mut camera = ScreenshotSeries::new(&browser);
    let url = server.url(&format!("?_task=mail&_mbox=INBOX&_uid={REPORT}&_action=show"));
    for (name, (dark, size)) in PICTURES.into_iter().zip(SCREENS) {
        browser.set_dark_mode(dark).await;
        camera.take(name, &url, size, THERE).await;
        let narrow = size.0 < 480;

        let heading = styles(&browser, "h1", ["color", "font-size"]).await;
        let ink = if dark { "rgb(236, 239, 243)" } else { "rgb(31, 35, 40)" };
        assert_eq!(heading, [ink, if narrow { "24px" } else { "30px" }], "{name}");
        let desk = if dark { "rgb(20, 22, 26)" } else { "rgb(244, 241, 234)" };
        let paper = if dark { "rgb(30, 33, 38)" } else { "rgb(255, 255, 255)" };
        assert_eq!(styles(&browser, ".rcmBody", ["background-color"]).await, [desk], "{name}");
        assert_eq!(styles(&browser, ".v1letter", ["background-color"]).await, [desk], "{name}");
        assert_eq!(styles(&browser, ".v1card", ["background-color"]).await, [paper], "{name}");
        // 14 pixels are Roundcube's own on each side, and 8 the letter's.
        let width = if narrow { "346px" } else { "584px" };
        assert_eq!(styles(&browser, ".v1card", ["width"]).await, [width], "{name}");
        let button = styles(&browser, ".v1button", ["display", "background-color"]).await;
        let display = if narrow { "block" } else { "inline-block" };
        let fill = if dark { "rgb(182, 86, 112)" } else { "rgb(122, 31, 61)" };
        assert_eq!(button, [display, fill], "{name}");
        // Roundcube has a line of its own on either side of quotations.
        let lines = styles(&browser, "blockquote", ["border-left-width", "border-right-width"]).await;
        assert_eq!(lines, ["4px", "0px"], "{name}");
        assert_nothing_is_hard_to_read(&browser, name).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn notice_looks_as_drawn() {
    let Some((browser, server)) = RoundcubeServer::open().await else { return };
    for (dark, size) in SCREENS {
        browser.set_dark_mode(dark).await;
        browser.set_screen(size).await;
        browser.open_url(&server.url(&format!("?_task=mail&_mbox=INBOX&_uid={NOTICE}&_action=show"))).await;
        browser.wait_until(THERE).await;
        let leaf = styles(&browser, ".v1leaf", ["background-color", "width"]).await;
        let fill = if dark { "rgb(182, 86, 112)" } else { "rgb(122, 31, 61)" };
        assert_eq!(leaf, [fill, "56px"], "{size:?}, dark: {dark}");
        assert_nothing_is_hard_to_read(&browser, &format!("{size:?}, dark: {dark}")).await;
    }
    let attached = browser.run_script("return document.getElementById('attachment-list').innerText").await;
    assert!(attached.as_str().unwrap().contains("2017-annual-meeting.ics"), "{attached}");
}

#[tokio::test(flavor = "multi_thread")]
async fn cleaner_leaves_sheets_pictures_and_links() {
    let Some((browser, server)) = RoundcubeServer::open().await else { return };
    browser.open_url(&server.url(&format!("?_task=mail&_mbox=INBOX&_uid={REPORT}&_action=show"))).await;
    browser.wait_until(THERE).await;
    let left = browser
        .run_script(
            "const all = (selector) => [...document.querySelectorAll('.message-htmlpart ' + selector)];
             const rules = (list) => [...list].flatMap((rule) => rule.cssRules ? [...rule.cssRules, rule] : rule);
             const written = all('style').flatMap((style) => rules(style.sheet.cssRules));
             const selectors = written.map((rule) => rule.selectorText).filter((selector) => selector);
             const foreign = selectors.flatMap((selector) => selector.split(','))
                 .filter((selector) => !selector.trim().startsWith('#message-htmlpart1 div.rcmBody'));
             const notice = document.getElementById('remote-objects-message');
             return {
                 sheets: all('style').length,
                 media: written.filter((rule) => rule.media).map((rule) => rule.media.mediaText),
                 dark: selectors.includes(
                     '#message-htmlpart1 div.rcmBody, #message-htmlpart1 div.rcmBody .v1letter'),
                 foreign,
                 pictures: all('img').map((image) => [image.naturalWidth, image.naturalHeight, image.alt]),
                 stored: all('img').every((image) => image.src.startsWith(location.origin + '/?_task=mail&_action=get')),
                 asks: notice !== null && notice.checkVisibility(),
                 attached: document.querySelectorAll('#attachment-list li').length,
                 leave: all('a[href^=\"https://news.example.org/u/\"]').map((link) => link.innerText),
             }",
        )
        .await;
    let expected = json!({
        "sheets": 3,
        "media": [
            "screen and (min-width: 520px)",
            "screen and (max-width: 480px)",
            "screen and (max-width: 320px)",
            "(prefers-color-scheme: dark)"
        ],
        "dark": true,
        "foreign": [],
        "pictures": [[96, 96, ""], [60, 24, "Members by year"]],
        "stored": true,
        "asks": false,
        "attached": 0,
        "leave": ["Unsubscribe", "Choose what you get"],
    });
    assert_eq!(left, expected);
}
