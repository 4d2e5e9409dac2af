//! Files that go with a letter: charset and name.

use super::ReportedDraft;

#[test]
fn text_attachment_says_its_charset() {
    let message = ReportedDraft::new("attachment-of-text-beyond-ascii").messages().remove(0);
    let text = String::from_utf8(message.bytes).unwrap();
    assert!(text.contains("\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Disposition: attachment;"), "{text}");
}

#[test]
fn cyrillic_name_is_written_whole_or_not_at_all() {
    let message = ReportedDraft::new("attachment-name-in-cyrillic").messages().remove(0);
    let text = String::from_utf8(message.bytes).unwrap();
    assert!(text.contains("\r\nContent-Type: application/pdf\r\n"), "{text}");
    assert!(text.contains("filename*0*=UTF-8''%D0%9F%D1%80"), "{text}");
    assert!(!text.contains("___"), "{text}");
}
