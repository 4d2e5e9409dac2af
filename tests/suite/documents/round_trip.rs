//! What is written is read back as the same blocks, by Markdown and by the parser of drafts.

use circular::documents::clean_pasted_html;
use circular::draft::{BlockKind, read_draft};
use circular::image_files::fit_image;
use proptest::prelude::*;

use super::block_score::blocks;

/// A block as HTML, and as Markdown is read.
#[derive(Debug, Clone)]
struct Sample {
    html: String,
    expected: Vec<String>,
    kinds: Vec<BlockKind>,
}

/// Words with the signs that Markdown and templates know.
fn words() -> impl Strategy<Value = String> {
    let word = prop::sample::select(vec![
        "tea",
        "a*b",
        "*",
        "_x_",
        "snake_case",
        "[1]",
        "(b)",
        "#",
        "##",
        ">",
        "-",
        "+",
        "1.",
        "17)",
        "`c`",
        "~~",
        "|",
        "<b>",
        "a<b",
        "&amp;",
        "AT&T",
        "\\",
        "{{#if x}}",
        "}}",
        "!",
        "![x](y)",
        "---",
        "===",
        "“so”",
        "é",
        "**",
        "x:",
        "&#65;",
    ]);
    prop::collection::vec(word, 1..7).prop_map(|words| words.join(" "))
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;")
}

/// Words of a paragraph: typed signs at its beginning would be lists.
fn paragraph_words() -> impl Strategy<Value = String> {
    words().prop_map(|words| format!("So {words}"))
}

fn sample() -> impl Strategy<Value = Sample> {
    let kind = |kind: BlockKind, count: usize| vec![kind; count];
    prop_oneof![
        words().prop_filter("a sign alone is a list", |words| !words.starts_with(['-', '+', '*', '>', '1'])).prop_map(
            move |words| Sample {
                html: format!("<p>{}</p>", escaped(&words)),
                expected: vec![format!("p {words}")],
                kinds: kind(BlockKind::Paragraph, 1),
            }
        ),
        (paragraph_words(), words(), paragraph_words()).prop_map(move |(one, two, three)| Sample {
            html: format!("<p>{}<br>{}<br>{}</p>", escaped(&one), escaped(&format!("X {two}")), escaped(&three)),
            expected: vec![format!("p {one} / X {two} / {three}")],
            kinds: kind(BlockKind::Paragraph, 1),
        }),
        words().prop_map(move |words| Sample {
            html: format!("<h2>{}</h2>", escaped(&words)),
            expected: vec![format!("h0 {words}")],
            kinds: kind(BlockKind::Heading(2), 1),
        }),
        prop::collection::vec(words(), 1..4).prop_map(move |items| Sample {
            html: format!(
                "<ul>{}</ul>",
                items.iter().flat_map(|item| ["<li>".to_owned(), escaped(item)]).collect::<String>()
            ),
            expected: items.iter().map(|item| format!("li1 • {item}")).collect(),
            kinds: kind(BlockKind::ListItem, items.len()),
        }),
        (2_u32..40, words(), words(), words()).prop_map(move |(start, one, two, three)| Sample {
            html: format!(
                "<ol start={start}><li>{}<ol><li>{}</ol><li>{}</ol>",
                escaped(&one),
                escaped(&two),
                escaped(&three)
            ),
            expected: vec![format!("li1 {start} {one}"), format!("li2 1 {two}"), format!("li1 {} {three}", start + 1),],
            kinds: kind(BlockKind::ListItem, 3),
        }),
        (words(), words(), words(), words()).prop_map(move |(a, b, c, d)| Sample {
            html: format!(
                "<table border=1><tr><td>{}<td>{}<tr><td>{}<td>{}</table>",
                escaped(&a),
                escaped(&b),
                escaped(&c),
                escaped(&d)
            ),
            expected: vec![format!("head {a} | {b}"), format!("row {c} | {d}")],
            kinds: kind(BlockKind::TableCell, 4),
        }),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, cases: 200, ..ProptestConfig::default() })]

    #[test]
    fn blocks_are_read_back(samples in prop::collection::vec(sample(), 1..6)) {
        let between = "<p>And so on.</p>";
        let html: String = samples.iter().flat_map(|sample| [sample.html.as_str(), between]).collect();
        let mut expected: Vec<String> = Vec::new();
        let mut kinds: Vec<BlockKind> = Vec::new();
        for sample in &samples {
            expected.extend(sample.expected.iter().cloned());
            expected.push("p And so on.".to_owned());
            kinds.extend(&sample.kinds);
            kinds.push(BlockKind::Paragraph);
        }
        let markdown = clean_pasted_html(&html, fit_image).unwrap().markdown;
        // A template prints `{{` for `\{{`.
        let found = blocks(&markdown.replace("\\{{", "{{"));
        prop_assert_eq!(&found, &expected, "{}", markdown);
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.md");
        std::fs::write(&path, format!("---\nsubject: A\n---\n\n{markdown}")).unwrap();
        let draft = read_draft(&path).unwrap();
        let body = draft.document.body.unwrap();
        let found: Vec<BlockKind> =
            body.blocks.iter().map(|block| block.kind).filter(|kind| !matches!(kind, BlockKind::Subject | BlockKind::Preheader)).collect();
        prop_assert_eq!(found, kinds, "{}", markdown);
    }

    #[test]
    fn formats_are_read_back(pieces in prop::collection::vec((0_u8..8, "[a-c]{1,3}( [a-c]{1,2})?", prop::sample::select(vec!["", " ", ", ", "."])), 1..6)) {
        let mut html = String::from("<p>");
        for (format, words, behind) in &pieces {
            let tags = [(1, "b"), (2, "i"), (4, "s")].iter().filter(|(bit, _)| format & bit != 0);
            let tags: Vec<&str> = tags.map(|(_, tag)| *tag).collect();
            html.extend(tags.iter().map(|tag| format!("<{tag}>")));
            html.push_str(words);
            html.extend(tags.iter().rev().map(|tag| format!("</{tag}>")));
            html.push_str(behind);
        }
        let markdown = clean_pasted_html(&html, fit_image).unwrap().markdown;
        let expected: String = pieces.iter().flat_map(|(_, words, behind)| [words.as_str(), *behind]).collect();
        // Whatever the emphasis, no sign of it is left among the words.
        let found = blocks(&markdown).join("\n");
        let words: String = found.replace("**", "").replace("~~", "").replace('_', "");
        let heading = words.trim_start_matches("p ").trim_start_matches("h0 ");
        prop_assert_eq!(heading, expected.trim(), "{}", markdown);
    }
}
