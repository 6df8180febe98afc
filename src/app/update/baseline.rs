//! The baseline, and shuffling the words.

use super::super::command::{Command, Explore};
use super::super::edit::shuffle::{order, shuffled};
use super::super::edit::side::{Side, embedding_of, words_of};
use super::super::edit::words::title_after;
use super::super::history::Change;
use super::super::{App, Baseline, keys};
use super::Outcome;
use crate::model::{Axis, Encoding, Inputs, Mask, comparable};

impl App {
    /// Pins the session as it is.
    pub(super) fn pin_session(&mut self) {
        let show = keys::key_of(Command::Explore(Explore::ToggleBaseline));
        let mut pinned = Baseline::pinned(&self.document);
        let text = match &self.baseline {
            Some(old) if old.inputs() == pinned.inputs() => {
                return self.say(format!(
                    "this is the baseline already: change something, and {show} shows the difference"
                ));
            }
            Some(old) => {
                pinned.is_shown = old.is_shown;
                match old.name() {
                    "pinned" => "pinned again: the baseline is the session as it is now".to_owned(),
                    file => format!("the baseline is the session as it is now, no longer {file}"),
                }
            }
            None => format!("pinned as the baseline; {show} shows what has changed since"),
        };
        self.pin(pinned);
        self.say(text);
    }

    /// Shows the differences to the baseline, or the numbers as they are.
    pub(super) fn toggle_baseline(&mut self) -> Outcome {
        let [pin, show] = [Explore::Pin, Explore::ToggleBaseline]
            .map(|command| keys::key_of(Command::Explore(command)));
        let Some(baseline) = &mut self.baseline else {
            return Err(format!(
                "there is no baseline to compare with: {pin} pins the session as it is"
            )
            .into());
        };
        if !baseline.is_shown
            && let Err(why) = comparable(self.document.inputs(), baseline.inputs())
        {
            return Err(
                format!("cannot be compared: {why}; {pin} pins the session as it is").into(),
            );
        }
        baseline.is_shown = !baseline.is_shown;
        let text = match baseline.is_shown {
            true => format!(
                "every pane shows the difference to the baseline; {show} shows the numbers again"
            ),
            false => "the numbers as they are".to_owned(),
        };
        self.say(text);
        Ok(Vec::new())
    }

    /// Shuffles the words of the sentence that the selection is in.
    pub(super) fn shuffle(&mut self) -> Outcome {
        let before = self.document.inputs().clone();
        let side = self.selected_side();
        let count = side.words(&before).len();
        if count < 2 {
            return Err("one word alone cannot be shuffled; i adds words".into());
        }
        // Two words are in order for every other seed.
        const TRIES: u64 = 64;
        let seeds = (0..TRIES).map(|more| self.seed.wrapping_add(more));
        let mut orders = seeds.map(|seed| (seed, order(count, seed)));
        let changed = orders.find_map(|(seed, order)| {
            let after = shuffled(&before, side, &order);
            (after != before).then_some((seed, order, after))
        });
        let Some((seed, order, after)) = changed else {
            self.say_unchanged("all words are the same, with the same numbers");
            return Ok(Vec::new());
        };
        let text = shuffled_message(&after, side, seed);
        self.preview_inputs(after)?;
        self.seed = seed.wrapping_add(1);
        self.follow_words(side, &order);
        let document = &mut self.document;
        let words = &document.session.inputs.words;
        let title = title_after(&document.session.title, &before.words, words);
        let title = match title {
            Some(title) => std::mem::replace(&mut document.session.title, title),
            None => document.session.title.clone(),
        };
        let change = Change::Words(Box::new(before), title);
        document.history.push("shuffle", change);
        self.say(text);
        Ok(Vec::new())
    }

    /// The sentence whose words the rows of the selected matrix stand for.
    fn selected_side(&self) -> Side {
        let (inputs, place) = (self.document.inputs(), self.document.cursor.place);
        let own = words_of(place).or(embedding_of(place));
        let is_of_keys = place.axes().0 == Axis::KeyWords;
        match own {
            _ if inputs.source.is_none() => Side::Queries,
            Some(side) => side,
            None if is_of_keys => Side::Source,
            None => Side::Queries,
        }
    }

    /// Moves the selected pair to where its words are now.
    fn follow_words(&mut self, side: Side, order: &[usize]) {
        let place_of = |word| order.iter().position(|from| *from == word).unwrap_or(word);
        let is_self = self.document.inputs().source.is_none();
        let cursor = &mut self.document.cursor;
        let (query, key) = cursor.pair();
        match side {
            Side::Queries if is_self => cursor.select_pair(place_of(query), place_of(key)),
            Side::Queries => cursor.select_pair(place_of(query), key),
            Side::Source => cursor.select_pair(query, place_of(key)),
        }
        self.document.clamp();
    }
}

/// What a shuffle changes, and what stays because it belongs to places.
fn shuffled_message(inputs: &Inputs, side: Side, seed: u64) -> String {
    let position = &inputs.position;
    let counts_positions = match position.encoding {
        Encoding::Rotary | Encoding::Alibi => true,
        Encoding::Sinusoidal | Encoding::Learned => position.added,
        Encoding::None => false,
    };
    let attention = &inputs.attention;
    let has_bias = attention.bias.is_some() || inputs.heads.iter().any(|head| head.bias.is_some());
    let staying = [
        (counts_positions, "positions"),
        (attention.mask != Mask::None, "mask"),
        (attention.window.is_some(), "window"),
        (has_bias, "bias"),
    ];
    let staying = staying.iter().filter(|(is_used, _)| *is_used);
    let staying: Vec<&str> = staying.map(|(_, name)| *name).collect();
    let effect = match (staying.as_slice(), side) {
        ([], Side::Source) => "without positions, no row of the output changes".to_owned(),
        ([], Side::Queries) => {
            "without positions, each word keeps its row of the output".to_owned()
        }
        (["positions"], _) => {
            "the positions stayed where they were, so the output may change".to_owned()
        }
        ([one], _) => format!("the {one} stayed where it was, so the output may change"),
        (_, _) => format!(
            "{} stayed where they were, so the output may change",
            staying.join(", ")
        ),
    };
    format!("shuffled (seed {seed}): {effect}")
}
