//! What XML can hold of a text.

use std::borrow::Cow;

use crate::store::visible;

/// The text without what XML 1.0 cannot hold, and without what would change the writing direction of its surroundings.
pub(super) fn clean(text: &str) -> Cow<'_, str> {
    let text = visible(text);
    if text.contains(['\u{fffe}', '\u{ffff}']) {
        return Cow::Owned(text.replace(['\u{fffe}', '\u{ffff}'], "\u{fffd}"));
    }
    text
}
