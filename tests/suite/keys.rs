//! The key table: no key has two meanings, every command has a key that terminals can send, and everything generated
//! from the table is current.

use std::collections::HashSet;

use attn_tui::app::Mode;
use attn_tui::app::command::{
    Answer as A, Command, Dialog as D, Direction, Explore as E, Lesson as L, Text as T,
};
use attn_tui::app::keys::{self, Binding, Context, Hint, TABLE};
use tui_textarea::{Input, Key};
use unicode_width::UnicodeWidthStr;

use crate::support::readme;
use crate::support::screen::Explorer;

fn keys_of(context: Context) -> impl Iterator<Item = (&'static str, Input, &'static Binding)> {
    TABLE
        .iter()
        .filter(move |binding| binding.context == context)
        .flat_map(|binding| binding.keys.iter().map(move |key| (*key, binding)))
        .map(|(key, binding)| (key, chord(key), binding))
}

fn chord(key: &str) -> Input {
    keys::chord(key).unwrap_or_else(|| panic!("{key} is not a key"))
}

/// Whether a text field would insert the key as a character.
fn is_printable(input: &Input) -> bool {
    matches!(input.key, Key::Char(_)) && !input.ctrl && !input.alt
}

#[test]
fn every_key_is_a_single_chord_as_terminals_report_it() {
    for binding in TABLE {
        assert!(!binding.keys.is_empty(), "{} has no key", binding.name);
        for key in binding.keys {
            let input = chord(key);
            assert_eq!(keys::normal(input.clone()), input, "{key}");
        }
    }
    for not_a_key in ["", "Ctrl-", "enter", "F", "nn", "Hyper-x"] {
        assert_eq!(
            keys::chord(not_a_key).map(|input| input.key),
            match not_a_key {
                "F" => Some(Key::Char('F')),
                _ => None,
            },
            "{not_a_key:?}"
        );
    }
}

#[test]
fn no_key_means_two_things_in_one_place() {
    for context in Context::ALL {
        let mut seen: Vec<(Input, &str)> = Vec::new();
        for (key, input, binding) in keys_of(context) {
            if let Some((_, other)) = seen.iter().find(|(known, _)| *known == input) {
                panic!("{context:?}: {key} is \"{}\" and \"{other}\"", binding.name);
            }
            seen.push((input, binding.name));
        }
    }
}

#[test]
fn every_character_can_be_typed_in_a_text_field() {
    for context in Context::ALL
        .into_iter()
        .filter(|context| context.has_text())
    {
        for (key, input, binding) in keys_of(context).chain(keys_of(Context::Text)) {
            assert!(
                !is_printable(&input),
                "{context:?}: {key} is \"{}\" and cannot be typed",
                binding.name
            );
        }
        // No letter is bound to a command.
        for c in ' '..='~' {
            let input = Input {
                key: Key::Char(c),
                ..Input::default()
            };
            assert_eq!(keys::lookup(context, &input), None, "{context:?} {c:?}");
        }
        for named in [Key::Backspace, Key::Delete] {
            let input = Input {
                key: named,
                ..Input::default()
            };
            assert_eq!(keys::lookup(context, &input), None, "{context:?} {named:?}");
        }
    }
}

/// Keys of text fields that a context deliberately binds itself: they move in a list or choice where there is no
/// cursor.
const TAKEN: [(Context, &str); 2] = [(Context::Form, "Left"), (Context::Form, "Right")];

#[test]
fn no_binding_hides_a_key_of_its_text_field() {
    for context in Context::ALL
        .into_iter()
        .filter(|context| context.has_text())
    {
        for (key, input, _) in keys_of(Context::Text) {
            let hidden = keys_of(context).any(|(_, own, _)| own == input);
            assert_eq!(
                hidden,
                TAKEN.contains(&(context, key)),
                "{context:?}: {key} edits text"
            );
        }
    }
    // Keys bound by the form still move the cursor in a focused text: "5" goes between "1" and "2".
    let mut explorer = Explorer::example("cats");
    explorer.press("d Ctrl-U text:12 Left text:5 Right text:0");
    assert!(explorer.shows("d_model"), "{}", explorer.text());
    assert!(explorer.shows("1520"), "{}", explorer.text());
}

