//! Parses numbers in text values.

/// Parses a number with a decimal point, or with a decimal comma if it is unambiguous. `1,234` is ambiguous.
pub(super) fn decimal(text: &str) -> Option<f64> {
    let text = text.trim();
    let number = match text.split_once(',') {
        None => text.parse::<f64>(),
        Some((whole, part)) => format!("{}.{}", grouped(whole)?, decimals(part)?).parse(),
    };
    number.ok().filter(|number| number.is_finite())
}

/// Removes the dots between thousands from a whole number.
fn grouped(whole: &str) -> Option<String> {
    let digits = whole.strip_prefix(['-', '+']).unwrap_or(whole);
    let mut groups = digits.split('.');
    let first = groups.next().filter(|first| are_digits(first))?;
    let right = |group: &str| are_digits(group) && group.len() == 3;
    let alone = first.len() == digits.len();
    ((alone || first.len() <= 3) && groups.all(right)).then(|| whole.replace('.', ""))
}

fn decimals(part: &str) -> Option<&str> {
    (are_digits(part) && part.len() <= 2).then_some(part)
}

fn are_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::decimal;

    #[test]
    fn unambiguous_comma_is_decimal_point() {
        for (text, number) in [
            ("20", Some(20.0)),
            (" 20.50 ", Some(20.5)),
            ("1.234", Some(1.234)),
            ("1e3", Some(1_000.0)),
            ("20,00", Some(20.0)),
            ("-3,5", Some(-3.5)),
            ("+0,25", Some(0.25)),
            ("1234,50", Some(1_234.5)),
            ("1.234,50", Some(1_234.5)),
            ("12.345.678,9", Some(12_345_678.9)),
            ("1,234", None),
            ("1,234.50", None),
            ("1,2,3", None),
            ("1.23,45", None),
            ("1234.567,8", None),
            (".234,5", None),
            ("1..234,5", None),
            (",5", None),
            ("5,", None),
            ("20,00 €", None),
            ("20,-", None),
            ("2 0,0", None),
            ("1e3,5", None),
            ("--3,5", None),
            ("inf", None),
            ("", None),
        ] {
            assert_eq!(decimal(text), number, "{text}");
        }
    }
}
