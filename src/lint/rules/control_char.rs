//! Characters that nobody sees, or that most computers cannot show.

use std::collections::BTreeSet;

use crate::draft::BlockKind;
use crate::lint::lint_document::LintDocument;
use crate::lint::lint_rule::{LintRule, RuleExample};
use crate::model::{Diagnostic, Severity, SourceLocation};

pub(super) const RULE: LintRule = LintRule {
    id: "control-char",
    severity: Severity::Block,
    other_severity: "",
    mandatory: false,
    description: "there is a character that nobody sees, that most computers cannot show, or that went through a wrong encoding (U+FFFD); they come from Word and web pages, and one control character is enough for Gmail to cut the letter off",
    help: "Delete it and type the sign again.",
    example: RuleExample { bad: "It\u{92}s spring.", good: "It’s spring." },
    check: Some(check),
};

/// The most that are reported.
const MAX_FINDINGS: usize = 25;

fn check(page: &LintDocument<'_>) -> Vec<Diagnostic> {
    let draft = page.draft;
    let mut findings = Vec::new();
    for (number, line) in draft.front_matter.lines().enumerate() {
        for (at, c) in line_faults(line) {
            let column = line[..at].chars().count() + 1;
            let location = Some(SourceLocation { file: draft.file.clone(), line: number + 2, column });
            findings.push(describe(
                c,
                Diagnostic {
                    id: RULE.id,
                    severity: RULE.severity,
                    location,
                    message: String::new(),
                    help: None,
                    suggestion: None,
                },
            ));
        }
    }
    let mut start = 0;
    for line in draft.body.split_inclusive('\n') {
        if findings.len() > MAX_FINDINGS {
            break;
        }
        for (at, c) in line_faults(line) {
            findings.push(describe(c, RULE.diagnostic_at_byte(page, start + at, String::new())));
        }
        start += line.len();
    }
    findings.extend(escaped_characters(page));
    findings.truncate(MAX_FINDINGS);
    findings
}

/// Returns the characters of a line that are faults, each once, with their byte.
fn line_faults(line: &str) -> Vec<(usize, char)> {
    let mut rtl = None;
    let mut seen = BTreeSet::new();
    let mut before = None;
    let mut faults = Vec::new();
    for (at, c) in line.char_indices() {
        if !c.is_ascii() || c.is_control() {
            let next = line[at + c.len_utf8()..].chars().next();
            let mut is_rtl = || *rtl.get_or_insert_with(|| line.chars().any(is_right_to_left));
            if is_fault(c, before, next, &mut is_rtl) && seen.insert(c) {
                faults.push((at, c));
            }
        }
        before = Some(c);
    }
    faults
}

/// Finds those that the draft spells with letters: `&#8203;` in the body, `"\u200B"` in the front matter.
fn escaped_characters(page: &LintDocument<'_>) -> Vec<Diagnostic> {
    let mut findings = Vec::new();
    for block in page.blocks {
        for (at, c) in line_faults(&block.text).into_iter().filter(|(_, c)| *c != crate::draft::FIELD_PLACEHOLDER) {
            let escaped = match block.kind {
                BlockKind::Subject | BlockKind::Preheader => !page.draft.front_matter.contains(c),
                _ => page.draft.body.get(block.source_offset(at)..).is_some_and(|rest| rest.starts_with('&')),
            };
            if escaped {
                let range = at..at + c.len_utf8();
                findings.push(describe(c, RULE.diagnostic_at_text(page, block, &range, String::new())));
            }
        }
    }
    findings
}

/// Tells whether a character is a fault between its neighbours: each script has some that belong to it.
fn is_fault(c: char, before: Option<char>, next: Option<char>, is_rtl: &mut impl FnMut() -> bool) -> bool {
    match c {
        '\t' | '\n' => false,
        '\0'..='\u{1f}'
        | '\u{7f}'..='\u{9f}'
        | '\u{2028}'
        | '\u{2029}'
        | '\u{202d}'
        | '\u{202e}'
        | '\u{feff}'
        | '\u{fff9}'..='\u{ffff}'
        | '\u{fdd0}'..='\u{fdef}'
        | '\u{e000}'..='\u{f8ff}'
        | '\u{f0000}'..='\u{10ffff}'
        | '\u{2060}'..='\u{2064}'
        | '\u{3164}'
        | '\u{ffa0}'
        | '\u{1d173}'..='\u{1d17a}' => true,
        // Old Korean writes syllables that lack a letter with these, Mongolian parts its endings.
        '\u{115f}' | '\u{1160}' => ![before, next].into_iter().flatten().any(is_korean_letter),
        '\u{180e}' => !before.is_some_and(is_mongolian),
        '\u{2800}' => ![before, next].into_iter().flatten().any(is_braille),
        '\u{200c}' => before.is_some_and(is_latin) && next.is_some_and(is_latin),
        '\u{200b}' => !before.is_some_and(is_unspaced) && !next.is_some_and(is_unspaced),
        '\u{200d}' => before.is_none_or(is_european) && next.is_none_or(is_european),
        '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202c}' | '\u{2066}'..='\u{2069}' => !is_rtl(),
        // The flags of England, Scotland and Wales.
        '\u{e0000}'..='\u{e007f}' => !matches!(before, Some('\u{1f3f4}' | '\u{e0000}'..='\u{e007f}')),
        _ => false,
    }
}

