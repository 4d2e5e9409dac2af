//! The page of all lists: less at any time, more only while it takes back what one did oneself.

use circular::database;
use circular::model::{Cause, IssueId, State, SubscriberId, Suppression};
use jiff::{SignedDuration, Timestamp};

use super::site::{NOW, Society};

const ANN: &str = "email\nann@example.org\n";
const DAY: SignedDuration = SignedDuration::from_hours(24);

fn lists(society: &Society) -> String {
    format!("{}/lists", society.link())
}

#[tokio::test]
async fn every_list_is_shown_with_its_state() {
    let society = Society::found().await;
    society.another("notes", "Notes & Queries", false, Some(ANN)).await;
    society.another("open", "For Everybody", true, None).await;
    society.another("committee", "The Committee", false, Some("email\nben@example.org\n")).await;
    let site = society.open(|| NOW).await;
    site.post(&society.link(), "").await;
    for _ in 0..50 {
        site.head(&lists(&society)).await;
    }
    let page = site.get(&lists(&society)).await;
    assert_eq!(page.status, 200);
    for words in [
        "<h2>The Members’ Letter</h2>\n<p class=\"state\">You have left: nothing comes.</p>",
        "<h2>Notes &amp; Queries</h2>\n<p class=\"state\">You get all letters.</p>",
        "<h2>For Everybody</h2>\n<p class=\"state\">You are not on this list.</p>",
        "You can go back until 14 February",
    ] {
        assert!(page.body.contains(words), "{words}: {}", page.body);
    }
    for word in ["The Committee", "ann@example.org", "Ann", "<script", "http://", "https://"] {
        assert!(!page.body.contains(word), "{word}: {}", page.body);
    }
    assert_eq!(society.events().await, ["unsubscribed by one_click"], "looking changes nothing");
}

#[tokio::test]
async fn a_choice_is_one_post_however_often_it_comes() {
    for (body, state, events, words) in [
        ("list=1&to=notices", State::Notices, &["reduced_to_notices by page"][..], "you get only the official notices"),
        ("list=1&to=nothing", State::Unsubscribed, &["unsubscribed by page"], "You get nothing more from"),
        ("list=all&to=nothing", State::Unsubscribed, &["unsubscribed by page"], "You are off every list"),
        ("list=1&to=all", State::Confirmed, &[], "You get all letters of"),
        ("list=1&to=more", State::Confirmed, &[], "What comes to you"),
        ("List-Unsubscribe=One-Click", State::Confirmed, &[], "What comes to you"),
    ] {
        let society = Society::found().await;
        let site = society.open(|| NOW).await;
        let first = site.post(&lists(&society), body).await;
        assert_eq!(first.status, 200);
        assert!(first.body.contains(words), "{body}: {}", first.body);
        for _ in 0..2 {
            let again = site.post(&lists(&society), body).await;
            assert_eq!((again.status, &again.body), (first.status, &first.body), "{body}");
        }
        assert_eq!(society.state().await, Some(state), "{body}");
        assert_eq!(society.events().await, events, "{body}");
    }
}

#[tokio::test]
async fn each_step_is_taken_back_for_thirty_days() {
    let society = Society::found().await;
    let path = lists(&society);
    society.open(|| NOW).await.post(&path, "list=1&to=notices").await;
    society.open(|| NOW + DAY * 20).await.post(&path, "list=1&to=nothing").await;
    let site = society.open(|| NOW + DAY * 31).await;
    let page = site.get(&path).await;
    assert!(page.body.contains("Only notices again") && !page.body.contains("All letters again"));
    let refused = site.post(&path, "list=1&to=all").await;
    assert!(refused.body.contains("Nothing has changed"), "{}", refused.body);
    assert_eq!(society.state().await, Some(State::Unsubscribed));
    assert!(site.post(&path, "list=1&to=notices").await.body.contains("you get only the official notices"));
    assert_eq!(society.state().await, Some(State::Notices));
    assert_eq!(
        society.events().await,
        ["reduced_to_notices by page", "unsubscribed by page", "reduced_to_notices by page"]
    );
}

#[tokio::test]
async fn one_click_ends_the_notices_too_and_undo_brings_them_back() {
    let society = Society::found().await;
    let site = society.open(|| NOW).await;
    site.post(&lists(&society), "list=1&to=notices").await;
    assert!(site.get(&society.link()).await.body.contains("not even the official notices"));
    site.post(&society.link(), "List-Unsubscribe=One-Click").await;
    assert_eq!(society.state().await, Some(State::Unsubscribed));
    let stayed = site.post(&format!("{}/undo", society.link()), "").await;
    assert!(stayed.body.contains("The official notices"), "{}", stayed.body);
    assert_eq!(society.state().await, Some(State::Notices));
    site.post(&lists(&society), "list=1&to=all").await;
    assert_eq!(society.state().await, Some(State::Confirmed));
}

