//! The language of a page: the one that its address names, the reader's own, or one that the browser asks for.

use std::convert::Infallible;
use std::sync::Arc;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderMap, Uri, header};
use url::form_urlencoded;

use super::PublicSite;
use crate::model::{Language, List};

/// The key of the query by which the links between languages name one.
const QUERY_KEY: &str = "lang";

/// How many languages of a browser are looked at.
const MAX_ACCEPTED: usize = 20;

/// What a request says of the language of its page.
#[derive(Debug, Clone, Default)]
pub(super) struct PageLanguage {
    /// The language that the address names.
    pub(super) chosen: Option<Language>,
    /// The languages that the browser asks for, the best first (RFC 9110 §12.5.4).
    pub(super) accepted: Vec<Language>,
    /// The path of the page, which can be opened.
    pub(super) path: String,
}

impl PageLanguage {
    /// Returns the choice of a language, without a request.
    pub(super) fn choosing(chosen: Option<Language>) -> Self {
        Self { chosen, ..Self::default() }
    }

    /// Reads the language of a request.
    pub(super) fn of(uri: &Uri, headers: &HeaderMap) -> Self {
        let query = form_urlencoded::parse(uri.query().unwrap_or_default().as_bytes());
        let chosen = query.into_iter().find(|(key, _)| key == QUERY_KEY).and_then(|(_, tag)| tag.parse().ok());
        let accepted = headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
        // A page that answers one of these forms has no address of its own. Two slashes would begin the name of a host.
        let path = uri.path();
        let path = ["/undo", "/reason", "/not-me"].iter().find_map(|end| path.strip_suffix(end)).unwrap_or(path);
        let path = format!("/{}", path.trim_start_matches(['/', '\\']));
        Self { chosen, accepted: accepted.map(accepted_languages).unwrap_or_default(), path }
    }
}

impl FromRequestParts<Arc<PublicSite>> for PageLanguage {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &Arc<PublicSite>) -> Result<Self, Infallible> {
        Ok(Self::of(&parts.uri, &parts.headers))
    }
}

/// Returns the language of the only list, or that which all of them have.
pub(super) fn common_language(lists: &[List]) -> Option<&Language> {
    let first = lists.first()?.language.as_ref()?;
    lists.iter().all(|list| list.language.as_ref() == Some(first)).then_some(first)
}

/// Returns the query that keeps a language on the next page.
pub(super) fn language_query(language: &Language) -> String {
    format!("?{QUERY_KEY}={language}")
}

/// Parses `Accept-Language`; what is no language, or refused with `q=0`, is left out.
fn accepted_languages(value: &str) -> Vec<Language> {
    let range = |part: &str| {
        let mut pieces = part.split(';');
        let language: Language = pieces.next()?.trim().parse().ok()?;
        let quality = pieces.find_map(|piece| piece.trim().strip_prefix("q=")?.trim().parse::<f64>().ok());
        let quality = quality.unwrap_or(1.0);
        (quality > 0.0).then_some((language, quality))
    };
    let mut ranges: Vec<_> = value.split(',').take(MAX_ACCEPTED).filter_map(range).collect();
    ranges.sort_by(|(_, one), (_, other)| other.total_cmp(one));
    ranges.into_iter().map(|(language, _)| language).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn languages_of_a_browser_are_sorted_by_quality() {
        for (value, languages) in [
            ("de", &["de"][..]),
            ("fr-CH, fr;q=0.9, en;q=0.8, de;q=0.7, *;q=0.5", &["fr-CH", "fr", "en", "de"]),
            ("en;q=0.2,de;q=0.9", &["de", "en"]),
            ("en;q=0, de", &["de"]),
            ("", &[]),
            ("*", &[]),
            ("<script>, de;q=x", &["de"]),
        ] {
            let accepted = accepted_languages(value);
            assert_eq!(accepted.iter().map(Language::as_str).collect::<Vec<_>>(), languages, "{value}");
        }
    }

    #[test]
    fn links_between_languages_stay_on_the_site_and_open() {
        for (asked, path) in [
            ("/u/abc", "/u/abc"),
            ("/u/abc/undo?lang=de", "/u/abc"),
            ("/u/abc/reason", "/u/abc"),
            ("//other.example/u", "/other.example/u"),
            ("/\\other.example", "/other.example"),
            ("/", "/"),
        ] {
            let Ok(uri) = asked.parse::<Uri>() else {
                assert!(asked.contains('\\'), "{asked}");
                continue;
            };
            assert_eq!(PageLanguage::of(&uri, &HeaderMap::new()).path, path, "{asked}");
        }
    }
}
