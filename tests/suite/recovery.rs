//! Recovery of unsaved changes after the real program is killed.

use std::fs;
use std::io;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::thread::sleep;
use std::time::Duration;

use attn_tui::app::{App, Origin, Settings};
use attn_tui::store::{Folders, Session};
use attn_tui::term::{self, Event, Events, Host, Multiplexer, RecoveryFiles};
use attn_tui::ui::look::Depth;
use ratatui::backend::CrosstermBackend;
use ratatui::layout::Rect;
use ratatui::{TerminalOptions, Viewport};
use tui_textarea::{Input, Key};

use crate::support::folder::Folder;
use crate::support::pty::{Call, Terminal};
use crate::support::unsaved::{
    QUESTION, cats, change, explorer_with_change, kill, quit, recovery_files,
    wait_for_recovery_files,
};
use crate::support::wait_until;

/// Discards the offered changes.
fn discard(terminal: &mut Terminal) {
    terminal.press("X");
}

#[test]
fn keys_typed_ahead_do_not_answer_a_question() {
    let end = kill(explorer_with_change(), "-KILL");
    let mut terminal = end.call(&["cats.toml"]).start();
    terminal.type_text("rXs");
    terminal.wait_for(QUESTION);
    assert_eq!(recovery_files(&end.state(), "toml").len(), 1);
    terminal.press("Esc");
    terminal.wait_gone(QUESTION);
    assert!(terminal.screen().contains("X₀[I, 0] = 1"));
    assert!(!terminal.screen().contains("1.10"), "not restored unasked");
    quit(terminal);
    let terminal = end.call(&["cats.toml"]).start();
    terminal.wait_for(QUESTION);
}

#[test]
fn changes_of_a_killed_explorer_are_offered_and_restored() {
    for signal in ["-KILL", "-TERM", "-HUP"] {
        let end = kill(explorer_with_change(), signal);
        let mut terminal = end.call(&["cats.toml"]).start();
        terminal.wait_for(QUESTION);
        terminal.wait_for("I love cats");
        terminal.press("r");
        terminal.wait_for("X₀[I, 0] = 1.1");
        // They stay in the recovery file and are not yet in the session's file.
        assert_eq!(recovery_files(&end.state(), "toml").len(), 1);
        assert_eq!(fs::read_to_string(end.path("cats.toml")).unwrap(), cats());

        // Undo returns to the file's contents and keeps the restored changes; redo returns to them.
        terminal.press("u");
        terminal.wait_for("restore undone");
        terminal.press("Ctrl-R");
        terminal.wait_for("X₀[I, 0] = 1.1");
        wait_for_recovery_files(&end.state(), 1);

        terminal.press("s");
        terminal.wait_for("saved to cats.toml");
        wait_for_recovery_files(&end.state(), 0);
        let saved = fs::read_to_string(end.path("cats.toml")).unwrap();
        let mut expected = Session::parse(&cats()).unwrap().inputs;
        expected.embedding[[0, 0]] = 1.1;
        assert_eq!(Session::parse(&saved).unwrap().inputs, expected);
        quit(terminal);
        assert_eq!(recovery_files(&end.state(), "lock").len(), 0);
    }
}

#[test]
fn restored_changes_lost_again_are_offered_again() {
    let end = kill(explorer_with_change(), "-KILL");
    let mut terminal = end.call(&["cats.toml"]).start();
    terminal.wait_for(QUESTION);
    terminal.press("r");
    terminal.wait_for("X₀[I, 0] = 1.1");
    let end = kill(terminal, "-KILL");
    let terminal = end.call(&["cats.toml"]).start();
    terminal.wait_for(QUESTION);
}

#[test]
fn discarded_changes_are_gone_and_dismissed_ones_are_offered_again() {
    let end = kill(explorer_with_change(), "-KILL");
    let mut terminal = end.call(&["cats.toml"]).start();
    terminal.wait_for(QUESTION);
    terminal.press("Esc");
    terminal.wait_gone(QUESTION);
    assert!(terminal.screen().contains("X₀[I, 0] = 1"));
    assert!(!terminal.screen().contains("1.10"), "not restored unasked");
    quit(terminal);

    let mut terminal = end.call(&["cats.toml"]).start();
    terminal.wait_for(QUESTION);
    discard(&mut terminal);
    wait_for_recovery_files(&end.state(), 0);
    terminal.wait_gone(QUESTION);
    quit(terminal);

    let terminal = end.call(&["cats.toml"]).start();
    terminal.wait_for("X₀[I, 0] = 1");
    quit(terminal);
}

