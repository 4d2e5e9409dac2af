//! Numbers formatted for people.

/// Formats a number with thousands separators.
#[must_use]
pub fn format_number(count: u64) -> String {
    let digits = count.to_string();
    let mut text = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// Formats a number with its noun: `1 copy`, `1,204 copies`.
#[must_use]
pub fn format_count(count: u64, one: &str, many: &str) -> String {
    format!("{} {}", format_number(count), if count == 1 { one } else { many })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_have_thousands_separators() {
        assert_eq!(format_number(0), "0");
        assert_eq!(format_number(140), "140");
        assert_eq!(format_number(1_204), "1,204");
        assert_eq!(format_number(12_345_678), "12,345,678");
        assert_eq!(format_count(1, "copy", "copies"), "1 copy");
        assert_eq!(format_count(0, "copy", "copies"), "0 copies");
    }
}
