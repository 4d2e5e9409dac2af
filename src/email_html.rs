//! Prepares HTML for mail programs: inlines styles, adds dark mode, and emulates clients. Cleans it for the web.
//!
//! This is the only module that uses the CSS inliner.

mod client_emulation;
mod css_inlining;
mod dark_mode;
mod html_error;
mod html_text;
mod nesting_limit;
mod snippet;
mod style_sheets;
mod web_elements;
mod web_fragment;
mod web_sentences;
mod web_text;
mod web_tree;

pub use client_emulation::ClientEmulation;
pub use css_inlining::{close_elements, inline_css};
pub use dark_mode::dark_mode_css;
pub use html_error::Error;
pub use html_text::{html_text, html_text_with};
pub use snippet::snippet;
pub use web_fragment::{WebFragment, web_fragment};
pub use web_text::neutral_title;
