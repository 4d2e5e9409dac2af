//! A letter goes to everybody once, however often the button is pressed.

use circular::model::{DeliveryStatus, IssueState};

use super::{SendingAdmin, everyone, hidden};
use crate::engine::{TestDatabase, on_both};

on_both! {
    async fn letter_goes_to_everybody_once(ground) {
        let desk = SendingAdmin::new(ground, 12).await;
        let page = desk.get("draft/spring/send").await.body;
        for words in [
            "All 12 on “Our members”",
            "Name0, Name1, Name2, and 9 more",
            "The Chair &lt;chair@example.org&gt;",
            "Nothing to mend",
            "You have not sent yourself a test of this letter",
            "Type how many letters go out: 12",
            "Send to 12 members",
            "As the clocks show it in Europe/London.",
        ] {
            assert!(page.contains(words), "no “{words}” in {page}");
        }
        assert_eq!(desk.catcher.command_log().len(), 0, "looking sends nothing");
        assert!(desk.issues().await.is_empty(), "looking freezes nothing");
        let shown = hidden(&page);
        let form = [("shown", shown.as_str()), ("count", "12")];
        // Twice at once, as by a double click, and again by a second tab.
        let (first, second) = tokio::join!(desk.post("draft/spring/send", &form), desk.post("draft/spring/send", &form));
        assert_eq!((first.status, second.status), (303, 303), "{} {}", first.body, second.body);
        let progress = first.header("location").unwrap().to_owned();
        assert_eq!(second.header("location"), Some(progress.as_str()));
        let page = desk.wait_for(&progress, "Sent to 12 of 12.").await;
        assert!(!page.contains("could not be delivered") && page.contains("href=\"/"), "{page}");
        let late = desk.post("draft/spring/send", &form).await;
        assert_eq!((late.status, late.header("location")), (303, Some(progress.as_str())));
        assert_eq!(desk.reached(), everyone(12));
        assert_eq!((desk.issues().await.len(), desk.issues().await[0].state), (1, IssueState::Finished));

        let closed = desk.get("draft/spring/send").await;
        assert_eq!(closed.status, 409);
        for words in ["Sent to 12 of 12.", "A letter goes to a list once", "New letter from it", "Report"] {
            assert!(closed.body.contains(words), "no “{words}” in {}", closed.body);
        }
        assert!(!closed.body.contains("name=\"count\""), "{}", closed.body);
        let (_, copy) = closed.body.split_once("method=\"post\" action=\"").unwrap();
        let copy = desk.post(copy.split('"').next().unwrap(), &[]).await;
        assert_eq!(copy.status, 303, "{}", copy.body);
        assert!(copy.header("location").unwrap().ends_with("/edit"));
    }
}

#[tokio::test]
async fn everybody_is_named_on_pages() {
    let ground = TestDatabase::sqlite().await;
    let desk = SendingAdmin::new(&ground, 260).await;
    desk.import("email,first_name\nodd@example.org,<b>Odd</b>\nnameless@example.org,\n").await;
    let first = desk.get("draft/spring/send/names").await.body;
    assert!(first.contains("262 get “Spring") && first.contains("These are 1 to 250."), "{first}");
    assert!(first.contains(">Name0</a>") && !first.contains("Name259"), "{first}");
    assert!(first.len() < 60_000, "{}", first.len());
    let second = desk.get("draft/spring/send/names?after=250").await.body;
    for words in ["Name259", "&lt;b&gt;Odd&lt;/b&gt;", "nameless@example.org", "start=\"251\""] {
        assert!(second.contains(words), "no “{words}” in {second}");
    }
    let page = desk.get("draft/spring/send").await.body;
    assert!(page.contains("1 has no first name and reads “friend”"), "{page}");
    assert!(page.len() < 60_000, "{}", page.len());
}

#[tokio::test]
async fn members_who_left_are_named() {
    let ground = TestDatabase::sqlite().await;
    let desk = SendingAdmin::new(&ground, 4).await;
    desk.write(&super::SPRING.replace("to: members", "to: members\nwhere: first_name != \"Name3\""));
    ground.execute("UPDATE subscription SET state = 'unsubscribed' WHERE subscriber_id = 2").await;
    let page = desk.get("draft/spring/send").await.body;
    for words in ["2 of 4 on “Our members”", "1 is not chosen by its condition, 1 left", "Name1", "Send to 2 members"]
    {
        assert!(page.contains(words), "no “{words}” in {page}");
    }
    let progress = desk.send_now("2").await;
    desk.wait_for(&progress, "Sent to 2 of 2.").await;
    assert_eq!(desk.reached(), ["s0@example.org", "s2@example.org"]);
    assert_eq!(desk.count(DeliveryStatus::Sent).await, 2);
}
