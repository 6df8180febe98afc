//! What a running explorer has not saved: a file of its own in the state folder, for when it does not get to the end.
//!
//! Beside it stands a lock that is held as long as the explorer runs. The system lets go of it however the explorer
//! ends, so a recovery file without a lock that is held has been left behind, and a number of a process that somebody
//! else has by now misleads nobody.

use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf, absolute};

use fs4::fs_std::FileExt;

use super::atomic::write_privately;
use super::document::{MAX_BYTES, MAX_SETTINGS, read_text};
use super::error::StoreError;
use super::folders::Folders;
use super::problem::Problem;
use super::session::Session;
use super::strict::Tree;
use super::text::quoted;

/// The recovery file of this explorer. It is there only while there is something that is not saved.
#[derive(Debug)]
pub struct Recovery {
    file: PathBuf,
    /// Held until this is dropped.
    lock: Lock,
}

/// Changes that were left behind. While this is there, no other explorer offers them.
#[derive(Debug)]
pub struct Orphan {
    file: PathBuf,
    lock: Lock,
    /// The session's file; none where it had none.
    pub path: Option<PathBuf>,
    /// In seconds since 1970.
    pub saved_at: u64,
    pub session: Session,
}

/// What there is in the way of recovery when an explorer starts.
#[derive(Debug, Default)]
pub struct RecoveryScan {
    /// The newest first.
    pub orphans: Vec<Orphan>,
    /// Files that could not be read. They stay.
    pub problems: Vec<StoreError>,
    /// Another explorer runs on the same file.
    pub is_open_elsewhere: bool,
}

#[derive(Debug)]
struct Lock {
    path: PathBuf,
    file: File,
}

impl Recovery {
    /// Begins for an explorer of a name that no other one has, on the session's file, where it has one.
    ///
    /// # Errors
    /// Where the state folder cannot be made or written to.
    pub fn begin(folders: &Folders, name: &str, path: Option<&Path>) -> Result<Self, StoreError> {
        let folder = folder(folders);
        let failed = |error| StoreError::write(&folder, &error);
        make_private(&folder).map_err(failed)?;
        let lock = Lock::new(&folder.join(name).with_extension("lock")).map_err(failed)?;
        let recovery = Self {
            file: folder.join(name).with_extension("toml"),
            lock,
        };
        // On a full disk others are not told of it; it can be tried to keep something all the same.
        let _ = recovery.belongs_to(path);
        Ok(recovery)
    }

    /// Where the changes are kept, while there are some.
    pub fn path(&self) -> &Path {
        &self.file
    }

    /// From now on the explorer is on another file, or on none.
    ///
    /// # Errors
    /// Where that cannot be written.
    pub fn belongs_to(&self, path: Option<&Path>) -> Result<(), StoreError> {
        self.lock
            .note(&path_line(path))
            .map_err(|error| StoreError::write(&self.lock.path, &error))
    }

    /// Keeps a session that is not saved, `saved_at` seconds after 1970.
    ///
    /// # Errors
    /// Where it cannot be written; what was kept before still is.
    pub fn keep(
        &self,
        session: &Session,
        path: Option<&Path>,
        saved_at: u64,
    ) -> Result<(), StoreError> {
        let text = format!(
            "{}saved_at = {saved_at}\nsession = {}\n",
            path_line(path),
            quoted(&session.to_toml())
        );
        write_privately(&self.file, text.as_bytes(), &temporary(&self.file))
    }

    /// There is nothing unsaved any more.
    ///
    /// # Errors
    /// Where the file cannot be removed.
    pub fn forget(&self) -> Result<(), StoreError> {
        remove(&self.file)
    }

    /// What was left behind is this explorer's own from now on: at no moment it is in no file.
    ///
    /// # Errors
    /// Where the file cannot be renamed; it then stays, to be offered again.
    pub fn adopt(&self, orphan: Orphan) -> Result<(), StoreError> {
        fs::rename(&orphan.file, &self.file)
            .map_err(|error| StoreError::write(&self.file, &error))?;
        orphan.lock.remove();
        Ok(())
    }
}

impl Drop for Recovery {
    fn drop(&mut self) {
        self.lock.remove();
    }
}

