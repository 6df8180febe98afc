//! The built-in lessons.

use std::sync::{Arc, LazyLock};

use super::Lesson;

/// A lesson that comes with the program.
#[derive(Clone, Debug)]
pub struct BuiltIn {
    pub name: &'static str,
    pub lesson: Arc<Lesson>,
}

macro_rules! lesson {
    ($name:literal) => {
        ($name, include_str!(concat!("../lessons/", $name, ".toml")))
    };
}

/// The names and texts, in the order in which to read them.
static TEXTS: [(&str, &str); 6] = [
    lesson!("five-steps"),
    lesson!("wrong-numbers"),
    lesson!("positions"),
    lesson!("masks-heads"),
    lesson!("cross"),
    lesson!("rotary"),
];

static LESSONS: LazyLock<Vec<BuiltIn>> = LazyLock::new(|| {
    let lesson = |(name, text): &(&'static str, &str)| {
        #[expect(
            clippy::expect_used,
            reason = "the text is compiled in, and a test reads every one of them"
        )]
        let lesson = Lesson::parse(text).expect("a built-in lesson is valid");
        BuiltIn {
            name,
            lesson: Arc::new(lesson),
        }
    };
    TEXTS.iter().map(lesson).collect()
});

/// All lessons, in the order in which to read them.
pub fn all() -> &'static [BuiltIn] {
    &LESSONS
}

/// The lesson of that name.
pub fn get(name: &str) -> Option<&'static BuiltIn> {
    LESSONS.iter().find(|lesson| lesson.name == name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::lesson::FORMAT;

    #[test]
    fn every_built_in_lesson_is_valid_and_short_enough() {
        for (name, text) in &TEXTS {
            let lesson = Lesson::parse(text).unwrap_or_else(|problem| panic!("{name}:{problem}"));
            assert!(lesson.minutes <= 10, "{name}");
            let asks = lesson.pages.iter().map(|page| page.ask.is_some());
            let asks: Vec<bool> = asks.collect();
            for pages in asks.windows(3) {
                assert!(pages.contains(&true), "{name}: three pages ask for nothing");
            }
        }
    }

    #[test]
    fn the_documented_format_is_a_lesson() {
        Lesson::parse(FORMAT).unwrap_or_else(|problem| panic!("format.toml:{problem}"));
    }
}
