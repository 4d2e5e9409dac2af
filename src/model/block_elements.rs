//! Names of HTML elements.

/// The elements that stand on lines of their own: a paragraph ends before and behind them.
const BLOCK_ELEMENTS: &[&str] = &[
    "address",
    "article",
    "aside",
    "blockquote",
    "body",
    "caption",
    "center",
    "dd",
    "details",
    "dialog",
    "div",
    "dl",
    "dt",
    "fieldset",
    "figcaption",
    "figure",
    "footer",
    "form",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "hgroup",
    "html",
    "legend",
    "li",
    "main",
    "menu",
    "nav",
    "ol",
    "p",
    "pre",
    "search",
    "section",
    "summary",
    "table",
    "ul",
];

/// Returns whether an element, by its name in lower case, stands on lines of its own.
#[must_use]
pub fn is_block_element(name: &str) -> bool {
    BLOCK_ELEMENTS.contains(&name)
}
