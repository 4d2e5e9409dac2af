//! The catalogue: the languages that come with the program, and those of the workspace.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::sync::{Arc, OnceLock};

use super::sentence_bundle::build_bundle;
use super::sentence_file::{Error, SentenceFile};
use super::translator::Translator;
use crate::config::{Workspace, embedded_templates};
use crate::model::Language;

/// The folder of the files under `templates/`.
const FOLDER: &str = "language/";

/// What the name of a file ends in.
const EXTENSION: &str = ".ftl";

/// The language of the sentences that another file lacks.
const FALLBACK: &str = "en";

/// The sentence that is the name of the language.
pub(super) const NAME_SENTENCE: &str = "language-name";

/// The English names of the languages that come with the program, and their tags.
const ENGLISH_NAMES: [(&str, &str); 9] = [
    ("Arabic", "ar"),
    ("Dutch", "nl"),
    ("English", "en"),
    ("French", "fr"),
    ("German", "de"),
    ("Italian", "it"),
    ("Polish", "pl"),
    ("Spanish", "es"),
    ("Ukrainian", "uk"),
];

/// All sentences in all languages.
#[derive(Debug, Clone, Default)]
pub struct Catalog {
    /// The files of the workspace, by the tag of their language.
    own: Arc<BTreeMap<String, SentenceFile>>,
    /// What each language calls itself, once somebody has asked.
    names: Arc<OnceLock<Vec<(String, Language)>>>,
}

impl Catalog {
    /// Reads and checks the files of a workspace; those that come with the program are read when they are needed.
    ///
    /// # Errors
    /// A file cannot be read, its name is not a language, or one of its sentences cannot be used.
    pub fn open(workspace: &Workspace) -> Result<Self, Error> {
        let english = embedded_file(FALLBACK);
        let mut own = BTreeMap::new();
        for (name, text) in workspace.own_templates(FOLDER).map_err(Error::Unreadable)? {
            let Some(tag) = name.strip_prefix(FOLDER).and_then(|name| name.strip_suffix(EXTENSION)) else { continue };
            let file = SentenceFile::parse(PathBuf::from("templates").join(&name), text)?;
            let language: Language = tag.parse().map_err(|_| file.misnamed(tag))?;
            if let Some(english) = &english {
                file.check(english)?;
            }
            own.insert(language.as_str().to_owned(), file);
        }
        Ok(Self { own: Arc::new(own), names: Arc::default() })
    }

    /// Returns the languages that have a file, in the order of their tags.
    #[must_use]
    pub fn languages(&self) -> Vec<Language> {
        let embedded = embedded_templates().iter().filter_map(|(name, _)| language_tag(name));
        let tags: BTreeSet<&str> = embedded.chain(self.own.keys().map(String::as_str)).collect();
        tags.into_iter().filter_map(|tag| tag.parse().ok()).collect()
    }

    /// Returns whether there are sentences in a language, for its region or any other.
    #[must_use]
    pub fn has(&self, language: &Language) -> bool {
        file_tags(language).any(|tag| self.own.contains_key(&tag) || embedded_text(&tag).is_some())
    }

    /// Reads the language of a person, as a list names it: a tag such as `de` or `de_DE`, or the name in the language
    /// itself or in English. `None` if there are no sentences in it.
    #[must_use]
    pub fn language_named(&self, text: &str) -> Option<Language> {
        let text = text.trim();
        let is_meant = |name: &str| name.to_lowercase() == text.to_lowercase();
        let english = ENGLISH_NAMES.iter().find(|(name, _)| is_meant(name)).map(|(_, tag)| *tag);
        if let Ok(language) = english.unwrap_or(text).parse::<Language>() {
            return Some(language).filter(|language| self.has(language));
        }
        let name = |language: Language| (self.translator(&language).say(NAME_SENTENCE, &[]), language);
        let names = self.names.get_or_init(|| self.languages().into_iter().map(name).collect());
        names.iter().find(|(name, _)| is_meant(name)).map(|(_, language)| language.clone())
    }

    /// Returns the sentences of a language; those that it lacks are in English.
    #[must_use]
    pub fn translator(&self, language: &Language) -> Translator {
        let mut bundles = Vec::new();
        for tag in file_tags(language).chain([FALLBACK.to_owned()]) {
            let (embedded, own) = (embedded_file(&tag), self.own.get(&tag));
            if embedded.is_some() || own.is_some() {
                bundles.push(Arc::new(build_bundle(
                    &tag,
                    embedded.as_ref().into_iter().chain(own).map(SentenceFile::text),
                )));
            }
        }
        Translator::new(language.clone(), bundles)
    }
}

/// Returns the tags whose files have sentences of a language, the nearest first.
fn file_tags(language: &Language) -> impl Iterator<Item = String> {
    let exact = Some(language.as_str().to_owned());
    let primary = Some(language.primary().to_owned()).filter(|primary| *primary != language.as_str());
    exact.into_iter().chain(primary)
}

fn language_tag(name: &str) -> Option<&str> {
    name.strip_prefix(FOLDER)?.strip_suffix(EXTENSION)
}

fn embedded_text(tag: &str) -> Option<&'static str> {
    embedded_templates().iter().find(|(name, _)| language_tag(name) == Some(tag)).map(|(_, text)| *text)
}

/// Returns a file that comes with the program. A test reads them all, so none fails here.
fn embedded_file(tag: &str) -> Option<SentenceFile> {
    let path = PathBuf::from("templates").join(format!("{FOLDER}{tag}{EXTENSION}"));
    SentenceFile::parse(path, embedded_text(tag)?.to_owned()).ok()
}
