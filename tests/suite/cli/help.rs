//! The help of each command.

use super::House;

#[test]
fn the_first_page() {
    let said = House::empty().run(["--help"]);
    insta::assert_snapshot!(said, @"");
    let version = House::empty().run(["--version"]);
    assert_eq!((version.code(), version.out.starts_with("circular ")), (0, true), "{version}");
}

#[test]
fn every_command_explains_itself() {
    let house = House::empty();
    let page = house.run(["--help"]).out;
    let commands: Vec<_> = page
        .lines()
        .skip_while(|line| *line != "Commands:")
        .skip(1)
        .take_while(|line| !line.is_empty())
        .filter_map(|line| line.split_whitespace().next())
        .collect();
    assert!(commands.len() > 12, "{commands:?}");
    for command in commands {
        let said = house.run([command, "--help"]);
        assert_eq!((said.code(), said.err.as_str()), (0, ""), "{command}");
        assert!(said.out.contains(&format!("Usage: circular {command}")) || command == "help", "{said}");
        let first = said.out.lines().next().unwrap_or_default();
        assert!(first.starts_with(char::is_uppercase) && !first.ends_with('.'), "{command}: {first}");
    }
}

#[test]
fn a_mistyped_command_is_a_mistake_of_use() {
    let house = House::empty();
    insta::assert_snapshot!(house.run(["sned"]), @"");
    insta::assert_snapshot!(house.run(["resolve", "spring"]), @"");
    assert_eq!(house.run([]).code(), 2);
}
