//! A language in which every sentence is marked: what letters, pages and mails say without a mark, no file says.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use circular::config::embedded_templates;
use circular::mailer::ConfirmationBuilder;
use circular::model::{ConsentBasis, OptIn, RequestId, SubscriberId, Token};
use jiff::{SignedDuration, Timestamp};

use super::{LETTER, keys, list, workspace, write};
use crate::engine::TestDatabase;
use crate::web::signup::{SOON, SignupFixture};
use crate::web::site::{NOW, RunningSite, SiteFixture};

/// A language that has no file of ours.
const MARKED: &str = "eo";

/// Words with small letters that are not ours: names, dates, and what has no language.
const OTHERS: [&str; 20] = [
    "Society", "of", "Friends", "The", "Members", "Letter", "News", "Views", "May", "Mon", "Monday", "February",
    "January", "to", "in", "London", "Unua", "Example", "Street", "English",
];

/// Sentences that the walk does not come to, because they are said by the same line as one that it does come to, or in a
/// state of the machine, or on pages, that other tests make.
const NOT_MET: [&str; 27] = [
    "zone-",
    "error-server",
    "error-gone",
    "subscribe-busy",
    "views-",
    "still-wanted",
    "answer-",
    "archive-",
    "event-calendar-removes",
    "event-cancelled",
    "event-again",
    "event-moved",
    "event-ends",
    "event-place",
    "event-place-moved",
    "unsubscribe-question-unnamed",
    "unsubscribed-effect-unnamed",
    "resubscribed-letters-unnamed",
    "resubscribed-notices-unnamed",
    "not-subscribed-unnamed",
    "subscribed-lists",
    "expired-title",
    "expired",
    "expired-button",
    "expired-by-hand",
    "web-",
    "footer-web",
];

/// Returns the English file with every sentence between marks, behind its name.
fn marked_file() -> String {
    let (_, english) = embedded_templates().iter().find(|(name, _)| *name == "language/en.ftl").unwrap();
    let mut name = "";
    let mut out = String::new();
    for line in english.lines() {
        let (before, words) = match line.split_once(" = ") {
            Some((found, words)) if !line.starts_with([' ', '#']) => {
                name = found;
                (format!("{found} = "), words)
            }
            _ if line.trim_start().starts_with(['[', '*']) => {
                let at = line.find(']').unwrap() + 2;
                (line[..at].to_owned(), &line[at..])
            }
            _ => (line.to_owned(), ""),
        };
        let is_words = !words.is_empty() && !words.ends_with("->");
        let line = if is_words { format!("{before}⟦{name}|{words}⟧\n") } else { format!("{before}{words}\n") };
        out.push_str(&line);
    }
    out
}

fn add_marked_language(root: &Path) {
    fs::create_dir_all(root.join("templates/language")).unwrap();
    fs::write(root.join("templates/language/eo.ftl"), marked_file()).unwrap();
}

/// What was said so far.
#[derive(Default)]
struct SaidSentences {
    names: BTreeSet<String>,
    unmarked: Vec<String>,
}

