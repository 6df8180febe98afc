//! Moves the selection: steps, panes, cells, heads.

use super::super::command::{Command, Direction, Explore};
use super::super::edit::side::{Side, words_of};
use super::super::{App, Pane, keys, step};
use crate::app::step::{order, walk};
use crate::model::{Place, Stage, Step};

impl App {
    /// Goes to the next stage that is in use.
    pub(super) fn next_step(&mut self) {
        let here = step::stage_of(self.document.cursor.place);
        let next = self.stops().find(|stop| order(*stop) > order(here));
        match next {
            Some(stop) => {
                let skipped = self.skipped(here, stop);
                self.go_to(stop);
                if !skipped.is_empty() {
                    self.say(skipped);
                }
            }
            None => {
                let [back, first] = [Explore::PreviousStep, Explore::GoToStep(0)]
                    .map(|command| keys::key_of(Command::Explore(command)));
                self.say(format!(
                    "this is the last step: {back} goes back, {first} to the words"
                ));
            }
        }
    }

    /// The steps between two stages that the session does not make use of, with the reasons.
    fn skipped(&self, from: Stage, to: Stage) -> String {
        let mut groups: Vec<(&str, Vec<String>)> = Vec::new();
        let (inputs, head) = (self.document.inputs(), self.document.cursor.head);
        let is_between = |stage: &Stage| (order(from)..order(to)).contains(&order(*stage));
        let between = walk(inputs, head).into_iter().filter(is_between);
        for stage in between.filter(|stage| *stage != from && !stage.is_view()) {
            let step = stage.step();
            // A step of which another stage is in use is not skipped.
            if step == from.step() || step == to.step() {
                continue;
            }
            let name = format!("{} {}", step::key(step as usize), step.label());
            match groups.last_mut() {
                Some((_, names)) if names.contains(&name) => {}
                Some((reason, names)) if *reason == stage.unused() => names.push(name),
                _ => groups.push((stage.unused(), vec![name])),
            }
        }
        let groups = groups.iter().map(|(reason, names)| {
            let names = names.join(" and ");
            format!("skipped {names}: {reason}")
        });
        groups.collect::<Vec<_>>().join("; ")
    }

    pub(super) fn previous_step(&mut self) {
        let here = step::stage_of(self.document.cursor.place);
        let before = |stop: &Stage| order(*stop) < order(here);
        let previous = self.stops().take_while(before).last();
        match previous {
            Some(stop) => self.go_to(stop),
            None => self.say("already at the first step"),
        }
    }

    fn stops(&self) -> impl Iterator<Item = Stage> {
        step::stops(self.document.inputs(), self.document.cursor.head)
    }

    fn go_to(&mut self, stage: Stage) {
        self.document.cursor.place = Place::Stage(stage);
        self.document.clamp();
    }

    pub(super) fn go_to_step(&mut self, index: usize) {
        let (inputs, head) = (self.document.inputs(), self.document.cursor.head);
        match (step::stage(index, inputs, head), Step::ALL.get(index)) {
            (Some(stage), _) => self.go_to(stage),
            (None, Some(step)) => {
                let (key, step) = (step::key(index), step.label());
                self.say(format!(
                    "there is no step {key} {step} here: what comes after it is given"
                ));
            }
            (None, None) => {}
        }
    }

    /// Moves the focus to the next or previous pane.
    pub(super) fn focus_pane(&mut self, forward: bool) {
        let here = Pane::of(self.document.cursor.place);
        let panes = self.document.panes();
        let index = panes.iter().position(|pane| *pane == here);
        let (index, count) = (index.unwrap_or_default(), panes.len());
        let next = panes[(index + if forward { 1 } else { count - 1 }) % count];
        self.document.cursor.place = self.document.first_place(next);
    }

