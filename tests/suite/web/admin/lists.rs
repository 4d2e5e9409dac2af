//! Lists on the chair's pages: made, changed, deleted.

use super::start_admin;

#[tokio::test]
async fn list_is_made_changed_and_deleted() {
    let desk = start_admin(None).await;
    let refused = desk.post_form("lists/new", "title=").await;
    assert_eq!(refused.status, 409);
    assert!(refused.body.contains("needs a title that people can read"), "{}", refused.body);
    let page = desk.done("lists/new", "title=Choir+%26+Friends").await;
    for words in ["The list “Choir &amp; Friends” is made.", "Letters name it “choir-friends”", "Nobody is on it."]
    {
        assert!(page.contains(words), "{words}: {page}");
    }
    let twin = desk.post_form("lists/new", "title=choir+%26+friends").await;
    assert!(twin.status == 409 && twin.body.contains("members could not tell them apart"), "{}", twin.body);

    let version = desk.version("lists/members").await;
    let form = |title: &str, more: &str| {
        format!("version={version}&title={title}&basis-of-list=membership-notice&opt-in=approved&public=yes{more}")
    };
    for (form, words) in [
        (form("", ""), "Members must be able to read what the list is called."),
        (form("Ours", "&join-address=nobody"), "has no @"),
        (form("Ours", "&welcome=spring-is-not-there"), "This letter cannot be sent as it is"),
    ] {
        let answer = desk.post_form("lists/members", &form).await;
        assert!(answer.status == 409 && answer.body.contains(words), "{words}: {}", answer.body);
    }
    desk.write("---\nsubject: Welcome\nto: members\n---\n\nWelcome to the Friends.\n");
    let page = desk.done("lists/members", &form("Ours", "&join-address=join%40example.org&welcome=spring")).await;
    for words in ["Saved.", "<h1>Ours</h1>", "value=\"join@example.org\"", "value=\"spring\" selected", "2 people</a>"]
    {
        assert!(page.contains(words), "{words}: {page}");
    }
    let late = desk.post_form("lists/members", &form("Theirs", "")).await;
    assert!(late.status == 409 && late.body.contains("changed meanwhile"), "{}", late.body);
    let taken = desk.version("lists/choir-friends").await;
    let taken = format!("version={taken}&title=Choir&join-address=join%40example.org");
    assert!(desk.post_form("lists/choir-friends", &taken).await.body.contains("is the address to join the list"));

    assert!(
        desk.page("lists/members/delete").await.contains("<strong>2 people</strong> taken off it; nobody is erased.")
    );
    assert_eq!(desk.post_form("lists/members/delete", "typed=Choir").await.status, 409);
    let page = desk.done("lists/members/delete", "typed=ours").await;
    assert!(page.contains("The list “Ours” is deleted: 2 people taken off it, nobody erased."), "{page}");
    assert!(desk.page("members?list=everybody").await.contains("ann@example.org"));
    assert!(desk.follow(&desk.get("lists/members").await).await.contains("There is no such list any more"));
}