impl SaidSentences {
    /// Reads what a page or an HTML part says: its text, and the attributes that are read out.
    fn read_html(&mut self, place: &str, html: &str) {
        let mut rest = html;
        let mut text = String::new();
        for (start, end) in [("<!--", "-->"), ("<style", "</style>")] {
            text.clear();
            while let Some((before, behind)) = rest.split_once(start) {
                text += before;
                rest = behind.split_once(end).map_or("", |(_, behind)| behind);
            }
            text += rest;
            rest = Box::leak(text.clone().into_boxed_str());
        }
        for attribute in [" aria-label=\"", " alt=\"", " title=\"", " placeholder=\""] {
            for value in rest.split(attribute).skip(1) {
                self.read_text(place, value.split('"').next().unwrap());
            }
        }
        let mut words = String::new();
        for piece in rest.split('<') {
            words.push(' ');
            words += piece.split_once('>').map_or(piece, |(_, words)| words);
        }
        self.read_text(
            place,
            &words.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&").replace("&quot;", "\""),
        );
    }

    fn read_text(&mut self, place: &str, text: &str) {
        let mut text = text.to_owned();
        while let Some(end) = text.find('⟧') {
            let start = text[..end].rfind('⟦').unwrap_or_else(|| panic!("{place}: {text}"));
            let sentence = &text[start + '⟦'.len_utf8()..end];
            self.names.insert(sentence.split('|').next().unwrap().to_owned());
            text.replace_range(start..end + '⟧'.len_utf8(), " ");
        }
        let words = text.split_whitespace().filter(|word| !word.contains(['@', '/', '&', '.']));
        let words = words.map(|word| word.trim_matches(|c: char| !c.is_alphanumeric() && c != '=' && c != '_'));
        let ours = words.filter(|word| word.chars().any(char::is_lowercase) && !OTHERS.contains(word));
        self.unmarked.extend(ours.map(|word| format!("{place}: {word}")));
    }

    async fn visit(&mut self, site: &RunningSite, path: &str, form: Option<&str>) -> String {
        let page = match form {
            Some(body) => site.post(path, body).await,
            None => site.get(path).await,
        };
        assert!(page.body.contains("<html lang=\"eo\" dir=\"ltr\">"), "{path}: {}", page.body);
        self.read_html(path, &page.body);
        page.body
    }
}

/// Writes letters of every basis, notices, and events that were moved or cancelled.
fn read_letters(said: &mut SaidSentences) {
    let folder = tempfile::tempdir().unwrap();
    let workspace = workspace(folder.path(), MARKED);
    add_marked_language(folder.path());
    let picture = concat!(env!("CARGO_MANIFEST_DIR"), "/logo.png");
    fs::copy(picture, workspace.drafts_dir().join("logo.png")).unwrap();
    for basis in [
        ConsentBasis::Consent,
        ConsentBasis::CharitySoftOptIn,
        ConsentBasis::CustomerSoftOptIn,
        ConsentBasis::MembershipNotice,
    ] {
        let letter = write(&workspace, LETTER, &list(basis), 7);
        said.read_html("letter", &letter.html);
        said.read_text("text", &letter.text);
        assert!(String::from_utf8(letter.bytes).unwrap().contains("\r\nContent-Language: eo\r\n"));
    }
    let report: Vec<_> = (1..5).map(|number| format!("\n## PART {number}\n\nWORDS\n")).collect();
    let report = report.concat();
    let links =
        "\n![PICTURE](logo.png)\n\n[A](mailto:a@example.org?body=B) [C](mailto:a@example.org?subject=C&body=B)\n";
    for (draft, issue) in [
        (LETTER.replace("to: members", "to: members\nnotice: statutory"), 7),
        (LETTER.replace("  ends: 20:30\n", ""), 0),
        (LETTER.replace("18:30", "").replace("  ends: 20:30", "  ends: 2027-05-18"), 0),
        (LETTER.replace("  ends: 20:30", "  ends: 2027-05-18 09:00"), 0),
        (format!("---\nsubject: S\ntemplate: report\n---\n{report}{links}"), 7),
    ] {
        let letter = write(&workspace, &draft, &list(ConsentBasis::Consent), issue);
        said.read_html("letter", &letter.html);
        said.read_text("text", &letter.text);
    }
}

