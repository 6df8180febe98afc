//! The panes: each draws the matrices that it holds.

mod arithmetic;
mod curves;
mod editor;
mod matrix;
mod picture;
mod words;

use std::ops::Range;

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::symbols::merge::MergeStrategy;
use ratatui::widgets::{Borders, Widget};

use super::layout::{Geometry, PaneArea, PaneTitle, Section};
use super::look::{Look, Role};
use super::{block, text};
use crate::app::{App, Pane, PositionView};
use crate::model::{Cell, Place, Region, Stage};

pub use editor::field;
pub use matrix::wanted_width;

/// Draws all panes and the arithmetic.
pub fn draw(buffer: &mut Buffer, geometry: &Geometry, app: &App, look: &Look) {
    draw_borders(buffer, geometry, app, look);
    for section in geometry.sections() {
        draw_section(buffer, section, &geometry.lit, app, look);
    }
    arithmetic::draw(buffer, &geometry.arithmetic, app, look);
}

/// Borders first, the focused pane's over its neighbours', then the titles: neighbours share lines, and a title must
/// not be lost under the border of the pane above.
///
/// Of the focused pane the upper line is heavy, and that tells enough: a border all around is some hundred bytes to
/// send whenever the focus goes to another pane.
fn draw_borders(buffer: &mut Buffer, geometry: &Geometry, app: &App, look: &Look) {
    let is_focused = |pane: &PaneArea| {
        let mut places = pane.sections.iter().map(|section| section.place);
        places.any(|place| place == app.document.cursor.place)
    };
    let bordered = || geometry.panes.iter().filter(|pane| pane.bordered);
    bordered().for_each(|pane| border(buffer, pane.area, look));
    let arithmetic = &geometry.arithmetic;
    if arithmetic.bordered {
        border(buffer, arithmetic.area, look);
    }
    for pane in bordered().filter(|pane| is_focused(pane)) {
        let upper = Rect {
            x: pane.area.x + 1,
            width: pane.area.width.saturating_sub(2),
            height: 1,
            ..pane.area
        };
        block(look, true)
            .borders(Borders::TOP)
            .render(upper, buffer);
    }
    for pane in bordered() {
        let role = if is_focused(pane) {
            Role::Focus
        } else {
            Role::Border
        };
        title(
            buffer,
            pane.area,
            look,
            role,
            &pane_title(pane, &geometry.lit, app, look),
        );
    }
    // On the upper border, which is the pane's own: the lower one holds the titles of what is under it.
    for pane in bordered() {
        if let Some(notice) = notice(pane, app) {
            let room = usize::from(pane.area.width.saturating_sub(2));
            let notice = text::fit(look.text(&notice), room.saturating_sub(2));
            let behind = room.saturating_sub(text::width(&notice) + 2) as u16;
            let at = Rect {
                x: pane.area.x + behind,
                width: pane.area.width - behind,
                ..pane.area
            };
            title(buffer, at, look, Role::Notice, &notice);
        }
    }
    if arithmetic.bordered {
        let name = " Arithmetic ";
        title(buffer, arithmetic.area, look, Role::Border, name.trim());
        let formula = format!(" {} ", look.text(arithmetic::formula(app)));
        let room = usize::from(arithmetic.area.width).saturating_sub(name.len() + 5);
        let formula = text::fit(&formula, room);
        let wide = text::width(&formula) as u16;
        let at = Rect {
            x: arithmetic.area.right().saturating_sub(wide + 1),
            width: wide,
            ..arithmetic.area
        };
        text::line(buffer, at, look, text::over(look, Role::Muted), &formula);
    }
}

