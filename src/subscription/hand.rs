//! By whose hand a subscription changes.

use crate::model::{Way, single_line};

/// The longest name of a program that is kept, in characters.
const LONGEST_AGENT: usize = 200;

/// By which way a change reaches us, and what is known of it beside.
#[derive(Debug, Clone, Copy)]
pub struct Hand<'a> {
    /// The way.
    pub way: Way,
    /// The page or the part of the mail that was used.
    pub source: Option<&'a str>,
    /// The browser or mail program, as it names itself.
    pub agent: Option<&'a str>,
}

impl From<Way> for Hand<'_> {
    fn from(way: Way) -> Self {
        Self { way, source: None, agent: None }
    }
}

impl Hand<'_> {
    /// Returns the program's name on one line, cut to what is kept.
    pub(super) fn agent(&self) -> Option<String> {
        let agent: String = single_line(self.agent?).chars().take(LONGEST_AGENT).collect();
        Some(agent).filter(|agent| !agent.is_empty())
    }

    /// Tells whether a program that opens links could have done it.
    pub(super) fn is_of_the_web(&self) -> bool {
        matches!(self.way, Way::OneClick | Way::Page)
    }
}

/// Tells whether a way is the person's own doing, which they may also take back.
pub(super) fn is_own(way: Way) -> bool {
    match way {
        Way::OneClick | Way::Mail | Way::Page => true,
        Way::Import | Way::Owner | Way::Relay | Way::Form | Way::Complaint => false,
    }
}
