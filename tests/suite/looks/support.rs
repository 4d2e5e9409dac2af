//! What letters use is held against what mail programs can, by the tables of caniemail.com.

use std::collections::BTreeSet;

use serde_json::Value;

use super::page::{HtmlElement, declarations, elements, sheets};
use super::{TEMPLATES, everything};

/// What some programs lack, which (by the start of their names), and what their readers see instead.
const EXCEPTIONS: &[(&str, &[&str], &str)] = &[
    (
        "css-at-media",
        &["gmail", "outlook", "yahoo", "samsung", "thunderbird", "protonmail"],
        "all rules stand in elements; a program without it shows the narrow margins, which fit everywhere",
    ),
    (
        "css-at-media-prefers-color-scheme",
        &["gmail", "outlook windows", "yahoo", "thunderbird", "protonmail"],
        "they show the light colours, or darken these by themselves: see contrast.rs",
    ),
    (
        "css-border",
        &["outlook windows"],
        "it is unreliable on blocks, not on cells: call-outs are cells, a quotation keeps its indent and its slant",
    ),
    ("css-border-radius", &["outlook windows", "yahoo"], "a button has square corners"),
    ("css-color-scheme", &["gmail", "outlook", "yahoo", "protonmail"], "the light colours are shown"),
    (
        "css-display",
        &["gmail", "outlook windows", "yahoo"],
        "`block` and `inline-block` are known but to Word, for which the button carries its room as characters",
    ),
    (
        "css-display-none",
        &["gmail mobile-webmail", "outlook windows"],
        "only the preheader is hidden, which is no image and holds no table; Word has `mso-hide`",
    ),
    (
        "css-font-size",
        &["outlook windows", "yahoo", "samsung"],
        "only `rem` and shares are lacking: all sizes are in px",
    ),
    ("css-font-weight", &["outlook windows", "yahoo"], "only numbers are lacking: all weights are `normal` or `bold`"),
    (
        "css-height",
        &["outlook windows", "yahoo"],
        "it is set on images and rules alone, which have the attribute or need none",
    ),
    (
        "css-important",
        &["gmail", "outlook windows", "yahoo", "protonmail"],
        "it stands, with a space before it, only in sheets that these programs drop as a whole or heed",
    ),
    ("css-line-height", &["outlook windows"], "only lengths are strange: all values are plain numbers"),
    (
        "css-margin",
        &["gmail", "outlook", "yahoo"],
        "`auto` and less than nothing are lacking: for Word the sheet stands within a table of its own",
    ),
    ("css-max-width", &["outlook windows"], "for Word the sheet stands within a table 600 pixels wide"),
    ("css-padding", &["outlook windows"], "cells have it; elsewhere see `room_for_word`"),
    (
        "css-selector-attribute",
        &["gmail", "outlook", "yahoo", "protonmail"],
        "it serves Apple's links to dates, and Outlook's own marks, which Outlook knows",
    ),
    (
        "css-hyphens",
        &["gmail", "outlook", "yahoo", "thunderbird", "protonmail"],
        "the long words of headings go to the next line, or are broken without a hyphen",
    ),
    ("css-selector-class", &["gmail", "protonmail"], "all rules stand in elements"),
    ("css-selector-descendant", &["gmail", "protonmail"], "all rules stand in elements"),
    ("css-text-align", &["gmail", "outlook", "yahoo", "samsung"], "only `start`, `end` and `match-parent` are lacking"),
    (
        "css-text-decoration",
        &["gmail", "outlook windows", "protonmail"],
        "only lines of several kinds at once are lacking",
    ),
    (
        "css-white-space",
        &["gmail", "outlook windows", "yahoo", "samsung"],
        "code is wrapped or runs on; a figure may break, which it has no space for",
    ),
    ("css-width", &["outlook windows"], "tables have it; cells and images have the attribute as well"),
    (
        "css-word-break",
        &["gmail", "outlook", "apple-mail", "yahoo", "samsung", "protonmail"],
        "it only breaks what is longer than a line, such as a bare address; else the line is long",
    ),
    ("html-align", &["outlook macos", "protonmail"], "only images and tables lack it: cells have it"),
    (
        "html-anchor-links",
        &["gmail ios", "yahoo", "samsung", "protonmail ios"],
        "the sections have numbers, by which one finds them",
    ),
    ("html-aria-hidden", &["yahoo", "thunderbird"], "the day is read out twice"),
    ("html-aria-label", &["yahoo", "thunderbird"], "the letter is read out without its name"),
    (
        "html-body",
        &["gmail", "outlook", "yahoo", "protonmail"],
        "it becomes a `div`; within it stands one of ours with all that matters",
    ),
    ("html-dir", &["gmail mobile-webmail", "outlook windows"], "letters run from left to right by themselves"),
    ("html-doctype", &["outlook windows", "yahoo", "samsung", "thunderbird", "protonmail"], "nothing leans on it"),
    ("html-height", &["outlook windows"], "images are a little small on screens of 120 dpi"),
    ("html-img", &["thunderbird"], "images from the web are asked for first: ours come with the letter"),
    ("html-lang", &["yahoo"], "only cells lack it: the letter's own `div` has it"),
    (
        "html-lists",
        &["gmail", "outlook", "yahoo"],
        "only `reversed` and `value` are lacking, which Markdown does not write",
    ),
    (
        "html-meta-color-scheme",
        &["gmail", "outlook", "apple-mail ios", "yahoo", "samsung", "protonmail"],
        "`:root` says it as well",
    ),
    ("html-role", &["yahoo"], "tables, where it matters, have it there, too"),
    ("html-style", &["gmail", "outlook windows", "protonmail"], "all rules stand in elements"),
    ("html-width", &["outlook windows"], "only shares of images are strange: images have pixels"),
];

