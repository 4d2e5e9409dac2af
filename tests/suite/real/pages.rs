//! The public pages, as everybody can use them: with a checker of accessibility, by keyboard, on a small screen.

use std::sync::atomic::{AtomicI64, Ordering};

use circular::model::{IssueId, OptIn, SubscriberId, SubscriptionState};
use circular::subscription;
use jiff::{SignedDuration, Timestamp};

use super::driver::{HeadlessBrowser, TAB};
use crate::engine::TestDatabase;
use crate::web::answering;
use crate::web::signup::{SOON, SignupFixture};
use crate::web::site::{NOW, RunningSite, SiteFixture};

/// A title with a word that no small screen is wide enough for.
const LONG: &str = "News from Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogoch";

const ANN: &str = "email\nann@example.org\n";
const HEADING: &str = "return document.querySelector('h1').textContent";
const DONE: &str = "return document.querySelector('.done').textContent.trim()";

/// A clock by which people take ten seconds for whatever they do.
fn slow_clock() -> Timestamp {
    static LOOKS: AtomicI64 = AtomicI64::new(1);
    NOW + SignedDuration::from_secs(10 * LOOKS.fetch_add(1, Ordering::Relaxed))
}

fn hours_later(hours: i64) -> Timestamp {
    NOW + SignedDuration::from_hours(hours)
}

/// Opens a page.
async fn visit(browser: &HeadlessBrowser, site: &RunningSite, path: &str) {
    browser.open_url(&format!("http://{}{path}", site.address)).await;
}

/// Presses the button, or works the field, that a selector names.
async fn press_enter_on(browser: &HeadlessBrowser, selector: &str) {
    browser.run_script(&format!("document.querySelector(\"{selector}\").focus()")).await;
    browser.submit().await;
}

/// Fills in the address and sends the form.
async fn join(browser: &HeadlessBrowser, address: &str) {
    browser.run_script(&format!("document.querySelector('#email').value = '{address}'")).await;
    press_enter_on(browser, "#email").await;
}

/// Moves on by the tabulator; returns what is reached, which must show that it is.
async fn press_tab(browser: &HeadlessBrowser) -> String {
    browser.press(&[TAB]).await;
    assert_eq!(browser.run_script("return getComputedStyle(document.activeElement).outlineStyle").await, "solid");
    let reached = browser.run_script("return document.activeElement.id || document.activeElement.textContent").await;
    reached.as_str().unwrap().to_owned()
}

/// Holds the page that is shown against the checker, by day and by night, on a wide screen and on a small one.
async fn assert_accessible(browser: &HeadlessBrowser, heading: &str) {
    assert_eq!(browser.run_script(HEADING).await, heading);
    for (width, dark) in [(900, false), (900, true), (320, false), (320, true)] {
        browser.set_width(width).await;
        browser.set_dark_mode(dark).await;
        assert_eq!(browser.axe_violations().await, [""; 0], "{heading}, {width} px, dark: {dark}");
        assert!(!browser.scrolls_sideways().await, "{heading}, {width} px");
    }
}

#[tokio::test]
async fn unsubscribe_pages_pass_axe() {
    let Some(browser) = HeadlessBrowser::open().await else { return };
    let society = SiteFixture::create().await;
    let site = society.serve(|| NOW).await;
    visit(&browser, &site, "/nowhere").await;
    assert_accessible(&browser, "We do not know this link").await;
    visit(&browser, &site, &format!("{}/undo", society.link())).await;
    assert_accessible(&browser, "Sorry, this did not work").await;
    visit(&browser, &site, &society.link()).await;
    assert_accessible(&browser, "Unsubscribe from “The Members’ Letter”?").await;
    press_enter_on(&browser, "button").await;
    assert_accessible(&browser, "You are off the list").await;
    press_enter_on(&browser, "[action$='/reason'] button").await;
    assert_accessible(&browser, "Thank you").await;
    let late = society.serve(|| hours_later(24 * 31)).await;
    visit(&browser, &late, &society.link()).await;
    assert_accessible(&browser, "You are not on this list").await;
    visit(&browser, &site, &society.link()).await;
    assert_accessible(&browser, "You are not on this list").await;
    press_enter_on(&browser, "[action$='/undo'] button").await;
    assert_accessible(&browser, "You are on the list again").await;
}

