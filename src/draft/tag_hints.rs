//! What people mean who write a tag as another program has it.

use crate::model::closest_match;

/// The signs by which other programs compare, with our helpers.
const COMPARISONS: &[(&str, &str)] = &[
    ("===", "eq"),
    ("!==", "ne"),
    ("==", "eq"),
    ("!=", "ne"),
    (">=", "gte"),
    ("<=", "lte"),
    ("=", "eq"),
    (">", "gt"),
    ("<", "lt"),
];

/// Returns what to write for a tag that cannot be read; `rest` is the line from the tag's braces on.
pub(super) fn unreadable_tag_hint<'f>(rest: &str, fields: impl Iterator<Item = &'f str>) -> Option<String> {
    let inner = rest.trim_start_matches('{').split("}}").next()?.trim();
    comparison_hint(inner).or_else(|| field_meant(inner, fields).map(|name| format!("did you mean `{{{{{name}}}}}`?")))
}

/// Returns the field whose name differs in case, spaces and underscores alone, also with the name of a group before it.
pub(super) fn field_meant<'f>(written: &str, fields: impl Iterator<Item = &'f str>) -> Option<&'f str> {
    let last = written.rsplit('.').next().unwrap_or(written);
    let (whole, last) = (fold(written), fold(last));
    let fields: Vec<_> = fields.collect();
    let of = |wanted: &str| fields.iter().copied().find(|name| !wanted.is_empty() && fold(name) == wanted);
    of(&whole).or_else(|| of(&last)).or_else(|| {
        let lower = written.to_lowercase();
        if lower == written { None } else { closest_match(&lower, fields.iter().copied()) }
    })
}

fn fold(name: &str) -> String {
    name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// Returns a comparison as our helpers have it.
fn comparison_hint(inner: &str) -> Option<String> {
    let (start, condition) = ["#if ", "#unless ", "else if "].iter().find_map(|start| {
        let rest = inner.strip_prefix(start)?;
        Some((*start, rest.trim().trim_start_matches('(').trim_end_matches(')')))
    })?;
    let (at, sign, helper) =
        COMPARISONS.iter().find_map(|(sign, helper)| Some((condition.find(sign)?, sign, helper)))?;
    let (field, value) = (condition[..at].trim(), condition[at + sign.len()..].trim());
    let is_simple = |side: &str| !side.is_empty() && !side.contains(['=', '<', '>', '&', '|', '(', ')']);
    let is_field = field.chars().all(|c| c.is_alphanumeric() || c == '_' || c == '.');
    (is_simple(field) && is_simple(value) && is_field)
        .then(|| format!("write it as `{{{{{start}({helper} {field} {value})}}}}`"))
}

#[cfg(test)]
mod tests {
    use super::unreadable_tag_hint;

    #[test]
    fn tag_of_another_program_is_said_in_our_way() {
        for (tag, hint) in [
            ("{{#if town == \"Leeds\"}} x", Some("write it as `{{#if (eq town \"Leeds\")}}`")),
            ("{{#if (town != 'Leeds')}}", Some("write it as `{{#if (ne town 'Leeds')}}`")),
            ("{{else if age >= 18}}", Some("write it as `{{else if (gte age 18)}}`")),
            ("{{#if a == 1 && b == 2}}", None),
            ("{{ .Subscriber.FirstName }}", Some("did you mean `{{first_name}}`?")),
            ("{{First Name}}", Some("did you mean `{{first_name}}`?")),
            ("{{ .Shoe }}", None),
        ] {
            assert_eq!(unreadable_tag_hint(tag, ["town", "first_name"].into_iter()).as_deref(), hint, "{tag}");
        }
    }
}
