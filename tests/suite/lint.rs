//! The rules that drafts are checked by.

mod docs_checks;
mod endless_text;
mod examples;
mod outside_examples;
