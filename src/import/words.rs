//! The words of a session that is not a session file.

/// Words for rows that have none: their numbers, from 1 as people count.
pub(super) fn numbered(count: usize) -> Vec<String> {
    (1..=count).map(|number| number.to_string()).collect()
}
