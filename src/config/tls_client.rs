//! The TLS client configuration: which certificates are trusted, and when they are not checked.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::{CryptoProvider, ring, verify_tls12_signature, verify_tls13_signature};
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::{ClientConfig, DigitallySignedStruct, RootCertStore, SignatureScheme};

use super::TlsMode;

/// Why a TLS configuration cannot be created.
#[derive(Debug, thiserror::Error)]
pub enum TlsSetupError {
    /// `ca_file` cannot be read.
    #[error("cannot read `{}`", .path.display())]
    Unreadable {
        /// The path of the file.
        path: PathBuf,
        /// The cause.
        source: io::Error,
    },
    /// `ca_file` contains no usable certificate.
    #[error("`{}` holds no certificate in PEM", .0.display())]
    MissingCertificate(PathBuf),
    /// The TLS library rejects its settings.
    #[error("cannot set up TLS")]
    Library(#[source] rustls::Error),
}

/// Creates the TLS configuration for connections to a relay or a mailbox.
///
/// # Errors
/// Returns an error if `ca_file` cannot be read or contains no certificate.
pub fn tls_client_config(security: TlsMode, ca_file: Option<&Path>) -> Result<Arc<ClientConfig>, TlsSetupError> {
    // The provider is named because a process with two providers has no default one.
    let provider = Arc::new(ring::default_provider());
    let builder = ClientConfig::builder_with_provider(Arc::clone(&provider));
    let builder = builder.with_safe_default_protocol_versions().map_err(TlsSetupError::Library)?;
    let config = if security == TlsMode::Opportunistic {
        builder
            .dangerous()
            .with_custom_certificate_verifier(Arc::new(AcceptAnyCertificate(provider)))
            .with_no_client_auth()
    } else {
        builder.with_root_certificates(root_certificates(ca_file)?).with_no_client_auth()
    };
    Ok(Arc::new(config))
}

/// Returns the authorities of the system and of `ca_file`.
fn root_certificates(ca_file: Option<&Path>) -> Result<RootCertStore, TlsSetupError> {
    let mut roots = RootCertStore::empty();
    roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
    if let Some(path) = ca_file {
        let unreadable = |source: io::Error| TlsSetupError::Unreadable { path: path.to_owned(), source };
        let pem = std::fs::read(path).map_err(unreadable)?;
        let (taken, _) = roots.add_parsable_certificates(CertificateDer::pem_slice_iter(&pem).flatten());
        if taken == 0 {
            return Err(TlsSetupError::MissingCertificate(path.to_owned()));
        }
    }
    Ok(roots)
}

/// Accepts any certificate: opportunistic TLS prevents eavesdropping where the alternative is no TLS (RFC 7435).
///
/// The common case is a local Postfix with its self-signed certificate.
#[derive(Debug)]
struct AcceptAnyCertificate(Arc<CryptoProvider>);

impl ServerCertVerifier for AcceptAnyCertificate {
    fn verify_server_cert(
        &self,
        _: &CertificateDer<'_>,
        _: &[CertificateDer<'_>],
        _: &ServerName<'_>,
        _: &[u8],
        _: UnixTime,
    ) -> Result<ServerCertVerified, rustls::Error> {
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        verify_tls12_signature(message, certificate, signature, &self.0.signature_verification_algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        verify_tls13_signature(message, certificate, signature, &self.0.signature_verification_algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.0.signature_verification_algorithms.supported_schemes()
    }
}
