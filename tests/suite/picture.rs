//! The picture in the README: the explorer's own screen as an SVG.

use std::env;
use std::fmt::Write;
use std::fs;

use attn_tui::ui::look::Depth;
use ratatui::buffer::{Buffer, Cell};
use ratatui::style::{Color, Modifier};

use crate::support::screen::Explorer;

const PICTURE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/.github/explorer.svg");
/// The size of a cell in pixels.
const WIDE: f64 = 8.4;
const HIGH: f64 = 18.0;

/// `UPDATE_README=1 cargo test --test suite picture::` writes it.
#[test]
fn the_picture_in_the_readme_is_the_current_screen() {
    let mut explorer = Explorer::example("cats");
    explorer.theme("dark").depth(Depth::TrueColor);
    explorer.press("size:120x40 9");
    let svg = svg(explorer.buffer());
    if env::var("UPDATE_README").is_ok() {
        fs::write(PICTURE, &svg).unwrap();
    }
    let shown = fs::read_to_string(PICTURE).unwrap_or_default();
    assert!(
        shown == svg,
        "the README's picture is out of date; run UPDATE_README=1 cargo test --test suite picture::"
    );
    let readme = include_str!("../../README.md");
    assert!(readme.contains("(.github/explorer.svg)"));
}

/// A screen as an SVG: text stays text.
fn svg(buffer: &Buffer) -> String {
    let (columns, rows) = (buffer.area.width, buffer.area.height);
    let (width, height) = (f64::from(columns) * WIDE, f64::from(rows) * HIGH);
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width:.1} {height:.1}\" \
         font-family=\"ui-monospace, Menlo, Consolas, 'DejaVu Sans Mono', monospace\" font-size=\"14\" \
         xml:space=\"preserve\">\n<rect width=\"100%\" height=\"100%\" fill=\"#1c1c1c\"/>\n"
    );
    for y in 0..rows {
        let mut x = 0;
        while x < columns {
            let first = &buffer[(x, y)];
            let mut text = first.symbol().to_owned();
            let mut end = x + 1;
            // Cells of one style are one piece of text. Lines are drawn.
            while end < columns && style(&buffer[(end, y)]) == style(first) {
                text.push_str(buffer[(end, y)].symbol());
                end += 1;
            }
            piece(&mut svg, first, &text, (x, y), end - x);
            x = end;
        }
    }
    svg + "</svg>\n"
}

fn piece(svg: &mut String, cell: &Cell, text: &str, (x, y): (u16, u16), count: u16) {
    let (fg, bg, bold) = style(cell);
    let (left, top) = (f64::from(x) * WIDE, f64::from(y) * HIGH);
    let width = f64::from(count) * WIDE;
    if bg != "#1c1c1c" {
        writeln!(
            svg,
            "<rect x=\"{left:.1}\" y=\"{top:.1}\" width=\"{width:.1}\" height=\"{HIGH:.1}\" fill=\"{bg}\"/>"
        )
        .unwrap();
    }
    for (place, c) in (0_u16..).zip(text.chars()) {
        line(svg, c, left + f64::from(place) * WIDE, top, &fg);
    }
    let written: String = text
        .chars()
        .map(|c| if arms(c).is_some() { ' ' } else { c })
        .collect();
    let shown = written.trim();
    if shown.is_empty() {
        return;
    }
    let indent = written.chars().take_while(|c| *c == ' ').count();
    let left = left + indent as f64 * WIDE;
    let width = shown.chars().count() as f64 * WIDE;
    let weight = if bold { " font-weight=\"bold\"" } else { "" };
    let escaped = shown.replace('&', "&amp;").replace('<', "&lt;");
    let base = top + 13.5;
    writeln!(
        svg,
        "<text x=\"{left:.1}\" y=\"{base:.1}\" textLength=\"{width:.1}\" fill=\"{fg}\"{weight}>{escaped}</text>"
    )
    .unwrap();
}

/// The arms of a line: to the left, right, up and down, each with its width.
fn arms(c: char) -> Option<[u8; 4]> {
    Some(match c {
        '─' => [1, 1, 0, 0],
        '━' => [2, 2, 0, 0],
        '│' => [0, 0, 1, 1],
        '┌' => [0, 1, 0, 1],
        '┐' => [1, 0, 0, 1],
        '└' => [0, 1, 1, 0],
        '┘' => [1, 0, 1, 0],
        '├' => [0, 1, 1, 1],
        '┤' => [1, 0, 1, 1],
        '┬' => [1, 1, 0, 1],
        '┴' => [1, 1, 1, 0],
        '┼' => [1, 1, 1, 1],
        _ => return None,
    })
}

fn line(svg: &mut String, c: char, left: f64, top: f64, color: &str) {
    let Some(arms) = arms(c) else { return };
    let (x, y) = (left + WIDE / 2.0, top + HIGH / 2.0);
    let ends = [(left, y), (left + WIDE, y), (x, top), (x, top + HIGH)];
    for ((to_x, to_y), width) in ends.into_iter().zip(arms).filter(|(_, width)| *width > 0) {
        writeln!(
            svg,
            "<path d=\"M{x:.1} {y:.1}L{to_x:.1} {to_y:.1}\" stroke=\"{color}\" stroke-width=\"{width}\"/>"
        )
        .unwrap();
    }
}

/// Text colour, background, and whether it is bold.
fn style(cell: &Cell) -> (String, String, bool) {
    let (fg, bg) = (hex(cell.fg, "#dadada"), hex(cell.bg, "#1c1c1c"));
    let is_reversed = cell.modifier.contains(Modifier::REVERSED);
    let (fg, bg) = if is_reversed { (bg, fg) } else { (fg, bg) };
    (fg, bg, cell.modifier.contains(Modifier::BOLD))
}

/// A colour of the theme, which has no colours of the terminal.
fn hex(color: Color, default: &str) -> String {
    let [r, g, b] = match color {
        Color::Rgb(r, g, b) => [r, g, b],
        Color::Indexed(index @ 16..=231) => {
            let level = |place: u8| match (index - 16) / place % 6 {
                0 => 0,
                step => 55 + 40 * step,
            };
            [level(36), level(6), level(1)]
        }
        Color::Indexed(index @ 232..) => [8 + 10 * (index - 232); 3],
        _ => return default.to_owned(),
    };
    format!("#{r:02x}{g:02x}{b:02x}")
}
