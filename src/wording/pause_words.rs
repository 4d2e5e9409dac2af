//! Why an issue paused because of what the relay replied, and what to do: the record to publish, in plain words.

use crate::model::{PauseReason, RelayTable};

/// What is wrong, and how to put it right.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PauseWords {
    /// The end of "it is paused because …".
    pub cause: String,
    /// What to do, as the beginning of "…, then …".
    pub remedy: String,
}

/// Returns the words for a pause because our domain or relay is at fault; `domain` is the one in `From`, and `table` that of
/// the relay in the settings.
#[must_use]
pub fn pause_words(reason: PauseReason, domain: &str, table: &RelayTable) -> Option<PauseWords> {
    let spf = format!(
        "publish one SPF record at `{domain}` that names your mail provider, as TXT: \
         `v=spf1 include:NAME-FROM-YOUR-PROVIDER ~all`"
    );
    let dkim = format!(
        "turn on DKIM for `{domain}` at your mail provider, and publish the TXT record that it shows you, at \
         `SELECTOR._domainkey.{domain}`: `v=DKIM1; k=rsa; p=…`; or sign yourself: `circular dkim new` makes the keys and \
         shows their records"
    );
    let dmarc = format!("publish a TXT record at `_dmarc.{domain}`: `v=DMARC1; p=none`");
    let (cause, remedy) = match reason {
        PauseReason::Operator | PauseReason::Rejections | PauseReason::Restored => return None,
        PauseReason::NoAuthentication => (
            format!("the receiver cannot tell that the letter is from `{domain}`: it found neither SPF nor DKIM"),
            format!("{spf}; {dkim}; and {dmarc}"),
        ),
        PauseReason::SpfFailed => {
            (format!("the SPF record of `{domain}` does not name the server that sent the letter"), spf)
        }
        PauseReason::DkimMissing => (format!("the letter has no valid DKIM signature of `{domain}`"), dkim),
        PauseReason::NotAligned => (
            format!("neither DKIM nor SPF is for `{domain}`, the domain in `From`"),
            format!("{dkim}; or send from an address of the domain for which your provider signs"),
        ),
        PauseReason::DmarcMissing => (format!("`{domain}` has no DMARC record"), dmarc),
        PauseReason::DmarcFailed => (
            format!("the letter does not pass the DMARC policy of `{domain}`: it has no DKIM signature of this domain"),
            format!("{dkim}; and {spf}"),
        ),
        PauseReason::TlsMissing => (
            "the relay handed the letter over without TLS".to_owned(),
            "ask the operator of your relay to use TLS for outgoing mail (no record of yours is missing)".to_owned(),
        ),
        PauseReason::ReverseDnsMissing => (
            "the address of the relay has no name in reverse DNS".to_owned(),
            "ask the operator of your relay to publish a PTR record for it (no record of yours is missing)".to_owned(),
        ),
        PauseReason::ForeignSender => (
            format!(
                "the relay does not send letters from `{domain}`, because your account there is for another domain"
            ),
            format!(
                "cancel this letter, write an address of the account's domain as its sender, and send it again: `from` in \
                 `[sender]`, or in the draft; or use an account of `{domain}` in `{table}`"
            ),
        ),
    };
    let is_published = !matches!(reason, PauseReason::TlsMissing | PauseReason::ReverseDnsMissing);
    let examined = if is_published { ". `circular doctor` says whether it is right" } else { "" };
    Some(PauseWords { cause, remedy: remedy + examined })
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test says so by failing")]
mod tests {
    use super::*;

    #[test]
    fn record_to_publish_is_named() {
        for (reason, record) in [
            (PauseReason::NoAuthentication, "`v=DMARC1; p=none`"),
            (PauseReason::SpfFailed, "`v=spf1 include:"),
            (PauseReason::DkimMissing, "`SELECTOR._domainkey.example.org`"),
            (PauseReason::NotAligned, "`SELECTOR._domainkey.example.org`"),
            (PauseReason::DmarcMissing, "`_dmarc.example.org`"),
            (PauseReason::DmarcFailed, "`SELECTOR._domainkey.example.org`"),
            (PauseReason::TlsMissing, "TLS"),
            (PauseReason::ReverseDnsMissing, "PTR"),
            (PauseReason::ForeignSender, "`from` in `[sender]`"),
        ] {
            let words = pause_words(reason, "example.org", &RelayTable::default()).unwrap();
            assert!(words.remedy.contains(record), "{reason}: {words:?}");
            let is_record = record.contains('`');
            assert_eq!(words.remedy.contains("`circular doctor`"), is_record, "{reason}: {words:?}");
            assert_eq!(
                words.remedy.contains("`circular dkim new`"),
                words.remedy.contains("DKIM"),
                "{reason}: {words:?}"
            );
        }
        assert_eq!(pause_words(PauseReason::Rejections, "example.org", &RelayTable::default()), None);
    }
}
