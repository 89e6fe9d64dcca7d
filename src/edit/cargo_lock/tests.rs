//! Locks read, renamed and merged, as cargo would write them.

use super::{CargoLock, Members, merged, part, renamed};

const REGISTRY: &str = "registry+https://github.com/rust-lang/crates.io-index";

/// Every lock that this repository gives to users.
const STORED: [&str; 2] = [
    include_str!("../../../templates/locks/all.lock"),
    include_str!("../../../proto-samples/shop/overlay/Cargo.lock"),
];

/// A lock of rows `name version: dependency, dependency`; a name with `~` is of the
/// workspace, others are of the registry.
fn lock(rows: &[&str]) -> String {
    let blocks = rows.iter().map(|row| {
        let (package, dependencies) = row.split_once(':').unwrap();
        let (name, version) = package.split_once(' ').unwrap();
        let mut text = format!(
            "\n[[package]]\nname = \"{}\"\nversion = \"{version}\"\n",
            name.trim_start_matches('~')
        );
        if !name.starts_with('~') {
            let checksum = format!("{name}-{version}");
            text += &format!("source = \"{REGISTRY}\"\nchecksum = \"{checksum}\"\n");
        }
        let dependencies: Vec<&str> = dependencies.split(',').map(str::trim).collect();
        if dependencies != [""] {
            let lines = dependencies.iter().map(|name| format!(" \"{name}\",\n"));
            text += &format!("dependencies = [\n{}]\n", lines.collect::<String>());
        }
        text
    });
    format!("# By cargo.\nversion = 4\n{}", blocks.collect::<String>())
}

/// A plan before its project had a gateway.
fn base() -> String {
    lock(&[
        "http 1.5.0:",
        "~shop 0.1.0: shop-core",
        "~shop-core 0.1.0: http",
    ])
}

/// The same with one, which needs two packages more.
fn planned() -> String {
    lock(&[
        "http 1.5.0:",
        "mime 0.3.17:",
        "router 2.0.1: http, mime",
        "~shop 0.1.0: shop-core, shop-rest",
        "~shop-core 0.1.0: http",
        "~shop-rest 0.1.0: router",
    ])
}

#[track_caller]
fn assert_merged(user: &str, wanted: &str) {
    let theirs = ["shop-core".to_owned()];
    let found = merged(user, Some(&base()), &planned(), &theirs).unwrap();
    assert_eq!(found, wanted);
    // What is merged once is merged.
    let again = merged(&found, Some(&base()), &planned(), &theirs).unwrap();
    assert_eq!(again, found);
}

#[test]
fn stored_locks_are_read_and_written_without_a_change() {
    for stored in STORED {
        assert_eq!(CargoLock::parse(stored).unwrap().text(), stored);
    }
}

#[test]
fn a_smaller_workspace_gets_what_its_manifests_and_features_ask_for() {
    let all = lock(&[
        "http 1.0.0: mime, router",
        "mime 0.3.17:",
        "~project 0.1.0: http, project-core, project-rest, router",
        "~project-core 0.1.0: http",
        "~project-rest 0.1.0: router",
        "router 2.0.1:",
    ]);
    let named = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
    let members = Members::from([
        ("shop".to_owned(), named(&["http", "shop-core"])),
        ("shop-core".to_owned(), named(&["http"])),
    ]);
    let comes = |package: &str, on: &str| (package, on) != ("http 1.0.0", "router 2.0.1");
    let text = part(&all, "project", "shop", &members, comes).unwrap();
    let meant = lock(&[
        "http 1.0.0: mime",
        "mime 0.3.17:",
        "~shop 0.1.0: http, shop-core",
        "~shop-core 0.1.0: http",
    ]);
    assert_eq!(text, meant);
}

#[test]
fn packages_and_dependencies_are_sorted_anew_under_another_name() {
    let before = lock(&[
        "http 1.0.0:",
        "~shop 0.1.0: http, shop-core",
        "~shop-core 0.1.0:",
    ]);
    assert_eq!(renamed(&before, "shop", "shop").unwrap(), before);
    let after = lock(&["~a 0.1.0: a-core, http", "~a-core 0.1.0:", "http 1.0.0:"]);
    assert_eq!(renamed(&before, "shop", "a").unwrap(), after);
}

#[test]
fn a_project_may_bear_the_name_of_a_dependency() {
    let before = lock(&[
        "http 1.0.0:",
        "~shop 0.1.0: http, shop-core",
        "~shop-core 0.1.0:",
    ]);
    let after = lock(&[
        "~http 0.1.0: http 1.0.0, http-core",
        "http 1.0.0:",
        "~http-core 0.1.0:",
    ]);
    assert_eq!(renamed(&before, "shop", "http").unwrap(), after);
}

#[test]
fn versions_are_sorted_as_numbers_and_dependencies_as_text() {
    let text = lock(&["a 0.9.0:", "a 0.10.0:", "~shop 0.1.0: a 0.10.0, a 0.9.0"]);
    assert_eq!(CargoLock::parse(&text).unwrap().text(), text);
}

