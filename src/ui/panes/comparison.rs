//! What has changed since the baseline, in words: how far a word's attention has moved, and what a change comes from.

use crate::app::App;
use crate::model::{Axis, Cause, Causes, Movement, Scope, Share, number};

/// `"I" moved 12.3% of its attention (total variation), KL 0.041 nats`, about the selected word and head.
pub fn movement(app: &App) -> Option<String> {
    let document = &app.document;
    let (row, _) = document.cursor.pair();
    let word = document.labels_of(Axis::QueryWords).get(row)?;
    let Movement {
        total_variation,
        divergence,
    } = app.movement(row)?;
    let of_head = match document.inputs().heads.len() {
        1 => String::new(),
        _ => format!(" in head {}", document.cursor.head.number + 1),
    };
    Some(match total_variation {
        0.0 => format!("\"{word}\" moved none of its attention{of_head}."),
        _ => format!(
            "\"{word}\" moved {}% of its attention{of_head} (total variation), KL {} nats.",
            number(total_variation * 100.0, 1),
            number(divergence, 3),
        ),
    })
}

/// `The change of A comes from: W_q 80%, temperature 31%.`
pub fn causes(app: &App) -> Option<String> {
    let place = app.document.cursor.place;
    let Causes {
        scope,
        change,
        causes,
    } = &*app.causes(place)?;
    let out_of_order = app.compared(place)?.is_out_of_order();
    if out_of_order {
        return Some(
            "The words are in another order, and what hides them goes by places: each place is compared."
                .to_owned(),
        );
    }
    if causes.is_empty() {
        let is_reordered = app.compared(place)?.is_reordered;
        return Some(
            match is_reordered {
                true => "Only the order of the words differs. Each is compared with itself.",
                false => "Nothing differs from the baseline.",
            }
            .to_owned(),
        );
    }
    let names = |is_meant: &dyn Fn(Share) -> bool| {
        let meant = causes.iter().filter(|cause| is_meant(cause.share));
        let names: Vec<&str> = meant.map(|cause| cause.name).collect();
        names.join(", ")
    };
    let name = match scope {
        Scope::Matrix => place.name().to_owned(),
        // A whole matrix of this size would take too long.
        Scope::Row(_) => format!("this row of {}", place.name()),
    };
    if *change == 0.0 {
        let others = names(&|_| true);
        return Some(format!("No change of {name}. What differs: {others}."));
    }
    let unknown = names(&|share| share == Share::Unknown);
    if !unknown.is_empty() {
        return Some(format!(
            "The change of {name} comes from: {unknown} (too large to put back one by one)."
        ));
    }
    let percent = |share: f64| (share * 100.0).round();
    let explains = |share| matches!(share, Share::Of(share) if percent(share) > 0.0);
    let shares = causes.iter().filter_map(|cause: &Cause| match cause.share {
        Share::Of(share) if explains(cause.share) => {
            Some(format!("{} {}%", cause.name, percent(share)))
        }
        _ => None,
    });
    let shares: Vec<String> = shares.collect();
    let mut parts = Vec::new();
    if !shares.is_empty() {
        parts.push(format!(
            "The change of {name} comes from: {}",
            shares.join(", ")
        ));
    }
    for (what, names) in [
        (
            "without it, the change would be larger",
            names(&|share| matches!(share, Share::Of(share) if percent(share) < 0.0)),
        ),
        (
            "no effect alone",
            names(&|share| matches!(share, Share::Of(share) if percent(share) == 0.0)),
        ),
        (
            "cannot be put back alone",
            names(&|share| share == Share::Unfit),
        ),
    ] {
        if !names.is_empty() {
            parts.push(format!("{what}: {names}"));
        }
    }
    let mut text = parts.join("; ") + ".";
    if let Some(first) = text.get(..1).map(str::to_uppercase) {
        text.replace_range(..1, &first);
    }
    Some(text)
}
