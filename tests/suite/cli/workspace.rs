//! Where the workspace is found.

use super::TestWorkspace;

#[test]
fn workspace_is_found_from_subfolder_and_by_path() {
    let house = TestWorkspace::new().with_list(super::MEMBERS).with_draft("spring", super::SPRING);
    let here = house.run(["list", "show"]);
    insta::assert_snapshot!(here, @"
    members  Our members — 3 subscribers, 0 unsubscribed
    --- exit code 0
    ");
    assert_eq!(house.run_from(&house.path("newsletters"), ["list", "show"]), here);
    let elsewhere = TestWorkspace::empty();
    let folder = house.path("");
    let by_name = elsewhere.run(["list", "show", "--workspace", folder.to_str().unwrap()]);
    assert_eq!(by_name, here);
    // The file of a finding is looked for in the workspace, from wherever it was found.
    let house = house.with_draft("spring", &super::SPRING.replace("Dear {{first_name}}", "Dear {{nickname}}"));
    let from_within = house.run_from(&house.path("newsletters"), ["check", "spring"]);
    assert_eq!(from_within, house.run(["check", "spring"]));
    assert!(from_within.out.contains("6 | Dear {{nickname}},"), "{from_within}");
}

#[test]
fn missing_workspace_is_explained() {
    let house = TestWorkspace::empty();
    insta::assert_snapshot!(house.run(["check"]), @"
    --- standard error
    error: no workspace at `[folder]` or above it
    hint: run `circular init` to create one, or pass `--workspace DIR`
    --- exit code 1
    ");
    insta::assert_snapshot!(house.run(["check", "--workspace", "nowhere"]), @"
    --- standard error
    error: no workspace at `nowhere` or above it
    hint: run `circular init` to create one, or pass `--workspace DIR`
    --- exit code 1
    ");
}
