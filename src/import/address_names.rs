//! Ranks the names of columns that may contain the addresses, in several languages.

use crate::model::normal_form;

/// How likely it is that a column of this name contains the addresses to mail, the most likely first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum AddressName {
    /// Nothing but the word: `Email`, `Adresse mél`.
    Plain,
    /// The person's own or first address: `Primary Email`, `E-mail 1 - Value`.
    Usual,
    /// The word alone, which may also mean letters by post: `Mail`.
    Mail,
    /// Together with words that say something unknown: `Spring email`.
    Unclear,
    /// The word may mean a street: `Address`, `Kontakt`.
    Doubtful,
    /// A further address of the same person: `Secondary Email`.
    Further,
    /// The address of somebody else: `Parent email`, `Referred by`.
    OtherPerson,
}

/// The maximum length of a name that is ranked, in bytes.
const LONGEST_NAME: usize = 200;
/// Words for mail.
#[rustfmt::skip]
const MAIL: &[&str] = &[
    "adresmail", "correio", "correo", "courriel", "courriels", "courrielle", "email", "emailaddress", "emailaddresses",
    "emailadres", "emailadress", "emailadresse", "emailadressen", "emailadresy", "emails", "emailanschrift", "eposta",
    "epost", "epostadress", "epostadresse", "epostadresser", "epasts", "epastas", "mail", "mailaddress", "mailadres",
    "mailadress", "mailadresse", "mailadressen", "mailanschrift", "mails", "mejl", "mejladress", "mel", "mél", "pec",
    "posta", "pošta", "sähköposti", "sähköpostiosoite", "имейл", "почта", "пошта", "メール", "メールアドレス",
    "이메일", "邮箱", "电子邮件", "電子郵件",
];
/// Words after `e` that mean mail together: `e-mail`, `e-post`, `e-posta`.
#[rustfmt::skip]
const AFTER_E: &[&str] = &[
    "mail", "mails", "mailaddress", "mailadres", "mailadress", "mailadresse", "mailadressen", "mailanschrift", "post",
    "posta", "postadress", "postadresse", "postadresser", "pošta", "pasts",
];
/// Words that leave such a name plain.
#[rustfmt::skip]
const PLAIN: &[&str] = &[
    "addr", "address", "addresses", "adres", "adresa", "adress", "adresse", "adressen", "adresy", "cím", "címe", "d",
    "de", "del", "der", "di", "dirección", "direccion", "e", "el", "electronic", "electronica", "electrónica",
    "electronico", "electrónico", "electronique", "électronique", "elektronisch", "elektronische", "elektronski",
    "elettronica", "elettronico", "eletronico", "eletrônico", "eletrónico", "endereco", "endereço", "indirizzo", "l",
    "la", "le", "naslov", "of", "osoite", "the", "адрес", "электронная", "электронной", "почты",
];
/// Words in the name of the person's own or first address.
#[rustfmt::skip]
const USUAL: &[&str] = &[
    "1", "account", "best", "contact", "current", "customer", "default", "haupt", "hoofd", "home", "kontakt", "login",
    "main", "member", "membre", "miembro", "mitglied", "my", "person", "personal", "personale", "personnel", "perso",
    "preferred", "primary", "principal", "principale", "privat", "private", "privé", "privée", "recipient", "socio",
    "subscriber", "user", "value", "your", "votre", "ihre", "deine",
];
/// Names that may mean a street or a person instead.
const DOUBTFUL: [&str; 6] = ["address", "adresse", "adres", "contact", "kontakt", "contacto"];
/// Words that describe an address without the column containing it.
#[rustfmt::skip]
const ABOUT: &[&str] = &[
    "angezeigter", "blacklisted", "blocklisted", "bounce", "bounced", "campaign", "click", "clicks", "client", "consent", "count",
    "date", "delivered", "disabled", "display", "do", "domain", "enabled", "format", "hard", "hash", "hold", "html",
    "invalid", "ip", "kein", "keine", "label", "list", "lists", "marketing", "name", "newsletter", "no", "not",
    "number", "ok", "open", "opened", "opens", "opt", "optin", "optout", "permission", "preference", "preferences",
    "provider", "reason", "sent", "source", "status", "subject", "subscribed", "typ", "type", "unsubscribed", "valid",
    "verified", "voice", "wants",
];
/// Words in the name of a further address of the same person.
#[rustfmt::skip]
const FURTHER: &[&str] = &[
    "2", "3", "4", "5", "6", "7", "8", "9", "additional", "alt", "alternate", "alternative", "andere", "ancien", "ancienne", "alte",
    "autre", "backup", "ehemalige", "extra", "former", "old", "other", "otra", "otro", "previous", "recovery", "second",
    "secondaire", "secondary", "secundario", "tweede", "zweite", "zweit",
];
/// Words in the name of somebody else's address.
#[rustfmt::skip]
const OTHER_PERSON: &[&str] = &[
    "accountant", "added", "advisor", "agent", "ansprechpartner", "apoderado", "assigned", "assistant", "billing",
    "boss", "by", "carer", "caregiver", "chair", "chairman", "child", "coach", "conjoint", "conjointe",
    "created", "daughter", "doctor", "ehefrau", "ehemann", "ehepartner", "eltern", "elternteil", "emergency", "employer",
    "emergencia", "emergenza", "empfohlen", "erziehungsberechtigte", "erziehungsberechtigter", "father", "friend",
    "genitore", "geworben", "gp", "guardian", "helper", "husband", "inviter", "invited", "invoice", "invoicing", "kin",
    "kassenwart", "kassier", "leader", "madre", "manager", "mentor", "mother", "mum", "mutter", "next", "nood",
    "notfall", "notfallkontakt", "organiser", "organizer", "ouder", "owner", "padre", "parent", "parents", "parrain",
    "partner", "partnerin", "parrainé", "pastor", "patron", "payer", "père", "mère", "recommended", "rechnung", "referee", "referred",
    "referrer", "referral", "responsable", "schatzmeister", "school", "schriftführer", "secretary", "sekretär",
    "sohn", "son", "spouse", "sponsor", "staff", "supervisor", "teacher", "tochter", "trainer", "treasurer", "trésorier",
    "tutor", "updated", "urgence", "urgencia", "vater", "vertreter", "vormund", "wife", "werber",
];

