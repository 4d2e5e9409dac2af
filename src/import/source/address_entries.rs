//! Parses a line of copied addresses: names, addresses and what separates them (RFC 5322 §3.4).

use super::address_problem::AddressLineProblem;
use super::contact::Contact;
use super::mailbox_name::{MAX_NAME, Quoted, has_two_names, is_name, set_name};
use super::mailto;
use super::row::RowProblem;
use crate::model::excerpt;

/// The header fields whose values are addresses, in several European languages.
const ADDRESS_LABELS: [&str; 24] = [
    "to",
    "cc",
    "bcc",
    "from",
    "reply-to",
    "sender",
    "an",
    "à",
    "aan",
    "von",
    "de",
    "para",
    "da",
    "a",
    "kopie",
    "copie",
    "blindkopie",
    "van",
    "email",
    "e-mail",
    "mail",
    "courriel",
    "address",
    "contact",
];
/// The other header fields that are copied together with addresses.
const OTHER_LABELS: [&str; 20] = [
    "subject",
    "date",
    "sent",
    "betreff",
    "datum",
    "gesendet",
    "objet",
    "envoyé",
    "asunto",
    "fecha",
    "oggetto",
    "onderwerp",
    "verzonden",
    "message-id",
    "attachments",
    "importance",
    "anlagen",
    "priorität",
    "re",
    "fwd",
];
/// The labels before people who opted out.
const OPTED_OUT_LABELS: [&str; 18] = [
    "abgemeldet",
    "ausgetragen",
    "baja",
    "bajas",
    "bounced",
    "bounces",
    "cleaned",
    "désabonnés",
    "désinscrits",
    "do not email",
    "do not mail",
    "opt-out",
    "opted out",
    "opted-out",
    "removed",
    "unsubscribe",
    "unsubscribed",
    "uitgeschreven",
];
/// The maximum length of a name with an address that is spelled out, in bytes.
const LONGEST_ENTRY: usize = 1_000;

/// The result of parsing a line.
#[derive(Debug, Default)]
pub(super) struct AddressLine {
    pub(super) entries: Vec<Result<Contact, RowProblem>>,
    /// The words at its end without an address, which may continue on the next line.
    pub(super) rest: Option<String>,
    /// Whether a cell of a table seems to precede an address: words, a comma, and a bare address.
    pub(super) is_table: bool,
}

impl AddressLine {
    /// Parses a line; `before` are words of the previous line that continue on this one.
    pub(super) fn parse(line: &str, before: Option<&str>) -> Self {
        let text = without_marker(line);
        let (label, value) = label(text);
        let known = label.map(str::to_lowercase).unwrap_or_default();
        let mut scan = AddressScan {
            words: before.map(|before| format!("{before} ")).unwrap_or_default(),
            ..AddressScan::default()
        };
        if let Some(label) = label.filter(|_| OTHER_LABELS.contains(&known.as_str())) {
            scan.refuse(AddressLineProblem::HeaderLine(label.to_owned()));
            return scan.line;
        }
        if let Some(label) = label.filter(|_| OPTED_OUT_LABELS.contains(&known.as_str())) {
            scan.refuse(AddressLineProblem::OptedOut(label.to_owned()));
            return scan.line;
        }
        scan.read(if label.is_some() { value } else { text });
        let mut line = scan.line;
        // `Ann Lee: ann@example.org` has a name, `Choir: ann@example.org, ben@example.org` is a group.
        if let (Some(label), [Ok(contact)]) = (label, line.entries.as_mut_slice())
            && !ADDRESS_LABELS.contains(&known.as_str())
            && contact.has_no_name()
        {
            set_name(contact, label);
        }
        line
    }

    /// Returns whether it has addresses and nothing else.
    pub(super) fn is_whole(&self) -> bool {
        !self.is_table && self.rest.is_none() && !self.entries.is_empty() && self.entries.iter().all(Result::is_ok)
    }

    /// Returns whether it has an address next to other cells, as a row of a table has.
    pub(super) fn is_row(&self) -> bool {
        self.is_table || (self.entries.iter().any(Result::is_ok) && !self.is_whole())
    }
}

/// A line while it is parsed.
#[derive(Default)]
struct AddressScan {
    line: AddressLine,
    /// The words since the last address.
    words: String,
    /// Whether they contain a comma outside of quotation marks.
    has_comma: bool,
}

