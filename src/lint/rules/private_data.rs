//! What may be private: homes, telephones, accounts, other people's addresses.

use std::ops::Range;

use crate::draft::{BlockKind, TextBlock};
use crate::image_files::has_position;
use crate::lint::lint_document::LintDocument;
use crate::lint::lint_rule::{LintRule, RuleExample};
use crate::lint::sentences::words;
use crate::model::{Diagnostic, Severity, single_line};

pub(super) const RULE: LintRule = LintRule {
    id: "private-data",
    severity: Severity::Warning,
    other_severity: "",
    mandatory: false,
    description: "there is a home address, a telephone number, a bank account, somebody's own mail address, or an attached photograph that says where it was taken",
    help: "Ask the person, or give the society's own. If it is meant, send all the same: it is a warning.",
    example: RuleExample { bad: "Write to sue.brown@mail.example.com.", good: "Write to secretary@example.org." },
    check: Some(check),
};

/// How a street's name ends.
const STREET_SUFFIXES: &[&str] = &[
    "Street", "Road", "Lane", "Avenue", "Close", "Drive", "Way", "Gardens", "Terrace", "Crescent", "Court", "Grove",
    "Mews", "Row", "Place", "Square", "Hill", "Walk", "Rd", "St", "Ave", "Ln",
];

/// Local parts that are nobody's own.
const ROLE_LOCAL_PARTS: &[&str] = &[
    "info",
    "contact",
    "office",
    "enquiries",
    "inquiries",
    "hello",
    "admin",
    "secretary",
    "chair",
    "treasurer",
    "events",
    "press",
    "support",
    "team",
    "mail",
    "membership",
    "members",
    "news",
    "newsletter",
    "bookings",
    "help",
    "feedback",
    "editor",
    "committee",
    "unsubscribe",
    "leave",
    "general",
    "policy",
    "media",
];

/// How numbers begin that are nobody's own.
const PUBLIC_PHONE_PREFIXES: &[&str] = &["0800", "0808", "0300", "0303", "0330", "0333", "0345", "0370", "116"];

