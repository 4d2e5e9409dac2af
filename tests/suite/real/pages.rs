//! The public pages, as everybody can use them: with a checker of accessibility, by keyboard, on a small screen.

use circular::model::State;

use super::driver::{Browser, ENTER, TAB};
use crate::web::site::{NOW, Society};

#[tokio::test]
async fn public_pages_are_accessible_to_all() {
    let Some(browser) = Browser::open().await else { return };
    let society = Society::found().await;
    let site = society.open(|| NOW).await;
    for path in [society.link(), "/nowhere".to_owned()] {
        for (width, dark) in [(900, false), (900, true), (320, false), (320, true)] {
            browser.width(width).await;
            browser.dark(dark).await;
            browser.go(&format!("http://{}{path}", site.address)).await;
            assert_eq!(browser.faults().await, [""; 0], "{path}, {width} px, dark: {dark}");
            assert!(!browser.scrolls_sideways().await, "{path}, {width} px");
        }
    }
}

#[tokio::test]
async fn the_checker_finds_what_is_wrong() {
    let Some(browser) = Browser::open().await else { return };
    let society = Society::found().await;
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
async fn one_leaves_by_the_keyboard_alone() {
    let Some(browser) = Browser::open().await else { return };
    let society = Society::found().await;
    let site = society.open(|| NOW).await;
    browser.go(&format!("http://{}{}", site.address, society.link())).await;
    browser.press(&[TAB]).await;
    assert_eq!(browser.run("return document.activeElement.textContent").await, "Unsubscribe");
    browser.press(&[ENTER]).await;
    let heading = "return document.querySelector('h1').textContent";
    assert_eq!(browser.run(heading).await, "You are off the list");
    assert_eq!(society.state().await, Some(State::Unsubscribed));
}
