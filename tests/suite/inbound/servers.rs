//! Bounces of many mail servers, gateways and languages, made by hand in the form in which each program writes them.

use circular::inbound::classify_message;
use circular::model::{BounceReason, InboundKind, SigningKeys};

use BounceReason::{Expired, HostUnknown, MailboxFull, TooLarge, UserUnknown};
use InboundKind::{Bounce, Delayed, Other};

/// The files in the folder of this name, each with its kind, its recipient and its reason.
const SERVERS: [(&str, InboundKind, &str, Option<BounceReason>); 38] = [
    ("1und1", Bounce, "ann@example.org", Some(UserUnknown)),
    ("1und1-size", Bounce, "ann@example.org", Some(TooLarge)),
    ("activehunter", Bounce, "ann@example.org", Some(UserUnknown)),
    ("biglobe", Bounce, "ann@biglobe.example", Some(MailboxFull)),
    ("communigate", Bounce, "ann@example.org", Some(UserUnknown)),
    ("cut-off", Bounce, "ann@example.org", Some(UserUnknown)),
    ("delivery-errors-in-brackets", Bounce, "ann@example.org", Some(UserUnknown)),
    ("domino-francais", Bounce, "ann@example.org", Some(UserUnknown)),
    ("domino-not-listed", Bounce, "ann@example.org", Some(UserUnknown)),
    ("domino-without-fields", Bounce, "ann@example.org", Some(UserUnknown)),
    ("exchange-5.5", Bounce, "ann@example.org", Some(UserUnknown)),
    ("exchange-german", Bounce, "ann@example.org", Some(UserUnknown)),
    ("forwarded-bounce", Other, "", None),
    ("free-fr", Bounce, "ann@example.org", Some(UserUnknown)),
    ("groupwise", Bounce, "ann@example.org", Some(UserUnknown)),
    ("groupwise-not-found", Bounce, "ann@example.org", Some(UserUnknown)),
    ("hmailserver", Bounce, "ann@example.org", Some(UserUnknown)),
    ("imail-attempts", Bounce, "ann@example.org", Some(Expired)),
    ("imail-unknown-host", Bounce, "ann@gone.example", Some(HostUnknown)),
    ("imail-unknown-user", Bounce, "ann@example.org", Some(UserUnknown)),
    ("james", Bounce, "ann@example.org", Some(UserUnknown)),
    ("kerio", Bounce, "ann@example.org", Some(UserUnknown)),
    ("libero", Bounce, "ann@example.org", Some(UserUnknown)),
    ("mailenable", Bounce, "ann@example.org", Some(UserUnknown)),
    ("mailmarshal", Bounce, "ann@example.org", Some(UserUnknown)),
    ("mdaemon", Bounce, "ann@example.org", Some(UserUnknown)),
    ("merak", Bounce, "ann@example.org", Some(UserUnknown)),
    ("messagelabs", Bounce, "ann@example.org", Some(UserUnknown)),
    ("mmdf", Bounce, "ann@example.org", Some(UserUnknown)),
    ("mobile", Bounce, "5550001234@vtext.example", Some(UserUnknown)),
    ("mxlogic", Bounce, "ann@example.org", Some(UserUnknown)),
    ("postfix-espanol", Bounce, "ann@example.org", Some(UserUnknown)),
    ("postmaster-2000", Bounce, "ann@example.org", Some(UserUnknown)),
    ("qmail-deutsch", Bounce, "ann@example.org", Some(UserUnknown)),
    ("still-trying", Delayed, "ann@example.org", Some(Expired)),
    ("technical-details", Bounce, "ann@example.org", Some(UserUnknown)),
    ("verzoegert", Delayed, "ann@example.org", Some(Expired)),
    ("x400", Bounce, "ann@example.org", Some(UserUnknown)),
];

