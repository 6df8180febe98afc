//! Theme files: what is accepted, the exact errors, and defaults.

use attn_tui::ui::look::{Depth, Look, Role, Theme};
use ratatui::style::{Color, Modifier, Style};

use super::{DEPTHS, look};

#[test]
fn every_built_in_theme_parses_and_has_a_description() {
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
fn the_default_theme_uses_only_the_terminals_palette() {
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
fn a_user_file_wins_and_an_unknown_name_lists_the_themes() {
    let text = include_str!("../../../themes/dark.toml").replace("#dadada", "#aabbcc");
    let theme = Theme::load("dark", Some(&text)).expect("the dark theme with another text");
    let style = Look::new(&theme, Depth::TrueColor, false).style(Role::Text);
    assert_eq!(style.fg, Some(Color::Rgb(0xaa, 0xbb, 0xcc)));
    let problem = Theme::load("drak", None).expect_err("no such theme");
    assert_eq!(
        problem.to_string(),
        "there is no theme \"drak\": expected terminal, dark, light, high-contrast, \
         viridis, mono, or the name of a file in the themes folder"
    );
}

#[test]
fn omitted_roles_inherit_from_others() {
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
    // The midpoint of black and white is darker in OKLab than in sRGB values.
    assert_eq!(
        full.weight(0.5).bg.unwrap_or_default(),
        Color::Rgb(0x63, 0x63, 0x63)
    );
}

#[test]
fn a_broken_theme_is_reported_with_file_line_and_key() {
    const NAMES: &str = "default, black, red, green, yellow, blue, magenta, cyan, gray, dark-gray, \
         light-red, light-green, light-yellow, light-blue, light-magenta, light-cyan, white";
    const COLOUR: &str = "expected a colour, \"#rrggbb\" or one of NAMES, found";
    const STYLE: &str = "expected a colour, or a table of fg, bg, fg16, bg16 and modifiers, found";
    let whole = include_str!("../../../themes/mono.toml");
    let border = "border = { modifiers = [\"dim\"] }\n";
    let grey = "{ bg = \"gray\", fg = \"black\" }";
    let modifiers = "[\"reversed\", \"bold\"]";
    let cases = [
        (
            border,
            "border = \"#ab\"\n",
            "7: roles.border: COLOUR \"#ab\"",
        ),
        (
            border,
            "border = { fg = \"#äb1\" }\n",
            "7: roles.border.fg: COLOUR \"#äb1\"",
        ),
        (
            border,
            "border = { bg = \"#+12345\" }\n",
            "7: roles.border.bg: COLOUR \"#+12345\"",
        ),
        (
            border,
            "border = { fg16 = \"#aabbcc\" }\n",
            "7: roles.border.fg16: expected one of the 16 colours, NAMES, found \"#aabbcc\"",
        ),
        (border, "border = 3\n", "7: roles.border: STYLE 3"),
        (border, "", "5: roles.border: STYLE nothing"),
        (
            "border =",
            "boarder =",
            "7: roles.boarder: unknown key; did you mean border?",
        ),
        (
            modifiers,
            "[\"reversed\", \"blink\"]",
            "9: roles.selection.modifiers[1]: expected one of bold, dim, italic, underlined, \
             reversed, found \"blink\"",
        ),
        (
            modifiers,
            "\"bold\"",
            "9: roles.selection.modifiers: expected a list of modifiers, found \"bold\"",
        ),
        (
            "\"Greyscale only\"",
            "true",
            "3: description: expected text, found true",
        ),
        (
            "[ramps.signed]",
            "[ramps.singed]",
            "34: ramps.singed: unknown key; did you mean signed?",
        ),
        (
            grey,
            "{ bg = \"gray\" }",
            "29: ramps.weights.colors16[1].fg: expected one of the 16 colours, found nothing",
        ),
        (
            grey,
            "\"gray\"",
            "29: ramps.weights.colors16[1]: expected { bg = \"…\", fg = \"…\" }, found \"gray\"",
        ),
        (
            "\"#c5c5c5\"",
            "\"gray\"",
            "24: ramps.weights.colors[6]: expected a colour, \"#rrggbb\", found \"gray\"",
        ),
        (
            "colors16 = [\n",
            "colors16 = []\n[other]\nx = [\n",
            "28: other: unknown key; expected one of description, roles, ramps",
        ),
        (
            "colors16 = [\n",
            "plain_zero = 0\ncolors16 = [\n",
            "27: ramps.weights.plain_zero: expected true or false, found 0",
        ),
        (
            "[roles]",
            "[roles",
            "5: not valid TOML: unclosed table, expected `]`",
        ),
    ];
    for (good, bad, message) in cases {
        assert!(whole.contains(good), "the file does not contain {good}");
        let text = whole.replacen(good, bad, 1);
        let problem = Theme::parse("my.toml", &text).expect_err(bad);
        let message = message.replace("COLOUR", COLOUR).replace("STYLE", STYLE);
        assert_eq!(
            problem.to_string(),
            format!("my.toml:{}", message.replace("NAMES", NAMES))
        );
    }
    let start = whole.find("colors16").expect("the 16-colour steps");
    let end = start + whole[start..].find("]\n").expect("their end");
    let text = format!("{}colors16 = [{}", &whole[..start], &whole[end..]);
    let problem = Theme::parse("my.toml", &text).expect_err("no steps");
    let expected = "my.toml:27: ramps.weights.colors16: expected at least two entries, found 0";
    assert_eq!(problem.to_string(), expected);
    let problem = Theme::parse("my.toml", "").expect_err("an empty file");
    let expected = "my.toml:1: description: expected text, found nothing";
    assert_eq!(problem.to_string(), expected);
}
