//! How a body becomes its two parts.

use super::letter;

#[test]
fn standalone_block_tag_leaves_no_blank_line() {
    let body = "One.\n{{#if (eq category \"student\")}}\nTwo.\n{{/if}}\nThree.\n";
    assert_eq!(
        letter(body, "student"),
        ("<p>One.</p>\n<p>Two.</p>\n<p>Three.</p>".into(), "One.\n\nTwo.\n\nThree.".into())
    );
    assert_eq!(letter(body, ""), ("<p>One.</p>\n<p>Three.</p>".into(), "One.\n\nThree.".into()));
    let inline = "One.\n\n{{#if (eq category \"student\")}}*Two*, two.{{/if}}\n\nThree.\n";
    assert_eq!(letter(inline, ""), ("<p>One.</p>\n<p>Three.</p>".into(), "One.\n\nThree.".into()));
    let text = letter(inline, "student").1;
    assert_eq!(text, "One.\n\n_Two_, two.\n\nThree.");
}

#[test]
fn list_around_conditional_stays_one_list() {
    let body = "- a\n{{#if (eq category \"student\")}}\n- b\n{{else}}\n- c\n{{/if}}\n- d\n";
    let (html, text) = letter(body, "student");
    assert_eq!(html, "<ul>\n<li>a</li>\n<li>b</li>\n<li>d</li>\n</ul>");
    assert_eq!(text, "- a\n- b\n- d");
    assert_eq!(letter(body, "").1, "- a\n- c\n- d");
    let last = "1. a\n{{#if (eq category \"student\")}}\n2. b\n{{/if}}\n";
    assert_eq!(letter(last, "").0, "<ol>\n<li>a</li>\n</ol>");
    assert_eq!(letter(last, "student").0, "<ol>\n<li>a</li>\n<li>b</li>\n</ol>");
}

#[test]
fn lists_in_two_branches_stay_separate() {
    let body = "{{#if (eq category \"student\")}}\n- a\n{{else}}\n- b\n{{/if}}\n- c\n";
    assert_eq!(letter(body, "student").0, "<ul>\n<li>a</li>\n</ul>\n<ul>\n<li>c</li>\n</ul>");
    assert_eq!(letter(body, "").0, "<ul>\n<li>b</li>\n</ul>\n<ul>\n<li>c</li>\n</ul>");
}

#[test]
fn table_row_can_be_conditional() {
    let body = "| A | B |\n|---|--:|\n| x | 1 |\n{{#if (eq category \"student\")}}\n| yy | 22 |\n{{/if}}\n\nEnd.\n";
    let (html, text) = letter(body, "student");
    assert!(html.contains("<th scope=\"col\">A</th>"), "{html}");
    assert_eq!(html.matches("<tr>").count(), 3, "{html}");
    assert_eq!(text, "A    B\n--  --\nx    1\nyy  22\n\nEnd.");
    let (html, text) = letter(body, "");
    assert_eq!(html.matches("<tr>").count(), 2, "{html}");
    assert_eq!(text, "A    B\n--  --\nx    1\n\nEnd.");
    let around = "{{#if (eq category \"student\")}}\n| A |\n|---|\n| x |\n{{/if}}\nEnd.\n";
    assert_eq!(letter(around, ""), ("<p>End.</p>".into(), "End.".into()));
}

#[test]
fn field_in_link_is_filled() {
    let body = "[Come](https://example.org/{{town}}?who={{name}}&x=1) or [write]({{issue.subject}}).\n";
    let (html, text) = letter(body, "");
    assert!(html.contains("href=\"https://example.org/Leeds?who=Ann%20Lee&amp;x=1\""), "{html}");
    assert!(html.contains("<a href=\"\">write</a>"), "{html}");
    assert!(text.starts_with("Come [1] or write [2].\n\n[1] https://example.org/Leeds?who=Ann%20Lee&x=1\n"), "{text}");
}

#[test]
fn plain_text_part_is_readable() {
    let body = "# T\n\n## Über\n\nA **b** _c_ `d` ~~e~~ <https://example.org>.\n\n> q r\n>\n> — s\n\n\
        1. one\n   - in\n2. two [L](https://example.org/l)\n\n```\n{{#if town}}\ncode\n{{/if}}\n```\n\n---\n\n### Sub\n\n\
        [Go *on*](https://example.org/go){.button}\n";
    let composition = super::compose(&format!("---\nsubject: S\n---\n{body}")).expect("no findings");
    let letter = super::print(&composition, &super::reader(""));
    insta::assert_snapshot!("plain_text", letter.text);
    assert_eq!(letter.html.matches("<h1").count(), 1);
}

#[test]
fn conditional_links_are_listed_inside_their_block() {
    let body = "A [a](https://example.org/a).\n\n{{#if (eq category \"student\")}}\nB [b](https://example.org/b).\n{{/if}}\n\nC.\n";
    assert_eq!(letter(body, "").1, "A a [1].\n\n[1] https://example.org/a\n\nC.");
    assert_eq!(
        letter(body, "student").1,
        "A a [1].\n\n[1] https://example.org/a\n\nB b [2].\n\n[2] https://example.org/b\n\nC."
    );
}

#[test]
fn tag_created_by_markdown_is_text() {
    let body = "\\{{town}} \\{\\{town}} &#123;&#123;town}} `&#123;` {{town}}\n";
    let (html, text) = letter(body, "");
    assert_eq!(html.replace("&#123;", "{"), "<p>{{town}} {{town}} {{town}} <code>&amp;#123;</code> Leeds</p>");
    assert_eq!(text, "{{town}} {{town}} {{town}} &#123; Leeds");
}
