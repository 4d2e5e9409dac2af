//! The pages of the answers to a letter in a browser: used by hand, on any screen, and by everybody.

use super::driver::HeadlessBrowser;
use super::pictures::{page_picture_folder, picture_folder};
use crate::web::admin::{RunningAdmin, start_admin};

/// The picture of the chair's page, for the documentation.
pub(super) const ANSWERS_PICTURE: &str = "answers.png";

async fn open(browser: &HeadlessBrowser, desk: &RunningAdmin, path: &str) {
    browser.open_url(&format!("http://{}{}{path}", desk.address, desk.home)).await;
}

#[tokio::test]
async fn answer_pages_pass_axe_and_fit_small_screens() {
    let Some(browser) = HeadlessBrowser::open().await else { return };
    let desk = start_admin(None).await;
    desk.asked_letter().await;
    desk.more_answers().await;
    let pictures = page_picture_folder();
    let (shown, _kept) = picture_folder();
    desk.name_plainly().await;
    browser.set_screen((1280, 900)).await;
    open(&browser, &desk, "answers/7").await;
    std::fs::write(shown.join(ANSWERS_PICTURE), browser.screenshot().await).unwrap();
    for (name, path) in [
        ("answers", "answers/7"),
        ("silent", "answers/7?show=silent"),
        ("changed", "answers/7?show=changed&who=ben%40example.org"),
        ("uncounted", "answers/7?show=uncounted"),
        ("door", "answers/7/door"),
        ("sent", "sent/7"),
        ("report", "report/spring?list=members"),
        ("letters", ""),
    ] {
        for (width, dark) in [(1280, false), (390, false), (390, true), (320, false)] {
            browser.set_dark_mode(dark).await;
            browser.set_screen((width, 900)).await;
            open(&browser, &desk, path).await;
            assert!(!browser.scrolls_sideways().await, "{path} at {width}");
            if width > 320 {
                assert_eq!(browser.axe_violations().await, [""; 0], "{path} at {width}, dark: {dark}");
            }
            if let Some(folder) = &pictures {
                let height = browser.run_script("return document.documentElement.scrollHeight").await;
                browser.set_screen((width, u32::try_from(height.as_u64().unwrap()).unwrap().max(500))).await;
                std::fs::write(folder.join(format!("{name}-{width}-{dark}.png")), browser.screenshot().await).unwrap();
            }
        }
    }
}

#[tokio::test]
async fn answer_is_changed_and_reminder_begun_in_the_browser() {
    let Some(browser) = HeadlessBrowser::open().await else { return };
    let desk = start_admin(None).await;
    desk.asked_letter().await;
    browser.set_screen((1280, 900)).await;
    open(&browser, &desk, "answers/7?show=silent").await;
    browser.run_script("document.querySelector('.change a').focus()").await;
    browser.submit().await;
    assert_eq!(browser.run_script("return document.querySelector('#who').value").await, "ben@example.org");
    browser.run_script("document.querySelector('#answer').value = 'apologies'").await;
    browser.run_script("document.querySelector('#record ~ form button').focus()").await;
    browser.submit().await;
    browser.wait_until("document.querySelector('.notice').innerText.includes('“apologies”')").await;
    let label = "document.querySelector('form[action$=remind] button').innerText";
    assert_eq!(browser.run_script(&format!("return {label}")).await, "Remind the one who has not answered");
    browser.run_script("document.querySelector('form[action$=remind] button').focus()").await;
    browser.submit().await;
    browser.wait_until("document.querySelector('[name=subject]')?.value === 'Reminder: Spring meeting'").await;
}