impl AddressScan {
    fn read(&mut self, text: &str) {
        let mut rest = text;
        while let Some(character) = rest.chars().next() {
            if self.words.is_empty()
                && let Some(quoted) = Quoted::at(rest)
            {
                self.words.push_str(&quoted.text);
                rest = &rest[quoted.length..];
                continue;
            }
            rest = match character {
                '<' => self.bracket(rest),
                ',' | ';' => {
                    self.separator(character);
                    &rest[1..]
                }
                _ => {
                    if !(self.words.is_empty() && character.is_whitespace()) {
                        self.words.push(character);
                    }
                    &rest[character.len_utf8()..]
                }
            };
        }
        if self.words.contains('@') {
            self.bare();
        }
        let words = std::mem::take(&mut self.words);
        if words.chars().any(char::is_alphanumeric) {
            if spelled_out(&words) {
                self.refuse(AddressLineProblem::SpelledOut(excerpt(words.trim())));
            } else {
                self.line.rest = Some(words.trim().to_owned());
            }
        }
    }

    fn refuse(&mut self, problem: AddressLineProblem) {
        self.line.entries.push(Err(problem.into()));
    }

    fn separator(&mut self, character: char) {
        if self.words.contains('@') {
            self.bare();
        } else if character == ',' && self.words.len() <= MAX_NAME && !spelled_out(&self.words) {
            if !self.words.trim().is_empty() {
                // `Lee, Ann <ann@example.org>` is one entry.
                self.words.push(',');
                self.has_comma = true;
            }
        } else {
            self.leave();
        }
    }

    /// Rejects words that have no address.
    fn leave(&mut self) {
        let words = std::mem::take(&mut self.words);
        self.has_comma = false;
        let words = words.trim_matches(|c: char| c.is_whitespace() || c == ',');
        if words.chars().any(char::is_alphanumeric) {
            let problem =
                if spelled_out(words) { AddressLineProblem::SpelledOut } else { AddressLineProblem::NoAddress };
            self.refuse(problem(excerpt(words)));
        }
    }

    /// Reads from an opening angle bracket; returns what follows the closing one.
    fn bracket<'a>(&mut self, rest: &'a str) -> &'a str {
        let bracket = Bracket::at(rest);
        if !bracket.text.contains('@') {
            // It belongs to the name, which is then rejected.
            self.words.push('<');
            return &rest[1..];
        }
        let address = bare_address(bracket.text);
        let words = std::mem::take(&mut self.words);
        let has_comma = std::mem::take(&mut self.has_comma);
        let name = words.trim().trim_end_matches(',').trim();
        let same = bare_address(name).eq_ignore_ascii_case(&address);
        let has_signs = name.contains(['@', '<']);
        if has_signs && !same {
            self.refuse(AddressLineProblem::InName(excerpt(name)));
        } else if has_comma && has_two_names(name) {
            self.refuse(AddressLineProblem::TwoNames(excerpt(name)));
        } else {
            self.put(if same { "" } else { name }, address);
        }
        &rest[bracket.length..]
    }

    fn put(&mut self, name: &str, address: String) {
        let mut contact = Contact { addresses: vec![address], ..Contact::default() };
        set_name(&mut contact, name);
        self.line.entries.push(Ok(contact));
    }

    /// Reads words with an address without angle brackets: `Ann Lee ann@example.org`, `Fay [fay@example.org]`,
    /// `ann@example.org (Ann Lee)`.
    fn bare(&mut self) {
        let words = std::mem::take(&mut self.words);
        let has_comma = std::mem::take(&mut self.has_comma);
        let (before, own) = match words.rsplit_once(',').filter(|_| has_comma) {
            Some((before, own)) => (before.trim(), own.trim()),
            None => ("", words.trim()),
        };
        let outer =
            |c: char| c.is_whitespace() || matches!(c, '(' | ')' | '[' | ']' | '{' | '}' | '"' | '<' | '>' | ',' | ';');
        let tokens: Vec<&str> = own.split(outer).filter(|token| !token.is_empty()).collect();
        let mut addresses: Vec<String> = Vec::new();
        for token in tokens.iter().filter(|token| token.contains('@')) {
            let address = bare_address(token);
            // `[ann@example.org](mailto:ann@example.org)` is one address.
            if !addresses.last().is_some_and(|known| known.eq_ignore_ascii_case(&address)) {
                addresses.push(address);
            }
        }
        let at_edge = [tokens.first(), tokens.last()].iter().flatten().any(|token| token.contains('@'));
        let name: Vec<&str> = tokens.into_iter().filter(|token| !token.contains('@')).collect();
        let name = name.join(" ");
        let name = name.trim_matches(|c: char| c.is_whitespace() || "-–—:|'".contains(c));
        let is_comment = own.ends_with(')') && own.find('@') < own.find('(');
        let is_name = name.is_empty() || (at_edge && (is_comment || is_name(name)));
        match addresses.as_slice() {
            [_] if !is_name => self.refuse(AddressLineProblem::Prose(excerpt(words.trim()))),
            [address] if before.is_empty() => self.put(name, address.clone()),
            [address] if !name.is_empty() => self.put(&format!("{before}, {name}"), address.clone()),
            [address] => {
                self.line.is_table = true;
                self.refuse(AddressLineProblem::NoAddress(excerpt(before)));
                self.put("", address.clone());
            }
            all if name.is_empty() && before.is_empty() => all.iter().for_each(|address| self.put("", address.clone())),
            _ => self.refuse(AddressLineProblem::Prose(excerpt(words.trim()))),
        }
    }
}