/// What is older than the tables, and known to all.
const OLD: &[&str] = &[
    "id",
    "colspan",
    "html",
    "head",
    "title",
    "meta",
    "a",
    "br",
    "em",
    "sup",
    "class",
    "href",
    "src",
    "alt",
    "border",
    "scope",
    "style",
    "name",
    "content",
    "charset",
    "xml:lang",
    "xmlns:o",
    "aria-roledescription",
    "color",
];

/// What only those programs read that it is meant for.
const KNOWN_EXTRAS: &[&str] = &["supported-color-schemes"];

struct SupportTables(Value);

impl SupportTables {
    fn read() -> Self {
        Self(serde_json::from_str(include_str!("caniemail.json")).expect("JSON"))
    }

    fn has(&self, feature: &str) -> bool {
        self.0["features"][feature].is_string()
    }

    /// Returns the programs that do not wholly support a feature.
    fn lacking(&self, feature: &str) -> Vec<&str> {
        let letters = self.0["features"][feature].as_str().expect("a feature of the tables");
        let programs = self.0["clients"].as_array().expect("programs");
        let lacking = programs.iter().zip(letters.chars()).filter(|(_, letter)| *letter != 'y');
        lacking.map(|(program, _)| program.as_str().expect("a name")).collect()
    }

    /// Returns the feature of which a property is one: that of its name, or of the start of its name.
    fn property(&self, name: &str) -> String {
        let mut start = name;
        loop {
            let feature = format!("css-{start}");
            if self.has(&feature) {
                return feature;
            }
            start = start.rsplit_once('-').unwrap_or_else(|| panic!("the tables do not know `{name}`")).0;
        }
    }
}

/// Adds what declarations use.
fn styled(tables: &SupportTables, style: &str, used: &mut BTreeSet<String>) {
    for (property, value) in declarations(style) {
        if property.starts_with("mso-") || OLD.contains(&property) || KNOWN_EXTRAS.contains(&property) {
            continue;
        }
        used.insert(match (property, value.trim_end_matches("!important").trim()) {
            ("display", "none") => "css-display-none".to_owned(),
            _ => tables.property(property),
        });
        if value.contains("!important") {
            used.insert("css-important".to_owned());
        }
        for word in value.split([' ', ',']) {
            let unit = word.trim_start_matches(|c: char| c.is_ascii_digit() || c == '.');
            if unit.len() < word.len() && !unit.is_empty() {
                used.insert(format!("css-unit-{}", if unit == "%" { "percent" } else { unit }));
            }
            assert!(!word.contains('(') && !word.contains("url"), "`{value}` is no plain value");
        }
    }
}