/// Why a terminal without extensions cannot send a key; `None` if it can.
fn obstacle(input: &Input) -> Option<&'static str> {
    let modified = input.ctrl || input.alt || input.shift;
    match input.key {
        Key::Char(c) if input.ctrl => match c {
            _ if input.alt || input.shift => Some("Ctrl comes alone"),
            'i' => Some("is Tab"),
            'm' | 'j' => Some("is Enter"),
            'h' => Some("is Backspace"),
            's' | 'q' => Some("is for the terminal itself (flow control)"),
            'a'..='z' => None,
            _ => Some("Ctrl makes another character only of letters"),
        },
        Key::Char(_) if input.shift => Some("Shift is in the character itself"),
        Key::Char('[' | 'O') if input.alt => Some("begins the sequences of other keys"),
        Key::Char(' '..='~') => None,
        Key::Char(_) => Some("is not on every keyboard"),
        Key::Tab if input.ctrl || input.alt => Some("is taken by window managers"),
        Key::Tab => None,
        Key::Esc | Key::Enter | Key::Backspace if modified => Some("comes without its modifier"),
        Key::Esc | Key::Enter | Key::Backspace => None,
        Key::Up
        | Key::Down
        | Key::Left
        | Key::Right
        | Key::Home
        | Key::End
        | Key::Delete
        | Key::PageUp
        | Key::PageDown => modified.then_some("comes without its modifier from plain terminals"),
        _ => Some("is missing on many keyboards"),
    }
}

#[test]
fn every_command_has_a_key_that_every_terminal_can_send() {
    for binding in TABLE {
        let obstacles: Vec<&str> = binding
            .keys
            .iter()
            .filter_map(|key| obstacle(&chord(key)).map(|_| *key))
            .collect();
        assert!(
            obstacles.len() < binding.keys.len(),
            "{}: {obstacles:?} cannot be sent",
            binding.name
        );
        // The only alternatives that some terminals cannot send are modified arrows.
        for key in obstacles {
            assert!(
                matches!(chord(key).key, Key::Left | Key::Right),
                "{}: {key}: {:?}",
                binding.name,
                obstacle(&chord(key))
            );
        }
    }
}

/// Every command. The matches are exhaustive, so a new command must be added here to compile.
fn all_commands() -> Vec<Command> {
    use std::iter::successors;
    let explore = successors(Some(E::NextStep), |command| next_explore(*command));
    let text = successors(Some(T::CursorLeft), |command| next_text(*command));
    let dialog = successors(Some(D::Accept), |command| next_dialog(*command));
    let answer = successors(Some(A::Save), |answer| next_answer(*answer));
    let lesson = successors(Some(L::NextPage), |command| next_lesson(*command));
    explore
        .map(Command::Explore)
        .chain(text.map(Command::Text))
        .chain(dialog.map(Command::Dialog))
        .chain(answer.map(Command::Answer))
        .chain(lesson.map(Command::Lesson))
        .collect()
}

fn next_explore(command: E) -> Option<E> {
    use Direction::{Down, Left, Right, Up};
    Some(match command {
        E::NextStep => E::PreviousStep,
        E::PreviousStep => E::GoToStep(0),
        // The step bar has ten steps.
        E::GoToStep(index) if index < 9 => E::GoToStep(index + 1),
        E::GoToStep(_) => E::NextPane,
        E::NextPane => E::PreviousPane,
        E::PreviousPane => E::Move(Left),
        E::Move(Left) => E::Move(Down),
        E::Move(Down) => E::Move(Up),
        E::Move(Up) => E::Move(Right),
        E::Move(Right) => E::FirstColumn,
        E::FirstColumn => E::LastColumn,
        E::LastColumn => E::FirstRow,
        E::FirstRow => E::LastRow,
        E::LastRow => E::PageUp,
        E::PageUp => E::PageDown,
        E::PageDown => E::Edit,
        E::Edit => E::EditWords,
        E::EditWords => E::EditSource,
        E::EditSource => E::Nudge(1),
        // Up and down by 0.1 and by 1.
        E::Nudge(1) => E::Nudge(-1),
        E::Nudge(-1) => E::Nudge(10),
        E::Nudge(10) => E::Nudge(-10),
        E::Nudge(_) => E::TogglePositions,
        E::TogglePositions => E::CycleMask,
        E::CycleMask => E::ToggleCell,
        E::ToggleCell => E::CycleScale,
        E::CycleScale => E::Settings,
        E::Settings => E::LowerTemperature,
        E::LowerTemperature => E::RaiseTemperature,
        E::RaiseTemperature => E::Shape,
        E::Shape => E::PreviousHead,
        E::PreviousHead => E::NextHead,
        E::NextHead => E::Fill,
        E::Fill => E::Shuffle,
        E::Shuffle => E::Pin,
        E::Pin => E::ToggleBaseline,
        E::ToggleBaseline => E::Undo,
        E::Undo => E::Redo,
        E::Redo => E::Play,
        E::Play => E::Slower,
        E::Slower => E::Faster,
        E::Faster => E::Claims,
        E::Claims => E::NextClaim,
        E::NextClaim => E::Practise,
        E::Practise => E::Guess,
        E::Guess => E::ShowArithmetic,
        E::ShowArithmetic => E::Save,
        E::Save => E::SaveAs,
        E::SaveAs => E::Open,
        E::Open => E::Lessons,
        E::Lessons => E::CopyCell,
        E::CopyCell => E::CopyMatrix,
        E::CopyMatrix => E::Export,
        E::Export => E::Themes,
        E::Themes => E::Palette,
        E::Palette => E::NextView,
        E::NextView => E::NextLayout,
        E::NextLayout => E::Title,
        E::Title => E::Help,
        E::Help => E::Mouse,
        E::Mouse => E::Suspend,
        E::Suspend => E::Redraw,
        E::Redraw => E::Quit,
        E::Quit => return None,
    })
}

