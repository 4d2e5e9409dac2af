//! Renders the pages of the archive: a letter, and the letters of a year.

use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde_json::{Value, json};

use super::archive_links::{ArchiveLinks, RelativePlace};
use super::archive_years::ArchiveYear;
use super::page_error::PageError;
use super::page_style::page_style;
use crate::config::{self, Society, Workspace};
use crate::database::attachments::AttachedFile;
use crate::draft;
use crate::model::{ArchiveLetter, ArchiveLine, List, RESERVED, Sha256, WebCopy, hex, percent_encode};
use crate::template::{self, PageTemplates};
use crate::translation::{Catalog, Translator};

const LETTER: &str = "letter";
const YEAR: &str = "archive";
const STYLE_SHEET: &str = "pages/archive.css";

/// The sentences that pages say without values, by their names in the catalogue.
const SENTENCES: [&str; 10] = [
    "web-all",
    "web-letters",
    "web-lists",
    "web-years",
    "web-none",
    "web-join",
    "web-feed",
    "web-calendar",
    "footer-privacy",
    "web-files",
];

/// The compiled templates of the archive, and what all its pages say.
#[derive(Debug)]
pub struct ArchivePages {
    templates: PageTemplates,
    catalog: Catalog,
    society: Society,
    contact: String,
    zone: TimeZone,
    logo: Option<ArchiveLogo>,
    /// Whether the logo shows the name.
    logo_has_name: bool,
    /// The style sheet of the pages that list letters.
    pub style_sheet: String,
}

/// The logo as a file of the archive.
#[derive(Debug, Clone)]
pub struct ArchiveLogo {
    /// The name of the file, which changes with its content.
    pub name: String,
    /// Its media type.
    pub media_type: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
    width: u32,
    height: u32,
}

/// What the page of a letter shows.
#[derive(Debug, Clone, Copy)]
pub struct LetterView<'v> {
    /// The letter.
    pub letter: &'v ArchiveLetter,
    /// The files attached to it.
    pub files: &'v [AttachedFile],
    /// The name of its list, if the list has pages that everybody may read.
    pub list: Option<&'v List>,
    /// The last step of the page's own address.
    pub own_step: &'v str,
    /// How pages are named.
    pub links: &'v ArchiveLinks,
    /// Whether only people with the sealed link may read it.
    pub is_sealed: bool,
    /// The form to subscribe, if there is one; shown if everybody may join the list.
    pub join_url: Option<&'v str>,
}

/// What a page with the letters of a year shows.
#[derive(Debug, Clone, Copy)]
pub struct YearView<'v> {
    /// The letters.
    pub year: &'v ArchiveYear,
    /// The lists that everybody may read.
    pub lists: &'v [List],
    /// The list of this page; `None` for all.
    pub list: Option<&'v List>,
    /// Whether the address of the page has the year.
    pub has_year: bool,
    /// How pages are named.
    pub links: &'v ArchiveLinks,
    /// The form to subscribe, if there is one; shown if everybody may join the list, or one of all.
    pub join_url: Option<&'v str>,
}

impl ArchivePages {
    /// Compiles the workspace's templates.
    ///
    /// # Errors
    /// A template cannot be read or compiled.
    pub fn new(workspace: &Workspace) -> Result<Self, PageError> {
        let names = [LETTER, YEAR];
        let source = |name: &str| Ok((name.to_owned(), workspace.template(&format!("pages/{name}.html.hbs"))?));
        let sources = names.into_iter().map(source).collect::<Result<Vec<_>, config::Error>>()?;
        let templates = PageTemplates::new(sources).map_err(|source| template_fault("pages", source))?;
        let settings = &workspace.settings;
        Ok(Self {
            templates,
            catalog: Catalog::open(workspace)?,
            society: settings.society.clone(),
            contact: settings.sender.reply_to.as_ref().unwrap_or(&settings.sender.from).address.to_string(),
            zone: settings.society.time_zone(),
            logo: archive_logo(workspace),
            logo_has_name: settings.look.logo_has_name,
            style_sheet: page_style(workspace, STYLE_SHEET)?,
        })
    }

