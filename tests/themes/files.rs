//! Theme files: what reads, what is refused with which words, and what a file leaves out.

use attn_tui::ui::look::{Depth, Look, Role, Theme};
use ratatui::style::{Color, Modifier, Style};

use crate::{DEPTHS, look};

#[test]
fn every_theme_that_is_built_in_reads_and_says_what_it_is() {
    let names: Vec<_> = Theme::built_in().collect();
    let expected = [
        "terminal",
        "dark",
        "light",
        "high-contrast",
        "viridis",
        "mono",
    ];
    assert_eq!(names, expected);
    for name in names {
        let theme = Theme::load(name, None).unwrap_or_else(|problem| panic!("{problem}"));
        assert_eq!(theme.name(), name);
        assert!(!theme.description().is_empty(), "{name}");
    }
    assert_eq!(Theme::default().name(), "terminal");
}

#[test]
fn the_default_theme_uses_the_terminals_own_colours_only() {
    for depth in DEPTHS {
        for role in Role::ALL {
            let style = look("terminal", depth, false).style(role);
            for color in [style.fg, style.bg].into_iter().flatten() {
                let own = !matches!(color, Color::Rgb(..) | Color::Indexed(_));
                assert!(own, "{role:?} is {color:?} at {depth:?}");
            }
        }
    }
}

#[test]
fn a_file_of_the_user_wins_and_an_unknown_name_lists_what_there_is() {
    let text = include_str!("../../themes/dark.toml").replace("#d8dde6", "#aabbcc");
    let theme = Theme::load("dark", Some(&text)).expect("the dark theme with another text");
    let style = Look::new(&theme, Depth::TrueColor, false).style(Role::Text);
    assert_eq!(style.fg, Some(Color::Rgb(0xaa, 0xbb, 0xcc)));
    let problem = Theme::load("drak", None).expect_err("no such theme");
    assert_eq!(
        problem.to_string(),
        "drak.toml: there is no theme \"drak\": expected terminal, dark, light, high-contrast, \
         viridis, mono, or a file of that name in the folder for themes"
    );
}

#[test]
fn roles_that_a_theme_leaves_out_follow_others() {
    let text = r##"
description = "few"
[roles]
text = { fg = "#ffffff", bg = "#000000" }
border = "#808080"
focus = "cyan"
selection = { bg = "blue", modifiers = ["bold"] }
source = { bg = "green", fg16 = "yellow" }
hint = "#00ff00"
error = "red"
[ramps.weights]
colors = ["#000000", "#ffffff"]
colors16 = [{ bg = "black", fg = "white" }, { bg = "white", fg = "black" }]
[ramps.signed]
colors = ["#0000ff", "#ffffff", "#ff0000"]
colors16 = [{ bg = "blue", fg = "white" }, { bg = "red", fg = "white" }]
"##;
    let theme = Theme::parse("few.toml", text).unwrap_or_else(|problem| panic!("{problem}"));
    let full = Look::new(&theme, Depth::TrueColor, false);
    assert_eq!(
        full.style(Role::Muted),
        Style::new().fg(Color::Rgb(0, 255, 0))
    );
    assert_eq!(
        full.style(Role::Accent),
        Style::new().fg(Color::Cyan).reversed()
    );
    assert_eq!(full.style(Role::Key).add_modifier, Modifier::BOLD);
    let basic = Look::new(&theme, Depth::Ansi16, false);
    assert_eq!(basic.style(Role::Muted), Style::new().fg(Color::LightGreen));
    assert_eq!(
        basic.style(Role::Source),
        Style::new().fg(Color::Yellow).bg(Color::Green)
    );
    // The halfway of black and white in OKLab is darker than in sRGB's own numbers.
    assert_eq!(full.weight_color(0.5), Color::Rgb(0x63, 0x63, 0x63));
}

#[test]
fn a_broken_theme_says_file_line_and_key() {
    const NAMES: &str = "default, black, red, green, yellow, blue, magenta, cyan, gray, dark-gray, \
         light-red, light-green, light-yellow, light-blue, light-magenta, light-cyan, white";
    let whole = include_str!("../../themes/mono.toml");
    let cases: &[(&str, &str, &str)] = &[
        (
            "border = { modifiers = [\"dim\"] }",
            "border = \"#ab\"",
            "my.toml:7: roles.border: \"#ab\" is not a colour: expected \"#rrggbb\" or one of NAMES",
        ),
        (
            "border = { modifiers = [\"dim\"] }",
            "border = { fg16 = \"#aabbcc\" }",
            "my.toml:7: roles.border.fg16: \"#aabbcc\" is not one of the 16 colours: expected NAMES",
        ),
        (
            "border = { modifiers = [\"dim\"] }",
            "border = { fg = \"#äb1\" }",
            "my.toml:7: roles.border.fg: \"#äb1\" is not a colour: expected \"#rrggbb\" or one of NAMES",
        ),
        (
            "border = { modifiers = [\"dim\"] }",
            "border = 3",
            "my.toml:7: roles.border: expected a style, found a number",
        ),
        (
            "border =",
            "boarder =",
            "my.toml:7: roles.boarder: this key is not known: expected one of text, muted, heading, \
             border, focus, selection, source, hint, key, accent, changed, notice, error, input, \
             cursor, positive, negative",
        ),
        (
            "border = { modifiers = [\"dim\"] }\n",
            "",
            "my.toml:6: roles.border: this is missing",
        ),
        (
            "[\"reversed\", \"bold\"]",
            "[\"reversed\", \"blink\"]",
            "my.toml:9: roles.selection.modifiers: \"blink\" is not a modifier: expected one of bold, \
             dim, italic, underlined, reversed",
        ),
        (
            "[\"reversed\", \"bold\"]",
            "\"bold\"",
            "my.toml:9: roles.selection.modifiers: expected a list, found text",
        ),
        (
            "description = \"Greys only\"",
            "description = true",
            "my.toml:3: description: expected text, found true or false",
        ),
        (
            "[ramps.signed]",
            "[ramps.singed]",
            "my.toml:34: ramps.singed: this key is not known: expected one of weights, signed",
        ),
        (
            "{ bg = \"gray\", fg = \"black\" }",
            "{ bg = \"gray\" }",
            "my.toml:29: ramps.weights.colors16.fg: this is missing",
        ),
        (
            "{ bg = \"gray\", fg = \"black\" }",
            "\"gray\"",
            "my.toml:29: ramps.weights.colors16: expected { bg = \"…\", fg = \"…\" }, found text",
        ),
        (
            "\"#afafaf\"",
            "\"gray\"",
            "my.toml:24: ramps.weights.colors: \"gray\" is not a colour of a ramp: expected \"#rrggbb\"",
        ),
        (
            "[roles]",
            "[roles",
            "my.toml:5: this is not TOML: unclosed table, expected `]`",
        ),
    ];
    for (good, bad, message) in cases {
        assert!(whole.contains(good), "{good} is not in the file");
        let text = whole.replacen(good, bad, 1);
        let problem = Theme::parse("my.toml", &text).expect_err(bad);
        assert_eq!(
            problem.to_string(),
            message.replace("NAMES", NAMES),
            "{bad}"
        );
    }
    let few = whole.replacen("colors16 = [\n", "colors16 = []\nx = [\n", 1);
    let problem = Theme::parse("my.toml", &few).expect_err("an unknown key");
    assert_eq!(
        (problem.line, problem.key.as_str()),
        (Some(27), "ramps.weights.x")
    );
    let empty = Theme::parse("my.toml", "").expect_err("an empty file");
    assert_eq!(empty.to_string(), "my.toml: description: this is missing");
}