fn next_lesson(command: L) -> Option<L> {
    Some(match command {
        L::NextPage => L::PreviousPage,
        L::PreviousPage => L::Answer,
        L::Answer => L::TextUp,
        L::TextUp => L::TextDown,
        L::TextDown => L::Leave,
        L::Leave => return None,
    })
}

fn next_text(command: T) -> Option<T> {
    Some(match command {
        T::CursorLeft => T::CursorRight,
        T::CursorRight => T::CursorUp,
        T::CursorUp => T::CursorDown,
        T::CursorDown => T::CursorStart,
        T::CursorStart => T::CursorEnd,
        T::CursorEnd => T::WordLeft,
        T::WordLeft => T::WordRight,
        T::WordRight => T::DeleteWord,
        T::DeleteWord => T::Clear,
        T::Clear => return None,
    })
}

fn next_dialog(command: D) -> Option<D> {
    Some(match command {
        D::Accept => D::AcceptAndNext,
        D::AcceptAndNext => D::Cancel,
        D::Cancel => D::Previous,
        D::Previous => D::Next,
        D::Next => D::PreviousPage,
        D::PreviousPage => D::NextPage,
        D::NextPage => D::PreviousChoice,
        D::PreviousChoice => D::NextChoice,
        D::NextChoice => D::Complete,
        D::Complete => return None,
    })
}

fn next_answer(answer: A) -> Option<A> {
    Some(match answer {
        A::Save => A::SaveAs,
        A::SaveAs => A::Overwrite,
        A::Overwrite => A::Restore,
        A::Restore => A::Discard,
        A::Discard => A::Cancel,
        A::Cancel => return None,
    })
}

/// Answers that destroy something have a key with no other meaning, so that it cannot be pressed by mistake.
#[test]
fn destructive_answers_have_their_own_key() {
    for binding in TABLE {
        let Command::Answer(answer) = binding.command else {
            continue;
        };
        for other in TABLE
            .iter()
            .filter(|other| other.context != Context::Question)
        {
            let shared = binding.keys.iter().any(|key| other.keys.contains(key));
            assert!(
                !(answer.destroys() && shared),
                "{answer:?} and {} share a key",
                other.name
            );
        }
    }
    let destructive = all_commands()
        .into_iter()
        .filter(|command| matches!(command, Command::Answer(answer) if answer.destroys()));
    assert_eq!(destructive.count(), 2);
}

#[test]
fn every_command_has_a_key_and_every_key_a_command() {
    let all: HashSet<Command> = all_commands().into_iter().collect();
    let reached: HashSet<Command> = TABLE
        .iter()
        .filter(|binding| {
            let found = keys::lookup(binding.context, &chord(binding.keys[0]));
            found == Some(binding.command)
        })
        .map(|binding| binding.command)
        .collect();
    let missing: Vec<_> = all.difference(&reached).collect();
    assert!(missing.is_empty(), "no key leads to {missing:?}");
    let unknown: Vec<_> = reached.difference(&all).collect();
    assert!(unknown.is_empty(), "not in the list above: {unknown:?}");
}

