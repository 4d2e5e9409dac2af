//! The tag `{{t "name" value=field}}` of a layout: the sentence is put in when an issue is composed, and its values stay
//! open as `{{field}}`.

use super::sentence_markup::{GivenValue, LINK_VALUE, MarkupForm, write_sentence};
use crate::model::SentenceSource;

/// What the tag begins with.
const BEGINS: &str = "{{t \"";

pub(super) fn is_sentence_tag(source: &str) -> bool {
    source.starts_with(BEGINS)
}

/// Writes the sentence of a tag, which is given without its braces.
///
/// # Errors
/// Returns what is wrong with the tag.
pub(super) fn write_sentence_tag(
    sentences: &dyn SentenceSource,
    tag: &str,
    form: MarkupForm,
) -> Result<String, String> {
    let mut words = tag.split_ascii_whitespace().skip(1);
    let name = words.next().unwrap_or_default().trim_matches('"');
    let mut values = Vec::new();
    for word in words {
        let (value, field) = word.split_once('=').ok_or_else(|| {
            format!("`{word}` gives the sentence nothing: write a value and its field, such as `list=list.title`")
        })?;
        let number = field.parse().ok();
        let written = if number.is_some() { field.to_owned() } else { format!("{{{{{field}}}}}") };
        values.push(GivenValue { name: value.to_owned(), number, written });
    }
    let is_open_link = |value: &GivenValue| value.name == LINK_VALUE && form == MarkupForm::Text;
    values.retain(|value| !is_open_link(value));
    write_sentence(sentences, name, &values, form)
}
