//! Storms of keys, pastes, clicks and resizes over random sessions, through the program's own loop: whatever comes, it
//! does not stop, what it shows is computed from what is there, and undo leads back to the beginning.

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

/// Events that come one by one, each drawn, or all at once.
#[derive(Clone, Debug)]
struct Gust {
    at_once: bool,
    events: Vec<String>,
}

#[derive(Clone, Debug)]
struct Weather {
    inputs: Inputs,
    theme: String,
    depth: Depth,
    ascii: bool,
    read_only: bool,
    digits: usize,
    gusts: Vec<Gust>,
}

/// Numbers and words that are typed and pasted: good ones, huge ones, and nonsense. None is typed that holds a key of
/// [`OPENING`].
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

/// Keys that other files are opened by: the way back to the beginning ends there.
const OPENING: [&str; 2] = ["o", ":"];

fn event(keys: Vec<&'static str>) -> impl Strategy<Value = String> {
    let number = 0..=210_u16;
    let side = || prop_oneof![0..=2_u16, 18..=42_u16, 0..=200_u16];
    let height = || prop_oneof![0..=2_u16, 5..=14_u16, 0..=60_u16];
    prop_oneof![
        12 => select(keys).prop_map(str::to_owned),
        3 => select(TEXTS.to_vec()).prop_map(str::to_owned),
        // Nudges join, so several in a row are worth more than one here and there.
        1 => select(vec!["+ + Down", "+ +", "- Alt-+", "2 + + u"]).prop_map(str::to_owned),
        2 => (side(), height()).prop_map(|(width, height)| format!("size:{width}x{height}")),
        1 => (number, 0..=60_u16).prop_map(|(x, y)| format!("click:{x},{y}")),
        1 => select(vec!["wheel:up", "wheel:down", "pause"]).prop_map(str::to_owned),
    ]
}

fn weather(keys: Vec<&'static str>) -> impl Strategy<Value = Weather> {
    let gust = (any::<bool>(), vec(event(keys), 1..9));
    let gusts = vec(
        gust.prop_map(|(at_once, events)| Gust { at_once, events }),
        1..9,
    );
    (
        prop_oneof![
            strategies::usual_session(),
            // So few numbers that words share their rows, and part from them by a nudge.
            strategies::session(select(vec![0.0, 0.1]).boxed()),
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
        gusts,
    )
        .prop_map(
            |(inputs, theme, depth, ascii, read_only, digits, gusts)| Weather {
                inputs,
                theme: theme.to_owned(),
                depth,
                ascii,
                read_only,
                digits,
                gusts,
            },
        )
}

/// An explorer that keeps what is unsaved, in folders of its own.
fn explorer(inputs: &Inputs) -> Explorer {
    let mut explorer = Explorer::on(inputs.clone());
    let mut recovery = RecoveryFiles::new(explorer.host.folders.clone().unwrap());
    recovery.begin(None).unwrap();
    explorer.host.recovery = Some(recovery);
    explorer
}

/// The sessions in the recovery folder, apart from what was left behind there before the storm.
fn kept(explorer: &Explorer) -> Vec<Session> {
    let folders = explorer.host.folders.as_ref().unwrap();
    let entries = fs::read_dir(folders.state.join("recovery")).unwrap();
    let paths = entries.map(|entry| entry.unwrap().path());
    let files = paths.filter(|path| path.extension().is_some_and(|own| own == "toml"));
    let is_known = |path: &PathBuf| path.file_stem().is_some_and(|name| name == LEFT_BEHIND);
    // A file may go while it is looked at.
    let texts = files.filter_map(|path| Some((fs::read_to_string(&path).ok()?, is_known(&path))));
    let sessions = texts.map(|(text, known)| (Session::parse(&text).unwrap(), known));
    let left = orphans_in();
    sessions
        .filter(|(session, known)| !known || *session != left)
        .map(|(session, _)| session)
        .collect()
}

/// What was left behind before the storm, and the name of its file.
const LEFT_BEHIND: &str = "2-1";

fn orphans_in() -> Session {
    examples::get("heads").unwrap().session()
}

/// What is unsaved is in a recovery file as it is now, and what is saved is in none.
#[track_caller]
fn assert_kept(explorer: &Explorer) {
    let app = &explorer.app;
    let is_due = app.is_unsaved() && !explorer.has_quit();
    let what = format!("kept: {is_due}; message: {}", explorer.message());
    let session = &app.document.session;
    // Restored and not changed since, it is what was left behind.
    let is_left = app.document.is_restored() && session.inputs == orphans_in().inputs;
    wait_until(&what, || {
        let kept = kept(explorer);
        if is_due && !is_left {
            kept.iter().any(|kept| kept.inputs == session.inputs)
        } else {
            is_due || kept.is_empty()
        }
    });
}

/// A crash: what was unsaved is offered afterwards, as it was.
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

/// The explorer after the storm.
fn storm(mut explorer: Explorer, weather: &Weather) -> Explorer {
    explorer.theme(&weather.theme).depth(weather.depth);
    explorer.host.ascii = weather.ascii;
    explorer.app.settings.read_only = weather.read_only;
    explorer.app.settings.config.digits = Some(weather.digits);
    for gust in &weather.gusts {
        // Changes are kept for recovery before the next gust.
        let keys = gust.events.join(" ") + " pause";
        if gust.at_once {
            explorer.burst(&keys);
        } else {
            explorer.press(&keys);
        }
        explorer.assert_consistent();
        if weather.ascii {
            let foreign = explorer
                .buffer()
                .content
                .iter()
                .find(|cell| !cell.symbol().is_ascii());
            assert_eq!(foreign, None, "only ASCII is on the screen");
        }
        assert_kept(&explorer);
        if explorer.has_quit() {
            break;
        }
    }
    explorer
}

fn undo_everything(explorer: &mut Explorer, first: &Inputs) {
    // Out of a list in a dialog, a dialog, and a question that it asks.
    explorer.press("Esc Esc Esc");
    assert!(matches!(explorer.app.mode, Mode::Explore));
    let last = explorer.inputs().clone();
    let mut changes = 0;
    while explorer.app.document.history.can_undo() {
        explorer.burst("u");
        explorer.assert_consistent();
        changes += 1;
        assert!(changes < 1000, "undo comes to an end");
    }
    assert_eq!(explorer.inputs(), first, "undo leads back to the beginning");
    assert_eq!(explorer.app.document.session.title, "");
    for _ in 0..changes {
        explorer.burst("Ctrl-R");
    }
    assert_eq!(explorer.inputs(), &last, "and redo to where it was");
}

/// The same storms every time, so that a failure can be looked at; PROPTEST_RNG_SEED and PROPTEST_CASES ask for others.
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

fn cases(usual: u32) -> u32 {
    let asked = env::var("PROPTEST_CASES").ok();
    asked.and_then(|asked| asked.parse().ok()).unwrap_or(usual)
}

/// Storms save files: each is in a process of its own, whose working folder is the test's.
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
    run_alone("storm::storms_of_keys");
}

