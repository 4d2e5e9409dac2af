//! Members on the chair's pages: found, looked at, changed, added, taken off, stopped and erased.

use circular::database;
use circular::model::{IssueId, SubscriberId, SubscriptionState, SuppressionReason};
use circular::subscription;

use super::{NOW, RunningAdmin, start_admin};
use crate::web::client::{HttpResponse, send};

impl RunningAdmin {
    /// Sends a form as a browser does.
    pub(crate) async fn post_form(&self, path: &str, body: &str) -> HttpResponse {
        let own = format!("http://{}", self.address);
        let headers = [("Origin", own.as_str()), ("Content-Type", "application/x-www-form-urlencoded")];
        send(self.address, "POST", &format!("{}{path}", self.home), &headers, body.as_bytes()).await
    }

    /// Goes where an answer leads and returns the page.
    pub(crate) async fn follow(&self, answer: &HttpResponse) -> String {
        assert_eq!(answer.status, 303, "{}", answer.body);
        let page = send(self.address, "GET", answer.header("location").unwrap(), &[], b"").await;
        assert_eq!(page.status, 200, "{}", page.body);
        page.body
    }

    /// Sends a form that is done, and returns the page that says so.
    pub(crate) async fn done(&self, path: &str, body: &str) -> String {
        self.follow(&self.post_form(path, body).await).await
    }

    pub(crate) async fn page(&self, path: &str) -> String {
        let page = self.get(path).await;
        assert_eq!(page.status, 200, "{path}: {}", page.body);
        page.body
    }

    /// Returns the hidden field that says what a form was based on.
    pub(crate) async fn version(&self, path: &str) -> String {
        let page = self.page(path).await;
        page.split_once("name=\"version\" value=\"").unwrap().1.split_once('"').unwrap().0.to_owned()
    }

    async fn standing(&self, number: i64) -> Option<SubscriptionState> {
        let mut work = self.society.database.begin_read().await.unwrap();
        let id = SubscriberId::new(number);
        database::subscriptions::state(&mut work, self.society.list.id, id).await.unwrap()
    }

    async fn suppress(&self, number: i64, reason: SuppressionReason) {
        let mut work = self.society.database.begin_write().await.unwrap();
        let (id, words) = (SubscriberId::new(number), Some("550 no such user"));
        if reason == SuppressionReason::Complained {
            subscription::suppress_complained(&mut work, id, None, words, NOW).await.unwrap();
        } else {
            subscription::suppress_bounced(&mut work, id, IssueId::new(7), words, NOW).await.unwrap();
        }
        work.commit().await.unwrap();
    }
}

/// Returns the names that a page of members lists.
fn names(page: &str) -> Vec<&str> {
    let rows = page.split("<th scope=\"row\"><a href=\"").skip(1);
    rows.map(|row| row.split_once('>').unwrap().1.split_once('<').unwrap().0).collect()
}

#[tokio::test]
async fn members_are_listed_searched_and_filtered() {
    let desk = start_admin(None).await;
    desk.import_members(
        "email,first_name,last_name,town\ncat@example.org,Zoë,Müller,Leeds\ndan@example.net,Dan,Dale,York\n",
    )
    .await;
    desk.leave("ben@example.org").await;
    let page = desk.page("members").await;
    assert_eq!(names(&page), ["Ann", "Ben", "Zoë Müller", "Dan Dale"]);
    for words in
        ["Members <span class=\"quiet\">4</span>", "Get letters <span class=\"count\">3</span>", "has left", "Town"]
    {
        assert!(page.contains(words), "{words}: {page}");
    }
    for (query, found) in [
        ("search=muller", vec!["Zoë Müller"]),
        ("search=LEEDS+zoe", vec!["Zoë Müller"]),
        ("search=%40example.net", vec!["Dan Dale"]),
        ("search=nobody", vec![]),
        ("state=unsubscribed", vec!["Ben"]),
        ("state=confirmed&search=an", vec!["Ann", "Dan Dale"]),
        ("list=everybody", vec!["Ann", "Ben", "Zoë Müller", "Dan Dale"]),
        ("after=2", vec!["Zoë Müller", "Dan Dale"]),
    ] {
        assert_eq!(names(&desk.page(&format!("members?{query}")).await), found, "{query}");
    }
    assert!(desk.page("members?search=%3Cb%3E").await.contains("value=\"&lt;b&gt;\""));
    let export = desk.get("members/export?list=members").await;
    assert_eq!(export.header("content-disposition"), Some("attachment; filename=\"members.csv\""));
    assert!(export.body.contains("cat@example.org,confirmed,"), "{}", export.body);
}

