//! Everything that Markdown knows, in both parts.

use super::letter;

#[test]
fn each_element_has_html_and_text_form() {
    for (body, html, text) in [
        (
            "## Two\n\n### Three\n\n#### Four",
            "<h2>Two</h2>\n<h3>Three</h3>\n<h4>Four</h4>",
            "Two\n---\n\nThree:\nFour:",
        ),
        (
            "**b** _i_ ~~s~~ `c`",
            "<p><strong>b</strong> <em>i</em> <del>s</del> <code>c</code></p>",
            "*b* _i_ [deleted: s] c",
        ),
        (
            "1. a\n   - b\n     1. c\n2. d",
            "<ol>\n<li>a\n<ul>\n<li>b\n<ol>\n<li>c</li>\n</ol>\n</li>\n</ul>\n</li>\n<li>d</li>\n</ol>",
            "1. a\n   - b\n     1. c\n2. d",
        ),
        ("    a\n      b", "<pre><code>a\n  b\n</code></pre>", "a\n      b"),
        ("a\n\n---\n\nb", "<p>a</p>\n<hr>\n<p>b</p>", "a\n\n--------------------\n\nb"),
        (
            "[L](https://e.org/l) <https://e.org>",
            "<p><a href=\"https://e.org/l\">L</a> <a href=\"https://e.org\">https://e.org</a></p>",
            "L [1] https://e.org\n\n[1] https://e.org/l",
        ),
        (
            "> q _e_\n>\n> — Ann",
            "<blockquote>\n<p>q <em>e</em></p>\n<p class=\"by\">Ann</p>\n</blockquote>",
            "> q _e_\n>\n> — Ann",
        ),
        (
            "A[^x] b[^y].\n\n[^y]: Why.\n[^x]: What.",
            "<p>A<sup>1</sup> b<sup>2</sup>.</p>\n<div class=\"notes\">\n<p><sup>2</sup>&nbsp;Why.</p>\n</div>\n\
             <div class=\"notes\">\n<p><sup>1</sup>&nbsp;What.</p>\n</div>",
            "A¹ b².\n\n² Why.\n\n¹ What.",
        ),
    ] {
        assert_eq!(letter(body, ""), (html.to_owned(), text.to_owned()), "{body}");
    }
}

#[test]
fn lone_titled_link_becomes_button() {
    let (html, text) = letter("[Book *a* place](https://e.org/b?t={{town}} \"button\")\n", "");
    assert!(html.contains("<a class=\"button\" href=\"https://e.org/b?t=Leeds\"><!--[if mso]>"), "{html}");
    assert!(html.contains("Book <em>a</em> place</span><!--[if mso]>"), "{html}");
    assert_eq!(text, "Book _a_ place: https://e.org/b?t=Leeds");
    // The way in which the first drafts wrote it.
    assert_eq!(letter("[Book *a* place](https://e.org/b?t={{town}}){.button}\n", "").0, html);
    for body in ["See [it](https://e.org \"button\").", "[a](https://e.org \"b\")"] {
        let (html, _) = letter(body, "");
        assert!(!html.contains("button") && !html.contains("title="), "{html}");
    }
}

#[test]
fn two_buttons_are_one_row_with_one_primary() {
    let yes = "[I will come](https://e.org/yes \"button\")";
    let no = "[I cannot come](https://e.org/no \"quiet\")";
    for body in [format!("{yes} {no}\n"), format!("{yes}\n{no}\n")] {
        let (html, text) = letter(&body, "");
        assert_eq!((html.matches("<p class=\"action\">").count(), html.matches("<a class=\"button\"").count()), (1, 1));
        assert!(html.contains("</a>\n<a class=\"quiet\" href=\"https://e.org/no\">"), "{html}");
        assert_eq!(text, "I will come: https://e.org/yes\nI cannot come: https://e.org/no");
    }
    let (html, _) = letter(&format!("{yes} {}\n", yes.replace("yes", "more")), "");
    assert_eq!((html.matches("class=\"button\"").count(), html.matches("class=\"quiet\"").count()), (1, 1), "{html}");
    let (html, _) = letter(&format!("{yes} or {no}\n"), "");
    assert!(!html.contains("class=\"action\""), "words between them make it a paragraph: {html}");
}

#[test]
fn third_column_is_last_year_with_bars_for_comparable_numbers() {
    let table = |row: &str| letter(&format!("| Y | 2019 | 2018 |\n|---|--:|--:|\n{row}\n"), "").0;
    let html = table("| a | 140 | 70 |");
    assert!(
        html.contains("<th class=\"label\" scope=\"row\">a<table role=\"presentation\" aria-hidden=\"true\""),
        "{html}"
    );
    assert!(
        html.contains("class=\"bar\" width=\"100%\"") && html.contains("class=\"bar-before\" width=\"50%\""),
        "{html}"
    );
    assert!(html.contains("<td class=\"number\">140</td><td class=\"before\">70</td>"), "{html}");
    for row in [
        "| a | 140 | – |",
        "| a | -5 | 3 |",
        "| a | £5 | 3 |",
        "| a | {{town}} | 3 |",
        "| a | 0 | 0 |",
        "| a | 1 of 2 | 2 |",
    ] {
        let html = table(row);
        assert!(!html.contains("aria-hidden") && html.contains("class=\"before\""), "{row}: {html}");
    }
}

