//! Reads the HTML of a letter: well-formed, as its writer leaves it.

use std::collections::BTreeMap;

/// The elements that have no end.
const VOID_ELEMENTS: &[&str] = &["br", "hr", "img", "meta", "link"];

/// An element of a page.
#[derive(Debug)]
pub(crate) struct HtmlElement {
    pub(crate) name: String,
    pub(crate) attributes: BTreeMap<String, String>,
    pub(crate) parent: Option<usize>,
    /// What stands in the element itself, without what stands in those within.
    pub(crate) text: String,
}

impl HtmlElement {
    /// Returns the declarations of its `style`.
    pub(crate) fn style(&self) -> Vec<(&str, &str)> {
        let style = self.attributes.get("style").map(String::as_str).unwrap_or_default();
        declarations(style)
    }

    pub(crate) fn has_class(&self, class: &str) -> bool {
        self.attributes.get("class").is_some_and(|classes| classes.split_whitespace().any(|one| one == class))
    }
}

/// Splits declarations into properties and values.
pub(crate) fn declarations(style: &str) -> Vec<(&str, &str)> {
    style.split(';').filter_map(|one| one.split_once(':')).map(|(name, value)| (name.trim(), value.trim())).collect()
}

/// Returns all elements in the order of the page, without what comments hold.
pub(crate) fn elements(html: &str) -> Vec<HtmlElement> {
    let mut all: Vec<HtmlElement> = Vec::new();
    let mut open: Vec<usize> = Vec::new();
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        if let Some(last) = open.last() {
            all[*last].text.push_str(&rest[..at]);
        }
        rest = &rest[at..];
        if let Some(comment) = rest.strip_prefix("<!--") {
            rest = comment.split_once("-->").expect("a comment ends").1;
            continue;
        }
        let (tag, after) = rest[1..].split_once('>').expect("a tag ends");
        rest = after;
        if tag.starts_with('!') {
            continue;
        }
        if let Some(name) = tag.strip_prefix('/') {
            let last = open.pop().expect("an element is open");
            assert_eq!(all[last].name, name, "elements stand one within another");
            continue;
        }
        let name = tag.split(|c: char| c.is_whitespace() || c == '/').next().unwrap_or_default().to_owned();
        all.push(HtmlElement {
            attributes: attributes(&tag[name.len()..]),
            parent: open.last().copied(),
            text: String::new(),
            name: name.clone(),
        });
        if !VOID_ELEMENTS.contains(&name.as_str()) {
            open.push(all.len() - 1);
        }
    }
    assert!(open.is_empty(), "all elements end");
    all
}

fn attributes(tag: &str) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    let mut rest = tag.trim();
    while !rest.is_empty() {
        let end = rest.find(|c: char| c.is_whitespace() || c == '=').unwrap_or(rest.len());
        let (name, after) = rest.split_at(end);
        let (value, after) = match after.strip_prefix("=\"") {
            Some(value) => value.split_once('"').expect("a value ends"),
            None => ("", after),
        };
        found.insert(name.to_owned(), value.to_owned());
        rest = after.trim_start();
    }
    found
}

/// Returns the style sheets that stay in a page, without their tags.
pub(crate) fn sheets(html: &str) -> Vec<&str> {
    let without_mso =
        html.split("<!--[if mso]>").map(|piece| piece.split_once("<![endif]-->").map_or(piece, |it| it.1));
    without_mso
        .flat_map(|piece| piece.split("<style>").skip(1))
        .map(|sheet| sheet.split("</style>").next().unwrap_or_default())
        .collect()
}
