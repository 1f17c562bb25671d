//! Telling other systems of alarms: where that may go, and when it is tried again.

use chrono::TimeDelta;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// Seconds until the next attempt, after the first, the second …; after the one behind the last it is given up.
const WAITS: [i64; 6] = [10, 60, 300, 1_800, 7_200, 21_600];

/// How long to wait after so many attempts in vain; none to give up.
pub fn wait_after(tries: i64) -> Option<TimeDelta> {
    let wait = usize::try_from(tries - 1).ok().and_then(|n| WAITS.get(n));
    wait.map(|seconds| TimeDelta::seconds(*seconds))
}

/// Whether an address is one of the open net: nothing of this machine, of this network or of those who run it.
pub fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => is_public_v4(address),
        IpAddr::V6(address) => is_public_v6(address),
    }
}

fn is_public_v4(address: Ipv4Addr) -> bool {
    let [a, b, c, _] = address.octets();
    !(a == 0
        || a >= 224
        || address.is_private()
        || address.is_loopback()
        || address.is_link_local()
        || address.is_documentation()
        // Of carriers, of protocols, for measuring.
        || (a == 100 && (64..128).contains(&b))
        || (a == 192 && b == 0 && c == 0)
        || (a == 198 && (18..20).contains(&b)))
}

fn is_public_v6(address: Ipv6Addr) -> bool {
    let parts = address.segments();
    if let Some(inner) = address.to_ipv4_mapped() {
        return is_public_v4(inner);
    }
    // Only what is given out at all, without ways into the other net and without what is for books.
    (0x2000..0x4000).contains(&parts[0])
        && parts[0] != 0x2002
        && !(parts[0] == 0x2001 && (parts[1] < 0x0200 || parts[1] == 0x0db8))
        && !(parts[0] == 0x3fff && parts[1] < 0x1000)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_tried_less_and_less_often_and_given_up_in_the_end() {
        let waits: Vec<_> = (1..=6).map(|tries| wait_after(tries).unwrap().num_seconds()).collect();
        assert!(waits.is_sorted() && waits[0] == 10);
        assert_eq!((wait_after(7), wait_after(0)), (None, None));
    }

    #[test]
    fn nothing_inside_can_be_reached_by_any_way_of_writing_it() {
        for inside in [
            "127.0.0.1",
            "127.9.9.9",
            "10.1.2.3",
            "172.16.0.1",
            "172.31.255.255",
            "192.168.1.1",
            "169.254.169.254",
            "100.64.0.1",
            "0.0.0.0",
            "198.18.0.1",
            "192.0.0.8",
            "224.0.0.1",
            "255.255.255.255",
            "::1",
            "::",
            "::127.0.0.1",
            "::ffff:10.0.0.1",
            "64:ff9b::a00:1",
            "2002:a00:1::",
            "2001:0:a00:1::",
            "2001:db8::1",
            "fc00::1",
            "fd12::1",
            "fe80::1",
            "ff02::1",
        ] {
            assert!(!is_public(inside.parse().unwrap()), "{inside}");
        }
        for outside in ["1.1.1.1", "172.32.0.1", "100.128.0.1", "223.5.5.5", "2400:3200::1", "::ffff:1.1.1.1"]
        {
            assert!(is_public(outside.parse().unwrap()), "{outside}");
        }
    }
}
