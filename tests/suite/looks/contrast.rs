//! Every word of a letter can be read, by light and in the dark.

use std::collections::BTreeSet;

use circular::email_html::inline_css;

use super::colour::{ColorRole, RgbColor};
use super::page::{HtmlElement, elements, sheets};
use super::{COLORS, TEMPLATES, everything, everything_in};

/// The least contrast of text (WCAG 2.2, success criterion 1.4.3).
const MIN_CONTRAST: f64 = 4.5;

/// A word's colour, and that on which it stands, with the element.
struct ColorPair<'p> {
    element: &'p HtmlElement,
    text: &'p str,
    ground: &'p str,
}

fn declared<'p>(page: &'p [HtmlElement], at: usize, properties: &[&str]) -> &'p str {
    let mut at = Some(at);
    while let Some(element) = at.map(|at| &page[at]) {
        let style = element.style();
        if let Some((_, value)) = style.iter().rev().find(|(property, _)| properties.contains(property)) {
            return value.trim_end_matches("!important").trim();
        }
        at = element.parent;
    }
    panic!("no colour is declared for <{}>", page[0].name)
}

fn pairs(page: &[HtmlElement]) -> Vec<ColorPair<'_>> {
    let shown = |mut at: usize| {
        while page[at].name != "body" {
            if page[at].style().contains(&("display", "none")) {
                return false;
            }
            let Some(parent) = page[at].parent else { return false };
            at = parent;
        }
        true
    };
    let is_blank = |text: &str| text.replace("&nbsp;", "").trim().is_empty();
    let spoken = |at: &usize| (!is_blank(&page[*at].text) || page[*at].name == "img") && shown(*at);
    (0..page.len())
        .filter(spoken)
        .map(|at| ColorPair {
            element: &page[at],
            text: declared(page, at, &["color"]),
            ground: declared(page, at, &["background-color", "background"]),
        })
        .collect()
}

/// Returns the page as a program shows it that heeds the rules found between `rules`' two ends.
fn heeding(html: &str, rules: &str) -> String {
    let body = html.split_once("<body").expect("a body").1;
    inline_css(&format!("<html><head><style>{rules}</style></head><body{body}")).expect("it can be inlined")
}

fn faint(html: &str, template: &str, change: impl Fn(RgbColor, ColorRole) -> RgbColor) -> Vec<String> {
    let page = elements(html);
    let pairs = pairs(&page);
    // Were these not seen, the page would not have been read.
    for class in [
        "button",
        "quiet",
        "leaf-day",
        "aside",
        "number",
        "before",
        "caption",
        "by",
        "foot",
        "way",
        "name",
        "issue-line",
    ] {
        let expected = template == "notice" || !["leaf-day", "aside"].contains(&class);
        let seen = page.iter().any(|element| element.has_class(class));
        assert_eq!(seen, expected, "{template}: {class}");
    }
    assert!(pairs.len() > 40, "{template}: only {} words", pairs.len());
    let mut faint = BTreeSet::new();
    for pair in pairs {
        let (text, ground) = (
            change(RgbColor::read(pair.text), ColorRole::Text),
            change(RgbColor::read(pair.ground), ColorRole::Ground),
        );
        let ratio = text.contrast(ground);
        if ratio < MIN_CONTRAST {
            let HtmlElement { name, attributes, .. } = pair.element;
            let class = attributes.get("class").map_or("", String::as_str);
            faint.insert(format!("{template}: <{name} class={class}> {} on {} is {ratio:.2}", pair.text, pair.ground));
        }
    }
    faint.into_iter().collect()
}

fn for_each(change: impl Fn(&str) -> String, darken: impl Fn(RgbColor, ColorRole) -> RgbColor) {
    let mut faint_pairs = Vec::new();
    for (template, color) in TEMPLATES.into_iter().flat_map(|template| COLORS.map(|color| (template, color))) {
        faint_pairs.extend(faint(&change(&everything_in(template, color).1.html), template, &darken));
    }
    assert!(faint_pairs.is_empty(), "{}", faint_pairs.join("\n"));
}

#[test]
fn light_mode_contrast_is_sufficient() {
    for_each(str::to_owned, |colour, _| colour);
}

#[test]
fn system_dark_mode_contrast_is_sufficient() {
    for_each(
        |html| {
            let sheets = sheets(html);
            let (_, rules) =
                sheets.iter().find_map(|sheet| sheet.split_once("(prefers-color-scheme:dark){")).expect("dark rules");
            let dark = heeding(html, rules.rsplit_once('}').expect("the block ends").0);
            assert!(dark.contains("#14161a"), "the page is dark");
            dark
        },
        |colour, _| colour,
    );
}

#[test]
fn outlook_dark_mode_contrast_is_sufficient() {
    for_each(
        |html| {
            let sheets = sheets(html);
            let rules = sheets.iter().find(|sheet| sheet.contains("[data-ogsc] ")).expect("rules for Outlook");
            heeding(html, &rules.replace("[data-ogsc] ", "").replace("[data-ogsb] ", ""))
        },
        |colour, _| colour,
    );
}

#[test]
fn lightness_inversion_contrast_is_sufficient() {
    for_each(str::to_owned, RgbColor::darkened_by_lightness);
}

#[test]
fn gmail_dark_mode_contrast_is_sufficient() {
    for_each(str::to_owned, RgbColor::darkened_by_gmail);
}

/// `KMail` gives links its own colour, but not what is within a link.
const KMAIL_LINK_COLOUR: &str = "#0000ff";

#[test]
fn button_words_keep_their_colour_in_kmail() {
    let dark = |html: &str| {
        let sheets = sheets(html);
        let rules = sheets.iter().find_map(|sheet| sheet.split_once("(prefers-color-scheme:dark){")).expect("rules").1;
        heeding(html, rules.rsplit_once('}').expect("the block ends").0)
    };
    for template in TEMPLATES {
        let html = everything(template).1.html;
        for (html, words) in [(html.clone(), "#ffffff"), (dark(&html), "#ffffff")] {
            let mut page = elements(&html);
            for link in page.iter_mut().filter(|element| element.name == "a") {
                let style = link.attributes.entry("style".to_owned()).or_default();
                style.extend([";color:", KMAIL_LINK_COLOUR]);
            }
            let within_button = |pair: &ColorPair<'_>| {
                pair.element.has_class("button") || pair.element.parent.is_some_and(|at| page[at].has_class("button"))
            };
            let pairs: Vec<_> = pairs(&page).into_iter().filter(within_button).collect();
            assert!(!pairs.is_empty() && pairs.iter().all(|pair| pair.text == words), "{template}: {words}");
        }
    }
}
