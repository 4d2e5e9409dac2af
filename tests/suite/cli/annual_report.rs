//! `circular year`.

use super::TestWorkspace;
use super::annals::two_years;

#[tokio::test]
async fn year_is_compared_with_previous() {
    let annals = two_years().await;
    let house = &annals.house;
    insta::assert_snapshot!(house.run(["annual-report", "--from", "2018-06-01", "--to", "2019-06-30", "--list", "members"]), @"
    | Our members                                  | 1 June 2018 to 30 June 2019 | 1 June 2017 to 30 June 2018 |
    | :------------------------------------------- | --------------------------: | --------------------------: |
    | At the beginning                             |                          11 |                           – |
    | Joined                                       |                           8 |                          14 |
    | – of these by import                         |                           8 |                          14 |
    | Resubscribed                                 |                           1 |                           0 |
    | Unsuppressed                                 |                           0 |                           0 |
    | Unsubscribed                                 |                           5 |                           1 |
    | – by the link in a letter                    |                           3 |                           1 |
    | – by mail                                    |                           1 |                           0 |
    | – by the office                              |                           1 |                           0 |
    | Addresses that stopped working               |                           1 |                           1 |
    | Suppressed for another reason                |                           1 |                           0 |
    | Erased                                       |                           2 |                           0 |
    | At the end                                   |                          11 |                          12 |
    | Change                                       |                      ±0.0 % |                           – |
    | Issues sent                                  |                           2 |                           2 |
    | Letters accepted by the relay                |                          24 |                          24 |
    | Unsubscribed by themselves per 1,000 letters |                       166.7 |                        41.7 |

    Records begin on 10 September 2017: earlier members count as joined on the day when they were imported.

    The two periods overlap: 1 June 2018 to 30 June 2018 is in both.
    --- exit code 0
    ");
    insta::assert_snapshot!(house.run(["annual-report", "--to", "2019-05-31"]), @"
    | Members                                      | 1 June 2018 to 31 May 2019 | 1 June 2017 to 31 May 2018 |
    | :------------------------------------------- | -------------------------: | -------------------------: |
    | At the beginning                             |                         11 |                          – |
    | Joined                                       |                          5 |                         12 |
    | – of these by import                         |                          5 |                         12 |
    | Resubscribed                                 |                          1 |                          0 |
    | Unsuppressed                                 |                          0 |                          0 |
    | Unsubscribed                                 |                          6 |                          1 |
    | – by the link in a letter                    |                          3 |                          1 |
    | – by mail                                    |                          1 |                          0 |
    | – by the office                              |                          2 |                          0 |
    | Addresses that stopped working               |                          1 |                          0 |
    | Suppressed for another reason                |                          1 |                          0 |
    | Erased                                       |                          2 |                          0 |
    | At the end                                   |                          7 |                         11 |
    | Change                                       |                    −36.4 % |                          – |
    | Issues sent                                  |                          2 |                          1 |
    | Letters accepted by the relay                |                         24 |                         12 |
    | Unsubscribed by themselves per 1,000 letters |                      166.7 |                       83.3 |

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
    | Our members                                  | 1 July 2017 to 30 June 2018 | 1 July 2016 to 30 June 2017 |
    | :------------------------------------------- | --------------------------: | --------------------------: |
    | At the beginning                             |                           – |                           – |
    | Joined                                       |                          14 |                           – |
    | – of these by import                         |                          14 |                           – |
    | Resubscribed                                 |                           0 |                           – |
    | Unsuppressed                                 |                           0 |                           – |
    | Unsubscribed                                 |                           1 |                           – |
    | – by the link in a letter                    |                           1 |                           – |
    | – by mail                                    |                           0 |                           – |
    | – by the office                              |                           0 |                           – |
    | Addresses that stopped working               |                           1 |                           – |
    | Erased                                       |                           0 |                           – |
    | At the end                                   |                          12 |                           – |
    | Change                                       |                           – |                           – |
    | Issues sent                                  |                           2 |                           – |
    | Letters accepted by the relay                |                          24 |                           – |
    | Unsubscribed by themselves per 1,000 letters |                        41.7 |                           – |

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
        "unsubscribed_per_thousand": 41.7
      },
      "previous": {
        "from": "2016-07-01",
        "to": "2017-06-30",
        "known": false
      },
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
