//! A list and a condition make recipients.
