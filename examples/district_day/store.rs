//! The host's store: SQLite, one entry a transaction.

use crate::Result;
use civigrid::Entry;
use rusqlite::{Connection, OptionalExtension, params};
use std::path::Path;

/// A journal and its snapshots in one file.
pub(crate) struct Store {
    connection: Connection,
}

impl Store {
    /// Creates an empty store.
    pub(crate) fn create(path: &Path) -> Result<Self> {
        Self::remove(path);
        let connection = Connection::open(path)?;
        connection.pragma_update(None, "journal_mode", "wal")?;
        connection.pragma_update(None, "synchronous", "normal")?;
        connection.execute_batch(
            "CREATE TABLE entry (seq INTEGER PRIMARY KEY, bytes BLOB NOT NULL);
             CREATE TABLE snapshot (seq INTEGER PRIMARY KEY, bytes BLOB NOT NULL);",
        )?;
        Ok(Self { connection })
    }

    /// Removes the file and what SQLite keeps beside it.
    pub(crate) fn remove(path: &Path) {
        for suffix in ["", "-wal", "-shm"] {
            let mut name = path.as_os_str().to_owned();
            name.push(suffix);
            // A file that is not there need not be removed.
            let _ = std::fs::remove_file(name);
        }
    }

    /// How SQLite keeps what it is given.
    pub(crate) fn mode(&self) -> Result<String> {
        let journal: String = self.connection.pragma_query_value(None, "journal_mode", |row| row.get(0))?;
        let synchronous: i64 = self.connection.pragma_query_value(None, "synchronous", |row| row.get(0))?;
        let synchronous = ["OFF", "NORMAL", "FULL", "EXTRA"].get(usize::try_from(synchronous)?).unwrap_or(&"?");
        Ok(format!("SQLite {}, journal_mode={journal}, synchronous={synchronous}", rusqlite::version()))
    }

    /// Appends an entry; the unique seq refuses a second one.
    pub(crate) fn append(&mut self, entry: &Entry) -> Result<()> {
        let seq = i64::try_from(entry.seq())?;
        let mut insert = self.connection.prepare_cached("INSERT INTO entry (seq, bytes) VALUES (?1, ?2)")?;
        insert.execute(params![seq, entry.to_json()])?;
        Ok(())
    }

    /// The entries after one.
    pub(crate) fn entries(&self, after: u64) -> Result<Vec<Entry>> {
        let mut select = self.connection.prepare("SELECT bytes FROM entry WHERE seq > ?1 ORDER BY seq")?;
        let rows = select.query_map([i64::try_from(after)?], |row| row.get::<_, Vec<u8>>(0))?;
        rows.map(|bytes| Ok(Entry::from_json(&bytes?)?)).collect()
    }

    /// Keeps a snapshot.
    pub(crate) fn snapshot(&mut self, seq: u64, bytes: &[u8]) -> Result<()> {
        self.connection
            .execute("INSERT INTO snapshot (seq, bytes) VALUES (?1, ?2)", params![i64::try_from(seq)?, bytes])?;
        Ok(())
    }

    /// Whether there is a snapshot.
    pub(crate) fn has_snapshot(&self) -> Result<bool> {
        let found = self.connection.query_row("SELECT 1 FROM snapshot", [], |_| Ok(())).optional()?;
        Ok(found.is_some())
    }

    /// The last snapshot and its seq.
    pub(crate) fn last_snapshot(&self) -> Result<(u64, Vec<u8>)> {
        let sql = "SELECT seq, bytes FROM snapshot ORDER BY seq DESC LIMIT 1";
        let (seq, bytes): (i64, Vec<u8>) = self.connection.query_row(sql, [], |row| Ok((row.get(0)?, row.get(1)?)))?;
        Ok((u64::try_from(seq)?, bytes))
    }
}
