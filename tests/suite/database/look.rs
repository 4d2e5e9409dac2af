//! What was last looked at, by draft and list.

use circular::database::look;
use circular::model::Look;

use super::{at, list};
use crate::engine::on_both;

on_both! {
    async fn a_later_look_takes_the_place_of_the_one_before(ground) {
        let database = &ground.database;
        let list = list(database, "members").await;
        let mut work = database.write().await.unwrap();
        assert_eq!(look::get(&mut work, "spring", list.id).await.unwrap(), None);
        let first = Look { draft: [1; 32], templates: [2; 32], settings: [3; 32], recipients: [4; 32], people: 140 };
        look::put(&mut work, "spring", list.id, &first, at(1)).await.unwrap();
        assert_eq!(look::get(&mut work, "spring", list.id).await.unwrap(), Some(first));
        let second = Look { recipients: [5; 32], people: 141, ..first };
        look::put(&mut work, "spring", list.id, &second, at(2)).await.unwrap();
        assert_eq!(look::get(&mut work, "spring", list.id).await.unwrap(), Some(second));
        assert_eq!(look::get(&mut work, "summer", list.id).await.unwrap(), None);
        work.commit().await.unwrap();
    }
}
