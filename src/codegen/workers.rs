//! The crate `workers`: the seeded file of one worker. Its stubs never pretend: each
//! fails in a way that is retried, so that a workflow waits for the code.

use serde::Serialize;

use crate::codegen::layout::{self, Imports, Type};
use crate::codegen::names::{Crates, Names, default_of};
use crate::codegen::types;
use crate::model::{Activity, Model, TypeRef, Worker, name};
use crate::tree::{Block, Stub};

/// A seeded worker, as its template wants it.
#[derive(Serialize)]
pub struct Seed {
    imports: String,
    activities: Vec<String>,
    example: Option<Example>,
}

/// The run of one activity in the seeded test.
#[derive(Serialize)]
struct Example {
    imports: String,
    test: String,
    method: String,
    new: String,
    input: String,
    run: String,
}

/// The seeded file of one worker.
pub fn seed(model: &Model, worker: &Worker) -> Seed {
    let names = Names::of(
        Crates::contract(model),
        messages(worker),
        &[&worker.type_name],
    );
    let activities = worker.activities.iter();
    Seed {
        imports: imports(model, worker, &names),
        activities: activities
            .map(|activity| stub(activity, &names, &Words::SHORT))
            .collect(),
        example: example(model, worker, &names),
    }
}

/// What the file must have, in words that need no import of it but `Arc`: a file that was
/// made without activities has no other.
pub fn stubs(model: &Model, worker: &Worker) -> Vec<Stub> {
    let names = Names::absolute(Crates::contract(model));
    let contract = types::crate_of(model, "contract");
    let contract = format!("{contract}::{}", name::identifier(&worker.name));
    let words = Words {
        contract: &contract,
        sdk: "temporalio_sdk::activities::",
    };
    let stubs = worker.activities.iter().map(|activity| Stub {
        block: Block::Type {
            name: worker.type_name.clone(),
            of_macro: "activities".to_owned(),
        },
        item: name::identifier(&activity.name),
        code: stub(activity, &names, &words),
    });
    stubs.collect()
}

/// What a stub calls things that stand elsewhere.
struct Words<'a> {
    /// The module of the worker's definitions.
    contract: &'a str,
    /// What stands before the SDK's types.
    sdk: &'a str,
}

impl Words<'_> {
    /// In a file that imports them.
    const SHORT: Self = Self {
        contract: "contract",
        sdk: "",
    };
}

fn messages(worker: &Worker) -> impl Iterator<Item = &TypeRef> {
    let activities = worker.activities.iter();
    activities.flat_map(|activity| [&activity.input, &activity.output])
}

fn imports(model: &Model, worker: &Worker, names: &Names) -> String {
    let mut imports = Imports::default();
    names.import(&mut imports);
    imports.add(&types::crate_of(model, "core"), "State");
    let sdk = "temporalio_sdk::activities";
    imports.add(sdk, "activities");
    if !worker.activities.is_empty() {
        let module = name::identifier(&worker.name);
        imports.add(
            &types::crate_of(model, "contract"),
            &format!("{module} as contract"),
        );
        for name in ["ActivityContext", "ActivityError"] {
            imports.add(sdk, name);
        }
    }
    imports.lines(0)
}

fn stub(activity: &Activity, names: &Names, words: &Words<'_>) -> String {
    let Activity {
        name, type_name, ..
    } = activity;
    let Words { contract, sdk } = words;
    let mut text = format!(
        "    /// Activity `{name}`.\n    #[activity(definition = {contract}::{type_name})]\n"
    );
    let receiver = Type::of("Arc", [Type::plain("Self")]);
    let context = Type::plain(format!("{sdk}ActivityContext"));
    let input = names.message(&activity.input);
    let parameters = [
        ("self", Some(&receiver)),
        ("_cx", Some(&context)),
        ("_input", Some(&input)),
    ];
    let output = names.message(&activity.output);
    let error = Type::plain(format!("{sdk}ActivityError"));
    let answer = Type::of("Result", [output, error]);
    let head = format!("pub async fn {}", name::identifier(name));
    text.push_str(&layout::function(4, &head, &parameters, &answer));
    let message = format!("\"{name} is not written yet\"");
    let error = "temporalio_sdk::ApplicationFailure::new";
    text.push_str(&layout::assignment(8, "error", error, &[&message], ";"));
    text.push_str("\n        Err(error.into())\n    }\n");
    text
}

/// What `wiring.rs` says beside what the contract does.
#[derive(Serialize)]
pub struct Wiring {
    imports: String,
    with: Vec<String>,
    /// What each is, in the order of service.yaml.
    constants: Vec<String>,
}

/// The wiring of all workers.
pub fn wiring(model: &Model) -> Wiring {
    let mut imports = Imports::default();
    imports.add(&types::crate_of(model, "core"), "State");
    for name in ["Registry", "Worker", "Workers"] {
        imports.add("tonica_temporal", name);
    }
    let calls = model.workers.iter().map(|worker| {
        let open = format!("open_{}", worker.name);
        (name::shouty(&worker.name), open)
    });
    Wiring {
        imports: imports.lines(0),
        with: layout::with("workers", &calls.collect::<Vec<_>>()),
        constants: (model.workers.iter())
            .map(|worker| constant(model, worker))
            .collect(),
    }
}

fn constant(model: &Model, worker: &Worker) -> String {
    let contract = types::crate_of(model, "contract");
    let module = name::identifier(&worker.name);
    let fields = [
        ("name", format!("{:?}", worker.name)),
        ("task_queue", format!("{contract}::{module}::TASK_QUEUE")),
        (
            "max_concurrent_activities",
            worker.max_concurrent_activities.to_string(),
        ),
    ];
    let of = Type::plain("Worker");
    layout::constant("const", &name::shouty(&worker.name), &of, "Worker", &fields)
}

/// A run of the first activity.
fn example(model: &Model, worker: &Worker, names: &Names) -> Option<Example> {
    let activity = worker.activities.first()?;
    let mut imports = Imports::default();
    imports.add(&types::crate_of(model, "clients"), "Clients");
    imports.add("tonica_runtime", "Start");
    let type_name = &worker.type_name;
    let method = name::identifier(&activity.name);
    let input = names.message(&activity.input);
    let run = format!("{type_name}::{method}");
    let call = "run(activities, cx, input)";
    Some(Example {
        imports: imports.lines(4),
        test: format!("{}_answers", activity.name.trim_end_matches('_')),
        method: activity.name.clone(),
        new: layout::nested(
            8,
            "let activities = Arc::new",
            &format!("{type_name}::new"),
            &["state"],
            ";",
        ),
        input: layout::assignment(
            8,
            "input",
            &default_of(model, &activity.input, &input),
            &[],
            ";",
        ),
        run: layout::chain(8, "answer", &run, &[call, "await"]),
    })
}
