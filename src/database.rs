//! The only room that speaks SQL: SQLite and PostgreSQL behind one text.
