//! HTML that is pasted is cleaned for the editor alone, and nothing is written.

use serde_json::Value;

use super::{DRAFT, start_admin};
use crate::web::client::send;

#[tokio::test]
async fn html_of_another_program_is_cleaned() {
    let desk = start_admin(None).await;
    let own = format!("http://{}", desk.address);
    let path = format!("{}draft/spring/paste", desk.home);
    let html = "<p>Dear {{first_name}},<p>• one<p>• two<p><a href='javascript:x()'>here</a><script>x()</script>";
    let answer = send(desk.address, "POST", &path, &[("Origin", &own)], html.as_bytes()).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    let clean: Value = serde_json::from_str(&answer.body).unwrap();
    assert_eq!(clean["markdown"], "Dear {{first_name}},\n\n- one\n- two\n\nhere\n");
    let changes = clean["changes"].as_array().unwrap();
    assert!(changes.iter().any(|change| change["message"].as_str().unwrap().contains("javascript:x()")), "{changes:?}");
    assert_eq!(clean["pictures"], serde_json::json!([]));
    assert_eq!(desk.get("draft/spring/file").await.body, DRAFT);
}

#[tokio::test]
async fn what_is_no_letter_or_comes_from_elsewhere_is_refused() {
    let desk = start_admin(None).await;
    let own = format!("http://{}", desk.address);
    let path = format!("{}draft/spring/paste", desk.home);
    let empty = send(desk.address, "POST", &path, &[("Origin", &own)], b"<p> ").await;
    assert_eq!((empty.status, empty.body.as_str()), (422, "it has no text"));
    let large = vec![b'x'; 20_000_001];
    assert_eq!(send(desk.address, "POST", &path, &[("Origin", &own)], &large).await.status, 413);
    for origin in ["https://evil.example", "null"] {
        assert_eq!(send(desk.address, "POST", &path, &[("Origin", origin)], b"<p>x").await.status, 403, "{origin}");
    }
    assert_eq!(send(desk.address, "POST", &path, &[], b"<p>x").await.status, 403);
    let forged = send(desk.address, "POST", "/0000/draft/spring/paste", &[("Origin", &own)], b"<p>x").await;
    assert_eq!(forged.status, 404);
}
