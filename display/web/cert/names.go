package cert

import (
	"net"
	"net/url"
	"os"
	"slices"
	"strings"
)

// Names are what a server is called: host names and addresses.
type Names struct {
	DNS []string
	IP  []net.IP
}

// NamesOf are the names of this machine now: its host name, bare and under
// .local, its addresses, localhost, and the host in the office's own URL.
func NamesOf(officeURL string) Names {
	n := Names{DNS: []string{"localhost"}}
	if host, err := os.Hostname(); err == nil && host != "" {
		host, _, _ = strings.Cut(strings.ToLower(host), ".")
		n.add(host)
		n.add(host + ".local")
	}
	if u, err := url.Parse(officeURL); err == nil {
		n.add(u.Hostname())
	}
	addrs, _ := net.InterfaceAddrs() // without them the names are left
	for _, a := range addrs {
		if ip, ok := a.(*net.IPNet); ok {
			n.add(ip.IP.String())
		}
	}
	return n
}

// add adds a host name or an address, once. What is no name of a certificate,
// such as one with an underscore, is left out.
func (n *Names) add(host string) {
	host = strings.Trim(strings.ToLower(host), ".")
	switch ip := net.ParseIP(host); {
	case host == "", ip == nil && strings.Trim(strings.ToLower(host), "abcdefghijklmnopqrstuvwxyz0123456789-.") != "":
	case ip != nil && !slices.ContainsFunc(n.IP, ip.Equal):
		n.IP = append(n.IP, ip)
	case ip == nil && !slices.Contains(n.DNS, host):
		n.DNS = append(n.DNS, host)
	}
}

// bare are the names without a dot, which only the network knows that the
// machine is in.
func (n Names) bare() []string {
	return slices.DeleteFunc(slices.Clone(n.DNS), func(name string) bool { return strings.Contains(name, ".") || name == "localhost" })
}

// first is the machine's own name.
func (n Names) first() string {
	return append(n.bare(), "office")[0]
}

// Public are the names an office's own authority may not vouch for: whoever
// stole its key could otherwise pretend to be them to everybody who trusts it.
func (a *Authority) Public(n Names) []string {
	var out []string
	for _, name := range n.DNS {
		if !a.mayName(name) {
			out = append(out, name)
		}
	}
	for _, ip := range n.IP {
		if !a.mayHave(ip) {
			out = append(out, ip.String())
		}
	}
	return out
}

// permitted are the names the authority's constraints allow.
func (a *Authority) permitted(n Names) Names {
	return Names{
		DNS: slices.DeleteFunc(slices.Clone(n.DNS), func(name string) bool { return !a.mayName(name) }),
		IP:  slices.DeleteFunc(slices.Clone(n.IP), func(ip net.IP) bool { return !a.mayHave(ip) }),
	}
}

func (a *Authority) mayName(name string) bool {
	return slices.ContainsFunc(a.cert.PermittedDNSDomains, func(d string) bool {
		return name == d || strings.HasSuffix(name, "."+d)
	})
}

func (a *Authority) mayHave(ip net.IP) bool {
	return slices.ContainsFunc(a.cert.PermittedIPRanges, func(r *net.IPNet) bool { return r.Contains(ip) })
}
