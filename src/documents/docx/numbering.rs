//! The numbering of a Word document, and the counts of its lists (ECMA-376 part 1, 17.9).

use std::collections::{HashMap, HashSet};

use super::element::Element;
use super::style_sheet::Indent;
use crate::documents::number_forms::NumberForm;

/// How many levels a list has.
const LEVELS: usize = 9;

/// A level of a list.
#[derive(Debug, Clone, Default)]
pub(super) struct NumberingLevel {
    start: u32,
    /// Such as `bullet`, `decimal`, `lowerLetter`, `none`.
    format: String,
    /// The sign before the words, such as `(%1)`.
    text: String,
    style: Option<String>,
    pub(super) indent: Indent,
}

/// The levels that lists of one kind share. They share their count, too.
#[derive(Debug, Default)]
struct AbstractNumbering {
    levels: HashMap<usize, NumberingLevel>,
    /// The style in which the levels are defined.
    style_link: Option<String>,
    defined_style: Option<String>,
}

/// A list that paragraphs name.
#[derive(Debug, Default)]
struct NumberingInstance {
    abstract_id: u32,
    restarts: HashMap<usize, u32>,
    levels: HashMap<usize, NumberingLevel>,
}

/// The lists of a document.
#[derive(Debug, Default)]
pub(super) struct Numbering {
    abstracts: HashMap<u32, AbstractNumbering>,
    instances: HashMap<u32, NumberingInstance>,
    counts: HashMap<u32, [Option<u32>; LEVELS]>,
    used_restarts: HashSet<ListLevelKey>,
}

/// A level of a list that paragraphs name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
struct ListLevelKey {
    number: u32,
    level: usize,
}

/// The sign of a paragraph in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct ListSign {
    /// The list that it is counted with.
    pub(super) list: u32,
    pub(super) level: usize,
    /// Its number; `None` for a bullet.
    pub(super) number: Option<u32>,
    /// The number as displayed, such as `(a)`; empty for a bullet.
    pub(super) shown: String,
    pub(super) indent: Indent,
}

impl Numbering {
    /// Reads `word/numbering.xml`.
    pub(super) fn read(root: &Element) -> Self {
        let mut numbering = Self::default();
        for element in root.elements() {
            let id = |name: &str| element.attribute(name).and_then(|id| id.parse::<u32>().ok());
            match &*element.name {
                "abstractNum" => {
                    let Some(id) = id("abstractNumId") else { continue };
                    let levels = element.elements().filter(|child| &*child.name == "lvl").filter_map(read_level);
                    let link = |name: &str| element.child(name)?.attribute("val").map(str::to_owned);
                    let (style_link, defined_style) = (link("numStyleLink"), link("styleLink"));
                    let read = AbstractNumbering { levels: levels.collect(), style_link, defined_style };
                    numbering.abstracts.insert(id, read);
                }
                "num" => {
                    let Some(id) = id("numId") else { continue };
                    numbering.instances.insert(id, read_instance(element));
                }
                _ => {}
            }
        }
        numbering
    }

    /// Returns the levels of a list, where necessary through the style that defines them.
    fn abstract_id(&self, instance: &NumberingInstance) -> u32 {
        let linked = self.abstracts.get(&instance.abstract_id).and_then(|found| found.style_link.as_ref());
        let defining = linked.and_then(|link| {
            let mut all = self.abstracts.iter();
            all.find(|(_, other)| other.defined_style.as_ref() == Some(link)).map(|(id, _)| *id)
        });
        defining.unwrap_or(instance.abstract_id)
    }

    /// Returns the level at which a style is numbered in a list.
    pub(super) fn level_of_style(&self, number: u32, style: &str) -> Option<usize> {
        let instance = self.instances.get(&number)?;
        let levels = &self.abstracts.get(&self.abstract_id(instance))?.levels;
        levels.iter().find(|(_, level)| level.style.as_deref() == Some(style)).map(|(level, _)| *level)
    }

