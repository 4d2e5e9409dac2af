//! Items of lists in HTML: by elements, or by the style of Word's paragraphs.

use std::collections::HashMap;

use super::super::element::{Child, Element};
use super::inline_style::InlineStyle;
use crate::documents::blocks::ItemMark;
use crate::documents::cleaning::sign_numbers;
use crate::documents::number_forms::NumberForm;

/// A list that is open.
#[derive(Debug, Clone, Copy)]
pub(super) struct OpenHtmlList {
    /// The number of the next item; `None` for bullets.
    next: Option<u32>,
    form: NumberForm,
}

/// An item whose words follow.
#[derive(Debug, Clone, Copy)]
pub(super) struct HtmlItem {
    pub(super) level: usize,
    /// Its sign, until its first paragraph was read.
    pub(super) mark: Option<ItemMark>,
}

impl OpenHtmlList {
    /// Reads `ol` or `ul`.
    pub(super) fn open(element: &Element, style: &InlineStyle) -> Self {
        let is_ordered = &*element.name == "ol";
        let start = element.attribute("start").and_then(|start| start.trim().parse().ok()).unwrap_or(1);
        let form = element.attribute("type").map_or(NumberForm::Figure, NumberForm::from_sign);
        Self { next: is_ordered.then_some(start), form: form_of_style(style).unwrap_or(form) }
    }

    /// Counts an item; returns its sign, and its number as displayed if that is not a figure.
    pub(super) fn count(&mut self, item: &Element, style: &InlineStyle) -> (ItemMark, Option<String>) {
        let Some(next) = self.next else { return (ItemMark::Bullet, None) };
        let number = item.attribute("value").and_then(|value| value.trim().parse().ok()).unwrap_or(next);
        self.next = Some(number.saturating_add(1));
        let form = form_of_style(style).unwrap_or(self.form);
        let shown = (form != NumberForm::Figure).then(|| form.show(number));
        (ItemMark::Number(number), shown)
    }
}

fn form_of_style(style: &InlineStyle) -> Option<NumberForm> {
    Some(match style.get("list-style-type")? {
        "lower-alpha" | "lower-latin" => NumberForm::LowerLetter,
        "upper-alpha" | "upper-latin" => NumberForm::UpperLetter,
        "lower-roman" => NumberForm::LowerRoman,
        "upper-roman" => NumberForm::UpperRoman,
        "decimal" => NumberForm::Figure,
        _ => return None,
    })
}

/// The level of an item as programs write it on `li`, from 0; `None` if they do not.
pub(super) fn stated_level(item: &Element) -> Option<usize> {
    let level = item.attribute("data-aria-level").or_else(|| item.attribute("aria-level"))?;
    level.parse::<usize>().ok()?.checked_sub(1).filter(|level| *level < 20)
}

/// The counts of Word's lists by list and level.
#[derive(Debug, Default)]
pub(super) struct WordLists(HashMap<String, u32>);

/// Word's sign of a paragraph.
pub(super) struct WordSign {
    pub(super) level: usize,
    pub(super) mark: ItemMark,
    /// The sign as displayed, such as `(a)`.
    pub(super) shown: String,
}

impl WordLists {
    /// Reads `mso-list:l0 level2 lfo1` with the sign that Word wrote into the paragraph; `None` for no item.
    pub(super) fn read(&mut self, paragraph: &Element, style: &InlineStyle) -> Option<WordSign> {
        let list = style.get("mso-list")?;
        let level: usize = list.split("level").nth(1)?.split(' ').next()?.parse().ok()?;
        let shown = ignored_text(paragraph)?.replace('\u{a0}', " ").trim().to_owned();
        let numbers = sign_numbers(&shown);
        let following = self.0.get(list).and_then(|number| number.checked_add(1));
        let next = numbers.iter().find(|number| following == Some(**number));
        let number = next.or_else(|| numbers.iter().find(|number| **number == 1)).or_else(|| numbers.first()).copied();
        if let Some(number) = number {
            self.0.insert(list.to_owned(), number);
        }
        let mark = number.map_or(ItemMark::Bullet, ItemMark::Number);
        Some(WordSign { level: level.saturating_sub(1).min(20), mark, shown })
    }
}

/// Returns the text that Word marks as no part of the words: the sign of an item.
fn ignored_text(element: &Element) -> Option<String> {
    element.children.iter().find_map(|child| match child {
        Child::Element(inner) if is_ignored(inner) => Some(inner.text()),
        Child::Element(inner) => ignored_text(inner),
        Child::Text(_) => None,
    })
}

/// Returns whether Word marks an element as no part of the words.
pub(super) fn is_ignored(element: &Element) -> bool {
    let style = element.attribute("style").unwrap_or_default();
    style.replace(' ', "").to_lowercase().contains("mso-list:ignore")
}
