use super::*;
use crate::ingest::tables::profile::SHIPPED;
use app::domain::catalogue::Catalogue;

fn shipped(id: &str) -> Profile {
    let (_, text) = SHIPPED.iter().find(|(known, _)| *known == id).unwrap();
    Profile::parse(text, &Catalogue::built_in().unwrap()).unwrap()
}

fn read_text(profile: &Profile, file_name: &str, text: &str) -> Reading {
    let month = "2022-01".parse().unwrap();
    read(text.as_bytes(), &Context { profile, file_name, month }).unwrap()
}

const HEAD: &str =
    "MÊS DE REFERÊNCIA;UNIDADE;DISTRIBUÍDOS;BAIXADOS;DECISÕES;DESPACHOS;SENTENÇAS;AUDIÊNCIAS\n";

#[test]
fn months_units_and_blanks_of_a_brazilian_export() {
    let profile = shipped("tjrn-indicadores");
    let text = format!(
        "{HEAD}jan/20;NATAL - 1ª  VARA;5;;0;1;2;\nfev/20;NATAL - 1ª VARA;6;1;1;1;1;1\nTOTAL;Total;9;9;9;9;9;9\n"
    );
    let reading = read_text(&profile, "Indicadores - Atualizado em 2020-12-29 11-14-26.csv", &text);
    assert_eq!((reading.rows_read, reading.rows_accepted), (2, 2));
    assert_eq!(reading.units.len(), 1);
    assert_eq!(
        (reading.units[0].code.as_str(), reading.units[0].name.as_str()),
        ("RN-NATAL-1A-VARA", "NATAL - 1ª VARA")
    );
    assert_eq!(reading.units[0].first, "2020-01".parse().unwrap());
    assert_eq!(reading.facts.len(), 4 + 6);
    assert_eq!(reading.as_of.unwrap().to_string(), "2020-12-29 11:14:26");
}

#[test]
fn nothing_speaks_of_months_after_its_export() {
    let profile = shipped("tjrn-indicadores");
    let text = format!("{HEAD}fev/21;X;5;1;1;1;1;1\n");
    let reading = read_text(&profile, "Indicadores - Atualizado em 2020-12-29 11-14-26.csv", &text);
    assert_eq!(reading.problems[0].code, "period_in_future");
    assert_eq!(read_text(&profile, "renamed.csv", &text).rows_accepted, 1);
}

#[test]
fn a_row_with_nothing_to_say_is_in_nobodys_way() {
    let profile = shipped("tjrn-indicadores");
    let text = format!("{HEAD}jan/20;X;;;;;;\njan/20;X;5;1;1;1;1;1\njan/20;X;;;;;;\njan/20;Y;;;;;;\n");
    let reading = read_text(&profile, "f.csv", &text);
    assert_eq!((reading.rows_accepted, reading.rows_quarantined), (4, 0));
    assert_eq!((reading.units.len(), reading.facts.len()), (1, 6));
}

#[test]
fn a_rate_over_twelve_months_and_the_stock_at_their_end() {
    let profile = shipped("tjrn-taxa");
    let columns = profile.columns.names().join(";");
    let value = |name: &str| match name {
        "UNIDADE" => "ACARI",
        "ANO" => "2021",
        "MÊS" => "9",
        "BAIXADOS" | "BAIXADOS DE CONHECIMENTO" => "25",
        "PENDENTES" | "PENDENTES DE CONHECIMENTO" => "75",
        "TAXA LÍQUIDA" | "TAXA BRUTA" => "75",
        _ => "",
    };
    let row: Vec<_> = profile.columns.names().iter().map(|name| value(name)).collect();
    let reading = read_text(&profile, "f.csv", &format!("{columns}\n{}\n", row.join(";")));
    assert_eq!(reading.problems, []);
    let told: Vec<_> =
        reading.facts.iter().map(|f| (f.item.as_str(), f.period.to_string(), f.value)).collect();
    assert_eq!(told, [("closed", "2020-10..2021-09".to_owned(), 25.0), ("pending", "2021-09".into(), 75.0)]);
}
