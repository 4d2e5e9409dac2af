//! The templates of the public pages, and what is the same on each of them.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::Timestamp;
use jiff::civil::{Date, Time};
use jiff::tz::TimeZone;
use serde::Serialize;
use url::Url;

use super::Error;
use super::page_language::{PageLanguage, language_query};
use crate::archive;
use crate::config::{Society, Workspace};
use crate::draft::{self, InlineImage};
use crate::model::{Language, STILL_WANTED_PATH};
use crate::template::{self, PageTemplates};
use crate::translation::Catalog;

/// The layout around each page, and the part that says why a subscriber gets nothing.
const SHARED_TEMPLATES: [&str; 2] = ["page", "suppression-notice"];
/// Their style sheet.
const STYLE_SHEET: &str = "pages/page.css";
/// The text that a subscriber agrees to.
pub(super) const CONSENT: &str = "consent.txt";

/// The compiled templates of the public pages.
#[derive(Debug)]
pub(super) struct PublicPages {
    catalog: Catalog,
    /// The pages in the society's language, or in English if the catalogue lacks it.
    usual: LanguagePages,
    /// The pages in each language of the catalogue, by its tag.
    languages: BTreeMap<String, LanguagePages>,
    society: Society,
    contact: String,
    contact_link: String,
    path_prefix: String,
    zone: TimeZone,
    pub(super) stylesheet: String,
    pub(super) logo: Option<InlineImage>,
    logo_has_name: bool,
}

/// The pages in one language.
#[derive(Debug)]
struct LanguagePages {
    language: Language,
    /// What the language calls itself.
    name: String,
    /// What stands on the button of somebody who still wants the letters.
    keep_button: String,
    html: PageTemplates,
    text: PageTemplates,
}

/// The pages in the language of one reader.
#[derive(Debug, Clone, Copy)]
pub(super) struct ReaderPages<'p> {
    all: &'p PublicPages,
    own: &'p LanguagePages,
    request: &'p PageLanguage,
}

/// What every page may use.
#[derive(Debug, Serialize)]
pub(super) struct SiteContext<'a> {
    pub(super) society: &'a Society,
    pub(super) contact: &'a str,
    contact_link: &'a str,
    pub(super) prefix: &'a str,
    language: &'a str,
    direction: &'a str,
    /// What keeps the language on the next page, if the reader chose it; else empty.
    pub(super) query: String,
    /// The languages to choose from; none if there is only one.
    languages: Vec<LanguageLink<'a>>,
    /// The logo, if there is one.
    logo: Option<LogoContext<'a>>,
}

/// A link to the same page in another language.
#[derive(Debug, Serialize)]
struct LanguageLink<'a> {
    tag: &'a str,
    name: &'a str,
    address: String,
    current: bool,
}

/// What pages say of the logo.
#[derive(Debug, Serialize)]
struct LogoContext<'a> {
    width: u32,
    height: u32,
    /// The name that it shows; empty if the name is printed beside it.
    alt: &'a str,
}

