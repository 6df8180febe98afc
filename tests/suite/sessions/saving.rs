//! Saving is atomic and never overwrites the work of other programs.

use std::fs;
use std::path::Path;
use std::time::{Duration, SystemTime};

use attn_tui::store::atomic::write_atomically;
use attn_tui::store::{Opened, Overwrite, SaveError, Session, document, examples};

use crate::support::folder::Folder;

fn session(name: &str) -> Session {
    examples::get(name).unwrap().session()
}

/// The names in a folder, including hidden ones such as leftover temporary files.
fn names(folder: &Folder) -> Vec<String> {
    let entries = fs::read_dir(folder.path()).unwrap();
    let mut names: Vec<_> = entries
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

fn put(path: &Path, text: &str) {
    write_atomically(path, text.as_bytes()).unwrap();
}

#[test]
fn a_new_file_holds_the_session_and_nothing_else_is_left() {
    let folder = Folder::new();
    let path = folder.path().join("cats.toml");
    let stamp = document::save(&path, &session("cats"), Overwrite::Never).unwrap();
    let opened = Opened {
        session: session("cats"),
        stamp,
        recovery: None,
    };
    assert_eq!(document::open(&path), Ok(opened));
    assert_eq!(names(&folder), ["cats.toml"]);
}

#[test]
fn existing_files_are_kept_unless_overwriting_is_allowed() {
    let folder = Folder::new();
    let path = folder.path().join("cats.toml");
    put(&path, "mine");
    let name = path.display().to_string();
    let refused = document::save(&path, &session("cats"), Overwrite::Never);
    assert_eq!(refused, Err(SaveError::Exists { name }));
    assert_eq!(fs::read_to_string(&path).unwrap(), "mine");
    document::save(&path, &session("cats"), Overwrite::Always).unwrap();
    assert_eq!(document::open(&path).unwrap().session, session("cats"));
}

#[test]
fn stale_temporary_files_of_killed_saves_are_removed() {
    let folder = Folder::new();
    let hour = Duration::from_secs(60 * 60);
    for (name, age) in [
        (".attn-tui-old.tmp", 2 * hour),
        (".attn-tui-new.tmp", hour / 2),
    ] {
        let file = fs::File::create(folder.path().join(name)).unwrap();
        file.set_modified(SystemTime::now() - age).unwrap();
    }
    let path = folder.path().join("cats.toml");
    document::save(&path, &session("cats"), Overwrite::Never).unwrap();
    assert_eq!(names(&folder), [".attn-tui-new.tmp", "cats.toml"]);
}

#[test]
fn a_file_changed_on_disk_is_not_overwritten() {
    let folder = Folder::new();
    let path = folder.path().join("cats.toml");
    document::save(&path, &session("cats"), Overwrite::Never).unwrap();
    let Opened {
        session: mut edited,
        stamp: read,
        ..
    } = document::open(&path).unwrap();
    edited.title = "edited".to_owned();
    let saved = document::save(&path, &edited, Overwrite::IfUnchanged(read)).unwrap();

    // Another program writes a file of the same length.
    let theirs = edited.to_toml().replace("edited", "theirs");
    put(&path, &theirs);
    let error = document::save(&path, &edited, Overwrite::IfUnchanged(saved)).unwrap_err();
    assert_eq!(
        error.to_string(),
        format!(
            "another program has changed {} since it was read",
            path.display()
        )
    );
    assert_eq!(fs::read_to_string(&path).unwrap(), theirs);

    // A deleted file has nothing to lose.
    fs::remove_file(&path).unwrap();
    document::save(&path, &edited, Overwrite::IfUnchanged(saved)).unwrap();
    assert_eq!(document::open(&path).unwrap().session, edited);
    assert_eq!(names(&folder), ["cats.toml"]);
}

#[test]
fn a_failed_save_is_reported_and_leaves_no_files() {
    let folder = Folder::new();
    put(&folder.path().join("file"), "text");
    fs::create_dir(folder.path().join("folder")).unwrap();
    for (name, reason) in [
        ("file/cats.toml", "part of its path is not a folder"),
        ("nowhere/cats.toml", "no such file or directory"),
        ("folder", "it is a folder"),
    ] {
        let path = folder.path().join(name);
        let error = document::save(&path, &session("cats"), Overwrite::Always).unwrap_err();
        assert_eq!(
            error.to_string(),
            format!("cannot write {}: {reason}", path.display())
        );
    }
    assert_eq!(names(&folder), ["file", "folder"]);
    assert_eq!(
        fs::read_to_string(folder.path().join("file")).unwrap(),
        "text"
    );
}

#[test]
fn a_read_only_file_is_left_alone() {
    let folder = Folder::new();
    let path = folder.path().join("cats.toml");
    put(&path, "mine");
    let mut permissions = fs::metadata(&path).unwrap().permissions();
    permissions.set_readonly(true);
    fs::set_permissions(&path, permissions).unwrap();
    let error = document::save(&path, &session("cats"), Overwrite::Always).unwrap_err();
    assert_eq!(
        error.to_string(),
        format!("cannot write {}: it is read-only", path.display())
    );
    assert_eq!(fs::read_to_string(&path).unwrap(), "mine");
}

#[test]
fn unreadable_files_are_reported() {
    let folder = Folder::new();
    let bad = folder.path().join("bad.toml");
    write_atomically(&bad, b"version = 1\ntitle = \"\xff\"\n").unwrap();
    let large = folder.path().join("large.toml");
    fs::File::create(&large)
        .unwrap()
        .set_len((256 << 20) + 1)
        .unwrap();
    let wrong = folder.path().join("a\u{1b}[2Jb.toml");
    put(&wrong, "version = 1\nwords = 1");
    let place = folder.path().display();
    for (path, message) in [
        (
            folder.path().join("none"),
            format!("cannot read {place}/none: no such file or directory"),
        ),
        (
            folder.path().to_owned(),
            format!("cannot read {place}: it is a folder"),
        ),
        (
            bad,
            format!("{place}/bad.toml:2: expected UTF-8 text, found other bytes"),
        ),
        (
            large,
            format!("cannot read {place}/large.toml: it is larger than 256 MiB, the limit"),
        ),
        (
            wrong,
            format!("{place}/a\\u{{1b}}[2Jb.toml:2: words: expected a list of words, found 1"),
        ),
    ] {
        assert_eq!(document::open(&path).unwrap_err().to_string(), message);
    }
}

#[cfg(unix)]
mod unix {
    use std::os::unix::fs::{PermissionsExt, symlink};

    use attn_tui::store::{Config, Folders, themes};

    use super::*;

    #[test]
    fn permissions_are_kept() {
        let folder = Folder::new();
        let path = folder.path().join("cats.toml");
        for mode in [0o600, 0o640, 0o664, 0o755] {
            put(&path, "old");
            fs::set_permissions(&path, fs::Permissions::from_mode(mode)).unwrap();
            put(&path, "new");
            assert_eq!(
                fs::metadata(&path).unwrap().permissions().mode() & 0o7777,
                mode
            );
        }
    }

    #[test]
    fn a_new_file_has_the_permissions_of_any_new_file() {
        let folder = Folder::new();
        let (ours, plain) = (folder.path().join("ours"), folder.path().join("plain"));
        put(&ours, "");
        fs::File::create(&plain).unwrap();
        let mode = |path| fs::metadata(path).unwrap().permissions().mode();
        assert_eq!(mode(ours), mode(plain));
    }

    #[test]
    fn saving_through_a_link_replaces_the_target_and_keeps_the_link() {
        let folder = Folder::new();
        fs::create_dir(folder.path().join("deep")).unwrap();
        let target = folder.path().join("deep/cats.toml");
        let (first, second) = (folder.path().join("deep/link"), folder.path().join("link"));
        symlink("cats.toml", &first).unwrap();
        symlink("deep/link", &second).unwrap();
        // The links are dangling at first: the file is created at their target.
        for text in ["one", "two"] {
            put(&second, text);
            assert_eq!(fs::read_to_string(&target).unwrap(), text);
            for link in [&first, &second] {
                assert!(fs::symlink_metadata(link).unwrap().is_symlink());
            }
        }
        assert_eq!(names(&folder), ["deep", "link"]);
    }

    #[test]
    fn link_cycles_and_special_files_are_refused() {
        let folder = Folder::new();
        let (a, b) = (folder.path().join("a"), folder.path().join("b"));
        symlink(&a, &b).unwrap();
        symlink(&b, &a).unwrap();
        let error = write_atomically(&a, b"").unwrap_err();
        assert_eq!(
            error.to_string(),
            format!(
                "cannot write {}: too many levels of symbolic links",
                a.display()
            )
        );
        let error = write_atomically(Path::new("/dev/null"), b"").unwrap_err();
        assert_eq!(
            error.to_string(),
            "cannot write /dev/null: it is not a regular file"
        );
    }

    #[test]
    fn only_an_explicitly_named_path_may_be_a_special_file() {
        let device = Path::new("/dev/null");
        let refused = "cannot read /dev/null: it is not a regular file";
        assert_eq!(document::open(device).unwrap_err().to_string(), refused);
        let error = document::open_stream(device).unwrap_err();
        assert_eq!(
            error.to_string(),
            "/dev/null:1: version: expected 1, found nothing"
        );
        // In place of files that the program reads by itself.
        let root = Folder::new();
        let folders = Folders {
            config: root.path().to_owned(),
            themes: root.path().to_owned(),
            state: root.path().to_owned(),
        };
        for name in ["config.toml", "mine.toml"] {
            symlink(device, root.path().join(name)).unwrap();
        }
        let problems = [
            Config::load(&folders).unwrap_err(),
            themes::read(&folders, "mine").unwrap_err(),
        ];
        for problem in problems {
            assert!(problem.to_string().ends_with(": it is not a regular file"));
        }
    }

    #[test]
    fn save_as_does_not_follow_a_dangling_link() {
        let folder = Folder::new();
        let link = folder.path().join("link");
        symlink("target", &link).unwrap();
        let refused = document::save(&link, &session("cats"), Overwrite::Never);
        assert!(matches!(refused, Err(SaveError::Exists { .. })));
        assert_eq!(names(&folder), ["link"]);
    }
}