/// The text in angle brackets.
struct Bracket<'a> {
    text: &'a str,
    length: usize,
}

impl<'a> Bracket<'a> {
    /// Reads up to the closing bracket; without one up to a separator.
    fn at(text: &'a str) -> Self {
        let inner = &text[1..text.floor_char_boundary(MAX_NAME)];
        let end = inner.find(['<', '>', ',', ';']).unwrap_or(inner.len());
        // Outlook copies `Ann <ann@example.org<mailto:ann@example.org>>`.
        if inner[end..].starts_with('<') && inner[..end].contains('@') && mailto::is(&inner[end + 1..]) {
            let close = inner[end..].find('>').map_or(inner.len(), |close| end + close + 1);
            let second = usize::from(inner[close..].starts_with('>'));
            return Self { text: &inner[..end], length: 1 + close + second };
        }
        let closed = usize::from(inner[end..].starts_with('>'));
        if closed == 0
            && let Some(close) = inner.find('>').filter(|close| !inner[..*close].contains('<'))
        {
            return Self { text: &inner[..close], length: close + 2 };
        }
        Self { text: &inner[..end], length: 1 + end + closed }
    }
}

/// Removes what precedes entries in lists and quoted mails: `- `, `• `, `1. `, `2) `, `> `.
fn without_marker(line: &str) -> &str {
    let mut text = line.trim();
    while let Some(rest) = text.strip_prefix('>') {
        text = rest.trim_start();
    }
    let rest = text.trim_start_matches(['-', '*', '•', '–', '—', '·', '‣', '◦', '▪', '●', '○', '☐', '✓', '+', '→']);
    if rest.len() < text.len() && (rest.starts_with(char::is_whitespace) || text.starts_with('•')) {
        return rest.trim_start();
    }
    let number = text.trim_start_matches('(');
    let behind = number.trim_start_matches(|c: char| c.is_ascii_digit());
    if (1..=5).contains(&(number.len() - behind.len()))
        && let Some(rest) = behind.strip_prefix(['.', ')', ':'])
        && rest.starts_with(char::is_whitespace)
    {
        return rest.trim_start();
    }
    text
}

/// Splits off a label: `To: …`, `Tenors: …`.
fn label(text: &str) -> (Option<&str>, &str) {
    let is_word = |c: char| c.is_alphabetic() || matches!(c, '-' | ' ' | '.' | '\'' | '(' | ')');
    match text.split_once(':') {
        Some((label, value))
            if !label.trim().is_empty()
                && label.chars().count() <= 40
                && label.chars().all(is_word)
                && !label.eq_ignore_ascii_case("mailto") =>
        {
            (Some(label.trim()), value)
        }
        _ => (None, text),
    }
}

fn bare_address(text: &str) -> String {
    let text = text.trim().trim_matches(|c: char| matches!(c, '\'' | '"' | '<' | '>') || c.is_whitespace());
    let text = if mailto::is(text) { mailto::addresses(text) } else { text.to_owned() };
    text.trim_end_matches(['.', ':', ',', ';']).to_owned()
}

/// Returns whether an address is written without its `@`: `ann(at)example.org`.
fn spelled_out(words: &str) -> bool {
    // It is asked at each separator, and a damaged file has very long lines.
    if words.len() > LONGEST_ENTRY {
        return false;
    }
    let lower = words.to_lowercase();
    ["(at)", "[at]", "{at}", " at ", "(a)", "[a]", "(ät)", "[ät]", "{ät}", "<at>", "(@)"].iter().any(|at| {
        lower.split_once(at).is_some_and(|(_, domain)| domain.trim_start().contains('.') || domain.contains("dot"))
    })
}
