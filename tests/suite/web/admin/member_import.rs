//! A file of members is dropped, looked at, mapped and imported on the chair's pages.

use super::{RunningAdmin, start_admin};
use crate::web::client::{HttpResponse, send};

const BOUNDARY: &str = "x7f3";

impl RunningAdmin {
    /// Sends a file with the form of its page.
    pub(crate) async fn upload(&self, fields: &[(&str, &str)], name: &str, content: &[u8]) -> HttpResponse {
        let mut body = Vec::new();
        for (field, value) in fields {
            let part = format!("--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{field}\"\r\n\r\n{value}\r\n");
            body.extend_from_slice(part.as_bytes());
        }
        let head = format!(
            "--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n\
             Content-Type: application/octet-stream\r\n\r\n"
        );
        body.extend_from_slice(head.as_bytes());
        body.extend_from_slice(content);
        body.extend_from_slice(format!("\r\n--{BOUNDARY}--\r\n").as_bytes());
        let (own, kind) = (format!("http://{}", self.address), format!("multipart/form-data; boundary={BOUNDARY}"));
        let headers = [("Origin", own.as_str()), ("Content-Type", kind.as_str())];
        send(self.address, "POST", &format!("{}members/import", self.home), &headers, &body).await
    }

    /// Sends a file and returns the path of its page.
    async fn dropped(&self, name: &str, content: &str) -> String {
        let answer = self.upload(&[("list", "members")], name, content.as_bytes()).await;
        assert_eq!(answer.status, 303, "{}", answer.body);
        answer.header("location").unwrap().strip_prefix(&self.home).unwrap().to_owned()
    }

    async fn count(&self) -> String {
        let page = self.page("members?list=everybody").await;
        page.split_once("Members <span class=\"quiet\">").unwrap().1.split_once('<').unwrap().0.to_owned()
    }
}

/// Returns the hidden field with the number of people that a page promised.
fn shown(page: &str) -> &str {
    page.split_once("name=\"shown\" value=\"").unwrap().1.split_once('"').unwrap().0
}

#[tokio::test]
async fn dropped_file_is_shown_mapped_and_imported() {
    let desk = start_admin(None).await;
    let csv = "Mail;Vorname;Ort;Born\ncat@example.org;Cat;Leeds;1980\nann@example.org;Anna;York;1970\nnobody;X;Y;1\n\
               cat@example.org;Cat;Leeds;1980\n";
    let path = desk.dropped("Members 2026.csv", csv).await;
    let page = desk.page(&path).await;
    for words in [
        "<h1>Members 2026.csv</h1>",
        "semicolons between the cells",
        "<strong>1 person</strong> would join “The Members’ Letter”",
        "Leeds · York · Y",
        "1 refused",
        "<span class=\"quiet\">line 4:</span> “nobody” has no @",
        "lines 2, 5:</span> the same person: kept once",
        "ann@example.org: first_name from “Ann” to “Anna”",
        "value=\"import\">Import 1 person, change 1 person</button>",
    ] {
        assert!(page.contains(words), "{words}: {page}");
    }
    assert_eq!(desk.count().await, "2", "nothing is written before the button");

    let choices = "list=members&to%3AOrt=none&to%3ABorn=text&basis=register+of+2026";
    let page = desk.done(&path, &format!("act=look&{choices}")).await;
    assert!(page.contains("<option value=\"none\" selected>") && page.contains("left out, as you said"), "{page}");
    let page = desk.done(&path, &format!("act=import&shown={}&{choices}", shown(&page))).await;
    for words in [
        "1 joined “The Members’ Letter”",
        "Imported Members 2026.csv: 1 joined, 1 changed, 1 refused.",
        "First name, Born",
    ] {
        assert!(page.contains(words), "{words}: {page}");
    }
    let person = desk.page("members/3").await;
    for words in ["by an import of Members 2026.csv", "register of 2026", "Born", "1980"] {
        assert!(person.contains(words), "{words}: {person}");
    }
    assert!(!person.contains("Leeds"), "a column that was left out is not stored");
    let again = desk.done(&path, &format!("act=import&shown=1&{choices}")).await;
    assert!(
        again.contains("1 joined “The Members’ Letter”"),
        "the second press shows the result of the first: {again}"
    );
    assert_eq!(desk.count().await, "3");
}

#[tokio::test]
async fn import_is_refused_if_the_page_promised_something_else() {
    let desk = start_admin(None).await;
    let path = desk.dropped("m.csv", "email\ncat@example.org\ndan@example.org\n").await;
    assert_eq!(shown(&desk.page(&path).await), "2");
    desk.import_members("email\ncat@example.org\n").await;
    let page = desk.done(&path, "act=import&shown=2&list=members").await;
    assert!(page.contains("Nothing was written. Look at it again."), "{page}");
    assert_eq!(desk.count().await, "3");
    let page = desk.done(&path, "act=import&shown=1&list=members").await;
    assert!(page.contains("1 joined"), "{page}");
    assert_eq!(desk.count().await, "4");
}

