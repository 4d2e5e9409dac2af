//! The templates of the public pages, and what is the same on each of them.

use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde::Serialize;
use url::Url;

use super::Error;
use crate::config::{Society, Workspace};
use crate::draft::{self, InlineImage};
use crate::template::{self, LayoutComposer, PageTemplates};

/// The layout around each page, and the part that says why a subscriber gets nothing.
const SHARED_TEMPLATES: [&str; 2] = ["page", "suppression-notice"];
/// The text that a subscriber agrees to.
pub(super) const CONSENT: &str = "consent.txt";

/// The compiled templates of the public pages.
#[derive(Debug)]
pub(super) struct PublicPages {
    html: PageTemplates,
    text: PageTemplates,
    society: Society,
    contact: String,
    path_prefix: String,
    zone: TimeZone,
    pub(super) stylesheet: String,
    pub(super) logo: Option<InlineImage>,
    logo_has_name: bool,
}

/// What every page may use.
#[derive(Debug, Serialize)]
pub(super) struct SiteContext<'a> {
    pub(super) society: &'a Society,
    pub(super) contact: &'a str,
    pub(super) prefix: &'a str,
    /// The logo, if there is one.
    logo: Option<LogoContext<'a>>,
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
        Ok(Self {
            html,
            text,
            society: settings.society.clone(),
            contact: settings.sender.reply_to.as_ref().unwrap_or(&settings.sender.from).address.to_string(),
            path_prefix: public.map(|url| url.path().trim_end_matches('/').to_owned()).unwrap_or_default(),
            zone: settings.society.time_zone(),
            stylesheet: style_sheet(workspace)?,
            logo: page_logo(workspace),
            logo_has_name: settings.look.logo_has_name,
        })
    }

    /// Renders a page.
    pub(super) fn render(&self, name: &str, context: &impl Serialize) -> Result<String, template::Error> {
        self.html.render(name, context)
    }

    /// Renders the text that a subscriber agrees to, on one line.
    pub(super) fn render_consent(&self, context: &impl Serialize) -> Result<String, template::Error> {
        let text = self.text.render(CONSENT, context)?;
        Ok(text.split_whitespace().collect::<Vec<_>>().join(" "))
    }

    pub(super) fn site_context(&self) -> SiteContext<'_> {
        let alt = if self.logo_has_name { self.society.name.as_str() } else { "" };
        let logo = self.logo.as_ref().map(|logo| LogoContext { width: logo.width, height: logo.height, alt });
        SiteContext { society: &self.society, contact: &self.contact, prefix: &self.path_prefix, logo }
    }

    /// Returns the path of the pages behind an unsubscribe link.
    pub(super) fn unsubscribe_path(&self, token: &str) -> String {
        format!("{}/u/{token}", self.path_prefix)
    }

    pub(super) fn format_day(&self, at: Timestamp) -> String {
        at.to_zoned(self.zone.clone()).strftime("%-d %B").to_string()
    }
}

/// Reads the style sheet, with the colours and fonts of the settings put in.
fn style_sheet(workspace: &Workspace) -> Result<String, Error> {
    const STYLE_SHEET: &str = "pages/page.css";
    let source = workspace.template(STYLE_SHEET)?;
    let look = workspace.settings.look.slots();
    let slots: Vec<_> = look.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let no_partial = |name: &str| Err(template::Error::PageNotFound(name.to_owned()));
    LayoutComposer { partial: &no_partial, slots: &slots }
        .compose(&source)
        .map_err(|source| Error::Page { name: STYLE_SHEET.to_owned(), source })
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
