//! What a browser, or whoever plays one, sent with the form.

use axum::body::Bytes;
use url::form_urlencoded;

/// Longer than any address: what is beyond it is not shown again.
const MAX_ADDRESS_CHARS: usize = 320;

/// The fields of the form; what is not there is empty.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct SignupForm {
    /// The address as it was typed.
    pub(super) address: String,
    /// The names of the lists that were ticked.
    pub(super) lists: Vec<String>,
    /// The form's stamp.
    pub(super) form_token: String,
    /// Whether the field was filled that people do not see.
    pub(super) honeypot_filled: bool,
}

impl SignupForm {
    /// Reads a body; of a field that comes twice the first counts.
    pub(super) fn parse(body: &Bytes) -> Self {
        let mut given = Self::default();
        for (name, value) in form_urlencoded::parse(body) {
            match name.as_ref() {
                "email" if given.address.is_empty() => {
                    given.address = value.trim().chars().take(MAX_ADDRESS_CHARS).collect();
                }
                "stamp" if given.form_token.is_empty() => given.form_token = value.into_owned(),
                "list" => given.lists.push(value.into_owned()),
                "topic" => given.honeypot_filled |= !value.is_empty(),
                _ => {}
            }
        }
        given
    }
}
