//! Fills Handlebars sources: letters for readers, pages for browsers. It alone knows Handlebars and the CSS inliner.
//!
//! The HTML part and pages escape what they are given; the text part and the subject do not.

mod capped;
mod error;
mod pages;
mod walk;

pub use error::Error;
pub use pages::Pages;