async fn read_pages_of_letters(said: &mut SaidSentences) {
    let mut society = SiteFixture::create().await;
    society.workspace.settings.society.language = MARKED.parse().unwrap();
    "1234".clone_into(&mut society.workspace.settings.society.charity_number);
    "privacy@example.org".clone_into(&mut society.workspace.settings.society.privacy_contact);
    society.workspace.settings.society.languages = vec!["en".parse().unwrap()];
    add_marked_language(&society.workspace.root);
    society.add_list("notes", "News & Views", false, Some("email\nann@example.org\n")).await;
    society.add_list("open", "The Letter", true, None).await;
    let site = society.serve(|| NOW).await;
    let late = society.serve(|| NOW + SignedDuration::from_hours(24 * 31)).await;
    let link = society.link();
    let (lists, undo, reason) = (format!("{link}/lists"), format!("{link}/undo"), format!("{link}/reason"));
    for (site, path, form) in [
        (&site, "/nowhere", None),
        (&site, undo.as_str(), None),
        (&site, &link, None),
        (&site, &lists, None),
        (&site, &lists, Some("list=1&to=notices")),
        (&site, &link, None),
        (&site, &link, Some("by=page")),
        (&site, &reason, Some("why=x")),
        (&site, &link, None),
        (&site, &undo, Some("")),
        (&late, &lists, Some("list=1&to=all")),
        (&site, &lists, Some("list=1&to=all")),
        (&site, &lists, Some("list=1&to=nothing")),
        (&late, &lists, Some("list=1&to=all")),
        (&site, &undo, Some("")),
        (&site, &lists, Some("list=all&to=nothing")),
        (&site, &lists, Some("list=2&to=all")),
        (&late, &link, None),
    ] {
        said.visit(site, path, form).await;
    }
    let test = Token {
        list: circular::model::ListId::new(1),
        subscriber: SubscriberId::NONE,
        issue: circular::model::IssueId::new(7),
    };
    said.visit(&site, &format!("/u/{}", society.keys.seal(test).unwrap()), None).await;
    for reason in ["bounced", "complained", "operator"] {
        society
            .execute(&format!(
                "DELETE FROM suppression; INSERT INTO suppression (subscriber_id, reason, suppressed_at) VALUES (1, '{reason}', 0); \
                 UPDATE subscription SET state = 'suppressed', state_before_suppression = 'confirmed' WHERE subscriber_id = 1"
            ))
            .await;
        said.visit(&site, &lists, None).await;
        said.visit(&site, &link, None).await;
    }
    society.execute("DELETE FROM suppression; DELETE FROM subscription").await;
    said.visit(&site, &link, None).await;
    society.execute("DELETE FROM list").await;
    said.visit(&site, &lists, None).await;
    for _ in 0..100 {
        site.get("/u/aaaa").await;
    }
    said.visit(&site, "/u/aaaa", None).await;
}

