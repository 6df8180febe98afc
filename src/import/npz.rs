//! Restores a session from an archive of arrays: from the session file in it, or from arrays that are named as stages.
//!
//! Whatever the session is made from, all other arrays must agree with what it computes: somebody may have edited them, or
//! they may come from a model with a setting that no array tells.

mod archive;
mod arrays;
mod infer;
mod names;
mod restore;
mod verify;

use crate::model::Trace;
use crate::store::Session;
use archive::Archive;
use arrays::Arrays;

pub(super) fn read(bytes: &[u8]) -> Result<Session, String> {
    let mut archive = Archive::open(bytes)?;
    let arrays = Arrays::of(&archive)?;
    let session = match arrays.session {
        Some(entry) => {
            let text = archive.text(entry)?;
            let parsed = Session::parse(&text);
            parsed.map_err(|problem| format!("session: line {problem}"))?
        }
        None => super::session(restore::inputs(&mut archive, &arrays)?)?,
    };
    let inputs = &session.inputs;
    let trace = Trace::compute(inputs).map_err(|error| error.to_string())?;
    let made_from = arrays.made_from();
    verify::words(&mut archive, &arrays, inputs, made_from)?;
    verify::stages(&mut archive, &arrays, (inputs, &trace), made_from)?;
    Ok(session)
}
