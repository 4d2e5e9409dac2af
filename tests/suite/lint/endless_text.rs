//! Long runs of one thing are read to their end, and little is said about them.

use std::collections::BTreeMap;

use crate::draft::checks::inspect;

/// How long each text is, in bytes.
const TEXT_BYTES: usize = 40_000;

const PIECES: &[&str] = &[
    "*",
    "**a ",
    "_",
    " _a _",
    "[",
    "[[",
    "](",
    "![",
    "[^1]",
    "<",
    "<<",
    "&",
    "%",
    "{",
    "«",
    "\"",
    "\"XXX\" ",
    "1",
    "1 ",
    "TK ",
    "SHOUT ",
    "NR1 3ZZ ",
    "020 7946 0991 ",
    "a@b.example ",
    "Thursday 17 May 2017, ",
    "Saturday and ",
    "Saturday and Sunday, 1 and 2 May 2027; ",
    "Please reply by 3 April 2017. ",
    "The meeting takes place on 17 May. ",
    "June Garland, June Garlnad, ",
    "the links below. ",
    "the links below.\n\n",
    "at . ",
    "• a\n",
    "a) x\n",
    "2. a\n1. b\n",
    "[a](b c) ",
    "[a](https:/x) ",
    "[a](mailto:a@b.example?subject=a%26b) ",
    "- [a b](https://www.example.org/)\n",
    "C:\\Users\\x ",
    "##A\n",
    "# A\n\n",
    "| a | b |\n",
    "Ab\n",
    "> ",
    "- ",
    "\u{fffd}",
    "a\u{200b}",
    "&#8203;",
    "<iframe>",
    "    We met in the town hall and six of us\n\n",
];

#[test]
fn endless_text_has_few_findings() {
    let nested: String = (0..300).map(|depth| "  ".repeat(depth) + "- a\n").collect();
    let texts = PIECES.iter().map(|piece| piece.repeat(TEXT_BYTES / piece.len())).chain([nested]);
    for text in texts {
        let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
        for found in inspect(&format!("---\nsubject: A letter to all our members\n---\n\n{text}\n")) {
            *counts.entry(found.id).or_default() += 1;
            assert!(found.message.len() < 2_000, "{}", found.id);
        }
        assert!(counts.values().all(|count| *count <= 25), "{text:.20}: {counts:?}");
    }
}
