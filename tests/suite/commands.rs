//! The commands other than `print`, and how the explorer uses the user's folders, through the real program.

use std::fs;

use attn_tui::app::keys::{self, TABLE};

use crate::support::pty::escapes::colors;
use crate::support::pty::{Call, End, Terminal};

/// The output of a successful call in a home that holds only this theme file.
fn printed(argument: &str, theme: Option<(&str, &str)>) -> String {
    let call = Call::new(&[argument]);
    if let Some((name, text)) = theme {
        let themes = call.home("config/attn-tui/themes");
        fs::create_dir_all(&themes).unwrap();
        fs::write(themes.join(name), text).unwrap();
    }
    let output = call.command().output().unwrap();
    let errors = String::from_utf8(output.stderr).unwrap();
    assert_eq!((output.status.code(), errors.as_str()), (Some(0), ""));
    String::from_utf8(output.stdout).unwrap()
}

/// The first word of each line.
fn names(text: &str) -> Vec<&str> {
    text.lines()
        .filter_map(|line| line.split_whitespace().next())
        .collect()
}

#[test]
fn themes_are_listed_with_their_descriptions() {
    let text = printed("themes", None);
    let files = fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/themes")).unwrap();
    let mut expected: Vec<String> = files
        .map(|file| file.unwrap().path())
        .map(|path| path.file_stem().unwrap().to_str().unwrap().to_owned())
        .collect();
    expected.sort();
    let mut listed = names(&text);
    listed.sort_unstable();
    assert_eq!(listed, expected);
    for line in text.lines() {
        assert!(line.split_whitespace().count() > 2, "{line}");
    }
}

#[test]
fn a_user_theme_is_listed_once_even_if_it_replaces_a_built_in() {
    let count = printed("themes", None).lines().count();
    for (file, name, more) in [("dark.toml", "dark", 0), ("mine.toml", "mine", 1)] {
        let text = printed("themes", Some((file, "")));
        let lines: Vec<&str> = text.lines().filter(|line| names(line) == [name]).collect();
        assert_eq!(lines.len(), 1, "{text}");
        assert!(lines[0].ends_with("  user theme"), "{text}");
        assert_eq!(text.lines().count(), count + more, "{text}");
    }
}

#[test]
fn keys_prints_the_key_table() {
    let text = printed("keys", None);
    for section in keys::sections() {
        let heading = section.name;
        let (_, after) = text.split_once(&format!("{heading}\n")).unwrap();
        let rows = after.split("\n\n").next().unwrap();
        for row in section.rows {
            let keys: Vec<String> = row.keys.iter().map(|key| keys::display(key)).collect();
            let keys = keys.join(" ");
            assert!(
                rows.lines().any(|line| {
                    line.contains(&keys) && line.ends_with(&format!(" {}", row.name))
                }),
                "{heading}: {keys} {}\n{rows}",
                row.name
            );
        }
    }
    let listed: usize = keys::sections()
        .iter()
        .flat_map(|section| &section.rows)
        .map(|row| row.keys.len())
        .sum();
    let all: usize = TABLE.iter().map(|binding| binding.keys.len()).sum();
    assert_eq!(listed, all, "every key is in one section");
}

/// Installs the configuration before the call.
const CONFIGURED: &str =
    "mkdir -p $XDG_CONFIG_HOME/attn-tui/themes; cp config.toml $XDG_CONFIG_HOME/attn-tui/;";

fn quit(mut terminal: Terminal) -> End {
    terminal.press("q");
    let end = terminal.end();
    assert_eq!(end.status, Some(0));
    end
}

#[test]
fn decimals_and_characters_come_from_the_configuration() {
    let plain = Call::new(&[]).start();
    plain.wait_for("1.00");
    assert!(!plain.screen().is_ascii(), "{}", plain.screen());
    quit(plain);
    let configured = Call::new(&[])
        .file("config.toml", "digits = 4\nascii = true\n")
        .in_shell(CONFIGURED, "")
        .start();
    configured.wait_for("1.0000");
    assert!(configured.screen().is_ascii(), "{}", configured.screen());
    quit(configured);
}

