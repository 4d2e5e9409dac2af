//! The shared strings of a workbook (ECMA-376 part 1, 18.4).

use super::WorkbookError;
use crate::documents::package::Archive;
use crate::documents::package::{Node, XmlReader};

/// The maximum size of all strings, in octets.
const MAX_TEXT: usize = 48 * 1_024 * 1_024;

/// The strings, concatenated.
#[derive(Debug, Default)]
pub(super) struct SharedStrings {
    text: String,
    ends: Vec<u32>,
}

impl SharedStrings {
    /// Reads the optional part with the strings.
    pub(super) fn read(archive: &Archive<'_>, name: &str) -> Result<Self, WorkbookError> {
        let mut strings = Self::default();
        let Some(part) = archive.part(name)? else { return Ok(strings) };
        let mut xml = XmlReader::new(part);
        let mut rich = RichText::default();
        loop {
            match xml.next()? {
                Node::Start(tag) => rich.start(tag.local_name().as_ref()),
                Node::Text(text) => rich.text(&text),
                Node::End(tag) => {
                    let name = tag.local_name();
                    rich.end(name.as_ref());
                    if name.as_ref() == "si" {
                        strings.push(&rich.take())?;
                    }
                }
                Node::Eof => return Ok(strings),
                Node::Other => {}
            }
        }
    }

    fn push(&mut self, text: &str) -> Result<(), WorkbookError> {
        if self.text.len() + text.len() > MAX_TEXT {
            return Err(WorkbookError::TooLarge);
        }
        self.text.push_str(text);
        self.ends.push(u32::try_from(self.text.len()).map_err(|_| WorkbookError::TooLarge)?);
        Ok(())
    }

    /// Returns a string by its index.
    pub(super) fn get(&self, number: usize) -> Option<&str> {
        let end = *self.ends.get(number)? as usize;
        let start = number.checked_sub(1).map_or(0, |before| self.ends[before] as usize);
        self.text.get(start..end)
    }
}

/// Collects the text of runs, without the phonetic hints for Japanese words.
#[derive(Debug, Default)]
pub(super) struct RichText {
    text: String,
    within: bool,
    phonetic: bool,
}

impl RichText {
    pub(super) fn start(&mut self, name: &str) {
        match name {
            "t" => self.within = true,
            "rPh" => self.phonetic = true,
            _ => {}
        }
    }

    pub(super) fn end(&mut self, name: &str) {
        match name {
            "t" => self.within = false,
            "rPh" => self.phonetic = false,
            _ => {}
        }
    }

    pub(super) fn text(&mut self, text: &str) {
        if self.within && !self.phonetic {
            self.text.push_str(text);
        }
    }

    /// Returns the collected text, and starts again.
    pub(super) fn take(&mut self) -> String {
        let text = std::mem::take(&mut self.text);
        if text.contains("_x") { unescaped(&text) } else { text }
    }
}

/// Decodes `_x000D_`, as Excel writes characters that XML cannot contain (ECMA-376 part 1, 22.9.2.19).
pub(super) fn unescaped(text: &str) -> String {
    let mut result = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find("_x") {
        let code = rest.get(at + 2..at + 7).filter(|code| code.ends_with('_'));
        let character = code.and_then(|code| u32::from_str_radix(&code[..4], 16).ok()).and_then(char::from_u32);
        result.push_str(&rest[..at]);
        if let Some(character) = character {
            if character != '\0' {
                result.push(character);
            }
            rest = &rest[at + 7..];
        } else {
            result.push_str("_x");
            rest = &rest[at + 2..];
        }
    }
    result + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escaped_characters_are_decoded() {
        for (text, read) in [
            ("a_x000D_b", "a\rb"),
            ("_x005F_x000D_", "_x000D_"),
            ("_xZZZZ_", "_xZZZZ_"),
            ("_x00", "_x00"),
            ("_x0041", "_x0041"),
            ("_xöööö_", "_xöööö_"),
            ("_x0000_", ""),
        ] {
            assert_eq!(unescaped(text), read, "{text}");
        }
    }
}
