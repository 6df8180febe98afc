//! Draws the panes and the arithmetic where the layout puts them.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::symbols::merge::MergeStrategy;
use ratatui::text::Span;
use ratatui::widgets::{Borders, Widget};

use super::layout::{Geometry, PaneArea, PaneTitle};
use super::look::{Look, Role};
use super::panes::{PaneSpec, Section, arithmetic};
use super::text;
use super::thumbs;
use super::widgets::{block, inside};
use crate::app::{App, Pane};
use crate::model::Place;

/// Draws all panes and the arithmetic.
///
/// Borders come first and titles last: neighbours share lines, and a title must not be lost under the border of the pane
/// above.
pub fn draw(buffer: &mut Buffer, geometry: &Geometry<'_>, app: &App, look: &Look) {
    let bordered = || geometry.body.panes.iter().filter(|pane| pane.bordered);
    let is_focused = |pane: &&PaneArea<'_>| {
        let mut places = pane.sections.iter().map(|section| section.place);
        places.any(|place| place == app.document.cursor.place)
    };
    let has_border = geometry.body.arithmetic.height >= 4;
    bordered().for_each(|pane| draw_border(buffer, pane.area, look));
    if has_border {
        draw_border(buffer, geometry.body.arithmetic, look);
    }
    if !geometry.body.strip.is_empty() {
        draw_border(buffer, geometry.body.strip, look);
        draw_title(buffer, geometry.body.strip, look, Role::Border, "All steps");
    }
    for pane in bordered().filter(is_focused) {
        // Only the upper line is heavy: all around would be hundreds of bytes to send whenever the focus moves.
        let focus = block(look, true).borders(Borders::TOP);
        focus.render(upper(pane.area), buffer);
    }
    for pane in bordered() {
        let role = if is_focused(&pane) {
            Role::Focus
        } else {
            Role::Border
        };
        draw_title(buffer, pane.area, look, role, &pane_title(pane));
    }
    bordered().for_each(|pane| draw_notice(buffer, pane, app, look));
    for section in geometry.sections() {
        draw_section(buffer, section, app, look);
    }
    for thumb in &geometry.body.thumbs {
        thumbs::draw(buffer, thumb, &geometry.matrices, look);
    }
    let mut area = geometry.body.arithmetic;
    if has_border {
        draw_arithmetic_title(buffer, area, app, look);
        area = inside(area);
    }
    arithmetic::draw(buffer, area, app, look);
}

fn draw_section(buffer: &mut Buffer, section: &Section<'_>, app: &App, look: &Look) {
    let view = section.view();
    if section.titled {
        let role = if section.place == app.document.cursor.place {
            Role::Focus
        } else {
            Role::Hint
        };
        let title = view.title(section);
        text::line(buffer, section.area, look, look.style(role), &title);
    }
    view.draw(buffer, section);
}

/// The border of `area`, joined with those of its neighbours. ratatui's block joins each symbol, which takes time, though
/// most are drawn on blanks.
fn draw_border(buffer: &mut Buffer, area: Rect, look: &Look) {
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

/// The upper line of `area`, between its corners.
fn upper(area: Rect) -> Rect {
    Rect::new(area.x + 1, area.y, area.width.saturating_sub(2), 1)
}

/// Text on the upper line of `area`.
fn draw_title(buffer: &mut Buffer, area: Rect, look: &Look, role: Role, title: &str) {
    let at = upper(area);
    let title = text::fit(format!(" {} ", look.text(title)), usize::from(at.width));
    text::line(buffer, at, look, text::over(look, role), &title);
}

/// A notice at the right of the upper line: the lower one holds the titles of the panes below.
fn draw_notice(buffer: &mut Buffer, pane: &PaneArea<'_>, app: &App, look: &Look) {
    let [first, ..] = pane.sections.as_slice() else {
        return;
    };
    let Some(notice) = (PaneSpec::of(Pane::of(first.place)).notice)(app) else {
        return draw_legend(buffer, pane, look);
    };
    // The title of the pane stays.
    let title = text::width(&look.text(&pane_title(pane))) + 6;
    let room = usize::from(pane.area.width).saturating_sub(title);
    let notice = format!(" {} ", text::fit(look.text(&notice), room));
    draw_right(buffer, pane.area, look, Role::Notice, &notice);
}

/// The scale of the pane's colours, at the right of its upper line, where there is room beside its title.
fn draw_legend(buffer: &mut Buffer, pane: &PaneArea<'_>, look: &Look) {
    // That of a stage, which its weights share where they are not larger.
    let stages = || {
        pane.sections
            .iter()
            .filter(|section| matches!(section.place, Place::Stage(_)))
    };
    let legend = stages().chain(&pane.sections).find_map(Section::legend);
    let Some(legend) = legend else { return };
    let widths = legend
        .iter()
        .map(|span| text::width(&look.text(&span.content)));
    let width = widths.sum::<usize>() as u16;
    let title = text::width(&look.text(&pane_title(pane))) as u16 + 4;
    let Some(x) = pane.area.right().checked_sub(width + 1) else {
        return;
    };
    if pane.area.x + title > x {
        return;
    }
    let at = Rect {
        x,
        width,
        ..pane.area
    };
    let over = text::over(look, Role::Muted);
    let spans: Vec<_> = legend
        .into_iter()
        .map(|span| Span::styled(span.content, over.patch(span.style)))
        .collect();
    text::spans(buffer, at, look, &spans);
}

/// The step on the left, and on the right its formula.
fn draw_arithmetic_title(buffer: &mut Buffer, area: Rect, app: &App, look: &Look) {
    let name = arithmetic::title(app);
    draw_title(buffer, area, look, Role::Focus, &name);
    let formula = format!(" {} ", look.text(arithmetic::formula(app)));
    let room = usize::from(area.width).saturating_sub(text::width(&name) + 7);
    draw_right(buffer, area, look, Role::Muted, &text::fit(&formula, room));
}

/// Text at the right end of the upper line of `area`.
fn draw_right(buffer: &mut Buffer, area: Rect, look: &Look, role: Role, text: &str) {
    let width = text::width(text) as u16;
    let at = Rect {
        x: area.right().saturating_sub(width + 1),
        width,
        ..area
    };
    text::line(buffer, at, look, text::over(look, role), text);
}

/// The pane's name, with symbol and shape where it shows a single matrix.
fn pane_title(pane: &PaneArea<'_>) -> String {
    let name = match pane.title {
        PaneTitle::Pane(pane) => pane.name(),
        PaneTitle::Place(Place::Stage(stage)) => stage.name(),
        PaneTitle::Place(Place::Parameter(_)) => "",
    };
    match pane.sections.as_slice() {
        [first, ..] if !first.titled => {
            let title = first.view().title(first);
            // A stage whose symbol is its name is named once.
            if title.starts_with(name) {
                title
            } else {
                format!("{name}  {title}")
            }
        }
        _ => name.to_owned(),
    }
}