#[tokio::test]
async fn nobody_is_put_onto_a_list_that_they_were_not_on() {
    let society = Society::found().await;
    let open = society.another("open", "For Everybody", true, None).await;
    let private = society.another("private", "Private", false, None).await;
    let site = society.open(|| NOW).await;
    for list in [open.id.get(), private.id.get(), 99, -1] {
        for to in ["all", "notices", "nothing"] {
            let page = site.post(&lists(&society), &format!("list={list}&to={to}")).await;
            assert!(page.status == 200 && !page.body.contains("Done."), "{list} {to}: {}", page.body);
        }
    }
    assert_eq!((society.state_on(&open).await, society.state_on(&private).await), (None, None));
    assert_eq!(society.events().await, [""; 0]);
}

#[tokio::test]
async fn leaving_all_is_undone_list_by_list() {
    let society = Society::found().await;
    let notes = society.another("notes", "Notes", false, Some(ANN)).await;
    let site = society.open(|| NOW).await;
    site.post(&lists(&society), "list=all&to=nothing").await;
    let both = async || (society.state().await, society.state_on(&notes).await);
    assert_eq!(both().await, (Some(State::Unsubscribed), Some(State::Unsubscribed)));
    assert!(!site.get(&lists(&society)).await.body.contains("Leave all lists"));
    site.post(&lists(&society), &format!("list={}&to=all", notes.id)).await;
    assert_eq!(both().await, (Some(State::Unsubscribed), Some(State::Confirmed)));
    assert_eq!(society.events().await, ["unsubscribed by page", "unsubscribed by page", "resubscribed by page"]);
}

#[tokio::test]
async fn who_is_set_aside_reads_it_and_stays_so() {
    for (cause, words) in [
        (Cause::Bounced, "Our letters to your address came back"),
        (Cause::Complained, "was marked as spam"),
        (Cause::Owner, "We were asked to send nothing"),
    ] {
        let society = Society::found().await;
        let site = society.open(|| NOW).await;
        site.post(&society.link(), "").await;
        let mut work = society.database.write().await.unwrap();
        let suppression = Suppression { cause, at: NOW, issue: None, note: None };
        database::suppression::put(&mut work, SubscriberId::new(1), &suppression).await.unwrap();
        work.commit().await.unwrap();
        for page in [site.get(&society.link()).await, site.get(&lists(&society)).await] {
            assert!(page.body.contains("Nothing goes to you at present") && page.body.contains(words), "{}", page.body);
            assert!(!page.body.contains("again<") && !page.body.contains("/undo"), "{}", page.body);
        }
        let undo = site.post(&format!("{}/undo", society.link()), "").await;
        assert!(undo.status == 200 && undo.body.contains("You get no letters"), "{}", undo.body);
        assert!(site.post(&lists(&society), "list=1&to=all").await.body.contains("Nothing has changed"));
        assert_eq!(society.state().await, Some(State::Unsubscribed), "{cause}");
        assert_eq!(society.events().await, ["unsubscribed by one_click"]);
    }
}

#[tokio::test]
async fn who_is_set_aside_can_still_leave_for_good() {
    let society = Society::found().await;
    let mut work = society.database.write().await.unwrap();
    circular::subscription::suppress(&mut work, SubscriberId::new(1), IssueId::new(7), Some("no such user"), NOW)
        .await
        .unwrap();
    work.commit().await.unwrap();
    let site = society.open(|| NOW).await;
    let page = site.get(&lists(&society)).await;
    assert!(page.body.contains("You are on this list, but nothing goes to you at present."), "{}", page.body);
    assert!(site.post(&lists(&society), "list=1&to=nothing").await.body.contains("You get nothing more from"));
    let mut work = society.database.write().await.unwrap();
    circular::subscription::restore(&mut work, IssueId::new(7), NOW).await.unwrap();
    work.commit().await.unwrap();
    assert_eq!(society.state().await, Some(State::Unsubscribed), "what is restored is what they chose");
}

#[tokio::test]
async fn the_record_cannot_be_filled_by_going_to_and_fro() {
    let society = Society::found().await;
    let site = society.open(|| NOW).await;
    for _ in 0..60 {
        site.post(&lists(&society), "list=1&to=nothing").await;
        site.post(&lists(&society), "list=1&to=all").await;
    }
    assert_eq!(society.state().await, Some(State::Unsubscribed));
    let events = society.events().await.len();
    assert!((20..=50).contains(&events), "{events} events");
}

#[tokio::test]
async fn the_token_opens_nothing_else() {
    let society = Society::found().await;
    let site = society.open(|| NOW).await;
    let link = society.link();
    let token = link.trim_start_matches("/u/");
    for path in ["export", "wipe", "erase", "address", "join", "subscribe", "lists/1", "lists/", "me.json"] {
        for path in [format!("{link}/{path}"), format!("/{path}/{token}"), format!("/{path}")] {
            let (get, post) = (site.get(&path).await, site.post(&path, "email=x@example.org").await);
            assert_eq!((get.status, post.status), (404, 404), "{path}");
        }
    }
    assert_eq!((society.state().await, society.events().await), (Some(State::Confirmed), Vec::new()));
}

/// The day that [`every_list_is_shown_with_its_state`] names, reckoned as a calendar would.
#[test]
fn thirty_days_after_the_day_of_the_tests() {
    let until: Timestamp = NOW + DAY * 30;
    assert_eq!(until.to_string(), "2027-02-14T08:00:00Z");
}
