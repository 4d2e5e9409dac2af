//! Makes HTML fit for mail programs: inlined styles, dark mode, and how each program shows it. It alone knows the CSS inliner.

mod client_emulation;
mod css_inlining;
mod dark_mode;
mod html_error;
mod nesting_limit;
mod snippet;

pub use client_emulation::ClientEmulation;
pub use css_inlining::{close_elements, inline_css};
pub use dark_mode::dark_mode_css;
pub use html_error::Error;
pub use snippet::snippet;
