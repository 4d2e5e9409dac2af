//! Markdown that was not understood: its signs are sent as they are.

use std::ops::Range;

use crate::draft::{BlockKind, TextBlock};
use crate::lint::line_starts::block_lines;
use crate::lint::lint_document::LintDocument;
use crate::lint::lint_rule::{LintRule, RuleExample};
use crate::model::{Diagnostic, Severity};

pub(super) const RULE: LintRule = LintRule {
    id: "markdown-literal",
    severity: Severity::Block,
    other_severity: "warning where only stars, `#` or the like are sent",
    mandatory: false,
    description: "the brackets of a link or an image, stars, `#` or `|` have no effect and are sent as they are",
    help: "Write `[words](https://…)` without a space before the address, `**bold**` without spaces inside the stars, `## Heading` with a space. A `\\` before a sign means that it is meant.",
    example: RuleExample {
        bad: "[the report of the year] (https://www.example.org/report)",
        good: "[the report of the year](https://www.example.org/report)",
    },
    check: Some(check),
};

/// Signs that are sent, what is wrong, and what to do.
struct LiteralSigns {
    range: Range<usize>,
    severity: Severity,
    message: String,
    help: &'static str,
    /// The signs that are written, and those that were meant.
    suggestion: Option<(String, String)>,
}

fn check(page: &LintDocument<'_>) -> Vec<Diagnostic> {
    let mut findings = Vec::new();
    for (number, block) in page.body_blocks().filter(|(_, block)| block.kind != BlockKind::Other) {
        let mut found = brackets(page, block);
        found.extend(lost_references(page, block));
        found.extend(['*', '_', '~'].iter().find_map(|sign| emphasis(page, block, *sign)));
        if block.kind == BlockKind::Paragraph {
            let is_last = number + 1 >= page.blocks.len();
            found.extend(heading(page, block, is_last));
            found.extend(table(page, block));
        }
        findings.extend(found.into_iter().map(|LiteralSigns { range, severity, message, help, suggestion }| {
            let finding = RULE.diagnostic_at_text(page, block, &range, message).with_help(help);
            let finding = Diagnostic { severity, ..finding };
            match suggestion {
                Some((from, to)) => finding.with_suggestion(from, to),
                None => finding,
            }
        }));
    }
    findings
}

/// Finds links and images whose brackets are sent.
fn brackets(page: &LintDocument<'_>, block: &TextBlock) -> Vec<LiteralSigns> {
    let text = &block.text;
    let mut found = Vec::new();
    for (at, _) in text.match_indices(']').filter(|(at, _)| page.is_literal(block, *at)) {
        let rest = &text[at + 1..];
        let spaced = rest.trim_start_matches(' ');
        let addressed = |rest: &str| {
            let address = rest.trim_start_matches('<').to_ascii_lowercase();
            ["http", "mailto:", "tel:", "www."].iter().any(|start| address.starts_with(start))
        };
        let parted = spaced.len() < rest.len() && spaced.strip_prefix('(').is_some_and(|rest| addressed(head(rest)));
        if !rest.starts_with('(') && !parted {
            continue;
        }
        let Some(open) = opening(text, at) else { continue };
        let is_image = text[..open].ends_with('!');
        let start = if is_image { open - 1 } else { open };
        let what = if is_image { "image" } else { "link" };
        let help = if parted {
            "write the round bracket directly behind the square one"
        } else if is_image {
            "rename the file without spaces, or write its name between `<` and `>`: `![…](<group photo.png>)`"
        } else {
            "write `%20` for each space in the address, and close the round bracket behind it"
        };
        let message =
            format!("this is not read as {} {what}: the brackets are sent", if is_image { "an" } else { "a" });
        let words = &text[start..=at];
        let suggestion = parted.then(|| (format!("{words}{}", &rest[..rest.len() - spaced.len()]), words.to_owned()));
        found.push(LiteralSigns { range: start..at + 1, severity: Severity::Block, message, help, suggestion });
    }
    let reversed = text.match_indices(")[").find(|(at, _)| {
        head(&text[at + 2..]).starts_with("http") && page.is_literal(block, *at) && page.is_literal(block, *at + 1)
    });
    found.extend(reversed.map(|(at, _)| LiteralSigns {
        range: at..at + 2,
        severity: Severity::Block,
        message: "this is not read as a link: the brackets are the wrong way round".to_owned(),
        help: "the words are in square brackets, the address in round ones: `[words](https://…)`",
        suggestion: None,
    }));
    found
}

/// Finds `[the report][report]` and `[^1]` where no line says what they refer to.
fn lost_references(page: &LintDocument<'_>, block: &TextBlock) -> Vec<LiteralSigns> {
    let text = &block.text;
    let label = |from: usize| {
        let line = text[from..].split('\n').next().unwrap_or_default();
        line.split_once(']').map(|(label, _)| label).filter(|label| !label.contains('['))
    };
    let links = text.match_indices("][").filter_map(|(at, _)| {
        let (label, open) = (label(at + 2)?, opening(text, at)?);
        let is_image = text[..open].ends_with('!');
        let start = open - usize::from(is_image);
        let apart = text[..start].chars().next_back().is_none_or(|c| c.is_whitespace() || "(“\"'".contains(c));
        let named = text[open + 1..at].chars().any(char::is_alphabetic)
            && (label.is_empty() || label.starts_with(char::is_alphabetic));
        (apart && named && page.is_literal(block, at) && page.is_literal(block, open)).then(|| LiteralSigns {
            range: start..at + label.len() + 3,
            severity: Severity::Warning,
            message: "no line of the letter says where this leads: the brackets are sent".to_owned(),
            help: "write the address behind the words: `[words](https://…)`, or `![words](photo.png)` for an image",
            suggestion: None,
        })
    });
    let notes = text.match_indices("[^").filter_map(|(at, _)| {
        let label = label(at + 2)?;
        let named = !label.is_empty() && label.chars().all(|c| c.is_alphanumeric() || c == '-');
        (named && page.is_literal(block, at)).then(|| LiteralSigns {
            range: at..at + label.len() + 3,
            severity: Severity::Warning,
            message: format!("the note `[^{label}]` has no text: the brackets are sent"),
            help: "write its text in a line of its own: `[^1]: The text.`",
            suggestion: None,
        })
    });
    links.chain(notes).collect()
}

