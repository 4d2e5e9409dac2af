//! A reply from an SMTP server.

use std::fmt;

/// A server's reply to a command (RFC 5321 §4.2), joined to one line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reply {
    /// The three-digit code.
    pub code: u16,
    /// The text after the code, beginning with the enhanced code if there is one (RFC 3463).
    pub text: String,
}

impl Reply {
    /// Returns the enhanced status code at the start of the text as class, subject and detail (RFC 2034 §4). Some
    /// servers put `#` before it.
    #[must_use]
    pub fn enhanced_code(&self) -> Option<(u16, u16, u16)> {
        let word = self.text.split(' ').next()?.trim_start_matches('#');
        let mut numbers = word.split('.').map(str::parse);
        let code = (numbers.next()?.ok()?, numbers.next()?.ok()?, numbers.next()?.ok()?);
        (numbers.next().is_none() && code.0 == self.code / 100).then_some(code)
    }
}

impl fmt::Display for Reply {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.code, self.text)
    }
}

#[cfg(test)]
mod tests {
    use super::Reply;

    #[test]
    fn enhanced_codes_are_parsed() {
        let reply = |code, text: &str| Reply { code, text: text.to_owned() };
        assert_eq!(reply(550, "5.1.1 No such user").enhanced_code(), Some((5, 1, 1)));
        assert_eq!(reply(250, "2.0.0").enhanced_code(), Some((2, 0, 0)));
        assert_eq!(reply(550, "#5.1.0 Address rejected.").enhanced_code(), Some((5, 1, 0)));
        assert_eq!(reply(450, "5.1.1 class and code differ").enhanced_code(), None);
        assert_eq!(reply(550, "192.0.2.1 is blocked").enhanced_code(), None);
        assert_eq!(reply(550, "No such user").enhanced_code(), None);
    }
}
