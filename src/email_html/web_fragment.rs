//! Cleans the HTML of a letter for the web: valid HTML with classes, without anything that is different for each reader.

use super::web_elements::clean_nodes;
use super::web_sentences::PersonalParts;
use super::web_tree::{WebElement, WebNode, parse_tree, write_tree};
use super::{Error, close_elements};
use crate::model::WebOmission;

/// The longest description, in characters: search engines and previews cut longer ones.
const MAX_DESCRIPTION: usize = 200;

/// A paragraph below this length that ends with a comma or an exclamation mark is a greeting.
const MAX_GREETING: usize = 60;

/// A letter for the web.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WebFragment {
    /// The HTML.
    pub html: String,
    /// The first words of its text.
    pub first_words: String,
    /// What was left out, with the marks of its fields.
    pub omissions: Vec<WebOmission>,
    /// The greeting, if one with a name was replaced.
    pub greeting: Option<String>,
}

/// Cleans the HTML of a letter. Where a character marks a field of a person, the sentence, the heading, the row of a
/// table or the button with it is left out, and a name in the greeting becomes `word`.
///
/// # Errors
/// Returns an error if the elements nest too deeply.
pub fn web_fragment(html: &str, word: &str) -> Result<WebFragment, Error> {
    let nodes = clean_nodes(parse_tree(&close_elements(html)?));
    let mut parts = PersonalParts::new(word);
    let nodes = parts.leave_out(nodes);
    let mut html = String::new();
    write_tree(&nodes, &mut html);
    let first_words = first_words(&nodes).unwrap_or_default();
    Ok(WebFragment { html, first_words, omissions: parts.omissions, greeting: parts.greeting })
}

/// Returns the words of the first paragraph that is no greeting and in no box.
fn first_words(nodes: &[WebNode]) -> Option<String> {
    nodes.iter().find_map(|node| match node {
        WebNode::Element(element) if element.name == "p" => paragraph_words(element),
        WebNode::Element(element)
            if !["event", "contents", "notes"].iter().any(|box_class| element.has_class(box_class)) =>
        {
            first_words(&element.children)
        }
        _ => None,
    })
}

fn paragraph_words(paragraph: &WebElement) -> Option<String> {
    let mut text = String::new();
    paragraph.children.iter().for_each(|child| child.collect_text(&mut text));
    let words = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let is_greeting = words.chars().count() < MAX_GREETING && words.ends_with([',', '!', ':', '،']);
    (!words.is_empty() && !is_greeting).then(|| shortened(&words))
}

/// Cuts a description behind a word.
fn shortened(words: &str) -> String {
    let Some((end, _)) = words.char_indices().nth(MAX_DESCRIPTION) else { return words.to_owned() };
    let cut = words[..end].rfind(' ').unwrap_or(end);
    format!("{}…", words[..cut].trim_end_matches([',', ';', ':', '.']))
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test says so by failing")]
mod tests {
    use super::web_fragment;
    use crate::model::FieldMarker;

    /// Writes markers for `@` (a name) and `%` (another field).
    fn marked(text: &str) -> String {
        let marker = |is_name| FieldMarker { index: 0, is_name }.to_char().to_string();
        text.replace('@', &marker(true)).replace('%', &marker(false))
    }

    #[test]
    fn what_differs_for_each_reader_is_left_out() {
        for (given, left, omitted) in [
            ("<p>Dear <b>@</b>,</p><p>come.</p>", "<p>Dear <b>members</b>,</p><p>come.</p>", vec![]),
            ("<p>Dear @ @,<br>come to %. We meet.</p>", "<p>Dear members,<br>We meet.</p>", vec!["come to %."]),
            ("<p>We meet. You live in <i>%</i>. Come!</p>", "<p>We meet. Come!</p>", vec!["You live in %."]),
            ("<p>You live in %.</p><p>a</p>", "<p>a</p>", vec!["You live in %."]),
            ("<ul><li>% and you</li></ul><p>a</p>", "<p>a</p>", vec!["% and you"]),
            ("<h2>For @</h2><h1>@, come</h1>", "<h1>Come</h1>", vec!["For @"]),
            (
                "<table class=\"t\"><tbody><tr><td>No</td><td>%</td></tr><tr><td>a</td></tr></tbody></table>",
                "<table class=\"t\"><tbody><tr><td>a</td></tr></tbody></table>",
                vec!["No%"],
            ),
            (
                "<p class=\"action\"><a class=\"button\" href=\"https://x/%\">Yes</a> <a class=\"quiet\" href=\"https://x/\">More</a></p>",
                "<p class=\"action\"> <a class=\"quiet\" href=\"https://x/\">More</a></p>",
                vec!["Yes"],
            ),
            (
                "<p data-line=\"7\">To leave, <a href=\"%\">press here</a>. Else stay.</p>",
                "<p>Else stay.</p>",
                vec!["To leave, %."],
            ),
            ("<p data-line=\"7\" title=\"%\">a</p>", "<p>a</p>", vec![]),
        ] {
            let fragment = web_fragment(&marked(given), "members").unwrap();
            assert_eq!(fragment.html, left, "{given}");
            let words: Vec<_> = fragment.omissions.iter().map(|omission| omission.words.clone()).collect();
            assert_eq!(words, omitted.into_iter().map(marked).collect::<Vec<_>>(), "{given}");
        }
    }

    #[test]
    fn greeting_and_description_are_found() {
        let html = marked(
            "<h1>A</h1><div class=\"event\"><p>Where</p></div><p>Dear @,</p><p data-line=\"9\">We   meet. See %!</p>",
        );
        let fragment = web_fragment(&html, "members").unwrap();
        assert_eq!(fragment.greeting.as_deref(), Some("Dear members,"));
        assert_eq!(fragment.first_words, "We meet.");
        assert_eq!(fragment.omissions[0].line, 9);
    }
}
