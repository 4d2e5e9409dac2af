//! The sentences of one language, ready to be said.

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentResource, FluentValue};

/// What surrounds the digits of a number in a formatted sentence. Nobody writes this character: Unicode gives it no
/// meaning.
pub(super) const NUMBER_MARK: char = '\u{fdd2}';

/// The sentences of one file, or of the program's and the workspace's for the same language.
pub(super) type SentenceBundle = FluentBundle<FluentResource>;

/// Joins the texts of files of one language; a sentence of a later one takes the place of an earlier one.
pub(super) fn build_bundle<'t>(tag: &str, texts: impl Iterator<Item = &'t str>) -> SentenceBundle {
    let mut bundle = FluentBundle::new_concurrent(vec![tag.parse().unwrap_or_default()]);
    bundle.set_use_isolating(false);
    bundle.set_formatter(Some(|value, _| match value {
        FluentValue::Number(number) => Some(format!("{NUMBER_MARK}{}{NUMBER_MARK}", number.as_string())),
        _ => None,
    }));
    for text in texts {
        let parsed = FluentResource::try_new(text.to_owned());
        bundle.add_resource_overriding(parsed.unwrap_or_else(|(readable, _)| readable));
    }
    bundle
}
