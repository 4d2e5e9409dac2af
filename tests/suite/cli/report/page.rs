//! Reports as pages.

use std::fs;

use crate::cli::annals::{HistoryFixture, two_years};
use crate::cli::{MEMBERS, SPRING, TestWorkspace};

/// Returns a page without its style, its figures' coordinates and the day on which it was made.
fn skeleton(page: &str) -> String {
    let (head, rest) = page.split_once("<style>").unwrap();
    let (_, rest) = rest.split_once("</style>").unwrap();
    let mut text = head.to_owned();
    for (place, piece) in rest.split("<svg ").enumerate() {
        match piece.split_once("</svg>") {
            Some((svg, after)) if place > 0 => {
                let title = svg.split_once("</title>").unwrap().0.rsplit_once('>').unwrap().1;
                let description = svg.split_once("</desc>").unwrap().0.rsplit_once('>').unwrap().1;
                text.extend(["[plot: ", title, ": ", description, "]", after]);
            }
            _ => text.push_str(piece),
        }
    }
    let (before, after) = text.split_once("Made by circular on ").unwrap();
    format!("{before}Made by circular on [day]{}", &after[after.find('.').unwrap()..])
}

fn page<const N: usize>(annals: &HistoryFixture, arguments: [&str; N]) -> String {
    annals.house.run(arguments).is_well();
    annals.house.text("report.html")
}

