//! Handing over on the chair's pages.

use super::{NOW, start_admin};

#[tokio::test]
async fn handover_is_downloaded_and_taken_back() {
    let desk = start_admin(None).await;
    assert!(desk.page("settings").await.contains("settings/handover\">Hand over</a>"));
    let page = desk.page("settings/handover").await;
    assert!(page.contains("Pack everything into a file") && !page.contains("Handed over on"), "{page}");
    let file = desk.post("settings/handover", b"").await;
    assert_eq!((file.status, file.header("content-type")), (200, Some("application/zip")));
    let name = file.header("content-disposition").unwrap();
    assert!(name.starts_with("attachment; filename=\"handover-2") && file.body.contains("README.txt"), "{name}");
    assert!(desk.page("settings/handover").await.contains("no letters are sent from here any more"));
    let back = desk.post("settings/handover/undo", b"").await;
    assert_eq!(back.status, 303);
    assert!(desk.page("settings/handover").await.contains("Pack everything into a file"));
}

#[tokio::test]
async fn unfinished_letter_is_named_instead() {
    let desk = start_admin(None).await;
    desk.society.set_delivery("queued", NOW).await;
    let refused = desk.post("settings/handover", b"").await;
    let place = refused.header("location").unwrap();
    let (_, path) = place.split_once("/settings").unwrap();
    let page = desk.page(&format!("settings{path}")).await;
    assert!(refused.status == 303 && page.contains("the letter “spring” is not finished"), "{page}");
}