#[test]
fn random_input_keeps_it_consistent_while_files_change() {
    run_alone("storm::storms_of_files");
}

fn all_keys() -> impl Iterator<Item = (Context, &'static str)> {
    let keys =
        |binding: &'static keys::Binding| binding.keys.iter().map(|key| (binding.context, *key));
    keys::TABLE.iter().flat_map(keys)
}

#[test]
#[ignore = "another test runs it in a process of its own"]
fn storms_of_keys() {
    let keys = all_keys().map(|(_, key)| key);
    let keys: Vec<&str> = keys.filter(|key| !OPENING.contains(key)).collect();
    runner(cases(250))
        .run(&weather(keys), |weather| {
            let mut explorer = storm(explorer(&weather.inputs), &weather);
            if !explorer.has_quit() {
                undo_everything(&mut explorer, &weather.inputs);
                explorer.burst("Right pause");
                assert_kept(&explorer);
                crash(explorer);
            }
            Ok(())
        })
        .unwrap_or_else(|problem| panic!("{problem}"));
}

#[test]
#[ignore = "another test runs it in a process of its own"]
fn storms_of_files() {
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
        .run(&weather(keys), |weather| {
            let explorer = explorer(&weather.inputs);
            // Whoever opens the file is asked about what was left behind.
            let folders = explorer.host.folders.as_ref().unwrap();
            let path = Path::new("heads.toml");
            let orphan = Recovery::begin(folders, LEFT_BEHIND, Some(path)).unwrap();
            let table = RecoveryTable {
                path: Some(path.to_owned()),
                saved_at: 7,
                stamp: None,
            };
            orphan.slot().write(&orphans_in(), &table).unwrap();
            drop(orphan);
            let explorer = storm(explorer, &weather);
            if !explorer.has_quit() {
                crash(explorer);
            }
            Ok(())
        })
        .unwrap_or_else(|problem| panic!("{problem}"));
}
