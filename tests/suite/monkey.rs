//! Random keys, pastes, clicks and resizes on random sessions, through the program's own loop: it never stops, what it
//! shows is consistent, and undo returns to the start.

use std::path::{Path, PathBuf};
use std::{env, fs};

use attn_tui::app::Mode;
use attn_tui::app::keys::{self, Context};
use attn_tui::model::Inputs;
use attn_tui::store::{Recovery, RecoveryTable, Session, examples, recovery};
use attn_tui::term::RecoveryFiles;
use attn_tui::ui::look::{Depth, Theme};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use proptest::test_runner::{Config, RngSeed, TestRunner};

use crate::support::alone::alone;
use crate::support::folder::Folder;
use crate::support::screen::{self, Explorer};
use crate::support::{strategies, wait_until};

/// A batch of events, handled one by one or all queued at once.
#[derive(Clone, Debug)]
struct Batch {
    at_once: bool,
    events: Vec<String>,
}

#[derive(Clone, Debug)]
struct Scenario {
    inputs: Inputs,
    theme: String,
    depth: Depth,
    ascii: bool,
    read_only: bool,
    digits: usize,
    batches: Vec<Batch>,
}

/// Text that is typed and pasted: valid, huge and nonsensical numbers and words. None contains a key of [`OPENING`] as
/// typed text.
const TEXTS: [&str; 22] = [
    "text:0.5",
    "text:-3",
    "text:2",
    "text:3",
    "text:1e308",
    "text:-1e200",
    "paste:none",
    "paste:to",
    "text:'a 猫 a'",
    "text:e\u{301}",
    "paste:1\t2\n3\t4",
    "paste:1e308",
    "paste:'0.5 0.25'",
    "paste:'[[1, 2],\n [3, 4]]'",
    "paste:[1,[2",
    "paste:'a to b\n\tto 👩‍👩‍👧'",
    "paste:\u{1b}[31m\u{7}",
    "paste:''",
    "paste:...",
    "Backspace",
    "Delete",
    "Alt-Enter",
];

/// Keys that can open other files, after which undo no longer returns to the start.
const OPENING: [&str; 2] = ["o", ":"];

fn event(keys: Vec<&'static str>) -> impl Strategy<Value = String> {
    let number = 0..=210_u16;
    let side = || prop_oneof![0..=2_u16, 18..=42_u16, 0..=200_u16];
    let height = || prop_oneof![0..=2_u16, 5..=14_u16, 0..=60_u16];
    prop_oneof![
        12 => select(keys).prop_map(str::to_owned),
        3 => select(TEXTS.to_vec()).prop_map(str::to_owned),
        // Nudges merge into one change, so several in a row are interesting.
        1 => select(vec!["+ + Down", "+ +", "- Alt-+", "2 + + u"]).prop_map(str::to_owned),
        2 => (side(), height()).prop_map(|(width, height)| format!("size:{width}x{height}")),
        1 => (number, 0..=60_u16).prop_map(|(x, y)| format!("click:{x},{y}")),
        1 => select(vec!["wheel:up", "wheel:down", "pause"]).prop_map(str::to_owned),
    ]
}

fn scenario(keys: Vec<&'static str>) -> impl Strategy<Value = Scenario> {
    let batch = (any::<bool>(), vec(event(keys), 1..9));
    let batches = vec(
        batch.prop_map(|(at_once, events)| Batch { at_once, events }),
        1..9,
    );
    (
        prop_oneof![
            strategies::any_usual_session(),
            // So few values that equal words share rows until a nudge separates them.
            strategies::any_session(select(vec![0.0, 0.1]).boxed()),
        ],
        select(Theme::built_in().collect::<Vec<_>>()),
        select(vec![
            Depth::TrueColor,
            Depth::Indexed256,
            Depth::Ansi16,
            Depth::None,
        ]),
        any::<bool>(),
        prop::bool::weighted(0.1),
        0..=6_usize,
        batches,
    )
        .prop_map(
            |(inputs, theme, depth, ascii, read_only, digits, batches)| Scenario {
                inputs,
                theme: theme.to_owned(),
                depth,
                ascii,
                read_only,
                digits,
                batches,
            },
        )
}

/// An explorer with recovery files in its own folders.
fn explorer(inputs: &Inputs) -> Explorer {
    let mut explorer = Explorer::on(inputs.clone());
    let mut recovery = RecoveryFiles::new(explorer.host.folders.clone().unwrap());
    recovery.begin(None).unwrap();
    explorer.host.recovery = Some(recovery);
    explorer
}

/// The sessions in the recovery folder, except the orphan put there beforehand.
fn recovery_sessions(explorer: &Explorer) -> Vec<Session> {
    let folders = explorer.host.folders.as_ref().unwrap();
    let entries = fs::read_dir(folders.state.join("recovery")).unwrap();
    let paths = entries.map(|entry| entry.unwrap().path());
    let files = paths.filter(|path| path.extension().is_some_and(|own| own == "toml"));
    let is_known = |path: &PathBuf| path.file_stem().is_some_and(|name| name == ORPHAN);
    // A file may disappear while it is read.
    let texts = files.filter_map(|path| Some((fs::read_to_string(&path).ok()?, is_known(&path))));
    let sessions = texts.map(|(text, known)| (Session::parse(&text).unwrap(), known));
    let left = orphan_session();
    sessions
        .filter(|(session, known)| !known || *session != left)
        .map(|(session, _)| session)
        .collect()
}

