//! Storms of keys, pastes, clicks and resizes over random sessions, through the program's own loop: whatever comes, it
//! does not stop, what it shows is computed from what is there, and undo leads back to the beginning.

use std::env;
use std::path::Path;

use attn_tui::app::{Mode, keys};
use attn_tui::model::Inputs;
use attn_tui::ui::look::{Depth, Theme};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use proptest::test_runner::{Config, RngSeed, TestRunner};

use crate::support::screen::{self, Explorer};
use crate::support::strategies;

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
        1 => select(vec!["wheel:up", "wheel:down"]).prop_map(str::to_owned),
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

/// An explorer after the storm; none where it was quit.
fn storm(weather: &Weather) -> Option<Explorer> {
    let mut explorer = Explorer::on(weather.inputs.clone());
    explorer.theme(&weather.theme).depth(weather.depth);
    explorer.host.ascii = weather.ascii;
    explorer.app.settings.read_only = weather.read_only;
    explorer.app.settings.digits = weather.digits;
    for gust in &weather.gusts {
        let keys = gust.events.join(" ");
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
        if explorer.has_quit() {
            return None;
        }
    }
    Some(explorer)
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
    if env::var_os("PROPTEST_RNG_SEED").is_none() {
        config.rng_seed = RngSeed::Fixed(20_171_206);
    }
    TestRunner::new(config)
}

fn cases(usual: u32) -> u32 {
    let asked = env::var("PROPTEST_CASES").ok();
    asked.and_then(|asked| asked.parse().ok()).unwrap_or(usual)
}

/// One test, since both storms save files, in a folder of their own that the process is in.
#[test]
fn no_storm_sinks_it() {
    let folder = tempfile::tempdir().unwrap();
    let before = env::current_dir().unwrap();
    env::set_current_dir(folder.path()).unwrap();
    let all: Vec<&str> = keys::TABLE
        .iter()
        .flat_map(|binding| binding.keys)
        .copied()
        .collect();

    let known: Vec<&str> = all
        .iter()
        .copied()
        .filter(|key| !OPENING.contains(key))
        .collect();
    runner(cases(250))
        .run(&weather(known), |weather| {
            if let Some(mut explorer) = storm(&weather) {
                undo_everything(&mut explorer, &weather.inputs);
            }
            Ok(())
        })
        .unwrap_or_else(|problem| panic!("{problem}"));

    // Files are opened, saved and changed under the explorer's feet.
    let files = vec![
        "o", "s", "S", "q", "y", "n", "Esc", "Enter", "Tab", "Up", "Down", "+", "u", ":", "Ctrl-U",
        "v", "N", "6", "x",
    ];
    Explorer::example("heads").press("S Ctrl-U text:'heads.toml' Enter");
    assert!(Path::new("heads.toml").exists());
    screen::write(Path::new("broken.toml"), "version = 1\nwords = 3\n");
    runner(cases(100))
        .run(&weather(files), |weather| {
            storm(&weather);
            Ok(())
        })
        .unwrap_or_else(|problem| panic!("{problem}"));

    env::set_current_dir(before).unwrap();
}
