//! The properties of a style attribute or a rule, as far as a letter keeps them.

/// The declarations of a style, by their names in small letters.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct InlineStyle(Vec<StyleDeclaration>);

#[derive(Debug, Clone, PartialEq, Eq)]
struct StyleDeclaration {
    name: String,
    value: String,
}

impl InlineStyle {
    /// Reads `name: value; …`.
    pub(super) fn parse(text: &str) -> Self {
        let mut declarations = Vec::new();
        for declaration in split_outside_quotes(text) {
            let Some((name, value)) = declaration.split_once(':') else { continue };
            let value = value.split("!important").next().unwrap_or_default().trim().to_lowercase();
            declarations.push(StyleDeclaration { name: name.trim().to_lowercase(), value });
        }
        Self(declarations)
    }

    /// Returns a property; of several, the last one is used.
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.0.iter().rev().find(|declaration| declaration.name == name).map(|declaration| declaration.value.as_str())
    }

    /// Adds declarations that come before those already there.
    pub(super) fn extend(&mut self, other: &Self) {
        self.0.extend(other.0.iter().cloned());
    }

    /// Returns whether nobody sees what has this style.
    pub(super) fn is_hidden(&self) -> bool {
        let is = |name: &str, values: &[&str]| self.get(name).is_some_and(|value| values.contains(&value));
        let is_nothing = |name: &str| is(name, &["0", "0px", "0pt", "0em", "0.0pt"]);
        is("display", &["none"])
            || is("visibility", &["hidden", "collapse"])
            || is("mso-hide", &["all"])
            || is("opacity", &["0", "0.0"])
            || is("color", &["transparent"])
            || is_nothing("font-size")
            // The line behind the subject, in a mail.
            || (is("overflow", &["hidden"]) && (is_nothing("max-height") || is_nothing("height")))
    }

    /// Returns whether words are bold; `None` if the style does not say.
    pub(super) fn is_bold(&self) -> Option<bool> {
        let weight = self.get("font-weight")?;
        Some(matches!(weight, "bold" | "bolder") || weight.parse::<u32>().is_ok_and(|weight| weight >= 600))
    }

    pub(super) fn is_slanted(&self) -> Option<bool> {
        self.get("font-style").map(|style| style.starts_with("italic") || style.starts_with("oblique"))
    }

    pub(super) fn is_struck(&self) -> Option<bool> {
        let line = self.get("text-decoration").or_else(|| self.get("text-decoration-line"))?;
        Some(line.contains("line-through"))
    }

    pub(super) fn is_upper_case(&self) -> Option<bool> {
        self.get("text-transform").map(|transform| transform == "uppercase")
    }

    /// Returns a length in twentieths of a point.
    pub(super) fn length(&self, name: &str) -> Option<i32> {
        to_twips(self.get(name)?)
    }

    /// Returns the left margin in twentieths of a point, from any of its properties.
    pub(super) fn left_margin(&self) -> Option<i32> {
        let of_all = || {
            let sides: Vec<&str> = self.get("margin")?.split_whitespace().collect();
            to_twips(sides.get(3).or_else(|| sides.get(1)).or_else(|| sides.first())?)
        };
        self.length("margin-left").or_else(|| self.length("margin-inline-start")).or_else(of_all)
    }

    /// Returns the size of words in half points.
    pub(super) fn font_size(&self) -> Option<u32> {
        u32::try_from(self.length("font-size")? / 10).ok()
    }
}

/// Converts a length to twentieths of a point.
fn to_twips(value: &str) -> Option<i32> {
    let end = value.find(|c: char| !(c.is_ascii_digit() || matches!(c, '.' | '-'))).unwrap_or(value.len());
    let number: f64 = value.get(..end)?.parse().ok()?;
    let factor = match value.get(end..)?.trim() {
        "pt" => 20.0,
        "px" | "" => 15.0,
        "in" => 1_440.0,
        "cm" => 567.0,
        "mm" => 56.7,
        "em" | "rem" => 240.0,
        _ => return None,
    };
    #[expect(clippy::cast_possible_truncation, reason = "a cast of a float saturates")]
    let twips = (number * factor).clamp(-100_000.0, 100_000.0) as i32;
    Some(twips)
}

fn split_outside_quotes(text: &str) -> Vec<&str> {
    let mut parts = Vec::new();
    let mut quote = None;
    let mut start = 0;
    for (at, c) in text.char_indices() {
        match (quote, c) {
            (None, '"' | '\'') => quote = Some(c),
            (Some(open), c) if c == open => quote = None,
            (None, ';') => {
                parts.push(&text[start..at]);
                start = at + 1;
            }
            _ => {}
        }
    }
    parts.push(&text[start..]);
    parts
}
