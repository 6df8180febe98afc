//! Colour depth: how it is chosen, and how a finished frame is reduced to it.

use attn_tui::store::Color as Choice;
use attn_tui::ui::look::{Depth, Environment, Role};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::{Color, Modifier, Style};

use super::vision::xterm;
use super::{DEPTHS, finished, look, looks};

/// An environment of `NAME=value` words.
fn environment(words: &str) -> Environment {
    let mut environment = Environment::default();
    for word in words.split_whitespace() {
        let (name, value) = word.split_once('=').expect("NAME=value");
        let variable = match name {
            "NO_COLOR" => &mut environment.no_color,
            "COLORTERM" => &mut environment.colorterm,
            "TERM" => &mut environment.term,
            "LC_ALL" => &mut environment.lc_all,
            "LC_CTYPE" => &mut environment.lc_ctype,
            "LANG" => &mut environment.lang,
            _ => panic!("{name} is not read"),
        };
        *variable = Some(value.to_owned());
    }
    environment
}

#[test]
fn the_environment_decides_the_colour_depth() {
    let cases = [
        ("", Depth::Ansi16),
        ("TERM=xterm", Depth::Ansi16),
        ("TERM=screen", Depth::Ansi16),
        ("TERM=linux", Depth::Ansi16),
        ("TERM=linux COLORTERM=truecolor", Depth::Ansi16),
        ("TERM=xterm-256color", Depth::Indexed256),
        ("TERM=tmux-256color", Depth::Indexed256),
        ("TERM=screen.xterm-256color", Depth::Indexed256),
        (
            "TERM=screen.xterm-256color COLORTERM=truecolor",
            Depth::Indexed256,
        ),
        ("TERM=screen COLORTERM=truecolor", Depth::Ansi16),
        ("TERM=xterm-256color COLORTERM=", Depth::Indexed256),
        ("TERM=xterm-256color COLORTERM=yes", Depth::Indexed256),
        ("TERM=xterm-256color COLORTERM=truecolor", Depth::TrueColor),
        ("TERM=tmux-256color COLORTERM=24bit", Depth::TrueColor),
        ("TERM=xterm-direct", Depth::TrueColor),
        ("TERM=alacritty", Depth::TrueColor),
        ("TERM=xterm-kitty", Depth::TrueColor),
        ("TERM=foot-extra", Depth::TrueColor),
        ("TERM=dumb", Depth::None),
        ("TERM=dumb COLORTERM=truecolor", Depth::None),
        ("TERM=vt220", Depth::None),
        ("TERM=xterm-mono", Depth::None),
        ("TERM=xterm-256color NO_COLOR=1", Depth::None),
        ("COLORTERM=truecolor NO_COLOR=0", Depth::None),
        ("TERM=xterm-256color NO_COLOR=", Depth::Indexed256),
    ];
    for (words, depth) in cases {
        let chosen = Depth::choose(None, Choice::Auto, &environment(words));
        assert_eq!(chosen, depth, "{words}");
    }
}

#[test]
fn the_flag_precedes_the_configuration_and_the_environment() {
    let forbids = environment("NO_COLOR=1");
    let cases = [
        (Choice::Auto, Depth::None),
        (Choice::TrueColor, Depth::TrueColor),
        (Choice::Indexed256, Depth::Indexed256),
        (Choice::Ansi16, Depth::Ansi16),
        (Choice::Never, Depth::None),
    ];
    for (flag, flag_depth) in cases {
        for (config, config_depth) in cases {
            assert_eq!(Depth::choose(Some(flag), config, &forbids), flag_depth);
            assert_eq!(Depth::choose(None, config, &forbids), config_depth);
        }
    }
}

#[test]
fn the_first_locale_variable_set_decides_utf8() {
    let cases = [
        ("LANG=C.UTF-8", true),
        ("LANG=en_GB.utf8", true),
        ("LANG=de_DE.ISO-8859-1", false),
        ("LANG=C", false),
        ("LC_ALL=C LC_CTYPE=C.UTF-8 LANG=C.UTF-8", false),
        ("LC_ALL= LC_CTYPE=C.UTF-8 LANG=C", true),
        ("LC_CTYPE=POSIX LANG=C.UTF-8", false),
        ("", cfg!(windows)),
    ];
    for (words, utf8) in cases {
        assert_eq!(environment(words).utf8(), utf8, "{words}");
    }
}

#[test]
fn no_frame_uses_an_unsupported_colour() {
    let colors = [
        Color::Reset,
        Color::Red,
        Color::White,
        Color::Indexed(9),
        Color::Indexed(208),
        Color::Rgb(255, 136, 0),
    ];
    for depth in DEPTHS {
        let look = look("dark", depth, false);
        for (fg, bg) in colors.into_iter().flat_map(|fg| colors.map(|bg| (fg, bg))) {
            let style = Style::new().fg(fg).bg(bg).underlined();
            let shown = finished(&look, style);
            assert_eq!(shown.add_modifier, Modifier::UNDERLINED);
            for (asked, got) in [(Some(fg), shown.fg), (Some(bg), shown.bg)] {
                let fits = match depth {
                    Depth::TrueColor => got == asked,
                    Depth::Indexed256 => !matches!(got, Some(Color::Rgb(..))),
                    Depth::Ansi16 => {
                        !matches!(got, Some(Color::Rgb(..) | Color::Indexed(_)))
                            && (got == Some(Color::Reset)) == (asked == Some(Color::Reset))
                    }
                    Depth::None => got == Some(Color::Reset),
                };
                assert!(fits, "{asked:?} became {got:?} at {depth:?}");
            }
        }
    }
}