/// Tells whether a letter is of a script that has no spaces between words.
fn is_unspaced(c: char) -> bool {
    matches!(c, '\u{e00}'..='\u{fff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}' | '\u{3040}'..='\u{9fff}')
}

/// Tells whether it is a Latin, Greek or Cyrillic letter, a figure or white space.
fn is_european(c: char) -> bool {
    c.is_whitespace() || (c.is_alphanumeric() && c <= '\u{52f}') || c.is_ascii_punctuation()
}

fn is_korean_letter(c: char) -> bool {
    matches!(c, '\u{1100}'..='\u{115e}' | '\u{1161}'..='\u{11ff}')
}

fn is_mongolian(c: char) -> bool {
    matches!(c, '\u{1820}'..='\u{18aa}')
}

fn is_braille(c: char) -> bool {
    matches!(c, '\u{2801}'..='\u{28ff}')
}

fn is_latin(c: char) -> bool {
    c.is_alphabetic() && c <= '\u{24f}'
}

fn is_right_to_left(c: char) -> bool {
    matches!(c, '\u{590}'..='\u{61b}' | '\u{61d}'..='\u{8ff}' | '\u{fb1d}'..='\u{fdcf}' | '\u{fe70}'..='\u{fefc}')
}

/// Says what a character is and what to do about it.
fn describe(c: char, finding: Diagnostic) -> Diagnostic {
    let code = format!("U+{:04X}", u32::from(c));
    let (message, help) = match c {
        '\u{fffd}' => (
            format!("a letter went through a wrong encoding here and is lost ({code})"),
            "type the letter again, and save the file in UTF-8",
        ),
        '\u{fffc}' => (
            format!("an object from another program is missing here ({code})"),
            "delete the character, or add the image",
        ),
        '\u{e000}'..='\u{f8ff}' | '\u{f0000}'..='\u{10ffff}' => (
            format!("there is a character here that most computers cannot show ({code})"),
            "delete it: it is from a font of your computer; for a list, begin each line with `- `",
        ),
        '\u{b}' | '\u{2028}' | '\u{2029}' => (
            format!("there is a line break here that mail programs do not know ({code})"),
            "delete it and press Enter; a `\\` at the end of a line keeps the break",
        ),
        '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{200e}' | '\u{200f}' | '\u{61c}' => (
            format!("there is a character here that nobody sees and that turns the direction of the text ({code})"),
            "delete it",
        ),
        '\u{115f}'
        | '\u{1160}'
        | '\u{180e}'
        | '\u{200b}'..='\u{200d}'
        | '\u{2060}'..='\u{2064}'
        | '\u{2800}'
        | '\u{3164}'
        | '\u{feff}'
        | '\u{ffa0}'
        | '\u{1d173}'..='\u{1d17a}' => (
            format!("there is a character here that nobody sees ({code})"),
            "delete it: it comes from a web page or from another program",
        ),
        _ => (
            format!("there is a character here that nobody sees ({code})"),
            "delete it and type the quotation mark or dash again: it comes from Word",
        ),
    };
    let finding = Diagnostic { message, ..finding }.with_help(help);
    match meant_sign(c, help) {
        Some(sign) => finding.with_suggestion(c, sign),
        None => finding,
    }
}

/// Returns what to write in the place of a character: the sign that it is in Windows-1252, or nothing where it only
/// is to be deleted.
fn meant_sign(c: char, help: &str) -> Option<&'static str> {
    Some(match c {
        '\u{85}' => "…",
        '\u{91}' => "‘",
        '\u{92}' => "’",
        '\u{93}' => "“",
        '\u{94}' => "”",
        '\u{96}' => "–",
        '\u{97}' => "—",
        _ if help.starts_with("delete it: it comes") || help == "delete it" => "",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::line_faults;

    #[test]
    fn characters_are_faults_outside_of_their_scripts() {
        for line in [
            "a\u{180e}b",
            "a\u{2061}b",
            "a\u{2060}b",
            "a\u{3164}",
            "\u{115f}a",
            "\u{2800}a",
            "a\u{61c}b",
            "\u{1d173}",
            "Auf\u{200c}lage",
        ] {
            assert_eq!(line_faults(line).len(), 1, "{line:?}");
        }
        for line in [
            "ᠨᠢ\u{180e}ᠠ",
            "\u{115f}\u{1161}",
            "⠓⠊\u{2800}⠁",
            "שלום\u{61c}",
            "می\u{200c}خواهم",
            "क्\u{200c}ष",
            "naïve 日本",
        ] {
            assert_eq!(line_faults(line), [], "{line:?}");
        }
    }
}