#[test]
fn long_report_has_contents_with_numbers() {
    let four = "## One\n\na\n\n## Two _b_\n\na\n\n## Three\n\na\n\n## Four\n\na\n";
    let report = |head: &str, body: &str| {
        let composition = super::compose(&format!("---\nsubject: S\n{head}---\n{body}")).expect("no findings");
        super::print(&composition, &super::reader(""))
    };
    let letter = report("template: report\n", four);
    let html = super::without_styles(&letter.html);
    assert!(
        html.contains("<ol>\n<li><a href=\"#part-1\">One</a></li>\n<li><a href=\"#part-2\">Two <em>b</em></a></li>"),
        "{html}"
    );
    assert!(html.contains("<h2 id=\"part-2\"><a name=\"part-2\"></a>2.&nbsp;Two <em>b</em></h2>"), "{html}");
    assert!(letter.text.starts_with("In this circular:\n\n1. One\n2. Two _b_\n3. Three\n4. Four\n"), "{}", letter.text);
    assert!(letter.text.contains("\n2. Two _b_\n----------\n"), "{}", letter.text);
    let three = four.split("## Four").next().unwrap_or_default();
    for (head, body) in [("template: report\n", three), ("template: report\ncontents: no\n", four), ("", four)] {
        let letter = report(head, body);
        assert!(!letter.html.contains("part-1") && !letter.text.contains("1. One"), "{head}");
    }
}

#[test]
fn dates_stay_together_in_html_alone() {
    let (html, text) = letter("We answer on 16\nDecember, in Room 9, `16 May`.\n", "");
    assert_eq!(html, "<p>We answer on 16&nbsp;December, in Room&nbsp;9, <code>16 May</code>.</p>");
    assert_eq!(text, "We answer on 16 December, in Room 9, 16 May.");
    let composition = super::compose("---\nsubject: Come on 17 May\n---\nWe meet.\n").expect("no findings");
    let letter = super::print(&composition, &super::reader(""));
    assert!(super::without_styles(&letter.html).contains("<h1>Come on 17&nbsp;May</h1>"), "{}", letter.html);
    assert_eq!(letter.subject, "Come on 17 May");
}

#[test]
fn marked_quotation_becomes_call_out() {
    let body = "> [!NOTE]\n> A {{town}}\n>\n> - b\n\n> [!IMPORTANT]\n> C\n\n> [!other]\n> D\n";
    let (html, text) = letter(body, "");
    let (note, rest) = html.split_once("<td class=\"note\">").expect("a note").1.split_once("</td>").expect("its end");
    assert_eq!(note.trim(), "<p>A Leeds</p>\n<ul>\n<li>b</li>\n</ul>");
    let alert = rest.split_once("<td class=\"important\">").expect("an alert").1.split("</td>").next();
    assert_eq!(alert.map(str::trim), Some("<p>C</p>"));
    assert!(html.ends_with("<blockquote>\n<p>[!other]\nD</p>\n</blockquote>"), "{html}");
    assert_eq!(text, "* * *\n\nA Leeds\n\n- b\n\n* * *\n\nC\n\n* * *\n\n> [!other] D");
}

#[test]
fn call_out_supports_conditionals() {
    let body = "{{#if (eq category \"student\")}}\n> [!NOTE]\n> {{#if town}}A {{town}}{{/if}}\n> [L](https://e.org/{{name}})\n{{/if}}\n\nEnd.\n";
    assert_eq!(letter(body, ""), ("<p>End.</p>".to_owned(), "End.".to_owned()));
    let (html, text) = letter(body, "student");
    assert!(html.contains("A Leeds") && html.contains("href=\"https://e.org/Ann%20Lee\""), "{html}");
    assert!(text.starts_with("* * *\n\nA Leeds L"), "{text}");
}

#[test]
fn numeric_two_column_table_becomes_figures() {
    let body =
        "| Y | N |\n|---|--:|\n| a | 1 |\n{{#if (eq category \"student\")}}\n| b **c** | {{town}} |\n{{/if}}\n\nEnd.\n";
    let (html, text) = letter(body, "student");
    assert!(html.starts_with("<table class=\"table figures\" width=\"100%\">\n<thead><tr><th scope=\"col\">Y</th><th class=\"number\" scope=\"col\">N</th>"), "{html}");
    assert!(
        html.contains(
            "<tr><th class=\"label\" scope=\"row\">b <strong>c</strong></th><td class=\"number\">Leeds</td></tr>"
        ),
        "{html}"
    );
    assert!(text.contains("- b *c*: Leeds"), "{text}");
    let (html, _) = letter(body, "");
    assert_eq!(html.matches("<tr>").count(), 2, "{html}");
    let plain = letter("| Y | N |\n|---|---|\n| a | 1 |\n", "").0;
    assert!(plain.starts_with("<table class=\"table\" width=\"100%\"><thead>"), "{plain}");
}

#[test]
fn deeply_nested_call_outs_are_handled() {
    let text = "> [!NOTE]\n".to_owned() + &(1..60).map(|n| "> ".repeat(n) + "[!NOTE]\n").collect::<String>();
    drop(super::compose(&format!("---\nsubject: S\n---\n{text}\n")));
    drop(super::compose(&format!("---\nsubject: S\n---\n{}\n", "[^a]: x\n\n[^a] ".repeat(2_000))));
}
