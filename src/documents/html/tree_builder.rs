//! Builds a tree of HTML as a browser does, with the parser of the HTML Standard.

use std::borrow::Cow;
use std::cell::{Cell, Ref, RefCell};

use html5ever::interface::{ElementFlags, NodeOrText, QuirksMode, TreeSink};
use html5ever::tendril::{StrTendril, TendrilSink as _};
use html5ever::{Attribute as HtmlAttribute, ParseOpts, QualName, local_name, ns, parse_document};

use super::super::element::{Attribute, Child, Element, MAX_NODES, MAX_TEXT_BYTES, NamePool};
use crate::documents::document_error::DocumentError;

/// The most levels of elements.
const MAX_DEPTH: usize = 250;

/// How much is parsed between two looks at the depth, in bytes.
const CHUNK: usize = 4 * 1_024;

/// A node of the tree while it is built.
#[derive(Debug, Default)]
struct TreeNode {
    name: Option<QualName>,
    attributes: Vec<HtmlAttribute>,
    text: Option<String>,
    parent: Option<usize>,
    children: Vec<usize>,
    depth: usize,
}

/// Takes what the parser finds; nodes are known by their index.
#[derive(Default)]
struct HtmlTree {
    nodes: RefCell<Vec<TreeNode>>,
    deepest: Cell<usize>,
    text_bytes: Cell<usize>,
}

/// Parses HTML and returns its root.
///
/// # Errors
/// Returns an error if it is too large, or if its elements are nested too deeply.
pub(super) fn parse_html(html: &str) -> Result<Element, DocumentError> {
    let tree = HtmlTree::default();
    tree.nodes.borrow_mut().push(TreeNode::default());
    let mut parser = parse_document(tree, ParseOpts::default());
    let mut rest = html;
    while !rest.is_empty() {
        let (chunk, behind) = rest.split_at(rest.floor_char_boundary(CHUNK));
        rest = behind;
        parser.process(StrTendril::from_slice(chunk));
        let tree = &parser.tokenizer.sink.sink;
        tree.check()?;
    }
    let tree = parser.finish();
    tree.check()?;
    let nodes = tree.nodes.into_inner();
    let mut names = NamePool::default();
    Ok(convert(&nodes, 0, 0, &mut names))
}

/// Makes an element of a node; what is deeper than the limit is left out, but such a tree is an error before.
fn convert(nodes: &[TreeNode], index: usize, depth: usize, names: &mut NamePool) -> Element {
    let node = nodes.get(index);
    let name = node.and_then(|node| node.name.as_ref()).map_or("", |name| &*name.local);
    let mut element = Element { name: names.share(name), attributes: Vec::new(), children: Vec::new() };
    let Some(node) = node.filter(|_| depth <= 2 * MAX_DEPTH) else { return element };
    for attribute in &node.attributes {
        let name = names.share(&attribute.name.local);
        element.attributes.push(Attribute { name, value: attribute.value.to_string() });
    }
    for child in &node.children {
        match nodes.get(*child) {
            Some(TreeNode { text: Some(text), .. }) => element.children.push(Child::Text(text.clone())),
            Some(TreeNode { name: Some(_), .. }) => {
                element.children.push(Child::Element(convert(nodes, *child, depth + 1, names)));
            }
            _ => {}
        }
    }
    element
}

impl HtmlTree {
    fn check(&self) -> Result<(), DocumentError> {
        if self.deepest.get() > MAX_DEPTH {
            return Err(DocumentError::NestedTooDeep);
        }
        if self.nodes.borrow().len() > MAX_NODES || self.text_bytes.get() > MAX_TEXT_BYTES {
            return Err(DocumentError::TooLarge);
        }
        Ok(())
    }

    fn add(&self, node: TreeNode) -> usize {
        let mut nodes = self.nodes.borrow_mut();
        nodes.push(node);
        nodes.len() - 1
    }

    fn detach(&self, index: usize) {
        let mut nodes = self.nodes.borrow_mut();
        let parent = nodes.get_mut(index).and_then(|node| node.parent.take());
        if let Some(parent) = parent.and_then(|parent| nodes.get_mut(parent)) {
            parent.children.retain(|child| *child != index);
        }
    }

    /// Puts a node or text under a parent, before the child at a place; `None` for the end.
    fn insert(&self, parent: usize, before: Option<usize>, child: NodeOrText<usize>) {
        match child {
            NodeOrText::AppendNode(index) => {
                self.detach(index);
                let mut nodes = self.nodes.borrow_mut();
                let depth = nodes.get(parent).map_or(0, |parent| parent.depth) + 1;
                self.deepest.set(self.deepest.get().max(depth));
                if let Some(node) = nodes.get_mut(index) {
                    (node.parent, node.depth) = (Some(parent), depth);
                }
                place(&mut nodes, parent, before, index);
            }
            NodeOrText::AppendText(text) => {
                self.text_bytes.set(self.text_bytes.get() + text.len());
                if self.joins_text(parent, before, &text) {
                    return;
                }
                let node = TreeNode { text: Some(text.to_string()), parent: Some(parent), ..TreeNode::default() };
                let index = self.add(node);
                place(&mut self.nodes.borrow_mut(), parent, before, index);
            }
        }
    }

