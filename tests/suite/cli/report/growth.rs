//! How a list grew and shrank.

use crate::cli::TestWorkspace;
use crate::cli::annals::two_years;

#[tokio::test]
async fn list_report_by_month() {
    let annals = two_years().await;
    let house = &annals.house;
    let period = ["report", "--list", "members", "--from", "2018-06-01", "--to", "2019-06-30"];
    insta::assert_snapshot!(house.run(period), @"
    Our members (members), 1 June 2018 to 30 June 2019

      on 1 Jun 2018                   11
      joined                          +8  (8 by import)
      resubscribed                    +1
      unsuppressed                     0
      unsubscribed                    −5  (2 on the page, 1 by mail, 1 by one
                                           click, 1 by the office)
      suppressed                      −2  (1 complained, 1 unreachable)
      erased                          −2
      at the end of 30 Jun 2019       11  (1 of them notices only)

                    gained  left  suppressed  erased  members    net
      Jun 2018           2     0           1       0       12     +1  ++
      Jul 2018           0     0           0       0       12      0
      Aug 2018           0     0           0       0       12      0
      Sep 2018           0     0           0       0       12      0
      Oct 2018           0     0           0       0       12      0
      Nov 2018           0     0           0       0       12      0
      Dec 2018           0     0           0       0       12      0
      Jan 2019           1     4           0       0        9     −3  -------
      Feb 2019           0     1           1       0        7     −2  -----
      Mar 2019           0     0           0       1        6     −1  --
      Apr 2019           0     0           0       1        5     −1  --
      May 2019           0     0           0       0        5      0
      Jun 2019           6     0           0       0       11     +6  ++++++++++++++

    1 asked for notices only, 0 for the newsletters again: all are still members.
    --- exit code 0
    ");
}

#[tokio::test]
async fn list_report_as_json() {
    let annals = two_years().await;
    let period = ["report", "--list", "members", "--from", "2019-02-02", "--to", "2019-04-01", "--json"];
    insta::assert_snapshot!(annals.house.run(period), @r#"
    {
      "list": "members",
      "from": "2019-02-02",
      "to": "2019-04-01",
      "records_since": "2017-09-10",
      "members_at_start": 8,
      "subscribed": 0,
      "subscribed_by": {},
      "resubscribed": 0,
      "unsuppressed": 0,
      "unsubscribed": 0,
      "unsubscribed_by": {},
      "suppressed": 1,
      "suppressed_by": {
        "complaint": 1
      },
      "erased": 2,
      "net_change": -3,
      "reduced_to_notices": 1,
      "resumed_newsletters": 0,
      "members_at_end": 5,
      "notices_only_at_end": 1,
      "members_now": null,
      "months": [
        {
          "from": "2019-02-02",
          "to": "2019-02-28",
          "subscribed": 0,
          "subscribed_by": {},
          "resubscribed": 0,
          "unsuppressed": 0,
          "unsubscribed": 0,
          "unsubscribed_by": {},
          "suppressed": 1,
          "suppressed_by": {
            "complaint": 1
          },
          "erased": 0,
          "net_change": -1,
          "reduced_to_notices": 1,
          "resumed_newsletters": 0,
          "members_at_end": 7
        },
        {
          "from": "2019-03-01",
          "to": "2019-03-31",
          "subscribed": 0,
          "subscribed_by": {},
          "resubscribed": 0,
          "unsuppressed": 0,
          "unsubscribed": 0,
          "unsubscribed_by": {},
          "suppressed": 0,
          "suppressed_by": {},
          "erased": 1,
          "net_change": -1,
          "reduced_to_notices": 0,
          "resumed_newsletters": 0,
          "members_at_end": 6
        },
        {
          "from": "2019-04-01",
          "to": "2019-04-01",
          "subscribed": 0,
          "subscribed_by": {},
          "resubscribed": 0,
          "unsuppressed": 0,
          "unsubscribed": 0,
          "unsubscribed_by": {},
          "suppressed": 0,
          "suppressed_by": {},
          "erased": 1,
          "net_change": -1,
          "reduced_to_notices": 0,
          "resumed_newsletters": 0,
          "members_at_end": 5
        }
      ]
    }
    --- exit code 0
    "#);
}

#[tokio::test]
async fn member_of_two_lists_counts_once() {
    let annals = two_years().await;
    let house = &annals.house;
    insta::assert_snapshot!(house.run(["report", "--from", "2019-04-01", "--to", "2019-05-31"]), @"
    All lists, 1 April 2019 to 31 May 2019

      on 1 Apr 2019                    6
      joined                          +3  (3 by import)
      resubscribed                     0
      unsuppressed                     0
      unsubscribed                    −1  (1 by the office)
      suppressed                       0
      erased                          −1
      at the end of 31 May 2019        7  (1 of them notices only)

                    gained  left  suppressed  erased  members    net
      Apr 2019           3     0           0       1        8     +2  ++++++++++++++
      May 2019           0     1           0       0        7     −1  -------

    A person on several lists counts once.
    --- exit code 0
    ");
}

#[tokio::test]
async fn report_totals_match_current_lists() {
    let annals = two_years().await;
    let said = annals.house.run(["report", "--list", "members", "--json"]);
    let report: serde_json::Value = serde_json::from_str(&said.out).unwrap();
    assert_eq!(report["members_at_end"], report["members_now"], "{said}");
    assert_eq!(report["months"].as_array().unwrap().len(), 12);
}

#[test]
fn invalid_dates_are_refused() {
    let house = TestWorkspace::new();
    insta::assert_snapshot!(house.run(["report", "--from", "2018-6-31"]), @"
    --- standard error
    error: `2018-6-31` is not a date
    hint: write it like `2018-06-01`
    --- exit code 1
    ");
    insta::assert_snapshot!(house.run(["report", "--from", "2999-01-01"]), @"
    --- standard error
    error: 1 January 2999 is in the future
    hint: pass an earlier `--from`
    --- exit code 1
    ");
    insta::assert_snapshot!(house.run(["report", "--from", "2019-02-01", "--to", "2019-01-31"]), @"
    --- standard error
    error: 1 February 2019 is later than 31 January 2019
    hint: `--from` is the first day, `--to` the last one
    --- exit code 1
    ");
    insta::assert_snapshot!(house.run(["report", "spring", "--from", "2019-02-01"]), @"
    --- standard error
    error: the argument '[ISSUE]' cannot be used with '--from <DATE>'

    Usage: circular report <ISSUE>

    For more information, try '--help'.
    --- exit code 2
    ");
    insta::assert_snapshot!(house.run(["report", "--from", "2019-01-01", "--to", "2019-01-31"]), @"
    All lists, 1 January 2019 to 31 January 2019

      on 1 Jan 2019                    –
      joined                           0
      resubscribed                     0
      unsuppressed                     0
      unsubscribed                     0
      suppressed                       0
      erased                           0
      at the end of 31 Jan 2019        0

    There are no records yet.

    A person on several lists counts once.
    --- exit code 0
    ");
}