#[test]
fn only_changes_to_the_same_file_are_offered() {
    let end = kill(explorer_with_change(), "-KILL");
    let other = end.call(&["other.toml"]).file("other.toml", &cats());
    for call in [other, end.call(&[])] {
        let terminal = call.start();
        terminal.wait_for("X₀[I, 0] = 1");
        quit(terminal);
    }
    // Another path to the same file.
    let terminal = end.call(&["../work/./cats.toml"]).start();
    terminal.wait_for(QUESTION);
    drop(terminal);
    // If the file was deleted, its changes are offered at any start.
    fs::remove_file(end.path("cats.toml")).unwrap();
    let terminal = end.call(&[]).start();
    terminal.wait_for(QUESTION);
}

#[test]
fn changes_without_a_file_are_offered_at_the_next_start_without_one() {
    let mut terminal = Call::new(&[]).start();
    terminal.wait_for("X₀[I, 0] = 1");
    // Words still being typed count.
    terminal.press("i");
    terminal.type_text("you");
    terminal.wait_for("you");
    wait_for_recovery_files(&terminal.state(), 1);
    let end = kill(terminal, "-KILL");
    let mut terminal = end.call(&[]).start();
    terminal.wait_for("Unsaved changes to a session without a file");
    terminal.press("r");
    terminal.wait_for("you");
    terminal.wait_for("restored");
}

#[test]
fn discarding_changes_on_quit_discards_their_recovery_file() {
    let mut terminal = explorer_with_change();
    let state = terminal.state();
    terminal.press("q");
    terminal.wait_for("unsaved changes");
    terminal.press("X");
    let end = terminal.end();
    assert_eq!(end.status, Some(0));
    assert_eq!(fs::read_dir(state.join("recovery")).unwrap().count(), 0);
}

#[test]
fn two_explorers_on_one_file_do_not_interfere() {
    let first = explorer_with_change();
    let mut second = first.call(&["cats.toml"]).start();
    second.wait_for("cats.toml is also open in another attn-tui");
    assert!(!second.screen().contains(QUESTION));
    change(&mut second);
    wait_for_recovery_files(&first.state(), 2);
    second.press("u");
    wait_for_recovery_files(&first.state(), 1);
    quit(second);
    assert_eq!(recovery_files(&first.state(), "toml").len(), 1);
    // The first explorer's changes are still there.
    let end = kill(first, "-KILL");
    end.call(&["cats.toml"]).start().wait_for(QUESTION);
}

#[test]
fn all_orphans_are_offered_in_turn() {
    let first = explorer_with_change();
    let mut second = first.call(&["cats.toml"]).start();
    second.wait_for("is also open in another attn-tui");
    second.press("Right +");
    second.wait_for("X₀[I, 1] = 0.1");
    wait_for_recovery_files(&first.state(), 2);
    kill(second, "-KILL");
    let end = kill(first, "-KILL");
    let mut terminal = end.call(&["cats.toml"]).start();
    terminal.wait_for(QUESTION);
    discard(&mut terminal);
    wait_for_recovery_files(&end.state(), 1);
    // A question accepts answers only once it is drawn.
    terminal.settle();
    terminal.wait_for(QUESTION);
    discard(&mut terminal);
    wait_for_recovery_files(&end.state(), 0);
    terminal.wait_gone(QUESTION);
}

#[test]
fn changes_are_kept_before_the_program_is_stopped() {
    let mut terminal = Call::new(&["cats.toml"]).file("cats.toml", &cats()).start();
    terminal.wait_for("X₀[I, 0] = 1");
    // Both keys together, so that there is no time to keep the change in between.
    terminal.send(b"+\x1a");
    wait_for_recovery_files(&terminal.state(), 1);
    let end = kill(terminal, "-KILL");
    end.call(&["cats.toml"]).start().wait_for(QUESTION);
}

