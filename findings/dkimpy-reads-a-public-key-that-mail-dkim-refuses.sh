#!/usr/bin/env bash
# A DKIM record whose RSA key is in the short form (PKCS#1) is good for dkimpy, and no key at all for Mail::DKIM.
#
# Versions   dkimpy 1.1.8 (PyPI), Mail::DKIM 1.20230212 with Crypt::OpenSSL::RSA 0.33 (Debian 12)
# Date       2026-11-29
# Expected   One published key, one verdict: `p=` holds either of the two encodings of an RSA public key that
#            cryptographic libraries hand out, and verifiers agree on whether that is a key.
# Seen       With the bare key (RFC 8017, `MIIBCg…`) dkimpy verifies the signature, and Mail::DKIM, by which SpamAssassin
#            judges, says `invalid`. With the wrapped key (SubjectPublicKeyInfo, `MIIBIj…`) both verify it.
# Why        The key calls of widely used libraries return the bare form. A sender who publishes it and tests with dkimpy
#            sees nothing wrong, while a part of the readers' servers treats every letter as unsigned. Publish the wrapped
#            form, and test with more than one verifier.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check dkimpy==1.1.8 dnspython==2.7.0

mkdir "$folder/debian"
cd "$folder/debian"
chmod 755 "$folder" "$folder/debian"
apt-get download --quiet=2 libmail-dkim-perl=1.20230212-2~deb12u1 libcrypt-openssl-rsa-perl=0.33-3+b1 \
    libcrypt-openssl-bignum-perl libmailtools-perl libtimedate-perl liberror-perl libmail-authenticationresults-perl \
    libnet-dns-perl libjson-perl 2>/dev/null
for package in *.deb; do dpkg --extract "$package" "$folder/perl"; done
perls=$(printf '%s:' "$folder/perl/usr/share/perl5" "$folder"/perl/usr/lib/*/perl5/*)
cd "$folder"

openssl genrsa -traditional -out key.pem 2048 2>/dev/null
wrapped=$(openssl rsa -in key.pem -pubout -outform DER 2>/dev/null | base64 --wrap=0)
bare=$(openssl rsa -in key.pem -RSAPublicKey_out -outform DER 2>/dev/null | base64 --wrap=0)

cat >work.py <<'PYTHON'
import sys

import dkim

verb, key = sys.argv[1:]
if verb == "sign":
    message = b"From: chair@example.org\r\nTo: ann@example.org\r\nSubject: Spring\r\n\r\nSpring is here.\r\n"
    signature = dkim.sign(
        message, b"news", b"example.org", open("key.pem", "rb").read(),
        canonicalize=(b"relaxed", b"relaxed"), include_headers=[b"From", b"To", b"Subject"],
    )
    open("message.eml", "wb").write(signature + message)
else:
    record = f"v=DKIM1; k=rsa; p={key}".encode()
    good = dkim.verify(open("message.eml", "rb").read(), dnsfunc=lambda name, timeout=5: record)
    print("pass" if good else "fail")
PYTHON
cat >verify.pl <<'PERL'
use strict;
use warnings;
use Mail::DKIM::Verifier;
use Net::DNS;

my $key = shift @ARGV;
no warnings 'redefine';
*Mail::DKIM::DNS::query = sub {
    return Net::DNS::RR->new(name => $_[0], type => 'TXT', txtdata => [unpack '(a255)*', "v=DKIM1; k=rsa; p=$key"]);
};
open my $message, '<:raw', 'message.eml' or die $!;
my $verifier = Mail::DKIM::Verifier->new;
$verifier->PRINT($_) while <$message>;
$verifier->CLOSE;
print $verifier->result, "\n";
PERL

"$folder/venv/bin/python" work.py sign -
for form in wrapped bare; do
    python=$("$folder/venv/bin/python" work.py verify "${!form}")
    perl=$(PERL5LIB="$perls" perl verify.pl "${!form}")
    printf '%-8s p=%s…  dkimpy: %s  Mail::DKIM: %s\n' "$form" "${!form:0:8}" "$python" "$perl"
    [[ $python == pass ]]
    [[ $perl == $([[ $form == wrapped ]] && echo pass || echo invalid) ]]
done
echo 'as described'