#[test]
fn an_untouched_lock_becomes_the_plan() {
    assert_merged(&base(), &planned());
}

#[test]
fn the_users_packages_and_versions_stay_and_what_is_new_comes_in() {
    let user = lock(&[
        "anyhow 1.0.104:",
        "http 1.6.0: itoa",
        "itoa 1.0.0:",
        "~shop 0.1.0: shop-core",
        "~shop-core 0.3.0: anyhow, http",
        "~shop-tools 0.1.0: http",
    ]);
    let wanted = lock(&[
        "anyhow 1.0.104:",
        "http 1.6.0: itoa",
        "itoa 1.0.0:",
        "mime 0.3.17:",
        "router 2.0.1: http, mime",
        "~shop 0.1.0: shop-core, shop-rest",
        "~shop-core 0.3.0: anyhow, http",
        "~shop-rest 0.1.0: router",
        "~shop-tools 0.1.0: http",
    ]);
    assert_merged(&user, &wanted);
}

#[test]
fn versions_are_named_where_a_new_package_makes_a_name_unclear() {
    let user = lock(&[
        "http 1.5.0:",
        "router 1.9.0: http",
        "~shop 0.1.0: shop-core",
        "~shop-core 0.1.0: http, router",
    ]);
    let wanted = lock(&[
        "http 1.5.0:",
        "mime 0.3.17:",
        "router 1.9.0: http",
        "router 2.0.1: http, mime",
        "~shop 0.1.0: shop-core, shop-rest",
        "~shop-core 0.1.0: http, router 1.9.0",
        "~shop-rest 0.1.0: router 2.0.1",
    ]);
    assert_merged(&user, &wanted);
}

#[test]
fn a_package_older_than_what_is_newly_asked_for_is_raised_and_one_held_back_is_not() {
    let user = lock(&[
        "http 1.4.0:",
        "router 2.0.0: http",
        "~shop 0.1.0: shop-core",
        "~shop-core 0.1.0: http, router",
    ]);
    let wanted = lock(&[
        "http 1.4.0:",
        "mime 0.3.17:",
        "router 2.0.1: http, mime",
        "~shop 0.1.0: shop-core, shop-rest",
        "~shop-core 0.1.0: http, router",
        "~shop-rest 0.1.0: router",
    ]);
    assert_merged(&user, &wanted);
}

#[test]
fn a_dependency_that_a_new_part_switches_on_comes_into_the_users_version_too() {
    let (before, after) = (
        lock(&["http 1.5.0:", "~shop 0.1.0: http"]),
        lock(&["http 1.5.0: log", "log 0.4.1:", "~shop 0.1.0: http"]),
    );
    let user = lock(&["http 1.6.0: itoa", "itoa 1.0.0:", "~shop 0.1.0: http"]);
    let wanted = lock(&[
        "http 1.6.0: itoa, log",
        "itoa 1.0.0:",
        "log 0.4.1:",
        "~shop 0.1.0: http",
    ]);
    assert_eq!(merged(&user, Some(&before), &after, &[]).unwrap(), wanted);
    assert_eq!(merged(&wanted, Some(&after), &before, &[]).unwrap(), user);
}

#[test]
fn what_a_part_brought_goes_with_it() {
    let user = planned().replace("1.5.0", "1.6.0");
    let wanted = base().replace("1.5.0", "1.6.0");
    let theirs = ["shop-core".to_owned()];
    let found = merged(&user, Some(&planned()), &base(), &theirs);
    assert_eq!(found.unwrap(), wanted);
}

#[test]
fn nothing_is_touched_where_nothing_is_new() {
    let odd = "version = 4\n\n[[package]]\nversion = \"odd\"\n";
    for user in [odd, "", &base()] {
        let same = Some(user.to_owned());
        assert_eq!(merged(user, Some(&planned()), &planned(), &[]), same);
        assert_eq!(merged(user, None, &planned(), &[]), same);
    }
}

#[test]
fn a_lock_that_cargo_would_not_write_is_not_merged() {
    let broken = [
        String::new(),
        base().replace("version = 4", "version = 5"),
        base().replace("name = \"http\"", "name = \"https\""),
        base().replace(
            "\n[[package]]\nname = \"shop\"",
            "\n=======\n[[package]]\nname = \"shop\"",
        ),
        base().replace("1.5.0", "1.5"),
        base() + &base()[base().find("\n[[").unwrap()..],
        lock(&["a 1.0.0:", "a 2.0.0:", "~shop 0.1.0: a"]),
    ];
    for user in broken {
        assert_eq!(
            merged(&user, Some(&base()), &planned(), &[]),
            None,
            "{user}"
        );
    }
}

#[test]
fn what_stands_behind_the_packages_stays() {
    let tail = "\n[[patch.unused]]\nname = \"x\"\nversion = \"1.0.0\"\n";
    assert_merged(&(base() + tail), &(planned() + tail));
}
