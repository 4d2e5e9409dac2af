//! Fills Handlebars sources: letters for readers, pages for browsers. It alone knows Handlebars and the CSS inliner.
//!
//! The HTML part and pages escape what they are given; the text part and the subject do not.

mod ahead;
mod capped;
mod dark;
mod depth;
mod error;
mod helpers;
mod inline;
mod layout;
mod link;
mod markup;
mod names;
mod pages;
mod press;
mod rounds;
mod screen;
mod snippet;
mod tags;
mod tokens;
mod walk;
mod wrap;

pub use dark::dark;
pub use error::Error;
pub use inline::{balance, inline};
pub use layout::Layout;
pub use link::{links_to, target};
pub use markup::left_open;
pub use names::{Name, names};
pub use pages::Pages;
pub use press::{Press, UNSUBSCRIBE_FIELD};
pub use screen::Screen;
pub use snippet::snippet;
pub use tags::{Role, Tag, position, tags};
pub use tokens::{Token, Tokens};
