//! JSON files of other programs, and damaged ones: each person is imported, or named with the reason.

use serde_json::json;

use super::Imported;

const ANN: &str = "ann@example.org";
const BEN: &str = "ben@example.org";

#[test]
fn faults_in_json_are_named() {
    for (file, mailed, says) in [
        (
            r#"[{"email":"ann@example.org"},{"email":"ben@example.org","email":"cy@example.org"}]"#,
            &[ANN][..],
            &["line 1: has two values for `email`"][..],
        ),
        (
            "[{\"email\":\"ann@example.org\"},\n{\"email\":\"ben@example.org\"}",
            &[ANN, BEN],
            &["line 2: is where the file breaks off"],
        ),
        (
            "[{\"email\":\"ann@example.org\"},\n{\"email\":\"ben@exam",
            &[ANN],
            &["line 2: is no whole JSON object: the file ends within it"],
        ),
        (
            "[{\"email\":\"ann@example.org\"},\n{\"email\" \"ben@example.org\"}]",
            &[ANN],
            &["line 2: is no whole JSON object: expected `:` in line 2, column 10"],
        ),
        (
            "[\n  {\n    \"email\": \"ann@example.org\",\n  }\n]",
            &[],
            &["`a.json` cannot be read as JSON: line 2 is no whole JSON object: trailing comma in line 4, column 3"],
        ),
        (
            "[{\"email\":\"ann@example.org\"},\n{\"email\":\"ben@example.org\",\n{\"email\":\"cy@example.org\"}]",
            &[ANN, "cy@example.org"],
            &["line 2: is no whole JSON object: a bracket is missing before line 3, column 1"],
        ),
        (
            "[\n {\n  \"email\": \"ann\"\n },\n {\n  \"email\": \"ben@example.org\"\n }\n]",
            &[BEN],
            &["line 2: `ann` has no @\n"],
        ),
        (
            r#"{"meta":{"n":1},"data":{"results":[{"email":"ann@example.org"},{"email":"ben@example.org"}]}}"#,
            &[ANN, BEN],
            &["the list `data.results` was read"],
        ),
        ("{\"subscribers\":[{\"email\":\"ann@example.org\"}]", &[ANN], &["is where the file breaks off"]),
        (
            r#"{"members":[{"email":"ann@example.org"}],"former":[{"email":"ben@example.org"}]}"#,
            &[],
            &["`a.json` has lists of people at `members`, `former`: choose one with `--sheet`"],
        ),
        (
            r#"[{"email":"ann@example.org","attributes":{"blocklisted":false}},{"email":"ben@example.org","attributes":{"blocklisted":true}}]"#,
            &[ANN],
            &["attributes.blocklisted", "1 left out"],
        ),
    ] {
        let imported = Imported::bytes("a.json", file.as_bytes(), &[]);
        assert_eq!(imported.mailed(), mailed, "{file}: {}", imported.output);
        imported.says(says);
    }
    let file = br#"{"members":[{"email":"ann@example.org"}],"former":[{"email":"ben@example.org"}]}"#;
    assert_eq!(Imported::bytes("a.json", file, &["--sheet", "former"]).mailed(), [BEN]);
}

#[test]
fn nested_values_become_fields() {
    let file = br#"[{"emails":["ann@example.org","a@example.org"],"name":["Ann","Lee"],"tags":["choir","board"],
        "attribs":{"city":{"name":"Leeds"}},"lists":[{"name":"News"}]}]"#;
    let imported = Imported::bytes("a.json", file, &[]);
    assert_eq!(imported.mailed(), [ANN], "{}", imported.output);
    let expected = json!({
        "attribs_city_name": "Leeds", "lists_name": "News", "name": "Ann Lee", "tags": ["choir", "board"]
    });
    assert_eq!(imported.people[0]["fields"], expected);
}