impl Orphan {
    /// Throws the changes away.
    ///
    /// # Errors
    /// Where the file cannot be removed.
    pub fn discard(self) -> Result<(), StoreError> {
        remove(&self.file)?;
        self.lock.remove();
        Ok(())
    }
}

/// Looks for changes that were left behind to a file. For a session without a file, it finds those that belong to none,
/// or to one that is not there any more, for nobody can start on that. What is this explorer's own is passed over.
pub fn scan(folders: &Folders, path: Option<&Path>, running: Option<&Recovery>) -> RecoveryScan {
    let mut found = RecoveryScan::default();
    let own = path.map(same);
    let folder = folder(folders);
    let Ok(entries) = fs::read_dir(&folder) else {
        // There has been none yet.
        return found;
    };
    let paths: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
    let mut names: Vec<PathBuf> = paths
        .iter()
        // To open anything else than a file may wait for ever.
        .filter(|path| matches!(extension(path), "toml" | "lock") && path.is_file())
        .filter(|path| running.is_none_or(|running| path.with_extension("toml") != running.file))
        .map(|path| path.with_extension(""))
        .collect();
    names.sort();
    names.dedup();
    for name in names {
        let held = name.with_extension("lock");
        let Some(lock) = Lock::take(&held) else {
            let elsewhere = read_text(&held, MAX_SETTINGS)
                .ok()
                .and_then(|text| path_in(&text).ok());
            found.is_open_elsewhere |= own.is_some() && elsewhere.flatten() == own;
            continue;
        };
        let file = name.with_extension("toml");
        // What was being written when it was killed is not whole; what was kept before is still there.
        let unfinished = temporary(&file);
        for path in &paths {
            if file_name(path).starts_with(&unfinished) {
                let _ = fs::remove_file(path);
            }
        }
        if !file.exists() {
            // All was saved, but it did not end by itself.
            lock.remove();
            continue;
        }
        match read(&file) {
            Ok((path, saved_at, session)) => {
                let is_asked_for = match (&own, &path) {
                    (Some(own), Some(path)) => own == path,
                    (None, Some(path)) => !path.exists(),
                    (None, None) => true,
                    (Some(_), None) => false,
                };
                if is_asked_for {
                    found.orphans.push(Orphan {
                        file,
                        lock,
                        path,
                        saved_at,
                        session,
                    });
                }
            }
            Err(problem) => found.problems.push(problem),
        }
    }
    found
        .orphans
        .sort_by_key(|lost| std::cmp::Reverse(lost.saved_at));
    found
}

impl Lock {
    /// A new one, which has its name only when it is held already: nobody finds it without its holder.
    fn new(path: &Path) -> io::Result<Self> {
        let unheld = path.with_extension("new");
        let file = private().create(true).truncate(true).open(&unheld)?;
        if !file.try_lock_exclusive()? {
            return Err(io::Error::other("another explorer has the same name"));
        }
        fs::rename(&unheld, path)?;
        Ok(Self {
            path: path.to_owned(),
            file,
        })
    }

    /// One whose holder is gone; none where it is held.
    fn take(path: &Path) -> Option<Self> {
        // Where nothing can be written, one that is there can be held all the same.
        let file = private().create(true).truncate(false).open(path);
        let file = file.or_else(|_| File::open(path)).ok()?;
        file.try_lock_exclusive().ok()?.then(|| Self {
            path: path.to_owned(),
            file,
        })
    }

    fn note(&self, text: &str) -> io::Result<()> {
        use std::io::Seek;
        let mut file = &self.file;
        file.set_len(0)?;
        file.rewind()?;
        file.write_all(text.as_bytes())
    }

    /// Takes the name away. That it stays is no harm: whoever looks next finds it without a holder.
    fn remove(&self) {
        let _ = fs::remove_file(&self.path);
    }
}

/// A file that only its owner reads.
fn private() -> OpenOptions {
    let mut options = OpenOptions::new();
    options.write(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        options.mode(0o600);
    }
    options
}

