//! Which language somebody gets: the one that they chose, their own, their browser's, the list's, the society's.

use circular::database;
use circular::mail_catcher::{CatcherScript, MailCatcher};
use circular::model::{ConsentBasis, FieldValue, Language, List, OptIn};

use super::{LETTER, list, workspace, write};
use crate::database::import;
use crate::engine::TestDatabase;
use crate::web::client::send;
use crate::web::signup::{SOON, SignupFixture, post_from};
use crate::web::site::{NOW, RunningSite, SiteFixture};

fn tag(tag: &str) -> Language {
    tag.parse().unwrap()
}

async fn language_of_page(site: &RunningSite, path: &str, accept: &str) -> String {
    let headers = [("Accept-Language", accept)];
    let page = send(site.address, "GET", path, if accept.is_empty() { &[] } else { &headers }, b"").await;
    page.body.split_once("<html lang=\"").unwrap().1.split('"').next().unwrap().to_owned()
}

#[tokio::test]
async fn page_is_in_the_language_of_link_member_browser_list_or_society() {
    for (member, list, offered, query, accept, said) in [
        ("", None, &[][..], "", "", "en-GB"),
        ("", None, &[], "", "de", "en-GB"),
        ("", None, &["de"], "", "pl, de;q=0.8", "de"),
        ("", None, &["de"], "", "de-AT", "de"),
        ("", None, &[], "", "en-US,en;q=0.9", "en-GB"),
        ("", None, &["de"], "", "en,de;q=0.9", "en-GB"),
        ("", Some("fr"), &["de"], "", "pl", "fr"),
        ("", Some("fr"), &["de"], "", "de", "de"),
        ("uk", Some("fr"), &["de"], "", "de", "uk"),
        ("Polski", Some("fr"), &[], "", "", "pl"),
        ("Klingon", Some("fr"), &[], "", "", "fr"),
        ("uk", Some("fr"), &["de"], "?lang=it", "de", "it"),
        ("uk", None, &[], "?lang=tlh", "", "uk"),
        ("uk", None, &[], "?lang=%3Cscript%3E", "", "uk"),
        ("", Some("cy"), &[], "", "", "en-GB"),
    ] {
        let mut society = SiteFixture::create().await;
        society.workspace.settings.society.languages = offered.iter().map(|offered| tag(offered)).collect();
        let language = list.map_or("NULL".to_owned(), |list| format!("'{list}'"));
        society.execute(&format!("UPDATE list SET language = {language}")).await;
        society.execute(&format!("UPDATE subscriber SET fields = '{{\"language\":\"{member}\"}}' WHERE id = 1")).await;
        let site = society.serve(|| NOW).await;
        let path = format!("{}{query}", society.link());
        assert_eq!(
            language_of_page(&site, &path, accept).await,
            said,
            "{member} {list:?} {offered:?} {query} {accept}"
        );
    }
}

#[tokio::test]
async fn pages_offer_their_languages_by_plain_links_that_last() {
    let mut society = SiteFixture::create().await;
    let single = society.serve(|| NOW).await.get(&society.link()).await;
    assert!(!single.body.contains("<nav"), "{}", single.body);
    let site = society.serve(|| NOW).await;
    let american = send(site.address, "GET", &society.link(), &[("Accept-Language", "en-US")], b"").await;
    assert!(american.status == 200 && !american.body.contains("<nav"), "{}", american.body);
    society.workspace.settings.society.languages = vec![tag("de"), tag("ar")];
    let site = society.serve(|| NOW).await;
    let link = society.link();
    let page = site.get(&link).await;
    for words in [
        "<nav aria-label=\"Languages\">".to_owned(),
        "<span lang=\"en-GB\" aria-current=\"true\">English</span>".to_owned(),
        format!("<a href=\"{link}?lang&#x3D;de\" lang=\"de\" hreflang=\"de\">Deutsch</a>"),
    ] {
        assert!(page.body.contains(&words), "{words}: {}", page.body);
    }
    let english = site.get(&format!("{link}?lang=en")).await;
    assert_eq!(english.body.matches(">English<").count(), 1, "{}", english.body);
    let german = site.get(&format!("{link}?lang=de")).await;
    for words in [
        "<html lang=\"de\" dir=\"ltr\">",
        "<h1>Von „The Members’ Letter“ abmelden?</h1>",
        &format!("action=\"{link}?lang&#x3D;de\""),
        &format!("<a href=\"{link}/lists?lang&#x3D;de\">"),
        "<nav aria-label=\"Sprachen\">",
    ] {
        assert!(german.body.contains(words), "{words}: {}", german.body);
    }
    assert!(german.header("set-cookie").is_none() && !german.body.contains("<script"));
    let done = site.post(&format!("{link}?lang=de"), "by=page").await;
    assert!(done.body.contains("<h1>Sie sind von der Liste gestrichen</h1>"), "{}", done.body);
    assert!(done.body.contains("Das geht bis zum 14. Februar mit dem Link"), "{}", done.body);
    // The reason is counted whatever language it is chosen in.
    assert!(done.body.contains("value=\"The letters come too often\"> Die Briefe kommen zu oft"), "{}", done.body);
    let arabic = site.get(&format!("{link}?lang=ar")).await;
    assert!(arabic.body.contains("<html lang=\"ar\" dir=\"rtl\">"), "{}", arabic.body);
    assert!(arabic.body.contains("«<span dir=\"auto\">The Members’ Letter</span>»"), "{}", arabic.body);
}

