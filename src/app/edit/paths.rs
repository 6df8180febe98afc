//! Typed paths: completion, and telling folders from files.

/// The longest common prefix of all paths, if it is longer than `typed`.
pub(crate) fn common_prefix(typed: &str, paths: &[String]) -> Option<String> {
    let mut shared = paths.first()?.as_str();
    for path in paths {
        while !path.starts_with(shared) {
            let (end, _) = shared.char_indices().next_back()?;
            shared = &shared[..end];
        }
    }
    (shared.len() > typed.len()).then(|| shared.to_owned())
}

/// Whether a path names a folder, as completion writes it.
pub(crate) fn is_folder(path: &str) -> bool {
    path.ends_with(std::path::is_separator)
}
