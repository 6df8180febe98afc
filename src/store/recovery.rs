//! Recovery files: unsaved sessions in the state folder, in case an explorer ends abnormally.
//!
//! Each file has a lock file beside it, which its explorer holds for as long as it runs. The system releases the lock
//! when the process ends for any reason, so a recovery file with a free lock is an orphan.

mod lock;

use std::collections::BTreeSet;
use std::fs::{self, DirBuilder};
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf, absolute};
use std::sync::Arc;

use super::atomic::write_privately;
use super::document::{self, Opened};
use super::error::StoreError;
use super::folders::Folders;
use super::session::{RecoveryTable, Session};
use super::stamp::Stamp;
use lock::{Lock, held, noted_path, remove_abandoned_locks};

/// A running explorer's own recovery file.
#[derive(Debug)]
pub struct Recovery {
    slot: Arc<RecoverySlot>,
}

/// A place for one recovery file, locked until this is dropped. The file exists only while there is unsaved work in it.
#[derive(Debug)]
pub struct RecoverySlot {
    file: PathBuf,
    lock: Lock,
}

/// Unsaved work that an explorer left behind. No other explorer is offered it while this exists; dropping this leaves
/// the file to be offered again.
#[derive(Debug)]
pub struct Orphan {
    pub slot: Arc<RecoverySlot>,
    /// The file that the session belongs to, if any.
    pub path: Option<PathBuf>,
    /// The stamp of that file when the changes were made.
    pub stamp: Option<Stamp>,
    /// Seconds since 1970.
    pub saved_at: u64,
    pub session: Session,
}

/// The recovery files and open files of other explorers for one session.
#[derive(Debug, Default)]
pub struct RecoveryScan {
    /// Newest first.
    pub orphans: Vec<Orphan>,
    /// Recovery files that could not be read. They stay.
    pub problems: Vec<StoreError>,
    /// Another running explorer has the same file open.
    pub is_open_elsewhere: bool,
}

impl Recovery {
    /// Takes a slot under a name that no other explorer uses, for the session at `path`.
    ///
    /// # Errors
    /// If the state folder cannot be created or written to.
    pub fn begin(folders: &Folders, name: &str, path: Option<&Path>) -> Result<Self, StoreError> {
        let folder = folder(folders);
        let failed = |error| StoreError::write(&folder, &error);
        create_private(&folder).map_err(failed)?;
        let file = folder.join(name).with_extension("toml");
        let lock = Lock::create(file.with_extension("lock")).map_err(failed)?;
        let recovery = Self {
            slot: Arc::new(RecoverySlot { file, lock }),
        };
        // On a full disk, other explorers do not learn the path; writing the session may still succeed.
        let _ = recovery.belongs_to(path);
        Ok(recovery)
    }

    pub fn slot(&self) -> &Arc<RecoverySlot> {
        &self.slot
    }

    /// Tells other explorers that this one now has another file open, or none.
    ///
    /// # Errors
    /// If the lock file cannot be written.
    pub fn belongs_to(&self, path: Option<&Path>) -> Result<(), StoreError> {
        let lock = &self.slot.lock;
        lock.note(path)
            .map_err(|error| StoreError::write(&lock.path, &error))
    }
}

impl RecoverySlot {
    /// The path of the unsaved session, if there is one.
    pub fn path(&self) -> &Path {
        &self.file
    }

    /// Writes a session that is not saved.
    ///
    /// # Errors
    /// If the file cannot be written; its previous content is unchanged.
    pub fn write(&self, session: &Session, table: &RecoveryTable) -> Result<(), StoreError> {
        let table = RecoveryTable {
            path: table.path.as_deref().map(canonical),
            ..table.clone()
        };
        let text = session.to_recovery_toml(&table);
        write_privately(&self.file, text.as_bytes(), &temporary(&self.file))
    }

    /// Deletes the file; the slot stays locked.
    ///
    /// # Errors
    /// If the file cannot be deleted.
    pub fn delete(&self) -> Result<(), StoreError> {
        match fs::remove_file(&self.file) {
            // The file or its folder is gone already.
            Err(error)
                if !matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) =>
            {
                Err(StoreError::write(&self.file, &error))
            }
            _ => Ok(()),
        }
    }
}

