//! The public pages, filled: what each one is told.

use axum::http::StatusCode;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde::Serialize;
use url::Url;

use super::preference_row::{PreferenceChange, PreferenceResult, PreferenceRow, cause_name};
use super::{Error, signup};
use crate::config::{Society, Workspace};
use crate::model::{ListId, SubscriptionState, UNSUBSCRIBE_REASONS};
use crate::subscription::{SubscriberPreferences, SubscriptionStatus};
use crate::template::PageTemplates;

/// The pages by the word that names each; `page` is the layout around the others, `aside` a part of some.
const PAGE_NAMES: [&str; 10] =
    ["page", "ask", "left", "away", "stayed", "thanks", "lists", "aside", "unknown", "trouble"];

/// What is told when no page can be filled.
const FALLBACK_PAGE: &str = "<!doctype html><title>Sorry</title><h1>Sorry, this did not work</h1>";

/// The compiled pages with what is the same on each.
#[derive(Debug)]
pub(super) struct PublicPages {
    html: PageTemplates,
    text: PageTemplates,
    society: Society,
    contact: String,
    path_prefix: String,
    zone: TimeZone,
    /// The style sheet.
    pub(super) style: String,
}

/// What is the same on every page.
#[derive(Debug, Serialize)]
pub(super) struct SiteContext<'a> {
    pub(super) society: &'a Society,
    pub(super) contact: &'a str,
    pub(super) prefix: &'a str,
}

/// What a page can say; every page is given all of it.
#[derive(Debug, Serialize)]
struct PageContext<'a> {
    #[serde(flatten)]
    site: SiteContext<'a>,
    link: String,
    list: &'a str,
    undo_until: Option<String>,
    /// Whether only the notices come.
    notices: bool,
    /// Why nothing comes at all: `bounced`, `complained` or `withheld`.
    suppression: Option<&'a str>,
    reasons: [&'a str; 4],
    message: &'a str,
    lists: Vec<PreferenceRow>,
    /// Whether there is any list to leave.
    subscribed_anywhere: bool,
    result: Option<PreferenceResult>,
}

impl PublicPages {
    /// Compiles the pages and fills each once.
    pub(super) fn new(workspace: &Workspace) -> Result<Self, Error> {
        let name_of = |name: &str| format!("pages/{name}.html.hbs");
        let mut sources = Vec::new();
        for name in PAGE_NAMES.into_iter().chain(signup::SIGNUP_PAGE_NAMES) {
            sources.push((name.to_owned(), workspace.template(&name_of(name))?));
        }
        let pages = PageTemplates::new(sources).map_err(|source| {
            let name = match &source {
                crate::template::Error::Source { template, .. } => name_of(template),
                _ => "pages".to_owned(),
            };
            Error::Page { name, source }
        })?;
        let consent = format!("pages/{}.hbs", signup::CONSENT_TEMPLATE);
        let plain =
            PageTemplates::without_escaping(vec![(signup::CONSENT_TEMPLATE.to_owned(), workspace.template(&consent)?)]);
        let plain = plain.map_err(|source| Error::Page { name: consent.clone(), source })?;
        let settings = &workspace.settings;
        let public = settings.web.public_url.as_deref().and_then(|url| Url::parse(url).ok());
        let sheets = Self {
            html: pages,
            text: plain,
            society: settings.society.clone(),
            contact: settings.sender.reply_to.as_ref().unwrap_or(&settings.sender.from).address.to_string(),
            path_prefix: public.map(|url| url.path().trim_end_matches('/').to_owned()).unwrap_or_default(),
            zone: settings.society.time_zone(),
            style: workspace.template("pages/page.css")?,
        };
        for name in PAGE_NAMES.into_iter().filter(|name| *name != "page") {
            let (rows, done) = (vec![PreferenceRow::sample()], Some(PreferenceResult::sample()));
            let sheet = PageContext {
                undo_until: Some(String::new()),
                lists: rows,
                result: done,
                ..sheets.page_context("", "list")
            };
            let filled = sheets.html.render(name, &sheet);
            filled.map_err(|source| Error::Page { name: name_of(name), source })?;
        }
        signup::check_templates(&sheets).map_err(|(name, source)| {
            let name = if name == signup::CONSENT_TEMPLATE { consent } else { name_of(name) };
            Error::Page { name, source }
        })?;
        Ok(sheets)
    }

