//! Which tables a database has, and with which columns: read from the database, so that no table can be forgotten.

use std::collections::BTreeSet;

use sqlx::{AssertSqlSafe, SqlSafeStr as _, SqlStr};

use super::super::{DatabaseTransaction, Error, on};

/// What a column stores.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ColumnKind {
    /// A number.
    Integer,
    /// A PostgreSQL BOOLEAN; on SQLite a flag is a number.
    Flag,
    /// A text.
    Text,
    /// Bytes.
    Bytes,
}

/// A column of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct TableColumn {
    /// Its name.
    pub(super) name: String,
    /// What it stores.
    pub(super) kind: ColumnKind,
}

/// A table and its columns, in the order of their names: it is the same on both engines.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct TableShape {
    /// Its name.
    pub(super) name: String,
    /// Its columns.
    pub(super) columns: Vec<TableColumn>,
}

/// A foreign key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct TableReference {
    /// The table with the key.
    child: String,
    /// The table that it refers to.
    parent: String,
}

const COLUMNS_SQLITE: &str = "SELECT m.name, p.name, lower(p.type) FROM sqlite_master AS m \
    JOIN pragma_table_info(m.name) AS p \
    WHERE m.type = 'table' AND substr(m.name, 1, 7) <> 'sqlite_' AND substr(m.name, 1, 5) <> '_sqlx' \
    ORDER BY m.name, p.name";
/// What a table computes is not copied. A partition is read and written through its table.
const COLUMNS_POSTGRES: &str = "SELECT CAST(c.relname AS TEXT), CAST(a.attname AS TEXT), CAST(t.typname AS TEXT) \
    FROM pg_class AS c \
    JOIN pg_attribute AS a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped \
        AND a.attgenerated = '' \
    JOIN pg_type AS t ON t.oid = a.atttypid \
    WHERE c.relnamespace = (SELECT oid FROM pg_namespace WHERE nspname = current_schema()) \
    AND c.relkind IN ('r', 'p') AND NOT c.relispartition AND left(c.relname, 5) <> '_sqlx' \
    ORDER BY c.relname COLLATE ucs_basic, a.attname COLLATE ucs_basic";

/// Returns the tables of a database, but the one with the migrations it has taken.
pub(super) async fn tables(work: &mut DatabaseTransaction) -> Result<Vec<TableShape>, Error> {
    let sql = work.select(COLUMNS_SQLITE, COLUMNS_POSTGRES);
    let rows: Vec<(String, String, String)> = on!(work, tx => sqlx::query_as(sql).fetch_all(&mut **tx).await?);
    let mut shapes: Vec<TableShape> = Vec::new();
    for (table, name, type_name) in rows {
        let column = TableColumn { name, kind: column_kind(&type_name)? };
        match shapes.last_mut() {
            Some(shape) if shape.name == table => shape.columns.push(column),
            _ => shapes.push(TableShape { name: table, columns: vec![column] }),
        }
    }
    Ok(shapes)
}

fn column_kind(type_name: &str) -> Result<ColumnKind, Error> {
    Ok(match type_name {
        "integer" | "int8" | "int4" | "int2" => ColumnKind::Integer,
        "bool" => ColumnKind::Flag,
        "text" => ColumnKind::Text,
        "blob" | "bytea" => ColumnKind::Bytes,
        _ => return Err(Error::InvalidValue("column type")),
    })
}

const REFERENCES_SQLITE: &str = "SELECT m.name AS child, f.[table] AS parent FROM sqlite_master AS m \
    JOIN pragma_foreign_key_list(m.name) AS f WHERE m.type = 'table'";
const REFERENCES_POSTGRES: &str = "SELECT CAST(c.relname AS TEXT) AS child, CAST(p.relname AS TEXT) AS parent \
    FROM pg_constraint AS k JOIN pg_class AS c ON c.oid = k.conrelid JOIN pg_class AS p ON p.oid = k.confrelid \
    WHERE k.contype = 'f' AND c.relnamespace = (SELECT oid FROM pg_namespace WHERE nspname = current_schema())";

/// Returns all foreign keys.
pub(super) async fn references(work: &mut DatabaseTransaction) -> Result<Vec<TableReference>, Error> {
    let sql = work.select(REFERENCES_SQLITE, REFERENCES_POSTGRES);
    let rows: Vec<(String, String)> = on!(work, tx => sqlx::query_as(sql).fetch_all(&mut **tx).await?);
    Ok(rows.into_iter().map(|(child, parent)| TableReference { child, parent }).collect())
}