/// The name of the recovery file that is there from the start.
const ORPHAN: &str = "2-1";

fn orphan_session() -> Session {
    examples::get("heads").unwrap().session()
}

/// Asserts that unsaved changes are in a recovery file exactly as they are, and that saved ones are in none.
#[track_caller]
fn assert_kept(explorer: &Explorer) {
    let app = &explorer.app;
    let must_be_kept = app.is_unsaved() && !explorer.has_quit();
    let what = format!("kept: {must_be_kept}; message: {}", explorer.message());
    let session = &app.document.session;
    // A restored and unchanged session is the orphan itself.
    let is_orphan = app.document.is_restored() && session.inputs == orphan_session().inputs;
    wait_until(&what, || {
        let kept = recovery_sessions(explorer);
        if must_be_kept && !is_orphan {
            kept.iter().any(|kept| kept.inputs == session.inputs)
        } else {
            must_be_kept || kept.is_empty()
        }
    });
}

/// Simulates a crash and asserts that unsaved changes are offered afterwards.
#[track_caller]
fn crash(mut explorer: Explorer) {
    explorer.host.recovery = None;
    let app = &explorer.app;
    let folders = explorer.host.folders.as_ref().unwrap();
    let path = app.document.origin.path().map(PathBuf::as_path);
    let found = recovery::scan(folders, path);
    assert!(found.problems.is_empty(), "{:?}", found.problems);
    let inputs = app.document.inputs();
    let mut orphans = found.orphans.iter();
    let is_offered = orphans.any(|orphan| orphan.session.inputs == *inputs);
    assert!(!app.is_unsaved() || is_offered, "lost: {inputs:?}");
}

/// Runs all batches and returns the explorer.
fn run_batches(mut explorer: Explorer, scenario: &Scenario) -> Explorer {
    explorer.theme(&scenario.theme).depth(scenario.depth);
    explorer.host.ascii = scenario.ascii;
    explorer.app.settings.read_only = scenario.read_only;
    explorer.app.settings.config.digits = Some(scenario.digits);
    for batch in &scenario.batches {
        // The pause lets changes be kept before the next batch.
        let keys = batch.events.join(" ") + " pause";
        if batch.at_once {
            explorer.burst(&keys);
        } else {
            explorer.press(&keys);
        }
        explorer.assert_consistent();
        if scenario.ascii {
            let foreign = explorer
                .buffer()
                .content
                .iter()
                .find(|cell| !cell.symbol().is_ascii());
            assert_eq!(foreign, None, "the screen is pure ASCII");
        }
        assert_kept(&explorer);
        if explorer.has_quit() {
            break;
        }
    }
    explorer
}

fn undo_everything(explorer: &mut Explorer, first: &Inputs) {
    // Leave a list in a dialog, the dialog, and a question it asks.
    explorer.press("Esc Esc Esc");
    assert!(matches!(explorer.app.mode, Mode::Explore));
    let last = explorer.inputs().clone();
    let mut changes = 0;
    while explorer.app.document.history.can_undo() {
        explorer.burst("u");
        explorer.assert_consistent();
        changes += 1;
        assert!(changes < 1000, "undo ends");
    }
    assert_eq!(explorer.inputs(), first, "undo returns to the start");
    assert_eq!(explorer.app.document.session.title, "");
    for _ in 0..changes {
        explorer.burst("Ctrl-R");
    }
    assert_eq!(explorer.inputs(), &last, "redo returns to the end");
}

/// The cases are the same in every run, so that failures are reproducible; PROPTEST_RNG_SEED and PROPTEST_CASES select
/// others.
fn runner(cases: u32) -> TestRunner {
    let mut config = Config::with_cases(cases);
    config.failure_persistence = None;
    config.max_shrink_iters = 300;
    config.max_shrink_time = 20_000;
    if env::var_os("PROPTEST_RNG_SEED").is_none() {
        config.rng_seed = RngSeed::Fixed(20_171_206);
    }
    TestRunner::new(config)
}

fn cases(default: u32) -> u32 {
    let variable = env::var("PROPTEST_CASES").ok();
    variable
        .and_then(|variable| variable.parse().ok())
        .unwrap_or(default)
}

/// These tests save files, so each runs in its own process with its own working directory.
#[track_caller]
fn run_alone(test: &str) {
    let folder = Folder::new();
    let output = alone(test, &folder).output().unwrap();
    let text = [output.stdout, output.stderr].concat();
    let text = String::from_utf8_lossy(&text);
    assert!(
        output.status.success() && text.contains("1 passed"),
        "{text}"
    );
}

#[test]
fn random_input_keeps_it_consistent_and_undo_returns_to_the_start() {
    run_alone("monkey::random_keys");
}

