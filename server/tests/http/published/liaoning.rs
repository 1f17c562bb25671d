//! Liaoning, case book no. 21: 27.41 of 30.4691 million yuan for safety and maintenance, printed 89.96 %; 138 tribunals with 93
//! gates and 119 instruments.

use super::{below, desks, printed, profile};

const YEAR: (&str, &str) = ("2021-01", "2021-12");

#[tokio::test]
async fn money_spent_and_equipment_are_as_printed() {
    for desk in desks().await {
        let items = ["safety_budget", "safety_budget_spent", "tribunals", "gates", "instruments"];
        let table = "unit,month,safety_budget,safety_budget_spent,tribunals,gates,instruments\n\
                     LN,2021-12,30469100,27410000,138,93,119\n";
        desk.import(&profile(&below("tribunal"), 12, &items), table).await;
        assert_eq!(desk.percent("P-LN", "safety_spend_rate", YEAR).await, "89.96");
        assert_eq!(printed(desk.value("P-LN", "gates_per_tribunal", YEAR).await), printed(93.0 / 138.0));
        assert_eq!(
            printed(desk.value("P-LN", "instruments_per_tribunal", YEAR).await),
            printed(119.0 / 138.0)
        );
        let row = desk.rows("P-LN", "gates_per_tribunal", YEAR, "").await.remove(0);
        assert_eq!((row["numerator"].as_f64(), row["denominator"].as_f64()), (Some(93.0), Some(138.0)));
    }
}
