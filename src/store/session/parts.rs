//! Parts of a session: what a lesson changes, and what it asks the reader to change.

use ndarray::Array2;

use crate::model::{Attention, Head, Inputs, Layer, Linear, Position, Sentence};

/// Some parts of a session's inputs, each as a whole.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Parts {
    pub words: Option<Vec<String>>,
    pub embedding: Option<Array2<f64>>,
    pub source: Option<Sentence>,
    pub position: Option<Position>,
    pub attention: Option<Attention>,
    pub heads: Option<Vec<Head>>,
    pub output: Option<Linear>,
    pub layer: Option<Layer>,
}

impl Parts {
    /// Replaces these parts of the inputs. The result need not fit together.
    pub fn apply(&self, inputs: &mut Inputs) {
        fn put<T: Clone>(part: &Option<T>, to: &mut T) {
            if let Some(part) = part {
                to.clone_from(part);
            }
        }
        put(&self.words, &mut inputs.words);
        put(&self.embedding, &mut inputs.embedding);
        put(&self.position, &mut inputs.position);
        put(&self.attention, &mut inputs.attention);
        put(&self.heads, &mut inputs.heads);
        put(&self.output, &mut inputs.output);
        if let Some(source) = &self.source {
            inputs.source = Some(source.clone());
        }
        if let Some(layer) = &self.layer {
            inputs.layer = Some(layer.clone());
        }
    }

    /// Whether the inputs have exactly these parts.
    pub fn are_in(&self, inputs: &Inputs) -> bool {
        fn is<T: PartialEq>(part: &Option<T>, of: &T) -> bool {
            part.as_ref().is_none_or(|part| part == of)
        }
        is(&self.words, &inputs.words)
            && is(&self.embedding, &inputs.embedding)
            && is(&self.position, &inputs.position)
            && is(&self.attention, &inputs.attention)
            && is(&self.heads, &inputs.heads)
            && is(&self.output, &inputs.output)
            && (self.source.is_none() || self.source == inputs.source)
            && (self.layer.is_none() || self.layer == inputs.layer)
    }
}