#[test]
fn an_unwritable_recovery_folder_is_reported_and_editing_continues() {
    let mut terminal = Call::new(&["cats.toml"]).file("cats.toml", &cats()).start();
    terminal.wait_for("X₀[I, 0] = 1");
    let folder = terminal.state().join("recovery");
    fs::remove_dir_all(&folder).unwrap();
    change(&mut terminal);
    terminal.wait_for("unsaved changes are not backed up: cannot write");
    terminal.press("s");
    terminal.wait_for("saved to cats.toml");

    // At startup: a file in place of the folder.
    fs::write(&folder, "").unwrap();
    let mut second = terminal.call(&["cats.toml"]).start();
    second.wait_for("unsaved changes are not backed up: cannot write");
    second.press("+");
    second.wait_for("X₀[I, 0] = 1.2");
}

#[test]
fn a_broken_recovery_file_is_reported_and_stays() {
    let end = kill(explorer_with_change(), "-KILL");
    let file = recovery_files(&end.state(), "toml").remove(0);
    let text = fs::read_to_string(&file).unwrap();
    for broken in [
        "",
        &text[..text.len() / 2],
        &text.replace("saved_at", "saved"),
        &text.replace("[recovery]", "[view]"),
        &text.replace("words", "wörds"),
    ] {
        fs::write(&file, broken).unwrap();
        let terminal = end.call(&["cats.toml"]).start();
        terminal.wait_for("X₀[I, 0] = 1");
        terminal.wait_for("recovery/");
        assert!(!terminal.screen().contains(QUESTION));
        quit(terminal);
        assert_eq!(fs::read_to_string(&file).unwrap(), broken);
    }
}

#[test]
fn recovery_files_are_private() {
    let terminal = explorer_with_change();
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    let folder = terminal.state().join("recovery");
    assert_eq!(mode(&folder), 0o700);
    for extension in ["toml", "lock"] {
        let files = recovery_files(&terminal.state(), extension);
        assert_eq!(files.len(), 1);
        assert_eq!(mode(&files[0]), 0o600);
    }
}

#[test]
fn read_only_keeps_no_changes_and_offers_none() {
    let end = kill(explorer_with_change(), "-KILL");
    let terminal = end.call(&["--read-only", "cats.toml"]).start();
    terminal.wait_for("X₀[I, 0] = 1");
    quit(terminal);
    assert_eq!(recovery_files(&end.state(), "toml").len(), 1);
}

#[test]
#[cfg(target_os = "linux")]
fn after_changes_are_kept_the_program_is_idle() {
    let mut terminal = explorer_with_change();
    // The file appears before writing it is finished; the response to a key comes after that.
    terminal.press("9");
    terminal.wait_for("A[I, cats]");
    terminal.wait_quiet(Duration::from_millis(300));
    let before = (terminal.bytes().len(), terminal.wake_ups());
    // Nothing may happen in this time, which is longer than changes stay unkept.
    sleep(Duration::from_millis(1200));
    assert_eq!(before, (terminal.bytes().len(), terminal.wake_ups()));
}

#[test]
fn temporary_files_of_a_killed_explorer_are_removed() {
    let end = kill(explorer_with_change(), "-KILL");
    let folder = end.state().join("recovery");
    let unfinished = |file: &Path| {
        let name = file.file_name().unwrap().to_str().unwrap();
        folder.join(format!(".{name}-abcdef.tmp"))
    };
    let orphan = recovery_files(&end.state(), "toml").remove(0);
    let left = unfinished(&orphan);
    fs::write(&left, "path = ").unwrap();
    let mut terminal = end
        .call(&["other.toml"])
        .file("other.toml", &cats())
        .start();
    terminal.wait_for("X₀[I, 0] = 1");
    assert!(!left.exists());
    // Temporary files of a running explorer stay.
    change(&mut terminal);
    wait_for_recovery_files(&end.state(), 2);
    let running = recovery_files(&end.state(), "toml")
        .into_iter()
        .find(|file| *file != orphan);
    let writing = unfinished(&running.unwrap());
    fs::write(&writing, "path = ").unwrap();
    end.call(&["cats.toml"]).start().wait_for(QUESTION);
    assert!(writing.exists());
}

/// Opens a file from within the explorer.
fn open(terminal: &mut Terminal, name: &str) {
    terminal.press("o");
    terminal.wait_for("Open");
    terminal.type_text(name);
    terminal.settle();
    terminal.press("Enter");
}

