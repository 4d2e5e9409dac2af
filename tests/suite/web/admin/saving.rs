//! A draft is saved from the editor: never half, never over what somebody else wrote, and only under `newsletters/`.

use std::fs;

use circular::database;

use super::{DRAFT, NOW, RunningAdmin, start_admin};
use crate::web::client::{HttpResponse, send};

impl RunningAdmin {
    /// Saves a text under a draft's name, with a header that says what its file must be.
    async fn put(&self, path: &str, header: (&str, &str), body: &[u8]) -> HttpResponse {
        let own = format!("http://{}", self.address);
        let headers = [("Origin", own.as_str()), header];
        send(self.address, "PUT", &format!("{}{path}", self.home), &headers, body).await
    }

    async fn entity_tag(&self) -> String {
        self.get("draft/spring/file").await.header("etag").unwrap().to_owned()
    }

    fn saved(&self) -> Vec<u8> {
        fs::read(self.draft_path()).unwrap()
    }
}

#[tokio::test]
async fn every_byte_is_read_and_saved() {
    let desk = start_admin(None).await;
    for text in ["\u{feff}---\r\nsubject: A\r\n---\r\nDear\n\r\nall", "", "---\nsubject: é\n---\n\n\n"] {
        let saved = desk.put("draft/spring/file", ("If-Match", &desk.entity_tag().await), text.as_bytes()).await;
        assert_eq!(saved.status, 204, "{}", saved.body);
        assert_eq!(desk.saved(), text.as_bytes());
        let read = desk.get("draft/spring/file").await;
        assert_eq!((read.status, read.body.as_str()), (200, text));
        assert_eq!(read.header("etag"), saved.header("etag"));
    }
    // A draft in a folder of its own.
    let folder = desk.newsletters().join("summer");
    fs::create_dir(&folder).unwrap();
    fs::write(folder.join("index.md"), DRAFT).unwrap();
    let tag = desk.get("draft/summer/file").await.header("etag").unwrap().to_owned();
    assert_eq!(desk.put("draft/summer/file", ("If-Match", &tag), b"new").await.status, 204);
    assert_eq!(fs::read_to_string(folder.join("index.md")).unwrap(), "new");
    let left: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(left, ["index.md"]);
}

#[tokio::test]
async fn file_that_was_changed_elsewhere_is_not_overwritten() {
    let desk = start_admin(None).await;
    let tag = desk.entity_tag().await;
    desk.write("theirs");
    let refused = desk.put("draft/spring/file", ("If-Match", &tag), b"mine").await;
    assert_eq!((refused.status, refused.body.as_str()), (412, "theirs"));
    assert_eq!(desk.saved(), b"theirs");
    assert_eq!(desk.put("draft/spring/file", ("If-None-Match", "*"), b"mine").await.status, 412);
    for header in [("X-Nothing", ""), ("If-Match", "*"), ("If-Match", "W/\"00\""), ("If-Match", "\"zz\"")] {
        assert_eq!(desk.put("draft/spring/file", header, b"mine").await.status, 428, "{header:?}");
    }
    let now = refused.header("etag").unwrap();
    assert_eq!(desk.put("draft/spring/file?keep=true", ("If-Match", now), b"mine").await.status, 204);
    assert_eq!(desk.saved(), b"mine");
    // What was replaced on purpose is among the versions.
    let versions: serde_json::Value = serde_json::from_str(&desk.get("draft/spring/versions").await.body).unwrap();
    let id = &versions[0]["id"];
    assert_eq!(desk.get(&format!("draft/spring/versions/{id}")).await.body, "theirs");
}

#[tokio::test]
async fn deleted_and_locked_files_are_told_in_words() {
    let desk = start_admin(None).await;
    let tag = desk.entity_tag().await;
    let mut rights = fs::metadata(desk.draft_path()).unwrap().permissions();
    rights.set_readonly(true);
    fs::set_permissions(desk.draft_path(), rights).unwrap();
    let refused = desk.put("draft/spring/file", ("If-Match", &tag), b"mine").await;
    assert_eq!(refused.status, 403);
    assert!(refused.body.contains("may only be read"), "{}", refused.body);
    assert_eq!(desk.saved(), DRAFT.as_bytes());

    fs::remove_file(desk.draft_path()).unwrap();
    let refused = desk.put("draft/spring/file", ("If-Match", &tag), b"mine").await;
    assert_eq!(refused.status, 404);
    assert!(refused.body.contains("deleted or renamed"), "{}", refused.body);
    assert!(!desk.draft_path().exists());
    assert_eq!(desk.put("draft/spring/file", ("If-None-Match", "*"), b"mine").await.status, 204);
    assert_eq!(desk.saved(), b"mine");
}

