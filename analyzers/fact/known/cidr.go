package known

import (
	"cmp"
	"encoding/binary"
	"math"
	"math/bits"
	"net/netip"
	"slices"
	"strconv"
	"strings"
)

// Prefix reads an address range in any spelling that firewalls and clouds
// take: "10.0.0.0/8", "10/8", "0/0", "00.0.0.0/0", "0.0.0.0/0.0.0.0", a bare
// address. Bits of the host are masked, as EC2 does.
func Prefix(s string) (netip.Prefix, bool) {
	address, length, ranged := strings.Cut(strings.TrimSpace(s), "/")
	addr, ok := address4(address, ranged)
	if !ok {
		parsed, err := netip.ParseAddr(address)
		if err != nil || parsed.Zone() != "" {
			return netip.Prefix{}, false
		}
		addr = parsed
	}
	size := addr.BitLen()
	if ranged {
		if size, ok = prefixLength(length, addr); !ok {
			return netip.Prefix{}, false
		}
	}
	prefix, err := addr.Prefix(size)
	return prefix, err == nil
}

// address4 reads an IPv4 address with leading zeros, taken as decimal. In a
// range the octets at the end may be absent.
func address4(s string, ranged bool) (netip.Addr, bool) {
	octets := strings.Split(s, ".")
	if len(octets) > 4 || len(octets) < 4 && !ranged {
		return netip.Addr{}, false
	}
	var bytes [4]byte
	for i, octet := range octets {
		n, err := strconv.ParseUint(octet, 10, 8)
		if err != nil {
			return netip.Addr{}, false
		}
		bytes[i] = byte(n)
	}
	return netip.AddrFrom4(bytes), true
}

// prefixLength reads what stands behind the slash: a number of bits, or for
// IPv4 a mask such as 255.255.0.0.
func prefixLength(s string, addr netip.Addr) (int, bool) {
	if n, err := strconv.ParseUint(s, 10, 8); err == nil {
		return int(n), int(n) <= addr.BitLen()
	}
	mask, ok := address4(s, false)
	if !ok || !addr.Is4() {
		return 0, false
	}
	ones := bits.LeadingZeros32(^start4(mask))
	return ones, bits.OnesCount32(start4(mask)) == ones
}

// EverywhereWord reports the words that stand for every address: `*`, `any`,
// Azure's `Internet`.
func EverywhereWord(s string) bool {
	switch strings.ToLower(strings.TrimSpace(s)) {
	case "*", "any", "internet", "anywhere":
		return true
	}
	return false
}

// Coverage tells how much of the internet a union of ranges holds.
type Coverage struct {
	V4, V6 bool    // holds all of it, or for IPv4 at least half of the public part
	Share  float64 // of the public IPv4 addresses
}

// Everywhere tells how much of the internet ranges hold together. Words such as
// `any` count; what is no range does not.
func Everywhere(ranges []string) Coverage {
	var prefixes []netip.Prefix
	for _, s := range ranges {
		if EverywhereWord(s) {
			prefixes = append(prefixes, netip.PrefixFrom(netip.IPv4Unspecified(), 0), netip.PrefixFrom(netip.IPv6Unspecified(), 0))
		} else if prefix, ok := Prefix(s); ok {
			prefixes = append(prefixes, prefix)
		}
	}
	return Union(prefixes)
}

// Union is Everywhere for prefixes.
func Union(prefixes []netip.Prefix) Coverage {
	var four, six []interval
	nat64 := false
	for _, p := range prefixes {
		switch {
		case !p.IsValid():
		case p.Addr().Is4():
			four = append(four, interval4(p))
		case p.Bits() <= 64:
			six = append(six, interval6(p))
		default:
			nat64 = nat64 || p == nat64Prefix
		}
	}
	share := 1 - without(notPublic4(), four)/publicCount4()
	v6 := nat64 || slices.ContainsFunc(merged(six), func(i interval) bool {
		return i.first <= global6.first && global6.last <= i.last
	})
	return Coverage{V4: share >= 0.5, V6: v6, Share: share}
}

// NullDestination reports a range that no packet leaves for. Such a rule is the
// idiom that shuts what a provider opens by default.
func NullDestination(p netip.Prefix) bool {
	return p.Addr().IsLoopback() || p == netip.PrefixFrom(netip.AddrFrom4([4]byte{255, 255, 255, 255}), 32)
}

// PrivateRange reports a range that holds no public address: private, of a
// carrier, link-local, loopback, or a unique local one of IPv6.
func PrivateRange(p netip.Prefix) bool { return within(p, privateRanges()) }

// DocumentationRange reports a range that only examples use.
func DocumentationRange(p netip.Prefix) bool { return within(p, documentationRanges()) }

func within(p netip.Prefix, ranges []netip.Prefix) bool {
	return slices.ContainsFunc(ranges, func(r netip.Prefix) bool { return r.Bits() <= p.Bits() && r.Contains(p.Addr()) })
}

func privateRanges() []netip.Prefix {
	return prefixes("10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.168.0.0/16",
		"::1/128", "fc00::/7", "fe80::/10")
}

func documentationRanges() []netip.Prefix {
	return prefixes("192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24", "2001:db8::/32", "3fff::/20")
}

func prefixes(list ...string) []netip.Prefix {
	parsed := make([]netip.Prefix, len(list))
	for i, s := range list {
		parsed[i] = netip.MustParsePrefix(s)
	}
	return parsed
}

// nat64Prefix is where all of IPv4 is reached from IPv6 (RFC 6052).
var nat64Prefix = netip.MustParsePrefix("64:ff9b::/96")

// global6 is 2000::/3, all that is assigned of IPv6, by the upper half of the
// addresses.
var global6 = interval{0x2000 << 48, 0x3fff<<48 | 1<<48 - 1}

// interval is a range of addresses, both ends included: IPv4 addresses, or the
// upper 64 bits of IPv6 ones.
type interval struct{ first, last uint64 }

func interval4(p netip.Prefix) interval {
	first := uint64(start4(p.Masked().Addr()))
	return interval{first, first + 1<<(32-p.Bits()) - 1}
}

func start4(a netip.Addr) uint32 {
	b := a.As4()
	return binary.BigEndian.Uint32(b[:])
}

func interval6(p netip.Prefix) interval {
	b := p.Masked().Addr().As16()
	first := binary.BigEndian.Uint64(b[:8])
	return interval{first, first | math.MaxUint64>>p.Bits()}
}

// notPublic4 lists the IPv4 ranges that do not route on the internet.
func notPublic4() []interval {
	var all []interval
	for _, p := range prefixes("0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12",
		"192.168.0.0/16", "198.18.0.0/15", "224.0.0.0/3") {
		all = append(all, interval4(p))
	}
	return all
}

func publicCount4() float64 { return without(notPublic4(), nil) }

// without counts the IPv4 addresses that are in neither list.
func without(a, b []interval) float64 {
	left := float64(1 << 32)
	for _, i := range merged(slices.Concat(a, b)) {
		left -= float64(i.last-i.first) + 1
	}
	return left
}

// merged sorts intervals and joins those that overlap or adjoin.
func merged(list []interval) []interval {
	list = slices.SortedFunc(slices.Values(list), func(a, b interval) int { return cmp.Compare(a.first, b.first) })
	var joined []interval
	for _, i := range list {
		if n := len(joined); n > 0 && (joined[n-1].last == math.MaxUint64 || i.first <= joined[n-1].last+1) {
			joined[n-1].last = max(joined[n-1].last, i.last)
			continue
		}
		joined = append(joined, i)
	}
	return joined
}