#[tokio::test]
async fn file_that_cannot_be_imported_says_why() {
    let desk = start_admin(None).await;
    for (name, content, words) in [
        ("m.csv", "email\n", "<strong>0 people</strong> would join"),
        ("m.csv", "ann@example.org,Ann\nben@example.org,Ben\n", "The first line of the file is already a member."),
        ("m.csv", "name,town\nAnn,Leeds\n", "No column of the file holds addresses of mail."),
        ("m.pdf", "%PDF-1.7\n%\u{2}\n", "PDF"),
        (
            "two.csv",
            "a,b\nann@example.org,ben@example.org\ncat@example.org,dan@example.org\n",
            "Which column has their addresses?",
        ),
        (
            "x.json",
            "{\"a\":[{\"email\":\"ann@example.org\"}],\"b\":[{\"email\":\"ben@example.org\"}]}",
            "several lists of people",
        ),
    ] {
        let page = desk.page(&desk.dropped(name, content).await).await;
        assert!(page.contains(words), "{words}: {page}");
        assert!(!page.contains('`') && !page.contains("--"), "{page}");
    }
    let path = desk.dropped("two.csv", "a,b\nann@example.org,cat@example.org\nben@example.org,dan@example.org\n").await;
    let page = desk.done(&path, "act=look&list=members&to%3Ab=address").await;
    assert!(page.contains("<strong>2 people</strong> would join"), "{page}");
    let empty = desk.upload(&[], "m.csv", b"").await;
    assert_eq!(empty.status, 422);
    assert!(empty.body.contains("Choose a file; the one that came is empty."), "{}", empty.body);
    let dropped = desk.done(&path, "act=drop").await;
    assert!(dropped.contains("The file is forgotten. Nobody was imported."), "{dropped}");
    assert!(desk.follow(&desk.get(&path).await).await.contains("The file is not held any more"));
    assert_eq!(desk.count().await, "2");
}

#[tokio::test]
async fn first_list_is_made_by_the_import() {
    let desk = start_admin(None).await;
    let path = desk.dropped("m.csv", "email,name\ncat@example.org,\"Cole, Cat\"\n").await;
    let choices = "list=new+list&title=Friends+of+the+Mill&to%3Aname=split";
    let page = desk.done(&path, &format!("act=look&{choices}")).await;
    for words in ["would join “Friends of the Mill”", "value=\"Friends of the Mill\"", "Cat · Cole"] {
        assert!(page.contains(words), "{words}: {page}");
    }
    assert!(!desk.page("lists").await.contains("Friends of the Mill"), "not before the button");
    let page = desk.done(&path, &format!("act=import&shown=1&{choices}")).await;
    assert!(page.contains("1 joined “Friends of the Mill”"), "{page}");
    assert!(desk.page("lists").await.contains("Friends of the Mill"));
    assert!(desk.page("members?list=friends-of-the-mill").await.contains("Cat Cole"));
}

#[tokio::test]
async fn soft_opt_in_and_opted_out_people_are_asked_about() {
    let desk = start_admin(None).await;
    let version = desk.version("lists/members").await;
    let form = format!("version={version}&title=Donors&basis-of-list=charity-soft-opt-in&opt-in=double");
    let refused = desk.post_form("lists/members", &form).await;
    assert!(refused.status == 409 && refused.body.contains("2 people are on the list already"), "{}", refused.body);
    assert!(desk.done("lists/members", &format!("{form}&all-could-refuse=yes")).await.contains("Saved."));
    let csv = "email,unsubscribed_at\ncat@example.org,\ndan@example.org,2020-01-01\n";
    let path = desk.dropped("m.csv", csv).await;
    let page = desk.page(&path).await;
    for words in ["1 person opted out of letters in another program.", "How could they refuse then?", "Never mail"] {
        let found = page.to_lowercase().contains(&words.to_lowercase());
        assert!(found, "{words}: {page}");
    }
    let refused = desk.done(&path, "act=import&shown=1&list=members").await;
    assert!(refused.contains("say what they did when they gave their address"), "{refused}");
    let given = "list=members&basis=gave&refusal=a+box&collected=2026-03-01&opted-out=suppress";
    let early = desk.done(&path, "act=look&list=members&basis=gave&refusal=a+box&collected=2025-03-01").await;
    assert!(early.contains("since 5 February 2026"), "{early}");
    let page = desk.done(&path, &format!("act=import&shown=1&{given}")).await;
    assert!(page.contains("1 joined, 1 suppressed, as they opted out in another program"), "{page}");
}
