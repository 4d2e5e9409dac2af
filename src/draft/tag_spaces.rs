//! Spaces in `{{…}}` as word processors write them.

/// Replaces white space other than a plain space within `{{…}}`, outside of quotation marks.
pub(super) fn plain_tag_spaces(text: String) -> String {
    let is_odd = |c: char| matches!(c, '\u{a0}' | '\u{2007}' | '\u{202f}' | '\u{2009}' | '\u{3000}');
    if !text.contains(is_odd) {
        return text;
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text.as_str();
    while let Some(start) = rest.find("{{") {
        let length = rest[start..].find("}}").map_or(rest.len() - start, |end| end + 2);
        let (before, tag) = rest[..start + length].split_at(start);
        out.push_str(before);
        let mut quote = None;
        out.extend(tag.chars().map(|c| {
            quote = match quote {
                None if matches!(c, '"' | '\'') => Some(c),
                Some(open) if c == open => None,
                other => other,
            };
            if quote.is_none() && is_odd(c) { ' ' } else { c }
        }));
        rest = &rest[start + length..];
    }
    out + rest
}

#[cfg(test)]
mod tests {
    use super::plain_tag_spaces;

    #[test]
    fn odd_spaces_within_tags_are_plain() {
        let text = "a\u{a0}b {{\u{a0}first_name\u{202f}}} {{default\u{a0}x \"a\u{a0}b\"}} {{\u{a0}";
        assert_eq!(plain_tag_spaces(text.to_owned()), "a\u{a0}b {{ first_name }} {{default x \"a\u{a0}b\"}} {{ ");
    }
}
