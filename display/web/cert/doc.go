// Package cert is how an office proves over TLS that it is the office: by
// certificate files somebody else made, or by a certificate authority of the
// office's own; and how the programs beside it check that.
//
// It owns the authority's key and decides what a certificate says. It listens
// on nothing, starts nothing, and looks whether it must renew or read again
// only when somebody connects.
//
// Clocks: small computers have none that runs without power. The authority is
// valid from 2020 to 2049 whatever the clock said when it was made; a server's
// certificate is valid 400 days either way and is made anew when the clock has
// moved 200 days; a [Trust] whose own clock stands before a certificate's
// beginning counts from that beginning.
package cert