#[tokio::test]
async fn answer_page_passes_axe() {
    let Some(browser) = HeadlessBrowser::open().await else { return };
    let society = SiteFixture::create().await;
    let issue = society.ask(answering::question(Some(3)), Some(answering::event())).await;
    let [ann, ben] = [1, 2].map(|person| society.answer_path(issue, SubscriberId::new(person)));
    let site = society.serve(|| NOW).await;
    visit(&browser, &site, &format!("{ann}?answer=yes")).await;
    assert_accessible(&browser, "Tea & <cake>").await;
    press_enter_on(&browser, "form button").await;
    assert_eq!(browser.run_script(DONE).await, "Thank you. We have noted: I will come");
    assert_accessible(&browser, "Tea & <cake>").await;
    for (path, script) in [
        (&ben, "document.querySelectorAll('[required]').forEach((field) => field.required = false)"),
        (&ben, "document.querySelector('#answer-1').checked = true; document.querySelector('#guests').value = 9"),
    ] {
        visit(&browser, &site, path).await;
        browser.run_script(script).await;
        press_enter_on(&browser, "form button").await;
        assert_accessible(&browser, "Tea & <cake>").await;
    }
    let late = society.serve(|| hours_later(2)).await;
    visit(&browser, &late, &ann).await;
    assert_accessible(&browser, "Tea & <cake>").await;
    visit(&browser, &site, &society.answer_path(issue, SubscriberId::NONE)).await;
    assert_accessible(&browser, "This is a test letter").await;
}

#[tokio::test]
async fn preferences_page_passes_axe() {
    let Some(browser) = HeadlessBrowser::open().await else { return };
    let society = SiteFixture::create().await;
    society.add_list("news", LONG, false, Some(ANN)).await;
    society.add_list("open", "For Everybody", true, None).await;
    let site = society.serve(|| NOW).await;
    visit(&browser, &site, &format!("{}/lists", society.link())).await;
    assert_accessible(&browser, "What we send you").await;
    for (button, done) in [
        ("button[value=notices]", "Done. You get only the official notices of “The Members’ Letter”."),
        ("button[value=nothing]", "Done. You get nothing more from “The Members’ Letter”."),
        (".apart button", "Done. You are off every list: you get nothing more from us."),
    ] {
        press_enter_on(&browser, button).await;
        assert_eq!(browser.run_script(DONE).await, done);
        assert_accessible(&browser, "What we send you").await;
    }
    let mut work = society.database.begin_write().await.unwrap();
    subscription::suppress_bounced(&mut work, SubscriberId::new(1), IssueId::new(7), Some("no such user"), NOW)
        .await
        .unwrap();
    work.commit().await.unwrap();
    for (path, heading) in [("", "You get no letters"), ("/lists", "What we send you")] {
        visit(&browser, &site, &format!("{}{path}", society.link())).await;
        assert_accessible(&browser, heading).await;
    }
}

#[tokio::test]
async fn subscribe_form_passes_axe() {
    let Some(browser) = HeadlessBrowser::open().await else { return };
    let ground = TestDatabase::sqlite().await;
    let porch = SignupFixture::with_settings(&ground, "smtp://127.0.0.1:9", "joins_per_hour = 2").await;
    porch.list("news", LONG, OptIn::Double, true).await;
    let site = porch.open(slow_clock).await;
    visit(&browser, &site, "/subscribe").await;
    assert_accessible(&browser, "Our letters by email").await;
    join(&browser, "ann@example").await;
    for wrong in ["#email-wrong", "#lists-wrong"] {
        browser.run_script(&format!("document.querySelector('{wrong}').id")).await;
    }
    assert_accessible(&browser, "Our letters by email").await;
    for (list, title, answer) in [
        ("news", LONG, "Please check your mail"),
        ("friends", "News & Views", "Thank you"),
        ("members", "The Members’ Letter", "Please try again later"),
    ] {
        visit(&browser, &site, &format!("/subscribe/{list}")).await;
        assert_accessible(&browser, &format!("“{title}” by email")).await;
        join(&browser, "ann@example.org").await;
        assert_accessible(&browser, answer).await;
    }
    visit(&browser, &porch.open(|| NOW).await, "/subscribe/members").await;
    join(&browser, "ann@example.org").await;
    assert!(
        browser.run_script("return document.querySelector('.note').textContent").await.to_string().contains("Almost")
    );
    assert_accessible(&browser, "“The Members’ Letter” by email").await;
    visit(&browser, &SignupFixture::serve(porch.site(|| NOW).with_signup_closed()).await, "/subscribe").await;
    assert_accessible(&browser, "The form is closed for now").await;
}

