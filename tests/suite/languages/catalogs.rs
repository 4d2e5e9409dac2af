//! Each language says every sentence, with the same values, and has the plural forms that it needs.

use std::collections::{BTreeMap, BTreeSet};

use circular::config::embedded_templates;
use circular::model::{Language, SentencePart, SentenceSource as _, SentenceValue};
use circular::translation::Catalog;
use fluent_syntax::ast::{Entry, Expression, InlineExpression, Pattern, PatternElement};

use super::TAGS;

/// The forms of whole numbers (CLDR 46), and those of them that no sentence can do without: the others can be said as
/// `other` is.
const FORMS: [(&str, &[&str], &[&str]); 4] = [
    ("ar", &["few", "many", "one", "other", "two", "zero"], &["few", "one", "other", "two"]),
    ("pl", &["few", "many", "one", "other"], &["few", "many", "one", "other"]),
    ("uk", &["few", "many", "one", "other"], &["few", "many", "one", "other"]),
    ("", &["one", "other"], &["one", "other"]),
];

/// A sentence: the values that it names, its plural forms, and its markup.
#[derive(Debug, Default, PartialEq, Eq)]
struct Sentence {
    values: BTreeSet<String>,
    forms: BTreeSet<String>,
    markup: BTreeSet<String>,
}

impl Sentence {
    fn read(&mut self, pattern: &Pattern<&str>) {
        for element in &pattern.elements {
            match element {
                PatternElement::TextElement { value } => {
                    let tags = value.split('<').skip(1).filter_map(|rest| rest.split('>').next());
                    self.markup.extend(tags.map(str::to_owned));
                }
                PatternElement::Placeable { expression: Expression::Inline(inline) } => self.read_value(inline),
                PatternElement::Placeable { expression: Expression::Select { selector, variants } } => {
                    self.read_value(selector);
                    for variant in variants {
                        let key = match &variant.key {
                            fluent_syntax::ast::VariantKey::Identifier { name }
                            | fluent_syntax::ast::VariantKey::NumberLiteral { value: name } => name,
                        };
                        self.forms.insert((*key).to_owned());
                        self.read(&variant.value);
                    }
                }
            }
        }
    }

    fn read_value(&mut self, inline: &InlineExpression<&str>) {
        let InlineExpression::VariableReference { id } = inline else { panic!("{inline:?} is no value") };
        self.values.insert(id.name.to_owned());
    }
}

fn catalog(tag: &str) -> BTreeMap<String, Sentence> {
    let (_, text) = embedded_templates().iter().find(|(name, _)| *name == format!("language/{tag}.ftl")).unwrap();
    let resource = fluent_syntax::parser::parse(*text).unwrap_or_else(|(_, errors)| panic!("{tag}: {errors:?}"));
    let mut sentences = BTreeMap::new();
    for entry in resource.body {
        if let Entry::Message(message) = entry {
            let mut sentence = Sentence::default();
            sentence.read(&message.value.unwrap());
            assert!(
                sentences.insert(message.id.name.to_owned(), sentence).is_none(),
                "{tag}: {} twice",
                message.id.name
            );
        }
    }
    sentences
}

#[test]
fn every_language_has_every_sentence_with_its_values() {
    let english = catalog("en");
    assert!(english.len() > 200, "{}", english.len());
    for tag in TAGS {
        let sentences = catalog(tag);
        let names = |sentences: &BTreeMap<String, Sentence>| sentences.keys().cloned().collect::<Vec<_>>();
        assert_eq!(names(&sentences), names(&english), "{tag}");
        let (_, forms, needed) = FORMS.iter().find(|(language, ..)| *language == tag).unwrap_or(&FORMS[3]);
        for (name, sentence) in &sentences {
            let meant = &english[name];
            assert_eq!((&sentence.values, &sentence.markup), (&meant.values, &meant.markup), "{tag}: {name}");
            if !meant.forms.is_empty() {
                let said: Vec<_> = sentence.forms.iter().map(String::as_str).collect();
                assert!(said.iter().all(|form| forms.contains(form)), "{tag}: {name} has {said:?}");
                assert!(needed.iter().all(|form| said.contains(form)), "{tag}: {name} has only {said:?}");
            }
        }
    }
    let known: Vec<_> = Catalog::default().languages().iter().map(Language::to_string).collect();
    assert_eq!(known, TAGS);
}

#[test]
fn every_language_has_its_plural_forms() {
    let say = |tag: &str, number| {
        let hours = SentenceValue { name: "hours", number: Some(number) };
        let translator = Catalog::default().translator(&tag.parse().unwrap());
        let parts = translator.sentence("mail-hours", &[hours]).unwrap();
        let [SentencePart::Words(words)] = &parts[..] else { panic!("{parts:?}") };
        words.clone()
    };
    for (tag, number, sentence) in [
        ("en", 1, "The link works for 1 hour."),
        ("en", 72, "The link works for 72 hours."),
        ("en", 1_200, "The link works for 1,200 hours."),
        ("de", 1, "Der Link gilt 1 Stunde."),
        ("de-AT", 1_200, "Der Link gilt 1\u{a0}200 Stunden."),
        ("fr", 1, "Le lien est valable 1 heure."),
        ("fr", 72, "Le lien est valable 72 heures."),
        ("es", 1, "El enlace funciona 1 hora."),
        ("it", 72, "Il link funziona per 72 ore."),
        ("nl", 72, "De link werkt 72 uur."),
        ("pl", 1, "Odnośnik działa 1 godzinę."),
        ("pl", 72, "Odnośnik działa 72 godziny."),
        ("pl", 5, "Odnośnik działa 5 godzin."),
        ("pl", 12, "Odnośnik działa 12 godzin."),
        ("pl", 21, "Odnośnik działa 21 godzin."),
        ("uk", 21, "Посилання діє 21 годину."),
        ("uk", 72, "Посилання діє 72 години."),
        ("uk", 11, "Посилання діє 11 годин."),
        ("ar", 0, "يعمل الرابط لمدة 0 ساعة."),
        ("ar", 1, "يعمل الرابط لمدة ساعة واحدة."),
        ("ar", 2, "يعمل الرابط لمدة ساعتين."),
        ("ar", 3, "يعمل الرابط لمدة 3 ساعات."),
        ("ar", 72, "يعمل الرابط لمدة 72 ساعة."),
        ("ar", 100, "يعمل الرابط لمدة 100 ساعة."),
        // What no file has is in English.
        ("cy", 1, "The link works for 1 hour."),
    ] {
        assert_eq!(say(tag, number), sentence, "{tag}: {number}");
    }
}

#[test]
fn language_of_a_person_is_found_by_tag_or_name() {
    let catalog = Catalog::default();
    for (written, tag) in [
        ("de", Some("de")),
        ("DE_de", Some("de-DE")),
        (" fr-CA ", Some("fr-CA")),
        ("Deutsch", Some("de")),
        ("polski", Some("pl")),
        ("GERMAN", Some("de")),
        ("العربية", Some("ar")),
        ("Українська", Some("uk")),
        ("cy", None),
        ("English, German", None),
        ("", None),
    ] {
        assert_eq!(catalog.language_named(written).map(|language| language.to_string()).as_deref(), tag, "{written}");
    }
}
