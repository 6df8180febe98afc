//! What a panic leaves behind. The program has no way to panic on purpose, so this test is its own binary: with the
//! argument `explore` it is the explorer with a faulty clipboard; otherwise it runs that in a pseudo-terminal.

#[cfg(unix)]
#[expect(dead_code, reason = "the suite uses the rest")]
mod suite {
    pub mod support {
        pub mod folder;
        pub mod pty;
    }
}

#[cfg(unix)]
fn main() {
    match std::env::args().nth(1).as_deref() {
        Some("explore") => explorer::explore(),
        // Test runners list tests; there are none.
        Some("--list") => {}
        _ => a_panic_restores_the_terminal_and_keeps_the_last_change(),
    }
}

#[cfg(not(unix))]
fn main() {}

/// The explorer on the example, started as in src/main.rs.
#[cfg(unix)]
mod explorer {
    use attn_tui::app::{App, Origin, Settings};
    use attn_tui::store::{Folders, examples};
    use attn_tui::term::{self, Host, Multiplexer, RecoveryFiles};
    use attn_tui::ui::look::Depth;

    pub fn explore() {
        let folders = Folders::of_user().unwrap();
        let mut recovery = RecoveryFiles::new(folders.clone());
        recovery.begin(None).unwrap();
        let mut host = Host {
            recovery: Some(recovery),
            folders: Some(folders),
            depth: Depth::TrueColor,
            ascii: false,
            can_write: true,
            terminal: || panic!("a deliberate fault"),
            multiplexer: Multiplexer::None,
            suspend: term::suspend,
        };
        let origin = Origin::Example("cats".to_owned());
        let session = examples::default().session();
        let mut app = App::new(session, origin, Settings::default()).unwrap();
        let look = host.default_look();
        term::explore(&mut app, look, &mut host).unwrap();
    }
}

#[cfg(unix)]
fn a_panic_restores_the_terminal_and_keeps_the_last_change() {
    use suite::support::pty::Call;

    let myself = std::env::current_exe().unwrap();
    let mut call = Call::new(&["explore"]);
    call.program = myself;
    let mut terminal = call.start();
    terminal.wait_for("X₀[I, 0] = 1");
    // The change and the copy key together, so that there is no time to keep the change first.
    terminal.send(b"+y");
    let end = terminal.end();
    assert_eq!(end.status, Some(101));
    assert!(end.unrestored.is_empty(), "{:?}", end.unrestored);

    // The terminal is restored before the message, so nothing erases it.
    let written = String::from_utf8_lossy(&end.bytes).into_owned();
    let (_, after) = written.split_once("\x1b[?1049l\x1b[?25h").unwrap();
    assert!(!after.contains('\x1b'), "{after:?}");
    assert!(after.contains("a deliberate fault"), "{after:?}");
    let folder = end.state().join("recovery");
    let message = format!("attn-tui: unsaved changes are in {}", folder.display());
    let last = after.trim_end().lines().last().unwrap_or_default();
    assert!(last.starts_with(&message), "{last}");

    // The program offers the changes at the next start.
    let mut terminal = end.call(&[]).start();
    terminal.wait_for("Unsaved changes to a session without a file");
    terminal.press("r");
    terminal.wait_for("X₀[I, 0] = 1.1");
}
