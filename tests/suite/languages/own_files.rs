//! A workspace changes sentences and adds languages, and is told of mistakes at their place.

use std::fs;

use circular::model::ConsentBasis;
use circular::translation::{Catalog, Error};

use super::{LETTER, list, workspace, write};

fn open(name: &str, text: &str) -> Result<Catalog, Error> {
    let folder = tempfile::tempdir().unwrap();
    let workspace = workspace(folder.path(), "de");
    fs::create_dir_all(folder.path().join("templates/language")).unwrap();
    fs::write(folder.path().join("templates/language").join(name), text).unwrap();
    Catalog::open(&workspace)
}

#[test]
fn own_sentence_takes_the_place_of_the_programs() {
    let catalog = open("de.ftl", "footer-unsubscribe = Keine Rundbriefe mehr\n").unwrap();
    let say = |tag: &str, name: &str| catalog.translator(&tag.parse().unwrap()).say(name, &[]);
    assert_eq!(say("de", "footer-unsubscribe"), "Keine Rundbriefe mehr");
    assert_eq!(say("de-AT", "footer-unsubscribe"), "Keine Rundbriefe mehr");
    assert_eq!(say("de", "footer-preferences"), "Auswählen, was Sie erhalten");
    assert_eq!(say("en", "footer-unsubscribe"), "Unsubscribe");
    let swiss = open("de-CH.ftl", "footer-unsubscribe = Nöd mee\n").unwrap();
    let say = |tag: &str| swiss.translator(&tag.parse().unwrap()).say("footer-unsubscribe", &[]);
    assert_eq!((say("de-CH").as_str(), say("de").as_str()), ("Nöd mee", "Abmelden"));
}

#[test]
fn own_language_is_known_and_falls_back_to_english() {
    let catalog = open("eo.ftl", "language-name = Esperanto\nfooter-unsubscribe = Malaboni\n").unwrap();
    let esperanto = "eo".parse().unwrap();
    assert!(catalog.has(&esperanto) && !Catalog::default().has(&esperanto));
    let translator = catalog.translator(&esperanto);
    assert_eq!(translator.say("footer-unsubscribe", &[]), "Malaboni");
    assert_eq!(translator.say("footer-preferences", &[]), "Choose what you get");
    assert_eq!(catalog.language_named("Esperanto"), Some(esperanto));
}

#[test]
fn mistakes_are_reported_at_their_place() {
    for (name, text, line, message, help) in [
        ("de.ftl", "a-b = x\nfooter-unsubscribe\n", 2, "", "`name = words`"),
        ("de.ftl", "footer-unsubscribe = }\n", 1, "a `}` closes nothing", "`{\"}\"}`"),
        ("de.ftl", "\nfooter-unsubscribe = { $list\n", 2, "is not a value", "`{ $list }`"),
        ("de.ftl", "mail-hours = { $hours ->\n    [one] x\n}\n", 3, "must be the usual one", "*[other]"),
        (
            "de.ftl",
            "# x\n\nfooter-unsubscrib = x\n",
            3,
            "there is no sentence `footer-unsubscrib`",
            "did you mean `footer-unsubscribe`?",
        ),
        ("de.ftl", "footer-consent = { $name }\n", 1, "has no value `$name`", "it has `{ $email }`, `{ $list }`"),
        ("de.ftl", "footer-unsubscribe = { $list }\n", 1, "has no value `$list`", "it has none"),
        ("de.ftl", "error-title = a\nerror-title = b\n", 2, "is in the file twice", ""),
        ("de.ftl", "\nfooter-unsubscribe = { SHOUT(\"x\") }\n", 2, "cannot be said", "use only the values"),
        ("de.ftl", "footer-unsubscribe = { -brand } x\n", 1, "cannot be said", "use only the values"),
        ("german.ftl", "error-title = a\n", 0, "`german` is not a language", "such as `de.ftl`"),
    ] {
        let Err(Error::Invalid(found)) = open(name, text) else { panic!("{text} is taken") };
        let place = found.location.clone().unwrap();
        assert_eq!(
            (place.file.to_str().unwrap(), place.line),
            (format!("templates/language/{name}").as_str(), line),
            "{text}"
        );
        assert!(found.message.contains(message), "{text}: {}", found.message);
        assert!(found.help.clone().unwrap_or_default().contains(help), "{text}: {:?}", found.help);
    }
    // A sentence for templates of one's own, and notes of other programs.
    assert!(open("de.ftl", "# note\n-brand = Verein\nour-very-own-motto = { -brand } lebt\n").is_ok());
    assert!(open("notes.txt", "what = ever\n").is_ok());
}

#[test]
fn sentence_cannot_break_a_letter() {
    let folder = tempfile::tempdir().unwrap();
    let workspace = workspace(folder.path(), "de");
    fs::create_dir_all(folder.path().join("templates/language")).unwrap();
    let own = "footer-unsubscribe = <script>a</script> & <b>b</b> <strong>c</strong> <a>d</a>\n";
    fs::write(folder.path().join("templates/language/de.ftl"), own).unwrap();
    let letter = write(&workspace, LETTER, &list(ConsentBasis::Consent), 7);
    assert!(
        letter.html.contains("&lt;script&gt;a&lt;/script&gt; &amp; &lt;b&gt;b&lt;/b&gt; <strong>c</strong> d"),
        "{}",
        letter.html
    );
    let text = letter.text.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(text.contains("<script>a</script> & <b>b</b> c d: https://news.example.org/u/"), "{}", letter.text);
}
