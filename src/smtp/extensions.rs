//! The extensions of a server: the keywords of its EHLO reply (RFC 5321 §4.1.1.1).

use lettre::transport::smtp::authentication::Mechanism;

/// The extensions that we use.
#[derive(Debug, Default, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "each is a keyword of the reply")]
pub(super) struct ServerExtensions {
    /// Several commands in one write (RFC 2920).
    pub(super) pipelining: bool,
    /// TLS on this connection (RFC 3207).
    pub(super) starttls: bool,
    /// Addresses beyond ASCII (RFC 6531).
    pub(super) smtp_utf8: bool,
    /// Delivery status notifications with an envelope id (RFC 3461).
    pub(super) dsn: bool,
    /// SIZE, with the maximum message size in octets, 0 for no limit (RFC 1870).
    pub(super) size: Option<usize>,
    /// How many messages one connection may send (LIMITS, RFC 9422 §4.1).
    pub(super) message_limit: Option<u32>,
    /// The authentication mechanism: PLAIN (RFC 4616), or LOGIN if PLAIN is not offered.
    pub(super) auth: Option<Mechanism>,
    /// XOAUTH2, for access tokens.
    pub(super) token_auth: bool,
}

impl ServerExtensions {
    /// Parses the EHLO reply; its keywords are case-insensitive (RFC 5321 §2.4).
    pub(super) fn parse(reply: &str) -> Self {
        let mut offers = Self::default();
        for line in reply.lines().skip(1).filter_map(|line| line.get(4..)) {
            // Servers wrote `AUTH=` before RFC 2554, and some still do.
            let line = line.to_ascii_uppercase().replace('=', " ");
            let mut words = line.split_whitespace();
            match words.next() {
                Some("PIPELINING") => offers.pipelining = true,
                Some("STARTTLS") => offers.starttls = true,
                Some("SMTPUTF8") => offers.smtp_utf8 = true,
                Some("DSN") => offers.dsn = true,
                Some("SIZE") => offers.size = Some(words.next().and_then(|size| size.parse().ok()).unwrap_or(0)),
                // `LIMITS MAILMAX=100 RCPTMAX=20`, with blanks for the signs.
                Some("LIMITS") => {
                    offers.message_limit =
                        words.skip_while(|word| *word != "MAILMAX").nth(1).and_then(|count| count.parse().ok());
                }
                Some("AUTH") => {
                    for word in words {
                        match word {
                            "PLAIN" => offers.auth = Some(Mechanism::Plain),
                            "XOAUTH2" => offers.token_auth = true,
                            "LOGIN" => offers.auth = offers.auth.or(Some(Mechanism::Login)),
                            _ => {}
                        }
                    }
                }
                _ => {}
            }
        }
        offers
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keywords_are_case_insensitive() {
        let offers = ServerExtensions::parse(
            "250-pipelining.example.org\r\n250-size 1000\r\n250-Auth plain\r\n250 STARTTLS\r\n",
        );
        let plain = Some(Mechanism::Plain);
        let expected =
            ServerExtensions { starttls: true, size: Some(1000), auth: plain, ..ServerExtensions::default() };
        assert_eq!(offers, expected);
        assert_eq!(ServerExtensions::parse("250 mail.example.org\r\n"), ServerExtensions::default());
        let offers = ServerExtensions::parse("250-x\r\n250 LIMITS RCPTMAX=20 MAILMAX=100\r\n");
        assert_eq!(offers.message_limit, Some(100));
        let offers = ServerExtensions::parse("250-x\r\n250-SIZE\r\n250-AUTH LOGIN PLAIN xoauth2\r\n250 AUTH=LOGIN\r\n");
        assert_eq!((offers.size, offers.auth, offers.token_auth), (Some(0), plain, true));
        assert_eq!(ServerExtensions::parse("250-x\r\n250 AUTH=LOGIN\r\n").auth, Some(Mechanism::Login));
    }
}
