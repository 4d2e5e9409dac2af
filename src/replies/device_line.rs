//! The line that telephones and web mail add at the end of a mail.

/// The longest such line, in characters, and in words.
const MAX_LINE: usize = 70;
const MAX_WORDS: usize = 8;

/// The makes and programs that these lines name, in lower case.
const MAKES: [&str; 26] = [
    "iphone",
    "ipad",
    "android",
    "samsung",
    "galaxy",
    "huawei",
    "xiaomi",
    "redmi",
    "nokia",
    "blackberry",
    "outlook",
    "yahoo",
    "proton",
    "gmx",
    "web.de",
    "windows",
    "thunderbird",
    "k-9",
    "fairemail",
    "aol",
    "posteo",
    "tutanota",
    "tuta",
    "zoho",
    "orange",
    "t-online",
];

/// How these lines begin or end, in lower case.
const SENT: [&str; 24] = [
    "sent",
    "get outlook for",
    "gesendet",
    "diese nachricht wurde",
    "envoyé",
    "inviato",
    "enviado",
    "verzonden",
    "verstuurd",
    "wysłane",
    "wysłano",
    "skickat",
    "skickades",
    "sendt",
    "lähetetty",
    "odesláno",
    "odoslané",
    "надіслано",
    "отправлено",
    "надiслано",
    "trimis",
    "elküldve",
    "gönderildi",
    "送信",
];

/// Returns whether a line says only by which device or program the mail was sent.
pub(super) fn is_device_line(line: &str) -> bool {
    let line = line.trim().trim_end_matches('.').to_lowercase();
    let is_short = line.chars().count() < MAX_LINE && line.split_whitespace().count() <= MAX_WORDS;
    let is_end = |c: char| !c.is_ascii_alphanumeric();
    let is_at_edge = |word: &str| {
        line.strip_prefix(word).is_some_and(|rest| rest.chars().next().is_none_or(is_end))
            || line.strip_suffix(word).is_some_and(|rest| rest.chars().next_back().is_none_or(is_end))
    };
    is_short
        && SENT.iter().any(|word| is_at_edge(word))
        && MAKES.iter().any(|make| line.contains(make))
        && !line.contains([',', '!', '?', ';'])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_of_devices_are_told_from_sentences() {
        for line in [
            "Sent from my iPhone",
            "Von meinem iPhone gesendet",
            "Von meinem/meiner Galaxy gesendet",
            "Envoyé de mon iPad",
            "Sent from Proton Mail for iOS.",
            "Get Outlook for Android",
            "Wysłane z Yahoo Mail na Androidzie",
        ] {
            assert!(is_device_line(line), "{line}");
        }
        for line in [
            "Sent from the bank today",
            "Sent from my iPhone, so it is short",
            "I lost my iPhone",
            "We sent it by the post office near the Galaxy cinema on the corner",
            "Das habe ich gestern gesendet",
            "Away at a Windows course and thus absent",
            "Get new windows for the hall.",
            "Get oranges for the children",
        ] {
            assert!(!is_device_line(line), "{line}");
        }
    }
}
