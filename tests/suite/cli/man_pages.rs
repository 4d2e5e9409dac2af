//! `circular man-pages`.

use std::fs;

use super::TestWorkspace;

#[test]
fn every_command_has_a_page() {
    let house = TestWorkspace::empty();
    let folder = house.path("pages");
    let said = house.run(["man-pages", folder.to_str().unwrap()]);
    assert_eq!((said.code(), said.out.as_str(), said.err.as_str()), (0, "", ""));
    for (page, word) in [
        ("circular.1", "circular\\-send(1)"),
        ("circular-send.1", "\\-\\-dry\\-run"),
        ("circular-subscriber-import.1", "\\-\\-map"),
    ] {
        let text = fs::read_to_string(folder.join(page)).unwrap();
        assert!(text.contains(".TH circular") && text.contains(word), "{page}: {text}");
    }
}

#[test]
fn a_file_in_place_of_the_folder_is_named() {
    let house = TestWorkspace::empty().with_file("pages", "");
    insta::assert_snapshot!(house.run(["man-pages", "pages"]), @"
    --- standard error
    error: cannot write `pages`: a file of this name is in the way
    --- exit code 1
    ");
}
