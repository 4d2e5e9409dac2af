//! Members, lists and reports in a browser: used by hand and by keyboard, on any screen, and by everybody.

use std::path::{Path, PathBuf};

use super::driver::{ENTER, HeadlessBrowser};
use crate::web::admin::{RunningAdmin, start_admin};

/// A spreadsheet of people as a society has it.
const SHEET: &str = "tests/suite/sheets/allotments.xlsx";

/// Where pictures of all pages go, if somebody wants to look at them.
const PICTURES: &str = "CIRCULAR_TEST_MEMBER_PICTURES";

const MEMBERS: &str = "email,first_name,last_name,town\ncat@example.org,Catherine,Coleridge-Taylor,Leeds\n\
    dan.the.man.with.a.very.long.address.indeed@subdomain.of.a.long.domain.example.org,Dan,Dale,York\n";

async fn open(browser: &HeadlessBrowser, desk: &RunningAdmin, path: &str) {
    browser.open_url(&format!("http://{}{}{path}", desk.address, desk.home)).await;
}

/// Types words where the focus is.
async fn type_into(browser: &HeadlessBrowser, selector: &str, words: &str) {
    browser.run_script(&format!("document.querySelector('{selector}').focus()")).await;
    let keys: Vec<String> = words.chars().map(String::from).collect();
    browser.press(&keys.iter().map(String::as_str).collect::<Vec<_>>()).await;
}

async fn heading(browser: &HeadlessBrowser) -> String {
    let heading = browser.run_script("return document.querySelector('h1').innerText").await;
    heading.as_str().unwrap().to_owned()
}

#[tokio::test]
async fn person_is_added_found_and_erased_by_keyboard() {
    let Some(browser) = HeadlessBrowser::open().await else { return };
    let desk = start_admin(None).await;
    open(&browser, &desk, "members/add").await;
    type_into(&browser, "#address", "eve@example.org").await;
    type_into(&browser, "#field-first_name", "Eve").await;
    browser.submit().await;
    assert_eq!(heading(&browser).await, "Eve");

    open(&browser, &desk, "members").await;
    type_into(&browser, "#find", "EVE").await;
    browser.submit().await;
    let found = "return [...document.querySelectorAll('.people tbody a')].map((row) => row.innerText).join()";
    assert_eq!(browser.run_script(found).await, "Eve");
    browser.run_script("document.querySelector('.people tbody a').focus()").await;
    browser.submit().await;
    browser.run_script("document.querySelector('.button.danger').focus()").await;
    browser.submit().await;
    assert_eq!(heading(&browser).await, "Erase eve@example.org?");
    type_into(&browser, "#typed", "eve@example.com").await;
    browser.submit().await;
    assert!(browser.run_script("return !!document.querySelector('#typed[aria-invalid]')").await == true);
    browser.run_script("document.querySelector('#typed').value = ''").await;
    type_into(&browser, "#typed", "eve@example.org").await;
    browser.submit().await;
    browser.wait_until("document.querySelector('.notice').innerText.includes('eve@example.org is erased')").await;
}

#[tokio::test]
async fn spreadsheet_is_chosen_mapped_and_imported() {
    let Some(browser) = HeadlessBrowser::open().await else { return };
    let desk = start_admin(None).await;
    open(&browser, &desk, "members/import").await;
    let sheet: PathBuf = Path::new(env!("CARGO_MANIFEST_DIR")).join(SHEET);
    // The page looks at a file as soon as it is chosen.
    browser.choose_file("#file", &sheet).await;
    browser.wait_until("document.querySelector('h1').innerText === 'allotments.xlsx'").await;
    let promised = "document.querySelector('.lead strong').innerText";
    browser.wait_until(&format!("/^[1-9][0-9]* people$/.test({promised})")).await;
    let promised = browser.run_script(&format!("return {promised}")).await.as_str().unwrap().to_owned();
    browser
        .run_script(
            "const menu = document.querySelector('.mapping select:not(:has(option[value=keep][selected=\"no\"]))'); \
             const last = [...document.querySelectorAll('.mapping select')].pop(); last.value = 'none'; \
             last.dispatchEvent(new Event('change', { bubbles: true }))",
        )
        .await;
    browser.wait_until("document.body.innerText.includes('left out, as you said')").await;
    browser.run_script("document.querySelector('button[value=import]').focus()").await;
    browser.submit().await;
    let count = promised.split_once(' ').unwrap().0;
    assert_eq!(heading(&browser).await, format!("{count} joined “The Members’ Letter”"));
}

#[tokio::test]
async fn pages_pass_axe_and_fit_small_screens() {
    let Some(browser) = HeadlessBrowser::open().await else { return };
    let desk = start_admin(None).await;
    desk.import_members(MEMBERS).await;
    desk.leave("ben@example.org").await;
    desk.letter_on_its_way().await;
    let csv = "email;name;Ort;unsubscribed_at\nfay@example.org;\"Fox, Fay\";Leeds;\ngus@example.org;Gus;;2020-01-01\nx;y;z;\n";
    let answer = desk.upload(&[("list", "members")], "members of 2026.csv", csv.as_bytes()).await;
    let review = answer.header("location").unwrap().strip_prefix(&desk.home).unwrap().to_owned();
    let done = desk.post_form("members/1/off", "list=members&reason=moved").await;
    let done = done.header("location").unwrap().strip_prefix(&desk.home).unwrap().to_owned();
    let stopped = desk.post_form("members/3/stop", "note=asked").await;
    assert_eq!(stopped.status, 303);
    let pictures = std::env::var_os(PICTURES).map(PathBuf::from);
    for (name, path) in [
        ("members", "members"),
        ("nobody", "members?search=nobody"),
        ("person", done.as_str()),
        ("stopped", "members/3"),
        ("change", "members/3/change"),
        ("again", "members/3/mail-again"),
        ("erase", "members/3/erase"),
        ("add", "members/add"),
        ("import", "members/import"),
        ("review", review.as_str()),
        ("lists", "lists"),
        ("new-list", "lists/new"),
        ("list", "lists/members"),
        ("delete", "lists/members/delete"),
        ("reports", "report"),
        ("report", "report/spring?list=members"),
        ("year", "year"),
    ] {
        for (width, dark) in [(1280, false), (390, false), (390, true), (320, false)] {
            browser.set_dark_mode(dark).await;
            browser.set_screen((width, 900)).await;
            open(&browser, &desk, path).await;
            browser.run_script("document.querySelectorAll('details').forEach((one) => { one.open = true })").await;
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
async fn figures_move_and_the_scroll_place_stays() {
    let Some(browser) = HeadlessBrowser::open().await else { return };
    let desk = start_admin(None).await;
    desk.letter_on_its_way().await;
    browser.set_screen((390, 300)).await;
    open(&browser, &desk, "report/spring?list=members").await;
    browser.run_script("document.querySelector('details[data-key]').open = true; scrollTo(0, 240)").await;
    desk.letter_has_gone().await;
    browser.wait_until("document.querySelector('.numbers dd').innerText === '2'").await;
    assert_eq!(browser.run_script("return scrollY").await, 240);
    browser.press(&[ENTER]).await;
}
