//! Writes a file whole or not at all.

use std::fs::{self, File, Metadata};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;

use tempfile::NamedTempFile;

use super::error::{Access, StoreError};
use super::text::visible_path;

/// The prefix of the names of temporary files.
const TEMPORARY: &str = ".attn-tui-";

/// The age at which a file counts as abandoned: no write takes as long.
const ABANDONED: Duration = Duration::from_secs(60 * 60);

/// Replaces the file at `path`: at every moment it holds either its old or its new content, whole.
///
/// A temporary file in the same folder is written, flushed to the disk and renamed. A symbolic link stays and its target
/// is replaced; permissions are kept. Other hard links keep the old content.
///
/// # Errors
/// If the folder is missing or not writable, the disk is full, or `path` is read-only or not a regular file. Then nothing
/// has changed and no temporary file is left.
pub fn write_atomically(path: &Path, bytes: &[u8]) -> Result<(), StoreError> {
    // The user's umask applies, as it does to any new file.
    replace(path, bytes, 0o666, TEMPORARY)
}

/// Like [`write_atomically`], but only the owner can read a new file, and the name of the temporary file begins with
/// `temporary`, so that the next explorer finds what a killed one was writing.
///
/// # Errors
/// See [`write_atomically`].
pub fn write_privately(path: &Path, bytes: &[u8], temporary: &str) -> Result<(), StoreError> {
    replace(path, bytes, 0o600, temporary)
}

/// Like [`write_atomically`], but writes only if there is nothing at `path`, not even a dangling link. Returns whether
/// it has written.
///
/// # Errors
/// See [`write_atomically`].
pub fn create_atomically(path: &Path, bytes: &[u8]) -> Result<bool, StoreError> {
    let create = || {
        let file = prepare(path, bytes, None, 0o666, TEMPORARY)?;
        match file.persist_noclobber(path) {
            Err(failed) if failed.error.kind() != io::ErrorKind::AlreadyExists => {
                claim_and_persist(failed.file, path)?;
            }
            result => drop(result.map_err(|error| error.error)?),
        }
        flush_folder(path);
        Ok(())
    };
    match create() {
        Ok(()) => Ok(true),
        Err(error) if io::Error::kind(&error) == io::ErrorKind::AlreadyExists => Ok(false),
        Err(error) => Err(StoreError::write(path, &error)),
    }
}

/// For file systems without hard links and without a rename that never replaces, such as some network mounts: an empty
/// file takes the name first.
fn claim_and_persist(file: NamedTempFile, path: &Path) -> io::Result<()> {
    File::options().write(true).create_new(true).open(path)?;
    match file.persist(path) {
        Ok(_) => Ok(()),
        Err(failed) => {
            let _ = fs::remove_file(path);
            Err(failed.error)
        }
    }
}

/// Finds out, without writing, whether a write is bound to fail.
pub(super) fn check(path: &Path) -> Result<(), StoreError> {
    find(path).map(drop)
}

/// Removes the temporary files that killed saves have left beside `path`.
pub(super) fn remove_abandoned_beside(path: &Path) {
    let entries = fs::read_dir(parent(path)).into_iter().flatten().flatten();
    for entry in entries {
        let name = entry.file_name();
        let is_ours = name
            .to_str()
            .is_some_and(|name| name.starts_with(TEMPORARY) && name.ends_with(".tmp"));
        if is_ours {
            remove_abandoned(&entry.path());
        }
    }
}

/// Removes a file that is old and that no process has locked.
pub(super) fn remove_abandoned(path: &Path) {
    let is_abandoned = || {
        // Opening anything but a regular file may block.
        let found = path.symlink_metadata().ok()?;
        let age = found.modified().ok()?.elapsed().ok()?;
        let is_old = found.is_file() && age > ABANDONED;
        (is_old && File::open(path).ok()?.try_lock().is_ok()).then_some(())
    };
    if is_abandoned().is_some() {
        let _ = fs::remove_file(path);
    }
}

fn replace(path: &Path, bytes: &[u8], mode: u32, temporary: &str) -> Result<(), StoreError> {
    let (target, old) = find(path)?;
    let replace = || {
        let file = prepare(&target, bytes, old, mode, temporary)?;
        file.persist(&target).map_err(|error| error.error)?;
        flush_folder(&target);
        Ok(())
    };
    replace().map_err(|error| StoreError::write(path, &error))
}

/// The target of the path, and the regular file that is there, if any.
fn find(path: &Path) -> Result<(PathBuf, Option<Metadata>), StoreError> {
    let failed = |error| StoreError::write(path, &error);
    let rejected = |reason| StoreError::new(visible_path(path), Access::Write, reason);
    let target = follow_links(path).map_err(failed)?;
    match fs::metadata(&target) {
        Ok(old) if old.is_dir() => Err(rejected("it is a folder")),
        Ok(old) if !old.is_file() => Err(rejected("it is not a regular file")),
        // A rename would replace it regardless, against its owner's wish.
        Ok(old) if old.permissions().readonly() => Err(rejected("it is read-only")),
        Ok(old) => Ok((target, Some(old))),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok((target, None)),
        Err(error) => Err(failed(error)),
    }
}

