//! Numbers of lists in figures, letters and Roman numbers.

/// How a list shows its numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum NumberForm {
    Figure,
    LowerLetter,
    UpperLetter,
    LowerRoman,
    UpperRoman,
}

impl NumberForm {
    /// Reads the first sign of a form as HTML and OpenDocument say it: `1`, `a`, `A`, `i`, `I`.
    pub(super) fn from_sign(sign: &str) -> Self {
        match sign {
            "a" => Self::LowerLetter,
            "A" => Self::UpperLetter,
            "i" => Self::LowerRoman,
            "I" => Self::UpperRoman,
            _ => Self::Figure,
        }
    }

    /// Writes a number.
    pub(super) fn show(self, number: u32) -> String {
        match self {
            Self::Figure => number.to_string(),
            Self::LowerLetter => letter(number),
            Self::UpperLetter => letter(number).to_uppercase(),
            Self::LowerRoman => roman(number),
            Self::UpperRoman => roman(number).to_uppercase(),
        }
    }
}

fn letter(number: u32) -> String {
    let at = number.saturating_sub(1);
    let letter = char::from_u32(u32::from('a') + at % 26).unwrap_or('a');
    letter.to_string().repeat(usize::try_from(at / 26).unwrap_or(0).min(3) + 1)
}

#[rustfmt::skip]
const ROMAN_STEPS: [(u32, &str); 13] = [
    (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"),
    (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
];

fn roman(number: u32) -> String {
    if number == 0 || number > 3_999 {
        return number.to_string();
    }
    let mut rest = number;
    let mut roman = String::new();
    for (value, digits) in ROMAN_STEPS {
        while rest >= value {
            roman.push_str(digits);
            rest -= value;
        }
    }
    roman
}

#[cfg(test)]
mod tests {
    use super::NumberForm;

    #[test]
    fn numbers_are_shown_in_their_form() {
        for (form, number, shown) in [
            (NumberForm::Figure, 12, "12"),
            (NumberForm::LowerLetter, 1, "a"),
            (NumberForm::UpperLetter, 28, "BB"),
            (NumberForm::LowerRoman, 14, "xiv"),
            (NumberForm::UpperRoman, 1999, "MCMXCIX"),
            (NumberForm::LowerRoman, 0, "0"),
        ] {
            assert_eq!(form.show(number), shown);
        }
    }
}