#[test]
fn random_input_keeps_it_consistent_while_files_change() {
    run_alone("monkey::random_keys_on_files");
}

#[test]
fn restored_changes_survive_random_input_until_they_are_saved() {
    run_alone("monkey::random_keys_on_restored_changes");
}

fn all_keys() -> impl Iterator<Item = (Context, &'static str)> {
    let keys =
        |binding: &'static keys::Binding| binding.keys.iter().map(|key| (binding.context, *key));
    keys::TABLE.iter().flat_map(keys)
}

#[test]
#[ignore = "run by another test in its own process"]
fn random_keys() {
    let keys = all_keys().map(|(_, key)| key);
    let keys: Vec<&str> = keys.filter(|key| !OPENING.contains(key)).collect();
    runner(cases(250))
        .run(&scenario(keys), |scenario| {
            let mut explorer = run_batches(explorer(&scenario.inputs), &scenario);
            if !explorer.has_quit() {
                undo_everything(&mut explorer, &scenario.inputs);
                explorer.burst("Right pause");
                assert_kept(&explorer);
                crash(explorer);
            }
            Ok(())
        })
        .unwrap_or_else(|problem| panic!("{problem}"));
}

#[test]
#[ignore = "run by another test in its own process"]
fn random_keys_on_files() {
    let mut keys = vec![
        "o", "s", "S", "q", "Esc", "Enter", "Tab", "Up", "Down", "+", "u", ":", "Ctrl-U", "v", "N",
        "6", "x",
    ];
    let answers = all_keys().filter(|(context, _)| *context == Context::Question);
    keys.extend(answers.map(|(_, key)| key));
    Explorer::example("heads").press("S Ctrl-U text:'heads.toml' Enter");
    assert!(Path::new("heads.toml").exists());
    screen::write(Path::new("broken.toml"), "version = 1\nwords = 3\n");
    runner(cases(100))
        .run(&scenario(keys), |scenario| {
            let explorer = explorer(&scenario.inputs);
            // Opening the file offers the orphan.
            let folders = explorer.host.folders.as_ref().unwrap();
            let path = Path::new("heads.toml");
            let orphan = Recovery::begin(folders, ORPHAN, Some(path)).unwrap();
            let table = RecoveryTable {
                path: Some(path.to_owned()),
                saved_at: 7,
                stamp: None,
            };
            orphan.slot().write(&orphan_session(), &table).unwrap();
            drop(orphan);
            let explorer = run_batches(explorer, &scenario);
            if !explorer.has_quit() {
                crash(explorer);
            }
            Ok(())
        })
        .unwrap_or_else(|problem| panic!("{problem}"));
}

/// The title of the session that was left behind, which no key changes.
const LEFT_BEHIND: &str = "left behind";

/// Keys that restore, undo, save and open, and none that discards.
const RESTORING: [&str; 14] = [
    "r",
    "r",
    "u",
    "u",
    "Ctrl-R",
    "s",
    "O",
    "Esc",
    "q",
    "+",
    "Right +",
    "S Ctrl-U text:other.toml Enter",
    "o Ctrl-U text:heads.toml Enter",
    "o Ctrl-U text:other.toml Enter",
];

#[test]
#[ignore = "run by another test in its own process"]
fn random_keys_on_restored_changes() {
    let inputs = orphan_session().inputs;
    runner(cases(150))
        .run(&vec(select(RESTORING.to_vec()), 1..14), |keys| {
            Explorer::example("heads").press("S Ctrl-U text:heads.toml Enter O");
            screen::write(
                Path::new("other.toml"),
                &Explorer::example("cats").app.document.session.to_toml(),
            );
            let mut explorer = explorer(&inputs);
            let folders = explorer.host.folders.clone().unwrap();
            let path = Path::new("heads.toml");
            let orphan = Recovery::begin(&folders, ORPHAN, Some(path)).unwrap();
            let session = Session::new(LEFT_BEHIND, inputs.clone());
            let table = RecoveryTable {
                path: Some(path.to_owned()),
                saved_at: 7,
                stamp: None,
            };
            orphan.slot().write(&session, &table).unwrap();
            drop(orphan);
            explorer.press("o Ctrl-U text:heads.toml Enter");
            let mut is_saved = false;
            for key in &keys {
                explorer.press(&format!("{key} pause"));
                explorer.assert_consistent();
                let app = &explorer.app;
                let is_shown = app.document.session.title == LEFT_BEHIND;
                is_saved |= is_shown && !app.is_unsaved();
                let is_kept = || {
                    let sessions = recovery_sessions(&explorer);
                    let left = sessions.iter().any(|kept| kept.title == LEFT_BEHIND);
                    let session = &app.document.session.inputs;
                    let current = sessions.iter().any(|kept| kept.inputs == *session);
                    (left || is_saved) && (current || !app.is_unsaved() || explorer.has_quit())
                };
                wait_until(&format!("kept after {key} of {keys:?}"), is_kept);
                if explorer.has_quit() {
                    break;
                }
            }
            Ok(())
        })
        .unwrap_or_else(|problem| panic!("{problem}"));
}