/// The new content in a temporary file beside the target, flushed to the disk. Dropping it removes it.
fn prepare(
    target: &Path,
    bytes: &[u8],
    old: Option<Metadata>,
    mode: u32,
    temporary: &str,
) -> io::Result<NamedTempFile> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(temporary).suffix(".tmp");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        builder.permissions(fs::Permissions::from_mode(mode));
    }
    // Elsewhere the folder decides who may read.
    #[cfg(not(unix))]
    let _ = mode;
    let mut file = builder.tempfile_in(parent(target))?;
    // Marks it as in use. A file system without locks is no reason not to save.
    let _ = file.as_file().try_lock();
    file.write_all(bytes)?;
    if let Some(old) = old {
        #[cfg(unix)]
        {
            use std::os::unix::fs::{MetadataExt, fchown};
            // Only the superuser can keep another owner; for anyone else the file becomes their own.
            let _ = fchown(file.as_file(), Some(old.uid()), Some(old.gid()));
        }
        file.as_file().set_permissions(old.permissions())?;
    }
    file.as_file().sync_all()?;
    Ok(file)
}

/// The content is already in place, so a file system that cannot flush a folder is no error.
fn flush_folder(path: &Path) {
    if let Ok(folder) = File::open(parent(path)) {
        let _ = folder.sync_all();
    }
}

fn parent(path: &Path) -> &Path {
    match path.parent() {
        Some(folder) if folder != Path::new("") => folder,
        _ => Path::new("."),
    }
}

/// The end of a chain of links, whether or not there is a file.
fn follow_links(path: &Path) -> io::Result<PathBuf> {
    /// As many as Linux follows.
    const MOST: usize = 40;
    let mut path = path.to_owned();
    for _ in 0..MOST {
        match fs::read_link(&path) {
            // A relative target is relative to the link's folder; an absolute one replaces it.
            Ok(target) => path = path.parent().unwrap_or(Path::new("")).join(target),
            // Not a link: a file, a folder, or nothing yet.
            Err(_) => return Ok(path),
        }
    }
    Err(io::Error::other("too many levels of symbolic links"))
}

#[cfg(test)]
mod tests {
    use std::time::SystemTime;

    use super::*;

    #[test]
    fn creating_never_replaces() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("cats.toml");
        assert_eq!(create_atomically(&path, b"first"), Ok(true));
        assert_eq!(create_atomically(&path, b"second"), Ok(false));
        assert_eq!(fs::read(&path).unwrap(), b"first");
        #[cfg(unix)]
        {
            let link = folder.path().join("link");
            std::os::unix::fs::symlink("nowhere", &link).unwrap();
            assert_eq!(create_atomically(&link, b""), Ok(false));
            assert!(link.is_symlink());
        }
        let left = fs::read_dir(folder.path()).unwrap().flatten();
        assert!(
            left.into_iter()
                .all(|entry| entry.path().extension().is_none_or(|end| end != "tmp"))
        );
    }

    #[test]
    fn a_claimed_name_never_replaces_either() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("cats.toml");
        let file = |bytes| prepare(&path, bytes, None, 0o666, TEMPORARY).unwrap();
        claim_and_persist(file(b"first"), &path).unwrap();
        let error = claim_and_persist(file(b"second"), &path).unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::AlreadyExists);
        assert_eq!(fs::read(&path).unwrap(), b"first");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[test]
    fn only_old_unlocked_temporary_files_are_removed() {
        let folder = tempfile::tempdir().unwrap();
        let file = |name: &str, age: u64| {
            let mut options = File::options();
            let options = options.write(true).create_new(true);
            let file = options.open(folder.path().join(name)).unwrap();
            file.set_modified(SystemTime::now() - Duration::from_secs(age))
                .unwrap();
            file
        };
        let locked = file(".attn-tui-locked.tmp", 7200);
        locked.try_lock().unwrap();
        for (name, age) in [
            (".attn-tui-old.tmp", 7200),
            (".attn-tui-new.tmp", 60),
            (".attn-tui-not", 7200),
            ("old.tmp", 7200),
        ] {
            file(name, age);
        }
        remove_abandoned_beside(&folder.path().join("cats.toml"));
        let mut names: Vec<_> = fs::read_dir(folder.path())
            .unwrap()
            .map(|entry| entry.unwrap().file_name())
            .collect();
        names.sort();
        assert_eq!(
            names,
            [
                ".attn-tui-locked.tmp",
                ".attn-tui-new.tmp",
                ".attn-tui-not",
                "old.tmp"
            ]
        );
    }
}