#[tokio::test]
async fn long_list_has_pages() {
    let desk = start_admin(None).await;
    let rows: Vec<String> = (10..80).map(|number| format!("s{number}@example.org")).collect();
    desk.import_members(&format!("email\n{}\n", rows.join("\n"))).await;
    let first = desk.page("members?list=members").await;
    assert_eq!(names(&first).len(), 50);
    assert!(first.contains("after&#x3D;50\">Next page"), "{first}");
    let second = desk.page("members?list=members&after=50").await;
    assert_eq!((names(&second).len(), second.contains("Next page"), second.contains("First page")), (22, false, true));
}

#[tokio::test]
async fn person_shows_what_is_stored() {
    let desk = start_admin(None).await;
    desk.leave("ann@example.org").await;
    let page = desk.page("members/1").await;
    for words in [
        "<h1>Ann</h1>",
        "First name",
        "The Members’ Letter",
        "has left",
        "Joined “The Members’ Letter”, by an import of members.csv",
        "Left “The Members’ Letter”, by the page of their link",
    ] {
        assert!(page.contains(words), "{words}: {page}");
    }
    let data = desk.get("members/1/export").await;
    assert_eq!(data.header("content-disposition"), Some("attachment; filename=\"person-1.json\""));
    let data: serde_json::Value = serde_json::from_str(&data.body).unwrap();
    assert_eq!((&data["address"], &data["fields"]["first_name"]["value"]), (&"ann@example.org".into(), &"Ann".into()));
    let gone = desk.get("members/99").await;
    assert!(desk.follow(&gone).await.contains("This person is no longer stored here"));
}

#[tokio::test]
async fn person_is_changed_unless_somebody_else_did_meanwhile() {
    let desk = start_admin(None).await;
    let version = desk.version("members/1/change").await;
    let form = |address: &str, version: &str| {
        format!("version={version}&address={address}&field-first_name=Anna&new-name=Phone+number&new-value=0113")
    };
    for (address, words) in [
        ("ben@example.org", "Somebody already has the address ben@example.org: nothing was changed."),
        ("ann@example", "has a domain without a dot"),
        ("ann@x.test", "reserved for tests"),
        ("", "has no @"),
    ] {
        let answer = desk.post_form("members/1/change", &form(address, &version)).await;
        assert_eq!(answer.status, 409);
        assert!(answer.body.contains(words) && answer.body.contains("value=\"Anna\""), "{words}: {}", answer.body);
    }
    let page = desk.done("members/1/change", &form("anna@example.org", &version)).await;
    for words in ["ann@example.org is now anna@example.org", "first_name: Ann → Anna", "phone_number: 0113 (new)"] {
        assert!(page.contains(words), "{words}: {page}");
    }
    let late = desk.post_form("members/1/change", &form("late@example.org", &version)).await;
    assert_eq!(late.status, 409);
    assert!(
        late.body.contains("changed meanwhile") && late.body.contains("value=\"late@example.org\""),
        "{}",
        late.body
    );
    assert!(desk.page("members/1").await.contains("anna@example.org"));
}

