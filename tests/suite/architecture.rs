//! The house: what each room may import, which line of code lives where, and what a signature says.
//!
//! The floors are read from the picture in `src/lib.rs`, so that it cannot drift from the code.

mod arrows;
mod cycles;
mod lines;
mod names;
mod paths;
mod signatures;
mod source;

use std::path::Path;

use source::{ModuleFloors, SourceFile};

/// The arrows on one floor: who may ask whom. Among the tools there are none.
const ALLOWED_SIDEWAYS: &[(&str, &str)] = &[
    ("cli", "web"),
    ("cli", "wording"),
    ("web", "wording"),
    ("sending", "draft"),
    ("sending", "lint"),
    ("sending", "segment"),
    ("sending", "delivery"),
    ("sending", "mailer"),
    ("sending", "doctor"),
    ("sending", "subscription"),
    ("sending", "replies"),
    ("replies", "draft"),
    ("lint", "draft"),
    ("archive", "draft"),
    ("draft", "segment"),
    ("delivery", "segment"),
    ("delivery", "subscription"),
    ("mailer", "delivery"),
    ("mailer", "subscription"),
    ("doctor", "delivery"),
    ("monitoring", "delivery"),
    ("inbound", "replies"),
    ("inbound", "subscription"),
    ("inbound", "replies"),
    ("import", "subscription"),
    ("config", "model"),
];

fn house() -> (ModuleFloors, Vec<SourceFile>) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let files = source::read(root).expect("src can be read");
    let map = files.iter().find(|file| file.path == "src/lib.rs").expect("src/lib.rs");
    (ModuleFloors::from_map(&map.text), files)
}

#[test]
fn every_module_is_on_the_map() {
    let (floors, files) = house();
    let map = files.iter().find(|file| file.path == "src/lib.rs").expect("src/lib.rs");
    let declared = map.text.lines().filter_map(|line| line.strip_prefix("pub mod ")?.strip_suffix(';'));
    let missing: Vec<&str> = declared.filter(|room| floors.of(room).is_none()).collect();
    assert!(missing.is_empty(), "the map in src/lib.rs lacks {missing:?}");
    assert_eq!(floors.count(), 4);
}

#[test]
fn imports_point_down() {
    let (floors, files) = house();
    let wrong: Vec<String> = files.iter().flat_map(|file| arrows::wrong(&floors, ALLOWED_SIDEWAYS, file)).collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn sideways_imports_have_no_cycle() {
    let (floors, _) = house();
    for (from, to) in ALLOWED_SIDEWAYS {
        assert!(floors.of(from).is_some() && floors.of(from) == floors.of(to), "{from} and {to} share no floor");
        assert_ne!(floors.of(from), Some(2), "{from} > {to}: tools do not know one another");
    }
    assert!(!arrows::circular(ALLOWED_SIDEWAYS));
    assert!(arrows::circular(&[("a", "b"), ("b", "c"), ("c", "a")]));
}

#[test]
fn each_line_is_in_its_module() {
    let (_, files) = house();
    let wrong: Vec<String> = files.iter().flat_map(lines::wrong).collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn each_id_has_its_type_and_each_parameter_its_name() {
    let (_, files) = house();
    let wrong: Vec<String> = files.iter().flat_map(signatures::wrong).collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn neighbours_make_no_circle() {
    let (_, files) = house();
    let circles = cycles::circles(&files);
    assert!(circles.is_empty(), "{}", circles.join("\n"));
}

#[test]
fn each_name_stands_for_one_thing() {
    let (_, files) = house();
    let wrong = [names::shared_types(&files), names::worn_file_names(&files)].concat();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
