//! Moves the selection: steps, panes, cells, heads.

use super::super::command::{Command, Direction, Explore};
use super::super::{App, Pane, keys, step};
use crate::model::{Place, Stage, stages};

impl App {
    /// Goes to the next stage that is in use.
    pub(super) fn next_step(&mut self) {
        let here = step::stage_of(self.document.cursor.place);
        let next = self.stops().find(|stop| *stop > here);
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
        let between = stages(self.document.inputs()).filter(|stage| (from..to).contains(stage));
        for stage in between.skip(1) {
            let step = stage.step();
            // A step of which another stage is in use is not skipped.
            if step == from.step() || step == to.step() {
                continue;
            }
            let name = format!("{} {}", step::key(step as usize), step.label());
            match groups.last_mut() {
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
        let previous = self.stops().take_while(|stop| *stop < here).last();
        match previous {
            Some(stop) => self.go_to(stop),
            None => self.say("already at the first step"),
        }
    }

    fn stops(&self) -> impl Iterator<Item = Stage> {
        let (inputs, head) = (self.document.inputs(), self.document.cursor.head);
        stages(inputs).filter(move |stage| stage.is_in_use(inputs, head))
    }

    fn go_to(&mut self, stage: Stage) {
        self.document.cursor.place = Place::Stage(stage);
        self.document.clamp();
    }

    pub(super) fn go_to_step(&mut self, index: usize) {
        let (inputs, head) = (self.document.inputs(), self.document.cursor.head);
        if let Some(stage) = step::stage(index, inputs, head) {
            self.go_to(stage);
        }
    }

    /// Moves the focus to the next or previous pane.
    pub(super) fn focus_pane(&mut self, forward: bool) {
        let here = Pane::of(self.document.cursor.place);
        let count = Pane::ALL.len();
        let index = Pane::ALL
            .iter()
            .position(|pane| *pane == here)
            .unwrap_or_default();
        let next = Pane::ALL[(index + if forward { 1 } else { count - 1 }) % count];
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
        if cell.place == Place::Stage(Stage::Words) {
            // Words are laid out side by side.
            let back = matches!(direction, Direction::Left | Direction::Up);
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