#[tokio::test]
async fn confirmation_pages_pass_axe() {
    let Some(browser) = HeadlessBrowser::open().await else { return };
    let ground = TestDatabase::sqlite().await;
    let porch = SignupFixture::with_settings(&ground, "smtp://127.0.0.1:9", "").await;
    porch.list("news", LONG, OptIn::Double, true).await;
    for (address, lists) in [("ann@example.org", &["news"][..]), ("ben@example.org", &["news", "members"])] {
        for list in lists {
            porch.submit_form(&format!("/subscribe/{list}"), address, SOON).await;
        }
    }
    porch.send_confirmation(SOON).await;
    let (site, late) = (porch.open(|| hours_later(1)).await, porch.open(|| hours_later(100)).await);
    let one = format!("Would you like to get “{LONG}”?");
    for (address, heading) in
        [("ann@example.org", one.as_str()), ("ben@example.org", "Would you like to get these letters?")]
    {
        let link = porch.link(address).await;
        visit(&browser, &late, &link).await;
        assert_accessible(&browser, "This link has expired").await;
        visit(&browser, &site, &link).await;
        assert_accessible(&browser, heading).await;
        press_enter_on(&browser, "[action$='/not-me'] button").await;
        assert_accessible(&browser, "We will not ask you again").await;
        press_enter_on(&browser, "button").await;
        assert_accessible(&browser, "Welcome: you are on the list").await;
    }
}

#[tokio::test]
async fn pages_in_three_colours_pass_axe() {
    let Some(browser) = HeadlessBrowser::open().await else { return };
    for color in crate::looks::COLORS {
        let society = SiteFixture::create().await.with_look(color);
        let site = society.serve(|| NOW).await;
        visit(&browser, &site, &format!("{}/lists", society.link())).await;
        let logo = "return document.querySelector('header img').naturalWidth";
        assert_eq!(browser.run_script(logo).await, 96, "the logo is shown");
        assert_accessible(&browser, "What we send you").await;
        visit(&browser, &site, &society.link()).await;
        assert_accessible(&browser, "Unsubscribe from “The Members’ Letter”?").await;
    }
}

#[tokio::test]
async fn axe_detects_violations() {
    let Some(browser) = HeadlessBrowser::open().await else { return };
    let society = SiteFixture::create().await;
    let site = society.serve(|| NOW).await;
    browser.set_width(320).await;
    browser.open_url(&format!("http://{}{}", site.address, society.link())).await;
    browser.run_script("document.documentElement.lang = ''; document.querySelector('button').textContent = ''").await;
    let faults = browser.axe_violations().await;
    assert_eq!(
        faults.iter().filter_map(|fault| fault.split(':').next()).collect::<Vec<_>>(),
        ["button-name", "html-has-lang"]
    );
    browser.run_script("document.querySelector('main').style.width = '400px'").await;
    assert!(browser.scrolls_sideways().await);
}

#[tokio::test]
async fn unsubscribe_works_by_keyboard() {
    let Some(browser) = HeadlessBrowser::open().await else { return };
    let society = SiteFixture::create().await;
    let site = society.serve(|| NOW).await;
    visit(&browser, &site, &society.link()).await;
    assert_eq!(press_tab(&browser).await, "Unsubscribe");
    browser.submit().await;
    assert_eq!(browser.run_script(HEADING).await, "You are off the list");
    assert_eq!(society.state().await, Some(SubscriptionState::Unsubscribed));
}

#[tokio::test]
async fn preferences_work_by_keyboard() {
    let Some(browser) = HeadlessBrowser::open().await else { return };
    let society = SiteFixture::create().await;
    let site = society.serve(|| NOW).await;
    visit(&browser, &site, &format!("{}/lists", society.link())).await;
    for (button, state) in
        [("Only official notices", SubscriptionState::NoticesOnly), ("All letters again", SubscriptionState::Confirmed)]
    {
        assert_eq!(press_tab(&browser).await, format!("{button} from “The Members’ Letter”"));
        browser.submit().await;
        assert!(browser.run_script(DONE).await.as_str().unwrap().starts_with("Done."));
        assert_eq!(society.state().await, Some(state));
    }
}

#[tokio::test]
async fn signup_works_by_keyboard() {
    let Some(browser) = HeadlessBrowser::open().await else { return };
    let ground = TestDatabase::sqlite().await;
    let porch = SignupFixture::with_settings(&ground, "smtp://127.0.0.1:9", "").await;
    let site = porch.open(slow_clock).await;
    visit(&browser, &site, "/subscribe/members").await;
    assert_eq!(press_tab(&browser).await, "email");
    let keys: Vec<String> = "ann@example.org".chars().map(String::from).collect();
    browser.press(&keys.iter().map(String::as_str).collect::<Vec<_>>()).await;
    browser.press(&[TAB]).await;
    assert_eq!(
        browser.run_script("return document.activeElement.textContent").await,
        "Subscribe",
        "the trap is passed over"
    );
    browser.submit().await;
    assert_eq!(browser.run_script(HEADING).await, "Please check your mail");
    porch.send_confirmation(|| hours_later(1)).await;
    visit(&browser, &site, &porch.link("ann@example.org").await).await;
    assert_eq!(press_tab(&browser).await, "Yes, send it to me");
    browser.submit().await;
    assert_eq!(browser.run_script(HEADING).await, "Welcome: you are on the list");
    assert_eq!(porch.state("members", "ann@example.org").await, Some(SubscriptionState::Confirmed));
}
