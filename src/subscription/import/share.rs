//! Rows with one address become one person, or two people who share it.

use super::cell::Said;
use super::plan::Plan;
use super::rows::Wish;
use crate::model::{Address, FieldValue, Fields, single_line};

/// The longest list of names, in characters: what a field may hold.
const LONGEST: usize = 1_000;

/// The fields that make a person's name.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
struct Name {
    first: String,
    last: String,
    whole: String,
}

impl Name {
    fn is_empty(&self) -> bool {
        self.first.is_empty() && self.last.is_empty() && self.whole.is_empty()
    }

    fn is_same(&self, other: &Self) -> bool {
        let folded = |name: &Self| [&name.first, &name.last, &name.whole].map(|part| part.to_lowercase());
        folded(self) == folded(other)
    }

    /// Returns how the person is called in full.
    fn full(&self) -> String {
        match self.whole.as_str() {
            "" => single_line(&format!("{} {}", self.first, self.last)).into_owned(),
            whole => whole.to_owned(),
        }
    }
}

/// One address and what the rows with it say.
#[derive(Debug)]
pub(super) struct Shared {
    pub(super) lines: Vec<u64>,
    pub(super) address: Address,
    pub(super) said: Vec<Said>,
    pub(super) wish: Wish,
    names: Vec<Name>,
}

impl Shared {
    pub(super) fn new(line: u64, address: Address, said: Vec<Said>, wish: Wish, plan: &Plan) -> Self {
        let names = vec![name(&said, plan)];
        Self { lines: vec![line], address, said, wish, names }
    }

    /// Adds another row: tags are united, else the first row's word stands where it has one.
    pub(super) fn add(&mut self, line: u64, said: Vec<Said>, wish: Wish, plan: &Plan) {
        self.lines.push(line);
        let name = name(&said, plan);
        if self.names.iter().all(Name::is_empty) {
            self.names = vec![name];
        } else if !name.is_empty() && !self.names.iter().any(|known| known.is_same(&name)) {
            self.names.push(name);
        }
        for (known, other) in self.said.iter_mut().zip(said) {
            match (known, other) {
                (Said::Value(FieldValue::Tags(known)), Said::Value(FieldValue::Tags(others))) => {
                    for tag in others {
                        if !known.contains(&tag) {
                            known.push(tag);
                        }
                    }
                }
                (Said::Value(_), _) | (_, Said::Nothing) => {}
                (known, other) => *known = other,
            }
        }
        // Whose letters come to one address, leave it together.
        if wish == Wish::Off {
            self.wish = wish;
        }
    }

    /// Writes the names of several people into the fields; returns how they are called together, if they are several.
    pub(super) fn settle(&mut self, plan: &Plan) -> Option<String> {
        if self.names.len() < 2 {
            return None;
        }
        let lasts: Vec<&str> =
            self.names.iter().map(|name| name.last.as_str()).filter(|last| !last.is_empty()).collect();
        let firsts: Vec<&str> =
            self.names.iter().map(|name| name.first.as_str()).filter(|first| !first.is_empty()).collect();
        let one_last = lasts.iter().all(|last| last.to_lowercase() == lasts[0].to_lowercase());
        let last =
            if one_last { lasts.first().copied().unwrap_or_default().to_owned() } else { join(&lasts, plan.and) };
        let first = join(&firsts, plan.and);
        let fulls: Vec<String> = self.names.iter().map(Name::full).collect();
        let full = join(&fulls.iter().map(String::as_str).collect::<Vec<_>>(), plan.and);
        let has_whole = self.names.iter().any(|name| !name.whole.is_empty());
        let together = if has_whole || !one_last { full } else { single_line(&format!("{first} {last}")).into_owned() };
        let mut put = |slot: Option<usize>, text: &str| {
            if let Some(slot) = slot.filter(|_| !text.is_empty()) {
                self.said[slot] = Said::Value(text.into());
            }
        };
        put(plan.first_name, &first);
        put(plan.last_name, &last);
        if has_whole || (!one_last && plan.first_name.is_some() && plan.last_name.is_some()) {
            put(plan.name, &together);
        }
        Some(together)
    }
}

fn name(said: &[Said], plan: &Plan) -> Name {
    let text = |slot: Option<usize>| match slot.map(|slot| &said[slot]) {
        Some(Said::Value(FieldValue::Text(text))) => text.clone(),
        _ => String::new(),
    };
    Name { first: text(plan.first_name), last: text(plan.last_name), whole: text(plan.name) }
}

/// Joins names as people say them: `Ann, Ben and Cat`. Those that are too many are left out.
fn join(names: &[&str], and: &str) -> String {
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

/// Returns the word between the last two names in a language.
pub(super) fn and(language: &str) -> &'static str {
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

/// Tells whether the `name` among these fields was only made of the first and last names of several people: it goes
/// when those change.
pub(super) fn is_made(fields: &Fields, and: &str) -> bool {
    let text = |name: &str| fields.get(name).and_then(FieldValue::as_text).unwrap_or_default();
    let parts = |text: &str| -> Vec<String> {
        let (others, last) = text.rsplit_once(&format!(" {and} ")).unwrap_or(("", text));
        others.split(", ").filter(|part| !part.is_empty()).chain([last]).map(str::to_owned).collect()
    };
    let (firsts, lasts) = (parts(text("first_name")), parts(text("last_name")));
    let fulls: Vec<_> = firsts.iter().zip(&lasts).map(|(first, last)| format!("{first} {last}")).collect();
    let fulls: Vec<_> = fulls.iter().map(String::as_str).collect();
    firsts.len() > 1 && firsts.len() == lasts.len() && join(&fulls, and) == text("name")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_joined_as_people_say_them() {
        assert_eq!(join(&[], "and"), "");
        assert_eq!(join(&["Ann"], "and"), "Ann");
        assert_eq!(join(&["Ann", "Ben"], "and"), "Ann and Ben");
        assert_eq!(join(&["Ann", "Ben", "Cat"], and("de-AT")), "Ann, Ben und Cat");
        let many = vec!["x".repeat(100); 20];
        let many: Vec<&str> = many.iter().map(String::as_str).collect();
        assert!(join(&many, "and").chars().count() <= LONGEST);
    }

    #[test]
    fn a_name_made_of_names_is_known() {
        let fields = |first: &str, last: &str, name: &str| {
            let all = [("first_name", first), ("last_name", last), ("name", name)];
            all.into_iter().map(|(field, value)| (field.to_owned(), value.into())).collect::<Fields>()
        };
        assert!(is_made(&fields("Ann and Ben", "Lee and Ray", "Ann Lee and Ben Ray"), "and"));
        assert!(is_made(&fields("Ann, Ben and Cat", "Lee, Ray and Poe", "Ann Lee, Ben Ray and Cat Poe"), "and"));
        for (first, last, name) in [
            ("Ann and Ben", "Lee and Ray", "The Lees"),
            ("Ann", "Lee", "Ann Lee"),
            ("Ann and Ben", "Lee", "Ann and Ben Lee"),
        ] {
            assert!(!is_made(&fields(first, last, name), "and"), "{name}");
        }
    }
}