    /// Fills a page with what it is told.
    pub(super) fn render(&self, name: &str, told: &impl Serialize) -> Result<String, crate::template::Error> {
        self.html.render(name, told)
    }

    /// Fills a plain text with what it is told.
    pub(super) fn render_text(&self, name: &str, told: &impl Serialize) -> Result<String, crate::template::Error> {
        self.text.render(name, told)
    }

    /// Returns what is the same on every page.
    pub(super) fn site_context(&self) -> SiteContext<'_> {
        SiteContext { society: &self.society, contact: &self.contact, prefix: &self.path_prefix }
    }

    /// Fills a page for the bearer of a token.
    pub(super) fn render_status(
        &self,
        name: &str,
        token: &str,
        standing: &SubscriptionStatus,
    ) -> Result<String, crate::template::Error> {
        let list = standing.list.as_deref().unwrap_or_default();
        let undo_until = standing.undo_until.map(|until| self.format_day(until));
        let notices = standing.state == Some(SubscriptionState::NoticesOnly);
        let aside = standing.suppression.map(cause_name);
        self.html
            .render(name, &PageContext { undo_until, notices, suppression: aside, ..self.page_context(token, list) })
    }

    /// Fills the page of all lists for a letter that came by the list `here`, with what came of a wish.
    pub(super) fn lists(
        &self,
        token: &str,
        here: ListId,
        overview: &SubscriberPreferences,
        wished: Option<PreferenceChange>,
        now: Timestamp,
    ) -> Result<String, crate::template::Error> {
        let rows = PreferenceRow::from_preferences(overview, here, now, |at| self.format_day(at));
        let on_some = rows.iter().any(PreferenceRow::is_subscribed);
        let done = wished.and_then(|wished| PreferenceResult::from_change(wished, &rows));
        let aside = overview.suppression.map(cause_name);
        self.html.render(
            "lists",
            &PageContext {
                suppression: aside,
                lists: rows,
                subscribed_anywhere: on_some,
                result: done,
                ..self.page_context(token, "")
            },
        )
    }

    /// Fills the page that stands in place of an error.
    pub(super) fn render_error(&self, status: StatusCode) -> String {
        let sentence = match status {
            StatusCode::TOO_MANY_REQUESTS => "There were too many tries from your network. Please wait a minute.",
            status if status.is_server_error() => {
                "Nothing has changed yet: if you asked to leave, you are still on the list. Please try again in a minute."
            }
            _ => "We could not read what your browser sent. Please open the link in your letter again.",
        };
        let name = if status == StatusCode::NOT_FOUND { "unknown" } else { "trouble" };
        let filled = self.html.render(name, &PageContext { message: sentence, ..self.page_context("", "") });
        filled.unwrap_or_else(|error| {
            tracing::error!(error = &error as &dyn std::error::Error, "cannot fill a page");
            FALLBACK_PAGE.to_owned()
        })
    }

    fn page_context<'a>(&'a self, token: &str, list: &'a str) -> PageContext<'a> {
        PageContext {
            site: self.site_context(),
            link: format!("{}/u/{token}", self.path_prefix),
            list,
            undo_until: None,
            notices: false,
            suppression: None,
            reasons: UNSUBSCRIBE_REASONS,
            message: "",
            lists: Vec::new(),
            subscribed_anywhere: false,
            result: None,
        }
    }

    fn format_day(&self, at: Timestamp) -> String {
        at.to_zoned(self.zone.clone()).strftime("%-d %B").to_string()
    }
}
