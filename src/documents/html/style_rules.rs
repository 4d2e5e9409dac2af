//! The rules of style sheets with one simple selector: they hide words, and make them bold in files of Google Docs.

use std::collections::HashMap;

use super::super::element::Element;
use super::inline_style::InlineStyle;

/// The most rules that are read.
const MAX_RULES: usize = 20_000;

/// Rules by the class, id or element that they are for.
#[derive(Debug, Default)]
pub(super) struct StyleRules(HashMap<String, InlineStyle>);

impl StyleRules {
    /// Reads all `style` elements.
    pub(super) fn read(root: &Element) -> Self {
        let mut rules = Self::default();
        let mut sheets = Vec::new();
        collect_sheets(root, &mut sheets);
        for sheet in sheets {
            rules.add(&without_comments(&sheet));
        }
        rules
    }

    fn add(&mut self, sheet: &str) {
        let mut rest = sheet;
        while let Some(open) = rest.find('{') {
            let selectors = rest[..open].rsplit([';', '}']).next().unwrap_or_default().trim();
            let body = &rest[open + 1..];
            if selectors.starts_with('@') {
                // What is for the screen counts here, too; what is for paper does not.
                let is_block = selectors.starts_with("@media") && !selectors.contains("print");
                rest = if is_block { body } else { behind_block(body) };
                continue;
            }
            let end = body.find('}').unwrap_or(body.len());
            let style = InlineStyle::parse(&body[..end]);
            for selector in selectors.split(',').map(str::trim) {
                let is_simple = !selector.contains([' ', '>', '+', '~', ':', '[', '*']) && !selector.is_empty();
                if is_simple && self.0.len() < MAX_RULES {
                    self.0.entry(selector.to_lowercase()).or_default().extend(&style);
                }
            }
            rest = body.get(end + 1..).unwrap_or_default();
        }
    }

    /// Returns the style of an element: its own comes last.
    pub(super) fn style_of(&self, element: &Element) -> InlineStyle {
        let mut style = InlineStyle::default();
        let name = element.name.to_lowercase();
        let mut add = |selector: &str| {
            if let Some(found) = self.0.get(selector) {
                style.extend(found);
            }
        };
        if !self.0.is_empty() {
            // The look of an element in general is that of the program, such as bold headings.
            let classes = element.attribute("class").unwrap_or_default().to_lowercase();
            for class in classes.split_whitespace() {
                add(&format!(".{class}"));
                add(&format!("{name}.{class}"));
            }
            if let Some(id) = element.attribute("id") {
                add(&format!("#{}", id.to_lowercase()));
            }
        }
        if let Some(hiding) = self.0.get(name.as_str()).filter(|style| style.is_hidden()) {
            style.extend(hiding);
        }
        if let Some(own) = element.attribute("style") {
            style.extend(&InlineStyle::parse(own));
        }
        style
    }
}

fn collect_sheets(element: &Element, sheets: &mut Vec<String>) {
    if &*element.name == "style" {
        sheets.push(element.text());
    }
    element.elements().for_each(|child| collect_sheets(child, sheets));
}

fn without_comments(sheet: &str) -> String {
    let mut out = String::with_capacity(sheet.len());
    let mut rest = sheet;
    while let Some(start) = rest.find("/*") {
        out.push_str(&rest[..start]);
        rest = rest[start + 2..].find("*/").map_or("", |end| &rest[start + end + 4..]);
    }
    out.push_str(rest);
    out.replace("<!--", "").replace("-->", "")
}

/// Returns what follows a block whose opening brace was read.
fn behind_block(body: &str) -> &str {
    let mut depth = 1;
    for (at, c) in body.char_indices() {
        match c {
            '{' => depth += 1,
            '}' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return &body[at + 1..];
        }
    }
    ""
}