#[test]
fn every_context_is_left_by_the_same_keys() {
    for context in Context::ALL {
        // On a hidden number and in a lesson, all other keys are those of the explorer.
        if matches!(
            context,
            Context::Explore | Context::Lesson | Context::Practice | Context::Text
        ) {
            continue;
        }
        for key in ["Esc", "Ctrl-C"] {
            assert_eq!(
                keys::lookup(context, &chord(key)),
                Some(if context == Context::Question {
                    Command::Answer(A::Cancel)
                } else {
                    Command::Dialog(D::Cancel)
                }),
                "{context:?} {key}"
            );
        }
    }
}

/// Places with different hints: line of keys, name.
const PLACES: [(&str, &str); 14] = [
    ("", "embedding"),
    ("6 H", "hidden number"),
    ("6 H 1", "guess"),
    ("Space", "playing"),
    ("6", "scores"),
    ("i", "words editor"),
    ("Enter", "cell editor"),
    ("N", "prompt"),
    (":", "palette"),
    ("d", "form"),
    (",", "settings"),
    ("?", "help"),
    ("+ q", "question"),
    ("+ u + u", "with a change to redo"),
];

#[test]
fn hints_fit_any_width_and_the_most_useful_are_kept() {
    for (keys, place) in PLACES {
        for example in ["cats", "heads"] {
            let mut explorer = Explorer::example(example);
            explorer.press(keys);
            explorer.app.message = None;
            let hints = keys::hints(&explorer.app);
            assert!(!hints.is_empty(), "{place} has hints");
            let mut some = false;
            for width in (0..=200).step_by(3) {
                explorer.press(&format!("size:{width}x24"));
                let text = explorer.text();
                let last = text.lines().last().unwrap_or_default().to_owned();
                if width < 20 {
                    assert_eq!(last, "", "{place} at {width}: no hint fits");
                    continue;
                }
                // Only complete hints.
                let shown: Vec<_> = last
                    .trim()
                    .split("  ")
                    .filter(|part| !part.is_empty())
                    .map(|part| {
                        let hint = hints.iter().find(|hint| {
                            ["", "/"].iter().any(|between| {
                                part == format!("{} {}", hint.keys.join(between), hint.word)
                            })
                        });
                        hint.unwrap_or_else(|| panic!("{place} at {width}: {part:?} in {last}"))
                    })
                    .collect();
                // Omitted hints do not fit beside the more useful ones.
                let wide = |hint: &Hint, between: usize| {
                    let keys = hint.keys.iter().map(|key| key.width() + between);
                    keys.sum::<usize>() - between + hint.word.width() + 3
                };
                for left_out in hints
                    .iter()
                    .filter(|hint| !shown.iter().any(|other| other.word == hint.word))
                {
                    let better = shown
                        .iter()
                        .filter(|other| other.priority <= left_out.priority);
                    let used: usize = better.map(|other| wide(other, 1)).sum();
                    assert!(
                        used + wide(left_out, 1) >= width,
                        "{place} at {width}: no {} in {last}",
                        left_out.word
                    );
                }
                some |= !shown.is_empty();
            }
            assert!(some, "{place}: some hints are shown at 200 columns");
        }
    }
}

#[test]
fn help_and_palette_are_always_hinted_and_views_where_there_is_room() {
    for example in ["cats", "heads"] {
        for step in ["1", "2", "3", "5", "7", "9", "9 x", "2 + u"] {
            let mut explorer = Explorer::example(example);
            explorer.press(step);
            explorer.app.message = None;
            for (size, words) in [
                ("40x12", vec!["? help", ": palette"]),
                (
                    "80x24",
                    vec!["? help", ": palette", "n next step", "z layout"],
                ),
            ] {
                explorer.press(&format!("size:{size}"));
                let text = explorer.text();
                let last = text.lines().last().unwrap();
                for word in words {
                    assert!(
                        last.contains(word),
                        "{example} {step} {size}: {word} in {last}"
                    );
                }
            }
        }
    }
}

#[test]
fn every_hint_shown_does_something() {
    for (keys, place) in PLACES {
        let mut explorer = Explorer::example("cats");
        explorer.press(keys);
        let context = explorer.app.context();
        for binding in TABLE {
            if binding.context != context || binding.hint.is_empty() {
                continue;
            }
            if !binding.has_hint(&explorer.app) {
                continue;
            }
            // A new explorer for each hint, so that they are independent.
            let mut other = Explorer::example("cats");
            other.press(keys).press(binding.keys[0]);
            assert!(
                other
                    .app
                    .message
                    .as_ref()
                    .is_none_or(|message| !message.is_error),
                "{place}: {} is refused: {}",
                binding.keys[0],
                other.message()
            );
        }
    }
}

