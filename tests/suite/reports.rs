//! What users of other programs reported, as cases of their kind with the right result.

mod address_columns;
mod checks;
mod contacts;
mod encodings;
mod events;
mod front_matter;
mod json_lists;
mod leaving;
mod letters;
mod lists;
pub(crate) mod mutations;
mod names;
mod opt_outs;
mod opted_out_members;
mod pasted;
mod programs;
mod relays;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::cli::{CommandOutput, TestWorkspace};

/// The list of a workspace after an import, and what the command said.
struct Imported {
    workspace: TestWorkspace,
    output: CommandOutput,
    people: Vec<Value>,
}

impl Imported {
    /// Imports a file of `tests/suite/reports` into an empty list.
    fn new(path: &str, options: &[&str]) -> Self {
        let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/suite/reports").join(path);
        Self::bytes(&file.file_name().unwrap().to_string_lossy(), &fs::read(&file).unwrap(), options)
    }

    /// Imports a file with these bytes into an empty list.
    fn bytes(name: &str, bytes: &[u8], options: &[&str]) -> Self {
        let workspace = TestWorkspace::new();
        fs::write(workspace.path(name), bytes).unwrap();
        workspace.run(["list", "create", "members", "--title", "Our members"]).is_well();
        let mut command = vec!["subscriber", "import", name, "--list", "members"];
        command.extend(options);
        let output = workspace.run_all(&command);
        let export = workspace.run(["subscriber", "export", "--list", "members", "--format", "json"]);
        let people: Vec<Value> = serde_json::from_str(&export.out).unwrap();
        Self { workspace, output, people }
    }

    /// Returns the addresses that the next issue would go to.
    fn mailed(&self) -> Vec<&str> {
        let confirmed = self.people.iter().filter(|person| person["state"] == "confirmed");
        confirmed.map(|person| person["address"].as_str().unwrap()).collect()
    }

    /// Returns the fields of the first person.
    fn fields(&self) -> BTreeMap<String, Value> {
        serde_json::from_value(self.people[0]["fields"].clone()).unwrap()
    }

    /// Holds that the command said each of these.
    fn says(&self, words: &[&str]) {
        let said = self.output.to_string();
        for words in words {
            assert!(said.contains(words), "{words:?} is not in:\n{said}");
        }
    }
}
