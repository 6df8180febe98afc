//! The ramps and roles of the built-in themes, as eyes see them.

use attn_tui::ui::look::{Depth, Role};
use ratatui::style::{Color, Style};

use super::vision::{EYES, contrast, difference, light, luminance, seen, to_linear};
use super::{DEPTHS, finished, look, looks};

/// The contrast of text in a style on its own background, or on `background` if it has none; `None` if a colour is the
/// terminal's own.
fn readability(style: Style, background: Option<Color>) -> Option<f64> {
    let fg = light(style.fg?)?;
    let bg = light(style.bg.filter(|bg| *bg != Color::Reset).or(background)?)?;
    Some(contrast(fg, bg))
}

#[test]
fn digits_are_readable_on_every_ramp() {
    for depth in [Depth::TrueColor, Depth::Indexed256, Depth::Ansi16] {
        for look in looks(depth) {
            for i in -200..=200 {
                let value = f64::from(i) / 200.0;
                for style in [look.weight(value.abs()), look.signed(value)] {
                    let style = finished(&look, style);
                    if (style.fg, style.bg) == (Some(Color::Reset), Some(Color::Reset)) {
                        continue; // The terminal's own colours.
                    }
                    let Some(contrast) = readability(style, None) else {
                        panic!("{}: one half of {style:?} is unknown", look.theme())
                    };
                    assert!(
                        contrast >= 4.5,
                        "{} at {depth:?}: {contrast:.2} at {value}: {style:?}",
                        look.theme()
                    );
                }
            }
        }
    }
}

#[test]
fn every_role_is_readable_on_its_background() {
    for depth in [Depth::TrueColor, Depth::Indexed256, Depth::Ansi16] {
        for look in looks(depth) {
            let background = finished(&look, look.style(Role::Text)).bg;
            for role in Role::ALL {
                let style = finished(&look, look.style(role));
                let Some(contrast) = readability(style, background) else {
                    continue;
                };
                // Lines need less contrast than text (WCAG 1.4.11), and the 16 colours are the user's.
                let least = match (role, depth) {
                    (Role::Border | Role::Positive | Role::Negative, _) => 3.0,
                    (_, Depth::Ansi16) => 4.0,
                    _ => 4.5,
                };
                assert!(
                    contrast >= least,
                    "{} at {depth:?}: {role:?} has {contrast:.2}",
                    look.theme()
                );
            }
        }
    }
}

#[test]
fn the_high_contrast_theme_has_high_contrast() {
    let look = look("high-contrast", Depth::TrueColor, false);
    let background = look.style(Role::Text).bg;
    for role in Role::ALL {
        let contrast = readability(look.style(role), background).unwrap_or_default();
        assert!(contrast >= 7.0, "{role:?} has {contrast:.2}");
    }
}

#[test]
fn ramps_are_monotonic_in_lightness() {
    for look in looks(Depth::TrueColor) {
        let ramp: Vec<f64> = (0..=256)
            .filter_map(|i| light(look.weight(f64::from(i) / 256.0).bg.unwrap_or_default()))
            .map(luminance)
            .collect();
        assert_eq!(ramp.len(), 257);
        let rising = ramp[256] > ramp[0];
        for (i, pair) in ramp.windows(2).enumerate() {
            // A step of one 8-bit channel may round the other way.
            let step = if rising {
                pair[1] - pair[0]
            } else {
                pair[0] - pair[1]
            };
            assert!(step > -0.002, "{}: turns back at {i}/256", look.theme());
        }
        let span = (ramp[256] - ramp[0]).abs();
        assert!(span > 0.5, "{}: spans only {span:.2}", look.theme());
    }
}

