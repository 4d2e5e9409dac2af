//! In which partition of the table `delivery` an issue is.

use sqlx::{AssertSqlSafe, SqlSafeStr as _, SqlStr};

use crate::database::{DatabaseTransaction, Error};
use crate::model::IssueId;

const NUMBER_POSTGRES: &str = "SELECT number FROM generate_series(0, 15) AS number \
    WHERE satisfies_hash_partition(CAST('delivery' AS regclass), 16, number, CAST($1 AS BIGINT))";

/// Where the copies of an issue are: on a server in one of the partitions, whose rows are counted one by one. By default, it
/// is not known, and every statement looks into all.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Partition(Option<i32>);

impl Partition {
    /// Finds the partition of an issue, which may be empty.
    ///
    /// # Errors
    /// The database failed.
    pub async fn of(work: &mut DatabaseTransaction, issue: IssueId) -> Result<Self, Error> {
        let DatabaseTransaction::Postgres(tx) = work else { return Ok(Self(None)) };
        Ok(Self(sqlx::query_scalar(NUMBER_POSTGRES).bind(issue).fetch_optional(&mut **tx).await?))
    }

    /// Returns the name of the table with the copies.
    pub(super) fn table(self) -> String {
        self.0.map_or_else(|| "delivery".to_owned(), |number| format!("delivery_{number}"))
    }

    /// Names the partition in a statement that calls the table `delivery AS …`. Of the whole table, PostgreSQL plans each
    /// partition, which takes it longer than to run a statement that reads few rows.
    pub(super) fn name_in(self, statement: &'static str) -> SqlStr {
        AssertSqlSafe(statement.replace("delivery AS ", &format!("{} AS ", self.table()))).into_sql_str()
    }
}
