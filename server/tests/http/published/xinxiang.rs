//! Xinxiang, case book no. 34: 29 of 45 tribunals better than the city's mean, 31 of 45 above 96 % in time; printed 64.44 % and
//! 68.89 %. The single tribunals are not printed: the table here is made so that it fits, and the platform counts.

use super::{desks, printed, profile};

const YEAR: (&str, &str) = ("2021-01", "2021-12");

#[tokio::test]
async fn so_many_tribunals_are_better_than_their_city() {
    for desk in desks().await {
        let units = "[[unit]]\nlevel = \"city\"\ncode = \"P-{city}\"\nname = \"{city}\"\n\
                     [[unit]]\nlevel = \"tribunal\"\ncode = \"P-{city}-{unit}\"\nname = \"{unit}\"";
        let items = ["received", "closed", "closed_in_time"];
        let mut table = "city,unit,month,received,closed,closed_in_time\n".to_owned();
        for n in 0..45 {
            let closed = if n < 29 { 105 } else { 80 };
            let in_time = if n < 31 { closed - 2 } else { closed * 9 / 10 };
            table += &format!("XX,T{n:02},2021-12,100,{closed},{in_time}\n");
        }
        desk.import(&profile(units, 12, &items), &table).await;
        let city = desk.value("P-XX", "clearance_rate", YEAR).await;
        // All of it summed before it is divided: (29 × 105 + 16 × 80) ÷ 4,500.
        assert_eq!(printed(city), "96.11");
        let above = async |indicator: &str, than: f64| {
            let rows = desk.rows("P-XX", indicator, YEAR, "&level=tribunal").await;
            assert_eq!(rows.len(), 45);
            rows.iter().filter(|row| row["value"].as_f64().unwrap() > than).count()
        };
        let better = above("clearance_rate", city).await;
        let in_time = above("closed_in_time_rate", 0.96).await;
        assert_eq!((better, in_time), (29, 31));
        assert_eq!(printed(better as f64 / 45.0), "64.44");
        assert_eq!(printed(in_time as f64 / 45.0), "68.89");
    }
}