#[test]
fn help_and_palette_show_every_key_and_action_of_the_explorer() {
    let mut explorer = Explorer::example("heads");
    for size in ["80x200", "200x100"] {
        explorer.press(&format!("size:{size} ?"));
        let help = explorer.text();
        for section in keys::sections() {
            assert!(help.contains(section.name), "{} is in help", section.name);
            for row in section.rows {
                let keys: Vec<String> = row.keys.iter().map(|key| keys::display(key)).collect();
                let line = help.lines().find(|line| {
                    line.contains(&format!("{} ", keys.join(" "))) && line.contains(row.name)
                });
                assert!(line.is_some(), "{} is in help:\n{help}", row.name);
            }
        }
        explorer.press("Esc");
    }
    for binding in TABLE {
        if binding.context != Context::Explore
            || matches!(
                binding.command,
                Command::Explore(E::Move(_) | E::Palette | E::GoToStep(_))
            )
        {
            continue;
        }
        // On a score after a change, or on a number with a change to redo.
        let found = ["+ u + 6", "+ u"].into_iter().any(|place| {
            let mut explorer = Explorer::example("heads");
            // The palette matches word by word, so a space can replace an apostrophe.
            let name = binding.name.replace('\'', " ");
            explorer
                .burst(place)
                .burst(&format!("size:120x40 : text:'{}'", name));
            explorer.shows(binding.name)
                && explorer.shows(&keys::display(binding.keys[0]))
                && !explorer.shows("no matches")
        });
        assert!(found, "{} is found in the palette", binding.name);
    }
}

#[test]
fn every_command_of_the_explorer_is_in_a_group_and_no_other() {
    for binding in TABLE {
        assert_eq!(
            binding.group.is_some(),
            binding.context == Context::Explore,
            "{}",
            binding.name
        );
    }
    let rows = |name| {
        let sections = keys::sections();
        let section = sections.into_iter().find(|section| section.name == name);
        section.unwrap().rows
    };
    let shared: Vec<_> = rows("Move").into_iter().map(|row| row.name).collect();
    assert!(shared.contains(&"jump to a step") && shared.contains(&"next head"));
    assert!(rows("Compute").iter().any(|row| row.keys == ["d"]));
}

/// The names of the items that the palette lists for a typed text, in order.
fn palette(typed: &str) -> Vec<String> {
    let mut explorer = Explorer::example("cats");
    explorer
        .press("size:120x40 :")
        .press(&format!("text:'{typed}'"));
    let text = explorer.text();
    let lines = text
        .lines()
        .skip_while(|line| !line.contains("Palette"))
        .skip(2);
    let inside = lines.map_while(|line| line.split_once('┃')?.1.split_once('┃'));
    let names = inside.map(|(inside, _)| inside.trim().to_owned());
    names.filter(|name| !name.is_empty()).collect()
}

#[test]
fn the_palette_knows_other_words_and_shows_them() {
    for (typed, found, other) in [
        ("width", "shape: ", "(width)"),
        ("size", "shape: ", "(size)"),
        ("dimension", "shape: ", "(dimensions)"),
        ("divisor", "scale: ", "(divisor)"),
        ("divisor", "settings: ", "(divisor)"),
        ("softmax", "jump to step weights", "(softmax)"),
        ("export", "export: ", ""),
        ("svg", "export: ", "(svg)"),
        ("export", "copy the matrix", "(export)"),
        ("table", "copy the matrix", "(table)"),
        ("print", "help on pasting and exporting", "(print)"),
        ("color", "choose a theme", "(colors)"),
        ("colour", "help on notation and colours", ""),
        ("dark", "choose a theme", "(dark)"),
        ("light", "choose a theme", "(light)"),
        ("reset", "undo", "(reset)"),
        ("heat", "next view", "(heatmap)"),
        ("picture", "next view", ""),
        ("sentence", "edit the words", "(sentence)"),
        ("tokens", "edit the words", "(tokens)"),
        ("paste", "help on pasting", "(paste)"),
        ("latex", "help on pasting", "(latex)"),
        ("zoom", "next layout", "(zoom)"),
        ("causal", "mask: none, causal", ""),
        ("query", "help on notation", "(query)"),
    ] {
        let items = palette(typed);
        let item = items.iter().find(|item| item.contains(found));
        let item = item.unwrap_or_else(|| panic!("{typed} finds no {found}: {items:#?}"));
        assert!(item.contains(other), "{typed}: {item}");
    }
    assert_eq!(palette("xyzzy"), ["no matches"]);
}

