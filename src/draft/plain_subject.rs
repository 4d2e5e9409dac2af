//! A subject without its braces, where nobody's fields are at hand.

use crate::template::{TagRole, TemplateSource};

/// Writes what stands in for each field in its place, and `…` where nothing does.
#[must_use]
pub fn plain_subject(subject: &str) -> String {
    let Ok(source) = TemplateSource::parse(subject) else { return subject.to_owned() };
    let mut out = String::new();
    let mut from = 0;
    for tag in source.tags() {
        out.push_str(&subject[from..tag.start]);
        if tag.role == TagRole::Value {
            let instead = tag.expression.starts_with("default ").then(|| tag.expression.split('"').nth(1)).flatten();
            out.push_str(instead.unwrap_or("…"));
        }
        from = tag.end;
    }
    out + &subject[from..]
}

#[cfg(test)]
mod tests {
    use super::plain_subject;

    #[test]
    fn fields_become_the_words_that_stand_in_for_them() {
        assert_eq!(plain_subject("{{default first_name \"Friend\"}}, come to {{town}}"), "Friend, come to …");
        assert_eq!(plain_subject("{{#if town}}a{{/if}} {{ broken"), "{{#if town}}a{{/if}} {{ broken");
    }
}