#[tokio::test]
async fn person_keeps_the_language_in_which_they_joined() {
    for (query, opt_in, kept) in [
        ("?lang=pl", OptIn::Double, Some("pl")),
        ("?lang=pl", OptIn::Single, Some("pl")),
        ("?lang=pl", OptIn::Approved, Some("pl")),
        ("", OptIn::Double, None),
        ("?lang=en", OptIn::Double, None),
    ] {
        let ground = TestDatabase::sqlite().await;
        let catcher = MailCatcher::start(([127, 0, 0, 1], 0).into(), CatcherScript::default()).await.unwrap();
        let porch = SignupFixture::with_settings(&ground, &format!("smtp://{}", catcher.address()), "").await;
        let list = porch.list("members", "The Members’ Letter", opt_in, true).await;
        let path = format!("/subscribe/members{query}");
        let stamp = porch.form_token(&path, || NOW).await;
        let site = porch.open(SOON).await;
        let fields = [("email", "ann@example.org"), ("form_token", stamp.as_str())];
        let page = post_from(&site, &path, &fields, &[]).await;
        assert_eq!(page.status, 200, "{}", page.body);
        if opt_in != OptIn::Single {
            porch.send_one(SOON).await;
            let mail = catcher.messages()[0].content();
            let said =
                if kept.is_some() { "Czy chcą Państwo otrzymywać te listy?" } else { "Do you want these letters?" };
            assert!(mail.html.contains(said), "{}", mail.html);
            let page = site.post(&porch.link("ann@example.org").await, "").await;
            let said = if kept.is_some() { "<html lang=\"pl\"" } else { "<html lang=\"en-GB\"" };
            assert!(page.body.contains(said), "{}", page.body);
        }
        if opt_in == OptIn::Approved {
            let address = "ann@example.org".parse().unwrap();
            circular::subscription::approve_request(&ground.database, &list, &address, SOON()).await.unwrap();
        }
        let mut work = ground.database.begin_read().await.unwrap();
        let ann = database::subscribers::by_address(&mut work, &"ann@example.org".parse().unwrap()).await.unwrap();
        let language = ann.unwrap().fields.get("language").and_then(FieldValue::as_text).map(str::to_owned);
        assert_eq!(language.as_deref(), kept, "{query} {opt_in}");
    }
}

#[tokio::test]
async fn form_changes_no_language_of_somebody_who_is_known() {
    let ground = TestDatabase::sqlite().await;
    let porch = SignupFixture::with_settings(&ground, "smtp://127.0.0.1:9", "").await;
    let members = porch.list("members", "The Members’ Letter", OptIn::Single, true).await;
    porch.list("friends", "Friends", OptIn::Single, true).await;
    import(&ground.database, &members, "email,language\nann@example.org,de\nben@example.org,\n").await;
    for (who, kept) in [("ann", Some("de")), ("ben", None), ("cat", Some("pl"))] {
        let path = "/subscribe/friends?lang=pl";
        let stamp = porch.form_token(path, || NOW).await;
        let address = format!("{who}@example.org");
        let fields = [("email", address.as_str()), ("form_token", stamp.as_str())];
        assert_eq!(post_from(&porch.open(SOON).await, path, &fields, &[]).await.status, 200);
        let mut work = ground.database.begin_read().await.unwrap();
        let known = database::subscribers::by_address(&mut work, &address.parse().unwrap()).await.unwrap().unwrap();
        let language = known.fields.get("language").and_then(FieldValue::as_text).map(str::to_owned);
        assert_eq!(language.as_deref(), kept, "{who}");
    }
}

#[test]
fn letter_is_in_the_language_of_draft_list_or_society() {
    for (society, of_list, of_draft, said) in [
        ("de", None, "", "Sie erhalten diesen Brief"),
        ("de", Some("fr"), "", "Vous recevez cette lettre"),
        ("de", Some("fr"), "language: it\n", "Riceve questa lettera"),
        ("de", None, "language: uk\n", "Ви отримали цей лист"),
    ] {
        let folder = tempfile::tempdir().unwrap();
        let list = List { language: of_list.map(tag), ..list(ConsentBasis::Consent) };
        let draft = LETTER.replace("to: members\n", &format!("to: members\n{of_draft}"));
        let letter = write(&workspace(folder.path(), society), &draft, &list, 7);
        assert!(letter.text.contains(said), "{}", letter.text);
    }
}

#[test]
fn address_in_a_right_to_left_letter_keeps_its_direction() {
    let folder = tempfile::tempdir().unwrap();
    let letter = write(&workspace(folder.path(), "ar"), LETTER, &list(ConsentBasis::Consent), 7);
    assert!(letter.html.contains("العنوان <span dir=\"auto\">ann@example.org</span> موجود"), "{}", letter.html);
    let text = letter.text.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(text.contains("العنوان \u{2068}ann@example.org\u{2069} موجود"), "{}", letter.text);
    // Nothing follows an address that is a link, or the reader's program would take it for a part of it.
    assert!(text.contains("إلغاء الاشتراك: https://news.example.org/u/"), "{}", letter.text);
    assert!(
        letter.text.lines().all(|line| !line.contains("https://") || !line.ends_with('\u{2069}')),
        "{}",
        letter.text
    );
}
