//! Glyphs: bars, pictures, and pure ASCII.

use attn_tui::ui::look::{Depth, Heat, Look, Role};
use proptest::prelude::*;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::{Color, Modifier, Style};
use ratatui::symbols::border;
use ratatui::text::Line;
use ratatui::widgets::{Block, Widget};

use super::{DEPTHS, look};

/// Draws one line.
fn drawn(look: &Look, line: Line<'_>, width: u16) -> Buffer {
    let mut buffer = Buffer::empty(Rect::new(0, 0, width, 1));
    line.render(buffer.area, &mut buffer);
    look.finish(&mut buffer);
    buffer
}

fn symbols(buffer: &Buffer) -> Vec<&str> {
    buffer.content.iter().map(|cell| cell.symbol()).collect()
}

/// How much of a cell a block covers, in eighths, and whether from the right.
fn coverage(symbol: &str, reversed: bool) -> Option<(usize, bool)> {
    let eighths = " ▏▎▍▌▋▊▉█"
        .chars()
        .position(|block| symbol == block.to_string())?;
    Some(if reversed {
        (8 - eighths, true)
    } else {
        (eighths, false)
    })
}

proptest! {
    #[test]
    fn bars_have_the_length_and_side_of_their_value(
        value in -1.5f64..1.5,
        width in 0u16..60,
    ) {
        let look = look("dark", Depth::TrueColor, false);
        let line = look.bar(value, width);
        prop_assert_eq!(line.width(), usize::from(width));
        let buffer = drawn(&look, line, width);
        let side = usize::from(width.saturating_sub(1) / 2);
        let mut covered = [0, 0];
        for (x, cell) in buffer.content.iter().enumerate() {
            if x == side {
                prop_assert_eq!(cell.symbol(), "│");
                continue;
            }
            let reversed = cell.modifier.contains(Modifier::REVERSED);
            let (eighths, _) = coverage(cell.symbol(), reversed).expect("a block");
            covered[usize::from(x > side)] += eighths;
            // Only the tip covers part of a cell; to the left it covers the right part.
            if x < side && (1..8).contains(&eighths) {
                prop_assert!(reversed);
                prop_assert!(buffer.content[x + 1].symbol() != " ");
            }
        }
        let [left, right] = covered;
        prop_assert!(left == 0 || value < 0.0);
        prop_assert!(right == 0 || value > 0.0);
        let expected = value.abs().min(1.0) * (side * 8) as f64;
        let found = (left + right) as f64;
        prop_assert!((found - expected).abs() <= 0.5 || (found == 1.0 && expected < 1.0));
    }

    #[test]
    fn ascii_frames_are_ascii_with_the_same_layout(
        texts in prop::collection::vec("[a-z ᵀ√×猫ね👩é│█░⣿→…]{0,20}", 1..6),
        width in 1u16..24,
    ) {
        let look = look("terminal", Depth::Ansi16, true);
        let area = Rect::new(0, 0, width, texts.len() as u16);
        let mut buffer = Buffer::empty(area);
        for (y, text) in texts.iter().enumerate() {
            let style = Style::new().fg(Color::Red);
            buffer.set_stringn(0, y as u16, text, usize::from(width), style);
        }
        let before = buffer.clone();
        look.finish(&mut buffer);
        for (old, new) in before.content.iter().zip(&buffer.content) {
            prop_assert!(new.symbol().is_ascii() && new.symbol().len() == 1);
            if old.symbol().is_ascii() && old.symbol() != " " {
                prop_assert_eq!(old, new);
            }
        }
    }
}