#[test]
fn opening_a_file_offers_its_changes_as_at_the_start() {
    let end = kill(explorer_with_change(), "-KILL");
    let call = end.call(&["other.toml"]).file("other.toml", &cats());
    let mut terminal = call.start();
    terminal.wait_for("X₀[I, 0] = 1");
    // Dismissed changes are offered again.
    open(&mut terminal, "cats.toml");
    terminal.wait_for(QUESTION);
    terminal.press("Esc");
    terminal.wait_gone(QUESTION);
    assert!(!terminal.screen().contains("1.10"), "not restored unasked");
    open(&mut terminal, "other.toml");
    terminal.wait_for("opened other.toml");
    assert!(!terminal.screen().contains(QUESTION), "it is another file");
    open(&mut terminal, "cats.toml");
    terminal.wait_for(QUESTION);
    terminal.press("r");
    terminal.wait_for("X₀[I, 0] = 1.1");
    // The changes are its own now: opening the file again asks nothing and does not report it as open.
    assert_eq!(recovery_files(&end.state(), "toml").len(), 1);
    terminal.press("s");
    terminal.wait_for("saved to cats.toml");
    wait_for_recovery_files(&end.state(), 0);
    open(&mut terminal, "cats.toml");
    terminal.wait_for("opened cats.toml");
    assert!(!terminal.screen().contains("another attn-tui"));
    quit(terminal);
}

#[test]
fn changes_discarded_on_open_are_gone() {
    let end = kill(explorer_with_change(), "-KILL");
    let mut terminal = end.call(&[]).start();
    terminal.wait_for("X₀[I, 0] = 1");
    open(&mut terminal, "cats.toml");
    terminal.wait_for(QUESTION);
    discard(&mut terminal);
    wait_for_recovery_files(&end.state(), 0);
    terminal.wait_gone(QUESTION);
    open(&mut terminal, "cats.toml");
    terminal.wait_for("opened cats.toml");
    assert!(!terminal.screen().contains(QUESTION));
    quit(terminal);
}

#[test]
fn opening_a_file_reports_that_another_explorer_has_it() {
    let first = explorer_with_change();
    let mut second = first.call(&[]).start();
    second.wait_for("X₀[I, 0] = 1");
    open(&mut second, "cats.toml");
    second.wait_for("cats.toml is also open in another attn-tui");
    assert!(!second.screen().contains(QUESTION));
    quit(second);
    // Once the first explorer is killed, its changes are offered.
    let mut third = first
        .call(&["other.toml"])
        .file("other.toml", &cats())
        .start();
    third.wait_for("X₀[I, 0] = 1");
    let state = first.state();
    let end = kill(first, "-KILL");
    open(&mut third, "cats.toml");
    third.wait_for(QUESTION);
    // Changes on offer in one explorer are not offered in another.
    let fourth = end.call(&["cats.toml"]).start();
    fourth.wait_for("X₀[I, 0] = 1");
    assert!(!fourth.screen().contains(QUESTION));
    assert_eq!(recovery_files(&state, "toml").len(), 1);
}

#[test]
fn own_changes_are_asked_about_before_orphans() {
    let end = kill(explorer_with_change(), "-KILL");
    let mut terminal = end.call(&[]).start();
    terminal.wait_for("X₀[I, 0] = 1");
    terminal.press("Right +");
    terminal.wait_for("X₀[I, 1] = 0.1");
    wait_for_recovery_files(&end.state(), 2);
    open(&mut terminal, "cats.toml");
    terminal.wait_for("unsaved changes");
    terminal.press("Esc");
    terminal.wait_gone("unsaved changes");
    open(&mut terminal, "cats.toml");
    terminal.wait_for("unsaved changes");
    terminal.press("X");
    // Its own changes are discarded; those left behind are offered and still there.
    terminal.wait_for(QUESTION);
    wait_for_recovery_files(&end.state(), 1);
    terminal.press("r");
    terminal.wait_for("X₀[I, 0] = 1.1");
    let end = kill(terminal, "-KILL");
    end.call(&["cats.toml"]).start().wait_for(QUESTION);
}

/// An endless stream of keys.
struct Flood<'a> {
    left: usize,
    /// The state folder.
    folder: &'a Path,
    /// Whether the recovery file existed before the last key.
    was_kept: bool,
}

