//! Rejects HTML whose elements nest too deeply, because the serializer recurses.

use super::Error;
use crate::model::for_each_element;

/// The maximum depth of nested elements.
const MAX_NESTING: usize = 100;

/// The elements that have no end tag, or end where the next of their kind begins.
const VOID_ELEMENTS: &[&str] = &[
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr", "p",
    "li", "dt", "dd", "tr", "td", "th", "thead", "tbody", "tfoot", "option",
];

/// Rejects a document or a fragment with too many levels.
///
/// # Errors
/// Returns an error if its elements nest too deeply.
pub(super) fn check_nesting(html: &str) -> Result<(), Error> {
    let mut open: Vec<&str> = Vec::new();
    let mut deep = false;
    for_each_element(html, |at| {
        let rest = &html[at + 1..];
        let (closes, rest) = rest.strip_prefix('/').map_or((false, rest), |rest| (true, rest));
        let name = rest.split(|c: char| c.is_ascii_whitespace() || c == '/' || c == '>').next().unwrap_or_default();
        let is = |known: &&str| known.eq_ignore_ascii_case(name);
        if deep || !name.starts_with(|c: char| c.is_ascii_alphabetic()) || VOID_ELEMENTS.iter().any(is) {
            return;
        }
        if !closes {
            open.push(name);
            deep = open.len() > MAX_NESTING;
        } else if let Some(at) = open.iter().rposition(is) {
            // Elements left open above it may stay open.
            open.remove(at);
        }
    });
    if deep { Err(Error::NestedTooDeep(MAX_NESTING)) } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use super::check_nesting;

    #[test]
    fn only_deep_nesting_is_rejected() {
        for html in ["<div>", "<b><DIV></b>", "<p><x-y a='</x-y>'>", "<!--><i>", "<rt>", "<div/></p></span>"] {
            assert!(check_nesting(&html.repeat(20_000)).is_err(), "{html}");
        }
        for html in
            ["<p>a<br>", "<div></div>", "<li><b>x</B >", "<!--<div>-->", "<title><div></title>", "a < b ", "</i>"]
        {
            assert!(check_nesting(&html.repeat(20_000)).is_ok(), "{html}");
        }
    }
}