impl Drop for RecoverySlot {
    fn drop(&mut self) {
        // Beside a file that stays, the lock file stays too: another explorer may be waiting to lock it.
        if !self.file.exists() {
            let _ = fs::remove_file(&self.lock.path);
        }
    }
}

impl Orphan {
    /// Deletes the unsaved work.
    ///
    /// # Errors
    /// If the file cannot be deleted.
    pub fn discard(self) -> Result<(), StoreError> {
        self.slot.delete()
    }
}

/// Looks for unsaved work that belongs to the session at `path`. Without a path, that is work without a file, and work
/// whose file is gone, since it would never be offered otherwise. Slots that this process holds are skipped.
pub fn scan(folders: &Folders, path: Option<&Path>) -> RecoveryScan {
    let mut found = RecoveryScan::default();
    let own = path.map(canonical);
    // There is no folder before the first explorer has run.
    let entries = fs::read_dir(folder(folders))
        .into_iter()
        .flatten()
        .flatten();
    let paths: Vec<PathBuf> = entries.map(|entry| entry.path()).collect();
    remove_abandoned_locks(&paths);
    let names: BTreeSet<PathBuf> = paths
        .iter()
        // Opening anything but a file may block.
        .filter(|path| matches!(extension(path), "toml" | "lock") && path.is_file())
        .map(|path| path.with_extension("toml"))
        .collect();
    for file in names {
        let lock = file.with_extension("lock");
        if held().contains(&lock) {
            continue;
        }
        let Some(lock) = Lock::take(lock.clone()) else {
            found.is_open_elsewhere |= own.is_some() && noted_path(&lock) == own;
            continue;
        };
        let slot = RecoverySlot { file, lock };
        remove_unfinished(&slot.file, &paths);
        // Its explorer was killed with nothing unsaved: dropping the slot removes the lock file.
        if !slot.file.exists() {
            continue;
        }
        match Orphan::read(slot) {
            Ok(orphan) if orphan.is_offered_for(own.as_deref()) => found.orphans.push(orphan),
            Ok(_) => {}
            Err(problem) => found.problems.push(problem),
        }
    }
    let newest_first = |orphan: &Orphan| std::cmp::Reverse(orphan.saved_at);
    found.orphans.sort_by_key(newest_first);
    found
}

impl Orphan {
    fn read(slot: RecoverySlot) -> Result<Self, StoreError> {
        let Opened {
            session, recovery, ..
        } = document::open(&slot.file)?;
        let RecoveryTable {
            path,
            saved_at,
            stamp,
        } = recovery.ok_or_else(|| {
            let reason = "it has no [recovery] table; open it as a session, or delete it";
            StoreError::unreadable(&slot.file, reason)
        })?;
        Ok(Self {
            slot: Arc::new(slot),
            path,
            stamp,
            saved_at,
            session,
        })
    }

    fn is_offered_for(&self, own: Option<&Path>) -> bool {
        match (own, &self.path) {
            (Some(own), Some(path)) => own == path,
            (None, Some(path)) => !path.exists(),
            (None, None) => true,
            (Some(_), None) => false,
        }
    }
}

/// Whether a path leads into the recovery folder.
pub fn holds(folders: &Folders, path: &Path) -> bool {
    let parent = canonical(path).parent().map(Path::to_owned);
    parent.is_some_and(|parent| parent == canonical(&folder(folders)))
}

/// Removes the temporary files of a killed explorer. The caller holds the slot, so nothing is writing now.
fn remove_unfinished(file: &Path, paths: &[PathBuf]) {
    let unfinished = temporary(file);
    for path in paths {
        if file_name(path).starts_with(&unfinished) {
            let _ = fs::remove_file(path);
        }
    }
}

fn create_private(folder: &Path) -> io::Result<()> {
    if let Some(parent) = folder.parent() {
        fs::create_dir_all(parent)?;
    }
    let mut builder = DirBuilder::new();
    #[cfg(unix)]
    {
        use std::os::unix::fs::DirBuilderExt;
        builder.mode(0o700);
    }
    match builder.create(folder) {
        Err(error) if !folder.is_dir() => Err(error),
        _ => Ok(()),
    }
}