/// The lines around `area`, joined with those of its neighbours. ratatui's own block takes its time to join each of them,
/// though most are drawn on nothing.
fn border(buffer: &mut Buffer, area: Rect, look: &Look) {
    let area = area.intersection(buffer.area);
    if area.is_empty() {
        return;
    }
    let style = text::over(look, Role::Border);
    let lines = look.borders(false);
    let mut draw = |x, y, symbol| {
        let cell = &mut buffer[(x, y)];
        match cell.symbol() {
            " " => cell.set_symbol(symbol),
            there if there == symbol => cell,
            _ => cell.merge_symbol(symbol, MergeStrategy::Fuzzy),
        };
        cell.set_style(style);
    };
    let (left, top) = (area.x, area.y);
    let (right, bottom) = (area.right() - 1, area.bottom() - 1);
    for x in left + 1..right {
        draw(x, top, lines.horizontal_top);
        draw(x, bottom, lines.horizontal_bottom);
    }
    for y in top + 1..bottom {
        draw(left, y, lines.vertical_left);
        draw(right, y, lines.vertical_right);
    }
    draw(left, top, lines.top_left);
    draw(right, top, lines.top_right);
    draw(left, bottom, lines.bottom_left);
    draw(right, bottom, lines.bottom_right);
}

/// Text on the top line of `area`, between its corners.
fn title(buffer: &mut Buffer, area: Rect, look: &Look, role: Role, title: &str) {
    let room = usize::from(area.width.saturating_sub(2));
    let title = text::fit(format!(" {} ", look.text(title)), room);
    let at = Rect {
        x: area.x + 1,
        width: area.width.saturating_sub(2),
        ..area
    };
    text::line(buffer, at, look, text::over(look, role), &title);
}

/// The pane's name, with symbol and shape where it shows a single matrix.
fn pane_title(pane: &PaneArea, lit: &[Region], app: &App, look: &Look) -> String {
    let name = match pane.title {
        PaneTitle::Pane(pane) => pane.name(),
        PaneTitle::Place(Place::Stage(stage)) => stage.name(),
        PaneTitle::Place(Place::Parameter(_)) => "",
    };
    match pane.sections.as_slice() {
        [only] if !only.titled => {
            let more = section_title(only, lit, app, look);
            // A stage without a symbol of its own is named once.
            if more.starts_with(name) {
                more
            } else {
                format!("{name}  {more}")
            }
        }
        _ => name.to_owned(),
    }
}

/// Rows of weights that are all zeros are told about.
fn notice(pane: &PaneArea, app: &App) -> Option<String> {
    let weights = Place::Stage(Stage::Weights);
    if !pane.sections.iter().any(|section| section.place == weights) {
        return None;
    }
    let blind = app.document.inputs().fully_masked_rows();
    let first = app.document.labels.get(*blind.first()?)?;
    Some(match blind.len() {
        1 => format!("\"{first}\" attends to nothing"),
        more => format!("{more} words attend to nothing"),
    })
}

fn draw_section(buffer: &mut Buffer, section: &Section, lit: &[Region], app: &App, look: &Look) {
    let area = matrix_area(section);
    if section.titled {
        let title = section_title(section, lit, app, look);
        let role = if section.place == app.document.cursor.place {
            Role::Focus
        } else {
            Role::Hint
        };
        text::line(buffer, section.area, look, look.style(role), &title);
    }
    match shown_as(section.place, app) {
        Shown::Words => words::draw(buffer, area, lit, app, look),
        Shown::Curves => curves::draw(buffer, area, app, look),
        Shown::Picture => picture::draw(buffer, area, section.place, app, look),
        Shown::Numbers => matrix::draw(buffer, area, section.place, lit, app, look),
        Shown::Similarity => matrix::draw_similarity(buffer, area, app, look),
    }
}

/// The part of a section under its title.
fn matrix_area(section: &Section) -> Rect {
    let title = u16::from(section.titled).min(section.area.height);
    Rect {
        y: section.area.y + title,
        height: section.area.height - title,
        ..section.area
    }
}

enum Shown {
    Words,
    Numbers,
    Curves,
    Similarity,
    Picture,
}

