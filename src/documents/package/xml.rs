//! Reads the XML events of a part: without document types and custom entities, and with limited nesting.

use std::borrow::Cow;

use quick_xml::events::{BytesEnd, BytesStart, Event};
use quick_xml::{Error, Reader, XmlVersion};

use super::archive::Part;
use super::package_error::PackageError;

/// The maximum depth of nested elements.
const MAX_DEPTH: usize = 200;

/// An event in a part.
pub(crate) enum Node<'a> {
    /// The start of an element; its end always follows.
    Start(BytesStart<'a>),
    /// The end of an element.
    End(BytesEnd<'a>),
    /// Text between two tags, or a piece of it.
    Text(Cow<'a, str>),
    /// A comment or the like.
    Other,
    /// The end of the part.
    Eof,
}

/// Reads the XML of a part.
pub(crate) struct XmlReader<'a> {
    reader: Reader<Part<'a>>,
    buffer: Vec<u8>,
    depth: usize,
}

impl<'a> XmlReader<'a> {
    pub(crate) fn new(part: Part<'a>) -> Self {
        let mut reader = Reader::from_reader(part);
        reader.config_mut().expand_empty_elements = true;
        Self { reader, buffer: Vec::new(), depth: 0 }
    }

    /// Reads the next event.
    pub(crate) fn next(&mut self) -> Result<Node<'_>, PackageError> {
        self.buffer.clear();
        self.reader.get_mut().end_token();
        match self.reader.read_event_into(&mut self.buffer).map_err(|error| broken(&error))? {
            Event::Start(_) if self.depth >= MAX_DEPTH => {
                Err(PackageError::Broken("its elements are nested too deeply"))
            }
            Event::Start(tag) => {
                self.depth += 1;
                Ok(Node::Start(tag))
            }
            Event::End(tag) => {
                self.depth = self.depth.saturating_sub(1);
                Ok(Node::End(tag))
            }
            Event::Text(text) => Ok(Node::Text(text.xml10_content())),
            Event::CData(text) => Ok(Node::Text(text.xml10_content())),
            Event::GeneralRef(entity) => match entity.resolve_char_ref().map_err(|error| broken(&error))? {
                Some(character) => Ok(Node::Text(Cow::Owned(character.to_string()))),
                None => predefined(&entity).map(|text| Node::Text(Cow::Borrowed(text))),
            },
            Event::DocType(_) => Err(PackageError::Broken("it declares entities of its own")),
            Event::Eof if self.depth > 0 => Err(PackageError::Broken("it ends too early")),
            Event::Eof => Ok(Node::Eof),
            _ => Ok(Node::Other),
        }
    }
}

/// Returns the value of an attribute by its local name, with any prefix.
pub(crate) fn attribute<'a>(tag: &'a BytesStart<'_>, name: &str) -> Result<Option<Cow<'a, str>>, PackageError> {
    find(tag, |key| key.rsplit(':').next() == Some(name))
}

/// Returns the value of an attribute by its qualified name.
pub(crate) fn prefixed<'a>(tag: &'a BytesStart<'_>, name: &str) -> Result<Option<Cow<'a, str>>, PackageError> {
    find(tag, |key| key == name)
}

/// Parses an attribute of the XML Schema type `boolean`.
pub(crate) fn flag(tag: &BytesStart<'_>, name: &str) -> Result<bool, PackageError> {
    Ok(attribute(tag, name)?.is_some_and(|value| matches!(&*value, "1" | "true" | "on")))
}

/// Parses an attribute as a number.
pub(crate) fn number<T: std::str::FromStr>(tag: &BytesStart<'_>, name: &str) -> Result<Option<T>, PackageError> {
    Ok(attribute(tag, name)?.and_then(|value| value.trim().parse().ok()))
}

fn find<'a>(tag: &'a BytesStart<'_>, is: impl Fn(&str) -> bool) -> Result<Option<Cow<'a, str>>, PackageError> {
    for attribute in tag.attributes().with_checks(false) {
        let attribute = attribute.map_err(|_| PackageError::Broken("an attribute cannot be read"))?;
        if is(attribute.key.as_ref()) {
            return attribute.normalized_value(XmlVersion::Implicit1_0).map(Some).map_err(|error| broken(&error));
        }
    }
    Ok(None)
}

fn predefined(entity: &str) -> Result<&'static str, PackageError> {
    match entity {
        "amp" => Ok("&"),
        "lt" => Ok("<"),
        "gt" => Ok(">"),
        "quot" => Ok("\""),
        "apos" => Ok("'"),
        _ => Err(PackageError::Broken("it uses an entity that is not declared")),
    }
}

fn broken(error: &Error) -> PackageError {
    match error {
        Error::Io(error) => PackageError::of(error),
        _ => PackageError::Broken("its XML is damaged"),
    }
}
