//! Passwords: argon2id with OWASP's parameters, off the event loop, a few at a time.

use crate::chance::Chance;
use app::api::Failure;
use argon2::{
    Algorithm, Argon2, Params, PasswordHasher, PasswordVerifier, Version,
    password_hash::{self, PasswordHash, SaltString},
};
use std::sync::Arc;
use tokio::sync::Semaphore;

/// Characters of the longest password; more is work for nothing.
pub const LONGEST: usize = 200;
/// Hashes computed at the same time: each takes 19 MiB and a core.
const AT_ONCE: usize = 4;
/// What the password of somebody who does not exist is compared with, so that it takes as long as a wrong one: the
/// same parameters as [`argon2id`], and a hash that nobody has computed.
const NOBODY: &str =
    "$argon2id$v=19$m=19456,t=2,p=1$bm9ib2R5LWlzLWhlcmUtMQ$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

/// Computes and compares password hashes.
#[derive(Debug)]
pub struct Passwords {
    permits: Arc<Semaphore>,
}

impl Default for Passwords {
    fn default() -> Self {
        Self { permits: Arc::new(Semaphore::new(AT_ONCE)) }
    }
}

impl Passwords {
    /// The hash of a password in the PHC format, with a salt of 16 bytes.
    pub async fn hash(&self, password: &str, chance: &dyn Chance) -> Result<String, Failure> {
        let mut salt = [0; 16];
        chance.fill_bytes(&mut salt);
        let password = password.to_owned();
        self.compute(move || {
            let salt = SaltString::encode_b64(&salt)?;
            Ok(argon2id()?.hash_password(password.as_bytes(), &salt)?.to_string())
        })
        .await
    }

    /// Whether the password is the one of `hash`. Without a hash the answer is no, after the same work.
    pub async fn verify(&self, password: &str, hash: Option<String>) -> Result<bool, Failure> {
        let fits = password.chars().count() <= LONGEST;
        let password = if fits { password.to_owned() } else { String::new() };
        let known = fits && hash.is_some();
        let hash = hash.unwrap_or_else(|| NOBODY.to_owned());
        self.compute(move || {
            match argon2id()?.verify_password(password.as_bytes(), &PasswordHash::new(&hash)?) {
                Ok(()) => Ok(known),
                Err(password_hash::Error::Password) => Ok(false),
                Err(error) => Err(error),
            }
        })
        .await
    }

    /// The permit goes along with the work, which nobody can stop once it has begun.
    async fn compute<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> password_hash::Result<T> + Send + 'static,
    ) -> Result<T, Failure> {
        let permit = self.permits.clone().acquire_owned().await;
        let permit = permit.map_err(|_| Failure::internal("passwords"))?;
        let done = tokio::task::spawn_blocking(move || {
            let result = work();
            drop(permit);
            result
        });
        match done.await {
            Ok(Ok(done)) => Ok(done),
            Ok(Err(error)) => {
                tracing::error!(%error, "password hash");
                Err(Failure::internal("password hash"))
            }
            Err(error) => {
                tracing::error!(%error, "password task");
                Err(Failure::internal("password task"))
            }
        }
    }
}

fn argon2id() -> password_hash::Result<Argon2<'static>> {
    Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, Params::new(19_456, 2, 1, None)?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chance::SeededChance;

    #[tokio::test]
    async fn only_the_password_itself_fits_its_hash() {
        let (passwords, chance) = (Passwords::default(), SeededChance::new(1));
        let hash = passwords.hash("correct horse", &chance).await.unwrap();
        assert!(hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{hash}");
        assert_ne!(hash, passwords.hash("correct horse", &chance).await.unwrap(), "another salt");
        assert!(passwords.verify("correct horse", Some(hash.clone())).await.unwrap());
        assert!(!passwords.verify("Correct horse", Some(hash)).await.unwrap());
    }

    #[tokio::test]
    async fn nobody_costs_what_somebody_costs_and_has_no_password() {
        let (passwords, chance) = (Passwords::default(), SeededChance::new(1));
        let somebody = passwords.hash("correct horse", &chance).await.unwrap();
        let (somebody, nobody) = (PasswordHash::new(&somebody).unwrap(), PasswordHash::new(NOBODY).unwrap());
        assert_eq!((somebody.algorithm, somebody.version), (nobody.algorithm, nobody.version));
        assert_eq!(somebody.params, nobody.params);
        let length = |hash: &PasswordHash<'_>| (hash.hash.unwrap().len(), hash.salt.unwrap().len());
        assert_eq!(length(&somebody), length(&nobody));
        assert!(!passwords.verify("", None).await.unwrap());
    }

    #[tokio::test]
    async fn too_long_is_wrong_even_for_an_empty_password() {
        let (passwords, chance) = (Passwords::default(), SeededChance::new(1));
        let hash = passwords.hash("", &chance).await.unwrap();
        assert!(!passwords.verify(&"x".repeat(LONGEST + 1), Some(hash)).await.unwrap());
    }

    #[tokio::test]
    async fn a_hash_that_is_none_is_a_fault_and_no_match() {
        assert_eq!(Passwords::default().verify("x", Some("x".into())).await.unwrap_err().status(), 500);
    }
}
