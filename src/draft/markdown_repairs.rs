//! Reads Markdown as people mean it where `CommonMark` would drop or show signs: links with spaces, words in angle
//! brackets, stars beside punctuation.

use std::borrow::Cow;
use std::ops::Range;

use pulldown_cmark::{CowStr, Event, Parser, Tag, TagEnd};

use super::html_elements::is_known_tag;
use super::markdown;

/// Stands for a space within a link's target while Markdown is parsed: one byte, so that all positions stay.
const PROTECTED_SPACE: char = '\x7f';

/// What a target with spaces begins with, unless it is an image's.
const TARGET_STARTS: &[&str] = &["http:", "https:", "mailto:", "tel:", "www."];

/// The marks that may close a title, with those that may open it.
const CURLY_MARKS: &[(char, &str)] =
    &[('”', "“„”"), ('“', "„"), ('’', "‘‚’"), ('‘', "‚"), ('»', "«»"), ('«', "»"), ('›', "‹"), ('‹', "›")];

/// An event with its place in the text.
pub(super) type PlacedEvent = (Event<'static>, Range<usize>);

/// Parses Markdown.
pub(super) fn parse_markdown(text: &str) -> Vec<PlacedEvent> {
    let protected = protect_spaces(&straight_titles(text));
    let mut events = Vec::new();
    let mut parser = Parser::new_ext(&protected, markdown::parser_options()).into_offset_iter();
    while let Some((event, range)) = parser.next() {
        match event {
            Event::Start(Tag::HtmlBlock) if !is_known_tag(&protected[range.clone()]) => {
                parser.by_ref().take_while(|(event, _)| *event != Event::End(TagEnd::HtmlBlock)).for_each(drop);
                push_escaped_block(&protected, range, &mut events);
            }
            other => push_event(other, range, &mut events),
        }
    }
    pair_stars(&mut events, &protected);
    if protected.contains(PROTECTED_SPACE) {
        for (event, _) in &mut events {
            restore_spaces(event);
        }
    }
    events
}

/// Returns the bytes at which rows of tables begin that have more cells than the head: Markdown drops the others.
pub(super) fn overfull_rows(events: &[PlacedEvent], text: &str) -> Vec<usize> {
    let mut columns = 0;
    let row = |(event, range): &PlacedEvent| match event {
        Event::Start(Tag::Table(alignments)) => {
            columns = alignments.len();
            None
        }
        Event::Start(Tag::TableRow) => (count_cells(&text[range.clone()]) > columns).then_some(range.start),
        _ => None,
    };
    events.iter().filter_map(row).collect()
}

fn count_cells(row: &str) -> usize {
    let row = row.trim();
    let row = row.strip_prefix('|').unwrap_or(row);
    let mut bars = row.match_indices('|').filter(|(at, _)| !row[..*at].ends_with('\\')).map(|(at, _)| at);
    let last = bars.by_ref().map(|at| (at, 1)).reduce(|(_, count), (at, _)| (at, count + 1));
    last.map_or(1, |(at, count)| count + usize::from(at + 1 < row.len()))
}

/// Words in angle brackets are no HTML, but words.
fn push_event(event: Event<'_>, range: Range<usize>, events: &mut Vec<PlacedEvent>) {
    let event = match event {
        Event::InlineHtml(html) if !is_known_tag(&html) => Event::Text(html),
        other => other,
    };
    events.push((event.into_static(), range));
}

/// Parses a block that begins with words in angle brackets as if they were escaped.
fn push_escaped_block(text: &str, block: Range<usize>, events: &mut Vec<PlacedEvent>) {
    let before = block.start;
    let bracket = before + text[block.clone()].find('<').unwrap_or(0);
    let escaped = format!("{}\\{}", &text[before..bracket], &text[bracket..block.end]);
    for (event, range) in Parser::new_ext(&escaped, markdown::parser_options()).into_offset_iter() {
        let place = |at: usize| (before + at - usize::from(at > bracket - before)).min(block.end);
        push_event(event, place(range.start)..place(range.end), events);
    }
}

/// Replaces the curly marks around the titles of links by straight ones; all positions stay.
fn straight_titles(text: &str) -> Cow<'_, str> {
    let mut out = Cow::Borrowed(text);
    let mut line_start = 0;
    for line in text.split_inclusive('\n') {
        let mut from = 0;
        while let Some(at) = line[from..].find("](").map(|at| from + at) {
            let start = at + 2;
            let Some(end) = closing_parenthesis(&line[start..]).map(|end| start + end) else { break };
            let inner = &line[start..end];
            if let Some(title) =
                curly_title(inner).filter(|title| may_have_title(&inner[..title.start], &line[from..at]))
            {
                let straight = straight_title(&inner[title.clone()]);
                let before = line_start + start;
                out.to_mut().replace_range(before + title.start..before + title.end, &straight);
            }
            from = end;
        }
        line_start += line.len();
    }
    out
}

