//! The pages of joining, filled.

use serde::Serialize;

use super::visible_lists::VisibleLists;
use crate::model::List;
use crate::subscription::CONFIRMATION_LINK_LIFETIME;
use crate::template::Error;
use crate::web::public::public_pages::{PublicPages, SiteContext};

/// The pages by the word that names each.
pub(in crate::web::public) const SIGNUP_PAGE_NAMES: [&str; 7] =
    ["join", "asked", "notice", "confirm", "joined", "refused", "again"];
/// The words by which people agree, in plain text.
pub(in crate::web::public) const CONSENT_TEMPLATE: &str = "consent.txt";

/// A list as pages name it.
#[derive(Debug, Serialize)]
struct ListChoice<'a> {
    name: &'a str,
    /// The title: a page's own stands in its way under that name.
    list_title: &'a str,
    selected: bool,
}

/// What a page of joining can say; each is given all of it.
#[derive(Debug, Serialize)]
#[expect(clippy::struct_excessive_bools, reason = "templates ask yes or no")]
struct SignupPageContext<'a> {
    #[serde(flatten)]
    site: SiteContext<'a>,
    title: &'a str,
    message: &'a str,
    lists: Vec<ListChoice<'a>>,
    single_title: &'a str,
    multiple: bool,
    action: String,
    link: String,
    form_token: &'a str,
    consent: &'a str,
    address: &'a str,
    address_error: &'a str,
    no_list_selected: bool,
    resubmit: bool,
    subscribed_immediately: bool,
    valid_hours: i64,
}

/// How a form is shown.
#[derive(Debug, Default)]
pub(super) struct SignupFormState<'a> {
    /// The words by which people agree.
    pub(super) consent: &'a str,
    /// When it was shown, sealed.
    pub(super) form_token: &'a str,
    /// The address, if it was typed before.
    pub(super) address: &'a str,
    /// The lists that were ticked before.
    pub(super) selected: &'a [List],
    /// What is wrong with the address.
    pub(super) address_error: &'a str,
    /// Whether no list was ticked.
    pub(super) no_list_selected: bool,
    /// Whether it must be pressed once more.
    pub(super) resubmit: bool,
}

impl PublicPages {
    /// Returns the words by which people agree on a page.
    pub(super) fn consent_text(&self, offer: &VisibleLists) -> Result<String, Error> {
        let words = self.render_text(CONSENT_TEMPLATE, &self.signup_context(&offer.lists))?;
        Ok(words.split_whitespace().collect::<Vec<_>>().join(" "))
    }

    /// Fills the form.
    pub(super) fn render_form(&self, offer: &VisibleLists, form: &SignupFormState<'_>) -> Result<String, Error> {
        let mut sheet = self.signup_context(&offer.lists);
        for choice in &mut sheet.lists {
            choice.selected = form.selected.iter().any(|list| list.name.as_str() == choice.name);
        }
        let wrong = form.no_list_selected || !form.address_error.is_empty();
        let title = if wrong { "Error: please look at the form again" } else { "Join" };
        let action = format!("{}{}", sheet.site.prefix, offer.path);
        let (stamp, consent, address) = (form.form_token, form.consent, form.address);
        let (fault, no_list, again) = (form.address_error, form.no_list_selected, form.resubmit);
        self.render(
            "join",
            &SignupPageContext {
                title,
                action,
                form_token: stamp,
                consent,
                address,
                address_error: fault,
                no_list_selected: no_list,
                resubmit: again,
                ..sheet
            },
        )
    }

    /// Fills the answer to whoever asked.
    pub(super) fn render_accepted(&self, at_once: bool) -> Result<String, Error> {
        self.render("asked", &SignupPageContext { subscribed_immediately: at_once, ..self.signup_context(&[]) })
    }

    /// Fills a page that says one thing.
    pub(super) fn render_message(&self, title: &str, sentence: &str) -> Result<String, Error> {
        self.render("notice", &SignupPageContext { title, message: sentence, ..self.signup_context(&[]) })
    }

    /// Fills a page for the bearer of a confirmation link.
    pub(super) fn render_confirmation(&self, name: &str, token: &str, lists: &[List]) -> Result<String, Error> {
        let sheet = self.signup_context(lists);
        let link = format!("{}/c/{token}", sheet.site.prefix);
        self.render(name, &SignupPageContext { link, ..sheet })
    }

    fn signup_context<'a>(&'a self, lists: &'a [List]) -> SignupPageContext<'a> {
        let choice = |list: &'a List| ListChoice { name: list.name.as_str(), list_title: &list.title, selected: false };
        let one = if let [one] = lists { one.title.as_str() } else { "" };
        SignupPageContext {
            site: self.site_context(),
            title: "",
            message: "",
            lists: lists.iter().map(choice).collect(),
            single_title: one,
            multiple: lists.len() > 1,
            action: String::new(),
            link: String::new(),
            form_token: "",
            consent: "",
            address: "",
            address_error: "",
            no_list_selected: false,
            resubmit: false,
            subscribed_immediately: false,
            valid_hours: CONFIRMATION_LINK_LIFETIME.as_hours(),
        }
    }
}

/// Fills each page once; a failure comes with the page's name.
pub(in crate::web::public) fn check_templates(sheets: &PublicPages) -> Result<(), (&'static str, Error)> {
    let sheet = || SignupPageContext {
        title: "A title",
        address_error: "A fault",
        no_list_selected: true,
        resubmit: true,
        ..sheets.signup_context(&[])
    };
    let choice = || ListChoice { name: "a", list_title: "A list", selected: true };
    for name in SIGNUP_PAGE_NAMES {
        for lists in [vec![choice()], vec![choice(), choice()]] {
            let (one, several) = (if lists.len() == 1 { "A list" } else { "" }, lists.len() > 1);
            sheets
                .render(name, &SignupPageContext { lists, single_title: one, multiple: several, ..sheet() })
                .map_err(|error| (name, error))?;
        }
    }
    sheets.render_text(CONSENT_TEMPLATE, &sheet()).map(drop).map_err(|error| (CONSENT_TEMPLATE, error))
}
