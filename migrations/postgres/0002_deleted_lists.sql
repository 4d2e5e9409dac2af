-- A deleted list keeps its row: its issues and events name it, its List-Id stays, and those who left it stay off it
-- should a list of this name be made again.
ALTER TABLE list ADD COLUMN deleted_at BIGINT;
