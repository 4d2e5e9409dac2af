//! Links from fields, to hosts beyond ASCII, and those that begin a mail.

use super::ReportedDraft;

#[test]
fn host_beyond_ascii_is_written_in_ascii() {
    let letter = ReportedDraft::new("link-to-a-domain-beyond-ascii").first();
    assert!(letter.html.contains("href=\"https://xn--bcher-kva.example/programm\""), "{}", letter.html);
}

#[test]
fn link_from_a_field_is_followed_or_named() {
    let draft = ReportedDraft::for_members("link-from-a-field", "link-from-a-field.csv");
    let links: Vec<_> = draft.messages().iter().map(|message| message.content().html).collect();
    for (html, link) in links.iter().zip([
        "https://ann.example.org/",
        "",
        "https://www.example.org/cy",
        "https://di.example.org/my%20page",
    ]) {
        assert!(html.contains(&format!("<a href=\"{link}\"")), "{link}: {html}");
    }
    let said = draft.check.to_string();
    assert!(said.contains("1 recipient gets a link that leads nowhere"), "{said}");
    assert!(said.contains("for Ben <ben@example.org>"), "{said}");
}

#[test]
fn contact_from_a_field_is_followed_or_named() {
    let text = "---\nsubject: Spring meeting of us all\nto: members\n---\n\n{{#if contact}}\n[Your helper]({{contact}}) knows more.\n{{/if}}\n\nWe meet.\n";
    let members = std::fs::read_to_string(super::folder().join("link-from-a-field.csv")).unwrap();
    let draft = ReportedDraft::written(text, &members);
    let letters: Vec<_> = draft.messages().iter().map(|message| message.content().html).collect();
    assert!(letters[0].contains("<a href=\"mailto:cy@example.org\""), "{}", letters[0]);
    assert!(letters[3].contains("<a href=\"mailto:ed@example.org\""), "{}", letters[3]);
    let said = draft.check.to_string();
    assert!(said.contains("1 recipient gets a link that leads nowhere"), "{said}");
    assert!(said.contains("for Cy <cy@example.org>"), "{said}");
}

#[test]
fn buttons_that_begin_mails_say_their_subjects() {
    let body = "[Yes, I will come](mailto:secretary@example.org?subject=Yes \"button\")\n\n\
        [I send my apologies](mailto:secretary@example.org?subject=No%2C%20{{first_name}}&body=Sorry \"button\")\n\n\
        Or [ask](mailto:secretary@example.org?subject=A%20question) the [secretary](mailto:secretary@example.org).";
    let text = ReportedDraft::of_body(body).first().text;
    for line in [
        "Yes, I will come: write to secretary@example.org with the subject \"Yes\"\n",
        "I send my apologies: write to secretary@example.org with the subject\n\"No, Ann\" and the words \"Sorry\"\n",
        "[1] write to secretary@example.org with the subject \"A question\"\n",
        "[2] secretary@example.org\n",
    ] {
        assert!(text.contains(line), "{line:?} is not in:\n{text}");
    }
}

#[test]
fn society_website_with_a_space_is_followed() {
    let settings = std::fs::read_to_string(super::folder().join("settings-website-with-a-space.toml")).unwrap();
    let letter = ReportedDraft::of_body("We meet.").with_settings(&settings).first();
    assert!(letter.html.contains("href=\"https://www.example.org/our%20society\""), "{}", letter.html);
    assert!(letter.text.contains("\nhttps://www.example.org/our%20society\n"), "{}", letter.text);
}