#[test]
fn nonzero_values_never_look_like_zero() {
    let plain = look("dark", Depth::TrueColor, false);
    assert_eq!(
        symbols(&drawn(&plain, plain.bar(0.0, 5), 5)).concat(),
        "  │  "
    );
    assert_eq!(
        symbols(&drawn(&plain, plain.bar(1e-9, 5), 5)).concat(),
        "  │▏ "
    );
    assert_eq!(
        symbols(&drawn(&plain, plain.bar(f64::NAN, 5), 5)).concat(),
        "  │  "
    );
    let tip = drawn(&plain, plain.bar(-1e-9, 5), 5);
    assert_eq!(symbols(&tip).concat(), " ▉│  ");
    assert!(tip[(1, 0)].modifier.contains(Modifier::REVERSED));
    let negative = Line::styled("x", plain.style(Role::Negative));
    assert_eq!(tip[(1, 0)].fg, drawn(&plain, negative, 1)[(0, 0)].fg);
}

#[test]
fn bars_in_ascii() {
    let ascii = look("dark", Depth::Ansi16, true);
    let bar = |value| symbols(&drawn(&ascii, ascii.bar(value, 9), 9)).concat();
    assert_eq!(bar(1.0), "    |####");
    assert_eq!(bar(-0.5), "  ##|    ");
    assert_eq!(bar(-0.6), " .##|    ");
    assert_eq!(bar(0.4), "    |#:  ");
    assert_eq!(bar(0.001), "    |.   ");
}

#[test]
fn shades_darken_with_the_value() {
    let values = [f64::NAN, -1.0, 0.0, 0.19, 0.21, 0.5, 0.7, 0.9, 1.0, 7.0];
    let row = |ascii| {
        let look = look("mono", Depth::None, ascii);
        values.map(|value| look.shade(value)).concat()
    };
    assert_eq!(row(false), "    ░▒▓███");
    assert_eq!(row(true), "   ..oO@@@");
}

#[test]
fn signed_shades_tell_the_sign_and_read_as_no_arithmetic() {
    let values = [
        -7.0, -1.0, -0.7, -0.5, -0.3, -0.1, 0.0, 0.1, 0.3, 0.5, 0.7, 1.0,
    ];
    let row = |ascii| {
        let look = look("mono", Depth::None, ascii);
        assert_eq!(look.shade_signed(f64::NAN), " ");
        values.map(|value| look.shade_signed(value)).concat()
    };
    assert_eq!(row(false), "≡≡═─╌   ░▒▓█");
    assert_eq!(row(true), "##=~_   .oO@");
}

#[test]
fn a_forbidden_cell_has_a_glyph_of_its_own() {
    for depth in DEPTHS {
        for ascii in [false, true] {
            let look = look("dark", depth, ascii);
            let (glyph, _) = look.forbidden();
            assert_eq!(glyph, if ascii { "/" } else { "·" });
            for i in -100..=100 {
                let value = f64::from(i) / 100.0;
                assert_ne!(look.shade(value), glyph);
                assert_ne!(look.shade_signed(value), glyph);
            }
        }
    }
}

#[test]
fn a_legend_without_colour_shows_the_shades_in_order() {
    let legend = |heat, width, ascii| {
        let look = look("mono", Depth::None, ascii);
        Line::from(look.legend(heat, width)).to_string()
    };
    assert_eq!(legend(Heat::Weights, 11, false), "  ░░▒▒▓▓███");
    assert_eq!(legend(Heat::Weights, 11, true), "  ..:ooOO@@");
    assert_eq!(legend(Heat::Signed, 9, false), "≡═─╌ ░▒▓█");
    assert_eq!(legend(Heat::Signed, 9, true), "#=~_ .oO@");
}

#[test]
fn a_picture_packs_two_values_per_cell_and_keeps_the_background() {
    let [red, blue, ground] = [Color::Red, Color::Blue, Color::Reset];
    let cases = [
        (red, blue, "▀", red, blue),
        (red, ground, "▀", red, ground),
        // As a foreground, Reset would be the colour of text.
        (ground, blue, "▄", blue, ground),
    ];
    let plain = look("terminal", Depth::Ansi16, false);
    for (upper, lower, glyph, fg, bg) in cases {
        assert_eq!(
            plain.pixel(upper, lower),
            Some((glyph, Style::new().fg(fg).bg(bg)))
        );
    }
    assert_eq!(
        plain.pixel(ground, ground).map(|(glyph, _)| glyph),
        Some(" ")
    );
    assert_eq!(look("terminal", Depth::None, false).pixel(red, blue), None);
    assert_eq!(look("terminal", Depth::Ansi16, true).pixel(red, blue), None);
}

