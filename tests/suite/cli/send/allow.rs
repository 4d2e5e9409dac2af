//! A check that blocks stops the sending, and `--allow` overrides it.

use super::super::{MEMBERS, SPRING, TestWorkspace};

fn house(more: &str) -> TestWorkspace {
    let draft = SPRING.replace("Spring is here.", &format!("Spring is here.\n\n{more}"));
    TestWorkspace::new().with_list(MEMBERS).with_draft("spring", &draft)
}

#[test]
fn allowed_check_no_longer_blocks() {
    let house = house("The room costs £XXX, on Thursday 17 May 2017. SO PLEASE DO PAY IT.");
    insta::assert_snapshot!(house.run(["send", "spring", "--yes"]), @"
    --- standard error
    error: `XXX` is still a placeholder [placeholder]
      newsletters/spring.md, line 10, column 17
         9 |
        10 | The room costs £XXX, on Thursday 17 May 2017. SO PLEASE DO PAY IT.
           |                 ^
    hint: write what belongs there
    error: 17 May 2017 is a Wednesday, not a Thursday [date-weekday]
      newsletters/spring.md, line 10, column 25
         9 |
        10 | The room costs £XXX, on Thursday 17 May 2017. SO PLEASE DO PAY IT.
           |                         ^
    hint: look it up: 17 May 2017 is a Wednesday; Thursday is 18 May
    hint: fix it; to send it anyway, pass `--allow placeholder --allow date-weekday`
    --- exit code 1
    ");
    insta::assert_snapshot!(house.run(["send", "spring", "--yes", "--allow", "placeholder"]), @"
    --- standard error
    error: `XXX` is still a placeholder [placeholder]
      newsletters/spring.md, line 10, column 17
         9 |
        10 | The room costs £XXX, on Thursday 17 May 2017. SO PLEASE DO PAY IT.
           |                 ^
    hint: write what belongs there
    error: 17 May 2017 is a Wednesday, not a Thursday [date-weekday]
      newsletters/spring.md, line 10, column 25
         9 |
        10 | The room costs £XXX, on Thursday 17 May 2017. SO PLEASE DO PAY IT.
           |                         ^
    hint: look it up: 17 May 2017 is a Wednesday; Thursday is 18 May
    hint: fix it; to send it anyway, pass `--allow placeholder --allow date-weekday`
    --- exit code 1
    ");
    assert!(!house.path("outbox").exists());
    let sent = house.run(["send", "spring", "--yes", "--allow", "placeholder", "--allow", "date-weekday"]);
    insta::assert_snapshot!(sent, @"
    Subject       Spring for Ann
    From          Chair <chair@example.org>
    List          members (Our members)
    Recipients    3: Ann <ann@example.org>, Bob <bob@example.org>, Cat <cat@example.org>
    Relay         outbox:outbox  (files on this machine: nobody is mailed)
    Rate          at once
    Last review   never: `circular preview spring` shows it
    Largest copy  8 kB
    Allowed       `placeholder`, `date-weekday`
    1 note: `circular check spring` shows more
    Sent 3 of 3.
    That was a trial, filed in the outbox as 000001.eml to 000003.eml: the letter can still be sent to the same list through a relay.
    Next: circular report spring
    --- exit code 0
    ");
}

#[test]
fn json_output_with_allowed_checks_is_valid() {
    let house = house("The room costs £XXX.");
    let sent = house.run(["send", "spring", "--yes", "--json", "--allow", "placeholder"]);
    assert!(sent.out.lines().all(|line| line.starts_with('{')), "{sent}");
    assert!(sent.err.contains("Allowed       `placeholder`"), "{sent}");
    assert!(sent.out.contains("\"outcome\":\"completed\""), "{sent}");
}

#[test]
fn mandatory_check_cannot_be_allowed() {
    let house = house("{{frist_name}}");
    insta::assert_snapshot!(house.run(["send", "spring", "--yes", "--allow", "field-unknown"]), @"
    --- standard error
    error: `field-unknown` cannot be allowed: no letter can be made until it is fixed
    hint: `circular check --explain field-unknown` says what to do
    --- exit code 1
    ");
    insta::assert_snapshot!(house.run(["send", "spring", "--yes", "--allow", "all-caps"]), @"
    --- standard error
    error: `all-caps` does not block sending
    hint: leave `--allow` out
    --- exit code 1
    ");
    insta::assert_snapshot!(house.run(["send", "spring", "--yes", "--allow", "placehodler"]), @"
    --- standard error
    error: there is no check `placehodler`
    hint: did you mean `placeholder`?
    --- exit code 1
    ");
}
