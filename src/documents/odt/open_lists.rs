//! The styles of lists in an OpenDocument text, and the counts of its lists.

use std::collections::HashMap;

use super::element::Element;
use crate::documents::blocks::ItemMark;
use crate::documents::number_forms::NumberForm;

/// How many levels a list has.
const LEVELS: usize = 10;

/// A level of a list style.
#[derive(Debug, Clone, Copy)]
struct OpenLevel {
    /// Its numbers; `None` for bullets.
    form: Option<NumberForm>,
    start: u32,
    has_sign: bool,
}

/// The last numbers of a list by level.
type LevelCounts = [Option<u32>; LEVELS];

/// The list styles, and how far the lists were counted.
#[derive(Debug, Default)]
pub(super) struct OpenLists {
    styles: HashMap<String, HashMap<usize, OpenLevel>>,
    by_id: HashMap<String, LevelCounts>,
    by_style: HashMap<String, LevelCounts>,
}

/// The list that is read.
#[derive(Debug, Clone, Default)]
pub(super) struct CurrentList {
    pub(super) style: String,
    id: String,
    counts: LevelCounts,
}

/// The sign of an item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct OpenSign {
    pub(super) mark: ItemMark,
    /// Its number as displayed if that is not a figure.
    pub(super) shown: Option<String>,
}

impl OpenLists {
    /// Adds the list styles of a part.
    pub(super) fn add(&mut self, root: &Element) {
        for group in ["office:styles", "office:automatic-styles"] {
            let Some(group) = root.child(group) else { continue };
            for style in group.elements().filter(|style| &*style.name == "text:list-style") {
                let levels = style.elements().filter_map(read_level).collect();
                self.styles.insert(style.attribute("style:name").unwrap_or_default().to_owned(), levels);
            }
        }
    }

    /// Begins an outermost list: it counts from its start, or goes on from another.
    pub(super) fn begin(&self, list: &Element) -> CurrentList {
        let style = list.attribute("text:style-name").unwrap_or_default().to_owned();
        let id = list.attribute("xml:id").unwrap_or_default().to_owned();
        let other = list.attribute("text:continue-list").and_then(|id| self.by_id.get(id));
        let is_continued = list.attribute("text:continue-numbering") == Some("true");
        let counts = other.or_else(|| self.by_style.get(&style).filter(|_| is_continued)).copied();
        CurrentList { style, id, counts: counts.unwrap_or_default() }
    }

    /// Keeps the counts of a list that ends.
    pub(super) fn end(&mut self, list: CurrentList) {
        if !list.id.is_empty() {
            self.by_id.insert(list.id, list.counts);
        }
        self.by_style.insert(list.style, list.counts);
    }

    /// Counts an item and returns its sign; `None` if its level has none.
    pub(super) fn count(&self, list: &mut CurrentList, level: usize, item: &Element) -> Option<OpenSign> {
        let definition = self.styles.get(&list.style).and_then(|levels| levels.get(&level));
        let definition = definition.copied().unwrap_or(OpenLevel { form: None, start: 1, has_sign: true });
        let count = list.counts.get_mut(level)?;
        let start = item.attribute("text:start-value").and_then(|start| start.parse().ok());
        let next = start.unwrap_or_else(|| count.map_or(definition.start, |count| count.saturating_add(1)));
        *count = Some(next);
        list.counts.iter_mut().skip(level + 1).for_each(|below| *below = None);
        if !definition.has_sign {
            return None;
        }
        let Some(form) = definition.form else { return Some(OpenSign { mark: ItemMark::Bullet, shown: None }) };
        let shown = (form != NumberForm::Figure).then(|| form.show(next));
        Some(OpenSign { mark: ItemMark::Number(next), shown })
    }
}

fn read_level(element: &Element) -> Option<(usize, OpenLevel)> {
    let level = element.attribute("text:level")?.parse::<usize>().ok()?.checked_sub(1)?;
    let start = element.attribute("text:start-value").and_then(|start| start.parse().ok()).unwrap_or(1);
    let read = match &*element.name {
        "text:list-level-style-number" => {
            let format = element.attribute("style:num-format").unwrap_or_default();
            OpenLevel { form: Some(NumberForm::from_sign(format)), start, has_sign: !format.is_empty() }
        }
        "text:list-level-style-bullet" | "text:list-level-style-image" => {
            let sign = element.attribute("text:bullet-char").unwrap_or("•");
            OpenLevel { form: None, start, has_sign: !sign.trim().is_empty() }
        }
        _ => return None,
    };
    Some((level, read))
}
