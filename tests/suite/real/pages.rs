//! The public pages, as everybody can use them: with a checker of accessibility, by keyboard, on a small screen.

use std::sync::atomic::{AtomicI64, Ordering};

use circular::model::{IssueId, OptIn, SubscriberId, SubscriptionState};
use circular::subscription;
use jiff::{SignedDuration, Timestamp};

use super::driver::{HeadlessBrowser, TAB};
use crate::engine::TestDatabase;
use crate::web::signup::{SOON, SignupFixture};
use crate::web::site::{NOW, RunningPreview, SiteFixture};

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

fn hours(hours: i64) -> Timestamp {
    NOW + SignedDuration::from_hours(hours)
}

/// Opens a page.
async fn visit(browser: &HeadlessBrowser, site: &RunningPreview, path: &str) {
    browser.go(&format!("http://{}{path}", site.address)).await;
}

/// Presses the button, or works the field, that a selector names.
async fn enter(browser: &HeadlessBrowser, selector: &str) {
    browser.run(&format!("document.querySelector(\"{selector}\").focus()")).await;
    browser.send().await;
}

/// Fills in the address and sends the form.
async fn join(browser: &HeadlessBrowser, address: &str) {
    browser.run(&format!("document.querySelector('#email').value = '{address}'")).await;
    enter(browser, "#email").await;
}

/// Moves on by the tabulator; returns what is reached, which must show that it is.
async fn tab(browser: &HeadlessBrowser) -> String {
    browser.press(&[TAB]).await;
    assert_eq!(browser.run("return getComputedStyle(document.activeElement).outlineStyle").await, "solid");
    let reached = browser.run("return document.activeElement.id || document.activeElement.textContent").await;
    reached.as_str().unwrap().to_owned()
}

/// Holds the page that is shown against the checker, by day and by night, on a wide screen and on a small one.
async fn hold(browser: &HeadlessBrowser, heading: &str) {
    assert_eq!(browser.run(HEADING).await, heading);
    for (width, dark) in [(900, false), (900, true), (320, false), (320, true)] {
        browser.width(width).await;
        browser.dark(dark).await;
        assert_eq!(browser.faults().await, [""; 0], "{heading}, {width} px, dark: {dark}");
        assert!(!browser.scrolls_sideways().await, "{heading}, {width} px");
    }
}

#[tokio::test]
async fn unsubscribe_pages_pass_axe() {
    let Some(browser) = HeadlessBrowser::open().await else { return };
    let society = SiteFixture::found().await;
    let site = society.open(|| NOW).await;
    visit(&browser, &site, "/nowhere").await;
    hold(&browser, "We do not know this link").await;
    visit(&browser, &site, &format!("{}/undo", society.link())).await;
    hold(&browser, "Sorry, this did not work").await;
    visit(&browser, &site, &society.link()).await;
    hold(&browser, "Unsubscribe from “The Members’ Letter”?").await;
    enter(&browser, "button").await;
    hold(&browser, "You are off the list").await;
    enter(&browser, "[action$='/reason'] button").await;
    hold(&browser, "Thank you").await;
    let late = society.open(|| hours(24 * 31)).await;
    visit(&browser, &late, &society.link()).await;
    hold(&browser, "You are not on this list").await;
    visit(&browser, &site, &society.link()).await;
    hold(&browser, "You are not on this list").await;
    enter(&browser, "[action$='/undo'] button").await;
    hold(&browser, "You are on the list again").await;
}

#[tokio::test]
async fn preferences_page_passes_axe() {
    let Some(browser) = HeadlessBrowser::open().await else { return };
    let society = SiteFixture::found().await;
    society.another("news", LONG, false, Some(ANN)).await;
    society.another("open", "For Everybody", true, None).await;
    let site = society.open(|| NOW).await;
    visit(&browser, &site, &format!("{}/lists", society.link())).await;
    hold(&browser, "What we send you").await;
    for (button, done) in [
        ("button[value=notices]", "Done. You get only the official notices of “The Members’ Letter”."),
        ("button[value=nothing]", "Done. You get nothing more from “The Members’ Letter”."),
        (".apart button", "Done. You are off every list: you get nothing more from us."),
    ] {
        enter(&browser, button).await;
        assert_eq!(browser.run(DONE).await, done);
        hold(&browser, "What we send you").await;
    }
    let mut work = society.database.begin_write().await.unwrap();
    subscription::suppress_bounced(&mut work, SubscriberId::new(1), IssueId::new(7), Some("no such user"), NOW)
        .await
        .unwrap();
    work.commit().await.unwrap();
    for (path, heading) in [("", "You get no letters"), ("/lists", "What we send you")] {
        visit(&browser, &site, &format!("{}{path}", society.link())).await;
        hold(&browser, heading).await;
    }
}