/// Ranks the name of a column; `None` if it does not suggest addresses.
pub(crate) fn rank_address_name(header: &str) -> Option<AddressName> {
    if header.len() > LONGEST_NAME {
        return None;
    }
    let words = words(header);
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let is = |known: &[&str], word: &&str| known.contains(word);
    let has = |known: &'static [&'static str]| words.iter().any(|word| known.contains(word));
    let is_mail = |word: &&str| MAIL.contains(word);
    let beside = || words.iter().filter(|word| !is_mail(word) && !is(PLAIN, word));
    match () {
        () if has(OTHER_PERSON) && !has(ABOUT) => Some(AddressName::OtherPerson),
        () if matches!(words[..], [word] if DOUBTFUL.contains(&word)) => Some(AddressName::Doubtful),
        () if !has(MAIL) => None,
        () if matches!(words[..], ["email" | "mail", "id"]) => Some(AddressName::Plain),
        () if has(ABOUT) || has(&["id"]) => None,
        () if has(FURTHER) => Some(AddressName::Further),
        () if matches!(words[..], ["mail" | "mails" | "mel" | "mél" | "posta" | "pec"]) => Some(AddressName::Mail),
        () if beside().count() == 0 => Some(AddressName::Plain),
        () if beside().all(|word| is(USUAL, word)) => Some(AddressName::Usual),
        () => Some(AddressName::Unclear),
    }
}

/// Returns the words of a name in lower case: `e-mail` is one word, `ParentEmail` and `useremail` are two.
fn words(header: &str) -> Vec<String> {
    let header = normal_form(header);
    let mut spaced = String::with_capacity(header.len() + 4);
    let mut after_small = false;
    for c in header.chars() {
        if (after_small && c.is_uppercase()) || !c.is_alphanumeric() {
            spaced.push(' ');
        }
        after_small = c.is_lowercase();
        spaced.extend(Some(c).filter(|c| c.is_alphanumeric()).into_iter().flat_map(char::to_lowercase));
    }
    let mut words: Vec<String> = Vec::new();
    for word in spaced.split_whitespace() {
        match words.last_mut() {
            Some(last) if last == "e" && AFTER_E.contains(&word) => "email".clone_into(last),
            _ => words.extend(split_mail(word).into_iter().map(str::to_owned)),
        }
    }
    words
}

/// Splits `useremail` and `email2`.
fn split_mail(word: &str) -> Vec<&str> {
    if MAIL.contains(&word) {
        return vec![word];
    }
    let parts = word.strip_prefix("email").map(|rest| vec!["email", rest]);
    parts.or_else(|| word.strip_suffix("email").map(|rest| vec![rest, "email"])).unwrap_or_else(|| vec![word])
}

#[cfg(test)]
mod tests {
    use super::{AddressName, rank_address_name};

    #[test]
    fn column_names_are_ranked() {
        #[rustfmt::skip]
        let cases: &[(Option<AddressName>, &[&str])] = &[
            (Some(AddressName::Plain), &[
                "Email", "E-Mail", "e_mail", "Email Address", "E-mail Address", "E-Mail-Adresse", "Emailadresse",
                "Mailadresse", "Courriel", "Adresse mél", "Adresse de courriel", "Adresse e-mail", "Adresse électronique mail",
                "Correo electrónico", "Dirección de correo electrónico", "Indirizzo e-mail", "Indirizzo di posta elettronica",
                "E-postadress", "E-postadresse", "E-post", "Mailadres", "E-mailadres", "Adres e-mail", "Endereço de e-mail",
                "Sähköposti", "E-posta", "Mejladress", "Электронная почта", "メールアドレス", "Email ID",
            ]),
            (Some(AddressName::Usual), &[
                "Primary Email", "E-mail 1 - Value", "Email 1", "email1", "Member Email", "Contact email",
                "E-Mail (privat)", "useremail", "Your email",
            ]),
            (Some(AddressName::Mail), &["Mail", "Mél"]),
            (Some(AddressName::Unclear), &["Spring email", "Work email"]),
            (Some(AddressName::Doubtful), &["Address", "Kontakt", "Contact"]),
            (Some(AddressName::Further), &["Secondary Email", "Email 2", "email2", "E-mail 2 - Value", "Old email"]),
            (Some(AddressName::OtherPerson), &[
                "Referred by email", "Referred by", "Parent email", "ParentEmail", "Guardian e-mail",
                "Emergency contact email", "Partner email", "Courriel du conjoint", "Secretary email", "Treasurer e-mail",
                "E-Mail Eltern", "Notfall E-Mail", "Next of kin email", "Invoice email",
            ]),
            (None, &[
                "E-mail 1 - Type", "E-mail 1 - Label", "E-mail Display Name", "E-mail Type", "email_disabled",
                "Do Not Email", "Wants HTML mail", "Send this subscriber HTML emails", "subscribed_to_emails_count",
                "Name", "Email Status", "Email opt-in", "Email Marketing", "Town", "Voicemail number", "Melody",
            ]),
        ];
        for (rank, headers) in cases {
            for header in *headers {
                assert_eq!(rank_address_name(header), *rank, "{header}");
            }
        }
    }
}