#[test]
fn the_configured_theme_is_used_unless_an_argument_names_another() {
    let seen = |arguments: &[&str], config: &str| {
        let call = Call::new(arguments).file("config.toml", config);
        let terminal = call.in_shell(CONFIGURED, "").start();
        terminal.wait_for("I love cats");
        terminal.settle();
        colors(&quit(terminal).bytes)
    };
    let [dark, light] = ["dark", "light"].map(|theme| seen(&["--theme", theme], ""));
    assert_ne!(dark, light);
    assert_eq!(seen(&[], "theme = \"light\"\n"), light);
    assert_eq!(seen(&["--theme", "dark"], "theme = \"light\"\n"), dark);
    assert!(seen(&["--theme", "dark"], "color = \"never\"\n").is_empty());
}

#[test]
fn an_invalid_configuration_is_reported_on_the_screen() {
    let terminal = Call::new(&[])
        .file("config.toml", "digits = 99\n")
        .in_shell(CONFIGURED, "")
        .start();
    terminal.wait_for("I love cats");
    terminal.wait_for("config.toml:1: digits: expected a whole number from 0 to 10");
    quit(terminal);
}

#[test]
fn a_broken_user_theme_is_reported_on_the_screen() {
    let terminal = Call::new(&["--theme", "mine"])
        .file("config.toml", "")
        .file("mine.toml", "\nhue = 3\n")
        .in_shell(
            "mkdir -p $XDG_CONFIG_HOME/attn-tui/themes; cp mine.toml $XDG_CONFIG_HOME/attn-tui/themes/;",
            "",
        )
        .start();
    terminal.wait_for("I love cats");
    terminal.wait_for("mine.toml:2: hue: unknown key");
    terminal.wait_for("using the default theme");
    quit(terminal);
}

#[test]
fn an_unknown_theme_is_a_usage_error() {
    let terminal = Call::new(&["--theme", "nowhere"]).start();
    let end = terminal.end();
    assert_eq!(end.status, Some(2));
    let message = String::from_utf8_lossy(&end.bytes).into_owned();
    assert!(
        message.starts_with("attn-tui: ") && message.contains("nowhere"),
        "{message}"
    );
}

/// Two sessions that differ in the temperature, and one of another size.
const SESSIONS: [(&str, &str); 3] = [
    (
        "now.toml",
        "version = 1\nwords = [\"I\", \"see\"]\nembedding = [[1.0], [2.0]]\nattention.temperature = 2.0\n",
    ),
    (
        "before.toml",
        "version = 1\nwords = [\"I\", \"see\"]\nembedding = [[1.0], [2.0]]\n",
    ),
    (
        "other.toml",
        "version = 1\nwords = [\"I\"]\nembedding = [[1.0]]\n",
    ),
];

fn comparing(arguments: &[&str]) -> Call {
    let call = Call::new(arguments);
    SESSIONS
        .into_iter()
        .fold(call, |call, (name, text)| call.file(name, text))
}

#[test]
fn two_files_are_compared_from_the_start() {
    let mut terminal = comparing(&["now.toml", "--baseline", "before.toml"]).start();
    terminal.wait_for("Δ to before.toml");
    terminal.press("9");
    terminal.wait_for("comes from: temperature 100%");
    terminal.press("B");
    terminal.wait_for("the numbers as they are");
    quit(terminal);
}

#[test]
fn a_baseline_can_come_from_standard_input() {
    let call = comparing(&["now.toml", "--baseline", "-"]);
    let terminal = call.in_shell("cat before.toml |", "").start();
    terminal.wait_for("Δ to standard input");
    quit(terminal);
}

#[test]
fn a_baseline_of_another_size_says_why_it_is_not_compared() {
    let terminal = comparing(&["now.toml", "--baseline", "other.toml"]).start();
    terminal.wait_for("no Δ: 2 words now, 1 in the baseline");
    quit(terminal);
}

#[test]
fn an_unusable_baseline_is_refused_like_a_session() {
    for (arguments, message) in [
        (
            ["now.toml", "--baseline", "none.toml"],
            "cannot read none.toml: no such file or directory",
        ),
        (
            ["now.toml", "--baseline", "broken.toml"],
            "broken.toml:1: version: expected 1",
        ),
        (
            ["-", "--baseline", "-"],
            "standard input can be the session or the baseline, not both",
        ),
    ] {
        let end = comparing(&arguments)
            .file("broken.toml", "version = 7\n")
            .start()
            .end();
        assert_eq!(end.status, Some(2), "{message}");
        let output = String::from_utf8_lossy(&end.bytes);
        assert!(output.contains(message), "{output}");
    }
}
