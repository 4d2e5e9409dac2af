//! The pages of joining, filled.

use serde::Serialize;

use super::offer::Offer;
use crate::model::List;
use crate::render::Error;
use crate::subscription::LINK_LIFE;
use crate::web::public::sheet::{Ground, Sheets};

/// The pages by the word that names each.
pub(in crate::web::public) const NAMES: [&str; 7] =
    ["join", "asked", "notice", "confirm", "joined", "refused", "again"];
/// The words by which people agree, in plain text.
pub(in crate::web::public) const CONSENT: &str = "consent.txt";

/// A list as pages name it.
#[derive(Debug, Serialize)]
struct Choice<'a> {
    name: &'a str,
    /// The title: a page's own stands in its way under that name.
    called: &'a str,
    ticked: bool,
}

/// What a page of joining can say; each is given all of it.
#[derive(Debug, Serialize)]
#[expect(clippy::struct_excessive_bools, reason = "templates ask yes or no")]
struct Sheet<'a> {
    #[serde(flatten)]
    ground: Ground<'a>,
    title: &'a str,
    sentence: &'a str,
    lists: Vec<Choice<'a>>,
    one: &'a str,
    several: bool,
    action: String,
    link: String,
    stamp: &'a str,
    consent: &'a str,
    address: &'a str,
    fault: &'a str,
    no_list: bool,
    again: bool,
    at_once: bool,
    hours: i64,
}

/// How a form is shown.
#[derive(Debug, Default)]
pub(super) struct Form<'a> {
    /// The words by which people agree.
    pub(super) consent: &'a str,
    /// When it was shown, sealed.
    pub(super) stamp: &'a str,
    /// The address, if it was typed before.
    pub(super) address: &'a str,
    /// The lists that were ticked before.
    pub(super) ticked: &'a [List],
    /// What is wrong with the address.
    pub(super) fault: &'a str,
    /// Whether no list was ticked.
    pub(super) no_list: bool,
    /// Whether it must be pressed once more.
    pub(super) again: bool,
}

impl Sheets {
    /// Returns the words by which people agree on a page.
    pub(super) fn consent(&self, offer: &Offer) -> Result<String, Error> {
        let words = self.plain(CONSENT, &self.joining(&offer.lists))?;
        Ok(words.split_whitespace().collect::<Vec<_>>().join(" "))
    }

    /// Fills the form.
    pub(super) fn form(&self, offer: &Offer, form: &Form<'_>) -> Result<String, Error> {
        let mut sheet = self.joining(&offer.lists);
        for choice in &mut sheet.lists {
            choice.ticked = form.ticked.iter().any(|list| list.name.as_str() == choice.name);
        }
        let wrong = form.no_list || !form.fault.is_empty();
        let title = if wrong { "Error: please look at the form again" } else { "Join" };
        let action = format!("{}{}", sheet.ground.prefix, offer.path);
        let (stamp, consent, address) = (form.stamp, form.consent, form.address);
        let (fault, no_list, again) = (form.fault, form.no_list, form.again);
        self.fill("join", &Sheet { title, action, stamp, consent, address, fault, no_list, again, ..sheet })
    }

    /// Fills the answer to whoever asked.
    pub(super) fn asked(&self, at_once: bool) -> Result<String, Error> {
        self.fill("asked", &Sheet { at_once, ..self.joining(&[]) })
    }

    /// Fills a page that says one thing.
    pub(super) fn notice(&self, title: &str, sentence: &str) -> Result<String, Error> {
        self.fill("notice", &Sheet { title, sentence, ..self.joining(&[]) })
    }

    /// Fills a page for the bearer of a confirmation link.
    pub(super) fn wish(&self, name: &str, token: &str, lists: &[List]) -> Result<String, Error> {
        let sheet = self.joining(lists);
        let link = format!("{}/c/{token}", sheet.ground.prefix);
        self.fill(name, &Sheet { link, ..sheet })
    }

    fn joining<'a>(&'a self, lists: &'a [List]) -> Sheet<'a> {
        let choice = |list: &'a List| Choice { name: list.name.as_str(), called: &list.title, ticked: false };
        let one = if let [one] = lists { one.title.as_str() } else { "" };
        Sheet {
            ground: self.ground(),
            title: "",
            sentence: "",
            lists: lists.iter().map(choice).collect(),
            one,
            several: lists.len() > 1,
            action: String::new(),
            link: String::new(),
            stamp: "",
            consent: "",
            address: "",
            fault: "",
            no_list: false,
            again: false,
            at_once: false,
            hours: LINK_LIFE.as_hours(),
        }
    }
}

/// Fills each page once; a failure comes with the page's name.
pub(in crate::web::public) fn probe(sheets: &Sheets) -> Result<(), (&'static str, Error)> {
    let sheet = || Sheet { title: "A title", fault: "A fault", no_list: true, again: true, ..sheets.joining(&[]) };
    let choice = || Choice { name: "a", called: "A list", ticked: true };
    for name in NAMES {
        for lists in [vec![choice()], vec![choice(), choice()]] {
            let (one, several) = (if lists.len() == 1 { "A list" } else { "" }, lists.len() > 1);
            sheets.fill(name, &Sheet { lists, one, several, ..sheet() }).map_err(|error| (name, error))?;
        }
    }
    sheets.plain(CONSENT, &sheet()).map(drop).map_err(|error| (CONSENT, error))
}