impl Events for Flood<'_> {
    fn next(&mut self) -> io::Result<Option<Event>> {
        if self.left == 0 {
            return Ok(None);
        }
        self.left -= 1;
        sleep(Duration::from_millis(2));
        self.was_kept |= !recovery_files(self.folder, "toml").is_empty();
        let key = Input {
            key: Key::Char('+'),
            ..Input::default()
        };
        Ok(Some(Event::Key(key)))
    }

    fn is_queued(&mut self) -> io::Result<bool> {
        Ok(self.left > 0)
    }

    fn wait(&mut self, _: Duration) -> io::Result<bool> {
        Ok(true)
    }
}

#[test]
fn changes_are_kept_while_keys_keep_coming() {
    let folder = Folder::new();
    let folders = Folders {
        config: folder.path().join("config"),
        themes: folder.path().join("themes"),
        state: folder.path().join("state"),
    };
    let mut recovery = RecoveryFiles::new(folders.clone());
    recovery.begin(None).unwrap();
    let mut host = Host {
        recovery: Some(recovery),
        folders: Some(folders.clone()),
        depth: Depth::TrueColor,
        ascii: false,
        can_write: true,
        terminal: || Box::new(io::sink()),
        multiplexer: Multiplexer::None,
        suspend: |_| Ok(()),
    };
    let session = Session::parse(&cats()).unwrap();
    let origin = Origin::Example("cats".to_owned());
    let mut app = App::new(session, origin, Settings::default()).unwrap();
    let mut flood = Flood {
        left: 500,
        folder: &folders.state,
        was_kept: false,
    };
    let viewport = Viewport::Fixed(Rect::new(0, 0, 120, 40));
    let backend = CrosstermBackend::new(io::sink());
    let mut terminal =
        ratatui::Terminal::with_options(backend, TerminalOptions { viewport }).unwrap();
    let look = host.default_look();
    term::run(&mut terminal, &mut flood, &mut app, look, &mut host).unwrap();
    assert!(flood.was_kept);
}

/// Starts the call and restores the orphaned changes.
fn restored(call: Call) -> Terminal {
    let mut terminal = call.start();
    terminal.wait_for(QUESTION);
    terminal.press("r");
    terminal.wait_for("X₀[I, 0] = 1.1");
    terminal
}

#[test]
fn restored_changes_overwrite_a_newer_file_only_on_confirmation() {
    let end = kill(explorer_with_change(), "-KILL");
    let newer = cats().replace("I love cats", "We love dogs");
    fs::write(end.path("cats.toml"), &newer).unwrap();
    let mut terminal = restored(end.call(&["cats.toml"]));
    terminal.press("s");
    terminal.wait_for("Another program has changed cats.toml");
    assert_eq!(fs::read_to_string(end.path("cats.toml")).unwrap(), newer);
    terminal.press("O");
    terminal.wait_for("saved to cats.toml");
    let saved = fs::read_to_string(end.path("cats.toml")).unwrap();
    assert_eq!(
        Session::parse(&saved).unwrap().inputs.embedding[[0, 0]],
        1.1
    );
}

#[test]
fn undone_restored_changes_are_always_offered_again() {
    type Leave = fn(Terminal);
    let leaves: [(&str, Leave); 4] = [
        ("quit", |terminal| drop(quit(terminal))),
        ("a signal", |terminal| drop(kill(terminal, "-TERM"))),
        ("another file", |mut terminal| {
            open(&mut terminal, "other.toml");
            terminal.wait_for("opened other.toml");
            quit(terminal);
        }),
        ("another change, saved", |mut terminal| {
            terminal.press("Right +");
            terminal.wait_for("X₀[I, 1] = 0.1");
            terminal.press("s");
            terminal.wait_for("saved to cats.toml");
            quit(terminal);
        }),
    ];
    for (name, leave) in leaves {
        let end = kill(explorer_with_change(), "-KILL");
        let call = end.call(&["cats.toml"]).file("other.toml", &cats());
        let mut terminal = restored(call);
        terminal.press("u");
        terminal.wait_for("restore undone; the changes will be offered again");
        leave(terminal);
        assert_eq!(recovery_files(&end.state(), "toml").len(), 1, "{name}");
        restored(end.call(&["cats.toml"]));
    }
}

