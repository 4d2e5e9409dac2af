//! Footnotes and endnotes in HTML: links to each other, as every program writes them in its way.

use std::collections::{HashMap, HashSet};

use super::super::element::Element;

/// The bodies of the notes by their ids, and which of them were read.
#[derive(Debug, Default)]
pub(super) struct HtmlNotes<'e> {
    bodies: HashMap<String, &'e Element>,
    places: HashSet<*const Element>,
    pub(super) read: HashMap<String, usize>,
}

impl<'e> HtmlNotes<'e> {
    /// Finds the bodies of notes.
    pub(super) fn find(root: &'e Element) -> Self {
        let mut notes = Self::default();
        notes.collect(root);
        notes
    }

    fn collect(&mut self, element: &'e Element) {
        for child in element.elements() {
            match body_key(child) {
                Some(key) => {
                    self.places.insert(std::ptr::from_ref(child));
                    self.bodies.entry(key).or_insert(child);
                }
                None => self.collect(child),
            }
        }
    }

    /// Returns the key of the note to which a link leads, if there is one.
    pub(super) fn key_of(&self, address: &str) -> Option<String> {
        let key = note_key(address.strip_prefix('#')?);
        self.bodies.contains_key(&key).then_some(key)
    }

    pub(super) fn body(&self, key: &str) -> Option<&'e Element> {
        self.bodies.get(key).copied()
    }

    /// Returns whether an element is the body of a note.
    pub(super) fn is_body(&self, element: &Element) -> bool {
        self.places.contains(&std::ptr::from_ref(element))
    }
}

/// Returns the key of a note's body.
fn body_key(element: &Element) -> Option<String> {
    let id = element.attribute("id").unwrap_or_default();
    let style = element.attribute("style").unwrap_or_default().replace(' ', "").to_lowercase();
    let is_word = ["mso-element:footnote", "mso-element:endnote"]
        .iter()
        .any(|mark| style.find(mark).is_some_and(|at| !style[at + mark.len()..].starts_with('-')));
    let numbered = |start: &str| {
        id.strip_prefix(start).is_some_and(|rest| !rest.is_empty() && rest.bytes().all(|byte| byte.is_ascii_digit()))
    };
    if (is_word && !id.is_empty()) || ["sdfootnote", "sdendnote"].iter().any(|start| numbered(start)) {
        return Some(note_key(id));
    }
    if &*element.name == "li" && numbered("fn") {
        return Some(note_key(id));
    }
    // Google Docs: the link back is at the beginning of the note's paragraph.
    if matches!(&*element.name, "p" | "div") && element.child("div").is_none() && element.child("p").is_none() {
        let back = element.find("a").filter(|link| link.attribute("href").is_some_and(is_back_link))?;
        let id = back.attribute("id").or_else(|| back.attribute("name"))?;
        let words = element.text();
        let is_first = words.trim_start().starts_with(back.text().trim());
        return is_first.then(|| note_key(id));
    }
    None
}

/// Returns what the ids of a note and of its links have in common.
fn note_key(id: &str) -> String {
    id.trim_start_matches('_').trim_end_matches("sym").to_lowercase()
}

/// Returns whether a link leads from a note back to the text.
pub(super) fn is_back_link(address: &str) -> bool {
    let Some(id) = address.strip_prefix('#') else { return false };
    let id = id.trim_start_matches('_');
    ["ftnref", "ednref", "ftnt_ref", "fnref"].iter().any(|start| id.starts_with(start))
        || ((id.starts_with("sdfootnote") || id.starts_with("sdendnote")) && id.ends_with("anc"))
}