#[tokio::test]
async fn letter_that_was_sent_is_read_only() {
    let desk = start_admin(None).await;
    let tag = desk.entity_tag().await;
    assert!(!desk.get("draft/spring/edit").await.body.contains("data-sent"));
    desk.society.set_delivery("queued", NOW).await;
    let refused = desk.put("draft/spring/file", ("If-Match", &tag), b"mine").await;
    assert_eq!(refused.status, 409);
    assert!(refused.body.contains("was sent"), "{}", refused.body);
    assert_eq!(desk.saved(), DRAFT.as_bytes());
    let page = desk.get("draft/spring/edit").await.body;
    assert!(page.contains("data-sent") && page.contains("this letter can only be read"), "{page}");
    let issues = database::issues::by_slug(&mut desk.society.database.begin_read().await.unwrap(), "spring").await;
    assert_eq!(issues.unwrap().len(), 1);
}

#[tokio::test]
async fn nothing_outside_the_drafts_is_read_or_written() {
    let desk = start_admin(None).await;
    let secret = desk.newsletters().parent().unwrap().join("secret.md");
    let before = fs::read(&secret).unwrap();
    for slug in ["..%2Fsecret", "%2E%2E", ".", "secret", "%2Ftmp%2Fx", "a%2Fb", "a%5C..%5Cb", ".hidden", "x%00"] {
        for path in ["file", "edit", "versions", "versions/1"] {
            assert_eq!(desk.get(&format!("draft/{slug}/{path}")).await.status, 404, "{slug} {path}");
        }
        let made = desk.put(&format!("draft/{slug}/file"), ("If-None-Match", "*"), b"x").await;
        let is_new = slug == "secret";
        assert_eq!(made.status, if is_new { 204 } else { 404 }, "{slug}");
        assert_eq!(desk.post(&format!("draft/{slug}/versions"), b"x").await.status, if is_new { 204 } else { 404 });
    }
    assert_eq!(fs::read(&secret).unwrap(), before);
    // It is a new draft of that name.
    assert_eq!(fs::read(desk.newsletters().join("secret.md")).unwrap(), b"x");
}

#[tokio::test]
async fn foreign_pages_cannot_save() {
    let desk = start_admin(None).await;
    let tag = desk.entity_tag().await;
    let path = format!("{}draft/spring/file", desk.home);
    for origin in ["https://evil.example", "null", "http://127.0.0.1:1"] {
        let headers = [("Origin", origin), ("If-Match", tag.as_str())];
        assert_eq!(send(desk.address, "PUT", &path, &headers, b"x").await.status, 403, "{origin}");
    }
    assert_eq!(send(desk.address, "PUT", &path, &[("If-Match", &tag)], b"x").await.status, 403);
    let own = format!("http://{}", desk.address);
    let headers = [("Origin", own.as_str()), ("If-Match", tag.as_str())];
    assert_eq!(send(desk.address, "PUT", "/0000/draft/spring/file", &headers, b"x").await.status, 404);
    assert_eq!(desk.saved(), DRAFT.as_bytes());
}

#[tokio::test]
async fn letter_of_a_text_that_is_not_saved_is_rendered() {
    let desk = start_admin(None).await;
    let text = DRAFT.replace("spring", "summer");
    let answer = desk.post("draft/spring/live?part=reader&reader=2", text.as_bytes()).await;
    let answer: serde_json::Value = serde_json::from_str(&answer.body).unwrap();
    assert_eq!(answer["subject"], "Spring for Ben");
    let html = answer["html"].as_str().unwrap();
    assert!(
        html.contains("Dear Ben") && html.contains("<em>summer</em>") && html.contains("data-line=\"8\""),
        "{html}"
    );
    assert_eq!(answer["readers"]["position"], 2);
    for part in ["findings", "copies"] {
        let answer = desk.post(&format!("draft/spring/live?part={part}&reader=2"), text.as_bytes()).await;
        let answer: serde_json::Value = serde_json::from_str(&answer.body).unwrap();
        assert_eq!(answer["readers"]["position"], 2, "{part}");
        assert_eq!(answer["audience"]["summary"], "All 2 will receive this", "{part}");
        assert_eq!((answer.get("html"), answer["blocking"].as_i64()), (None, Some(0)), "{part}");
    }
    assert_eq!(desk.saved(), DRAFT.as_bytes());

    let broken = DRAFT.replace("{{first_name}},", "{{frist_name}},");
    assert_eq!(desk.post("draft/spring/live", broken.as_bytes()).await.body, "{}");
    let answer = desk.post("draft/spring/live?part=findings", broken.as_bytes()).await;
    let answer: serde_json::Value = serde_json::from_str(&answer.body).unwrap();
    assert_eq!(answer["blocking"], 1);
    let found = &answer["diagnostics"][0];
    assert_eq!(found["line"], 6);
    let suggestion = serde_json::json!({ "line": 6, "column": 8, "from": "frist_name", "to": "first_name" });
    assert_eq!(found["suggestion"], suggestion);
}