#[test]
fn undone_restored_changes_and_new_ones_are_kept_separately() {
    let end = kill(explorer_with_change(), "-KILL");
    let mut terminal = restored(end.call(&["cats.toml"]));
    terminal.press("u");
    terminal.wait_for("restore undone");
    terminal.press("Right +");
    terminal.wait_for("X₀[I, 1] = 0.1");
    wait_for_recovery_files(&end.state(), 2);
    let end = kill(terminal, "-KILL");
    let mut first_rows: Vec<_> = recovery_files(&end.state(), "toml")
        .iter()
        .map(|file| {
            let text = fs::read_to_string(file).unwrap();
            let inputs = Session::parse(&text).unwrap().inputs;
            inputs.embedding.row(0).to_vec()
        })
        .collect();
    first_rows.sort_by(|a, b| a[0].total_cmp(&b[0]));
    assert_eq!(first_rows, [[1.0, 0.1, 1.0], [1.1, 0.0, 1.0]]);
}

#[test]
fn restored_changes_are_gone_once_discarded() {
    let end = kill(explorer_with_change(), "-KILL");
    let mut terminal = restored(end.call(&["cats.toml"]));
    terminal.press("q");
    terminal.wait_for("cats.toml has unsaved changes.");
    terminal.press("X");
    assert_eq!(terminal.end().status, Some(0));
    assert_eq!(recovery_files(&end.state(), "toml").len(), 0);
}

#[test]
fn a_recovery_file_opens_as_a_session_saved_to_its_original_file() {
    let end = kill(explorer_with_change(), "-TERM");
    let file = recovery_files(&end.state(), "toml").remove(0);
    let path = file.to_str().unwrap();
    let printed = end.call(&["print", path, "--stage", "embedding"]).start();
    let printed = printed.end();
    assert_eq!(printed.status, Some(0));
    assert!(printed.screen.contains("1.1"), "{}", printed.screen);

    let mut terminal = end.call(&[path]).start();
    terminal.wait_for("X₀[I, 0] = 1.1");
    assert!(
        !terminal.screen().contains(QUESTION),
        "it was opened explicitly"
    );
    assert!(terminal.screen().contains("cats.toml ●"), "it is unsaved");
    terminal.press("q");
    terminal.wait_for("cats.toml has unsaved changes.");
    terminal.press("s");
    assert_eq!(terminal.end().status, Some(0));
    let saved = fs::read_to_string(end.path("cats.toml")).unwrap();
    assert_eq!(
        Session::parse(&saved).unwrap().inputs.embedding[[0, 0]],
        1.1
    );
    assert!(!saved.contains("[recovery]"));
    assert_eq!(recovery_files(&end.state(), "toml").len(), 0);
}

/// Writing can be slow, so the thread that handles input writes only frames.
#[test]
#[cfg(target_os = "linux")]
fn the_input_thread_does_not_write_recovery_files() {
    let rows: Vec<String> = (0..100)
        .map(|row| format!("{:?}", [row as f64 / 3.0; 512]))
        .collect();
    let words: Vec<String> = (0..100).map(|word| format!("\"w{word}\"")).collect();
    let (words, rows) = (words.join(", "), rows.join(",\n"));
    let session = format!("version = 1\nwords = [{words}]\nembedding = [\n{rows}]\n");
    let mut terminal = Call::new(&["large.toml"])
        .file("large.toml", &session)
        .start();
    terminal.wait_for("X₀[w0, 0] = 0");
    terminal.press("Down +");
    wait_for_recovery_files(&terminal.state(), 1);
    let size = fs::metadata(&recovery_files(&terminal.state(), "toml")[0])
        .unwrap()
        .len();
    let process = terminal.process_id();
    let counts = fs::read_to_string(format!("/proc/{process}/task/{process}/io")).unwrap();
    let written = counts.lines().find_map(|line| line.strip_prefix("wchar: "));
    let written: u64 = written.unwrap().parse().unwrap();
    assert!(size > 500_000 && written < size / 2, "{written} of {size}");
}

#[test]
fn saving_a_restored_session_elsewhere_leaves_its_file_alone_after_undo() {
    let end = kill(explorer_with_change(), "-KILL");
    let mut terminal = restored(end.call(&["cats.toml"]));
    terminal.press("S");
    terminal.wait_for("Save as");
    terminal.press("Ctrl-U");
    terminal.type_text("other.toml");
    terminal.press("Enter");
    terminal.wait_for("saved to other.toml");
    terminal.press("u");
    terminal.wait_for("undone: restore");
    terminal.press("Right +");
    terminal.wait_for("X₀[I, 1] = 0.1");
    terminal.press("s");
    terminal.wait_for("saved to other.toml");
    quit(terminal);
    assert_eq!(fs::read_to_string(end.path("cats.toml")).unwrap(), cats());
}