/// Puts each table behind those that it refers to.
pub(super) fn parents_first(mut shapes: Vec<TableShape>, references: &[TableReference]) -> Vec<TableShape> {
    let mut ordered: Vec<TableShape> = Vec::with_capacity(shapes.len());
    while !shapes.is_empty() {
        let waiting: BTreeSet<String> = shapes.iter().map(|shape| shape.name.clone()).collect();
        let is_held = |shape: &TableShape| {
            let mut parents = references.iter().filter(|reference| reference.child == shape.name);
            parents.any(|reference| reference.parent != shape.name && waiting.contains(&reference.parent))
        };
        let (held, free): (Vec<_>, Vec<_>) = shapes.into_iter().partition(is_held);
        if free.is_empty() {
            // Tables that refer to one another: the database will say so.
            ordered.extend(held);
            break;
        }
        ordered.extend(free);
        shapes = held;
    }
    ordered
}

impl TableShape {
    /// Returns `true` if the other table has the same name and the same column names.
    pub(super) fn has_columns_of(&self, other: &Self) -> bool {
        let names = |shape: &Self| shape.columns.iter().map(|column| column.name.clone()).collect::<Vec<_>>();
        self.name == other.name && names(self) == names(other)
    }

    /// Returns the statement that reads every row. Numbers are read as BIGINT whatever their size is.
    pub(super) fn read_statement(&self) -> SqlStr {
        let columns = self.columns.iter().map(|column| match column.kind {
            ColumnKind::Integer => format!("CAST(\"{0}\" AS BIGINT) AS \"{0}\"", column.name),
            ColumnKind::Flag | ColumnKind::Text | ColumnKind::Bytes => format!("\"{}\"", column.name),
        });
        composed(format!("SELECT {} FROM \"{}\"", columns.collect::<Vec<_>>().join(", "), self.name))
    }

    /// Returns the statement that finds a row.
    pub(super) fn probe_statement(&self) -> SqlStr {
        composed(format!("SELECT 1 FROM \"{}\" LIMIT 1", self.name))
    }

    /// Returns the statement that adds so many rows with the ids that they have.
    pub(super) fn add_statement(&self, rows: usize, is_postgres: bool) -> SqlStr {
        let names: Vec<_> = self.columns.iter().map(|column| format!("\"{}\"", column.name)).collect();
        let ids = if is_postgres { " OVERRIDING SYSTEM VALUE" } else { "" };
        let mut number = 0;
        let mut next = || {
            number += 1;
            format!("${number}")
        };
        let groups = (0..rows).map(|_| format!("({})", names.iter().map(|_| next()).collect::<Vec<_>>().join(", ")));
        let groups = groups.collect::<Vec<_>>().join(", ");
        composed(format!("INSERT INTO \"{}\" ({}){ids} VALUES {groups}", self.name, names.join(", ")))
    }
}

/// Returns the statement that lets others read these tables, but not write to them.
pub(super) fn lock_statement(shapes: &[TableShape]) -> SqlStr {
    let names: Vec<_> = shapes.iter().map(|shape| format!("\"{}\"", shape.name)).collect();
    composed(format!("LOCK TABLE {} IN SHARE ROW EXCLUSIVE MODE", names.join(", ")))
}

/// The names in these statements come from the database itself, never from a person.
fn composed(statement: String) -> SqlStr {
    AssertSqlSafe(statement).into_sql_str()
}

#[cfg(test)]
mod tests {
    use super::{TableReference, TableShape, parents_first};

    #[test]
    fn parents_are_copied_before_their_children() {
        let shape = |name: &str| TableShape { name: name.to_owned(), columns: Vec::new() };
        let refers = |child: &str, parent: &str| TableReference { child: child.to_owned(), parent: parent.to_owned() };
        let keys = [
            refers("answer", "issue"),
            refers("issue", "list"),
            refers("issue", "issue"),
            refers("a", "b"),
            refers("b", "a"),
        ];
        let order = parents_first(["a", "answer", "b", "issue", "list"].map(shape).to_vec(), &keys);
        let order: Vec<_> = order.iter().map(|shape| shape.name.as_str()).collect();
        assert_eq!(order, ["list", "issue", "answer", "a", "b"]);
    }
}