fn may_have_title(target: &str, before: &str) -> bool {
    let target = target.trim().to_ascii_lowercase();
    is_image(before) || TARGET_STARTS.iter().any(|start| target.starts_with(start))
}

/// Returns where a title in curly marks stands behind a target.
fn curly_title(inner: &str) -> Option<Range<usize>> {
    let inner = inner.trim_end();
    let last = inner.chars().next_back()?;
    let (_, openers) = CURLY_MARKS.iter().find(|(close, _)| *close == last)?;
    let words = &inner[..inner.len() - last.len_utf8()];
    let start = words.char_indices().rfind(|(_, c)| openers.contains(*c))?.0;
    (inner[..start].ends_with(' ') && !words[start..].contains('"')).then_some(start..inner.len())
}

/// Writes a title in straight marks, with spaces in place of the bytes that these lack.
fn straight_title(title: &str) -> String {
    let mut chars = title.chars();
    let (open, close) = (chars.next().map_or(1, char::len_utf8), chars.next_back().map_or(1, char::len_utf8));
    format!("{}\"{}\"{}", " ".repeat(open - 1), chars.as_str(), " ".repeat(close - 1))
}

/// Replaces the spaces within the targets of links and images.
fn protect_spaces(text: &str) -> String {
    let mut out = text.to_owned();
    let mut line_start = 0;
    for line in text.split_inclusive('\n') {
        let mut from = 0;
        while let Some(at) = line[from..].find("](").map(|at| from + at) {
            let start = at + 2;
            let Some(end) = closing_parenthesis(&line[start..]).map(|end| start + end) else { break };
            let inner = line[start..end].trim_start();
            let target = target_without_title(inner);
            if has_spaces(target, is_image(&line[from..at])) {
                let start = line_start + end - inner.len();
                out.replace_range(start..start + target.len(), &target.replace(' ', "\x7f"));
            }
            from = end;
        }
        line_start += line.len();
    }
    out
}

fn is_image(before: &str) -> bool {
    before.rfind('[').is_some_and(|at| before[..at].ends_with('!'))
}

fn has_spaces(target: &str, is_image: bool) -> bool {
    let lower = target.get(..8).unwrap_or(target).to_ascii_lowercase();
    target.contains(' ')
        && !target.starts_with('<')
        && (is_image || TARGET_STARTS.iter().any(|start| lower.starts_with(start)))
}

fn closing_parenthesis(text: &str) -> Option<usize> {
    let mut depth = 0_usize;
    text.char_indices().find_map(|(at, c)| {
        match c {
            '(' => depth += 1,
            ')' if depth == 0 => return Some(at),
            ')' => depth -= 1,
            _ => {}
        }
        None
    })
}

/// Returns the target between the parentheses of a link, without the title behind it.
fn target_without_title(inner: &str) -> &str {
    let inner = inner.trim_end();
    let Some(quote) = inner.chars().last().filter(|last| matches!(last, '"' | '\'')) else { return inner };
    let start = inner[..inner.len() - 1].rfind(&format!(" {quote}"));
    start.map_or(inner, |start| inner[..start].trim_end())
}

fn restore_spaces(event: &mut Event<'static>) {
    let restore = |text: &mut CowStr<'static>| {
        if text.contains(PROTECTED_SPACE) {
            *text = text.replace(PROTECTED_SPACE, " ").into();
        }
    };
    match event {
        Event::Text(text) | Event::Code(text) | Event::Html(text) | Event::InlineHtml(text) => restore(text),
        Event::Start(Tag::Link { dest_url, title, .. } | Tag::Image { dest_url, title, .. }) => {
            restore(dest_url);
            restore(title);
        }
        _ => {}
    }
}

/// Makes strong what stands between two stars that `CommonMark` refuses because of the signs beside them, as in
/// `**重要。**です`.
fn pair_stars(events: &mut [PlacedEvent], text: &str) {
    let mut opener: Option<(usize, usize)> = None;
    let mut depth = 0;
    for at in 0..events.len() {
        let (event, range) = &events[at];
        match event {
            Event::Start(Tag::Strong | Tag::Emphasis | Tag::Strikethrough | Tag::Link { .. } | Tag::Image { .. }) => {
                depth += 1;
            }
            Event::End(TagEnd::Strong | TagEnd::Emphasis | TagEnd::Strikethrough | TagEnd::Link | TagEnd::Image) => {
                depth -= 1;
                opener = opener.filter(|(_, opened)| *opened <= depth);
            }
            Event::Start(_) | Event::End(_) => (opener, depth) = (None, 0),
            Event::Text(_) if is_star_pair(events, at, text) => {
                let before = text[..range.start].chars().next_back();
                let behind = text[range.end + 1..].chars().next();
                match opener {
                    Some((start, level)) if level == depth && at > start + 2 && before.is_some_and(ends_words) => {
                        replace_stars(events, start, Event::Start(Tag::Strong));
                        replace_stars(events, at, Event::End(TagEnd::Strong));
                        opener = None;
                    }
                    _ => opener = behind.filter(|behind| begins_words(*behind)).map(|_| (at, depth)),
                }
            }
            _ => {}
        }
    }
}

