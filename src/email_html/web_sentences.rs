//! Leaves out the sentences of a letter that would be different for each reader.

use std::ops::Range;

use super::web_text::{Edit, apply_edits, greeting_range, neutral_title, sentences};
use super::web_tree::{LINE_BREAK, WebElement, WebNode};
use crate::model::{WebOmission, is_block_element, marked_field};

/// Leaves out what has a marked field in it, and remembers what that was.
#[derive(Debug)]
pub(super) struct PersonalParts<'g> {
    /// What replaces a name in a greeting.
    pub(super) word: &'g str,
    /// The greeting without a name, once one was found.
    pub(super) greeting: Option<String>,
    /// What was left out; fields are markers still.
    pub(super) omissions: Vec<WebOmission>,
    /// The line of the draft at which the present block begins.
    line: usize,
}

impl<'g> PersonalParts<'g> {
    pub(super) fn new(word: &'g str) -> Self {
        Self { word, greeting: None, omissions: Vec::new(), line: 0 }
    }

    /// Leaves out the personal parts of nodes.
    pub(super) fn leave_out(&mut self, nodes: Vec<WebNode>) -> Vec<WebNode> {
        let mut out = Vec::new();
        let mut run = Vec::new();
        for node in nodes {
            match node {
                WebNode::Element(element) if !is_inline(&element) => {
                    out.append(&mut self.settle_run(std::mem::take(&mut run)));
                    out.extend(self.settle_block(element).map(WebNode::Element));
                }
                inline => run.push(inline),
            }
        }
        out.append(&mut self.settle_run(run));
        out
    }

    fn settle_block(&mut self, mut element: WebElement) -> Option<WebElement> {
        let outer = self.line;
        self.line = element.attribute("data-line").and_then(|line| line.parse().ok()).unwrap_or(outer);
        element.attributes.retain(|(name, value)| name != "data-line" && !has_marker(value));
        let text = element_text(&element);
        let settled = if !has_marker(&text) && !has_personal_link(&element) {
            strip_lines(&mut element.children);
            Some(element)
        } else {
            self.settle_personal(element, &text)
        };
        self.line = outer;
        settled
    }

    fn settle_personal(&mut self, mut element: WebElement, text: &str) -> Option<WebElement> {
        match element.name.as_str() {
            "h1" => {
                let title = neutral_title(text);
                element.children = vec![WebNode::Text(title)];
            }
            "h2" | "h3" | "h4" | "h5" | "h6" | "tr" => {
                self.omit(text);
                return None;
            }
            _ => {
                let children = std::mem::take(&mut element.children);
                element.children = self.leave_out(children);
            }
        }
        Some(element).filter(|element| !element.is_empty())
    }

    /// Settles words that stand together in one block.
    fn settle_run(&mut self, nodes: Vec<WebNode>) -> Vec<WebNode> {
        let mut nodes = self.settle_links(nodes);
        strip_lines(&mut nodes);
        let mut text = String::new();
        for node in &nodes {
            node.collect_text(&mut text);
        }
        if !has_marker(&text) {
            return nodes;
        }
        let greeting = greeting_range(&text).filter(|_| self.greeting.is_none());
        let mut edits = Vec::new();
        if let Some(range) = &greeting {
            let end = text[range.end..].chars().next().filter(|c| *c != LINE_BREAK).map(String::from);
            self.greeting = Some(format!("{}{}{}", &text[..range.start], self.word, end.unwrap_or_default()));
            edits.push(Edit { range: range.clone(), words: self.word.to_owned() });
        }
        let behind = greeting.as_ref().map_or(0, |range| range.end);
        for sentence in sentences(&text) {
            let rest = sentence.start.max(behind)..sentence.end.max(behind);
            if has_marker(&text[rest.clone()]) {
                let range: Range<usize> = if greeting.is_some() { rest } else { sentence };
                self.omit(&text[range.clone()]);
                edits.push(Edit { range, words: String::new() });
            }
        }
        apply_edits(nodes, &edits)
    }

    /// Leaves out buttons that lead each reader elsewhere; another such link is a marker among the words.
    fn settle_links(&mut self, nodes: Vec<WebNode>) -> Vec<WebNode> {
        let mut out = Vec::new();
        for node in nodes {
            let WebNode::Element(mut element) = node else {
                out.push(node);
                continue;
            };
            let marker =
                element.attribute("href").and_then(|target| target.chars().find(|c| marked_field(*c).is_some()));
            let is_button = element.has_class("button") || element.has_class("quiet");
            if is_button && (marker.is_some() || has_marker(&element_text(&element))) {
                self.omit(&element_text(&element));
            } else if let Some(marker) = marker {
                out.push(WebNode::Text(marker.to_string()));
            } else {
                let children = std::mem::take(&mut element.children);
                element.children = self.settle_links(children);
                out.push(WebNode::Element(element));
            }
        }
        out
    }

    fn omit(&mut self, text: &str) {
        let words = text.replace(LINE_BREAK, " ").split_whitespace().collect::<Vec<_>>().join(" ");
        self.omissions.push(WebOmission { line: self.line, words });
    }
}

/// Returns whether an element stands within a line.
fn is_inline(element: &WebElement) -> bool {
    let is_block = is_block_element(&element.name)
        || matches!(
            element.name.as_str(),
            "tbody" | "thead" | "tfoot" | "tr" | "td" | "th" | "hr" | "caption" | "colgroup" | "col"
        );
    !is_block
        && element.children.iter().all(|child| match child {
            WebNode::Element(inner) => is_inline(inner),
            WebNode::Text(_) => true,
        })
}

fn element_text(element: &WebElement) -> String {
    let mut text = String::new();
    element.children.iter().for_each(|child| child.collect_text(&mut text));
    text
}

fn has_marker(text: &str) -> bool {
    text.contains(|c| marked_field(c).is_some())
}

fn has_personal_link(element: &WebElement) -> bool {
    element.children.iter().any(|child| match child {
        WebNode::Element(inner) => inner.attribute("href").is_some_and(has_marker) || has_personal_link(inner),
        WebNode::Text(_) => false,
    })
}

/// Removes the marks of lines, and attributes that name a field.
fn strip_lines(nodes: &mut [WebNode]) {
    for node in nodes {
        if let WebNode::Element(element) = node {
            element.attributes.retain(|(name, value)| name != "data-line" && !has_marker(value));
            strip_lines(&mut element.children);
        }
    }
}