#[test]
fn bounces_of_many_servers_are_understood() {
    let keys = SigningKeys::new(Vec::new());
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/suite/inbound/servers");
    let mut wrong = Vec::new();
    for (name, kind, address, reason) in SERVERS {
        let mail = std::fs::read(folder.join(format!("{name}.eml"))).unwrap();
        for mail in [mail.clone(), String::from_utf8(mail).unwrap().replace('\n', "\r\n").into_bytes()] {
            let found = classify_message(&keys, &mail);
            let named: Vec<_> = found.recipients.iter().map(|one| (one.address.as_str(), one.reason)).collect();
            let expected: Vec<_> = [(address, reason)].into_iter().filter(|(address, _)| !address.is_empty()).collect();
            if (found.kind, &named) != (kind, &expected) {
                wrong.push(format!("{name}: {} {named:?}", found.kind));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    assert_eq!(std::fs::read_dir(folder).unwrap().count(), SERVERS.len(), "each file is in the table");
}

#[test]
fn automatic_replies_of_many_programs_are_ignored() {
    let keys = SigningKeys::new(Vec::new());
    for head in [
        "Subject: Automatische Antwort: Spring",
        "Subject: Abwesenheitsnotiz: Spring",
        "Subject: AutoReply: Spring",
        "Subject: Automatic reply: Spring",
        "Subject: Out of Office AutoReply: Spring",
        "Subject: AUTO: Ann Lee is out of the office (returning 05/05/2026)",
        "Subject: Ann Lee is out of the office.",
        "Subject: Re: Spring (Out of office)",
        "Subject: [Auto-Reply] Spring",
        "Subject: =?utf-8?Q?R=C3=A9ponse_automatique_:_Spring?=",
        "Subject: Absence du bureau: Spring",
        "Subject: Risposta automatica: Spring",
        "Subject: Fuori ufficio: Spring",
        "Subject: Respuesta =?utf-8?Q?autom=C3=A1tica?=: Spring",
        "Subject: Fuera de la oficina: Spring",
        "Subject: Resposta =?utf-8?Q?autom=C3=A1tica?=: Spring",
        "Subject: Automatisch antwoord: Spring",
        "Subject: Afwezigheidsbericht: Spring",
        "Subject: Autosvar: Spring",
        "Subject: Automatisk svar: Spring",
        "Subject: Automaattinen vastaus: Spring",
        "Subject: =?utf-8?Q?Automatick=C3=A1_odpov=C4=9B=C4=8F?=: Spring",
        "Subject: =?utf-8?Q?Automatyczna_odpowied=C5=BA?=: Spring",
        "Subject: =?utf-8?B?0JDQstGC0L7QvtGC0LLQtdGC?=: Spring",
        "Subject: =?utf-8?B?6Ieq5YuV5b+c562U?=: Spring",
        "Subject: =?utf-8?B?6Ieq5Yqo5Zue5aSN?=: Spring",
        "Subject: Spring\nAuto-Submitted: auto-replied (zimbra; vacation)",
        "Subject: Spring\nX-Autoreply: yes",
        "Subject: Spring\nX-Autorespond: yes",
        "Subject: Spring\nX-AutoReply-From: ann@example.org",
        "Subject: Spring\nX-Mail-Autoreply: autoreply",
        "Subject: Spring\nX-Auto-Response-Suppress: All",
        "Subject: Spring\nX-FC-MachineGenerated: true",
        "Subject: Spring\nPrecedence: auto_reply",
        "Subject: Spring\nX-Precedence: auto-reply",
        "Subject: Spring\nPrecedence: bulk\nX-Vacation: yes",
    ] {
        let mail = format!("From: Ann <ann@example.org>\nTo: chair@example.net\n{head}\n\nI am away until Monday.\n");
        assert_eq!(classify_message(&keys, mail.as_bytes()).kind, InboundKind::AutoReply, "{head}");
    }
    for head in [
        "Subject: Autobahn to the meeting",
        "Subject: Re: Vacation in Spain, and the office",
        "Subject: Re: Spring\nAuto-Submitted: no",
        "Subject: Re: Spring\nPrecedence: list",
        "Subject: I was out of the office: my answer",
        "Subject: Vacations for all members",
        "Subject: Absence of the chair at the meeting",
    ] {
        let mail = format!("From: Ann <ann@example.org>\nTo: chair@example.net\n{head}\n\nThank you!\n");
        assert_eq!(classify_message(&keys, mail.as_bytes()).kind, InboundKind::Other, "{head}");
    }
}
