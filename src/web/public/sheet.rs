//! The public pages, filled: what each one is told.

use axum::http::StatusCode;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde::Serialize;
use url::Url;

use super::row::{Done, Row, Wished, word};
use super::{Error, joining};
use crate::config::{Society, Workspace};
use crate::model::{ListId, REASONS, State};
use crate::render::Pages;
use crate::subscription::{Overview, Standing};

/// The pages by the word that names each; `page` is the layout around the others, `aside` a part of some.
const NAMES: [&str; 10] = ["page", "ask", "left", "away", "stayed", "thanks", "lists", "aside", "unknown", "trouble"];

/// What is told when no page can be filled.
const BARE: &str = "<!doctype html><title>Sorry</title><h1>Sorry, this did not work</h1>";

/// The compiled pages with what is the same on each.
#[derive(Debug)]
pub(super) struct Sheets {
    pages: Pages,
    plain: Pages,
    society: Society,
    contact: String,
    prefix: String,
    zone: TimeZone,
    /// The style sheet.
    pub(super) style: String,
}

/// What is the same on every page.
#[derive(Debug, Serialize)]
pub(super) struct Ground<'a> {
    pub(super) society: &'a Society,
    pub(super) contact: &'a str,
    pub(super) prefix: &'a str,
}

/// What a page can say; every page is given all of it.
#[derive(Debug, Serialize)]
struct Sheet<'a> {
    #[serde(flatten)]
    ground: Ground<'a>,
    link: String,
    list: &'a str,
    undo_until: Option<String>,
    /// Whether only the notices come.
    notices: bool,
    /// Why nothing comes at all: `bounced`, `complained` or `withheld`.
    aside: Option<&'a str>,
    reasons: [&'a str; 4],
    sentence: &'a str,
    rows: Vec<Row>,
    /// Whether there is any list to leave.
    on_some: bool,
    done: Option<Done>,
}

impl Sheets {
    /// Compiles the pages and fills each once.
    pub(super) fn new(workspace: &Workspace) -> Result<Self, Error> {
        let name_of = |name: &str| format!("pages/{name}.html.hbs");
        let mut sources = Vec::new();
        for name in NAMES.into_iter().chain(joining::NAMES) {
            sources.push((name.to_owned(), workspace.template(&name_of(name))?));
        }
        let pages = Pages::new(sources).map_err(|source| {
            let name = match &source {
                crate::render::Error::Source { template, .. } => name_of(template),
                _ => "pages".to_owned(),
            };
            Error::Page { name, source }
        })?;
        let consent = format!("pages/{}.hbs", joining::CONSENT);
        let plain = Pages::plain(vec![(joining::CONSENT.to_owned(), workspace.template(&consent)?)]);
        let plain = plain.map_err(|source| Error::Page { name: consent.clone(), source })?;
        let settings = &workspace.settings;
        let public = settings.web.public_url.as_deref().and_then(|url| Url::parse(url).ok());
        let sheets = Self {
            pages,
            plain,
            society: settings.society.clone(),
            contact: settings.sender.reply_to.as_ref().unwrap_or(&settings.sender.from).address.to_string(),
            prefix: public.map(|url| url.path().trim_end_matches('/').to_owned()).unwrap_or_default(),
            zone: settings.society.time_zone(),
            style: workspace.template("pages/page.css")?,
        };
        for name in NAMES.into_iter().filter(|name| *name != "page") {
            let (rows, done) = (vec![Row::specimen()], Some(Done::specimen()));
            let sheet = Sheet { undo_until: Some(String::new()), rows, done, ..sheets.sheet("", "list") };
            let filled = sheets.pages.render(name, &sheet);
            filled.map_err(|source| Error::Page { name: name_of(name), source })?;
        }
        joining::probe(&sheets).map_err(|(name, source)| {
            let name = if name == joining::CONSENT { consent } else { name_of(name) };
            Error::Page { name, source }
        })?;
        Ok(sheets)
    }

    /// Fills a page with what it is told.
    pub(super) fn fill(&self, name: &str, told: &impl Serialize) -> Result<String, crate::render::Error> {
        self.pages.render(name, told)
    }

    /// Fills a plain text with what it is told.
    pub(super) fn plain(&self, name: &str, told: &impl Serialize) -> Result<String, crate::render::Error> {
        self.plain.render(name, told)
    }

    /// Returns what is the same on every page.
    pub(super) fn ground(&self) -> Ground<'_> {
        Ground { society: &self.society, contact: &self.contact, prefix: &self.prefix }
    }

    /// Fills a page for the bearer of a token.
    pub(super) fn of(&self, name: &str, token: &str, standing: &Standing) -> Result<String, crate::render::Error> {
        let list = standing.list.as_deref().unwrap_or_default();
        let undo_until = standing.undo_until.map(|until| self.day(until));
        let notices = standing.state == Some(State::Notices);
        let aside = standing.set_aside.map(word);
        self.pages.render(name, &Sheet { undo_until, notices, aside, ..self.sheet(token, list) })
    }

    /// Fills the page of all lists for a letter that came by the list `here`, with what came of a wish.
    pub(super) fn lists(
        &self,
        token: &str,
        here: ListId,
        overview: &Overview,
        wished: Option<Wished>,
        now: Timestamp,
    ) -> Result<String, crate::render::Error> {
        let rows = Row::all(overview, here, now, |at| self.day(at));
        let on_some = rows.iter().any(Row::is_on);
        let done = wished.and_then(|wished| Done::of(wished, &rows));
        let aside = overview.set_aside.map(word);
        self.pages.render("lists", &Sheet { aside, rows, on_some, done, ..self.sheet(token, "") })
    }

    /// Fills the page that stands in place of an error.
    pub(super) fn trouble(&self, status: StatusCode) -> String {
        let sentence = match status {
            StatusCode::TOO_MANY_REQUESTS => "There were too many tries from your network. Please wait a minute.",
            status if status.is_server_error() => {
                "Nothing has changed yet: if you asked to leave, you are still on the list. Please try again in a minute."
            }
            _ => "We could not read what your browser sent. Please open the link in your letter again.",
        };
        let name = if status == StatusCode::NOT_FOUND { "unknown" } else { "trouble" };
        let filled = self.pages.render(name, &Sheet { sentence, ..self.sheet("", "") });
        filled.unwrap_or_else(|error| {
            tracing::error!(error = &error as &dyn std::error::Error, "cannot fill a page");
            BARE.to_owned()
        })
    }

    fn sheet<'a>(&'a self, token: &str, list: &'a str) -> Sheet<'a> {
        Sheet {
            ground: self.ground(),
            link: format!("{}/u/{token}", self.prefix),
            list,
            undo_until: None,
            notices: false,
            aside: None,
            reasons: REASONS,
            sentence: "",
            rows: Vec::new(),
            on_some: false,
            done: None,
        }
    }

    fn day(&self, at: Timestamp) -> String {
        at.to_zoned(self.zone.clone()).strftime("%-d %B").to_string()
    }
}
