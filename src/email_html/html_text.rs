//! The words of an HTML message as lines of text, with what it quotes marked as in a text message.

use super::snippet::unescape_entities;

/// Elements whose content nobody sees.
const UNSEEN: [&str; 5] = ["head", "style", "script", "title", "template"];
/// Elements that begin and end a line.
const LINES: [&str; 19] = [
    "address", "article", "center", "div", "dd", "dt", "footer", "form", "header", "li", "main", "nav", "ol",
    "section", "tbody", "tr", "ul", "br", "hr",
];
/// Elements with an empty line before and behind them.
const PARAGRAPHS: [&str; 10] = ["p", "h1", "h2", "h3", "h4", "h5", "h6", "pre", "table", "blockquote"];
/// Deeper quotations get no further mark.
const MAX_DEPTH: usize = 20;
/// The greatest depth of elements that is followed.
const MAX_HTML_DEPTH: usize = 1_000;

/// Returns the words of an HTML message, one line per paragraph. Lines in an element that a mail program marked as
/// quoted begin with `>`. Pictures are their alternative text.
#[must_use]
pub fn html_text(html: &str) -> String {
    html_text_with(html, unescape_entities)
}

/// Returns the words of an HTML message as [`html_text`] does, and lets `decode` read the character references.
#[must_use]
pub fn html_text_with(html: &str, decode: impl Fn(&str) -> String) -> String {
    let mut text = TextWriter::default();
    let mut quotes: Vec<bool> = Vec::new();
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        let (words, tag) = rest.split_at(at);
        text.push_words(words, &decode);
        if let Some(comment) = tag.strip_prefix("<!--") {
            rest = comment.split_once("-->").map_or("", |(_, behind)| behind);
            continue;
        }
        let is_tag = tag[1..].starts_with(|c: char| c.is_ascii_alphabetic() || matches!(c, '/' | '!' | '?'));
        if !is_tag {
            text.push_words("<", &decode);
            rest = &tag[1..];
            continue;
        }
        let Some(end) = tag.find('>') else {
            rest = tag;
            break;
        };
        let (inside, behind) = (&tag[1..end], &tag[end + 1..]);
        rest = behind;
        let name = tag_name(inside);
        let is_end = inside.starts_with('/');
        if UNSEEN.contains(&name.as_str()) && !is_end && !inside.ends_with('/') {
            rest = behind_element(behind, &name);
        } else if name == "blockquote" {
            if is_end {
                quotes.pop();
            } else if quotes.len() < MAX_HTML_DEPTH {
                quotes.push(is_quotation(inside));
            }
            text.break_paragraph();
            text.depth = quotes.iter().filter(|quoted| **quoted).count().min(MAX_DEPTH);
        } else {
            text.push_tag(&name, inside, is_end, &decode);
        }
    }
    text.push_words(rest, &decode);
    text.finish()
}

fn tag_name(inside: &str) -> String {
    let name = inside.trim_start_matches('/');
    let end = name.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(name.len());
    name.get(..end).unwrap_or_default().to_ascii_lowercase()
}

/// Returns what follows behind the end of an element.
fn behind_element<'h>(html: &'h str, name: &str) -> &'h str {
    let mut rest = html;
    while let Some(at) = rest.find("</") {
        rest = rest.get(at + 2..).unwrap_or_default();
        if rest.get(..name.len()).is_some_and(|found| found.eq_ignore_ascii_case(name)) {
            return rest.split_once('>').map_or("", |(_, behind)| behind);
        }
    }
    ""
}

/// Returns whether a mail program marked an element as a quotation; people indent their own words by others.
fn is_quotation(tag: &str) -> bool {
    let tag = tag.to_ascii_lowercase();
    ["gmail_quote", "type=cite", "type=\"cite\"", "type='cite'", "cite="].iter().any(|mark| tag.contains(mark))
}

#[derive(Default)]
struct TextWriter {
    out: String,
    line: String,
    depth: usize,
    /// The depth of the line before.
    last_depth: usize,
    is_spaced: bool,
    is_preformatted: bool,
    /// Whether an empty line is due.
    is_paragraph: bool,
}

