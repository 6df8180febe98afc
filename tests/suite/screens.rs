//! Snapshots of screens drawn by the program's own loop: text and style, one snapshot per screen.
//!
//! A snapshot holds the screen's lines between bars, then the style of columns line by line: `4: 9-12 selection` are
//! columns 9 to 12 of line 4. Styles are named by their roles, which are defined at the top; colours from ramps have no
//! role and are written out. Plain text is omitted, and so are blanks on which nothing is visible. `INSTA_UPDATE=always
//! cargo test --test suite screens::` writes the snapshots.

use std::fmt::Write;

use attn_tui::ui::look::{Depth, Look, Role};
use insta::Settings;
use ratatui::buffer::{Buffer, Cell};
use ratatui::layout::Rect;
use ratatui::style::{Color, Modifier, Style};

use crate::support::screen::{Explorer, lines};

/// Theme, colour depth, and whether the output is ASCII.
type Terminal = (&'static str, Depth, bool);

const TRUE_COLOR: Terminal = ("dark", Depth::TrueColor, false);
const SIXTEEN: Terminal = ("terminal", Depth::Ansi16, false);
const NO_COLOR: Terminal = ("terminal", Depth::None, false);
const ASCII: Terminal = ("terminal", Depth::None, true);

/// An explorer on a fixture or a built-in example.
fn explorer(session: &str) -> Explorer {
    let fixture = match session {
        "two-heads" => include_str!("../fixtures/reference/two-heads.toml"),
        "unicode" => include_str!("../fixtures/reference/unicode.toml"),
        "sentence" => include_str!("../fixtures/reference/sentence.toml"),
        "custom-mask" => include_str!("../fixtures/reference/custom-mask.toml"),
        "huge-scores" => include_str!("../fixtures/reference/huge-scores.toml"),
        "odd-width" => include_str!("../fixtures/reference/odd-width.toml"),
        "cross" => include_str!("../fixtures/reference/family/cross.toml"),
        "rotary" => include_str!("../fixtures/reference/family/rotary.toml"),
        "alibi" => include_str!("../fixtures/reference/family/alibi.toml"),
        "window" => include_str!("../fixtures/reference/family/window.toml"),
        "learned" => include_str!("../fixtures/reference/family/learned.toml"),
        "halves" => include_str!("../fixtures/reference/family/halves.toml"),
        "post-norm" => include_str!("../fixtures/reference/family/post-norm.toml"),
        "llama" => include_str!("../fixtures/reference/family/llama.toml"),
        "given-scores" => include_str!("../fixtures/reference/family/given-scores.toml"),
        example => return Explorer::example(example),
    };
    Explorer::toml(fixture)
}

/// Opens the session at this size, presses the keys, and compares the screen with its snapshot.
#[track_caller]
fn assert_screen(
    name: &str,
    session: &str,
    size: &str,
    (theme, depth, ascii): Terminal,
    keys: &str,
) {
    let mut explorer = explorer(session);
    explorer.theme(theme).depth(depth);
    if ascii {
        explorer.ascii();
    }
    explorer.press(&format!("size:{size} {keys}"));
    assert_snapshot(name, &explorer);
}

#[track_caller]
fn assert_snapshot(name: &str, explorer: &Explorer) {
    let mut settings = Settings::clone_current();
    settings.set_snapshot_path("../snapshots");
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings
        .bind(|| insta::assert_snapshot!(name, transcript(explorer.buffer(), &explorer.look())));
}

/// The text and style of a screen.
fn transcript(buffer: &Buffer, look: &Look) -> String {
    let (width, height) = (buffer.area.width, buffer.area.height);
    let roles = roles(look);
    let plain = on_screen(look, Style::new());
    let named: Vec<String> = buffer
        .content
        .iter()
        .map(|cell| name(cell, &plain, &roles))
        .collect();
    let mut text = format!("{width}×{height}, text = {}\n", describe(&plain, None));
    for (role, cell) in &roles {
        if named.contains(role) {
            let _ = writeln!(text, "{role} = {}", describe(cell, Some(&plain)));
        }
    }
    for (y, line) in lines(buffer).enumerate() {
        let _ = writeln!(text, "{y:>2}|{line}|");
    }
    // Adjacent lines with the same styles are merged.
    let mut merged: Vec<(usize, usize, String)> = Vec::new();
    let width = usize::from(width.max(1));
    let rows = buffer.content.chunks(width).zip(named.chunks(width));
    for (y, (cells, names)) in rows.enumerate() {
        let runs = runs(cells, names).join("; ");
        match merged.last_mut() {
            Some((_, last, same)) if *same == runs => *last = y,
            _ => merged.push((y, y, runs)),
        }
    }
    for (first, last, runs) in merged.into_iter().filter(|(.., runs)| !runs.is_empty()) {
        let _ = match first == last {
            true => writeln!(text, "{first:>2}: {runs}"),
            false => writeln!(text, "{first:>2}-{last}: {runs}"),
        };
    }
    text
}

/// The roles that differ from plain text, with their appearance; roles that look the same share an entry.
fn roles(look: &Look) -> Vec<(String, Cell)> {
    let plain = on_screen(look, Style::new());
    let mut roles: Vec<(String, Cell)> = Vec::new();
    for role in Role::ALL {
        let cell = on_screen(look, look.style(role));
        match roles.iter_mut().find(|(_, other)| *other == cell) {
            _ if cell == plain => {}
            Some((names, _)) => *names = format!("{names}/{}", role.name()),
            None => roles.push((role.name().to_owned(), cell)),
        }
    }
    roles
}

/// A blank with `style` over plain text, as the terminal receives it.
fn on_screen(look: &Look, style: Style) -> Cell {
    let mut buffer = Buffer::empty(Rect::new(0, 0, 1, 1));
    buffer[(0, 0)].set_style(look.style(Role::Text).patch(style));
    look.finish(&mut buffer);
    buffer[(0, 0)].clone()
}

/// Runs of adjacent cells with the same style, trimmed to where it is visible.
fn runs(cells: &[Cell], names: &[String]) -> Vec<String> {
    let mut runs = Vec::new();
    let mut start = 0;
    while start < cells.len() {
        let name = &names[start];
        let same = names[start..].iter().take_while(|other| *other == name);
        let (mut first, mut end) = (start, start + same.count());
        start = end;
        let is_empty = |cell: &Cell| is_empty(cell, &cells[0]);
        while first < end && is_empty(&cells[first]) {
            first += 1;
        }
        while end > first && is_empty(&cells[end - 1]) {
            end -= 1;
        }
        match end - first {
            0 => {}
            _ if name.is_empty() => {}
            1 => runs.push(format!("{first} {name}")),
            _ => runs.push(format!("{first}-{} {name}", end - 1)),
        }
    }
    runs
}

/// Whether a cell is a blank on the screen's background with nothing visible.
fn is_empty(cell: &Cell, border: &Cell) -> bool {
    let shown = Modifier::REVERSED | Modifier::UNDERLINED | Modifier::CROSSED_OUT;
    cell.symbol() == " " && cell.bg == border.bg && !cell.modifier.intersects(shown)
}

/// The name of a cell's style: empty for plain text, else its roles or a description.
fn name(cell: &Cell, plain: &Cell, roles: &[(String, Cell)]) -> String {
    let same =
        |other: &Cell| (cell.fg, cell.bg, cell.modifier) == (other.fg, other.bg, other.modifier);
    if same(plain) {
        return String::new();
    }
    roles
        .iter()
        .find(|(_, role)| same(role))
        .map_or_else(|| describe(cell, Some(plain)), |(name, _)| name.clone())
}

/// Describes a style, omitting what equals plain text.
fn describe(cell: &Cell, plain: Option<&Cell>) -> String {
    let mut parts = Vec::new();
    if plain.is_none_or(|plain| plain.fg != cell.fg) {
        parts.push(color(cell.fg));
    }
    if plain.is_none_or(|plain| plain.bg != cell.bg) {
        parts.push(format!("on {}", color(cell.bg)));
    }
    let modifiers = cell.modifier.iter_names();
    parts.extend(modifiers.map(|(name, _)| name.to_lowercase()));
    parts.join(" ")
}

fn color(color: Color) -> String {
    match color {
        Color::Rgb(r, g, b) => format!("#{r:02x}{g:02x}{b:02x}"),
        Color::Indexed(index) => format!("color {index}"),
        Color::Reset => "default".to_owned(),
        named => format!("{named:?}").to_lowercase(),
    }
}

/// One test per screen: name, session, size, terminal, keys.
macro_rules! screens {
    ($($name:ident: $session:literal, $size:literal, $terminal:expr, $keys:literal;)*) => {
        $(
            #[test]
            fn $name() {
                assert_screen(&stringify!($name).replace('_', "-"), $session, $size, $terminal, $keys);
            }
        )*
    };
}

screens! {
    // The first screen, at every size.
    start_wide: "cats", "120x40", SIXTEEN, "";
    start_standard: "cats", "80x24", SIXTEEN, "";
    start_small: "cats", "40x12", TRUE_COLOR, "";
    start_minimal: "cats", "20x6", SIXTEEN, "";
    too_small: "cats", "19x6", SIXTEEN, "";
    // Every stage.
    step_words: "cats", "80x24", NO_COLOR, "1 Right";
    step_position: "cats-positions", "120x40", TRUE_COLOR, "3 Down Right";
    step_input: "cats-positions", "80x24", TRUE_COLOR, "4 Down Right";
    step_q_k_v: "heads", "120x40", SIXTEEN, "5 Down";
    step_scores: "cats", "80x24", TRUE_COLOR, "6 Right Right";
    step_scaled: "cats", "40x12", SIXTEEN, "7";
    step_masked: "causal", "80x24", NO_COLOR, "8 G End";
    step_weights: "cats", "120x40", ("viridis", Depth::TrueColor, false), "9 Right Right";
    step_output: "cats", "20x6", ASCII, "0";
    output_projection: "heads", "80x24", ("light", Depth::TrueColor, false), "0 End";
    // Every mode.
    edit_cell: "cats", "80x24", SIXTEEN, "Enter text:0.25";
    edit_refused: "cats", "40x12", TRUE_COLOR, "Right Enter text:1,5 Enter";
    edit_weight: "heads", "120x40", NO_COLOR, "5 Left Enter";
    edit_words: "cats", "80x24", ASCII, "i End text:' and dogs'";
    edit_words_refused: "cats", "120x40", SIXTEEN, "i Ctrl-U";
    help: "cats", "80x24", SIXTEEN, "?";
    help_scrolled: "cats", "40x12", ASCII, "? PgDn";
    palette: "cats", "80x24", TRUE_COLOR, ": Down";
    palette_narrowed: "cats", "40x12", NO_COLOR, ": text:mask";
    theme_picker: "cats", "120x40", ("terminal", Depth::TrueColor, false), "v text:light";
    shape: "two-heads", "80x24", SIXTEEN, "d Down";
    shape_refused: "cats", "40x12", ASCII, "d text:0 Enter";
    export: "two-heads", "80x24", SIXTEEN, "9 w";
    export_refused: "two-heads", "60x20", ASCII, "9 w Down Right";
    fill: "cats", "80x24", TRUE_COLOR, "r";
    save_as: "cats", "80x24", NO_COLOR, "+ s";
    question: "cats", "80x24", SIXTEEN, "+ q";
    question_minimal: "cats", "20x6", NO_COLOR, "+ q";
    // Every layout, and other views.
    layout_all: "heads", "200x60", TRUE_COLOR, "9";
    layout_step: "sentence", "120x40", SIXTEEN, "9 G";
    layout_step_small: "cats", "60x20", NO_COLOR, "6";
    layout_alone: "two-heads", "80x24", TRUE_COLOR, "5 z";
    large_digits: "cats", "120x40", TRUE_COLOR, "9 z z";
    large_digits_ascii: "cats", "120x40", ASCII, "9 z z";
    heads_side_by_side: "heads", "120x40", SIXTEEN, "9 f f ]";
    made_up: "cats", "120x40", SIXTEEN, "i Ctrl-U text:'I love dogs' Enter 2 Down Down";
    picture: "sentence", "120x40", TRUE_COLOR, "9 f G End";
    picture_large: "cats", "80x24", TRUE_COLOR, "9 f Down Left";
    picture_16: "sentence", "80x24", SIXTEEN, "2 f Down Down";
    picture_no_color: "sentence", "80x24", NO_COLOR, "9 f";
    picture_ascii: "causal", "40x12", ASCII, "9 f z";
    curves: "sentence", "80x24", TRUE_COLOR, "3 f Down Down Down Right Right Right Right";
    curves_ascii: "cats-positions", "40x12", ASCII, "3 f z";
    similarity: "sentence", "120x40", ("viridis", Depth::Indexed256, false), "3 f f f";
    // Other kinds of sessions.
    mask_causal: "causal", "120x40", TRUE_COLOR, "9 Down Right";
    custom_mask: "custom-mask", "80x24", ("dark", Depth::Indexed256, false), "8";
    fully_masked_row: "cats", "80x24", SIXTEEN, "9 x Right x Right x Down";
    fully_masked_rows_wide: "cats", "120x40", NO_COLOR, "9 x Right x Right x Down x Left x Left x 2";
    two_heads: "two-heads", "120x40", ("high-contrast", Depth::TrueColor, false), "6 ]";
    unicode: "unicode", "80x24", SIXTEEN, "9";
    unicode_ascii: "unicode", "40x12", ASCII, "2";
    sentence: "sentence", "80x24", SIXTEEN, "2 G End";
    sentence_wide: "sentence", "120x40", TRUE_COLOR, "9 PgDn PgDn Right Right Right";
    sentence_small: "sentence", "40x12", NO_COLOR, "6 G End";
    huge_scores: "huge-scores", "80x24", NO_COLOR, "6";
    odd_width: "odd-width", "40x12", SIXTEEN, "3 End";
    // The whole family of attention.
    cross_scores: "cross", "120x40", TRUE_COLOR, "6 Down Right";
    cross_words: "cross", "80x24", SIXTEEN, "1 Down Right";
    cross_all: "cross", "200x60", TRUE_COLOR, "9 Right Right";
    rotary_clocks: "rotary", "120x40", TRUE_COLOR, "5 n n n f Down Down";
    rotary_clocks_ascii: "rotary", "80x24", ASCII, "3 f Down";
    by_distance: "rotary", "120x40", TRUE_COLOR, "6 Down Down Down f f";
    by_distance_no_color: "rotary", "80x24", NO_COLOR, "6 Down Down Down f";
    alibi_picture: "alibi", "120x40", TRUE_COLOR, "3 f Down Right";
    window: "window", "80x24", TRUE_COLOR, "8 f Down";
    learned_curves: "learned", "80x24", TRUE_COLOR, "3 f Right";
    halves_curves: "halves", "80x24", TRUE_COLOR, "3 f Down Right";
    layer: "post-norm", "120x40", TRUE_COLOR, "0 n n Down";
    layer_all: "post-norm", "120x40", NO_COLOR, "0 n n z z";
    layer_small: "llama", "80x24", SIXTEEN, "0 n n n n";
    given_scores: "given-scores", "80x24", SIXTEEN, "";
    // Practice: hidden numbers, a miss, and one that was worked out.
    practice: "cats", "120x40", TRUE_COLOR, "9 H";
    practice_standard: "cats", "80x24", SIXTEEN, "6 H 5 Enter 4 Enter";
    practice_small: "cats", "60x20", NO_COLOR, "6 H 1 Enter 2";
    practice_ascii: "heads", "80x24", ASCII, "9 H";
    playing: "cats", "80x24", SIXTEEN, "6 Space";
    // Claims: the editor, and what is right, carried and wrong.
    claims_editor: "cats", "80x24", SIXTEEN, "6 C text:'2 1 1'";
    claims_refused: "cats", "60x20", NO_COLOR, "6 C text:'2 one 1' Ctrl-D";
    claims: "cats", "120x40", TRUE_COLOR, "6 C text:'2 1 1' Enter text:'# scaled' Enter text:'1.15 .58 .6' Ctrl-D .";
    claims_small: "cats", "60x20", NO_COLOR, "6 C text:'2 1 1' Ctrl-D";
    claims_ascii: "cats", "80x24", ASCII, "6 C text:'2 1 1' Enter text:'# scaled' Enter text:'1.15 .58 .6' Ctrl-D . n";
    // Lessons: a text, an open question, and answers.
    lesson_list: "cats", "80x24", SIXTEEN, "L Down";
    lesson_wide: "cats", "200x60", TRUE_COLOR, "L Enter n n";
    lesson: "cats", "120x40", TRUE_COLOR, "L Enter n n 5 Enter";
    lesson_standard: "cats", "80x24", SIXTEEN, "L Enter n n 2";
    lesson_small: "cats", "60x20", NO_COLOR, "L Enter n n 3 Enter 3 Enter";
    lesson_ascii: "cats", "80x24", ASCII, "L Enter";
    lesson_not_answered: "cats", "60x20", ASCII, "L Enter n n n";
    lesson_minimal: "cats", "20x6", SIXTEEN, "L Enter n n";
    // Differences to a baseline.
    difference_wide: "heads", "200x60", TRUE_COLOR, "9 b t m B n p";
    difference: "cats", "120x40", TRUE_COLOR, "9 b t m B n p";
    difference_standard: "cats", "80x24", SIXTEEN, "9 b Enter text:2 Esc 2 + t B 9";
    difference_small: "cats", "60x20", NO_COLOR, "9 b t m B n p";
    difference_ascii: "cats", "80x24", ASCII, "9 b t m B n p";
    difference_picture: "sentence", "120x40", TRUE_COLOR, "9 b t a f B G End";
    difference_refused: "cats", "60x20", SIXTEEN, "9 b B i End text:' too' Enter Down";
    shuffled: "cats", "80x24", SIXTEEN, "9 ~";
}

#[test]
fn read_only() {
    let mut explorer = explorer("cats");
    assert_snapshot("read-only", explorer.read_only().press("6 +"));
}

/// The transcript format: everything visible is recorded, and nothing else.
#[test]
fn a_transcript_records_text_and_style() {
    let look = explorer("cats").look();
    let mut buffer = Buffer::with_lines(["ab 猫 d", "       ", "       "]);
    buffer.set_style(Rect::new(1, 0, 1, 1), look.style(Role::Error));
    buffer[(2, 0)].set_fg(Color::Red);
    buffer[(6, 0)].modifier = Modifier::BOLD | Modifier::REVERSED;
    buffer[(3, 1)].set_bg(Color::Blue);
    buffer[(3, 2)].set_bg(Color::Blue);
    let error = describe(&on_screen(&look, look.style(Role::Error)), None);
    let error = error.replace(" on default", "");
    let selection = "bold reversed";
    assert_eq!(
        transcript(&buffer, &look),
        format!(
            "7×3, text = default on default\nselection = {selection}\nerror/wrong = {error}\n\
             \x200|ab 猫 d|\n 1|       |\n 2|       |\n\
             \x200: 1 error/wrong; 6 selection\n 1-2: 3 on blue\n"
        )
    );
}