#[test]
fn a_file_that_only_this_explorer_wrote_is_saved_without_a_question() {
    let end = kill(explorer_with_change(), "-KILL");
    let mut terminal = restored(end.call(&["cats.toml"]));
    terminal.press("s");
    terminal.wait_for("saved to cats.toml");
    terminal.press("u");
    terminal.wait_for("undone: restore");
    terminal.press("s");
    terminal.wait_for("saved to cats.toml");
    quit(terminal);
    let saved = fs::read_to_string(end.path("cats.toml")).unwrap();
    assert_eq!(
        Session::parse(&saved).unwrap().inputs.embedding[[0, 0]],
        1.0
    );
}

#[test]
fn a_restore_undone_and_redone_is_gone_once_saved_or_discarded() {
    for (keys, question) in [("s", None), ("q", Some("cats.toml has unsaved changes."))] {
        let end = kill(explorer_with_change(), "-KILL");
        let mut terminal = restored(end.call(&["cats.toml"]));
        terminal.press("Right +");
        terminal.wait_for("X₀[I, 1] = 0.1");
        let holds_edit = || {
            let files = recovery_files(&end.state(), "toml");
            fs::read_to_string(&files[0]).is_ok_and(|text| text.contains("0.1"))
        };
        wait_until("the edit is backed up", holds_edit);
        terminal.press("u u");
        terminal.wait_for("restore undone");
        terminal.press("Ctrl-R");
        terminal.wait_for("redone: restore");
        terminal.press(keys);
        match question {
            None => {
                terminal.wait_for("saved to cats.toml");
                quit(terminal);
            }
            Some(question) => {
                terminal.wait_for(question);
                terminal.press("X");
                terminal.end();
            }
        }
        assert_eq!(recovery_files(&end.state(), "toml").len(), 0, "{keys}");
    }
}

#[test]
fn a_recovery_file_opened_read_only_stays_as_it_is() {
    let end = kill(explorer_with_change(), "-KILL");
    let file = recovery_files(&end.state(), "toml").remove(0);
    let mut terminal = end.call(&["--read-only", file.to_str().unwrap()]).start();
    terminal.wait_for("X₀[I, 0] = 1.1");
    terminal.press("s");
    terminal.wait_for("read-only");
    // Nothing is unsaved, so nothing is asked.
    quit(terminal);
    assert_eq!(fs::read_to_string(end.path("cats.toml")).unwrap(), cats());
    assert_eq!(recovery_files(&end.state(), "toml"), [file]);
}

#[test]
fn nothing_is_saved_into_the_recovery_folder() {
    let mut terminal = explorer_with_change();
    let file = recovery_files(&terminal.state(), "toml").remove(0);
    terminal.press("S");
    terminal.wait_for("Save as");
    terminal.press("Ctrl-U");
    terminal.type_text(file.to_str().unwrap());
    terminal.press("Enter");
    terminal.wait_for("not saved: it is in the recovery folder");
    assert!(file.exists());
}

#[test]
fn a_question_that_cannot_be_seen_is_not_answered() {
    let mut terminal = explorer_with_change();
    terminal.press("q");
    terminal.wait_for("cats.toml has unsaved changes.");
    terminal.resize(10, 3);
    terminal.settle();
    terminal.press("X s");
    terminal.resize(120, 40);
    terminal.wait_for("cats.toml has unsaved changes.");
    assert_eq!(
        fs::read_to_string(terminal.path("cats.toml")).unwrap(),
        cats()
    );
}

#[test]
fn an_undone_restore_leaves_what_was_restored_and_not_what_was_undone() {
    let end = kill(explorer_with_change(), "-KILL");
    let mut terminal = restored(end.call(&["cats.toml"]));
    terminal.press("Right +");
    terminal.wait_for("X₀[I, 1] = 0.1");
    let first_row = || {
        let text = fs::read_to_string(&recovery_files(&end.state(), "toml")[0]).unwrap();
        Session::parse(&text)
            .unwrap()
            .inputs
            .embedding
            .row(0)
            .to_vec()
    };
    wait_until("the edit is backed up", || first_row() == [1.1, 0.1, 1.0]);
    terminal.press("u u");
    terminal.wait_for("restore undone");
    quit(terminal);
    assert_eq!(first_row(), [1.1, 0.0, 1.0]);
}
