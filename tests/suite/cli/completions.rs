//! `circular completions`.

use super::TestWorkspace;

#[test]
fn every_shell_has_a_script() {
    let house = TestWorkspace::empty();
    for (shell, word) in [("bash", "complete "), ("zsh", "#compdef"), ("fish", "complete -c circular")] {
        let said = house.run(["completions", shell]);
        assert_eq!((said.code(), said.err.as_str()), (0, ""));
        assert!(said.out.contains(word) && said.out.contains("subscriber"), "{shell}");
    }
}

#[test]
fn bash_accepts_its_script() {
    let house = TestWorkspace::empty();
    let script = house.run(["completions", "bash"]).out;
    let house = house.with_file("circular.bash", &script);
    let status = std::process::Command::new("bash").arg("-n").arg(house.path("circular.bash")).status().unwrap();
    assert!(status.success());
}

#[test]
fn unknown_shell_is_a_usage_error() {
    insta::assert_snapshot!(TestWorkspace::empty().run(["completions", "cmd"]), @"
    --- standard error
    error: invalid value 'cmd' for '<SHELL>'
      [possible values: bash, elvish, fish, powershell, zsh]

    For more information, try '--help'.
    --- exit code 2
    ");
}
