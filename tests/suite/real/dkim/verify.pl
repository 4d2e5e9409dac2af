# Verifies each DKIM signature of messages with Mail::DKIM, against records in a file instead of DNS.
#
# verify.pl RECORDS MESSAGE…: prints a line for each message with the result of each signature, from the top.
use strict;
use warnings;
use Mail::DKIM::Verifier;
use Net::DNS;

open my $file, '<', shift @ARGV or die $!;
my %records = map { chomp; split / /, $_, 2 } <$file>;

no warnings 'redefine';
*Mail::DKIM::DNS::query = sub {
    my ($name) = @_;
    return unless defined $records{$name};
    return Net::DNS::RR->new(name => $name, type => 'TXT', txtdata => [unpack '(a255)*', $records{$name}]);
};

for my $path (@ARGV) {
    open my $message, '<:raw', $path or die $!;
    my $verifier = Mail::DKIM::Verifier->new;
    while (<$message>) {
        s/\r?\n\z/\r\n/;
        $verifier->PRINT($_);
    }
    $verifier->CLOSE;
    print join(' ', map { $_->result } $verifier->signatures), "\n";
}