/// One name for a file that many paths lead to, even if it does not exist: then its folder is resolved.
fn canonical(path: &Path) -> PathBuf {
    let path = absolute(path).unwrap_or_else(|_| path.to_owned());
    let in_folder = || {
        let folder = fs::canonicalize(path.parent()?).ok()?;
        Some(folder.join(path.file_name()?))
    };
    let found = fs::canonicalize(&path).ok().or_else(in_folder);
    found.unwrap_or(path)
}

/// The prefix of the names of temporary files for a recovery file.
fn temporary(file: &Path) -> String {
    format!(".{}-", file_name(file))
}

fn file_name(path: &Path) -> &str {
    let name = path.file_name().and_then(|name| name.to_str());
    name.unwrap_or_default()
}

fn extension(path: &Path) -> &str {
    let extension = path.extension().and_then(|extension| extension.to_str());
    extension.unwrap_or_default()
}

fn folder(folders: &Folders) -> PathBuf {
    folders.state.join("recovery")
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, SystemTime};

    use super::super::atomic;
    use super::super::examples;
    use super::lock::private;
    use super::*;

    fn table(path: Option<&Path>, saved_at: u64) -> RecoveryTable {
        RecoveryTable {
            path: path.map(Path::to_owned),
            saved_at,
            stamp: Some(Stamp::of(b"cats")),
        }
    }

    /// Leaves a session behind, as a killed explorer does.
    fn leave(folders: &Folders, name: &str, path: Option<&Path>, saved_at: u64) -> Session {
        let mut session = examples::get("heads").unwrap().session();
        session.title = "\"\"\" '''\n\\ \u{1b}".into();
        let recovery = Recovery::begin(folders, name, path).unwrap();
        let slot = recovery.slot();
        slot.write(&session, &table(path, saved_at)).unwrap();
        session
    }

    fn names(folders: &Folders) -> Vec<String> {
        let entries = fs::read_dir(folder(folders)).unwrap().flatten();
        let names = entries.map(|entry| file_name(&entry.path()).to_owned());
        let mut names: Vec<_> = names.collect();
        names.sort();
        names
    }

    #[test]
    fn an_orphan_is_offered_to_one_explorer_at_a_time_and_stays_when_dropped() {
        let root = tempfile::tempdir().unwrap();
        let folders = Folders::under(root.path());
        let path = Path::new("/s/\"a\\b\"\n\u{1b}猫.toml");
        let session = leave(&folders, "1-1", Some(path), 7);
        let found = scan(&folders, Some(path));
        assert!(!found.is_open_elsewhere && found.problems.is_empty());
        let [orphan] = found.orphans.as_slice() else {
            panic!("expected one orphan: {:?}", found.orphans);
        };
        assert_eq!((orphan.path.as_deref(), orphan.saved_at), (Some(path), 7));
        assert_eq!(orphan.stamp, Some(Stamp::of(b"cats")));
        assert_eq!(orphan.session, session);
        assert!(scan(&folders, Some(path)).orphans.is_empty());
        drop(found);
        assert_eq!(names(&folders), ["1-1.lock", "1-1.toml"]);
        assert_eq!(scan(&folders, Some(path)).orphans.len(), 1);
        for orphan in scan(&folders, Some(path)).orphans {
            orphan.discard().unwrap();
        }
        assert!(names(&folders).is_empty());
    }

    #[test]
    fn a_restored_orphan_is_written_to_from_another_thread_until_it_is_saved() {
        let root = tempfile::tempdir().unwrap();
        let folders = Folders::under(root.path());
        let mut session = leave(&folders, "1-1", None, 7);
        let own = Recovery::begin(&folders, "2-1", None).unwrap();
        let orphan = scan(&folders, None).orphans.remove(0);
        let slot = Arc::clone(&orphan.slot);
        session.title = "changed".into();
        let written = std::thread::spawn(move || slot.write(&session, &table(None, 8)));
        written.join().unwrap().unwrap();
        let file = document::open(orphan.slot.path()).unwrap();
        assert_eq!(file.session.title, "changed");
        assert_eq!(file.recovery, Some(table(None, 8)));
        orphan.slot.delete().unwrap();
        assert_eq!(names(&folders), ["1-1.lock", "2-1.lock"], "still locked");
        drop((orphan, own));
        assert!(names(&folders).is_empty());
    }

    #[test]
    fn slots_of_this_process_are_not_taken_for_another_explorer() {
        let root = tempfile::tempdir().unwrap();
        let folders = Folders::under(root.path());
        let path = Path::new("/s/cats.toml");
        let own = Recovery::begin(&folders, "1-1", Some(path)).unwrap();
        assert!(!scan(&folders, Some(path)).is_open_elsewhere);
        // A lock that another process holds looks like this.
        held().remove(&own.slot.lock.path);
        assert!(scan(&folders, Some(path)).is_open_elsewhere);
        own.belongs_to(None).unwrap();
        assert!(!scan(&folders, Some(path)).is_open_elsewhere);
    }

    #[cfg(unix)]
    #[test]
    fn a_missing_file_is_known_by_every_path_to_its_folder() {
        let root = tempfile::tempdir().unwrap();
        let folders = Folders::under(root.path());
        let (real, link) = (root.path().join("real"), root.path().join("link"));
        fs::create_dir(&real).unwrap();
        std::os::unix::fs::symlink(&real, &link).unwrap();
        leave(&folders, "1-1", Some(&link.join("cats.toml")), 7);
        for path in [real.join("cats.toml"), link.join("cats.toml")] {
            assert_eq!(scan(&folders, Some(&path)).orphans.len(), 1, "{path:?}");
        }
        let recovery = root.path().join("recovery");
        std::os::unix::fs::symlink(folder(&folders), &recovery).unwrap();
        assert!(holds(&folders, &recovery.join("new.toml")));
        assert!(!holds(&folders, &real.join("new.toml")));
    }

    #[test]
    fn the_newest_orphan_comes_first() {
        let root = tempfile::tempdir().unwrap();
        let folders = Folders::under(root.path());
        for (name, saved_at) in [("1-1", 5), ("2-1", 9), ("3-1", 7)] {
            leave(&folders, name, None, saved_at);
        }
        let found = scan(&folders, None).orphans;
        let times: Vec<_> = found.iter().map(|orphan| orphan.saved_at).collect();
        assert_eq!(times, [9, 7, 5]);
    }

    #[test]
    fn files_in_the_old_format_are_read() {
        let root = tempfile::tempdir().unwrap();
        let folders = Folders::under(root.path());
        let session = leave(&folders, "1-1", None, 7);
        let text = toml::Value::from(session.to_toml());
        let file = folder(&folders).join("1-1.toml");
        let old = format!("path = \"/s/cats.toml\"\nsaved_at = 1795525500\nsession = {text}\n");
        atomic::write_atomically(&file, old.as_bytes()).unwrap();
        let found = scan(&folders, Some(Path::new("/s/cats.toml")));
        assert_eq!(found.problems, []);
        assert_eq!(found.orphans[0].session, session);
        assert_eq!(found.orphans[0].saved_at, 1_795_525_500);
        assert_eq!(found.orphans[0].stamp, None);
    }

    #[test]
    fn locks_of_explorers_that_were_killed_while_starting_are_removed_in_time() {
        let root = tempfile::tempdir().unwrap();
        let folders = Folders::under(root.path());
        leave(&folders, "1-1", None, 7);
        for (name, age) in [("2-1.new", 7200), ("3-1.new", 0)] {
            let mut file = private();
            let file = file.create(true).truncate(true);
            let file = file.open(folder(&folders).join(name)).unwrap();
            let time = SystemTime::now() - Duration::from_secs(age);
            file.set_modified(time).unwrap();
        }
        scan(&folders, None);
        assert_eq!(names(&folders), ["1-1.lock", "1-1.toml", "3-1.new"]);
    }
}
