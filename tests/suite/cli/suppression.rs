//! `circular subscriber suppress`, `unsuppress` and `suppressed`.

use circular::mail_catcher::{CatcherAction, CatcherScript, SmtpStep};

use super::{MEMBERS, SPRING, TestWorkspace, catcher, reached};

#[tokio::test(flavor = "multi_thread")]
async fn suppressed_address_gets_nothing_until_restored() {
    let script = CatcherScript::with_responder(|moment| match (moment.step, moment.recipient) {
        (SmtpStep::Recipient, "bob@example.org") => CatcherAction::reply("550 5.1.1 No such person"),
        _ => CatcherAction::Accept,
    });
    let catcher = catcher(script).await;
    let house = TestWorkspace::new().with_list(MEMBERS).with_draft("spring", SPRING).with_relay(catcher.address(), 1);
    insta::assert_snapshot!(house.run(["suppression", "list"]), @"
    No address is suppressed.
    --- exit code 0
    ");
    insta::assert_snapshot!(
        house.run(["suppression", "add", "ann@example.org", "--note", "asked on the phone"]), @"
    ann@example.org is suppressed: it was on 1 list. An import does not change that.
    --- exit code 0
    ");
    insta::assert_snapshot!(house.run(["suppression", "add", "ann@example.org"]), @"
    ann@example.org is already suppressed: it was suppressed by hand, [time].
    --- exit code 0
    ");
    house.run(["suppression", "add", "eve@example.org"]).is_well();
    house.run(["send", "spring", "--yes"]).is_well();
    assert_eq!(reached(&catcher), ["cat@example.org"]);
    insta::assert_snapshot!(house.run(["suppression", "list"]), @"
    bounced           1
    operator          2  (1 by hash only)
      ann@example.org  operator, [time]  asked on the phone
      bob@example.org  bounced, [time]  the relay answered `550 5.1.1 No such person` to RCPT
    --- exit code 0
    ");

    insta::assert_snapshot!(house.run(["suppression", "remove", "bob@example.org"]), @"
    bob@example.org: mail to it could not be delivered, [time]: the relay answered `550 5.1.1 No such person` to RCPT
    Continue only if you know that the address works and that they want your letters.
    --- standard error
    Type the address to mail it again, or anything else to stop:
    error: not changed: no terminal to confirm on
    hint: pass `--yes` in scripts
    --- exit code 1
    ");
    insta::assert_snapshot!(house.run_typing("bob@example.org\n", ["suppression", "remove", "bob@example.org"]), @"
    bob@example.org: mail to it could not be delivered, [time]: the relay answered `550 5.1.1 No such person` to RCPT
    Continue only if you know that the address works and that they want your letters.
    bob@example.org is mailed again, on 1 list.
    --- standard error
    Type the address to mail it again, or anything else to stop:
    --- exit code 0
    ");
    insta::assert_snapshot!(house.run(["suppression", "remove", "ann@example.org", "--yes"]), @"
    ann@example.org is mailed again, on 1 list.
    --- exit code 0
    ");
    insta::assert_snapshot!(house.run(["suppression", "remove", "eve@example.org", "--yes"]), @"
    eve@example.org can be imported again.
    --- exit code 0
    ");
    insta::assert_snapshot!(house.run(["suppression", "remove", "eve@example.org", "--yes"]), @"
    eve@example.org is not suppressed.
    --- exit code 0
    ");
    insta::assert_snapshot!(house.run(["list", "show"]), @"
    members  Our members — 3 subscribers, 0 unsubscribed
    --- exit code 0
    ");
}