#[tokio::test]
async fn issue_page_shows_figures() {
    let annals = two_years().await;
    let page = page(&annals, ["report", "2019-winter", "--html", "report.html"]);
    insta::assert_snapshot!(skeleton(&page), @r#"
    <!doctype html>
    <html lang="en">
    <head>
    <meta charset="utf-8">
    <meta name="generator" content="circular report">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="color-scheme" content="light dark">
    <meta name="robots" content="noindex">
    <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
    <title>News · Society</title>

    </head>
    <body>
    <header><p>Society</p></header>
    <main>
    <h1>News</h1>
    <p class="quiet">To Our members, from 7 January 2019. Draft: <code>2019-winter</code></p>
    <dl class="cards">
    <div><dt>Accepted by the relay</dt><dd>12</dd><dd class="quiet">of 12; a copy can still come back later</dd></div>
    <div><dt>Unsubscribed</dt><dd>3</dd><dd class="quiet">1 by mail, 1 by one click, 1 by page</dd></div>
    <div class="unusual"><dt>Per 1,000 letters</dt><dd>250.0</dd><dd class="quiet">41.7 in earlier issues: more than usual</dd></div>
    </dl>
    <section>
    <h2>Is that usual?</h2>
    <p>Unsubscribed per 1,000 letters, until now.</p>
    <figure><div class="wide">[plot: Unsubscribed per 1,000 letters, by issue: A column for each of the last 3 issues. This issue: 250.0. The earlier ones on average: 41.7.]</div><div class="narrow">[plot: Unsubscribed per 1,000 letters, by issue: A column for each of the last 3 issues. This issue: 250.0. The earlier ones on average: 41.7.]</div>
    <figcaption><span class="key this">this issue</span> <span class="key earlier">earlier issues</span> <span class="key level">their average</span></figcaption></figure>
    <table>
    <thead><tr><th scope="col">Issue</th><th scope="col">Letters</th><th scope="col">Left</th><th scope="col">Per 1,000</th></tr></thead>
    <tbody><tr><th scope="row">2017-autumn <span class="quiet">5 October 2017</span></th><td>12</td><td>1</td><td>83.3</td></tr>
    <tr><th scope="row">2018-summer <span class="quiet">14 June 2018</span></th><td>12</td><td>0</td><td>0.0</td></tr>
    <tr class="here"><th scope="row">2019-winter <span class="quiet">7 January 2019</span></th><td>12</td><td>3</td><td>250.0</td></tr>
    </tbody>
    </table>
    </section>
    <section>
    <h2>How soon?</h2>
    <p>Half of those who left did so within 2.0 h of delivery. 1 did within seconds: possibly a link scanner, not the person. 1 came back.</p>
    <div class="pair">
    <figure><div class="wide">[plot: Time from delivery to unsubscribing: within an hour: 1, within a day: 1, within a week: 0, within 30 days: 1, later: 0]</div><div class="narrow">[plot: Time from delivery to unsubscribing: within an hour: 1, within a day: 1, within a week: 0, within 30 days: 1, later: 0]</div></figure>
    <table>
    <thead><tr><th scope="col">After delivery</th><th scope="col">Left</th></tr></thead>
    <tbody><tr><th scope="row">within an hour</th><td>1</td></tr>
    <tr><th scope="row">within a day</th><td>1</td></tr>
    <tr><th scope="row">within a week</th><td>0</td></tr>
    <tr><th scope="row">within 30 days</th><td>1</td></tr>
    <tr><th scope="row">later</th><td>0</td></tr>
    </tbody>
    </table>
    </div>
    </section>
    <section>
    <h2>Why?</h2>
    <p>3 gave a reason.</p>
    <table>
    <thead><tr><th scope="col">Reason</th><th scope="col">How many</th></tr></thead>
    <tbody><tr><th scope="row">The letters come too often</th><td>2</td></tr>
    <tr><th scope="row">Something else</th><td>1</td></tr>
    </tbody>
    </table>
    <h3>In their own words</h3>
    <blockquote><p>I have moved to Scotland and joined the branch there, thank you for everything that you wrote</p></blockquote>
    </section>
    <section>
    <h2>The copies</h2>
    <table>
    <thead><tr><th scope="col">Status</th><th scope="col">Copies</th></tr></thead>
    <tbody><tr><th scope="row">sent</th><td>12</td></tr>
    <tr class="sum"><th scope="row">recipients</th><td>12</td></tr></tbody>
    </table>
    </section>
    </main>
    <footer><p>Made by circular on [day]. This report names no member: it has numbers, and the words in which people gave their reasons.</p></footer>
    </body>
    </html>
    "#);
    is_whole(&page);
}

#[test]
fn trial_page_is_marked() {
    let house = TestWorkspace::new().with_list(MEMBERS).with_draft("spring", SPRING);
    house.run(["send", "spring", "--yes"]).is_well();
    house.run(["report", "spring", "--html", "report.html"]).is_well();
    let page = house.text("report.html");
    assert!(
        page.contains(
            "<strong>A trial:</strong> its copies are in the outbox as 000001.eml to 000003.eml, and nobody was mailed."
        ),
        "{page}"
    );
    assert!(page.contains("<dt>Filed in the outbox</dt><dd>3</dd>") && !page.contains("by the relay"), "{page}");
}

#[tokio::test]
async fn list_page_shows_growth() {
    let annals = two_years().await;
    let arguments =
        ["report", "--list", "members", "--from", "2019-01-01", "--to", "2019-03-31", "--html", "report.html"];
    let page = page(&annals, arguments);
    insta::assert_snapshot!(skeleton(&page), @r#"
    <!doctype html>
    <html lang="en">
    <head>
    <meta charset="utf-8">
    <meta name="generator" content="circular report">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="color-scheme" content="light dark">
    <meta name="robots" content="noindex">
    <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
    <title>Our members (members) · Society</title>

    </head>
    <body>
    <header><p>Society</p></header>
    <main>
    <h1>Our members (members)</h1>
    <p class="quiet">1 January 2019 to 31 March 2019</p>
    <dl class="cards">
    <div><dt>At the beginning</dt><dd>12</dd></div>
    <div><dt>Gained</dt><dd>1</dd></div>
    <div><dt>Lost</dt><dd>7</dd></div>
    <div><dt>At the end</dt><dd>6</dd><dd class="quiet">−6, 1 of them notices only</dd></div>
    </dl>
    <section>
    <h2>Members</h2>
    <figure><div class="wide">[plot: Members at the end of each month: From 12 at the beginning to 6 at the end.]</div><div class="narrow">[plot: Members at the end of each month: From 12 at the beginning to 6 at the end.]</div>
    <figcaption>Members at the end of each month</figcaption></figure>
    </section>
    <section>
    <h2>Members gained and lost</h2>
    <figure><div class="wide">[plot: Members gained and lost, by month: Gained in total: 1; lost: 7.]</div><div class="narrow">[plot: Members gained and lost, by month: Gained in total: 1; lost: 7.]</div>
    <figcaption><span class="key came">gained</span> <span class="key went">lost</span></figcaption></figure>
    <div class="scroll" tabindex="0" role="region" aria-label="Month by month">
    <table>
    <thead><tr><th scope="col">Month</th><th scope="col">Joined</th><th scope="col">Resubscribed</th><th scope="col">Unsuppressed</th><th scope="col">Unsubscribed</th><th scope="col">Suppressed</th><th scope="col">Erased</th><th scope="col">Net</th><th scope="col">Members</th></tr></thead>
    <tbody><tr><th scope="row">Jan 2019</th><td class="quiet">0</td><td>1</td><td class="quiet">0</td><td>4</td><td class="quiet">0</td><td class="quiet">0</td><td>−3</td><td>9</td></tr>
    <tr><th scope="row">Feb 2019</th><td class="quiet">0</td><td class="quiet">0</td><td class="quiet">0</td><td>1</td><td>1</td><td class="quiet">0</td><td>−2</td><td>7</td></tr>
    <tr><th scope="row">Mar 2019</th><td class="quiet">0</td><td class="quiet">0</td><td class="quiet">0</td><td class="quiet">0</td><td class="quiet">0</td><td>1</td><td>−1</td><td>6</td></tr>
    </tbody>
    </table>
    </div>
    </section>
    <section>
    <h2>Total</h2>
    <table class="sums">
    <tbody><tr class="sum"><th scope="row">at the beginning</th><td>12</td><td></td></tr>
    <tr><th scope="row">joined</th><td>0</td><td class="quiet words"></td></tr>
    <tr><th scope="row">resubscribed</th><td>+1</td><td class="quiet words"></td></tr>
    <tr><th scope="row">unsuppressed</th><td>0</td><td class="quiet words"></td></tr>
    <tr><th scope="row">unsubscribed</th><td>−5</td><td class="quiet words">2 on the page, 1 by mail, 1 by one click, 1 by the office</td></tr>
    <tr><th scope="row">suppressed</th><td>−1</td><td class="quiet words">1 complained</td></tr>
    <tr><th scope="row">erased</th><td>−1</td><td class="quiet words"></td></tr>
    <tr class="sum"><th scope="row">at the end</th><td>6</td><td></td></tr></tbody>
    </table>
    </section>
    <p class="note">1 asked for notices only, 0 for the newsletters again: all are still members.</p>
    </main>
    <footer><p>Made by circular on [day]. This report names no member: it has numbers, and the words in which people gave their reasons.</p></footer>
    </body>
    </html>
    "#);
    is_whole(&page);
}

/// Holds that a page needs nothing else, runs nothing and names nobody.
fn is_whole(page: &str) {
    for word in ["<script", "http://", "https://", "src=", "href=", "url(", "@import", "@example.org"] {
        assert!(!page.contains(word), "{word}");
    }
    let mut ids: Vec<_> = page.split(" id=\"").skip(1).map(|rest| rest.split('"').next().unwrap()).collect();
    let all = ids.len();
    ids.sort_unstable();
    ids.dedup();
    assert!(all > 7 && ids.len() == all, "{ids:?}");
    assert_eq!(page.matches("<svg ").count() * 2, all);
}

#[tokio::test]
async fn comments_are_escaped() {
    let annals = two_years().await;
    let members = circular::database::lists::all(&mut annals.database.begin_read().await.unwrap()).await.unwrap();
    let list = members.iter().find(|list| list.name.as_str() == "members").unwrap();
    let issue = annals.send("2019-<b>", list, "2019-07-01T09:00:00Z", &[]).await;
    let why = "<script>alert(1)</script> {{email}}";
    annals.leave(list, 12, issue, circular::model::EventChannel::Page, "2019-07-01T10:00:00Z", why).await;
    let page = page(&annals, ["report", "2019-<b>", "--html", "report.html"]);
    assert!(page.contains("&lt;script&gt;alert(1)&lt;/script&gt; {{email}}"), "{page}");
    is_whole(&page);
}

#[test]
fn unrelated_file_is_not_overwritten() {
    let house = TestWorkspace::new().with_list(MEMBERS);
    let before = house.text("members.csv");
    insta::assert_snapshot!(house.run(["report", "--list", "members", "--html", "members.csv"]), @"
    --- standard error
    error: `members.csv` already exists and is not a report
    hint: choose another file name
    --- exit code 1
    ");
    assert_eq!(house.text("members.csv"), before);
    house.run(["report", "--list", "members", "--html", "report.html"]).is_well();
    house.run(["report", "--list", "members", "--html", "report.html"]).is_well();
    let names = fs::read_dir(house.path("")).unwrap().map(|entry| entry.unwrap().file_name());
    assert!(names.into_iter().all(|name| !name.to_string_lossy().starts_with(".tmp")));
}
