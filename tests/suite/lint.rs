//! The rules that drafts are checked by.

mod docs_checks;
mod examples;
mod outside_examples;
