//! The ramps and roles of the built-in themes, as eyes see them.

use attn_tui::ui::look::{Depth, Heat, Look, Role};
use ratatui::style::{Color, Modifier, Style};

use super::vision::{EYES, contrast, difference, distance, light, luminance, seen, to_linear};
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
                if role == Role::Masked {
                    continue; // It fills a pixel and has no text.
                }
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
    let text = look.style(Role::Text);
    for role in Role::ALL {
        if role == Role::Masked {
            continue; // It fills a pixel and has no text.
        }
        let style = text.patch(look.style(role));
        let contrast = readability(style, text.bg).unwrap_or_default();
        assert!(contrast >= 7.0, "{role:?} has {contrast:.2}");
    }
}

#[test]
fn ramps_are_monotonic_in_lightness() {
    for look in looks(Depth::TrueColor) {
        let ramp: Vec<f64> = (0..=256)
            // The terminal's own background, at zero, is unknown.
            .filter_map(|i| light(look.weight(f64::from(i) / 256.0).bg.unwrap_or_default()))
            .map(luminance)
            .collect();
        let last = ramp.len() - 1;
        assert!(last > 240, "{}: {last}", look.theme());
        let rising = ramp[last] > ramp[0];
        for (i, pair) in ramp.windows(2).enumerate() {
            // A step of one 8-bit channel may round the other way.
            let step = if rising {
                pair[1] - pair[0]
            } else {
                pair[0] - pair[1]
            };
            assert!(step > -0.002, "{}: turns back at {i}/256", look.theme());
        }
        let span = (ramp[last] - ramp[0]).abs();
        assert!(span > 0.5, "{}: spans only {span:.2}", look.theme());
    }
}

#[test]
fn ramps_are_distinguishable_with_colour_blindness() {
    for look in looks(Depth::TrueColor) {
        for (name, eye) in &EYES {
            let apart = |a: Color, b: Color| match (light(a), light(b)) {
                (Some(a), Some(b)) => difference(seen(eye, a), seen(eye, b)),
                // Zero in the terminal's own background.
                _ => f64::INFINITY,
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
    // Near the ramp's steps that are between the stops of the theme file, from matplotlib's table of 256.
    let table = [
        (10, [71, 16, 99]),
        (32, [71, 45, 123]),
        (53, [64, 70, 136]),
        (75, [53, 94, 141]),
        (117, [36, 134, 142]),
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
        assert!(off < 3.0, "{off:.1} away at {index}");
    }
}

/// The colour behind a style, with black for the terminal's own background.
fn behind(look: &Look, style: Style) -> [f64; 3] {
    light(finished(look, style).bg.unwrap_or_default()).unwrap_or_default()
}

#[test]
fn weights_from_15_to_30_percent_are_distinct_at_a_glance() {
    for (depth, least) in [(Depth::TrueColor, 0.045), (Depth::Indexed256, 0.04)] {
        for look in looks(depth) {
            for largest in [30.0, 55.0] {
                for (a, b) in [(15.0, 20.0), (20.0, 25.0), (25.0, 30.0)] {
                    let color = |weight: f64| behind(&look, look.weight(weight / largest));
                    let apart = distance(color(a), color(b));
                    assert!(
                        apart >= least,
                        "{} at {depth:?}: {apart:.3} between {a} and {b} of {largest}",
                        look.theme()
                    );
                }
            }
        }
    }
    for look in looks(Depth::Ansi16) {
        for largest in [30.0, 55.0] {
            let mut styles = [15.0, 20.0, 25.0, 30.0]
                .map(|weight: f64| look.weight(weight / largest))
                .to_vec();
            styles.dedup();
            // There are only four greys, and one is for what the mask forbids.
            let least = if look.theme() == "mono" { 2 } else { 3 };
            assert!(styles.len() >= least, "{}: {styles:?}", look.theme());
        }
    }
}

#[test]
fn zero_recedes_to_the_background() {
    for depth in [Depth::TrueColor, Depth::Indexed256, Depth::Ansi16] {
        for look in looks(depth) {
            if look.theme() == "mono" {
                continue; // Its signed ramp goes from dark to light.
            }
            let background = finished(&look, look.style(Role::Text)).bg;
            for zero in [look.weight(0.0), look.signed(0.0)] {
                assert_eq!(finished(&look, zero).bg, background, "{}", look.theme());
            }
        }
    }
}

#[test]
fn a_source_keeps_its_heat() {
    for depth in DEPTHS {
        for look in looks(depth) {
            for i in -20..=20 {
                let value = f64::from(i) / 20.0;
                for heat in [look.weight(value.abs()), look.signed(value)] {
                    let lit = look.source(heat);
                    assert_eq!((lit.fg, lit.bg), (heat.fg, heat.bg), "{}", look.theme());
                    assert!(!lit.add_modifier.contains(Modifier::DIM));
                    assert_ne!(finished(&look, lit), finished(&look, heat));
                }
            }
        }
    }
}

#[test]
fn bars_are_calmer_than_text() {
    for look in looks(Depth::TrueColor) {
        let text = look.style(Role::Text);
        let Some(of_text) = readability(text, None) else {
            continue; // The terminal's own colours.
        };
        for bar in [look.bar(1.0, 9), look.bar(-1.0, 9)] {
            for span in bar.spans {
                let contrast = readability(span.style, text.bg).unwrap_or_default();
                assert!(
                    contrast <= of_text,
                    "{}: {contrast:.1} is above {of_text:.1}",
                    look.theme()
                );
            }
        }
    }
}

#[test]
fn a_legend_goes_through_its_ramp_in_order() {
    for depth in [Depth::TrueColor, Depth::Indexed256, Depth::Ansi16] {
        for look in looks(depth) {
            for width in [0, 1, 2, 3, 9, 60] {
                for heat in [Heat::Weights, Heat::Signed] {
                    let legend = look.legend(heat, width);
                    assert_eq!(legend.len(), usize::from(width));
                    for (x, span) in legend.iter().enumerate() {
                        assert_eq!(span.content, " ");
                        let place = x as f64 / f64::from(width.max(2) - 1);
                        let style = match heat {
                            Heat::Weights => look.weight(place),
                            Heat::Signed => look.signed(2.0 * place - 1.0),
                        };
                        assert_eq!(span.style, style, "{} at {depth:?}", look.theme());
                    }
                }
            }
        }
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
