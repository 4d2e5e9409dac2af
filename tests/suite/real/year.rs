//! The year and the handover in a browser: the chair's pages, and the page that is saved.

use super::driver::HeadlessBrowser;
use crate::cli::annals::two_years;
use crate::web::admin::start_admin;

async fn assert_accessible(browser: &HeadlessBrowser, heading: &str) {
    assert_eq!(browser.run_script("return document.querySelector('h1').innerText").await, heading);
    for (width, dark) in [(1280, false), (1280, true), (390, false), (320, true)] {
        browser.set_width(width).await;
        browser.set_dark_mode(dark).await;
        assert_eq!(browser.axe_violations().await, [""; 0], "{heading}, {width} px, dark: {dark}");
        assert!(!browser.scrolls_sideways().await, "{heading}, {width} px");
    }
    browser.set_width(1280).await;
    browser.set_dark_mode(false).await;
}

#[tokio::test]
async fn year_and_handover_pages_pass_axe() {
    let Some(browser) = HeadlessBrowser::open().await else { return };
    let desk = start_admin(None).await;
    let home = format!("http://{}{}", desk.address, desk.home);
    for (page, heading) in [("year", "The year"), ("settings/handover", "Handing over")] {
        browser.open_url(&format!("{home}{page}")).await;
        assert_accessible(&browser, heading).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn saved_year_passes_axe_and_needs_nothing_else() {
    let Some(browser) = HeadlessBrowser::open().await else { return };
    let annals = two_years().await;
    annals.house.run(["annual-report", "--to", "2019-06-30", "--list", "members", "--html", "year.html"]).is_well();
    browser.open_url(&format!("file://{}", annals.house.path("year.html").display())).await;
    assert_accessible(&browser, "The year Jul 2018 – Jun 2019").await;
    let loaded = browser.run_script("return performance.getEntriesByType('resource').length").await;
    assert_eq!(loaded, 0);
}