#[tokio::test]
async fn picture_is_put_beside_its_draft() {
    let desk = start_admin(None).await;
    let chart = include_bytes!("../../looks/chart.png");
    let stored = desk.post("draft/spring/pictures?name=..%2F..%2FOur%20chart.PNG", chart).await;
    assert_eq!((stored.status, stored.body.as_str()), (200, "our-chart.png"));
    assert_eq!(fs::read(desk.newsletters().join("our-chart.png")).unwrap(), chart);
    let shown = desk.get("draft/spring/pictures/our-chart.png").await;
    assert_eq!((shown.status, shown.header("content-type")), (200, Some("image/png")));
    for name in ["spring.md", "..%2Fcircular.toml", "none.png", ".hidden"] {
        assert_eq!(desk.get(&format!("draft/spring/pictures/{name}")).await.status, 404, "{name}");
    }
    let refused = desk.post("draft/spring/pictures?name=a.png", b"<svg onload='x'/>").await;
    assert_eq!(refused.status, 415);
    let words = "it is a drawing (SVG), which many mail programs cannot show: save it as PNG or JPEG";
    assert_eq!(refused.body, format!("This picture cannot be used: {words}."));
    let turned = include_bytes!("../../reports/letters/turned.jpg");
    assert_eq!(desk.post("draft/spring/pictures?name=us.jpg", turned).await.body, "us.jpg");
    let stored = fs::read(desk.newsletters().join("us.jpg")).unwrap();
    assert_eq!(circular::image_files::image_size(&stored), Some(("image/jpeg", 20, 40)));
    assert!(!stored.windows(4).any(|word| word == b"Exif"));
    assert_eq!(desk.post("draft/none/pictures?name=a.png", chart).await.status, 404);
}

#[tokio::test]
async fn new_letter_is_started_and_replaces_none() {
    let desk = start_admin(None).await;
    let made = desk.post("new", b"title=Summer+meeting%3A+come&kind=notice").await;
    assert_eq!(made.status, 303);
    assert_eq!(made.header("location"), Some(format!("{}draft/summer-meeting-come/edit", desk.home).as_str()));
    let text = fs::read_to_string(desk.newsletters().join("summer-meeting-come.md")).unwrap();
    assert!(text.contains("Summer meeting: come"), "{text}");
    assert_eq!(desk.get("draft/summer-meeting-come/edit").await.status, 200);
    for (form, words) in [
        ("title=Spring&kind=letter", "There is a letter of this name. Choose another title."),
        ("title=%21&kind=letter", "Give it a title with a letter or a digit."),
    ] {
        let refused = desk.post("new", form.as_bytes()).await;
        assert_eq!(refused.status, 409);
        assert!(refused.body.contains(&format!("<a href=\"#title\">{words}</a>")), "{}", refused.body);
    }
    assert_eq!(desk.post("new", b"title=x&kind=..%2Fx").await.status, 400);
    assert_eq!(desk.saved(), DRAFT.as_bytes());
}

#[tokio::test]
async fn what_is_too_long_or_gone_is_said_in_words() {
    let desk = start_admin(None).await;
    let long = vec![b'x'; 5_000_000];
    let saved = desk.put("draft/spring/file", ("If-Match", &desk.entity_tag().await), &long).await;
    assert_eq!(saved.status, 413);
    assert_eq!(saved.body, "The letter is longer than 4 MB. Put pictures beside it as files, and shorten it.");
    for path in ["draft/spring/live", "draft/spring/versions"] {
        assert!(desk.post(path, &long).await.body.starts_with("The letter is longer than 4 MB"), "{path}");
    }
    for id in ["x", "1", "99999999999999999999"] {
        let answer = desk.get(&format!("draft/spring/versions/{id}")).await;
        assert_eq!(answer.status, 404, "{id}");
        assert_eq!(answer.body, "This version is not stored any more: versions are kept for two days.", "{id}");
    }
    let refused = desk.put("draft/spring/file", ("X-Nothing", ""), b"x").await;
    assert!(refused.body.starts_with("Nothing was saved"), "{}", refused.body);
    assert_eq!(desk.saved(), DRAFT.as_bytes());
}