/// Finds what is perhaps not meant for everybody: once of each kind.
fn check(page: &LintDocument<'_>) -> Vec<Diagnostic> {
    type PrivacyDetector = fn(&LintDocument<'_>, &TextBlock) -> Option<(Range<usize>, String)>;
    let kinds: [PrivacyDetector; 4] = [postal_address, bank_account, phone_number, email_address];
    let mut findings = Vec::new();
    for seek in kinds {
        let blocks = page.blocks.iter().filter(|block| block.kind != BlockKind::Other);
        let found = blocks.filter_map(|block| seek(page, block).map(|(range, sentence)| (block, range, sentence)));
        findings.extend(found.take(3).map(|(block, range, sentence)| {
            RULE.diagnostic_at_text(page, block, &range, sentence)
                .with_help("is this meant for everybody? Ask the person, or name the society's own")
        }));
    }
    findings.extend(mailto_links(page));
    findings.extend(attached_positions(page));
    findings
}

/// Finds attached photographs that say where they were taken; from images within the letter it is removed.
fn attached_positions(page: &LintDocument<'_>) -> impl Iterator<Item = Diagnostic> {
    let files = page.draft.attachments.iter().filter(|file| has_position(&file.bytes));
    files.map(|file| {
        let sentence = format!("the attachment `{}` says where a photograph was taken", single_line(&file.name));
        let location = Some(page.draft.word_location("attachments", &file.name));
        Diagnostic { location, ..RULE.diagnostic_at_key(page, "attachments", sentence) }.with_help(
            "save the photograph without its position, or show it in the letter: `![what it shows](file.jpg)`",
        )
    })
}

/// Finds a street with its number and a postcode behind it.
fn postal_address(page: &LintDocument<'_>, block: &TextBlock) -> Option<(Range<usize>, String)> {
    let all = words(&block.text);
    let postcode = all
        .iter()
        .enumerate()
        .find_map(|(at, word)| postcode(word.text, all.get(at + 1).map_or("", |next| next.text)))?;
    if page.context.postal_address.contains(&postcode) {
        return None;
    }
    let street = all.iter().enumerate().find(|(at, word)| {
        let number = |back: usize| at.checked_sub(back).and_then(|at| all.get(at));
        STREET_SUFFIXES.contains(&word.text)
            && (2..=4).any(|back| number(back).is_some_and(|word| word.text.starts_with(|c: char| c.is_ascii_digit())))
    })?;
    let from = street.0.checked_sub(2).map_or(0, |at| all[at].start);
    Some((from..street.1.end, format!("a postal address with the postcode {postcode} goes to everybody")))
}

/// Reads a postcode from a word and the next one, from which another word may not be parted: `NR1 3ZZor`, `NR13ZZ`.
fn postcode(word: &str, next: &str) -> Option<String> {
    if is_outward_code(word) {
        return inward_code(next).map(|inward| format!("{word} {inward}"));
    }
    let joined = (2..=4).find_map(|length| {
        let (outward, rest) = word.split_at_checked(length)?;
        let whole = is_outward_code(outward) && rest.len() == 3;
        whole.then(|| inward_code(rest).map(|inward| format!("{outward} {inward}"))).flatten()
    });
    joined.filter(|_| word.len() >= 6)
}

fn is_outward_code(word: &str) -> bool {
    let letters = word.len() - word.trim_start_matches(|c: char| c.is_ascii_uppercase()).len();
    let rest = &word[letters..];
    let digit = rest.starts_with(|c: char| c.is_ascii_digit());
    (1..=2).contains(&letters)
        && digit
        && rest.len() <= 2
        && rest.bytes().all(|byte| byte.is_ascii_digit() || byte.is_ascii_uppercase())
}

/// Returns the second part of a postcode with which a word begins; what is behind it is a word in small letters.
fn inward_code(word: &str) -> Option<&str> {
    let (code, rest) = word.split_at_checked(3)?;
    let fits = matches!(code.as_bytes(), [digit, one, two] if digit.is_ascii_digit() && one.is_ascii_uppercase() && two.is_ascii_uppercase());
    (fits && rest.chars().all(char::is_lowercase)).then_some(code)
}

/// Finds a sort code with an account's number.
fn bank_account(_: &LintDocument<'_>, block: &TextBlock) -> Option<(Range<usize>, String)> {
    let sort = digit_groups(&block.text).find(|(range, digits)| {
        digits.len() == 6 && block.text[range.clone()].split('-').map(str::len).eq([2, 2, 2])
    })?;
    digit_groups(&block.text).find(|(range, digits)| digits.len() == 8 && range.len() == 8)?;
    Some((sort.0, "the number of a bank account goes to everybody".to_owned()))
}

/// Finds a telephone number of these islands.
fn phone_number(_: &LintDocument<'_>, block: &TextBlock) -> Option<(Range<usize>, String)> {
    let (range, _) = digit_groups(&block.text).find(|(range, digits)| {
        let abroad = block.text[..range.start].ends_with('+');
        let long = if abroad {
            digits.starts_with("44") && (11..=13).contains(&digits.len())
        } else {
            (10..=11).contains(&digits.len()) && digits.starts_with('0')
        };
        long && !PUBLIC_PHONE_PREFIXES.iter().any(|free| digits.starts_with(free))
    })?;
    let number = block.text[range.clone()].to_owned();
    Some((range, format!("the telephone number {number} goes to everybody")))
}

/// Lists the numbers of a text, with spaces, hyphens and brackets between their digits.
fn digit_groups(text: &str) -> impl Iterator<Item = (Range<usize>, String)> + '_ {
    let mut from = 0;
    std::iter::from_fn(move || {
        let start = from + text[from..].find(|c: char| c.is_ascii_digit())?;
        let mut end = start;
        let mut digits = String::new();
        let mut gap = 0;
        for (at, c) in text[start..].char_indices() {
            match c {
                '0'..='9' => {
                    digits.push(c);
                    end = start + at + 1;
                    gap = 0;
                }
                ' ' | '-' | '(' | ')' | '\u{a0}' if gap < 2 => gap += 1,
                _ => break,
            }
        }
        from = end;
        Some((start..end, digits))
    })
}

/// Finds an address that is neither the society's nor an office's.
fn email_address(page: &LintDocument<'_>, block: &TextBlock) -> Option<(Range<usize>, String)> {
    block.text.match_indices('@').find_map(|(at, _)| {
        let local = |c: char| c.is_ascii_alphanumeric() || "._+-'".contains(c);
        let start = at - block.text[..at].chars().rev().take_while(|c| local(*c)).count();
        let length =
            block.text[at + 1..].chars().take_while(|c| c.is_ascii_alphanumeric() || ".-".contains(*c)).count();
        let end = at + 1 + length;
        let address = block.text[start..end].trim_end_matches(['.', '-']);
        is_private_address(page, address).then(|| (start..start + address.len(), address_message(address)))
    })
}

/// Finds the same behind links that do not show it.
fn mailto_links(page: &LintDocument<'_>) -> Vec<Diagnostic> {
    let links = page.links.iter().filter_map(|link| {
        let address = link.target.strip_prefix("mailto:")?.split('?').next()?;
        let shown = page.blocks.get(link.block).is_some_and(|block| block.text.contains(address));
        (!shown && is_private_address(page, address))
            .then(|| RULE.diagnostic_at_link(page, link, address_message(address)))
    });
    links
        .map(|finding| finding.with_help("is this meant for everybody? Ask the person, or name the society's own"))
        .take(3)
        .collect()
}

fn address_message(address: &str) -> String {
    format!("the address `{address}` goes to everybody")
}

fn is_private_address(page: &LintDocument<'_>, address: &str) -> bool {
    let Some((local, domain)) = address.rsplit_once('@') else { return false };
    let domain = domain.to_lowercase();
    let ours = page.context.own_domains.iter().any(|own| domain == *own || domain.ends_with(&format!(".{own}")));
    let office =
        ROLE_LOCAL_PARTS.contains(&local.to_lowercase().split(['.', '-', '_', '+']).next().unwrap_or_default());
    !local.is_empty() && domain.contains('.') && !address.contains("{{") && !ours && !office
}