#[test]
fn the_palette_ranks_names_before_other_words_and_starts_before_middles() {
    let first = |typed| palette(typed).into_iter().next().unwrap_or_default();
    // "scale" is also in the other words of a step, "page" in a longer name.
    assert!(first("scale").starts_with("scale: "), "{}", first("scale"));
    assert!(first("undo").starts_with("undo"));
    assert!(first("row").starts_with("first row"), "{}", first("row"));
    let items = palette("re");
    let at = |name: &str| {
        items
            .iter()
            .position(|item| item.starts_with(name))
            .unwrap()
    };
    // The start of a word of the name, its middle, another word.
    assert!(at("redo") < at("lower the temperature"));
    assert!(at("lower the temperature") < at("undo"), "{items:#?}");
    // Every typed word must match, in any order.
    assert!(first("temp low").starts_with("lower the temperature"));
}

#[test]
fn a_command_that_does_not_apply_is_dim_in_the_palette_and_says_why() {
    for (typed, reason) in [
        ("mask cell", "select a cell of the scores"),
        ("undo", "nothing to undo"),
        ("next head", "only one head"),
    ] {
        let mut explorer = Explorer::example("cats");
        explorer
            .press("size:120x40 :")
            .press(&format!("text:'{typed}'"));
        let Mode::Picker(picker) = &explorer.app.mode else {
            panic!("the palette is not open");
        };
        let chosen = picker
            .all
            .iter()
            .find(|item| typed.split(' ').all(|part| item.label.contains(part)));
        assert!(!chosen.unwrap().applies, "{typed}");
        explorer.press("Enter");
        assert!(
            explorer.message().contains(reason),
            "{typed}: {}",
            explorer.message()
        );
    }
}

#[test]
fn the_help_has_a_page_on_notation_and_one_on_pasting() {
    for size in ["200x60", "120x40", "80x24", "60x20", "20x6"] {
        for ascii in [false, true] {
            let mut explorer = Explorer::example("cats");
            if ascii {
                explorer.ascii();
            }
            explorer.press(&format!("size:{size} ?"));
            let mut pages = vec![explorer.text()];
            for key in ["Tab", "Right"] {
                pages.push(explorer.press(key).text());
            }
            assert_eq!(
                explorer.press("n").text(),
                pages[0],
                "the first follows the last"
            );
            assert_eq!(explorer.press("p").text(), pages[2]);
            assert_eq!(explorer.press("Left").text(), pages[1]);
            assert_eq!(explorer.press("Shift-Tab").text(), pages[0]);
            assert!(pages[0] != pages[1] && pages[1] != pages[2], "{size}");
        }
    }
    let mut explorer = Explorer::example("cats");
    let notation = explorer.press("size:200x60 ? Tab").text();
    for term in [
        "X₀", "PE", "d_model", "d_k", "√d_k", "Σ", "−∞", "●", "softmax", "queries",
    ] {
        assert!(notation.contains(term), "{term}:\n{notation}");
    }
    let pasting = explorer.press("Tab").text();
    for term in [
        "NumPy",
        "Markdown",
        "bmatrix",
        "attn-tui print",
        "attn-tui export",
        ".npz",
        "1/2",
    ] {
        assert!(pasting.contains(term), "{term}:\n{pasting}");
    }
}

/// Scrolling shows every line of every page, whatever fits.
#[test]
fn the_help_scrolls_to_its_end_at_every_size() {
    for size in ["200x60", "120x40", "80x24", "60x20", "40x12"] {
        for (turn, last) in [("", "clear"), ("Tab", "cut"), ("p", "recomputes")] {
            let mut explorer = Explorer::example("cats");
            explorer.press(&format!("size:{size} ? {turn}"));
            // The last section ends in this word, in whichever column it is.
            let found = (0..200).any(|_| {
                let seen = explorer.shows(last);
                explorer.press("Down");
                seen
            });
            assert!(found, "{size} {turn}:\n{}", explorer.text());
        }
    }
}

/// The README's key table is the one that the program prints. `UPDATE_README=1` rewrites it.
#[test]
fn the_readme_key_table_is_up_to_date() {
    readme::assert_part("keys", &keys::markdown());
}