#[test]
fn palette_colours_keep_their_index_in_true_colour() {
    let look = look("dark", Depth::TrueColor, false);
    let shown = |r, g, b| finished(&look, Style::new().fg(Color::Rgb(r, g, b))).fg;
    assert_eq!(shown(255, 255, 255), Some(Color::Indexed(231)));
    assert_eq!(shown(218, 218, 218), Some(Color::Indexed(253)));
    assert_eq!(shown(95, 175, 255), Some(Color::Indexed(75)));
    assert_eq!(shown(95, 175, 254), Some(Color::Rgb(95, 175, 254)));
    // Values that mean something else in some terminals.
    assert_eq!(shown(0, 0, 0), Some(Color::Rgb(0, 0, 0)));
    assert_eq!(shown(0, 0, 255), Some(Color::Rgb(0, 0, 255)));
}

#[test]
fn the_nearest_of_256_colours_is_used() {
    let look = look("dark", Depth::Indexed256, false);
    let distance = |a: [u8; 3], b: [u8; 3]| -> u32 {
        (0..3).map(|i| u32::from(a[i].abs_diff(b[i])).pow(2)).sum()
    };
    // Steps of 17 and 13 reach every region of the cube, including greys and near-greys.
    for r in (0..=255).step_by(17) {
        for g in (0..=255).step_by(13) {
            for b in (0..=255).step_by(15) {
                let shown = finished(&look, Style::new().fg(Color::Rgb(r, g, b))).fg;
                let Some(Color::Indexed(index)) = shown else {
                    panic!("{shown:?} is none of the 256")
                };
                let best = (16..=255).map(|i| distance(xterm(i), [r, g, b])).min();
                assert!(index >= 16);
                assert_eq!(Some(distance(xterm(index), [r, g, b])), best, "{r} {g} {b}");
            }
        }
    }
}

#[test]
fn a_similar_one_of_16_colours_is_used() {
    let look = look("dark", Depth::Ansi16, false);
    let cases = [
        ((250, 10, 10), Color::LightRed),
        ((120, 120, 120), Color::DarkGray),
        ((10, 5, 15), Color::Black),
        ((250, 250, 240), Color::White),
        ((0, 0, 200), Color::Blue),
        ((10, 190, 200), Color::Cyan),
    ];
    for ((r, g, b), color) in cases {
        let shown = finished(&look, Style::new().fg(Color::Rgb(r, g, b))).fg;
        assert_eq!(shown, Some(color), "{r} {g} {b}");
    }
}

#[test]
fn without_colour_modifiers_distinguish_roles() {
    for look in looks(Depth::None) {
        let modifiers = |role| finished(&look, look.style(role)).add_modifier;
        let distinct = [
            Role::Text,
            Role::Focus,
            Role::Selection,
            Role::Source,
            Role::Accent,
            Role::Changed,
            Role::Error,
        ];
        for (i, one) in distinct.iter().enumerate() {
            for other in &distinct[i + 1..] {
                assert_ne!(modifiers(*one), modifiers(*other), "{one:?} and {other:?}");
            }
        }
        assert!(modifiers(Role::Selection).contains(Modifier::REVERSED));
        for role in Role::ALL {
            let style = look.style(role);
            for color in [style.fg, style.bg].into_iter().flatten() {
                // A pixel needs colour.
                assert!(color == Color::Reset || role == Role::Masked, "{role:?}");
            }
        }
        let plain = Style::new();
        for (value, style) in [
            (0.0, plain.dim()),
            (0.1, plain.dim()),
            (0.5, plain),
            (1.0, plain.bold()),
        ] {
            assert_eq!(look.weight(value), style);
            assert_eq!(look.signed(value), style);
            assert_eq!(look.signed(-value), style);
        }
        assert!(!look.has_color());
    }
}

#[test]
fn selection_focus_and_source_differ_in_every_theme_and_depth() {
    for depth in DEPTHS {
        for look in looks(depth) {
            let [selection, source, focus, text] =
                [Role::Selection, Role::Source, Role::Focus, Role::Text]
                    .map(|role| finished(&look, look.style(Role::Text).patch(look.style(role))));
            let name = look.theme();
            assert_ne!(selection, source, "{name} at {depth:?}");
            assert_ne!(selection, text, "{name} at {depth:?}");
            assert_ne!(source, text, "{name} at {depth:?}");
            assert_ne!(focus, text, "{name} at {depth:?}");
            // A lit cell stands out on the ramps too.
            for i in 0..=20 {
                let value = f64::from(i) / 20.0;
                for heat in [look.weight(value), look.signed(value), look.signed(-value)] {
                    for role in [Role::Selection, Role::Source] {
                        let lit = finished(&look, heat.patch(look.style(role)));
                        assert_ne!(lit, finished(&look, heat), "{name} at {depth:?}: {role:?}");
                    }
                }
            }
        }
    }
}

#[test]
fn an_empty_frame_can_be_finished() {
    for depth in DEPTHS {
        let look = look("terminal", depth, true);
        for (width, height) in [(0, 0), (0, 3), (3, 0), (1, 1)] {
            let mut buffer = Buffer::empty(Rect::new(0, 0, width, height));
            look.finish(&mut buffer);
            assert_eq!(buffer.area, Rect::new(0, 0, width, height));
        }
    }
}
