//! What the sender of a message wrote, without what is quoted or forwarded.

use mail_parser::decoders::html::html_to_text;

/// A message with more of its own words is not a short request.
const MAX_LINES: usize = 8;
const MAX_CHARACTERS: usize = 1_000;

/// Where quotations begin in HTML, as mail programs mark them.
const HTML_QUOTATIONS: [&str; 6] =
    ["<blockquote", "gmail_quote", "moz-cite-prefix", "divrplyfwdmsg", "appendonsend", "yahoo_quoted"];

/// The tags behind which a line of its own begins; the decoder breaks lines at `<br>` and `</p>` alone.
const BLOCK_ENDS: [&str; 7] = ["</div", "</h", "</li", "</table", "</td", "</tr", "<hr"];

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
/// marks. The words of HTML have the targets of its links among them if these are wanted.
pub(super) fn own_words(text: &str, with_targets: bool) -> Option<String> {
    let is_html = text.trim_start().starts_with('<') && text.contains("</");
    let plain = match is_html.then(|| before_quotation(text)) {
        Some(html) if with_targets => html_to_text(&show_targets(html)),
        Some(html) => html_to_text(html),
        None => text.to_owned(),
    };
    let mut words = String::new();
    let mut lines = 0;
    let mut follows_field = false;
    for line in plain.lines().map(str::trim) {
        let is_field = is_header_field(line);
        if is_end_of_own_words(line) || (is_field && follows_field) {
            break;
        }
        follows_field = is_field;
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
    // The decoder of HTML loses the space behind a name in bold.
    let is_header = line.split_once(':').is_some_and(|(name, value)| {
        name.len() <= 12 && (value.starts_with(' ') || value.contains('<')) && has_address(value)
    });
    let lower = line.to_lowercase();
    let is_attribution = lower.ends_with(':')
        && (lower.contains(|c: char| c.is_ascii_digit()) || ATTRIBUTIONS.iter().any(|word| lower.contains(word)));
    is_rule || is_attribution || is_header
}

/// Returns whether a line looks like a header field. Two of them, one below the other, are those of a quoted message, in
/// any language.
fn is_header_field(line: &str) -> bool {
    let Some((name, value)) = line.split_once(':') else { return false };
    // The decoder of HTML loses the space behind a name in bold.
    let is_name = (1..=12).contains(&name.chars().count()) && name.chars().all(char::is_alphabetic);
    is_name && !value.is_empty() && !value.starts_with("//") && !name.eq_ignore_ascii_case("mailto")
}

/// Writes the target of each link behind its tag, and each block on a line of its own: a message in HTML alone may have
/// its link nowhere else.
fn show_targets(html: &str) -> String {
    let mut out = String::with_capacity(html.len());
    let mut rest = html;
    while let Some(start) = rest.find('<') {
        let Some(end) = rest[start..].find('>').map(|at| start + at + 1) else { break };
        out.push_str(&rest[..end]);
        let tag = &rest[start..end];
        let lower = tag.to_ascii_lowercase();
        if BLOCK_ENDS.iter().any(|block| lower.starts_with(block)) {
            out.push_str("<br>");
        } else if lower.starts_with("<a") {
            out.extend([link_target(tag, &lower), " "]);
        }
        rest = &rest[end..];
    }
    out.push_str(rest);
    out
}

/// Returns the `href` of a tag, which is also given in lower case.
fn link_target<'t>(tag: &'t str, lower: &str) -> &'t str {
    let value = lower.find("href").and_then(|at| tag[at + 4..].trim_start().strip_prefix('=')).unwrap_or_default();
    let value = value.trim_start().trim_start_matches(['"', '\'']);
    value.split(['"', '\'', ' ', '>']).next().unwrap_or_default()
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
