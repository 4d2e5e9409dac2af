//! Quotation marks and dashes that word processors and telephones put in place of the straight ones.

/// Quotation marks that no tag, condition or setting understands.
const CURLY_QUOTES: &[char] = &['“', '”', '„', '‟', '‘', '’', '‚', '‛', '«', '»', '＂', '＇'];

/// Dashes that are taken for a hyphen.
const DASHES: &[char] = &['–', '—', '−', '‐', '‑'];

/// Returns what to do about a text that was not understood, if curly quotation marks are in it.
#[must_use]
pub fn curly_quotes_hint(text: &str) -> Option<String> {
    let mark = text.chars().find(|c| CURLY_QUOTES.contains(c))?;
    Some(format!("write straight quotation marks, `\"`: `{mark}` is what Word and telephones make of them"))
}

/// Returns what to do about a text that was not understood, if curly quotation marks or dashes are in it.
#[must_use]
pub fn typographic_hint(text: &str) -> Option<String> {
    curly_quotes_hint(text).or_else(|| {
        let dash = text.chars().find(|c| DASHES.contains(c))?;
        Some(format!("write a hyphen, `-`, or `_`: `{dash}` is what Word and telephones make of it"))
    })
}

#[cfg(test)]
mod tests {
    use super::{curly_quotes_hint, typographic_hint};

    #[test]
    fn typographic_sign_is_named() {
        assert!(curly_quotes_hint("default first_name “friend”").is_some_and(|hint| hint.contains("`“`")));
        assert!(typographic_hint("first–name").is_some_and(|hint| hint.contains("`–`")));
        assert_eq!(typographic_hint("default first_name \"friend-ly\""), None);
        assert_eq!(curly_quotes_hint("first–name"), None);
    }
}
