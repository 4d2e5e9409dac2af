//! The chair's pages in a browser: with a checker of accessibility, by keyboard, without scripts, on a small screen.

use std::fs;

use circular::web::admin::{self as server, FirstStartServer};
use tokio::net::TcpListener;

use super::driver::{ENTER, HeadlessBrowser};
use crate::web::admin;

/// Holds the page that is shown against the checker, by day and by night, on wide and on small screens.
async fn assert_accessible(browser: &HeadlessBrowser, heading: &str) {
    assert_eq!(browser.run_script("return document.querySelector('h1').innerText").await, heading);
    for (width, dark) in [(1280, false), (1280, true), (390, false), (320, true)] {
        browser.set_width(width).await;
        browser.set_dark_mode(dark).await;
        assert_eq!(browser.axe_violations().await, [""; 0], "{heading}, {width} px, dark: {dark}");
        assert!(!browser.scrolls_sideways().await, "{heading}, {width} px");
    }
    browser.set_width(1280).await;
}

#[tokio::test]
async fn workspace_is_made_in_the_browser_and_each_page_passes_axe() {
    let Some(browser) = HeadlessBrowser::open().await else { return };
    let folder = tempfile::tempdir().unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let start = FirstStartServer::new(listener.local_addr().unwrap(), folder.path().join("Letters")).unwrap();
    let home = start.url();
    tokio::spawn(server::serve_first_start(listener, start, std::future::pending()));
    browser.open_url(&home).await;
    assert_accessible(&browser, "Write to your members").await;
    let fill = "const set = (id, value) => document.getElementById(id).value = value; \
                set('society-name', 'The Choir'); set('sender-address', 'chair@example.org'); \
                document.getElementById('folder').focus()";
    browser.run_script(fill).await;
    browser.submit().await;
    assert_accessible(&browser, "Your first letter in four steps").await;
    assert!(fs::read_to_string(folder.path().join("Letters/circular.toml")).unwrap().contains("The Choir"));
    for (page, heading) in [("settings", "Settings"), ("new", "New letter"), ("", "Letters")] {
        browser.open_url(&format!("{home}{page}")).await;
        assert_accessible(&browser, heading).await;
    }
}

#[tokio::test]
async fn letter_is_found_and_begun_by_keys_alone() {
    let Some(browser) = HeadlessBrowser::open().await else { return };
    let desk = admin::start_admin(None).await;
    let home = format!("http://{}{}", desk.address, desk.home);
    fs::write(desk.newsletters().join("autumn.md"), admin::DRAFT.replace("Spring", "Autumn")).unwrap();
    browser.set_width(1280).await;
    browser.open_url(&home).await;
    browser.wait_until("!document.getElementById('live').hidden").await;
    browser.press(&["/"]).await;
    browser.wait_until("document.activeElement.id === 'find'").await;
    browser.press(&["a", "u", "t", ENTER]).await;
    browser.wait_until("document.querySelectorAll('.rows > li').length === 1").await;
    assert_eq!(browser.run_script("return location.search").await, "?find=aut");
    browser.run_script("document.activeElement.blur()").await;
    browser.press(&["?"]).await;
    browser.wait_until("document.getElementById('keys').open").await;
    let keys = browser.run_script("return document.getElementById('keys-list').innerText").await;
    assert!(keys.as_str().unwrap().contains("Find a letter"), "{keys}");
    assert_eq!(browser.axe_violations().await, [""; 0]);
    browser.run_script("document.getElementById('keys-off').click(); document.getElementById('keys').close()").await;
    browser.press(&["/"]).await;
    assert_ne!(browser.run_script("return document.activeElement.id").await, "find", "the keys are switched off");
    browser.run_script("document.querySelector('a[data-sheet]').focus()").await;
    browser.press(&[ENTER]).await;
    browser.wait_until("document.querySelector('dialog.sheet[open] #title')").await;
    browser.run_script("document.querySelector('dialog.sheet[open] #title').value = 'Winter'; document.querySelector('dialog.sheet[open] #title').focus()").await;
    browser.submit().await;
    assert!(fs::read_to_string(desk.newsletters().join("winter.md")).unwrap().contains("subject: Winter"));
}

#[tokio::test]
async fn what_is_typed_is_kept_when_a_file_changes() {
    let Some(browser) = HeadlessBrowser::open().await else { return };
    let desk = admin::start_admin(None).await;
    let home = format!("http://{}{}", desk.address, desk.home);
    browser.open_url(&format!("{home}settings")).await;
    browser.run_script("document.getElementById('society-name').value = 'Typed'").await;
    browser.run_script("window.changes = 0; events.addEventListener('change', () => window.changes++)").await;
    desk.write(&admin::DRAFT.replace("spring", "summer"));
    browser.wait_until("window.changes > 0").await;
    assert_eq!(browser.run_script("return document.getElementById('society-name').value").await, "Typed");
}