/// Adds what a sheet uses that stays in the head.
fn kept(tables: &SupportTables, sheet: &str, used: &mut BTreeSet<String>) {
    for rule in sheet.replace("!important", "").split_inclusive(['{', '}']) {
        let rule = rule.trim();
        if let Some(style) = rule.strip_suffix('}') {
            styled(tables, style, used);
        } else if let Some(query) = rule.strip_prefix("@media") {
            used.insert("css-at-media".to_owned());
            if query.contains("prefers-color-scheme") {
                used.insert("css-at-media-prefers-color-scheme".to_owned());
            }
        } else if let Some(selectors) = rule.strip_suffix('{') {
            for selector in selectors.split(',').map(str::trim) {
                let signs = [
                    (" ", "descendant"),
                    (".", "class"),
                    ("[", "attribute"),
                    (">", "child"),
                    ("+", "adjacent-sibling"),
                ];
                let found = signs.iter().filter(|(sign, _)| selector.contains(sign));
                used.extend(found.map(|(_, name)| format!("css-selector-{name}")));
            }
        }
    }
    if sheet.contains("!important") {
        used.insert("css-important".to_owned());
    }
}

/// Adds what an element is and says of itself.
fn marked(tables: &SupportTables, element: &HtmlElement, used: &mut BTreeSet<String>) {
    let name = element.name.as_str();
    let feature = match name {
        "table" | "thead" | "tbody" | "tr" | "td" | "th" => "html-table".to_owned(),
        "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => "html-h1-h6".to_owned(),
        "ul" | "ol" | "li" => "html-lists".to_owned(),
        other => format!("html-{other}"),
    };
    if !OLD.contains(&name) {
        assert!(tables.has(&feature), "the tables do not know <{name}>");
        used.insert(feature);
    }
    for (attribute, value) in &element.attributes {
        if attribute == "href" && value.starts_with('#') {
            used.insert("html-anchor-links".to_owned());
        }
        if attribute == "href" && value.starts_with("mailto:") {
            used.insert("html-mailto-links".to_owned());
        }
        if (name, attribute.as_str(), value.as_str()) == ("meta", "name", "color-scheme") {
            used.insert("html-meta-color-scheme".to_owned());
        }
        if !OLD.contains(&attribute.as_str()) {
            let feature = format!("html-{attribute}");
            assert!(tables.has(&feature), "the tables do not know the attribute `{attribute}`");
            used.insert(feature);
        }
    }
    styled(tables, element.attributes.get("style").map_or("", String::as_str), used);
}

fn used(tables: &SupportTables) -> BTreeSet<String> {
    let mut used = BTreeSet::from(["html-doctype", "html-comments", "html-style"].map(str::to_owned));
    for template in TEMPLATES {
        let html = everything(template).1.html;
        for element in elements(&html).iter().filter(|element| element.name != "style") {
            marked(tables, element, &mut used);
        }
        for sheet in sheets(&html) {
            kept(tables, sheet, &mut used);
        }
    }
    used
}

#[test]
fn used_features_are_supported_or_excepted() {
    let tables = SupportTables::read();
    let used = used(&tables);
    assert!(used.len() > 50, "{used:?}");
    for feature in &used {
        let lacking = tables.lacking(feature);
        let exception = EXCEPTIONS.iter().find(|(name, ..)| name == feature);
        let (_, starts, _) = exception.unwrap_or(&("", &[], ""));
        let unnamed: Vec<_> =
            lacking.iter().filter(|program| !starts.iter().any(|start| program.starts_with(start))).collect();
        assert!(unnamed.is_empty(), "{feature} is not known to {unnamed:?}");
        let idle = starts.iter().filter(|start| !lacking.iter().any(|program| program.starts_with(*start)));
        assert_eq!(idle.collect::<Vec<_>>(), [""; 0].iter().collect::<Vec<_>>(), "{feature}");
    }
    let stale = EXCEPTIONS.iter().filter(|(name, ..)| !used.contains(*name));
    assert_eq!(stale.map(|(name, ..)| *name).collect::<Vec<_>>(), [""; 0]);
}