    /// Counts a paragraph and returns its sign; `None` if it has none.
    pub(super) fn count(&mut self, number: u32, level: usize) -> Option<ListSign> {
        let instance = self.instances.get(&number)?;
        let list = self.abstract_id(instance);
        let known = &self.abstracts.get(&list)?.levels;
        let definition = instance.levels.get(&level).or_else(|| known.get(&level))?.clone();
        if definition.format == "none" || (definition.format != "bullet" && !definition.text.contains('%')) {
            let is_sign = definition.format != "none" && !definition.text.trim().is_empty();
            let sign = ListSign { list, level, number: None, shown: String::new(), indent: definition.indent };
            return is_sign.then_some(sign);
        }
        let restart = instance.restarts.get(&level).copied();
        let restart = restart.filter(|_| self.used_restarts.insert(ListLevelKey { number, level }));
        let counts = self.counts.entry(list).or_default();
        let count = counts.get_mut(level)?;
        let next = restart.unwrap_or_else(|| count.map_or(definition.start, |count| count.saturating_add(1)));
        *count = Some(next);
        counts.iter_mut().skip(level + 1).for_each(|below| *below = None);
        if definition.format == "bullet" {
            return Some(ListSign { list, level, number: None, shown: String::new(), indent: definition.indent });
        }
        let shown = self.shown_number(list, &definition.text);
        Some(ListSign { list, level, number: Some(next), shown, indent: definition.indent })
    }

    /// Writes a number as displayed: `%1.%2` with the counts of its levels.
    fn shown_number(&self, list: u32, text: &str) -> String {
        let mut shown = String::new();
        let mut characters = text.chars();
        while let Some(c) = characters.next() {
            let level = if c == '%' { characters.next().and_then(|digit| digit.to_digit(10)) } else { None };
            let Some(level) = level.and_then(|level| usize::try_from(level.checked_sub(1)?).ok()) else {
                shown.push(c);
                continue;
            };
            let count = self.counts.get(&list).and_then(|counts| *counts.get(level)?).unwrap_or(1);
            let format = self.abstracts.get(&list).and_then(|found| found.levels.get(&level));
            shown.push_str(&form_of(format.map_or("decimal", |level| level.format.as_str())).show(count));
        }
        shown.trim().to_owned()
    }
}

fn form_of(format: &str) -> NumberForm {
    match format {
        "lowerLetter" => NumberForm::LowerLetter,
        "upperLetter" => NumberForm::UpperLetter,
        "lowerRoman" => NumberForm::LowerRoman,
        "upperRoman" => NumberForm::UpperRoman,
        _ => NumberForm::Figure,
    }
}

fn read_level(element: &Element) -> Option<(usize, NumberingLevel)> {
    let at: usize = element.attribute("ilvl")?.parse().ok().filter(|level| *level < LEVELS)?;
    let value = |name: &str| element.child(name).and_then(|child| child.attribute("val"));
    let level = NumberingLevel {
        start: value("start").and_then(|start| start.parse().ok()).unwrap_or(1),
        format: value("numFmt").unwrap_or("decimal").to_owned(),
        text: value("lvlText").unwrap_or_default().to_owned(),
        style: value("pStyle").map(str::to_owned),
        indent: Indent::read(element.child("pPr")),
    };
    Some((at, level))
}

fn read_instance(element: &Element) -> NumberingInstance {
    let value = |element: &Element, name: &str| element.child(name)?.attribute("val")?.parse::<u32>().ok();
    let mut instance =
        NumberingInstance { abstract_id: value(element, "abstractNumId").unwrap_or(u32::MAX), ..Default::default() };
    for change in element.elements().filter(|child| &*child.name == "lvlOverride") {
        let Some(level) = change.attribute("ilvl").and_then(|level| level.parse::<usize>().ok()) else { continue };
        if let Some(start) = value(change, "startOverride") {
            instance.restarts.insert(level, start);
        }
        if let Some((at, level)) = change.child("lvl").and_then(read_level) {
            instance.levels.insert(at, level);
        }
    }
    instance
}
