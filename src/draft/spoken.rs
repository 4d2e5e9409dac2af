//! A subject without its braces, where nobody's fields are at hand.

use crate::render::{Role, tags};

/// Writes what stands in for each field in its place, and `…` where nothing does.
#[must_use]
pub fn spoken(subject: &str) -> String {
    let mut out = String::new();
    let mut from = 0;
    for tag in tags(subject).unwrap_or_default() {
        out.push_str(&subject[from..tag.start]);
        if tag.role == Role::Value {
            let instead = tag.inner.starts_with("default ").then(|| tag.inner.split('"').nth(1)).flatten();
            out.push_str(instead.unwrap_or("…"));
        }
        from = tag.end;
    }
    out + &subject[from..]
}

#[cfg(test)]
mod tests {
    use super::spoken;

    #[test]
    fn fields_become_the_words_that_stand_in_for_them() {
        assert_eq!(spoken("{{default first_name \"Friend\"}}, come to {{town}}"), "Friend, come to …");
        assert_eq!(spoken("{{#if town}}a{{/if}} {{ broken"), "{{#if town}}a{{/if}} {{ broken");
    }
}
