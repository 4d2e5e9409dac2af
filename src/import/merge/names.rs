//! The names of several people who share an address.

use crate::model::{FieldValue, SubscriberFields};

/// The maximum length of joined names, in characters.
const LONGEST: usize = 1_000;

/// Joins names: `Ann, Ben and Cat`. Names beyond [`LONGEST`] are left out.
pub(crate) fn join_names(names: &[&str], and: &str) -> String {
    let mut count = names.len();
    while count > 1 && names[..count].iter().map(|name| name.chars().count() + 2).sum::<usize>() + and.len() > LONGEST {
        count -= 1;
    }
    match &names[..count] {
        [] => String::new(),
        [one] => (*one).to_owned(),
        [others @ .., last] => format!("{} {and} {last}", others.join(", ")),
    }
}

/// Returns the conjunction between the last two names in a language (RFC 5646).
pub(crate) fn conjunction(language: &str) -> &'static str {
    match language.split('-').next().unwrap_or_default().to_ascii_lowercase().as_str() {
        "de" => "und",
        "fr" => "et",
        "es" => "y",
        "it" => "e",
        "nl" => "en",
        "cy" => "a",
        _ => "and",
    }
}

/// Returns whether the field `name` only joins the first and last names of several people, and must be removed when
/// they change.
pub(crate) fn is_joined_name(fields: &SubscriberFields, and: &str) -> bool {
    let text = |name: &str| fields.get(name).and_then(FieldValue::as_text).unwrap_or_default();
    let parts = |text: &str| -> Vec<String> {
        let (others, last) = text.rsplit_once(&format!(" {and} ")).unwrap_or(("", text));
        others.split(", ").filter(|part| !part.is_empty()).chain([last]).map(str::to_owned).collect()
    };
    let (firsts, lasts) = (parts(text("first_name")), parts(text("last_name")));
    let fulls: Vec<_> = firsts.iter().zip(&lasts).map(|(first, last)| format!("{first} {last}")).collect();
    let fulls: Vec<_> = fulls.iter().map(String::as_str).collect();
    firsts.len() > 1 && firsts.len() == lasts.len() && join_names(&fulls, and) == text("name")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_joined_with_the_conjunction() {
        assert_eq!(join_names(&[], "and"), "");
        assert_eq!(join_names(&["Ann"], "and"), "Ann");
        assert_eq!(join_names(&["Ann", "Ben"], "and"), "Ann and Ben");
        assert_eq!(join_names(&["Ann", "Ben", "Cat"], conjunction("de-AT")), "Ann, Ben und Cat");
        let many = vec!["x".repeat(100); 20];
        let many: Vec<&str> = many.iter().map(String::as_str).collect();
        assert!(join_names(&many, "and").chars().count() <= LONGEST);
    }

    #[test]
    fn joined_name_is_recognised() {
        let fields = |first: &str, last: &str, name: &str| {
            let all = [("first_name", first), ("last_name", last), ("name", name)];
            all.into_iter().map(|(field, value)| (field.to_owned(), value.into())).collect::<SubscriberFields>()
        };
        assert!(is_joined_name(&fields("Ann and Ben", "Lee and Ray", "Ann Lee and Ben Ray"), "and"));
        assert!(is_joined_name(&fields("Ann, Ben and Cat", "Lee, Ray and Poe", "Ann Lee, Ben Ray and Cat Poe"), "and"));
        for (first, last, name) in [
            ("Ann and Ben", "Lee and Ray", "The Lees"),
            ("Ann", "Lee", "Ann Lee"),
            ("Ann and Ben", "Lee", "Ann and Ben Lee"),
        ] {
            assert!(!is_joined_name(&fields(first, last, name), "and"), "{name}");
        }
    }
}
