//! The signature of an event (Standard Webhooks, “Signature scheme”).

use encodify::base64;

use crate::model::hmac_sha256;

/// Returns the value of `webhook-signature`: HMAC-SHA256 of the id, the time and the body, with dots between them.
pub(super) fn sign(key: &[u8], id: &str, timestamp: &str, body: &str) -> String {
    let mac = hmac_sha256(key, format!("{id}.{timestamp}.{body}").as_bytes());
    format!("v1,{}", base64::STANDARD.encode(mac))
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test says so by failing")]
mod tests {
    use super::*;

    /// The example of the specification's libraries.
    #[test]
    fn signature_is_that_of_the_specification() {
        let key = base64::STANDARD.decode("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw").unwrap();
        let body = "{\"test\": 2432232314}";
        let signature = sign(&key, "msg_p5jXN8AQM9LWM0D4loKWxJek", "1614265330", body);
        assert_eq!(signature, "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    }
}