    /// Returns the logo, if there is one.
    #[must_use]
    pub fn logo(&self) -> Option<&ArchiveLogo> {
        self.logo.as_ref()
    }

    /// Returns the time zone by which letters belong to years.
    #[must_use]
    pub fn zone(&self) -> &TimeZone {
        &self.zone
    }

    /// Renders the page of a letter.
    ///
    /// # Errors
    /// The template needs a value that there is not.
    pub fn render_letter(&self, view: LetterView<'_>) -> Result<String, PageError> {
        let LetterView { letter, links, .. } = view;
        let entry = &letter.entry;
        let place = if view.is_sealed { RelativePlace::SEALED } else { RelativePlace::ROOT };
        let body = letter
            .body
            .replace(&format!("\"{}", WebCopy::FILES), &format!("\"{}/", percent_encode(view.own_step, RESERVED)));
        let files = view.files.iter().map(|file| {
            let path = format!("{}/{}/{}", view.own_step, file.digest, file.name);
            json!({ "name": file.name, "size": size_words(file.size), "href": RelativePlace::ROOT.file(&path) })
        });
        let public = view.list.filter(|_| !view.is_sealed);
        let words = self.catalog.translator(&letter.language);
        let sent_on = letter.language.format_date(entry.starts_at.to_zoned(self.zone.clone()).date());
        let sent = words.say("web-sent", &[("date", &sent_on), ("list", &entry.list_title)]);
        let context = json!({
            "title": entry.title,
            "sent": sent,
            "description": entry.description,
            "issue_line": letter.issue_line,
            "sealed": view.is_sealed,
            "canonical": (!view.is_sealed).then(|| links.absolute_page(&entry.path)).flatten(),
            "published": entry.starts_at.to_string(),
            "style": place.file(&format!("style/{}.css", letter.style_digest)),
            "body": body,
            "files": files.collect::<Vec<_>>(),
            "language": letter.language.as_str(),
            "direction": letter.language.direction(),
            "list_title": entry.list_title,
            "index": (!view.is_sealed).then(|| links.index(RelativePlace::ROOT)),
            "list_page": public.map(|list| links.page(RelativePlace::ROOT, &format!("list/{}", list.name))),
            "feed": public.map(|list| RelativePlace::ROOT.file(&format!("list/{}/feed.xml", list.name))),
            "join": view.join_url.filter(|_| view.list.is_some_and(|list| list.public)),
        });
        self.render(LETTER, context, place, &words)
    }

    /// Renders a page with the letters of a year.
    ///
    /// # Errors
    /// The template needs a value that there is not.
    pub fn render_year(&self, view: YearView<'_>) -> Result<String, PageError> {
        let YearView { year, links, list, .. } = view;
        let place = match (list, view.has_year) {
            (Some(_), true) => RelativePlace::LIST_YEAR,
            (Some(_), false) => RelativePlace::LIST,
            (None, _) => RelativePlace::ROOT,
        };
        let folder = list.map(|list| format!("list/{}/", list.name)).unwrap_or_default();
        let years = year.years.iter().map(|shown| {
            let href = links.page(place, &format!("{folder}{shown}"));
            json!({ "year": shown, "href": href, "current": year.year == Some(*shown) })
        });
        let choices = view.lists.iter().map(|known| {
            let href = links.page(place, &format!("list/{}", known.name));
            json!({ "title": known.title, "href": href, "current": list.is_some_and(|list| list.id == known.id) })
        });
        let own_path = match (list, year.year.filter(|_| view.has_year)) {
            (Some(list), None) => format!("list/{}", list.name),
            (_, Some(shown)) => format!("{folder}{shown}"),
            (None, None) => String::new(),
        };
        let can_join = list.map_or_else(|| view.lists.iter().any(|list| list.public), |list| list.public);
        let words = self.catalog.translator(&self.society.language);
        let context = json!({
            "heading": list.map_or_else(|| words.say("web-letters", &[]), |list| list.title.clone()),
            "language": self.society.language.as_str(),
            "direction": self.society.language.direction(),
            "year": year.year,
            "years": years.collect::<Vec<_>>(),
            "lists": choices.collect::<Vec<_>>(),
            "has_lists": view.lists.len() > 1,
            "all": list.filter(|_| view.lists.len() > 1).map(|_| links.index(place)),
            "entries": year.entries.iter().map(|entry| self.entry_json(entry, view, place)).collect::<Vec<_>>(),
            "feed": place.file(&format!("{folder}feed.xml")),
            "calendar": list.map(|list| place.file(&format!("list/{}/events.ics", list.name))),
            "canonical": links.absolute_page(&own_path),
            "style": place.file("archive.css"),
            "join": view.join_url.filter(|_| can_join),
        });
        self.render(YEAR, context, place, &words)
    }