impl PublicPages {
    /// Compiles the templates of the pages with these names.
    pub(super) fn new(workspace: &Workspace, names: &[&str]) -> Result<Self, Error> {
        let mut sources = Vec::new();
        for name in SHARED_TEMPLATES.iter().chain(names) {
            sources.push(((*name).to_owned(), workspace.template(&template_path(name))?));
        }
        let html = PageTemplates::new(sources).map_err(|source| {
            let name = match &source {
                template::Error::Source { template, .. } => template_path(template),
                _ => "pages".to_owned(),
            };
            Error::Page { name, source }
        })?;
        let consent = vec![(CONSENT.to_owned(), workspace.template(&template_path(CONSENT))?)];
        let text = PageTemplates::without_escaping(consent)
            .map_err(|source| Error::Page { name: template_path(CONSENT), source })?;
        let settings = &workspace.settings;
        let public = settings.web.public_url.as_deref().and_then(|url| Url::parse(url).ok());
        let contact = settings.sender.reply_to.as_ref().unwrap_or(&settings.sender.from).address.to_string();
        let catalog = Catalog::open(workspace)?;
        if let Some(unknown) = settings.society.languages.iter().find(|language| !catalog.has(language)) {
            return Err(Error::UnknownLanguage(unknown.clone()));
        }
        let in_language = |language: Language| {
            let sentences = Arc::new(catalog.translator(&language));
            let (name, keep_button) = (sentences.say("language-name", &[]), sentences.say("still-wanted-button", &[]));
            let (html, text) = (html.with_sentences(sentences.clone()), text.with_sentences(sentences));
            LanguagePages { language, name, keep_button, html, text }
        };
        let usual = Some(settings.society.language.clone()).filter(|language| catalog.has(language));
        let languages = catalog.languages().into_iter();
        Ok(Self {
            usual: in_language(usual.unwrap_or_default()),
            languages: languages.map(|language| (language.as_str().to_owned(), in_language(language))).collect(),
            catalog,
            society: settings.society.clone(),
            contact_link: format!("mailto:{contact}"),
            contact,
            path_prefix: public.map(|url| url.path().trim_end_matches('/').to_owned()).unwrap_or_default(),
            zone: settings.society.time_zone(),
            stylesheet: archive::page_style(workspace, STYLE_SHEET).map_err(Box::new).map_err(Error::Archive)?,
            logo: page_logo(workspace),
            logo_has_name: settings.look.logo_has_name,
        })
    }

    /// Returns the pages for a reader: in the language that the address names, else in the reader's own, else in the one
    /// that the browser prefers among those that the society offers, else in `usual`, which is that of a list.
    pub(super) fn for_member<'p>(
        &'p self,
        request: &'p PageLanguage,
        member: Option<&str>,
        list: Option<&Language>,
    ) -> ReaderPages<'p> {
        let own = member.and_then(|named| self.catalog.language_named(named));
        self.for_reader(request, own.as_ref(), list)
    }

    /// Returns the pages for somebody whose language may be known; see [`Self::for_member`].
    pub(super) fn for_reader<'p>(
        &'p self,
        request: &'p PageLanguage,
        own: Option<&Language>,
        usual: Option<&Language>,
    ) -> ReaderPages<'p> {
        let accepted = request.accepted.iter().find_map(|accepted| self.offered(accepted));
        let wanted = request.chosen.iter().chain(own).chain(accepted).chain(usual).chain([&self.society.language]);
        let found = wanted.filter(|language| self.catalog.has(language)).find_map(|language| self.nearest(language));
        ReaderPages { all: self, own: found.unwrap_or(&self.usual), request }
    }

    /// Returns the pages of a language, or of the same language in another region.
    fn nearest(&self, language: &Language) -> Option<&LanguagePages> {
        let usual = Some(&self.usual).filter(|usual| usual.language == *language);
        usual.or_else(|| self.languages.get(language.as_str())).or_else(|| self.languages.get(language.primary()))
    }

    /// Returns the language that the society offers for another one: the same, or the same in another region.
    fn offered(&self, language: &Language) -> Option<&Language> {
        let same = self.society.offered_languages().find(|offered| *offered == language);
        same.or_else(|| self.society.offered_languages().find(|offered| offered.primary() == language.primary()))
    }

    /// Returns the tags of all languages, to check the pages in each.
    pub(super) fn each_language(&self) -> impl Iterator<Item = PageLanguage> {
        self.languages.values().map(|pages| PageLanguage::choosing(Some(pages.language.clone())))
    }
}

impl<'p> ReaderPages<'p> {
    /// Renders a page.
    pub(super) fn render(self, name: &str, context: &impl Serialize) -> Result<String, template::Error> {
        self.own.html.render(name, context)
    }

    /// Renders the text that a subscriber agrees to, on one line.
    pub(super) fn render_consent(self, context: &impl Serialize) -> Result<String, template::Error> {
        let text = self.own.text.render(CONSENT, context)?;
        Ok(text.split_whitespace().collect::<Vec<_>>().join(" "))
    }