#[tokio::test]
async fn subscribe_form_passes_axe() {
    let Some(browser) = HeadlessBrowser::open().await else { return };
    let ground = TestDatabase::sqlite().await;
    let porch = SignupFixture::with(&ground, "smtp://127.0.0.1:9", "joins_per_hour = 2").await;
    porch.list("news", LONG, OptIn::Double, true).await;
    let site = porch.open(slow_clock).await;
    visit(&browser, &site, "/subscribe").await;
    hold(&browser, "Our letters by email").await;
    join(&browser, "ann@example").await;
    for wrong in ["#email-wrong", "#lists-wrong"] {
        browser.run(&format!("document.querySelector('{wrong}').id")).await;
    }
    hold(&browser, "Our letters by email").await;
    for (list, title, answer) in [
        ("news", LONG, "Please check your mail"),
        ("friends", "News & Views", "Thank you"),
        ("members", "The Members’ Letter", "Please try again later"),
    ] {
        visit(&browser, &site, &format!("/subscribe/{list}")).await;
        hold(&browser, &format!("“{title}” by email")).await;
        join(&browser, "ann@example.org").await;
        hold(&browser, answer).await;
    }
    visit(&browser, &porch.open(|| NOW).await, "/subscribe/members").await;
    join(&browser, "ann@example.org").await;
    assert!(browser.run("return document.querySelector('.note').textContent").await.to_string().contains("Almost"));
    hold(&browser, "“The Members’ Letter” by email").await;
    visit(&browser, &SignupFixture::serve(porch.site(|| NOW).with_signup_closed()).await, "/subscribe").await;
    hold(&browser, "The form is closed for now").await;
}

#[tokio::test]
async fn confirmation_pages_pass_axe() {
    let Some(browser) = HeadlessBrowser::open().await else { return };
    let ground = TestDatabase::sqlite().await;
    let porch = SignupFixture::with(&ground, "smtp://127.0.0.1:9", "").await;
    porch.list("news", LONG, OptIn::Double, true).await;
    for (address, lists) in [("ann@example.org", &["news"][..]), ("ben@example.org", &["news", "members"])] {
        for list in lists {
            porch.ask(&format!("/subscribe/{list}"), address, SOON).await;
        }
    }
    porch.mailed(SOON).await;
    let (site, late) = (porch.open(|| hours(1)).await, porch.open(|| hours(100)).await);
    let one = format!("Would you like to get “{LONG}”?");
    for (address, heading) in
        [("ann@example.org", one.as_str()), ("ben@example.org", "Would you like to get these letters?")]
    {
        let link = porch.link(address).await;
        visit(&browser, &late, &link).await;
        hold(&browser, "This link has expired").await;
        visit(&browser, &site, &link).await;
        hold(&browser, heading).await;
        enter(&browser, "[action$='/not-me'] button").await;
        hold(&browser, "We will not ask you again").await;
        enter(&browser, "button").await;
        hold(&browser, "Welcome: you are on the list").await;
    }
}

#[tokio::test]
async fn axe_detects_violations() {
    let Some(browser) = HeadlessBrowser::open().await else { return };
    let society = SiteFixture::found().await;
    let site = society.open(|| NOW).await;
    browser.width(320).await;
    browser.go(&format!("http://{}{}", site.address, society.link())).await;
    browser.run("document.documentElement.lang = ''; document.querySelector('button').textContent = ''").await;
    let faults = browser.faults().await;
    assert_eq!(
        faults.iter().filter_map(|fault| fault.split(':').next()).collect::<Vec<_>>(),
        ["button-name", "html-has-lang"]
    );
    browser.run("document.querySelector('main').style.width = '400px'").await;
    assert!(browser.scrolls_sideways().await);
}

#[tokio::test]
async fn unsubscribe_works_by_keyboard() {
    let Some(browser) = HeadlessBrowser::open().await else { return };
    let society = SiteFixture::found().await;
    let site = society.open(|| NOW).await;
    visit(&browser, &site, &society.link()).await;
    assert_eq!(tab(&browser).await, "Unsubscribe");
    browser.send().await;
    assert_eq!(browser.run(HEADING).await, "You are off the list");
    assert_eq!(society.state().await, Some(SubscriptionState::Unsubscribed));
}

#[tokio::test]
async fn preferences_work_by_keyboard() {
    let Some(browser) = HeadlessBrowser::open().await else { return };
    let society = SiteFixture::found().await;
    let site = society.open(|| NOW).await;
    visit(&browser, &site, &format!("{}/lists", society.link())).await;
    for (button, state) in
        [("Only official notices", SubscriptionState::NoticesOnly), ("All letters again", SubscriptionState::Confirmed)]
    {
        assert_eq!(tab(&browser).await, format!("{button} from “The Members’ Letter”"));
        browser.send().await;
        assert!(browser.run(DONE).await.as_str().unwrap().starts_with("Done."));
        assert_eq!(society.state().await, Some(state));
    }
}

#[tokio::test]
async fn signup_works_by_keyboard() {
    let Some(browser) = HeadlessBrowser::open().await else { return };
    let ground = TestDatabase::sqlite().await;
    let porch = SignupFixture::with(&ground, "smtp://127.0.0.1:9", "").await;
    let site = porch.open(slow_clock).await;
    visit(&browser, &site, "/subscribe/members").await;
    assert_eq!(tab(&browser).await, "email");
    let keys: Vec<String> = "ann@example.org".chars().map(String::from).collect();
    browser.press(&keys.iter().map(String::as_str).collect::<Vec<_>>()).await;
    browser.press(&[TAB]).await;
    assert_eq!(browser.run("return document.activeElement.textContent").await, "Subscribe", "the trap is passed over");
    browser.send().await;
    assert_eq!(browser.run(HEADING).await, "Please check your mail");
    porch.mailed(|| hours(1)).await;
    visit(&browser, &site, &porch.link("ann@example.org").await).await;
    assert_eq!(tab(&browser).await, "Yes, send it to me");
    browser.send().await;
    assert_eq!(browser.run(HEADING).await, "Welcome: you are on the list");
    assert_eq!(porch.state("members", "ann@example.org").await, Some(SubscriptionState::Confirmed));
}
