//! The sentences of letters, public pages and confirmation mails in each language. This is the only module that uses
//! the Fluent crates.

mod catalog;
mod sentence_bundle;
mod sentence_file;
mod translator;

pub use catalog::Catalog;
pub use sentence_file::Error;
pub use translator::Translator;