fn make_private(folder: &Path) -> io::Result<()> {
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

fn remove(file: &Path) -> Result<(), StoreError> {
    match fs::remove_file(file) {
        Ok(()) => Ok(()),
        // It is not there, or its folder is not.
        Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => {
            Ok(())
        }
        Err(error) => Err(StoreError::write(file, &error)),
    }
}

fn read(file: &Path) -> Result<(Option<PathBuf>, u64, Session), StoreError> {
    let text = read_text(file, MAX_BYTES)?;
    parse(&text).map_err(|problem| StoreError::Content {
        name: super::text::visible_path(file),
        problem,
    })
}

fn parse(text: &str) -> Result<(Option<PathBuf>, u64, Session), Problem> {
    let tree = Tree::parse(text)?;
    let root = tree.root();
    root.only(&["path", "saved_at", "session"])?;
    let path = match root.get("path") {
        Some(node) => Some(PathBuf::from(node.string("a path")?)),
        None => None,
    };
    let saved_at = root.require("saved_at", "seconds")?.whole(0..=usize::MAX)?;
    let node = root.require("session", "the text of a session")?;
    let session = Session::parse(node.string("the text of a session")?)
        .map_err(|problem| node.problem(problem.to_string()))?;
    Ok((path, saved_at as u64, session))
}

fn path_in(text: &str) -> Result<Option<PathBuf>, Problem> {
    let tree = Tree::parse(text)?;
    let path = tree.root().get("path");
    Ok(path.and_then(|node| node.text().map(PathBuf::from)))
}

/// A path that is not Unicode is left out: TOML cannot hold it.
fn path_line(path: Option<&Path>) -> String {
    let path = path.map(same);
    match path.as_deref().and_then(Path::to_str) {
        Some(path) => format!("path = {}\n", quoted(path)),
        None => String::new(),
    }
}

/// The one name of a file that many paths lead to.
fn same(path: &Path) -> PathBuf {
    fs::canonicalize(path)
        .or_else(|_| absolute(path))
        .unwrap_or_else(|_| path.to_owned())
}

/// How the name of a temporary file begins that is to become that recovery file.
fn temporary(file: &Path) -> String {
    format!(".{}-", file_name(file))
}

fn file_name(path: &Path) -> &str {
    path.file_name()
        .and_then(|name| name.to_str())
        .unwrap_or_default()
}

fn extension(path: &Path) -> &str {
    path.extension()
        .and_then(|extension| extension.to_str())
        .unwrap_or_default()
}

fn folder(folders: &Folders) -> PathBuf {
    folders.state.join("recovery")
}

#[cfg(test)]
mod tests {
    use super::super::examples;
    use super::*;

    #[test]
    fn what_is_left_behind_comes_back_to_one_explorer_at_a_time() {
        let root = tempfile::tempdir().unwrap();
        let folders = Folders::under(root.path());
        let path = Path::new("/s/\"a\\b\"\n\u{1b}猫.toml");
        let mut session = examples::get("heads").unwrap().session();
        session.title = "\"\"\" '''\n\\ \u{1b}".into();
        let recovery = Recovery::begin(&folders, "1-1", Some(path)).unwrap();
        recovery.keep(&session, Some(path), 7).unwrap();
        let running = scan(&folders, Some(path), None);
        assert!(running.orphans.is_empty() && running.is_open_elsewhere);

        drop(recovery);
        let found = scan(&folders, Some(path), None);
        assert!(!found.is_open_elsewhere && found.problems.is_empty());
        let [lost] = found.orphans.as_slice() else {
            panic!("one is found: {:?}", found.orphans);
        };
        assert_eq!((lost.path.as_deref(), lost.saved_at), (Some(path), 7));
        assert_eq!(lost.session, session);
        assert!(
            scan(&folders, Some(path), None).orphans.is_empty(),
            "it is claimed"
        );
        drop(found);
        assert_eq!(scan(&folders, Some(path), None).orphans.len(), 1);
    }

    #[test]
    fn the_newest_is_found_first() {
        let root = tempfile::tempdir().unwrap();
        let folders = Folders::under(root.path());
        let session = examples::default().session();
        for (name, saved_at) in [("1-1", 5), ("2-1", 9), ("3-1", 7)] {
            let recovery = Recovery::begin(&folders, name, None).unwrap();
            recovery.keep(&session, None, saved_at).unwrap();
        }
        let found = scan(&folders, None, None).orphans;
        let times: Vec<_> = found.iter().map(|lost| lost.saved_at).collect();
        assert_eq!(times, [9, 7, 5]);
    }
}