    /// Adds text to the text that stands before its place, if there is one.
    fn joins_text(&self, parent: usize, before: Option<usize>, text: &str) -> bool {
        let mut nodes = self.nodes.borrow_mut();
        let Some(children) = nodes.get(parent).map(|parent| &parent.children) else { return false };
        let previous = match before {
            Some(before) => {
                let at = children.iter().position(|child| *child == before).unwrap_or(0);
                at.checked_sub(1).and_then(|at| children.get(at))
            }
            None => children.last(),
        };
        let Some(previous) = previous.copied() else { return false };
        match nodes.get_mut(previous).and_then(|node| node.text.as_mut()) {
            Some(known) => {
                known.push_str(text);
                true
            }
            None => false,
        }
    }
}

fn place(nodes: &mut [TreeNode], parent: usize, before: Option<usize>, index: usize) {
    let Some(parent) = nodes.get_mut(parent) else { return };
    let at = before.and_then(|before| parent.children.iter().position(|child| *child == before));
    match at {
        Some(at) => parent.children.insert(at, index),
        None => parent.children.push(index),
    }
}

impl TreeSink for HtmlTree {
    type Handle = usize;
    type Output = Self;
    type ElemName<'a> = Ref<'a, QualName>;

    fn finish(self) -> Self {
        self
    }

    fn parse_error(&self, _message: Cow<'static, str>) {}

    fn get_document(&self) -> usize {
        0
    }

    fn elem_name<'a>(&'a self, target: &'a usize) -> Ref<'a, QualName> {
        // The parser asks for the names of elements only; a node without one gets that of a `div`.
        static NO_NAME: std::sync::LazyLock<QualName> =
            std::sync::LazyLock::new(|| QualName::new(None, ns!(html), local_name!("div")));
        Ref::map(self.nodes.borrow(), |nodes| {
            nodes.get(*target).and_then(|node| node.name.as_ref()).unwrap_or(&NO_NAME)
        })
    }

    fn create_element(&self, name: QualName, attributes: Vec<HtmlAttribute>, _flags: ElementFlags) -> usize {
        let bytes: usize = attributes.iter().map(|attribute| attribute.value.len()).sum();
        self.text_bytes.set(self.text_bytes.get() + bytes / 8);
        self.add(TreeNode { name: Some(name), attributes, ..TreeNode::default() })
    }

    fn create_comment(&self, _text: StrTendril) -> usize {
        self.add(TreeNode::default())
    }

    fn create_pi(&self, _target: StrTendril, _data: StrTendril) -> usize {
        self.add(TreeNode::default())
    }

    fn append(&self, parent: &usize, child: NodeOrText<usize>) {
        self.insert(*parent, None, child);
    }

    fn append_based_on_parent_node(&self, element: &usize, previous: &usize, child: NodeOrText<usize>) {
        let has_parent = self.nodes.borrow().get(*element).is_some_and(|node| node.parent.is_some());
        if has_parent { self.append_before_sibling(element, child) } else { self.append(previous, child) }
    }

    fn append_doctype_to_document(&self, _name: StrTendril, _public_id: StrTendril, _system_id: StrTendril) {}

    fn get_template_contents(&self, target: &usize) -> usize {
        *target
    }

    fn same_node(&self, one: &usize, two: &usize) -> bool {
        one == two
    }

    fn set_quirks_mode(&self, _mode: QuirksMode) {}

    fn append_before_sibling(&self, sibling: &usize, child: NodeOrText<usize>) {
        let parent = self.nodes.borrow().get(*sibling).and_then(|node| node.parent);
        if let Some(parent) = parent {
            self.insert(parent, Some(*sibling), child);
        }
    }

    fn add_attrs_if_missing(&self, target: &usize, attributes: Vec<HtmlAttribute>) {
        let mut nodes = self.nodes.borrow_mut();
        let Some(node) = nodes.get_mut(*target) else { return };
        for attribute in attributes {
            if !node.attributes.iter().any(|known| known.name == attribute.name) {
                node.attributes.push(attribute);
            }
        }
    }

    fn remove_from_parent(&self, target: &usize) {
        self.detach(*target);
    }

    fn reparent_children(&self, node: &usize, new_parent: &usize) {
        let children = self.nodes.borrow_mut().get_mut(*node).map(|node| std::mem::take(&mut node.children));
        for child in children.unwrap_or_default() {
            if let Some(node) = self.nodes.borrow_mut().get_mut(child) {
                node.parent = None;
            }
            self.insert(*new_parent, None, NodeOrText::AppendNode(child));
        }
    }
}