/// Returns the beginning of a text: enough to see a scheme.
fn head(text: &str) -> &str {
    &text[..text.floor_char_boundary(12.min(text.len()))]
}

/// Returns where the square bracket opens that closes at a place, on the same line and not far away.
fn opening(text: &str, close: usize) -> Option<usize> {
    let from = text.floor_char_boundary(close.saturating_sub(300));
    let line = text.get(from..close)?.rsplit('\n').next()?;
    Some(close - line.len() + line.rfind('[')?)
}

/// Finds stars, underscores and tildes that were to set words off.
fn emphasis(page: &LintDocument<'_>, block: &TextBlock, sign: char) -> Option<LiteralSigns> {
    let text = &block.text;
    let mut open = None;
    for run in sign_runs(text, sign).filter(|run| page.is_literal(block, run.start)) {
        let before = text[..run.start].chars().next_back();
        let next = text[run.end..].chars().next();
        let words =
            |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || "“”‘’\"'(«»、。！？.!?,:;）」』…%".contains(c));
        let spaced = |c: Option<char>| c.is_none_or(char::is_whitespace);
        let double = run.len() == 2;
        if double && sign == '*' && (words(before) || words(next)) {
            return Some(literal_emphasis(run, sign));
        }
        if sign == '~' && !double {
            continue;
        }
        // One opens before a word, and another one stands apart where it should close.
        match &open {
            Some(length) if *length == run.len() && spaced(before) && (spaced(next) || !words(next)) => {
                return Some(literal_emphasis(run, sign));
            }
            _ if run.len() <= 2 && spaced(before) && next.is_some_and(char::is_alphabetic) => open = Some(run.len()),
            _ => {}
        }
    }
    None
}

fn literal_emphasis(range: Range<usize>, sign: char) -> LiteralSigns {
    let signs = sign.to_string().repeat(range.len());
    let message = format!("`{signs}` has no effect here and is sent as it is");
    let help = match sign {
        '*' => {
            "write `**bold**` without spaces inside the stars, and with a space or a full stop outside; `\\*` is a star"
        }
        '_' => "write `_slanted_` without spaces inside the lines; `\\_` is a line",
        _ => "write `~~struck out~~` without spaces inside; `\\~` is a tilde",
    };
    LiteralSigns { range, severity: Severity::Warning, message, help, suggestion: None }
}

/// Lists the runs of a sign.
fn sign_runs(text: &str, sign: char) -> impl Iterator<Item = Range<usize>> + '_ {
    let mut from = 0;
    std::iter::from_fn(move || {
        let start = from + text[from..].find(sign)?;
        let length: usize = text[start..].chars().take_while(|c| *c == sign).map(char::len_utf8).sum();
        from = start + length;
        Some(start..from)
    })
}

/// Finds `##Heading` without a space; `#Word` alone may be a hashtag.
fn heading(page: &LintDocument<'_>, block: &TextBlock, is_last: bool) -> Option<LiteralSigns> {
    let lines = block_lines(block, &page.draft.body);
    let line = lines.iter().find(|line| {
        let title = line.text.trim_start_matches('#');
        let level = line.text.len() - title.len();
        let named = title.starts_with(|c: char| c.is_uppercase() || c.is_numeric());
        let hashtag = level == 1
            && (lines.len() > 1
                || is_last
                || title.contains('#')
                || title.ends_with(['.', '!', '?'])
                || title.split(' ').count() > 8
                || title
                    .split(' ')
                    .next()
                    .is_some_and(|word| word.chars().skip(1).any(|c| c.is_uppercase() || c == '_')));
        (1..=6).contains(&level) && named && !hashtag && page.is_literal(block, line.range.start)
    })?;
    let (signs, title) = line.text.split_at(line.text.len() - line.text.trim_start_matches('#').len());
    let first = title.chars().next().map(String::from).unwrap_or_default();
    Some(LiteralSigns {
        range: line.range.start..line.range.start + 1,
        severity: Severity::Warning,
        message: "this is not read as a heading: the `#` is sent".to_owned(),
        help: "write a space behind the `#`",
        suggestion: Some((format!("{signs}{first}"), format!("{signs} {first}"))),
    })
}

/// Finds rows of a table that has no line of dashes below its first row.
fn table(page: &LintDocument<'_>, block: &TextBlock) -> Option<LiteralSigns> {
    let lines = block_lines(block, &page.draft.body);
    let is_row = |text: &str| text.trim_start().starts_with('|') && text.matches('|').take(2).count() > 1;
    let rows = lines.windows(2).find(|pair| {
        let columns = |text: &str| text.matches(" | ").take(20).count();
        let alike = columns(pair[0].text) > 0 && columns(pair[0].text) == columns(pair[1].text);
        (is_row(pair[0].text) && is_row(pair[1].text)) || (alike && lines.len() > 2)
    })?;
    let range = rows.first()?.range.clone();
    page.is_literal(block, range.start + block.text[range.clone()].find('|')?).then_some(LiteralSigns {
        range,
        severity: Severity::Warning,
        message: "this is not read as a table: the bars are sent".to_owned(),
        help: "write a line such as `| --- | --- |` below the first row",
        suggestion: None,
    })
}
