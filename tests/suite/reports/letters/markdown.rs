//! Markdown and HTML that would lose something on the way: words, cells, pictures, links.

use super::ReportedDraft;

/// Returns the text part above the footer.
fn text(draft: &ReportedDraft) -> String {
    let text = draft.first().text;
    text.split("\n----------------------------------------\n").next().unwrap_or_default().trim().to_owned()
}

/// Holds that the HTML part has each of these.
fn has_html(draft: &ReportedDraft, pieces: &[&str]) {
    let html = draft.first().html;
    for piece in pieces {
        assert!(html.contains(piece), "{piece:?} is not in:\n{html}");
    }
}

#[test]
fn field_in_angle_brackets_stays_text() {
    let draft = ReportedDraft::new("angle-brackets-eat-an-address");
    draft.is_clean();
    assert_eq!(text(&draft), "You are on our list as Ann <ann@example.org>. Is that right?");
    has_html(&draft, &["You are on our list as Ann &lt;ann@example.org&gt;. Is that right?"]);
    let members = "email,first_name\nann@example.org,\"<img src=x onerror=alert(1)>*a*\"\n";
    let draft = ReportedDraft::written(
        "---\nsubject: Spring meeting of us all\nto: members\n---\n\n<{{first_name}}>\n\n{{first_name}}, [{{first_name}}](https://www.example.org)\n",
        members,
    );
    let letter = draft.first();
    assert!(!letter.html.contains("<img") && !letter.html.contains("<em>"), "{}", letter.html);
    assert!(letter.html.contains("&lt;&lt;img src"), "{}", letter.html);
}

#[test]
fn words_in_angle_brackets_stay_words() {
    let draft = ReportedDraft::of_body("Write to <the secretary> or <chair@example.org>.\n\n<words>\nand *more*");
    assert_eq!(text(&draft), "Write to <the secretary> or chair@example.org.\n\n<words> and _more_");
    has_html(&draft, &["Write to &lt;the secretary&gt; or", "mailto:chair@example.org\"", "&lt;words&gt;"]);
}

#[test]
fn field_in_a_tag_of_html_is_refused() {
    for body in ["<div {{town}}>a</div>", "<div\n{{town}}>a</div>"] {
        ReportedDraft::of_body(body).is_blocked("", "stands within a tag of HTML");
    }
    let draft = ReportedDraft::of_body("We meet, <b {{town}}>a</b><p{{town}}>.\n\n<p title=\"{{town}}\">a</p>");
    has_html(&draft, &["We meet, &lt;b Leeds&gt;a&lt;pLeeds&gt;.", "title=\"Leeds\""]);
    assert_eq!(text(&draft), "We meet, <b Leeds>a<pLeeds>.\n\na");
}

#[test]
fn raw_html_is_in_the_text_part() {
    let draft = ReportedDraft::new("raw-html-block-in-the-text-part");
    draft.is_clean();
    assert_eq!(
        text(&draft),
        "Before.\n\n*The meeting is on 17 June in Room 9.*\n\nSee the agenda [1].\n\nFee  £5\n\nAfter.\n\n\
         [1] https://www.example.org/agenda"
    );
    let body = "<h2>News &amp; more</h2><p>One<br>two</p><ul><li>a</li>\n<li><a href=\"mailto:a@example.org\">b</a></li></ul>\
        <style>p{}</style><!-- no -->\n{{#if town}}\n<p>From {{town}}</p>\n{{/if}}";
    assert_eq!(
        text(&ReportedDraft::of_body(body)),
        "News & more\n\nOne\ntwo\n\n- a\n- b [1]\n\n[1] a@example.org\n\nFrom Leeds"
    );
}

#[test]
fn row_with_too_many_cells_is_refused() {
    let draft = ReportedDraft::new("table-row-with-one-cell-too-many");
    draft.is_blocked("8:1", "this row has more cells than the head of its table");
    draft.is_blocked("9:1", "this row has more cells than the head of its table");
    let table =
        "| Day | What |\n|---|---|\n| 17 June | `tea\\|coffee` |\n| 18 June\n{{#if town}}\n| 19 June | x |\n{{/if}}";
    ReportedDraft::of_body(table).is_clean();
}

#[test]
fn stars_beside_other_scripts_make_words_strong() {
    let draft = ReportedDraft::new("markdown-strong-beside-cjk");
    has_html(&draft, &["<strong>重要。</strong>です。 And <strong>“all”</strong>of you."]);
    assert_eq!(text(&draft), "*重要。*です。 And *“all”*of you.");
}

#[test]
fn image_name_with_a_space_is_found() {
    for name in ["image-name-with-percent-20", "markdown-that-did-not-take-image"] {
        let draft = ReportedDraft::new(name);
        draft.is_clean();
        has_html(&draft, &["<img src=\"cid:", "width=\"40\" height=\"20\""]);
    }
}

#[test]
fn link_with_a_space_is_followed() {
    let draft = ReportedDraft::new("markdown-that-did-not-take-mailto");
    has_html(&draft, &["mailto:chair@example.org?subject=I%20will%20come\"", "tel:+44%2020%207946%200000\""]);
    let draft = ReportedDraft::new("text-part-address-with-a-space");
    assert!(text(&draft).ends_with("[1] https://www.example.org/annual%20report%202026.pdf"), "{}", text(&draft));
}

#[test]
fn own_numbers_are_not_used_for_links() {
    let draft = ReportedDraft::new("own-number-in-brackets");
    draft.is_clean();
    assert!(text(&draft).contains("the report of the year [3]."), "{}", text(&draft));
    assert!(text(&draft).ends_with("[3] https://www.example.org/r"), "{}", text(&draft));
}

#[test]
fn lists_that_nest_too_deep_are_refused_at_their_line() {
    for marks in ["1. ".repeat(20_000), "> ".repeat(20_000), "- > ".repeat(5_000) + "words"] {
        ReportedDraft::of_body(&format!("We meet.\n\n{marks}")).is_blocked("8:1", "more than 20 lists or quotations");
    }
    ReportedDraft::of_body("We meet.\n\n- a\n  - b\n    - c\n\n> > - d").is_clean();
}