#[test]
fn unsupported_features_are_detected() {
    let tables = SupportTables::read();
    let lacks = |style: &str| {
        let mut used = BTreeSet::new();
        styled(&tables, style, &mut used);
        used.iter()
            .any(|feature| !tables.lacking(feature).is_empty() && !EXCEPTIONS.iter().any(|(name, ..)| name == feature))
    };
    for style in
        ["box-shadow:0 0 2px #000000", "font-size:1rem", "display:block;opacity:0.5", "position:relative", "gap:3px"]
    {
        assert!(lacks(style), "{style}");
    }
    assert!(!lacks("margin:0 0 16px 0;color:#000000;font-size:17px"));
}

/// The elements that have room within them although Word gives it to cells alone, and what Word's readers see.
const WORD_FALLBACKS: &[(&str, &str)] = &[
    ("sheet", "the page ends where the letter does"),
    ("button", "the partial carries its room as characters"),
    ("quiet", "it is a bold link there"),
    ("ul", "Word indents lists by itself"),
    ("ol", "Word indents lists by itself"),
    ("blockquote", "Word indents quotations by itself"),
    ("pre", "code has no room around it"),
];

#[test]
fn outlook_word_fallbacks_are_present() {
    for template in TEMPLATES {
        let html = everything(template).1.html;
        let ghosts = html.matches("<!--[if mso]>").count();
        assert_eq!(ghosts, html.matches("<![endif]-->").count());
        assert!(html.contains("<!--[if mso]><table role=\"presentation\" width=\"100%\""));
        let page = elements(&html);
        let mut excused = BTreeSet::new();
        for element in &page {
            let name = element.name.as_str();
            let style = element.style();
            let has = |property: &str| style.iter().any(|(name, _)| *name == property);
            if has("padding") && !matches!(name, "td" | "th" | "body") {
                let excuse = WORD_FALLBACKS.iter().find(|(what, _)| *what == name || element.has_class(what));
                excused
                    .insert(excuse.unwrap_or_else(|| panic!("<{name}> has room that Word does not give: {style:?}")).0);
            }
            let width = element.attributes.get("width").map(String::as_str);
            match name {
                "table" => {
                    assert!(width == Some("100%"), "{element:?}");
                    let layout = element.attributes.get("role").is_some_and(|role| role == "presentation");
                    assert!(layout != element.has_class("table"), "a table is for layout or for data: {element:?}");
                    assert!(!has("padding") && !has("max-width"), "{element:?}");
                }
                "img" => {
                    assert!(
                        width.is_some_and(|width| width.parse::<u32>().is_ok_and(|width| width <= 520)),
                        "{element:?}"
                    );
                    assert!(element.attributes.contains_key("alt"), "{element:?}");
                }
                "th" => assert!(element.attributes.contains_key("scope"), "{element:?}"),
                _ => {}
            }
        }
        assert_eq!(excused.len(), WORD_FALLBACKS.len(), "{excused:?}");
    }
}

#[test]
fn markup_is_accessible_to_screen_readers() {
    for template in TEMPLATES {
        let html = everything(template).1.html;
        let page = elements(&html);
        let all = |name: &str| page.iter().filter(|element| element.name == name).collect::<Vec<_>>();
        assert_eq!(all("h1").len(), 1);
        assert!(all("title")[0].text.contains("Everything that a letter can hold"));
        for element in [all("html")[0], all("div")[0]] {
            assert_eq!(element.attributes.get("lang").map(String::as_str), Some("en-GB"));
            assert_eq!(element.attributes.get("dir").map(String::as_str), Some("ltr"));
        }
        assert_eq!(all("div")[0].attributes.get("role").map(String::as_str), Some("article"));
        let sheets: usize = sheets(&html).iter().map(|sheet| sheet.len()).sum();
        assert!(sheets < 16_000, "Gmail drops sheets beyond 16 kB: {sheets}");
        assert!(html.len() < 40_000, "{}", html.len());
    }
}
