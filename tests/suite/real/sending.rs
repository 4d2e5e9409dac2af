//! The chair tries a letter, sends it to 140 people, and watches it go, in a browser.

use super::driver::{HeadlessBrowser, TAB};
use super::smtp_sink::{SINK, SmtpSink};
use crate::engine::TestDatabase;
use crate::web::admin::sending::{SPRING, SendingAdmin};
use circular::mail_catcher::{CatcherAction, CatcherScript, SmtpStep};

const MEMBERS: usize = 140;

/// Slow enough to be watched.
const PACE: &str = "[throttle]\nrate = '100/second'\n";

impl SendingAdmin {
    fn url(&self, path: &str) -> String {
        format!("http://{}{}{path}", self.address, self.home)
    }
}

/// Opens the pages of a society whose letters go to Postfix's sink.
async fn with_sink(ground: &TestDatabase) -> (SendingAdmin, SmtpSink) {
    let mut sink = SmtpSink::start(&[]);
    sink.session().await.quit().await;
    let relay = format!("[relay]\nurl = 'smtp://{}'\nconnections = 2\n{PACE}", sink.address);
    (SendingAdmin::with_script(ground, MEMBERS, CatcherScript::default(), &relay).await, sink)
}

/// What must be true of each page, at each width.
async fn is_sound(browser: &HeadlessBrowser, name: &str) {
    for width in [1280, 390] {
        browser.set_width(width).await;
        for dark in [false, true] {
            browser.set_dark_mode(dark).await;
            assert_eq!(browser.axe_violations().await, [""; 0], "{name} at {width}, dark: {dark}");
        }
    }
    browser.set_width(320).await;
    assert!(!browser.scrolls_sideways().await, "{name}");
    browser.set_dark_mode(false).await;
}

#[tokio::test]
async fn letter_is_sent_to_everybody_at_both_widths() {
    if !super::is_here(SINK) {
        return;
    }
    let Some(browser) = HeadlessBrowser::open().await else { return };
    for width in [1280, 390] {
        let ground = TestDatabase::sqlite().await;
        let (desk, _sink) = with_sink(&ground).await;
        browser.set_width(width).await;
        browser.open_url(&desk.url("draft/spring/send")).await;
        browser.run_script("document.querySelector('[formaction$=\"/test\"]').click()").await;
        browser.wait_until("document.querySelector('.notice.good')?.innerText.includes('mail server took it')").await;
        browser.run_script("document.querySelector('a.button.primary').click()").await;
        browser.wait_until("document.querySelector('.test-state .state.good')").await;
        browser
            .run_script("document.getElementById('count').value = '140'; document.getElementById('send').click()")
            .await;
        browser.wait_until("document.getElementById('count')?.innerText.endsWith('of 140')").await;
        // It moves by itself.
        browser.wait_until("document.querySelector('progress')?.value > 20").await;
        browser.wait_until("document.querySelector('.result')?.innerText === 'Sent to 140 of 140.'").await;
        let heard = browser.run_script("return document.getElementById('status').textContent").await;
        assert_eq!(heard, "Sent to 140 of 140.", "people who hear the page are told");
        assert!(!browser.scrolls_sideways().await, "{width}");
    }
}

#[tokio::test]
async fn letter_is_sent_by_keyboard_alone() {
    if !super::is_here(SINK) {
        return;
    }
    let Some(browser) = HeadlessBrowser::open().await else { return };
    let ground = TestDatabase::sqlite().await;
    let (desk, _sink) = with_sink(&ground).await;
    browser.open_url(&desk.url("draft/spring/send")).await;
    let tab_to = async |id: &str| {
        for _ in 0..60 {
            browser.press(&[TAB]).await;
            if browser.run_script("return document.activeElement.id").await == id {
                return;
            }
        }
        panic!("Tab never comes to {id}");
    };
    tab_to("count").await;
    browser.press(&["1", "4", "0", "\u{e007}"]).await;
    let still = browser.run_script("return location.pathname.endsWith('/send')").await;
    assert_eq!(still, true, "Enter in the field sends nothing");
    assert!(desk.issues().await.is_empty());
    tab_to("send").await;
    browser.submit().await;
    browser.wait_until("document.getElementById('pause')").await;
    tab_to("pause").await;
    browser.submit().await;
    browser.wait_until("document.getElementById('resume')").await;
    tab_to("resume").await;
    browser.submit().await;
    browser.wait_until("document.querySelector('.result')?.innerText === 'Sent to 140 of 140.'").await;
}

#[tokio::test]
async fn pages_of_sending_are_sound() {
    let Some(browser) = HeadlessBrowser::open().await else { return };
    let ground = TestDatabase::sqlite().await;
    let script = CatcherScript::with_responder(|at| match (at.step, at.recipient) {
        (SmtpStep::Recipient, "s1@example.org") => CatcherAction::reply("550 5.1.1 no such user here"),
        (SmtpStep::Recipient, "s2@example.org") => CatcherAction::reply("450 4.2.0 greylisted, come back later"),
        (SmtpStep::FinalDot, "s3@example.org") => CatcherAction::Close,
        _ => CatcherAction::Accept,
    });
    let desk = SendingAdmin::with_script(&ground, 30, script, "").await;
    desk.write(&SPRING.replace("it is *spring*.", "the room costs £XXX, and we meet on Thursday 17 May 2017."));
    ground.execute("UPDATE subscription SET state = 'unsubscribed' WHERE subscriber_id = 9").await;
    for path in ["draft/spring/send", "draft/spring/send/names", "draft/spring/test"] {
        browser.open_url(&desk.url(path)).await;
        browser.run_script("document.querySelectorAll('details').forEach((one) => { one.open = true })").await;
        is_sound(&browser, path).await;
    }
    browser.open_url(&desk.url("draft/spring/send")).await;
    browser.run_script("document.getElementById('send').click()").await;
    browser.wait_until("document.querySelector('.error-list')").await;
    is_sound(&browser, "with mistakes").await;
    desk.write(SPRING);
    let path = desk.send_now("29").await;
    desk.wait_for(&path, "Not sure whether it arrived: 1").await;
    for path in [path.clone(), format!("{path}/stop")] {
        browser.open_url(&format!("http://{}{path}", desk.address)).await;
        is_sound(&browser, &path).await;
    }
}
