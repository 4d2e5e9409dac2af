//! What programs read in the headers of a letter.

use super::ReportedDraft;

#[test]
fn same_letter_of_two_workspaces_has_two_message_ids() {
    let ids = [(), ()].map(|()| ReportedDraft::of_body("We meet.").messages()[0].header("Message-ID").unwrap());
    assert_ne!(ids[0], ids[1]);
    assert!(ids.iter().all(|id| id.starts_with("<1.1.") && id.ends_with("@example.org>")), "{ids:?}");
}

#[test]
fn way_to_leave_is_above_the_signature() {
    let text = ReportedDraft::of_body("We meet.").first().text;
    let (letter, signature) = text.split_once("\n-- \n").unwrap();
    assert!(letter.contains("\nUnsubscribe:\nhttps://news.example.org/u/"), "{text}");
    assert_eq!(signature.trim(), "Society");
}

#[test]
fn body_has_no_class_because_roundcube_drops_the_style_sheet() {
    let html = ReportedDraft::of_body("We meet.").first().html;
    let body = html.split_once("<body").and_then(|(_, rest)| rest.split_once('>')).unwrap().0;
    assert!(!body.contains("class") && body.contains("background-color:#f4f1ea"), "{body}");
    assert!(html.contains("\nbody,.letter{background-color:#14161a !important}"), "{html}");
}