#[tokio::test]
async fn person_is_taken_off_and_back() {
    let desk = start_admin(None).await;
    let page = desk.done("members/1/off", "list=members&reason=moved+away").await;
    for words in ["ann@example.org is off “The Members’ Letter”", "Undo</button>", "“moved away”", "Taken off"]
    {
        assert!(page.contains(words), "{words}: {page}");
    }
    assert_eq!(desk.standing(1).await, Some(SubscriptionState::Unsubscribed));
    assert!(desk.done("members/1/off", "list=members").await.contains("nothing was changed"));
    let page = desk.done("members/1/back", "list=members").await;
    assert!(page.contains("They are on “The Members’ Letter” again, as before."), "{page}");
    assert_eq!(desk.standing(1).await, Some(SubscriptionState::Confirmed));
    desk.leave("ann@example.org").await;
    let page = desk.done("members/1/back", "list=members").await;
    assert!(page.contains("cannot be undone any more"), "{page}");
    assert_eq!(desk.standing(1).await, Some(SubscriptionState::Unsubscribed));
    assert!(desk.done("members/1/off", "list=nothing").await.contains("There is no such list any more"));
}

#[tokio::test]
async fn mail_is_stopped_and_begins_again_only_where_it_may() {
    let desk = start_admin(None).await;
    let page = desk.done("members/1/stop", "note=asked+by+telephone").await;
    assert!(page.contains("gets no mail any more; it was on 1 list") && page.contains("asked by telephone"), "{page}");
    let page = desk.done("members/1/mail-again", "").await;
    assert!(page.contains("ann@example.org is mailed again, on 1 list"), "what was just done is undone: {page}");

    desk.suppress(1, SuppressionReason::Bounced).await;
    for typed in ["", "typed=", "typed=ben%40example.org"] {
        let answer = desk.post_form("members/1/mail-again", typed).await;
        assert_eq!(answer.status, 409, "{typed}");
        assert!(answer.body.contains("Type the address as it stands above"), "{}", answer.body);
    }
    assert_eq!(desk.standing(1).await, Some(SubscriptionState::Suppressed));
    let page = desk.done("members/1/mail-again", "typed=ANN%40example.org&note=works").await;
    assert!(page.contains("is mailed again"), "{page}");

    desk.suppress(2, SuppressionReason::Complained).await;
    let page = desk.done("members/2/mail-again", "typed=ben%40example.org").await;
    assert!(page.contains("Only they themselves can undo that"), "{page}");
    assert_eq!(desk.standing(2).await, Some(SubscriptionState::Suppressed));
    assert!(!desk.page("members/2/mail-again").await.contains("method=\"post\""));
}

#[tokio::test]
async fn person_is_erased_once_the_address_is_typed() {
    let desk = start_admin(None).await;
    let page = desk.page("members/1/erase").await;
    for words in ["Their fields: First name", "Their place on The Members’ Letter", "A hash of the address", "1 entry"]
    {
        assert!(page.contains(words), "{words}: {page}");
    }
    for typed in ["", "typed=ben%40example.org"] {
        assert_eq!(desk.post_form("members/1/erase", typed).await.status, 409, "{typed}");
    }
    let page = desk.done("members/1/erase", "typed=ann%40example.org").await;
    for words in ["ann@example.org is erased.", "They were imported from members.csv: delete them there too."] {
        assert!(page.contains(words), "{words}: {page}");
    }
    assert_eq!(names(&page), ["Ben"]);
    let again = desk.post_form("members/add", "list=members&address=ann%40example.org").await;
    assert_eq!(again.status, 409);
    assert!(again.body.contains("wanted to be erased: only they can come back"), "{}", again.body);
}