async fn read_pages_of_the_form(said: &mut SaidSentences) {
    let ground = TestDatabase::sqlite().await;
    let mut porch = SignupFixture::new(&ground).await;
    porch.workspace.settings.society.language = MARKED.parse().unwrap();
    add_marked_language(&porch.workspace.root);
    porch.list("approved", "The Letter", OptIn::Approved, true).await;
    let site = porch.open(|| NOW).await;
    said.visit(&site, "/subscribe", None).await;
    said.visit(&site, "/subscribe", Some("email=ann%40example.org")).await;
    let soon = porch.open(SOON).await;
    let token = porch.form_token("/subscribe", || NOW).await;
    for address in [
        "",
        "ann",
        "ann@exa mple.org",
        "ann@example",
        "ann@example.4",
        "\"a\"@example.org",
        "a(@example.org",
        "ü@example.org",
    ] {
        let body = url::form_urlencoded::Serializer::new(String::new())
            .append_pair("email", address)
            .append_pair("form_token", &token)
            .finish();
        said.visit(&soon, "/subscribe", Some(&body)).await;
    }
    let long = format!("email={}@example.org&form_token={token}", "a".repeat(280));
    said.visit(&soon, "/subscribe", Some(&long)).await;
    for (name, address) in [("members", "a@example.org"), ("friends", "b@example.org"), ("approved", "c@example.org")] {
        let path = format!("/subscribe/{name}");
        said.visit(&site, &path, None).await;
        let page = porch.submit_form(&path, address, SOON).await;
        said.read_html(&path, &page.body);
    }
    let page = porch.submit_form("/subscribe/members", "c@example.org", SOON).await;
    said.read_html("/subscribe/members", &page.body);
    porch.send_confirmation(SOON).await;
    let late: fn() -> Timestamp = || SOON() + SignedDuration::from_hours(80);
    let late = porch.open(late).await;
    for (address, act, body) in [
        ("a@example.org", "", None),
        ("a@example.org", "/not-me", Some("")),
        ("a@example.org", "", Some("")),
        ("c@example.org", "", None),
        ("c@example.org", "/not-me", Some("")),
        ("c@example.org", "", Some("list=approved")),
    ] {
        said.visit(&soon, &format!("{}{act}", porch.link(address).await), body).await;
    }
    said.visit(&late, &porch.link("a@example.org").await, None).await;
    let two = porch.submit_form("/subscribe/members", "d@example.org", SOON).await;
    said.read_html("form", &two.body);
    for basis in ["charity-soft-opt-in", "customer-soft-opt-in", "membership-notice"] {
        let Some(mut list) = Some(porch.find_list("members").await) else { continue };
        list.basis = basis.parse().unwrap();
        let mut work = ground.database.begin_write().await.unwrap();
        circular::database::lists::update(&mut work, &list).await.unwrap();
        work.commit().await.unwrap();
        said.visit(&site, "/subscribe/members", None).await;
        if basis != "membership-notice" {
            said.visit(&site, "/subscribe/members", Some("email=a%40example.org&refuse=yes")).await;
        }
    }
    let closed = SignupFixture::serve(porch.site(|| NOW).with_signup_closed()).await;
    said.visit(&closed, "/subscribe", None).await;
    read_confirmation_mails(said, &porch, &ground).await;
}

async fn read_confirmation_mails(said: &mut SaidSentences, porch: &SignupFixture<'_>, ground: &TestDatabase) {
    let builder = |workspace: &circular::config::Workspace| ConfirmationBuilder::new(workspace, keys()).unwrap();
    let mut work = ground.database.begin_read().await.unwrap();
    let request = circular::database::signup_requests::by_id(&mut work, RequestId::new(1)).await.unwrap().unwrap();
    let lists = [porch.find_list("members").await];
    let mut mail_only = porch.workspace.clone();
    mail_only.settings.web.public_url = None;
    let join = "join@example.org".parse().unwrap();
    for (workspace, address) in [(&porch.workspace, None), (&porch.workspace, Some(&join)), (&mail_only, Some(&join))] {
        let bytes = builder(workspace).build(&request, &lists, address, NOW).unwrap();
        let (from, to) = (String::new(), String::new());
        let mail = circular::mail_catcher::CaughtMessage { from, to, bytes };
        let content = mail.content();
        said.read_html("mail", &content.html);
        said.read_text("mail", &content.text);
        said.read_text("mail", &content.subject);
    }
}

#[tokio::test]
async fn everything_is_said_by_the_file_of_the_language() {
    let mut said = SaidSentences::default();
    read_letters(&mut said);
    read_pages_of_letters(&mut said).await;
    Box::pin(read_pages_of_the_form(&mut said)).await;
    said.unmarked.sort();
    said.unmarked.dedup();
    assert_eq!(said.unmarked, [""; 0]);
    let (_, english) = embedded_templates().iter().find(|(name, _)| *name == "language/en.ftl").unwrap();
    let names = english.lines().filter(|line| !line.starts_with(['#', ' '])).filter_map(|line| line.split_once(" = "));
    let unmet = names.map(|(name, _)| name).filter(|name| !said.names.contains(*name));
    let unmet: Vec<_> = unmet.filter(|name| NOT_MET.iter().all(|known| !name.starts_with(known))).collect();
    assert_eq!(unmet, [""; 0], "no page, letter or mail says these");
}