    pub(super) fn site_context(self) -> SiteContext<'p> {
        let all = self.all;
        let alt = if all.logo_has_name { all.society.name.as_str() } else { "" };
        let logo = all.logo.as_ref().map(|logo| LogoContext { width: logo.width, height: logo.height, alt });
        SiteContext {
            society: &all.society,
            contact: &all.contact,
            contact_link: &all.contact_link,
            prefix: &all.path_prefix,
            language: self.own.language.as_str(),
            direction: self.own.language.direction(),
            query: self.query(),
            languages: self.language_links(),
            logo,
        }
    }

    /// Returns the language of these pages if it is another one than the usual one of a list: people who join in it are
    /// written to in it.
    pub(super) fn chosen_language(self, list: Option<&Language>) -> Option<&'p Language> {
        let usual = list.unwrap_or(&self.all.usual.language);
        Some(&self.own.language).filter(|language| language.primary() != usual.primary())
    }

    /// Returns what keeps the language on the next page: only a language that the reader chose must be kept.
    fn query(self) -> String {
        self.request.chosen.as_ref().map(|_| language_query(&self.own.language)).unwrap_or_default()
    }

    /// Returns the links to the same page in the other languages that the society offers. They are plain links: a page
    /// that answers a form leads to the page with the form.
    fn language_links(self) -> Vec<LanguageLink<'p>> {
        let mut offered: Vec<&LanguagePages> =
            self.all.society.offered_languages().filter_map(|language| self.all.nearest(language)).collect();
        let shown = self.all.offered(&self.own.language).and_then(|language| self.all.nearest(language));
        let shown = shown.unwrap_or(self.own);
        if offered.iter().all(|pages| pages.language != shown.language) {
            offered.push(shown);
        }
        if offered.len() < 2 {
            return Vec::new();
        }
        let link = |pages: &'p LanguagePages| LanguageLink {
            tag: pages.language.as_str(),
            name: &pages.name,
            address: format!("{}{}{}", self.all.path_prefix, self.request.path, language_query(&pages.language)),
            current: pages.language == shown.language,
        };
        offered.into_iter().map(link).collect()
    }

    /// Returns the path of the pages behind an unsubscribe link.
    pub(super) fn unsubscribe_path(self, token: &str) -> String {
        format!("{}/u/{token}", self.all.path_prefix)
    }

    /// Returns the path of the page on which somebody says that they still want to be written to.
    pub(super) fn still_wanted_path(self, token: &str) -> String {
        format!("{}{STILL_WANTED_PATH}{token}", self.all.path_prefix)
    }

    /// Returns the words to which somebody agrees who still wants to be written to, as the record keeps them: those on the
    /// button.
    pub(super) fn still_wanted_consent(self, list: &str) -> String {
        format!("{}: “{list}”, from {}", self.own.keep_button, self.all.society.name)
    }

    /// Returns the path of the page on which a reader answers.
    pub(super) fn answer_path(self, token: &str) -> String {
        format!("{}/a/{token}", self.all.path_prefix)
    }

    /// Writes a day with its weekday and year.
    pub(super) fn format_long_date(self, day: Date) -> String {
        self.own.language.format_long_date(day)
    }

    /// Writes a deadline; for midnight, the last day is enough.
    pub(super) fn format_deadline(self, at: Timestamp) -> String {
        let local = at.to_zoned(self.all.zone.clone());
        match local.date().yesterday() {
            Ok(last) if local.time() == Time::midnight() => self.format_long_date(last),
            _ => format!("{}, {}", self.format_long_date(local.date()), local.strftime("%H:%M")),
        }
    }

    /// Returns the path of the page on which a subscriber chooses, in the same language.
    pub(super) fn lists_path(self, token: &str) -> String {
        format!("{}/lists{}", self.unsubscribe_path(token), self.query())
    }

    pub(super) fn format_day(self, at: Timestamp) -> String {
        self.own.language.format_day(at.to_zoned(self.all.zone.clone()).date())
    }
}

/// Reads the logo; pages do without one that cannot be read.
fn page_logo(workspace: &Workspace) -> Option<InlineImage> {
    draft::read_logo(workspace).unwrap_or_else(|finding| {
        tracing::warn!("{}", finding.message);
        None
    })
}

/// Returns a template's path under `templates/`.
pub(super) fn template_path(name: &str) -> String {
    if name == CONSENT { format!("pages/{name}.hbs") } else { format!("pages/{name}.html.hbs") }
}