    /// Moves by this many rows.
    pub(super) fn page(&mut self, down: bool, rows: usize) {
        self.move_to(|(row, column), _| {
            let row = if down {
                row.saturating_add(rows)
            } else {
                row.saturating_sub(rows)
            };
            (row, column)
        });
    }

    /// Moves inside the matrix. `to` maps the current and the last (row, column) to the new one, which is clamped.
    pub(super) fn move_to(
        &mut self,
        to: impl Fn((usize, usize), (usize, usize)) -> (usize, usize),
    ) {
        let cell = self.document.cursor.cell();
        let (rows, columns) = self.document.shape(cell.place);
        let last = (rows.saturating_sub(1), columns.saturating_sub(1));
        let (row, column) = to((cell.row, cell.column), last);
        self.document
            .cursor
            .select(cell.place, row.min(last.0), column.min(last.1));
    }

    /// Moves by one cell; at an edge, to the adjacent matrix of the pane.
    pub(super) fn move_selection(&mut self, direction: Direction) {
        let cell = self.document.cursor.cell();
        if let Some(side) = words_of(cell.place) {
            // Words are laid out side by side, and those of the source below the others.
            let back = matches!(direction, Direction::Left | Direction::Up);
            let is_vertical = matches!(direction, Direction::Up | Direction::Down);
            if is_vertical && self.document.inputs().source.is_some() {
                if back == (side == Side::Source) {
                    let other = if back { Side::Queries } else { Side::Source };
                    self.document.cursor.place = Place::Stage(other.stage());
                }
                return;
            }
            return self.move_to(|(row, column), _| {
                (if back { row.saturating_sub(1) } else { row + 1 }, column)
            });
        }
        let (rows, columns) = self.document.shape(cell.place);
        let (row, column) = match direction {
            Direction::Left => (Some(cell.row), cell.column.checked_sub(1)),
            Direction::Right => (Some(cell.row), Some(cell.column + 1)),
            Direction::Up => (cell.row.checked_sub(1), Some(cell.column)),
            Direction::Down => (Some(cell.row + 1), Some(cell.column)),
        };
        match (row, column) {
            (Some(row), Some(column)) if row < rows && column < columns => {
                self.document.cursor.select(cell.place, row, column)
            }
            _ => self.cross(direction),
        }
    }

    /// Moves to the adjacent matrix of the pane.
    fn cross(&mut self, direction: Direction) {
        let place = self.document.cursor.place;
        let places = self.document.places(Pane::of(place));
        let Some((y, x)) = places
            .iter()
            .enumerate()
            .find_map(|(y, row)| row.iter().position(|other| *other == place).map(|x| (y, x)))
        else {
            return;
        };
        let (y, x) = match direction {
            Direction::Left => (Some(y), x.checked_sub(1)),
            Direction::Right => (Some(y), Some(x + 1)),
            Direction::Up => (y.checked_sub(1), Some(x)),
            Direction::Down => (Some(y + 1), Some(x)),
        };
        let (Some(y), Some(x)) = (y, x) else { return };
        let Some(&next) = places.get(y).and_then(|row| row.get(x)) else {
            return;
        };
        let here = self.document.cursor.cell();
        let there = self.document.cursor.cell_in(next);
        let (rows, columns) = self.document.shape(next);
        let (row, column) = match direction {
            Direction::Left => (there.row, columns.saturating_sub(1)),
            Direction::Right => (there.row, 0),
            // Straight up or down, not to where the selection once was.
            Direction::Up => (rows.saturating_sub(1), here.column),
            Direction::Down => (0, here.column),
        };
        self.document.cursor.select(next, row, column);
        self.document.clamp();
    }

    pub(super) fn select_head(&mut self, forward: bool) {
        let heads = self.document.session.inputs.heads.len();
        let head = &mut self.document.cursor.head;
        head.number = (head.number + heads + if forward { 1 } else { heads - 1 }) % heads;
        let number = head.number + 1;
        self.document.refresh();
        self.say(format!("head {number} of {heads}"));
    }
}