impl TextWriter {
    fn push_words(&mut self, words: &str, decode: &impl Fn(&str) -> String) {
        let lines = if self.is_preformatted { words.split('\n').collect() } else { vec![words] };
        for (number, line) in lines.into_iter().enumerate() {
            if number > 0 {
                self.break_line();
            }
            for word in line.split(|c: char| c.is_ascii_whitespace()).enumerate() {
                self.is_spaced |= word.0 > 0;
                if word.1.is_empty() {
                    continue;
                }
                if self.is_spaced && !self.line.is_empty() {
                    self.line.push(' ');
                }
                self.is_spaced = false;
                if word.1.contains('&') { self.line.push_str(&decode(word.1)) } else { self.line.push_str(word.1) }
            }
        }
    }

    fn push_tag(&mut self, name: &str, inside: &str, is_end: bool, decode: &impl Fn(&str) -> String) {
        if name == "br" && self.line.is_empty() {
            self.is_paragraph = true;
        }
        if LINES.contains(&name) {
            self.break_line();
        } else if PARAGRAPHS.contains(&name) {
            self.break_paragraph();
            if name == "pre" {
                self.is_preformatted = !is_end;
            }
        } else if matches!(name, "td" | "th") {
            self.is_spaced = true;
        } else if name == "img"
            && let Some(alternative) = attribute(inside, "alt")
        {
            self.push_words(alternative, decode);
        }
    }

    fn break_line(&mut self) {
        let line = std::mem::take(&mut self.line);
        self.is_spaced = false;
        if line.trim().is_empty() {
            self.is_paragraph |= !line.is_empty();
            return;
        }
        let mark = ">".repeat(self.depth);
        if std::mem::take(&mut self.is_paragraph) && !self.out.is_empty() {
            self.out.push_str(&">".repeat(self.depth.min(self.last_depth)));
            self.out.push('\n');
        }
        self.last_depth = self.depth;
        self.out.push_str(&mark);
        if !mark.is_empty() {
            self.out.push(' ');
        }
        self.out.push_str(line.trim_end());
        self.out.push('\n');
    }

    fn break_paragraph(&mut self) {
        self.break_line();
        self.is_paragraph = true;
    }

    fn finish(mut self) -> String {
        self.break_line();
        self.out
    }
}

/// Returns an attribute in quotation marks.
fn attribute<'t>(tag: &'t str, name: &str) -> Option<&'t str> {
    let mut rest = tag;
    loop {
        let (before, value) = rest.split_once('=')?;
        let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''))?;
        let (value, behind) = value.get(1..)?.split_once(quote)?;
        if before.split_ascii_whitespace().last().is_some_and(|found| found.eq_ignore_ascii_case(name)) {
            return Some(value);
        }
        rest = behind;
    }
}

#[cfg(test)]
mod tests {
    use super::html_text;

    #[test]
    fn words_of_blocks_stand_on_lines() {
        for (html, text) in [
            ("<p>Dear  Ann,</p>\n<p>come &amp; see<br>us</p>", "Dear Ann,\n\ncome & see\nus\n"),
            ("<div>One</div><div><br></div><div>Two</div>", "One\n\nTwo\n"),
            ("<table><tr><td>Year</td><td>Members</td></tr><tr><td>1</td></tr></table>", "Year Members\n1\n"),
            (
                "<head><title>x</title></head><style>p{}</style><b>Y</b>es <img class=\"a\" alt=\"The hall\">",
                "Yes The hall\n",
            ),
            ("1 < 2 <!-- no --> and <unclosed", "1 < 2 and <unclosed\n"),
            ("<pre>a\nb</pre>", "a\nb\n"),
            ("<style>", ""),
        ] {
            assert_eq!(html_text(html), text, "{html}");
        }
    }

    #[test]
    fn only_quotations_of_mail_programs_are_marked() {
        let marked = "Yes\n\n> Come?\n>\n>> When?\n\nBye\n";
        let html = "Yes<blockquote type=\"cite\"><p>Come?</p><blockquote class=\"gmail_quote\">When?</blockquote>\
            </blockquote>Bye";
        assert_eq!(html_text(html), marked);
        assert_eq!(html_text("<blockquote style=\"margin:0\">Mine</blockquote>"), "Mine\n");
    }

    #[test]
    fn hostile_html_takes_little_time() {
        for piece in
            ["<", "<a", "</", "<!--", "<style>", "<blockquote type=cite>", "&amp;", "<img alt=\"", "<img a='b' "]
        {
            assert!(html_text(&piece.repeat(200_000)).len() < 4_000_000, "{piece}");
        }
    }
}
