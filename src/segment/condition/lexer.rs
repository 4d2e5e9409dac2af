//! Splits a condition into tokens of the Common Expression Language.

#[derive(Debug, Clone, PartialEq)]
pub(super) enum Lexeme {
    Name(String),
    Text(String),
    /// `b"…"`, which conditions do not support.
    Bytes,
    Whole(i128),
    Decimal(f64),
    /// An operator, a bracket, a separator or a keyword.
    Symbol(&'static str),
}

/// Longer symbols come first.
const SYMBOLS: [&str; 24] = [
    "==", "!=", "<=", ">=", "&&", "||", "<", ">", "!", "?", ":", ".", ",", "(", ")", "[", "]", "{", "}", "+", "-", "*",
    "/", "%",
];

const KEYWORDS: [&str; 4] = ["in", "true", "false", "null"];

/// Returns the tokens of a condition; `None` if part of it is not a token.
pub(super) fn tokens(text: &str) -> Option<Vec<Lexeme>> {
    let mut tokens = Vec::new();
    let mut rest = without_blanks(text);
    while !rest.is_empty() {
        let (token, behind) = token(rest)?;
        tokens.push(token);
        rest = without_blanks(behind);
    }
    Some(tokens)
}

/// Removes leading white space and comments.
fn without_blanks(mut text: &str) -> &str {
    loop {
        text = text.trim_start();
        match text.strip_prefix("//") {
            Some(comment) => text = comment.find('\n').map_or("", |end| &comment[end..]),
            None => return text,
        }
    }
}

fn token(rest: &str) -> Option<(Lexeme, &str)> {
    if let Some((prefix, quoted)) = rest.find(['"', '\'']).map(|at| rest.split_at(at)) {
        let prefix = prefix.to_ascii_lowercase();
        if ["", "b", "r", "br"].contains(&prefix.as_str()) {
            let (text, behind) = string(quoted, prefix.ends_with('r'))?;
            return Some((if prefix.starts_with('b') { Lexeme::Bytes } else { Lexeme::Text(text) }, behind));
        }
    }
    if let Some(quoted) = rest.strip_prefix('`') {
        return quoted.split_once('`').map(|(name, behind)| (Lexeme::Name(name.to_owned()), behind));
    }
    let (word, behind) = rest.split_at(rest.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(rest.len()));
    if word.is_ascii()
        && rest.trim_start_matches('.').starts_with(|c: char| c.is_ascii_digit())
        && let Some(number) = number(rest)
    {
        return Some(number);
    }
    if let Some(keyword) = KEYWORDS.into_iter().find(|keyword| *keyword == word) {
        return Some((Lexeme::Symbol(keyword), behind));
    }
    if !word.is_empty() {
        return Some((Lexeme::Name(word.to_owned()), behind));
    }
    SYMBOLS.into_iter().find_map(|symbol| Some((Lexeme::Symbol(symbol), rest.strip_prefix(symbol)?)))
}

/// Reads a number: `20`, `0x14`, `20u`, `2.5`, `.5`, `2e3`.
fn number(rest: &str) -> Option<(Lexeme, &str)> {
    let without_unsigned = |rest: &'_ str| usize::from(rest.starts_with(['u', 'U']));
    if let Some(hex) = rest.strip_prefix("0x") {
        let length = hex.len() - hex.trim_start_matches(|c: char| c.is_ascii_hexdigit()).len();
        if length > 0 {
            let behind = &hex[length..];
            return Some((
                Lexeme::Whole(i128::from_str_radix(&hex[..length], 16).ok()?),
                &behind[without_unsigned(behind)..],
            ));
        }
    }
    let digits = |at: usize| rest[at..].bytes().take_while(u8::is_ascii_digit).count();
    let whole = digits(0);
    let mut end = whole;
    if rest[end..].starts_with('.') && digits(end + 1) > 0 {
        end += 1 + digits(end + 1);
    }
    if rest[end..].starts_with(['e', 'E']) {
        let power = end + 1 + usize::from(rest[end + 1..].starts_with(['+', '-']));
        if digits(power) > 0 {
            end = power + digits(power);
        }
    }
    if end > whole {
        let number = rest[..end].parse().ok().filter(|number: &f64| number.is_finite())?;
        return Some((Lexeme::Decimal(number), &rest[end..]));
    }
    let behind = &rest[whole..];
    Some((Lexeme::Whole(rest[..whole].parse().ok()?), &behind[without_unsigned(behind)..]))
}

/// Reads a text in single or triple quotation marks; a raw text has no escapes.
fn string(quoted: &str, raw: bool) -> Option<(String, &str)> {
    let mark = quoted.get(..1)?;
    let tripled = quoted.get(..3).is_some_and(|start| start == mark.repeat(3));
    let mark = if tripled { &quoted[..3] } else { mark };
    let (mut text, mut rest) = (String::new(), &quoted[mark.len()..]);
    loop {
        if let Some(behind) = rest.strip_prefix(mark) {
            return Some((text, behind));
        }
        let c = rest.chars().next()?;
        rest = &rest[c.len_utf8()..];
        match c {
            '\n' | '\r' if !tripled => return None,
            '\r' => {
                text.push('\n');
                rest = rest.strip_prefix('\n').unwrap_or(rest);
            }
            '\\' if !raw => {
                let (escaped, behind) = escape(rest)?;
                text.push(escaped);
                rest = behind;
            }
            c => text.push(c),
        }
    }
}

/// Reads the rest of an escape sequence after the backslash.
fn escape(rest: &str) -> Option<(char, &str)> {
    let coded = |from: usize, length: usize, radix: u32| {
        let code = rest.get(from..from + length).filter(|code| code.chars().all(|c| c.is_digit(radix)))?;
        Some((char::from_u32(u32::from_str_radix(code, radix).ok()?)?, &rest[from + length..]))
    };
    let c = match rest.chars().next()? {
        'a' => '\x07',
        'b' => '\x08',
        'f' => '\x0c',
        'n' => '\n',
        'r' => '\r',
        't' => '\t',
        'v' => '\x0b',
        c @ ('\\' | '\'' | '"' | '`' | '?') => c,
        'x' | 'X' => return coded(1, 2, 16),
        'u' => return coded(1, 4, 16),
        'U' => return coded(1, 8, 16),
        '0'..='3' => return coded(0, 3, 8),
        _ => return None,
    };
    Some((c, &rest[1..]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn literals_follow_language_definition() {
        let text = |text: &str| Some(vec![Lexeme::Text(text.to_owned())]);
        for (source, expected) in [
            (r#""a\"b""#, text("a\"b")),
            (r"'it\'s'", text("it's")),
            (r#"'say "hi"'"#, text("say \"hi\"")),
            (r"r'\d'", text(r"\d")),
            ("'''a'b\r\nc'''", text("a'b\nc")),
            (r"'\u00fc\x41\101\n\U0001F600'", text("üAA\n😀")),
            ("''", text("")),
            ("b'x'", Some(vec![Lexeme::Bytes])),
            ("20", Some(vec![Lexeme::Whole(20)])),
            ("0x14", Some(vec![Lexeme::Whole(20)])),
            ("20u", Some(vec![Lexeme::Whole(20)])),
            ("2.5", Some(vec![Lexeme::Decimal(2.5)])),
            (".5", Some(vec![Lexeme::Decimal(0.5)])),
            ("2e3 // two thousand", Some(vec![Lexeme::Decimal(2_000.0)])),
            ("1in", Some(vec![Lexeme::Whole(1), Lexeme::Symbol("in")])),
            ("2größe", Some(vec![Lexeme::Name("2größe".to_owned())])),
            ("`year`", Some(vec![Lexeme::Name("year".to_owned())])),
            ("", Some(Vec::new())),
            ("'a\nb'", None),
            (r"'\q'", None),
            (r"'\ud800'", None),
            (r"'\x+1'", None),
            ("'open", None),
            ("a = b", None),
            ("a & b", None),
            ("§", None),
        ] {
            assert_eq!(tokens(source), expected, "{source}");
        }
    }
}
