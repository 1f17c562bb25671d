//! Hashing and checking passwords: argon2id with the parameters that OWASP recommends, off the async threads and only
//! a few at a time, so that sign-ins can exhaust neither memory nor processors.

use app::api::Failure;
use argon2::{
    Algorithm, Argon2, Params, PasswordHash, PasswordHasher, PasswordVerifier, Version,
    password_hash::SaltString,
};
use std::sync::Arc;
use tokio::sync::Semaphore;

/// Memory in KiB, passes, lanes: OWASP's password storage cheat sheet, second row.
const COST: (u32, u32, u32) = (19_456, 2, 1);
/// Hashes at a time, in this process.
const AT_A_TIME: usize = 4;
/// What an unknown name is checked against, at the same cost; no password is known that fits.
const NOBODY: &str =
    "$argon2id$v=19$m=19456,t=2,p=1$bm9ib2R5bm9ib2R5bm9ibw$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

/// The hashing of passwords.
#[derive(Debug)]
pub(crate) struct Passwords(Arc<Semaphore>);

impl Default for Passwords {
    fn default() -> Self {
        Self(Arc::new(Semaphore::new(AT_A_TIME)))
    }
}

impl Passwords {
    /// The hash of a password, in the PHC format.
    pub(crate) async fn hash(&self, password: &str, salt: [u8; 16]) -> Result<String, Failure> {
        let password = password.to_owned();
        self.run(move || {
            let salt = SaltString::encode_b64(&salt).ok()?;
            Some(argon2()?.hash_password(password.as_bytes(), &salt).ok()?.to_string())
        })
        .await?
        .ok_or_else(|| Failure::internal("argon2"))
    }

    /// Whether the password fits the hash; without a hash it never does, but takes as long.
    pub(crate) async fn fits(&self, password: &str, hash: Option<String>) -> Result<bool, Failure> {
        let password = password.to_owned();
        self.run(move || {
            let known = hash.is_some();
            let hash = hash.unwrap_or_else(|| NOBODY.to_owned());
            let fits = PasswordHash::new(&hash).is_ok_and(|hash| {
                argon2().is_some_and(|argon2| argon2.verify_password(password.as_bytes(), &hash).is_ok())
            });
            known && fits
        })
        .await
    }

    async fn run<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> Result<T, Failure> {
        let permit =
            self.0.clone().acquire_owned().await.map_err(|_| Failure::internal("hashing was ended"))?;
        let run = tokio::task::spawn_blocking(move || {
            let result = work();
            drop(permit);
            result
        });
        run.await.map_err(|_| Failure::internal("hashing was ended"))
    }
}

fn argon2() -> Option<Argon2<'static>> {
    let params = Params::new(COST.0, COST.1, COST.2, None).ok()?;
    Some(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn the_right_password_fits_and_no_other() {
        let passwords = Passwords::default();
        let hash = passwords.hash("correct horse battery", [7; 16]).await.unwrap();
        assert!(hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{hash}");
        assert!(passwords.fits("correct horse battery", Some(hash.clone())).await.unwrap());
        assert!(!passwords.fits("correct horse batterz", Some(hash)).await.unwrap());
        assert!(!passwords.fits("", None).await.unwrap());
    }

    #[test]
    fn an_unknown_name_costs_as_much_as_a_known_one() {
        let hash = PasswordHash::new(NOBODY).unwrap();
        let params = Params::try_from(&hash).unwrap();
        assert_eq!((params.m_cost(), params.t_cost(), params.p_cost()), COST);
        assert_eq!(hash.hash.unwrap().len(), 32);
    }
}
