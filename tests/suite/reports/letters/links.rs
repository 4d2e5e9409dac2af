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
        "Yes, I will come: write to secretary@example.org, subject \"Yes\"\n",
        "I send my apologies: write to secretary@example.org, subject \"No, Ann\",\ntext \"Sorry\"\n",
        "[1] write to secretary@example.org, subject \"A question\"\n",
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

/// Returns where the first link of each letter leads, and what `check` said.
fn targets(body: &str) -> (Vec<String>, String) {
    let text = format!("---\nsubject: Spring meeting of us all\nto: members\n---\n\n{body}\n");
    let members = "email,first_name,town,site,contact\n\
        ann@example.org,Ann,Leeds,https://ann.example.org/,cy@example.org\n\
        ben@example.org,Ben,,http://localhost/x,\n\
        cy@example.org,Cy,Stoke on Trent,www.example.org,not known\n\
        di@example.org,Di,Köln,di.example.org/page,mailto:ed@example.org\n\
        ed@example.org,Ed,evil.com/,https://ed.example.org@evil.com/,\"ed@example.org,fay@example.org\"\n";
    let draft = ReportedDraft::written(&text, members);
    let target =
        |html: &str| html.split("<a href=\"").nth(1).and_then(|rest| rest.split('"').next()).unwrap().to_owned();
    (draft.messages().iter().map(|message| target(&message.content().html)).collect(), draft.check.to_string())
}

#[test]
fn field_behind_mailto_is_one_address_or_named() {
    let (found, said) = targets("[Write](mailto:{{contact}}) to your helper.");
    assert_eq!(found, ["mailto:cy@example.org", "", "", "mailto:ed@example.org", ""]);
    assert!(said.contains("3 recipients get a link that leads nowhere"), "{said}");
    assert!(said.contains("letter.md, line 6, column 1"), "{said}");
    let (found, _) = targets("[Write](mailto:{{contact}}?subject=Hello) to your helper.");
    assert_eq!(found[0], "mailto:cy@example.org?subject=Hello");
    assert_eq!(found[2], "");
}

#[test]
fn field_in_a_host_is_one_part_of_it_or_the_link_is_named() {
    let (found, said) = targets("[Look](https://{{town}}.example.org/) here.");
    assert_eq!(found, ["https://leeds.example.org/", "", "", "https://xn--kln-sna.example.org/", ""]);
    assert!(said.contains("3 recipients get a link that leads nowhere"), "{said}");
    let (found, _) = targets("[Look](https://www.example.org{{town}}) here.");
    assert_eq!((found[2].as_str(), found[4].as_str()), ("", ""));
    let (found, _) = targets("[Look](https://{{site}}) here.");
    assert_eq!(found[..4], ["https://ann.example.org/", "", "https://www.example.org", "https://di.example.org/page"]);
}

#[test]
fn curly_marks_around_a_title_are_no_part_of_the_link() {
    let html = ReportedDraft::of_body("Read [the report](https://www.example.org/r “Report”) now.").first().html;
    assert!(html.contains("href=\"https://www.example.org/r\""), "{html}");
}
