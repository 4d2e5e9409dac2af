//! `circular report`; what it counts after an unsubscription is in `serve` too.

mod growth;
mod page;

use super::annals::two_years;
use super::{MEMBERS, SPRING, TestWorkspace};

#[test]
fn issue_without_unsubscribes_is_reported() {
    let house = TestWorkspace::new().with_list(MEMBERS).with_draft("spring", SPRING);
    house.run(["send", "spring", "--yes"]).is_well();
    insta::assert_snapshot!(house.run(["report", "spring"]), @"
    spring to members
      a trial: its copies are in the outbox as 000001.eml to 000003.eml, and nobody was mailed
      recipients          3
      sent                3
      bounced             0
      unsubscribed        0
    --- exit code 0
    ");
    insta::assert_snapshot!(house.run(["report", "spring", "--json"]), @r#"
    {
      "issue": "spring",
      "list": "members",
      "trial": true,
      "recipients": 3,
      "sent": 3,
      "bounced": 0,
      "counts": {
        "sent": 3
      },
      "unsubscribed": 0,
      "unsubscribed_by": {},
      "unsubscribed_after": {
        "hour": 0,
        "day": 0,
        "week": 0,
        "month": 0,
        "later": 0
      },
      "median_delay_seconds": null,
      "likely_scanner": 0,
      "resubscribed": 0,
      "reduced_to_notices": 0,
      "unsubscribed_per_thousand": 0.0,
      "earlier_unsubscribed_per_thousand": null,
      "unusual": false,
      "earlier_issues": [],
      "reasons": [],
      "comments": [],
      "reason_notes": [],
      "returned": [],
      "complaints": 0,
      "replies": 0
    }
    --- exit code 0
    "#);
}

#[tokio::test]
async fn issue_with_unsubscribes_is_reported() {
    let annals = two_years().await;
    let house = &annals.house;
    insta::assert_snapshot!(house.run(["report", "2019-winter"]), @"
    2019-winter to members
      recipients         12
      sent               12
      bounced             0
      unsubscribed        3  (1 by mail, 1 by one click, 1 by page)
      resubscribed        1
      1 left within seconds of the delivery: possibly a link scanner, not the person
      per 1,000       250.0  (41.7 in 2 earlier issues)

      Unsubscribed per 1,000 sent, until now:
        2017-autumn    83.3  ###########
        2018-summer     0.0
        2019-winter   250.0  ################################
      More people left than usual.

      Time from delivery to unsubscribing:
        within an hour       1  ################################
        within a day         1  ################################
        within a week        0
        within 30 days       1  ################################
        later                0
      Half of them within 2.0 h.

      Why (3 gave a reason):
            2  The letters come too often
            1  Something else

      In their own words:
        “I have moved to Scotland and joined the branch there, thank you for
         everything that you wrote”
    --- exit code 0
    ");
}

#[tokio::test]
async fn issue_report_as_json() {
    let annals = two_years().await;
    let house = &annals.house;
    insta::assert_snapshot!(house.run(["report", "2019-winter", "--json"]), @r#"
    {
      "issue": "2019-winter",
      "list": "members",
      "trial": false,
      "recipients": 12,
      "sent": 12,
      "bounced": 0,
      "counts": {
        "sent": 12
      },
      "unsubscribed": 3,
      "unsubscribed_by": {
        "mail": 1,
        "one_click": 1,
        "page": 1
      },
      "unsubscribed_after": {
        "hour": 1,
        "day": 1,
        "week": 0,
        "month": 1,
        "later": 0
      },
      "median_delay_seconds": 7198,
      "likely_scanner": 1,
      "resubscribed": 1,
      "reduced_to_notices": 0,
      "unsubscribed_per_thousand": 250.0,
      "earlier_unsubscribed_per_thousand": 41.7,
      "unusual": true,
      "earlier_issues": [
        {
          "issue": "2017-autumn",
          "starts_at": "[time]",
          "sent": 12,
          "unsubscribed": 1,
          "unsubscribed_per_thousand": 83.3
        },
        {
          "issue": "2018-summer",
          "starts_at": "[time]",
          "sent": 12,
          "unsubscribed": 0,
          "unsubscribed_per_thousand": 0.0
        }
      ],
      "reasons": [
        {
          "reason": "The letters come too often",
          "count": 2
        },
        {
          "reason": "Something else",
          "count": 1
        }
      ],
      "comments": [
        "I have moved to Scotland and joined the branch there, thank you for everything that you wrote"
      ],
      "reason_notes": [
        "The letters come too often",
        "Something else: I have moved to Scotland and joined the branch there, thank you for everything that you wrote",
        "The letters come too often"
      ],
      "returned": [],
      "complaints": 0,
      "replies": 0
    }
    --- exit code 0
    "#);
}

#[tokio::test]
async fn first_issue_has_no_comparison() {
    let annals = two_years().await;
    insta::assert_snapshot!(annals.house.run(["report", "2017-autumn"]), @"
    2017-autumn to members
      recipients         12
      sent               12
      bounced             0
      unsubscribed        1  (1 by one click)
      per 1,000        83.3

      Time from delivery to unsubscribing:
        within an hour       0
        within a day         1  ################################
        within a week        0
        within 30 days       0
        later                0
      Half of them within 12.0 h.
    --- exit code 0
    ");
}

#[test]
fn unknown_issue_is_an_error() {
    let house = TestWorkspace::new().with_list(MEMBERS).with_draft("spring", SPRING);
    insta::assert_snapshot!(house.run(["report", "spring"]), @"
    --- standard error
    error: no issue of `spring` exists yet
    hint: run `circular status` to see all issues
    --- exit code 1
    ");
    house.run(["send", "spring", "--yes"]).is_well();
    insta::assert_snapshot!(house.run(["report", "sprng"]), @"
    --- standard error
    error: no issue of `sprng` exists yet
    hint: did you mean `spring`?
    --- exit code 1
    ");
    insta::assert_snapshot!(house.run(["report", "spring", "--list", "member"]), @"
    --- standard error
    error: there is no list `member`
    hint: did you mean `members`?
    --- exit code 1
    ");
}
