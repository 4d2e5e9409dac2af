//! Names and dates as people write them.

use serde_json::json;

use super::Imported;

#[test]
fn name_is_never_a_list_of_tags() {
    for header in ["name", "Name", "Full name", "First name", "Company name", "Organisation"] {
        let file = format!("email,{header}\nann@example.org,Lee; Ann\nben@example.org,Ray; Ben\n");
        let imported = Imported::bytes("a.csv", file.as_bytes(), &[]);
        let fields = imported.fields();
        assert!(fields.values().any(|value| *value == json!("Lee; Ann")), "{header}: {}", imported.output);
    }
}

#[test]
fn doubtful_names_are_shown_first() {
    let sure: Vec<_> = (1..30).map(|number| format!("m{number}@example.org,Ann Lee\n")).collect();
    let file = format!(
        "email,Name\n{}a@example.org,Leeds Food Bank Ltd\nb@example.org,Lee Family\nc@example.org,Familie Meier\n\
         d@example.org,The Old School\ne@example.org,Dr Lee\nf@example.org,\"Lee, Ann (Mrs)\"\n\
         g@example.org,Ann Maria Louisa Lee\n",
        sure.concat()
    );
    let imported = Imported::bytes("a.csv", file.as_bytes(), &["--map", "Name=first_name+last_name"]);
    let said = &imported.output.err;
    imported.says(&["5 names stay whole, 1 is split but doubtful; these come first:", "… and 25 names more"]);
    let place = |text: &str| said.find(text).unwrap_or_else(|| panic!("{text} is not in {said}"));
    for whole in
        ["line 31: Leeds Food Bank Ltd", "line 32: Lee Family", "line 33: Familie Meier", "line 34: The Old School"]
    {
        assert!(place(whole) < place("line 2: Ann Lee"), "{said}");
    }
    assert!(place("line 35: Dr Lee") < place("line 37: Ann Maria Louisa Lee"), "{said}");
    assert!(place("line 37: Ann Maria Louisa Lee") < place("line 2: Ann Lee"), "{said}");
    let fields = |address: &str| {
        let person = imported.people.iter().find(|person| person["address"] == address).unwrap();
        person["fields"].clone()
    };
    assert_eq!(fields("f@example.org"), json!({ "first_name": "Ann", "last_name": "Lee" }));
    assert_eq!(fields("a@example.org"), json!({ "name": "Leeds Food Bank Ltd" }));
    assert_eq!(fields("e@example.org"), json!({ "name": "Dr Lee" }));
}

#[test]
fn rows_of_one_person_are_recognised_with_and_without_title() {
    for (one, other, expected) in [
        ("Lee", "Dr Lee", "Dr Lee"),
        ("Dr Lee", "Ann Lee", "Ann Lee"),
        ("Ann Lee", "\"Lee, Ann\"", "Ann Lee"),
        ("Ann Lee", "\"Lee, Ann (Mrs)\"", "Ann Lee"),
        ("Prof. Ann Lee", "Ann Lee", "Prof. Ann Lee"),
    ] {
        let file = format!("email,name\nann@example.org,{one}\nann@example.org,{other}\n");
        let imported = Imported::bytes("a.csv", file.as_bytes(), &[]);
        imported.says(&["lines 2, 3: the same person"]);
        assert_eq!(imported.fields()["name"], json!(expected), "{one} and {other}: {}", imported.output);
    }
    let file = "email,name\nann@example.org,Ann Lee\nann@example.org,Ben Lee\n";
    let imported = Imported::bytes("a.csv", file.as_bytes(), &[]);
    imported.says(&["lines 2, 3: people who share an address"]);
}

#[test]
fn column_that_is_almost_dates_is_said() {
    for (values, says) in [
        (["01.06.19", "02.06.19"], "text, no dates: `01.06.19` in line 2 has a year of two digits; write all four"),
        (["1/6/2020", "31/02/2020"], "text, no dates: there is no day `31/02/2020` (line 3)"),
        (["13/1/2020", "1/13/2020"], "text, no dates: line 2 has the day first, line 3 has the month first"),
        (["unknown", "1.6.2020"], "no dates, because of `unknown` in line 2"),
    ] {
        let file = format!("email,joined\nann@example.org,{}\nben@example.org,{}\n", values[0], values[1]);
        let imported = Imported::bytes("a.csv", file.as_bytes(), &[]);
        assert_eq!(imported.people.len(), 2, "{}", imported.output);
        imported.says(&[says]);
    }
    let phones = Imported::bytes("a.csv", b"email,sort\nann@example.org,12-34-56\nben@example.org,20-00-00\n", &[]);
    assert!(!phones.output.err.contains("no dates"), "{}", phones.output);
}

