//! The crate `workflows`: the seeded file of one workflow. Its stub never pretends: it
//! waits for the code and ends nothing.

use serde::Serialize;

use crate::codegen::layout::{self, Imports, Type};
use crate::codegen::names::{Crates, Names};
use crate::codegen::types;
use crate::model::{Model, Worker, Workflow, name};

/// A seeded workflow, as its template wants it.
#[derive(Serialize)]
pub struct Seed {
    worker: String,
    temporal_name: String,
    imports: String,
    run: String,
    body: String,
}

/// The seeded file of one workflow.
pub fn seed(model: &Model, worker: &Worker, workflow: &Workflow) -> Seed {
    let type_name = &workflow.type_name;
    let messages = [&workflow.input, &workflow.output];
    let names = Names::of(Crates::contract(model), messages, &[type_name]);
    let mut imports = Imports::default();
    names.import(&mut imports);
    let module = name::identifier(&worker.name);
    imports.add(
        &types::crate_of(model, "contract"),
        &format!("{module} as contract"),
    );
    for name in [
        "WorkflowContext",
        "WorkflowResult",
        "workflow",
        "workflow_methods",
    ] {
        imports.add("temporalio_workflow", name);
    }
    let temporal_name = &workflow.temporal_name;
    let context = Type::of("&mut WorkflowContext", [Type::plain("Self")]);
    let input = names.message(&workflow.input);
    let parameters = [("cx", Some(&context)), ("_input", Some(&input))];
    let answer = Type::of("WorkflowResult", [names.message(&workflow.output)]);
    Seed {
        worker: worker.name.clone(),
        temporal_name: temporal_name.clone(),
        imports: imports.lines(0),
        run: layout::function(4, "pub async fn run", &parameters, &answer),
        body: body(workflow),
    }
}

fn body(workflow: &Workflow) -> String {
    let message = format!("\"{} is not written yet\"", workflow.name);
    let fail = layout::call(8, "cx.force_task_fail", &[&message], ";");
    format!(
        "        // An execution waits here, and goes on once the code is there.\n\
         {fail}\n        std::future::pending().await"
    )
}
