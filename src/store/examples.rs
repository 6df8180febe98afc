//! The built-in sessions.

use super::session::Session;

/// A session that comes with the program.
#[derive(Debug)]
pub struct Example {
    pub name: &'static str,
    /// A one-line description.
    pub description: &'static str,
    text: &'static str,
}

impl Example {
    pub fn session(&self) -> Session {
        #[expect(
            clippy::expect_used,
            reason = "the text is compiled in, and a test reads every one of them"
        )]
        Session::parse(self.text).expect("a built-in example is a valid session")
    }
}

macro_rules! example {
    ($name:literal, $description:literal) => {
        Example {
            name: $name,
            description: $description,
            text: include_str!(concat!("examples/", $name, ".toml")),
        }
    };
}

static EXAMPLES: [Example; 5] = [
    example!(
        "cats",
        "three words and small numbers, easy to check by hand"
    ),
    example!(
        "cats-positions",
        "the same sentence with positional encoding"
    ),
    example!(
        "repeat",
        "one word three times: identical until positions are added"
    ),
    example!(
        "causal",
        "a causal mask: each word attends to itself and earlier words"
    ),
    example!(
        "heads",
        "two heads with different projections, and an output projection"
    ),
];

/// The example that opens by default.
pub fn default() -> &'static Example {
    &EXAMPLES[0]
}

/// All examples, simplest first.
pub fn all() -> &'static [Example] {
    &EXAMPLES
}

/// The example of that name.
pub fn get(name: &str) -> Option<&'static Example> {
    EXAMPLES.iter().find(|example| example.name == name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Mask, Stage, Trace};

    #[test]
    fn every_example_computes_and_says_what_it_is() {
        for example in all() {
            let session = example.session();
            assert!(!session.title.is_empty(), "{}", example.name);
            assert!(!example.description.is_empty(), "{}", example.name);
            let mut unread = Session::new(session.title.clone(), session.inputs.clone());
            unread.view = session.view.clone();
            assert_eq!(
                unread.to_toml(),
                example.text,
                "{} is written as the program writes it",
                example.name
            );
            Trace::compute(&session.inputs)
                .unwrap_or_else(|error| panic!("{}: {error}", example.name));
        }
    }

    #[test]
    fn the_examples_show_what_they_promise() {
        let inputs = |name| get(name).unwrap().session().inputs;
        assert_eq!(inputs("cats").embedding, inputs("cats-positions").embedding);
        assert!(!inputs("cats").position.added && inputs("cats-positions").position.added);
        let repeat = inputs("repeat").words;
        assert!(repeat.len() == 3 && repeat.iter().all(|word| *word == repeat[0]));
        assert_eq!(inputs("causal").attention.mask, Mask::Causal);
        // The verb asks head 1 for the subject; "her" asks head 2 for the word it refers to, "dog" for its owner.
        let heads = inputs("heads");
        let trace = Trace::compute(&heads).unwrap();
        assert!(heads.heads.len() == 2 && heads.output.weight.is_some());
        let strongest = |head: usize, word: &str| {
            let row = heads.words.iter().position(|other| other == word).unwrap();
            let weights = trace.stage(&heads, Stage::Weights, head).unwrap();
            let weights = weights.row(row);
            let best = (0..heads.n()).max_by(|&a, &b| weights[a].total_cmp(&weights[b]));
            heads.words[best.unwrap()].as_str()
        };
        assert_eq!(strongest(0, "fed"), "girl");
        assert_eq!(strongest(1, "her"), "girl");
        assert_eq!(strongest(1, "dog"), "her");
    }
}
