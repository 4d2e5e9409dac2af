//! How much a browser loads for a page of the preview.

use super::start_admin;

#[tokio::test]
async fn pages_stay_light_and_the_text_view_is_apart() {
    let desk = start_admin(None).await;
    let weight = async |path: &str| {
        let answer = desk.get(path).await;
        assert_eq!(answer.status, 200, "{path}");
        answer.header("content-length").unwrap().parse::<u64>().unwrap()
    };
    for script in ["editor.js", "text_view.js"] {
        assert_eq!(desk.get(script).await.header("content-encoding"), Some("gzip"), "{script}");
    }
    let page = desk.get("draft/spring/edit").await.body;
    assert!(!page.contains("<script>") && !page.contains(" style=") && page.matches("<script").count() == 1, "{page}");
    let editor = weight("draft/spring/edit").await + weight("editor.js").await + weight("editor.css").await;
    assert!(editor <= 200_000, "{editor}");
    let text_view = weight("text_view.js").await + weight("text_view.css").await;
    assert!(text_view <= 120_000, "{text_view}");
    let other = weight("draft/spring").await
        + weight("admin.js").await
        + weight("admin.css").await
        + weight("letter-view.js").await;
    assert!(other <= 60_000, "{other}");
}
