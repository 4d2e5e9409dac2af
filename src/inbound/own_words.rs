//! What the sender of a message wrote, without what is quoted or forwarded.

use mail_parser::decoders::html::html_to_text;

/// A message with more of its own words is not a short request.
const MAX_LINES: usize = 8;
const MAX_CHARACTERS: usize = 1_000;

/// Where quotations begin in HTML, as mail programs mark them.
const HTML_QUOTATIONS: [&str; 6] =
    ["<blockquote", "gmail_quote", "moz-cite-prefix", "divrplyfwdmsg", "appendonsend", "yahoo_quoted"];

/// How lines end or what they contain that introduce a quotation, in several languages.
const ATTRIBUTIONS: [&str; 12] = [
    "@",
    "wrote",
    "message",
    "schrieb",
    "crit",
    "scritto",
    "scribi",
    "skrev",
    "schreef",
    "napsal",
    "pisze",
    "\u{43f}\u{438}\u{441}\u{430}",
];

/// Returns the sender's own words if they are short; `None` if there are too many, because they may be a quotation without
/// marks.
pub(super) fn own_words(text: &str) -> Option<String> {
    let is_html = text.trim_start().starts_with('<') && text.contains("</");
    let plain = if is_html { html_to_text(before_quotation(text)) } else { text.to_owned() };
    let mut words = String::new();
    let mut lines = 0;
    for line in plain.lines().map(str::trim) {
        if is_end_of_own_words(line) {
            break;
        }
        if line.is_empty() || line.starts_with(['>', '|']) {
            continue;
        }
        lines += 1;
        words.push_str(line);
        words.push('\n');
        if lines > MAX_LINES || words.len() > MAX_CHARACTERS {
            return None;
        }
    }
    Some(words)
}

/// Returns whether a signature, a quoted message or a forwarded one begins: a line of dashes, an attribution that ends with
/// a colon, or a header with an address.
fn is_end_of_own_words(line: &str) -> bool {
    let is_rule = line == "--" || ["-----", "_____", "*****", "====="].iter().any(|rule| line.starts_with(rule));
    let has_address = |text: &str| text.contains('@') && !text.contains("mailto:") && !text.contains("://");
    let is_header = line.split_once(": ").is_some_and(|(name, value)| name.len() <= 12 && has_address(value));
    let lower = line.to_lowercase();
    let is_attribution = lower.ends_with(':')
        && (lower.contains(|c: char| c.is_ascii_digit()) || ATTRIBUTIONS.iter().any(|word| lower.contains(word)));
    is_rule || is_attribution || is_header
}

/// Returns the HTML before the element in which a quotation begins.
fn before_quotation(html: &str) -> &str {
    let lower = html.to_ascii_lowercase();
    let start = HTML_QUOTATIONS.iter().filter_map(|mark| lower.find(mark)).min();
    let Some(before) = start.and_then(|start| html.get(..start)) else { return html };
    // The mark may be inside a tag.
    match (before.rfind('<'), before.rfind('>')) {
        (Some(open), close) if close.is_none_or(|close| close < open) => before.get(..open).unwrap_or(before),
        _ => before,
    }
}
