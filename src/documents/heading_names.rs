//! The names of heading styles, in the languages of word processors.

/// The words before the level, in small letters: Word keeps them in English in the file, other programs do not.
const HEADING_WORDS: &[&str] = &[
    "heading",
    "überschrift",
    "titre",
    "título",
    "titulo",
    "titolo",
    "kop",
    "rubrik",
    "overskrift",
    "otsikko",
    "nagłówek",
    "nadpis",
    "cím",
    "címsor",
    "titlu",
    "заголовок",
    "επικεφαλίδα",
    "başlık",
    "見出し",
    "标题",
    "標題",
    "제목",
    "pealkiri",
    "virsraksts",
    "antraštė",
    "naslov",
    "encabezado",
    "cabeçalho",
    "intestazione",
];

/// The names of the style of a title.
const TITLE_NAMES: &[&str] = &[
    "title",
    "titel",
    "titre principal",
    "tytuł",
    "otsikko",
    "tittel",
    "názov",
    "název",
    "titul",
    "cím",
    "заглавие",
    "название",
    "τίτλος",
    "konu başlığı",
    "表題",
    "제목",
];

/// Returns the level of a heading style by its name in small letters: `heading 1`, `überschrift 1`, `heading1`.
pub(super) fn heading_rank(name: &str) -> Option<u8> {
    let words = name.trim_end_matches(|c: char| c.is_ascii_digit());
    let rank: u8 = name.get(words.len()..)?.parse().ok()?;
    let words = words.trim_end_matches([' ', '_', '-']);
    ((1..=9).contains(&rank) && HEADING_WORDS.contains(&words)).then_some(rank)
}

/// Returns whether a name in small letters is that of the style of a title.
pub(super) fn is_title_name(name: &str) -> bool {
    TITLE_NAMES.contains(&name)
}
