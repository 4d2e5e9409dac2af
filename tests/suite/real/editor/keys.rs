//! The page is worked by keys, and says which there are.

use super::super::driver::{ENTER, HeadlessBrowser};
use crate::web::admin;

const CONTROL: &str = "\u{e009}";
const ESCAPE: &str = "\u{e00c}";

#[tokio::test]
async fn question_mark_shows_the_keys_and_they_can_be_switched_off() {
    let Some(browser) = HeadlessBrowser::open().await else { return };
    let desk = admin::start_admin(None).await;
    browser.open_editor(&desk).await;
    browser.run_script("document.activeElement.blur()").await;
    browser.press(&["?"]).await;
    browser.wait_until("document.getElementById('keys-window').open").await;
    browser.press(&[ESCAPE]).await;
    browser.wait_until("!document.getElementById('keys-window').open").await;
    browser.run_script("document.activeElement.blur()").await;
    browser.press(&["4"]).await;
    browser.wait_until("!document.getElementById('letter-text').hidden").await;
    browser.press(&["1"]).await;
    browser.wait_until("!document.getElementById('letter').hidden").await;
    // What is typed in a field is typed.
    browser.run_script("document.querySelector('[name=subject]').focus()").await;
    browser.press(&["?"]).await;
    assert_eq!(browser.run_script("return document.getElementById('keys-window').open").await, false);
    browser.run_script("document.querySelector('#keys-window [name=single]').click()").await;
    browser.run_script("document.activeElement.blur()").await;
    browser.press(&["4", "?"]).await;
    assert_eq!(browser.run_script("return document.getElementById('letter-text').hidden").await, true);
    assert_eq!(browser.run_script("return document.getElementById('keys-window').open").await, false);
}

#[tokio::test]
async fn control_enter_saves_and_goes_to_the_page_that_sends() {
    let Some(browser) = HeadlessBrowser::open().await else { return };
    let desk = admin::start_admin(None).await;
    browser.open_editor(&desk).await;
    browser.put_cursor_behind("spring").await;
    browser.type_words(" soon").await;
    browser.hold(CONTROL, ENTER).await;
    browser.wait_for_page("location.pathname.endsWith('/draft/spring/send')").await;
    assert!(std::fs::read_to_string(desk.newsletters().join("spring.md")).unwrap().contains("spring soon"));
}
