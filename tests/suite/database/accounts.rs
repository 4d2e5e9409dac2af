//! Accounts and sessions in the database.

use circular::account::{account_of_session, add_account, sign_in, sign_out};
use circular::database::accounts;
use circular::model::{AccountName, AccountRole};
use jiff::{SignedDuration, Timestamp};

use crate::engine::on_both;

on_both! {
    async fn a_session_ends_after_a_while(ground) {
        let database = &ground.database;
        let (name, now): (AccountName, Timestamp) = ("ann".parse().unwrap(), "2027-05-01T12:00:00Z".parse().unwrap());
        let password = add_account(database, &name, AccountRole::Sends, now).await.unwrap().unwrap();
        let token = sign_in(database, &name, password.clone(), now).await.unwrap().unwrap();
        let after = |hours| now + SignedDuration::from_hours(hours);
        let holder = account_of_session(database, &token, after(11)).await.unwrap().unwrap();
        assert_eq!((holder.name.as_str(), holder.role), ("ann", AccountRole::Sends));
        assert!(account_of_session(database, &token, after(22)).await.unwrap().is_some(), "used in between");
        assert!(account_of_session(database, &token, after(35)).await.unwrap().is_none(), "idle for 13 hours");
        for day in 1..=20 {
            let seen = account_of_session(database, &token, after(22 + 8 * day)).await.unwrap();
            assert_eq!(seen.is_some(), 22 + 8 * day <= 7 * 24, "a week at most: {day}");
        }
        let other = sign_in(database, &name, password.clone(), after(400)).await.unwrap().unwrap();
        sign_out(database, &other).await.unwrap();
        assert!(account_of_session(database, &other, after(400)).await.unwrap().is_none());
        let last = sign_in(database, &name, password, after(400)).await.unwrap().unwrap();
        let mut work = database.begin_write().await.unwrap();
        assert!(accounts::delete(&mut work, &name).await.unwrap());
        assert!(!accounts::delete(&mut work, &name).await.unwrap());
        work.commit().await.unwrap();
        assert!(account_of_session(database, &last, after(400)).await.unwrap().is_none(), "the account is gone");
    }
}