/// Returns whether two stars begin here, and no more; unused ones are events of their own.
fn is_star_pair(events: &[PlacedEvent], at: usize, text: &str) -> bool {
    let is_star = |at: usize| matches!(events.get(at), Some((Event::Text(star), _)) if &**star == "*");
    let Some((_, range)) = events.get(at) else { return false };
    is_star(at)
        && is_star(at + 1)
        && text[range.end..].starts_with('*')
        && !text[range.end..].starts_with("**")
        && !text[..range.start].ends_with(['\\', '*'])
}

fn replace_stars(events: &mut [PlacedEvent], at: usize, event: Event<'static>) {
    if let Some([(first, _), (second, _)]) = events.get_mut(at..at + 2) {
        (*first, *second) = (event, Event::Text("".into()));
    }
}

fn begins_words(c: char) -> bool {
    c.is_alphanumeric() || "“‘„‚«‹「『（(【《〈[{\"'¿¡".contains(c)
}

fn ends_words(c: char) -> bool {
    c.is_alphanumeric() || "”’»›」』）)】》〉]}\"'.,;:!?…。、！？：；".contains(c)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn html(markdown: &str) -> String {
        let mut out = String::new();
        pulldown_cmark::html::push_html(&mut out, parse_markdown(markdown).into_iter().map(|(event, _)| event));
        out.trim_end().to_owned()
    }

    #[test]
    fn stars_beside_signs_make_words_strong() {
        for (markdown, expected) in [
            ("**重要。**です。", "<p><strong>重要。</strong>です。</p>"),
            ("です**「重要」**と", "<p>です<strong>「重要」</strong>と</p>"),
            ("And **“all”**of you.", "<p>And <strong>“all”</strong>of you.</p>"),
            ("**a *b* (c)**d", "<p><strong>a <em>b</em> (c)</strong>d</p>"),
            ("Fee 5**, 6**.", "<p>Fee 5**, 6**.</p>"),
            ("\\*\\*“a”\\*\\*b ** c **", "<p>**“a”**b ** c **</p>"),
            ("x**「a\n\nb」**y", "<p>x**「a</p>\n<p>b」**y</p>"),
        ] {
            assert_eq!(html(markdown), expected, "{markdown}");
        }
    }

    #[test]
    fn targets_may_have_spaces() {
        for (markdown, expected) in [
            ("[a](https://x.example/a b.pdf)", "<p><a href=\"https://x.example/a%20b.pdf\">a</a></p>"),
            (
                "[a]( mailto:a@x.example?subject=I will \"T\")",
                "<p><a href=\"mailto:a@x.example?subject=I%20will\" title=\"T\">a</a></p>",
            ),
            ("![b](my (new) house.png 'T')", "<p><img src=\"my%20(new)%20house.png\" alt=\"b\" title=\"T\" /></p>"),
            (
                "[a](https://x.example/r “Re port”) b",
                "<p><a href=\"https://x.example/r\" title=\"Re port\">a</a> b</p>",
            ),
            ("![b](my house.png „Ü“)", "<p><img src=\"my%20house.png\" alt=\"b\" title=\"Ü\" /></p>"),
            ("[a](www.x.example «button»)", "<p><a href=\"www.x.example\" title=\"button\">a</a></p>"),
            ("[1](see “annex”)", "<p>[1](see “annex”)</p>"),
            ("[a](see the annex) `[a](https://x y)`", "<p>[a](see the annex) <code>[a](https://x y)</code></p>"),
        ] {
            assert_eq!(html(markdown), expected, "{markdown}");
        }
    }

    #[test]
    fn words_in_angle_brackets_are_words() {
        for (markdown, expected) in [
            ("Dear <First Name>, <b>hello</b>", "<p>Dear &lt;First Name&gt;, <b>hello</b></p>"),
            ("<words>\nand *more*", "<p>&lt;words&gt;\nand <em>more</em></p>"),
            ("<div>\n<words>\n</div>", "<div>\n<words>\n</div>"),
        ] {
            assert_eq!(html(markdown), expected, "{markdown}");
        }
    }

    #[test]
    fn cells_are_counted_as_markdown_counts_them() {
        for (row, cells) in
            [("| a | b |", 2), ("a | b", 2), ("| a | b", 2), ("| a \\| b |", 1), ("a", 1), ("| a | |", 2)]
        {
            assert_eq!(count_cells(row), cells, "{row}");
        }
    }
}
