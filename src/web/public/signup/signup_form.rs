//! The fields that a browser, or a program, sent with the form.

use axum::body::Bytes;
use url::form_urlencoded;

/// Longer than any address; the rest of a longer one is not shown again.
const MAX_ADDRESS_CHARS: usize = 320;

/// The fields of the form; a missing field is empty.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct SignupForm {
    /// The address as it was typed.
    pub(super) address: String,
    /// The names of the lists that were ticked.
    pub(super) lists: Vec<String>,
    pub(super) form_token: String,
    /// Whether the person refuses the letters.
    pub(super) is_refused: bool,
    /// Whether the field that people cannot see was filled in.
    pub(super) honeypot_filled: bool,
}

impl SignupForm {
    /// Reads a body. If a field appears twice, the first one counts.
    pub(super) fn parse(body: &Bytes) -> Self {
        let mut form = Self::default();
        for (name, value) in form_urlencoded::parse(body) {
            match name.as_ref() {
                "email" if form.address.is_empty() => {
                    form.address = value.trim().chars().take(MAX_ADDRESS_CHARS).collect();
                }
                "form_token" if form.form_token.is_empty() => form.form_token = value.into_owned(),
                "list" => form.lists.push(value.into_owned()),
                "refuse" => form.is_refused |= !value.is_empty(),
                "topic" => form.honeypot_filled |= !value.is_empty(),
                _ => {}
            }
        }
        form
    }
}
