//! Lock files: each says that a recovery file is in use, and by which session file.

use std::collections::BTreeSet;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Seek, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use serde::Deserialize;

use super::super::atomic;
use super::super::document::{self, MAX_SETTINGS};
use super::{canonical, extension};

/// A lock file that this process has locked. Its content tells other explorers which session file is open.
#[derive(Debug)]
pub(super) struct Lock {
    pub(super) path: PathBuf,
    file: File,
}

/// The lock files that this process holds. Locking one of them again fails, as it does for any other process.
pub(super) fn held() -> MutexGuard<'static, BTreeSet<PathBuf>> {
    static HELD: Mutex<BTreeSet<PathBuf>> = Mutex::new(BTreeSet::new());
    HELD.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Lock {
    /// Creates a lock file that is locked before it has its name, so that no scan finds it unlocked.
    pub(super) fn create(path: PathBuf) -> io::Result<Self> {
        let unnamed = path.with_extension("new");
        let file = private().create(true).truncate(true).open(&unnamed)?;
        file.try_lock()?;
        fs::rename(&unnamed, &path)?;
        Ok(Self::new(path, file))
    }

    /// Locks a lock file, or creates it where it is missing; `None` if another process holds it.
    pub(super) fn take(path: PathBuf) -> Option<Self> {
        // Locking needs no write access, which a read-only disk would reject.
        let file = private().create(true).truncate(false).open(&path);
        let file = file.or_else(|_| File::open(&path)).ok()?;
        file.try_lock().ok()?;
        Some(Self::new(path, file))
    }

    fn new(path: PathBuf, file: File) -> Self {
        held().insert(path.clone());
        Self { path, file }
    }

    pub(super) fn note(&self, path: Option<&Path>) -> io::Result<()> {
        // TOML holds Unicode only.
        let path = path.map(canonical);
        let path = path.as_deref().and_then(Path::to_str);
        let text = path.map(|path| format!("path = {}\n", toml::Value::from(path)));
        let mut file = &self.file;
        file.set_len(0)?;
        file.rewind()?;
        file.write_all(text.unwrap_or_default().as_bytes())
    }
}

impl Drop for Lock {
    fn drop(&mut self) {
        // In this order, so that a scan never takes its own lock for somebody else's.
        let _ = self.file.unlock();
        held().remove(&self.path);
    }
}

/// The session file that another explorer has open.
pub(super) fn noted_path(lock: &Path) -> Option<PathBuf> {
    #[derive(Deserialize)]
    struct Note {
        path: Option<PathBuf>,
    }
    let text = document::read_text(lock, MAX_SETTINGS).ok()?;
    toml::from_str::<Note>(&text).ok()?.path
}

/// Removes lock files of explorers that were killed before the file had its name.
pub(super) fn remove_abandoned_locks(paths: &[PathBuf]) {
    for path in paths.iter().filter(|path| extension(path) == "new") {
        atomic::remove_abandoned(path);
    }
}

/// A new file that only its owner can read.
pub(super) fn private() -> OpenOptions {
    let mut options = OpenOptions::new();
    options.write(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        options.mode(0o600);
    }
    options
}