fn shown_as(place: Place, app: &App) -> Shown {
    match place {
        Place::Stage(Stage::Words) => Shown::Words,
        Place::Stage(Stage::Position) => match app.position_view {
            PositionView::Bars => Shown::Numbers,
            PositionView::Curves => Shown::Curves,
            PositionView::Similarity => Shown::Similarity,
            PositionView::Picture => Shown::Picture,
        },
        place if app.picture && Pane::of(place) == Pane::of(app.document.cursor.place) => {
            Shown::Picture
        }
        _ => Shown::Numbers,
    }
}

/// Symbol, shape, and which part is seen where that is not all.
fn section_title(section: &Section, lit: &[Region], app: &App, look: &Look) -> String {
    let place = section.place;
    let (rows, columns) = app.document.shape(place);
    let mut title = match place {
        Place::Stage(Stage::Words) => return format!("{rows}"),
        Place::Stage(Stage::Position) => match app.position_view {
            PositionView::Bars | PositionView::Picture => "PE".to_owned(),
            PositionView::Curves => return "PE over the positions".into(),
            PositionView::Similarity => return format!("PE·PEᵀ {rows}×{rows}"),
        },
        Place::Stage(Stage::Scaled) => scaled_symbol(app),
        Place::Stage(stage) => stage.symbol().to_owned(),
        Place::Parameter(parameter) => {
            let linear = app
                .document
                .inputs()
                .linear(parameter, app.document.cursor.head);
            // The bias is a row of the grid, and no row of W.
            let w_rows = rows - usize::from(linear.bias.is_some());
            let kind = if linear.weight.is_some() {
                ""
            } else {
                " identity"
            };
            let bias = match linear.bias {
                Some(_) => format!(" + {}", parameter.bias_symbol()),
                None => String::new(),
            };
            format!("{}{kind} {w_rows}×{columns}{bias}", parameter.symbol())
        }
    };
    if let Place::Stage(_) = place {
        title.push_str(&format!(" {rows}×{columns}"));
    }
    if matches!(shown_as(place, app), Shown::Numbers) {
        let window = matrix::window(matrix_area(section), place, lit, app, look);
        let part = |range: &Range<usize>| match range.len() {
            0 => "–".to_owned(),
            _ => format!("{}–{}", range.start, range.end - 1),
        };
        if window.rows.len() < rows || window.columns.len() < columns {
            let (rows, columns) = (part(&window.rows), part(&window.columns));
            title.push_str(&format!(" [{rows}, {columns}]"));
        }
    }
    title
}

/// The symbol of the scaled scores with what they are really divided by.
fn scaled_symbol(app: &App) -> String {
    use crate::model::{Scale, number};
    match app.document.inputs().attention.scale {
        Scale::SqrtDk => Stage::Scaled.symbol().to_owned(),
        Scale::None => Stage::Scores.symbol().to_owned(),
        Scale::Divisor(divisor) => format!("{}/{}", Stage::Scores.symbol(), number(divisor, 4)),
    }
}

/// The cell at a place on the screen, and the matrix that it belongs to.
pub fn cell_at(geometry: &Geometry, at: Position, app: &App, look: &Look) -> Option<Cell> {
    let section = geometry
        .sections()
        .find(|section| section.area.contains(at))?;
    let cell = app.document.cursor.cell_in(section.place);
    let inner = matrix_area(section);
    let (row, column) = match shown_as(section.place, app) {
        Shown::Words => (words::word_at(inner, at, app, look)?, 0),
        Shown::Numbers => matrix::window(inner, section.place, &geometry.lit, app, look)
            .at(at)
            .unwrap_or((cell.row, cell.column)),
        Shown::Curves | Shown::Similarity | Shown::Picture => (cell.row, cell.column),
    };
    Some(Cell {
        row,
        column,
        ..cell
    })
}

/// Rows of the selected matrix that are seen at once.
pub fn page(geometry: &Geometry, app: &App, look: &Look) -> usize {
    geometry.selected(app).map_or(10, |section| {
        matrix::window(
            matrix_area(section),
            section.place,
            &geometry.lit,
            app,
            look,
        )
        .rows
        .len()
        .max(2)
    })
}