#[tokio::test]
async fn one_person_is_added_by_the_rules_of_the_command() {
    let desk = start_admin(None).await;
    let page =
        desk.done("members/add", "list=members&address=eve%40gmial.com&field-first_name=Eve&basis=asked+me").await;
    for words in
        ["eve@gmial.com is on “The Members’ Letter”", "is it @gmail.com?", "They were told, or it is known: asked me"]
    {
        assert!(page.contains(words), "{words}: {page}");
    }
    let refused = async |form: &str| {
        let answer = desk.post_form("members/add", form).await;
        assert_eq!(answer.status, 409, "{form}: {}", answer.body);
        answer.body
    };
    assert!(refused("list=members&address=").await.contains("Write the address."));
    assert!(refused("list=members&address=a%40b.test").await.contains("reserved for tests"));
    let known = "list=members&address=ann%40example.org&field-first_name=Anna";
    assert!(refused(known).await.contains("This would change: first_name: Ann → Anna."));
    assert!(desk.done("members/add", &format!("{known}&replace=yes")).await.contains("first_name: Ann → Anna"));
    desk.leave("ben@example.org").await;
    let left = "list=members&address=ben%40example.org";
    assert!(refused(left).await.contains("only they themselves can come back"));
    assert!(refused(&format!("{left}&rejoin=yes")).await.contains("Say how they asked to come back."));
    let page = desk.done("members/add", &format!("{left}&rejoin=yes&basis=wrote+to+me")).await;
    assert!(page.contains("ben@example.org is on"), "{page}");
    assert_eq!(desk.standing(2).await, Some(SubscriptionState::Confirmed));
    let version = desk.version("members/1/change").await;
    desk.done("members/1/change", &format!("version={version}&address=anna%40example.org")).await;
    let former = "list=members&address=ann%40example.org";
    assert!(refused(former).await.contains("the former address of anna@example.org"));
    assert!(desk.done("members/add", &format!("{former}&new-person=yes")).await.contains("ann@example.org is on"));
}

#[tokio::test]
async fn address_of_nobody_is_stopped_and_allowed() {
    let desk = start_admin(None).await;
    let search = "members?search=eve%40example.org";
    assert!(desk.page(search).await.contains("Nobody with the address eve@example.org is stored."));
    let form = |act: &str| format!("address=eve%40example.org&act={act}");
    let page = desk.done("members/unknown", &form("stop")).await;
    assert!(page.contains("A hash of eve@example.org is kept, so that no import adds it to a list."), "{page}");
    let page = desk.page(search).await;
    assert!(page.contains("it was suppressed by hand") && page.contains("Allow it again"), "{page}");
    assert!(desk.done("members/unknown", &form("stop")).await.contains("already: it was suppressed by hand"));
    let refused = desk.post_form("members/add", "list=members&address=eve%40example.org").await;
    assert!(refused.status == 409 && refused.body.contains("takes no mail"), "{}", refused.body);
    assert!(desk.done("members/unknown", &form("allow")).await.contains("can be added and imported again"));
    assert!(desk.done("members/unknown", "address=x&act=stop").await.contains("That is not an address"));
    desk.done("members/1/erase", "typed=ann%40example.org").await;
    let page = desk.page("members?search=ann%40example.org").await;
    assert!(page.contains("they were erased") && !page.contains("Allow it again"), "{page}");
    let page = desk.done("members/unknown", "address=ann%40example.org&act=allow").await;
    assert!(page.contains("Only they themselves can undo that."), "{page}");
}

#[tokio::test]
async fn changes_need_post_from_this_page() {
    let desk = start_admin(None).await;
    for path in ["members/1/off", "members/1/stop", "members/1/back"] {
        assert_eq!(desk.get(path).await.status, 405, "{path}");
    }
    let foreign = [("Origin", "http://evil.example"), ("Content-Type", "application/x-www-form-urlencoded")];
    for path in ["members/1/off", "members/1/erase", "members/add", "members/import", "lists/new"] {
        let answer = send(desk.address, "POST", &format!("{}{path}", desk.home), &foreign, b"list=members").await;
        assert_eq!(answer.status, 403, "{path}");
    }
    assert_eq!(desk.standing(1).await, Some(SubscriptionState::Confirmed));
}
