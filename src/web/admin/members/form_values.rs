//! The values of a form that was sent.

use url::form_urlencoded::parse;

/// The fields of a form (`application/x-www-form-urlencoded`), in their order.
#[derive(Debug, Clone, Default)]
pub(in crate::web::admin) struct FormValues(Vec<(String, String)>);

impl FormValues {
    /// Reads the body of a request.
    pub(in crate::web::admin) fn parse(body: &[u8]) -> Self {
        Self(parse(body).into_owned().collect())
    }

    /// Takes fields that were read in another way.
    pub(in crate::web::admin) fn from_pairs(pairs: Vec<(String, String)>) -> Self {
        Self(pairs)
    }

    /// Returns the first value of a field without the spaces around it; empty if there is none.
    pub(in crate::web::admin) fn get(&self, name: &str) -> &str {
        self.0.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value.trim())
    }

    /// Returns a value, unless it is empty.
    pub(in crate::web::admin) fn filled(&self, name: &str) -> Option<&str> {
        Some(self.get(name)).filter(|value| !value.is_empty())
    }

    /// Returns whether the form has a field; that of a box that is not ticked is left out.
    pub(in crate::web::admin) fn has(&self, name: &str) -> bool {
        self.0.iter().any(|(known, _)| known == name)
    }

    /// Returns the fields whose names begin so, each with the rest of its name.
    pub(in crate::web::admin) fn with_prefix<'f>(
        &'f self,
        prefix: &'f str,
    ) -> impl Iterator<Item = (&'f str, &'f str)> {
        self.0.iter().filter_map(move |(name, value)| Some((name.strip_prefix(prefix)?, value.trim())))
    }
}