    fn entry_json(&self, entry: &ArchiveLine, view: YearView<'_>, place: RelativePlace) -> Value {
        let day = entry.starts_at.to_zoned(self.zone.clone()).date();
        json!({
            "title": entry.title,
            "description": entry.description,
            "href": view.links.page(place, &entry.path),
            "day": day.to_string(),
            "date": self.format_date(entry.starts_at),
            "list": (view.list.is_none() && view.lists.len() > 1).then_some(&entry.list_title),
        })
    }

    /// Renders a page with what all of them say.
    fn render(
        &self,
        name: &str,
        mut context: Value,
        place: RelativePlace,
        words: &Translator,
    ) -> Result<String, PageError> {
        let said = SENTENCES.map(|sentence| (sentence.replace('-', "_"), Value::from(words.say(sentence, &[]))));
        context["words"] = Value::Object(said.into_iter().collect());
        let number = [("number", self.society.charity_number.trim())];
        context["charity"] = words.say("footer-charity-number", &number).into();
        let alt = if self.logo_has_name { self.society.name.as_str() } else { "" };
        let logo = self.logo.as_ref().map(
            |logo| json!({ "src": place.file(&logo.name), "width": logo.width, "height": logo.height, "alt": alt }),
        );
        context["logo"] = logo.into();
        context["contact"] = self.contact.as_str().into();
        context["society"] = json!(self.society);
        self.templates
            .render(name, &context)
            .map_err(|source| template_fault(&format!("pages/{name}.html.hbs"), source))
    }

    fn format_date(&self, at: Timestamp) -> String {
        self.society.language.format_date(at.to_zoned(self.zone.clone()).date())
    }
}

fn template_fault(name: &str, source: template::Error) -> PageError {
    let name = match &source {
        template::Error::Source { template, .. } if !template.is_empty() => format!("pages/{template}.html.hbs"),
        _ => name.to_owned(),
    };
    PageError::Template { name, source }
}

/// Reads the logo; pages do without one that cannot be read.
fn archive_logo(workspace: &Workspace) -> Option<ArchiveLogo> {
    let logo = draft::read_logo(workspace).ok().flatten()?;
    let (media_type, bytes) = logo.content();
    let ending = media_type.rsplit('/').next().unwrap_or_default();
    let name = format!("logo-{}.{ending}", hex(&Sha256::digest(bytes)[..8]));
    let (media_type, bytes) = (media_type.to_owned(), bytes.to_vec());
    Some(ArchiveLogo { name, media_type, bytes, width: logo.width, height: logo.height })
}

/// Formats the size of a file for readers.
fn size_words(bytes: u64) -> String {
    match bytes {
        0..=99_999 => format!("{} kB", bytes.div_ceil(1_000)),
        100_000..=999_999 => format!("{} kB", (bytes + 500) / 1_000),
        _ => format!("{}.{} MB", bytes / 1_000_000, bytes % 1_000_000 / 100_000),
    }
}
