//! The codes of Word's fields (ECMA-376 part 1, 17.16).

/// What a field does in a letter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum FieldCode {
    /// A field of a mail merge, by the name of its column.
    Merge(String),
    /// A link to an address.
    Link(String),
    /// A condition of a mail merge, or another of its parts, by its name.
    MergeRule(String),
    /// A table of contents or an index.
    Contents,
    /// The number of a page.
    Page,
    /// A sign by its code.
    Symbol(char),
    /// Anything else: the words that it shows.
    Words,
}

/// The fields of a mail merge other than those that print a column.
const MERGE_RULES: [&str; 9] =
    ["IF", "NEXT", "NEXTIF", "SKIPIF", "ASK", "FILLIN", "ADDRESSBLOCK", "GREETINGLINE", "MERGEREC"];

impl FieldCode {
    /// Reads a code such as ` HYPERLINK "https://example.org" \o "tip" `.
    pub(super) fn parse(code: &str) -> Self {
        let words = split_code(code);
        let Some(name) = words.first().map(|name| name.to_uppercase()) else { return Self::Words };
        let argument = words.get(1).filter(|word| !word.starts_with('\\')).map(String::as_str);
        match name.as_str() {
            "MERGEFIELD" => argument.map_or(Self::Words, |column| Self::Merge(column.to_owned())),
            "HYPERLINK" => {
                let switch = |name: &str| words.iter().position(|word| word == name).and_then(|at| words.get(at + 1));
                match (argument, switch("\\l")) {
                    (Some(address), Some(place)) => Self::Link(format!("{address}#{place}")),
                    (Some(address), None) => Self::Link(address.to_owned()),
                    (None, Some(place)) => Self::Link(format!("#{place}")),
                    (None, None) => Self::Words,
                }
            }
            "TOC" | "INDEX" | "TOA" => Self::Contents,
            "PAGE" | "NUMPAGES" | "SECTIONPAGES" => Self::Page,
            "SYMBOL" => symbol(&words).map_or(Self::Words, Self::Symbol),
            _ if MERGE_RULES.contains(&name.as_str()) => Self::MergeRule(name),
            _ => Self::Words,
        }
    }
}

fn symbol(words: &[String]) -> Option<char> {
    let code = words.get(1)?;
    let code = match code.strip_prefix("0x") {
        Some(hex) => u32::from_str_radix(hex, 16).ok()?,
        None => code.parse().ok()?,
    };
    let font = words.iter().position(|word| word == "\\f").and_then(|at| words.get(at + 1));
    let is_symbol = font.is_some_and(|font| font == "Symbol" || font.starts_with("Wingdings"));
    char::from_u32(if is_symbol && code < 0x100 { 0xf000 + code } else { code })
}

/// Splits a code into words; a word in quotation marks may have spaces.
fn split_code(code: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word = String::new();
    let mut is_quoted = false;
    let mut has_word = false;
    let mut characters = code.chars().peekable();
    while let Some(c) = characters.next() {
        match c {
            '"' | '“' | '”' => {
                is_quoted = !is_quoted;
                has_word = true;
            }
            '\\' if is_quoted && matches!(characters.peek(), Some('"' | '\\')) => word.extend(characters.next()),
            c if c.is_whitespace() && !is_quoted => {
                if has_word {
                    words.push(std::mem::take(&mut word));
                }
                has_word = false;
            }
            c => {
                word.push(c);
                has_word = true;
            }
        }
    }
    if has_word {
        words.push(word);
    }
    words
}

#[cfg(test)]
mod tests {
    use super::FieldCode;

    #[test]
    fn codes_are_read() {
        for (code, field) in [
            (" MERGEFIELD First_Name ", FieldCode::Merge("First_Name".to_owned())),
            ("mergefield \"Joined on\" \\@ \"MMMM yyyy\"", FieldCode::Merge("Joined on".to_owned())),
            (
                "HYPERLINK \"https://example.org/a\" \\l \"place\" \\o \"tip\"",
                FieldCode::Link("https://example.org/a#place".to_owned()),
            ),
            ("HYPERLINK \\l \"_Toc1\"", FieldCode::Link("#_Toc1".to_owned())),
            ("HYPERLINK \"C:\\\\Users\\\\x\"", FieldCode::Link("C:\\Users\\x".to_owned())),
            ("IF { MERGEFIELD A } = \"\" \"a\" \"b\"", FieldCode::MergeRule("IF".to_owned())),
            ("TOC \\o \"1-3\"", FieldCode::Contents),
            ("PAGE \\* MERGEFORMAT", FieldCode::Page),
            ("SYMBOL 183 \\f \"Symbol\"", FieldCode::Symbol('\u{f0b7}')),
            ("DATE \\@ \"d MMMM yyyy\"", FieldCode::Words),
            ("", FieldCode::Words),
        ] {
            assert_eq!(FieldCode::parse(code), field, "{code}");
        }
    }
}
