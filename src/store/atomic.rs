//! Writes a file whole or not at all.

use std::fs::{self, File, Metadata};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use super::error::{Access, StoreError};
use super::text::visible_path;

/// Puts the bytes where the path leads, so that at every moment either the old or the new content stands there whole.
///
/// A temporary file in the same folder is written, flushed to the disk and renamed. What a symbolic link leads to is
/// replaced, and the link stays; permissions stay as they are. Other hard links keep the old content.
///
/// # Errors
/// Where the folder is not there or not writable, the disk is full, or the path leads to something that is no plain
/// file or is read-only. Then nothing has changed and no temporary file is left.
pub fn write_atomically(path: &Path, bytes: &[u8]) -> Result<(), StoreError> {
    // As for any new file, the user's umask takes its part from this.
    write(path, bytes, 0o666, ".attn-tui-")
}

/// As [`write_atomically`], but a new file can be read by its owner only, and the name of the temporary file begins with
/// `temporary`, so that one that a killed process left behind can be found.
///
/// # Errors
/// As [`write_atomically`].
pub fn write_privately(path: &Path, bytes: &[u8], temporary: &str) -> Result<(), StoreError> {
    write(path, bytes, 0o600, temporary)
}

/// Says why a path cannot be written to whatever is asked, where that can be known before.
pub(super) fn check(path: &Path) -> Result<(), StoreError> {
    find(path).map(drop)
}

fn write(path: &Path, bytes: &[u8], mode: u32, temporary: &str) -> Result<(), StoreError> {
    let (target, old) = find(path)?;
    replace(&target, bytes, old, mode, temporary).map_err(|error| StoreError::write(path, &error))
}

/// Where the path leads, and the plain file that is there, if one is.
fn find(path: &Path) -> Result<(PathBuf, Option<Metadata>), StoreError> {
    let failed = |error| StoreError::write(path, &error);
    let refused = |reason| StoreError::new(visible_path(path), Access::Write, reason);
    let target = follow_links(path).map_err(failed)?;
    match fs::metadata(&target) {
        Ok(old) if old.is_dir() => Err(refused("it is a folder")),
        Ok(old) if !old.is_file() => Err(refused("it is no plain file")),
        // A rename would replace it all the same, against what its owner asked for.
        Ok(old) if old.permissions().readonly() => Err(refused("it is read-only")),
        Ok(old) => Ok((target, Some(old))),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok((target, None)),
        Err(error) => Err(failed(error)),
    }
}

fn replace(
    target: &Path,
    bytes: &[u8],
    old: Option<Metadata>,
    mode: u32,
    temporary: &str,
) -> io::Result<()> {
    let folder = match target.parent() {
        Some(folder) if folder != Path::new("") => folder,
        _ => Path::new("."),
    };
    let mut builder = tempfile::Builder::new();
    builder.prefix(temporary).suffix(".tmp");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        builder.permissions(fs::Permissions::from_mode(mode));
    }
    // Elsewhere the folder says who may read.
    #[cfg(not(unix))]
    let _ = mode;
    // From here on, whatever fails, dropping the temporary file removes it.
    let mut file = builder.tempfile_in(folder)?;
    file.write_all(bytes)?;
    if let Some(old) = old {
        #[cfg(unix)]
        {
            use std::os::unix::fs::{MetadataExt, fchown};
            // Only the superuser can give a file back to another owner; for others the file becomes their own.
            let _ = fchown(file.as_file(), Some(old.uid()), Some(old.gid()));
        }
        file.as_file().set_permissions(old.permissions())?;
    }
    file.as_file().sync_all()?;
    file.persist(target).map_err(|error| error.error)?;
    // The new content is in place. That some file systems cannot flush a folder does not undo it.
    if let Ok(folder) = File::open(folder) {
        let _ = folder.sync_all();
    }
    Ok(())
}

/// Where the path leads in the end, be there a file or not.
fn follow_links(path: &Path) -> io::Result<PathBuf> {
    /// As many as Linux follows.
    const MOST: usize = 40;
    let mut path = path.to_owned();
    for _ in 0..MOST {
        match fs::read_link(&path) {
            // A relative target is relative to the link's folder; an absolute one replaces it.
            Ok(target) => path = path.parent().unwrap_or(Path::new("")).join(target),
            // No link: a file, a folder, or nothing yet.
            Err(_) => return Ok(path),
        }
    }
    Err(io::Error::other("too many symbolic links in a row"))
}