#[test]
fn value_that_is_none_is_an_empty_cell_and_said() {
    for value in ["NULL", "\\N", "nan", "None", "#N/A"] {
        let file = format!("email,first_name,town\nann@example.org,{value},Leeds\nben@example.org,Ben,York\n");
        let imported = Imported::bytes("a.csv", file.as_bytes(), &[]);
        assert_eq!(imported.people[0]["fields"], json!({"town": "Leeds"}), "{value}: {}", imported.output);
        imported.says(&[&format!("in 1 cell, first in line 2: `{value}` in `first_name` stands for an empty cell")]);
    }
    for value in ["#REF!", "########"] {
        let file = format!("email,first_name\nann@example.org,{value}\nben@example.org,Ben\n");
        let imported = Imported::bytes("a.csv", file.as_bytes(), &[]);
        assert_eq!(imported.people[0]["fields"], json!({}), "{value}: {}", imported.output);
        imported.says(&[&format!("`{value}` in `first_name` is an error or a column that is too narrow")]);
    }
    let file = "email,first_name,last_name,diet\nann@example.org,Nan,Null,None\n";
    let imported = Imported::bytes("a.csv", file.as_bytes(), &[]);
    assert_eq!(
        imported.people[0]["fields"],
        json!({"diet": "None", "first_name": "Nan", "last_name": "Null"}),
        "{}",
        imported.output
    );
    let file = "email,joined\nann@example.org,2019-06-01\nben@example.org,NULL\n";
    let imported = Imported::bytes("a.csv", file.as_bytes(), &[]);
    imported.says(&["2 joined", "date"]);
    assert_eq!(imported.people[1]["fields"], json!({}), "{}", imported.output);
}

#[test]
fn damaged_letter_is_said_with_a_way_out() {
    for (value, said) in [
        ("JÃ¶rg", "was probably `Jörg` before a program read it in the wrong encoding"),
        ("J&ouml;rg", "has a letter as web pages write it"),
        ("J\u{fffd}rg", "has lost a letter"),
    ] {
        let file = format!("email,first_name\nann@example.org,Zoë\nben@example.org,{value}\n");
        let imported = Imported::bytes("a.csv", file.as_bytes(), &[]);
        assert_eq!(imported.people[1]["fields"]["first_name"], value, "{}", imported.output);
        imported.says(&[&format!("in 1 cell, first in line 3: `{value}` in `first_name` {said}")]);
    }
    let good = "email,first_name\nann@example.org,João\nben@example.org,Ann & Ben; Cy\ncy@example.org,ÂNGELA\n";
    let imported = Imported::bytes("a.csv", good.as_bytes(), &[]);
    assert!(!imported.output.err.contains("first in line"), "{}", imported.output);
}

#[test]
fn one_person_in_two_spellings_stays_one() {
    for (one, other, first, last) in [
        ("D.,Orr", "Di,Orr", "Di", "Orr"),
        ("Ed,Müller", "Ed,Mueller", "Ed", "Müller"),
        ("Ann,Roberts", "Roberts,Ann", "Ann", "Roberts"),
        ("Fi,Smith", "Fi,Smith-Jones", "Fi", "Smith-Jones"),
        ("Ann,Lee", "Ben,Lee", "Ann and Ben", "Lee"),
        ("D.,Orr", "Ed,Orr", "D. and Ed", "Orr"),
        ("Ann,Smith", "Ann,Smithers", "Ann and Ann", "Smith and Smithers"),
    ] {
        let file = format!("email,first_name,last_name\nann@example.org,{one}\nann@example.org,{other}\n");
        let imported = Imported::bytes("a.csv", file.as_bytes(), &[]);
        assert_eq!(imported.people[0]["fields"]["first_name"], first, "{one} {other}: {}", imported.output);
        assert_eq!(imported.people[0]["fields"]["last_name"], last, "{one} {other}: {}", imported.output);
    }
}
