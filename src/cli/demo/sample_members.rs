//! A hundred and forty members who do not exist.

use std::fmt::Write as _;

/// How many there are.
pub(super) const MEMBER_COUNT: usize = 140;

const FIRST_NAMES: [&str; 28] = [
    "Ada", "Amir", "Anna", "Ben", "Björn", "Carys", "Chloë", "Dafydd", "Ellen", "Farida", "Grace", "Hamish", "Ines",
    "Joan", "Kofi", "Leila", "Mairi", "Nia", "Oscar", "Priya", "Quentin", "Rosa", "Seán", "Tomasz", "Uma", "Violet",
    "Wendy", "Yusuf",
];
const LAST_NAMES: [&str; 25] = [
    "Abbott",
    "Begum",
    "Clarke",
    "Doyle",
    "Edwards",
    "Fraser",
    "Griffiths",
    "Hughes",
    "Iqbal",
    "Jones",
    "Khan",
    "Lewis",
    "Murphy",
    "Nowak",
    "O'Neill",
    "Patel",
    "Quinn",
    "Roberts",
    "Singh",
    "Taylor",
    "Underwood",
    "Vaughan",
    "Walker",
    "Young",
    "Zimmermann",
];
const TOWNS: [&str; 8] = ["Norwich", "Leeds", "Cardiff", "Glasgow", "Belfast", "Bristol", "Hull", "London"];

/// Returns them as a CSV file. A few have no first name or town, as in life.
pub(super) fn members_csv() -> String {
    let mut csv = "\u{feff}Email,First name,Last name,Category,Town\r\n".to_owned();
    for number in 0..MEMBER_COUNT {
        let first = FIRST_NAMES[number % FIRST_NAMES.len()];
        let last = LAST_NAMES[number * 7 % LAST_NAMES.len()];
        let town = if number % 35 == 11 { "" } else { TOWNS[number * 3 % TOWNS.len()] };
        let shown = if number % 47 == 20 { "" } else { first };
        let category = match number {
            0..35 => "parliamentarian",
            _ => ["student", "practitioner", "practitioner", "educator", "retired"][number % 5],
        };
        let box_name = format!("{first}.{last}.{number}").to_lowercase();
        let plain: String = box_name.chars().map(to_ascii).filter(|c| *c != '\'').collect();
        let _ = write!(csv, "{plain}@example.org,{shown},{last},{category},{town}\r\n");
    }
    csv
}

fn to_ascii(letter: char) -> char {
    match letter {
        'ö' => 'o',
        'ë' => 'e',
        'á' => 'a',
        other => other,
    }
}
