//! A tree of elements: what the readers walk, made of XML or of HTML.

use std::collections::HashSet;
use std::rc::Rc;

use quick_xml::events::BytesStart;
use quick_xml::name::QName;

use super::document_error::DocumentError;
use super::package::{Node, Part, XmlReader};

/// The most elements and texts of a document: a book of 300 pages has about 200,000.
pub(super) const MAX_NODES: usize = 350_000;

/// The most attributes of a document.
const MAX_ATTRIBUTES: usize = 500_000;

/// The longest name of an element or attribute that costs nothing, in bytes.
const FREE_NAME_BYTES: usize = 40;

/// The most text of a document, in bytes.
pub(super) const MAX_TEXT_BYTES: usize = 8_000_000;

/// How the names of elements and attributes are kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum NameForm {
    /// Without their prefixes.
    Local,
    /// As written, such as `text:p`.
    Qualified,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Attribute {
    pub(super) name: Rc<str>,
    pub(super) value: String,
}

/// An element with what it contains.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Element {
    pub(super) name: Rc<str>,
    pub(super) attributes: Vec<Attribute>,
    pub(super) children: Vec<Child>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Child {
    Element(Element),
    Text(String),
}

impl Element {
    /// Returns the value of an attribute.
    pub(super) fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|attribute| &*attribute.name == name).map(|attribute| attribute.value.as_str())
    }

    /// Returns the elements directly within this one.
    pub(super) fn elements(&self) -> impl Iterator<Item = &Element> {
        self.children.iter().filter_map(|child| match child {
            Child::Element(element) => Some(element),
            Child::Text(_) => None,
        })
    }

    /// Returns the first element of a name directly within this one.
    pub(super) fn child(&self, name: &str) -> Option<&Element> {
        self.elements().find(|element| &*element.name == name)
    }

    /// Returns the first element that a path of names leads to.
    pub(super) fn descend(&self, path: &[&str]) -> Option<&Element> {
        path.iter().try_fold(self, |element, name| element.child(name))
    }

    /// Returns the first element of a name anywhere within this one.
    pub(super) fn find(&self, name: &str) -> Option<&Element> {
        self.elements().find_map(|element| if &*element.name == name { Some(element) } else { element.find(name) })
    }

    /// Returns all text within the element.
    pub(super) fn text(&self) -> String {
        let mut text = String::new();
        self.collect_text(&mut text);
        text
    }

    fn collect_text(&self, out: &mut String) {
        for child in &self.children {
            match child {
                Child::Text(text) => out.push_str(text),
                Child::Element(element) => element.collect_text(out),
            }
        }
    }
}

/// Keeps one copy of each name.
#[derive(Debug, Default)]
pub(super) struct NamePool(HashSet<Rc<str>>);

impl NamePool {
    pub(super) fn share(&mut self, name: &str) -> Rc<str> {
        if let Some(known) = self.0.get(name) {
            return Rc::clone(known);
        }
        let name: Rc<str> = name.into();
        self.0.insert(Rc::clone(&name));
        name
    }
}

/// How much of a part was read.
#[derive(Debug, Default)]
struct TreeSize {
    nodes: usize,
    attributes: usize,
    text_bytes: usize,
}

impl TreeSize {
    const fn is_too_large(&self) -> bool {
        self.nodes > MAX_NODES || self.attributes > MAX_ATTRIBUTES || self.text_bytes > MAX_TEXT_BYTES
    }
}

/// Reads a part as a tree.
///
/// # Errors
/// Returns an error if its XML is damaged, or if it is larger or nested deeper than a letter.
pub(super) fn parse_xml(part: Part<'_>, form: NameForm) -> Result<Element, DocumentError> {
    let mut xml = XmlReader::new(part);
    let mut names = NamePool::default();
    let mut open = vec![Element { name: "".into(), attributes: Vec::new(), children: Vec::new() }];
    let mut size = TreeSize::default();
    loop {
        match xml.next()? {
            Node::Start(tag) => open.push(read_tag(&tag, form, &mut names, &mut size)?),
            Node::Text(text) => {
                size.text_bytes += text.len();
                if let Some(parent) = open.last_mut() {
                    if let Some(Child::Text(before)) = parent.children.last_mut() {
                        before.push_str(&text);
                    } else {
                        size.nodes += 1;
                        parent.children.push(Child::Text(text.into_owned()));
                    }
                }
            }
            Node::End(_) => {
                if let (Some(mut element), Some(parent)) = (open.pop(), open.last_mut()) {
                    // Most elements have one child and one attribute, and a list begins with room for four.
                    element.children.shrink_to_fit();
                    parent.children.push(Child::Element(element));
                }
            }
            Node::Eof => break,
            Node::Other => {}
        }
        if size.is_too_large() {
            return Err(DocumentError::TooLarge);
        }
    }
    first_element(open.swap_remove(0)).ok_or_else(DocumentError::damaged)
}

/// Reads the beginning of an element.
fn read_tag(
    tag: &BytesStart<'_>,
    form: NameForm,
    names: &mut NamePool,
    size: &mut TreeSize,
) -> Result<Element, DocumentError> {
    let shown = |name: QName<'_>| match form {
        NameForm::Local => name.local_name().as_ref().to_owned(),
        NameForm::Qualified => name.as_ref().to_owned(),
    };
    let mut attributes = Vec::new();
    for attribute in tag.attributes().with_checks(false).flatten() {
        let key = shown(attribute.key);
        // Word's marks of editing sessions, on every paragraph.
        if key.starts_with("rsid") || key.starts_with("xmlns") {
            continue;
        }
        let value =
            attribute.normalized_value(quick_xml::XmlVersion::Implicit1_0).map_err(|_| DocumentError::damaged())?;
        size.attributes += 1;
        size.text_bytes += value.len() + key.len().saturating_sub(FREE_NAME_BYTES);
        attributes.push(Attribute { name: names.share(&key), value: value.into_owned() });
    }
    let name = shown(tag.name());
    size.nodes += 1;
    size.text_bytes += name.len().saturating_sub(FREE_NAME_BYTES);
    attributes.shrink_to_fit();
    Ok(Element { name: names.share(&name), attributes, children: Vec::new() })
}

fn first_element(parent: Element) -> Option<Element> {
    parent.children.into_iter().find_map(|child| match child {
        Child::Element(element) => Some(element),
        Child::Text(_) => None,
    })
}