#[test]
fn a_focused_border_is_visible_without_colour() {
    let plain = look("mono", Depth::None, false);
    assert_eq!(plain.borders(false), border::PLAIN);
    assert_eq!(plain.borders(true), border::THICK);
    let ascii = look("mono", Depth::None, true);
    let frame = |focused| {
        let mut buffer = Buffer::empty(Rect::new(0, 0, 4, 3));
        let block = Block::bordered().border_set(ascii.borders(focused));
        block.render(buffer.area, &mut buffer);
        symbols(&buffer).concat()
    };
    assert_eq!(frame(false), "+--+|  |+--+");
    assert_eq!(frame(true), "#==##  ##==#");
}

#[test]
fn formulas_are_transliterated_to_ascii() {
    let cases = [
        ("Q·Kᵀ/√d_k", "Q.K^T/sqrt(d_k)"),
        ("÷√d_k · T 1", "/sqrt(d_k) . T 1"),
        ("√(a + b)", "sqrt(a + b)"),
        ("1×1 + 0×1 ≈ −0.5", "1x1 + 0x1 ~= -0.5"),
        ("X₀", "X0"),
        ("−∞", "-inf"),
        ("x₂ → Σⱼ aⱼ", "x2 -> sum_j a_j"),
        ("words › embedding …", "words > embedding ..."),
        ("cats.toml ●", "cats.toml *"),
        ("plain", "plain"),
        ("猫", "猫"),
    ];
    let ascii = look("terminal", Depth::Ansi16, true);
    let plain = look("terminal", Depth::Ansi16, false);
    for (text, written) in cases {
        assert_eq!(ascii.text(text), written);
        assert_eq!(plain.text(text), text);
    }
}

#[test]
fn remaining_non_ascii_text_keeps_its_width_and_style() {
    let look = look("terminal", Depth::Ansi16, true);
    let mut buffer = Buffer::empty(Rect::new(0, 0, 12, 1));
    let style = Style::new().fg(Color::Red).bg(Color::Blue);
    buffer.set_string(0, 0, "a猫ï👩x√•─⣿", style);
    look.finish(&mut buffer);
    assert_eq!(symbols(&buffer).concat(), "a?????x?*-* ");
    for x in 0..11 {
        assert_eq!(buffer[(x, 0)].style().bg, Some(Color::Blue), "column {x}");
    }
}

#[test]
fn every_glyph_is_ascii_in_ascii_mode() {
    for depth in DEPTHS {
        let look = look("terminal", depth, true);
        for i in 0..=100 {
            let value = f64::from(i) / 100.0;
            assert!(look.shade(value).is_ascii());
            assert!(look.shade_signed(value).is_ascii());
            assert!(look.shade_signed(-value).is_ascii());
            for width in 0..20 {
                for value in [value, -value] {
                    let line = look.bar(value, width);
                    assert!(line.spans.iter().all(|span| span.content.is_ascii()));
                    assert_eq!(line.width(), usize::from(width));
                }
            }
        }
        for glyph in "ᵀ₀₁₂₃₄₅₆₇₈₉ⱼₖ√×·÷−–∞…≈Σ→←↑↓›●•“”‘’│─┌┐└┘├┤┬┴┼█▓▒░╌═≡╱▀▄⣿".chars()
        {
            let text = glyph.to_string();
            assert!(look.text(&text).is_ascii(), "{glyph} is not transliterated");
        }
    }
}
