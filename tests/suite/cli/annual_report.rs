//! `circular annual-report`.

mod forms;
mod meetings;
mod numbers;

use super::TestWorkspace;
use super::annals::two_years;

#[tokio::test]
async fn year_is_compared_with_previous() {
    let annals = two_years().await;
    let house = &annals.house;
    insta::assert_snapshot!(house.run(["annual-report", "--from", "2018-06-01", "--to", "2019-06-30", "--list", "members"]), @"
    At the end there were 11 members, as many as at the beginning. 8 people joined (6 fewer than the year before) and 5 unsubscribed (4 more than the year before). We sent 2 letters (as many as the year before): 24 copies were delivered (as many as the year before), and 1 was refused or came back.

    | Our members                                  | 1 June 2018 to 30 June 2019 | 1 June 2017 to 30 June 2018 | Difference |
    | :------------------------------------------- | --------------------------: | --------------------------: | ---------: |
    | At the beginning                             |                          11 |                           – |          – |
    | Joined                                       |                           8 |                          14 |         −6 |
    | – of these by import                         |                           8 |                          14 |         −6 |
    | Resubscribed                                 |                           1 |                           0 |         +1 |
    | Unsuppressed                                 |                           0 |                           0 |          0 |
    | Unsubscribed                                 |                           5 |                           1 |         +4 |
    | – by the link in a letter                    |                           3 |                           1 |         +2 |
    | – by mail                                    |                           1 |                           0 |         +1 |
    | – by the office                              |                           1 |                           0 |         +1 |
    | Addresses that stopped working               |                           1 |                           1 |          0 |
    | Suppressed for another reason                |                           1 |                           0 |         +1 |
    | Erased                                       |                           2 |                           0 |         +2 |
    | At the end                                   |                          11 |                          12 |         −1 |
    | Change                                       |                      ±0.0 % |                           – |          – |
    | Letters sent                                 |                           2 |                           2 |          0 |
    | Copies sent                                  |                          25 |                          25 |          0 |
    | – delivered                                  |                          24 |                          24 |          0 |
    | – refused or come back                       |                           1 |                           1 |          0 |
    | Unsubscribed by themselves per 1,000 letters |                       166.7 |                        41.7 |     +125.0 |

    Records begin on 10 September 2017: earlier members count as joined on the day when they were imported.

    The two periods overlap: 1 June 2018 to 30 June 2018 is in both.
    --- exit code 0
    ");
    insta::assert_snapshot!(house.run(["annual-report", "--to", "2019-05-31"]), @"
    At the end there were 7 members, 4 fewer than at the beginning. 5 people joined (7 fewer than the year before) and 6 unsubscribed (5 more than the year before). We sent 2 letters (1 more than the year before): 24 copies were delivered (12 more than the year before), and 1 was refused or came back.

    | Members                                      | 1 June 2018 to 31 May 2019 | 1 June 2017 to 31 May 2018 | Difference |
    | :------------------------------------------- | -------------------------: | -------------------------: | ---------: |
    | At the beginning                             |                         11 |                          – |          – |
    | Joined                                       |                          5 |                         12 |         −7 |
    | – of these by import                         |                          5 |                         12 |         −7 |
    | Resubscribed                                 |                          1 |                          0 |         +1 |
    | Unsuppressed                                 |                          0 |                          0 |          0 |
    | Unsubscribed                                 |                          6 |                          1 |         +5 |
    | – by the link in a letter                    |                          3 |                          1 |         +2 |
    | – by mail                                    |                          1 |                          0 |         +1 |
    | – by the office                              |                          2 |                          0 |         +2 |
    | Addresses that stopped working               |                          1 |                          0 |         +1 |
    | Suppressed for another reason                |                          1 |                          0 |         +1 |
    | Erased                                       |                          2 |                          0 |         +2 |
    | At the end                                   |                          7 |                         11 |         −4 |
    | Change                                       |                    −36.4 % |                          – |          – |
    | Letters sent                                 |                          2 |                          1 |         +1 |
    | Copies sent                                  |                         25 |                         12 |        +13 |
    | – delivered                                  |                         24 |                         12 |        +12 |
    | – refused or come back                       |                          1 |                          0 |         +1 |
    | Unsubscribed by themselves per 1,000 letters |                      166.7 |                       83.3 |      +83.4 |

    Records begin on 10 September 2017: earlier members count as joined on the day when they were imported.

    A person on several lists counts once, from joining the first list to leaving the last.
    --- exit code 0
    ");
}

#[tokio::test]
async fn year_before_records_is_marked() {
    let annals = two_years().await;
    let house = &annals.house;
    insta::assert_snapshot!(house.run(["annual-report", "--from", "2017-07-01", "--list", "members"]), @"
    At the end there were 12 members. 14 people joined and 1 unsubscribed. We sent 2 letters: 24 copies were delivered, and 1 was refused or came back. There are no figures for the year before.

    | Our members                                  | 1 July 2017 to 30 June 2018 | 1 July 2016 to 30 June 2017 | Difference |
    | :------------------------------------------- | --------------------------: | --------------------------: | ---------: |
    | At the beginning                             |                           – |                           – |          – |
    | Joined                                       |                          14 |                           – |          – |
    | – of these by import                         |                          14 |                           – |          – |
    | Resubscribed                                 |                           0 |                           – |          – |
    | Unsuppressed                                 |                           0 |                           – |          – |
    | Unsubscribed                                 |                           1 |                           – |          – |
    | – by the link in a letter                    |                           1 |                           – |          – |
    | – by mail                                    |                           0 |                           – |          – |
    | – by the office                              |                           0 |                           – |          – |
    | Addresses that stopped working               |                           1 |                           – |          – |
    | Erased                                       |                           0 |                           – |          – |
    | At the end                                   |                          12 |                           – |          – |
    | Change                                       |                           – |                           – |          – |
    | Letters sent                                 |                           2 |                           – |          – |
    | Copies sent                                  |                          25 |                           – |          – |
    | – delivered                                  |                          24 |                           – |          – |
    | – refused or come back                       |                           1 |                           – |          – |
    | Unsubscribed by themselves per 1,000 letters |                        41.7 |                           – |          – |

    Records begin on 10 September 2017: earlier members count as joined on the day when they were imported. Nothing is known about the year before.
    --- exit code 0
    ");
    insta::assert_snapshot!(house.run(["annual-report", "--from", "2017-07-01", "--list", "members", "--json"]), @r#"
    {
      "list": "members",
      "records_since": "2017-09-10",
      "current": {
        "from": "2017-07-01",
        "to": "2018-06-30",
        "known": true,
        "members_at_start": null,
        "subscribed": 14,
        "subscribed_by": {
          "import": 14
        },
        "resubscribed": 0,
        "unsuppressed": 0,
        "unsubscribed": 1,
        "unsubscribed_by": {
          "one_click": 1
        },
        "suppressed": 1,
        "suppressed_by": {
          "relay": 1
        },
        "erased": 0,
        "net_change": 12,
        "reduced_to_notices": 0,
        "resumed_newsletters": 0,
        "members_at_end": 12,
        "change_percent": null,
        "issues_sent": 2,
        "sent": 24,
        "bounced": 1,
        "unsubscribed_per_thousand": 41.7,
        "meetings": [],
        "letters": [
          {
            "issue": "2017-autumn",
            "starts_at": "[time]",
            "sent": 12,
            "bounced": 0,
            "unsubscribed": 1
          },
          {
            "issue": "2018-summer",
            "starts_at": "[time]",
            "sent": 12,
            "bounced": 1,
            "unsubscribed": 0
          }
        ]
      },
      "previous": {
        "from": "2016-07-01",
        "to": "2017-06-30",
        "known": false
      },
      "sentences": [
        "At the end there were 12 members.",
        "14 people joined and 1 unsubscribed.",
        "We sent 2 letters: 24 copies were delivered, and 1 was refused or came back.",
        "There are no figures for the year before."
      ],
      "notes": [
        "Records begin on 10 September 2017: earlier members count as joined on the day when they were imported. Nothing is known about the year before."
      ]
    }
    --- exit code 0
    "#);
}

#[test]
fn empty_history_is_reported() {
    let house = TestWorkspace::new();
    insta::assert_snapshot!(house.run(["annual-report", "--from", "2018-01-01", "--json"]), @r#"
    {
      "list": null,
      "records_since": null,
      "current": {
        "from": "2018-01-01",
        "to": "2018-12-31",
        "known": false
      },
      "previous": {
        "from": "2017-01-01",
        "to": "2017-12-31",
        "known": false
      },
      "sentences": [
        "There are no figures for this period."
      ],
      "notes": [
        "There are no records yet.",
        "A person on several lists counts once, from joining the first list to leaving the last."
      ]
    }
    --- exit code 0
    "#);
    insta::assert_snapshot!(house.run(["annual-report", "--from", "2018-01-01", "--list", "members"]), @r#"
    --- standard error
    error: there is no list `members`
    hint: run `circular list create members --title "…"`
    --- exit code 1
    "#);
}
