//! Courts of Zhengzhou, first half of 2021: O 12,087, N 146,484, D 126,927. Printed: accepted 158,571, pending 31,644, closing
//! 80.04 %, clearance 86.65 %.

use super::{below, desks, profile};

const SPAN: (&str, &str) = ("2021-01", "2021-06");

#[tokio::test]
async fn the_first_half_of_2021_is_as_printed() {
    for desk in desks().await {
        let items = ["pending_start", "received", "closed"];
        let table = "unit,month,pending_start,received,closed\nZZ,2021-06,12087,146484,126927\n";
        desk.import(&profile(&below("city"), 6, &items), table).await;
        for unit in ["P-ZZ", "P"] {
            let accepted = desk.value(unit, "accepted", SPAN).await;
            let closed = desk.value(unit, "closed", SPAN).await;
            assert_eq!((accepted, accepted - closed), (158_571.0, 31_644.0), "{unit}");
            assert_eq!(desk.percent(unit, "closing_rate", SPAN).await, "80.04");
            assert_eq!(desk.percent(unit, "clearance_rate", SPAN).await, "86.65");
        }
    }
}