#[test]
fn ramps_are_distinguishable_with_colour_blindness() {
    for look in looks(Depth::TrueColor) {
        for (name, eye) in &EYES {
            let apart = |a: Color, b: Color| match (light(a), light(b)) {
                (Some(a), Some(b)) => difference(seen(eye, a), seen(eye, b)),
                _ => panic!("{}: a colour without a value", look.theme()),
            };
            let signed = |value| look.signed(value).bg.unwrap_or_default();
            for size in [1.0, 0.5] {
                let ends = apart(signed(-size), signed(size));
                assert!(
                    ends > 20.0 * size + 10.0,
                    "{}, {name}: ±{size}: {ends:.0}",
                    look.theme()
                );
                for end in [-size, size] {
                    let zero = apart(signed(0.0), signed(end));
                    assert!(
                        zero > 18.0,
                        "{}, {name}: 0 and {end}: {zero:.0}",
                        look.theme()
                    );
                }
            }
            for i in 0..4 {
                let (from, to) = (f64::from(i) / 4.0, f64::from(i + 1) / 4.0);
                let step = apart(
                    look.weight(from).bg.unwrap_or_default(),
                    look.weight(to).bg.unwrap_or_default(),
                );
                assert!(
                    step > 10.0,
                    "{}, {name}: {from} and {to}: {step:.0}",
                    look.theme()
                );
            }
        }
    }
}

#[test]
fn the_viridis_theme_matches_viridis() {
    // Positions between the stops of the theme file, from matplotlib's table of 256.
    let table = [
        (10, [71, 16, 99]),
        (32, [71, 45, 123]),
        (53, [64, 70, 136]),
        (75, [53, 94, 141]),
        (100, [42, 118, 142]),
        (117, [36, 134, 142]),
        (140, [30, 156, 137]),
        (160, [40, 174, 128]),
        (182, [74, 193, 109]),
        (202, [117, 208, 84]),
        (224, [173, 220, 48]),
        (245, [229, 228, 25]),
    ];
    let look = look("viridis", Depth::TrueColor, false);
    for (index, rgb) in table {
        let shown = light(look.weight(f64::from(index) / 255.0).bg.unwrap_or_default());
        let off = difference(shown.unwrap_or_default(), rgb.map(to_linear));
        assert!(off < 2.0, "{off:.1} away at {index}");
    }
}

#[test]
fn ramps_clamp_their_values_and_ignore_nan() {
    for depth in DEPTHS {
        for look in looks(depth) {
            assert_eq!(look.weight(7.0), look.weight(1.0));
            assert_eq!(look.weight(-7.0), look.weight(0.0));
            assert_eq!(look.weight(f64::NAN), look.weight(0.0));
            assert_eq!(look.signed(f64::INFINITY), look.signed(1.0));
            assert_eq!(look.signed(f64::NEG_INFINITY), look.signed(-1.0));
            assert_eq!(look.signed(f64::NAN), look.signed(0.0));
        }
    }
}

#[test]
fn a_lit_cell_stands_out_from_every_ramp_colour() {
    for look in looks(Depth::TrueColor) {
        for role in [Role::Selection, Role::Source] {
            // With colour blindness some ramp colour is always similar, so colour is never the only difference.
            let modifiers = look.style(role).add_modifier;
            assert!(!modifiers.is_empty(), "{}: {role:?}", look.theme());
            let Some(lit) = look.style(role).bg.and_then(light) else {
                continue; // Reverse video.
            };
            for i in -100..=100 {
                let value = f64::from(i) / 100.0;
                for heat in [
                    look.weight(value.abs()).bg.unwrap_or_default(),
                    look.signed(value).bg.unwrap_or_default(),
                ] {
                    let apart = light(heat).map_or(0.0, |heat| difference(lit, heat));
                    assert!(
                        apart > 15.0,
                        "{}: {role:?} at {value}: {apart:.0}",
                        look.theme()
                    );
                }
            }
        }
        let [selection, source] = [Role::Selection, Role::Source].map(|role| look.style(role));
        assert_ne!(selection.add_modifier, source.add_modifier);
    }
}
