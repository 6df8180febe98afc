//! The stages as thumbnails, in the order of computation: the whole computation is seen to move with every change.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use super::look::{Look, Role};
use super::matrix::Matrices;
use super::pixels::Pixels;
use super::text;
use super::widgets::visible_range;
use crate::app::{App, step};
use crate::model::{Cell, Place, Stage};

/// A thumbnail wider than this shows nothing more.
const MAX_WIDTH: u16 = 16;
/// A thumbnail narrower than this shows nothing.
const MIN_WIDTH: u16 = 3;
/// The width of a thumbnail where not all fit.
const SCROLLED_WIDTH: u16 = 7;
/// The most lines of a picture.
const MAX_ROWS: u16 = 6;

/// A stage and where its thumbnail is: a caption, and below it the picture.
#[derive(Clone, Copy, Debug)]
pub struct Thumb {
    pub place: Place,
    area: Rect,
}

/// The stages in use, and the selected one.
fn shown(app: &App) -> Vec<Stage> {
    let document = &app.document;
    let (inputs, head) = (document.inputs(), document.cursor.head);
    let selected = step::stage_of(document.cursor.place);
    let is_shown = |stage: &Stage| {
        let is_selected = *stage == selected && !stage.is_view();
        stage.has_numbers() && (stage.is_in_use(inputs, head) || is_selected)
    };
    step::walk(inputs, head)
        .into_iter()
        .filter(is_shown)
        .collect()
}

/// The columns of a thumbnail, with the blank after it.
fn columns(count: usize, width: u16) -> u16 {
    let width = width.saturating_add(1).checked_div(count as u16);
    width.unwrap_or(0).min(MAX_WIDTH)
}

/// The stages that have room, and the columns of each. Where not all have, they are those around the selected one.
fn visible(app: &App, width: u16) -> (Vec<Stage>, u16) {
    let mut shown = shown(app);
    if columns(shown.len(), width) <= MIN_WIDTH {
        let room = usize::from((width + 1) / (SCROLLED_WIDTH + 1));
        let selected = step::stage_of(app.document.cursor.place);
        let selected = shown.iter().position(|stage| *stage == selected);
        let visible = visible_range(shown.len(), room, selected.unwrap_or_default(), true);
        shown = shown[visible].to_vec();
    }
    let width = columns(shown.len(), width);
    (shown, width)
}

/// The lines of the thumbnails, if there are enough: those of the captions and of the highest picture.
pub fn rows(matrices: &Matrices<'_>, width: u16) -> u16 {
    let (shown, columns) = visible(matrices.app, width);
    let columns = columns.saturating_sub(1);
    let room = Rect::new(0, 0, columns, MAX_ROWS);
    let matrices = shown
        .into_iter()
        .map(|stage| matrices.get(Place::Stage(stage)));
    let rows = matrices.map(|matrix| Pixels::height(matrix, room));
    rows.max().unwrap_or(0) + 1
}

/// The thumbnails side by side; none if they do not fit.
pub fn arrange(app: &App, area: Rect) -> Vec<Thumb> {
    let (shown, width) = visible(app, area.width);
    if width < MIN_WIDTH + 1 || area.height < 2 {
        return Vec::new();
    }
    let thumb = |(index, stage)| Thumb {
        place: Place::Stage(stage),
        area: Rect {
            x: area.x + index * width,
            width: width - 1,
            ..area
        },
    };
    (0..).zip(shown).map(thumb).collect()
}

/// Draws a thumbnail.
pub fn draw(buffer: &mut Buffer, thumb: &Thumb, matrices: &Matrices<'_>, look: &Look) {
    let document = &matrices.app.document;
    let stage = step::stage_of(thumb.place);
    let is_selected = stage == step::stage_of(document.cursor.place);
    let role = if is_selected {
        Role::Accent
    } else {
        Role::Hint
    };
    let key = step::key(stage.step() as usize);
    let room = usize::from(thumb.area.width);
    // The symbol, or where it is long, the name; without the key where there is no room for both.
    let names = [stage.symbol(), stage.name()];
    let with_key = names.map(|name| format!("{key} {name}"));
    let fits = |name: &&String| text::width(&look.text(name)) <= room;
    let all: Vec<String> = with_key
        .into_iter()
        .chain(names.map(String::from))
        .collect();
    let name = all.iter().find(fits).unwrap_or(&all[0]);
    text::line(buffer, thumb.area, look, look.style(role), name);
    let picture = Rect {
        y: thumb.area.y + 1,
        height: thumb.area.height - 1,
        ..thumb.area
    };
    Pixels::new(*matrices.get(thumb.place), document.cursor.head, picture).draw(buffer, None);
}

/// The cell to select at a position on the screen: that of the thumbnail's stage.
pub fn cell_at(app: &App, thumbs: &[Thumb], at: Position) -> Option<Cell> {
    let thumb = thumbs.iter().find(|thumb| thumb.area.contains(at))?;
    Some(app.document.cursor.cell_in(thumb.place))
}
